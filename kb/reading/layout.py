"""Lines placed on pages to paragraphs: running heads cut, wrapped lines joined.

Used for every format that knows where its text stands and not what its paragraphs are: PDF,
OFD and recognised pictures. Coordinates are in any one unit, y downwards from the page's top.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from kb.language import patterns
from kb.reading.raw import CELL_END

NEAR = 1.2  # ems: a line that begins that far right of the margin is indented
LOOSE = 0.12  # ems by which a line's end may be misplaced where a file says its place
GAP = 0.45  # sizes of the letters, above the usual step down, that part paragraphs
SAME_SIZE = 0.15  # share by which letters of one paragraph may differ in size
EDGE = 0.13  # of the page's height, at its top and bottom, where running heads stand
OFTEN = 0.4  # of the pages on which a running head stands: on facing pages, every other one
NEARLY_ALL = 0.8  # of the pages, for what a browser prints in the midst of each
FEWEST = 3  # pages that show what is repeated
WEIGHTY = 8  # lines of a page that show its margins
# + （《健   + 2025年   + 形。   + GB/T
UNIT = re.compile(
    r"[（《“\u2018〔【〈「『([{<]{0,3}(?:[A-Za-z0-9.%/+\-]{1,24}|.)[，。；：、！？）》”\u2019〕】〉」』…)\]}>,.;:!?%]{0,3}"
)
BARE_NUMBER = re.compile(
    r"[-—－\u2013·.\s]*(?:第\s*)?\d{1,4}(?:\s*[/\uff0f]\s*\d{1,4})?(?:\s*页)?[-—－\u2013·.\s]*"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its place; ``size`` is the height of its letters.

    ``is_row`` marks a row of a table, which is a paragraph by itself.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its lines in reading order; ``slack`` is how exact their ends are, in ems."""

    lines: tuple[Line, ...]
    width: float
    height: float
    slack: float = LOOSE


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    em: float


def pages_to_text(pages: Sequence[Page]) -> str:
    """The text of ``pages``: a paragraph a line, pages parted by form feeds.

    A form feed that follows no line end falls inside a paragraph, as ``RawText`` says.
    """
    kept = with_whole_rows(without_running_heads(pages))
    width = max((page.width for page in kept), default=0.0)
    everywhere = _margins([line for page in kept for line in page.lines], width)
    steps = _usual_step(kept)
    text: list[str] = []
    previous: tuple[Line, _Margins] | None = None
    for number, page in enumerate(kept):
        own = [line for line in page.lines if not line.is_row]
        margins = _margins(own, page.width) if len(own) >= WEIGHTY else everywhere
        if number:
            goes_on = bool(
                previous
                and page.lines
                and _continues(*previous, page.lines[0], margins, step=None, slack=page.slack)
            )
            text.append("\f" if goes_on or not text or text[-1].endswith("\f") else "\n\f")
        for at, line in enumerate(page.lines):
            if at and previous:
                joined = _continues(*previous, line, margins, step=steps, slack=page.slack)
                text.append(glue(previous[0].text, line.text) if joined else "\n")
            text.append(line.text)
            previous = (line, margins)
    return "".join(text)


def glue(left: str, right: str) -> str:
    """What stands between two lines of a paragraph: a blank between Latin words."""
    latin = left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii()
    return " " if latin and right[:1].isalnum() else ""


def first_width(text: str, size: float) -> float:
    """The width of what a line's beginning could not be parted from, in units of ``size``.

    A word of Latin letters or figures, or one character with the brackets before it and the
    marks after it that may not begin a line.
    """
    unit = UNIT.match(text)
    return size * sum(0.5 if ord(c) < 0x2000 else 1.0 for c in (unit.group() if unit else text[:1]))


def without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """``pages`` without what repeats at their edges, and without page numbers there."""
    repeated: Counter[tuple[str, int]] = Counter()
    for page in pages:
        repeated.update({_place(line, page) for line in page.lines if not line.is_row})
    at_edge = {p for p, n in repeated.items() if n >= max(FEWEST, OFTEN * len(pages))}
    anywhere = {p for p, n in repeated.items() if n >= max(2 * FEWEST, NEARLY_ALL * len(pages))}
    numbered = _is_numbered(pages)

    def is_head(line: Line, page: Page) -> bool:
        place = _place(line, page)
        return (
            place in anywhere
            or (place in at_edge and _is_at_edge(line, page))
            or (numbered and _is_page_number(line, page))
        )

    return [
        replace(page, lines=tuple(x for x in page.lines if x.is_row or not is_head(x, page)))
        for page in pages
    ]


def with_whole_rows(pages: Sequence[Page]) -> list[Page]:
    """``pages`` with a table's row that a page's end cut in two put together on the first.

    Its second half has nothing in the first column, where the row's name stands.
    """
    whole: list[Page] = []
    for page in pages:
        first = page.lines[0] if page.lines else None
        last = whole[-1].lines[-1] if whole and whole[-1].lines else None
        if first and last and first.is_row and last.is_row and first.text.startswith(CELL_END):
            above, below = last.text.split(CELL_END), first.text.split(CELL_END)
            if len(below) <= len(above):
                below += [""] * (len(above) - len(below))
                text = CELL_END.join(a + b for a, b in zip(above, below, strict=True))
                row = replace(last, text=text)
                whole[-1] = replace(whole[-1], lines=(*whole[-1].lines[:-1], row))
                page = replace(page, lines=page.lines[1:])
        whole.append(page)
    return whole


def _place(line: Line, page: Page) -> tuple[str, int]:
    """What a line says, figures aside, and where it stands in hundredths of the page."""
    return re.sub(r"\d+|\s+", "", line.text), round(50 * line.top / max(page.height, 1))


def _is_at_edge(line: Line, page: Page) -> bool:
    return line.bottom < EDGE * page.height or line.top > (1 - EDGE) * page.height


def _is_page_number(line: Line, page: Page) -> bool:
    return _is_at_edge(line, page) and BARE_NUMBER.fullmatch(line.text.strip()) is not None


def _is_numbered(pages: Sequence[Page]) -> bool:
    """Whether most pages carry a number at an edge, so that a bare figure there is one."""
    carrying = sum(any(_is_page_number(line, page) for line in page.lines) for page in pages)
    return carrying >= max(1, len(pages) // 2)


def _margins(lines: Sequence[Line], width: float) -> _Margins:
    body = [line for line in lines if not line.is_row] or list(lines)
    if not body:
        return _Margins(0.0, 1.0, 1.0)
    em = median(line.size for line in body) or 1.0
    # The margin is the outermost place where several lines begin or end, not a lone outlier.
    left, _ = _shared(sorted(line.x0 for line in body), em)
    # Marks may hang over the margin, so lines that end with one do not show it.
    ends = [line.x1 for line in body if line.text[-1:].isalnum()] or [line.x1 for line in body]
    right, times = _shared(sorted(-end for end in ends), em)
    right = -right
    if times < FEWEST:  # no line need be full: text stands in the middle of the page
        right = max(right, width - left)
    return _Margins(left, max(right, left + em), em)


def _shared(places: list[float], em: float) -> tuple[float, int]:
    """The first of ``places`` with enough others near it, and how many there are."""
    least = max(1, min(FEWEST, len(places) // 4))
    for place in places:
        near = sum(place <= other <= place + em for other in places)
        if near >= least:
            return place, near
    return places[0], 1


def _usual_step(pages: Sequence[Page]) -> float | None:
    """The usual step down from one line of a paragraph to the next, in sizes of its letters."""
    steps = [
        _step(a, b)
        for page in pages
        for a, b in pairwise(page.lines)
        if a.size > 0 and not a.is_row and not b.is_row and 0.5 < _step(a, b) < 4
    ]
    if len(steps) < FEWEST:
        return None
    steps.sort()
    return steps[len(steps) // 4]  # between paragraphs it is as much or more


def _step(line: Line, following: Line) -> float:
    # From middle to middle: fonts differ in how far their boxes reach up and down.
    return (following.top + following.bottom - line.top - line.bottom) / 2 / line.size


def _continues(
    line: Line,
    margins: _Margins,
    following: Line,
    own: _Margins,
    *,
    step: float | None,
    slack: float,
) -> bool:
    """Whether ``following`` goes on with the paragraph of ``line``; ``step`` None: a new page."""
    if line.is_row or following.is_row or not line.text or not following.text:
        return False
    if margins.right - line.x1 > first_width(following.text, line.size) + slack * line.size:
        return False  # the next word had had room
    if abs(line.size - following.size) > SAME_SIZE * max(line.size, following.size):
        return False
    if step is not None and _step(line, following) > step + GAP:
        return False
    ended = line.text[-1] in patterns.TERMINAL
    marked = patterns.starts_with_marker(following.text)
    if following.x0 > own.left + NEAR * own.em:
        # A block that is indented as a whole goes on where it began.
        block = abs(following.x0 - own.left - (line.x0 - margins.left)) < 0.5 * own.em
        return block and not ended and not marked and not _is_centred(following, own)
    return not (marked and ended)


def _is_centred(line: Line, margins: _Margins) -> bool:
    before, after = line.x0 - margins.left, margins.right - line.x1
    return before > NEAR * margins.em and abs(before - after) < margins.em
