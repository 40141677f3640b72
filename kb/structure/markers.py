"""What is the marker of a clause and what is a list in a sentence.

A marker counts when it begins a line (in a text whose lines were flattened: when it follows a
full stop) and its number can stand where it stands. Official numbering nests in one fixed order,
编 章 节 条 一、 （一） 1. （1） ①; it may skip kinds, and 1. may run on across several （一）.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.language import patterns
from kb.language.normalize import fold
from kb.language.numerals import parse_numeral
from kb.language.patterns import TERMINAL
from kb.structure.parts import TITLE_LENGTH, Paragraph, paragraphs
from kb.types import Span

# "组" is 一、 as the heading of a group of articles.
RANKS = {
    "编": 0, "分编": 1, "章": 2, "节": 3, "组": 4, "条": 5,
    "一、": 6, "（一）": 7, "1.": 8, "（1）": 9, "①": 10,
}  # fmt: skip
DIVISIONS = frozenset({"编", "分编", "章", "节", "组"})
SHORT_LINE = 30  # characters; a shorter line is a paragraph of its own, stop or not
LARGEST_GAP = 3  # a number further ahead than that is a figure in the text, not a marker
FLAT_PARAGRAPH = 400  # characters: in longer ones markers inside are looked for
# Where a clause may begin inside a line: after a stop, a blank, or a heading without a stop.
INSIDE = re.compile(
    rf"(?<=[。；：:！？])\s*|(?<=\S)\s+|(?<=章)[^。；，\s]{{2,15}}(?=第{patterns.HAN_NUMBER}条)"
    rf"|{patterns.HAN_NUMBER}、[^。；：，（(\s]{{2,25}}(?=[（(]一[）)])"
)
ATTACHMENT_LIST = re.compile(rf"附{patterns.BLANK}*件{patterns.BLANK}*[:：]")


@dataclass(frozen=True, slots=True)
class Marker:
    """A place where a clause may begin; ``number`` is 1-based."""

    start: int
    end: int  # of the marker as written
    sort: str  # a key of RANKS
    number: int  # 0 when it has none (附则)
    component: str  # of the path
    at_line_start: bool
    flat: bool  # in a paragraph so long that its lines were lost


_Pair = tuple[Marker | None, Marker | None]


def find_markers(text: str, start: int, end: int, *, without: Sequence[Span] = ()) -> list[Marker]:
    """Places in ``text[start:end]`` where a clause may begin, in order, none in ``without``."""
    found: list[Marker] = []
    lines = list(paragraphs(text, start, end))
    listed = attachment_list(lines)
    for line in lines:
        if line.start in listed or patterns.is_table_row(line.text):
            continue
        flat = len(line.text) >= FLAT_PARAGRAPH
        marker = _marker_at(text, line.start, at_line_start=True, flat=flat)
        if marker:
            found.append(marker)
        found.extend(_inner_markers(text, line, flat=flat))
    free = {marker for marker in found if not any(a <= marker.start < b for a, b in without)}
    return _as_divisions(sorted(free, key=lambda marker: marker.start), text)


def _as_divisions(markers: list[Marker], text: str) -> list[Marker]:
    """序言 and 附则 when articles follow, and 一、 where each heads a group of articles."""
    articles = any(marker.sort == "条" for marker in markers)
    book = any(marker.sort == "编" for marker in markers)
    grouped = any(
        one.sort == "一、" and one.number == 1 and _heads_articles(one, following, text)
        for one, following in pairwise(markers)
    )
    found = []
    for n, marker in enumerate(markers):
        following = markers[n + 1] if n + 1 < len(markers) else None
        if marker.number == 0:
            if articles and (marker.component == "序言" or following):
                found.append(replace(marker, sort="编" if book else "章"))
        elif grouped and following and _heads_articles(marker, following, text):
            found.append(replace(marker, sort="组"))
        else:
            found.append(marker)
    return found


def _heads_articles(marker: Marker, following: Marker, text: str) -> bool:
    if marker.sort != "一、" or following.sort != "条" or not marker.at_line_start:
        return False
    heading = text[marker.end : following.start].strip()
    return 0 < len(heading) <= SHORT_LINE and "\n" not in heading and heading[-1] not in TERMINAL


def attachment_list(lines: list[Paragraph]) -> set[int]:
    """Starts of the lines that list the attachments: 附件：1.… and the numbers under it."""
    listed: set[int] = set()
    inside = False
    for line in lines:
        short = len(line.text) <= TITLE_LENGTH and line.text[-1] not in "。；"
        begins = ATTACHMENT_LIST.match(line.text) is not None
        inside = short and (begins or (inside and patterns.ARABIC_DOT.match(line.text) is not None))
        if inside:
            listed.add(line.start)
    return listed


def accept_markers(candidates: list[Marker], text: str) -> tuple[list[Marker], list[str]]:
    """Those of ``candidates`` whose number can stand where it stands, and the gaps seen."""
    accepted: list[Marker] = []
    warnings: list[str] = []
    open_numbers: dict[str, int] = {}  # by sort, in the clauses open at this place
    last_numbers: dict[str, int] = defaultdict(int)  # by sort, in the whole part
    neighbours = _neighbours(candidates)
    taken: set[Marker] = set()
    for marker in candidates:
        rank = RANKS[marker.sort]
        if marker.number == 0:
            open_numbers = {sort: n for sort, n in open_numbers.items() if RANKS[sort] < rank}
            accepted.append(marker)
            continue
        before = open_numbers.get(marker.sort)
        expected = {1, last_numbers[marker.sort] + 1}
        if before:
            expected |= {before + 1, before} if "条之" in marker.component else {before + 1}
        if marker.number not in expected:
            reference = before if before is not None else last_numbers[marker.sort]
            if not _may_be_gap(marker, reference, text):
                continue
            warnings.append(_gap_warning(marker, reference))
        elif not marker.at_line_start and not _is_followed_up(marker, neighbours[marker], taken):
            continue
        open_numbers = {sort: n for sort, n in open_numbers.items() if RANKS[sort] < rank}
        open_numbers[marker.sort] = last_numbers[marker.sort] = marker.number
        accepted.append(marker)
        taken.add(marker)
    return accepted, warnings


def is_marker_line(line: str) -> bool:
    """Whether ``line`` begins with a marker whose number can be read."""
    return _marker_at(line, 0, at_line_start=True, flat=False) is not None


def _marker_at(text: str, at: int, *, at_line_start: bool, flat: bool) -> Marker | None:
    while at < len(text) and text[at] in " \u3000\u00a0":
        at += 1
    bare = patterns.UNNUMBERED.match(text, at) if at_line_start else None
    if bare:  # its name is its heading, not a label
        component = "".join(bare.group().split())
        return Marker(at, at, "章", 0, component, at_line_start, flat)
    for name, pattern in patterns.MARKERS:
        match = pattern.match(text, at)
        if not match:
            continue
        digits = match["n"]
        number = ord(digits) - ord("①") + 1 if name == "①" else parse_numeral(fold(digits))
        if number is None:
            return None
        written = match.group()
        sort, component = _sort_and_component(name, match, written)
        end = match.end()
        return Marker(at, end, sort, int(number), component, at_line_start, flat)
    return None


def _sort_and_component(name: str, match: re.Match[str], written: str) -> tuple[str, str]:
    digits = fold(match["n"]) if name != "①" else match["n"]
    if name == "division":
        return match["unit"], f"第{digits}{match['unit']}"
    if name == "article":
        return "条", re.sub(r"\s", "", written)
    return name, {"（一）": f"（{digits}）", "（1）": f"（{digits}）"}.get(name, digits)


def _inner_markers(text: str, line: Paragraph, *, flat: bool) -> list[Marker]:
    found = []
    for gap in INSIDE.finditer(text, line.start + 1, line.end):
        marker = _marker_at(text, gap.end(), at_line_start=False, flat=flat)
        if marker and marker.sort in ("章", "条", "一、", "（一）", "1."):
            found.append(marker)
    return found


def _neighbours(candidates: list[Marker]) -> dict[Marker, _Pair]:
    """The candidates of the same sort next to each one, in the same enclosing clause."""
    groups: dict[tuple[str, int], list[Marker]] = defaultdict(list)
    scopes = [0] * len(RANKS)  # by rank, how many clauses of lower rank have begun
    for marker in candidates:
        rank = RANKS[marker.sort]
        if marker.at_line_start:
            scopes = scopes[: rank + 1] + [scope + 1 for scope in scopes[rank + 1 :]]
        groups[marker.sort, scopes[rank]].append(marker)
    return {
        marker: (group[at - 1] if at else None, group[at + 1] if at + 1 < len(group) else None)
        for group in groups.values()
        for at, marker in enumerate(group)
    }


def _is_followed_up(marker: Marker, neighbours: _Pair, taken: set[Marker]) -> bool:
    """Whether a marker inside a paragraph begins a clause and is no list in a sentence.

    一、 after a colon does when the next is 二、 and begins a line, 二、 when the one before is a
    clause; in a text without lines it is enough that the neighbour is there; an article does when
    its number is the one that is due.
    """
    if marker.sort == "章" or (marker.sort == "条" and marker.number > 1):
        return marker.number > 1  # 第一章 inside a line may be of a table of contents
    before, after = neighbours
    goes_on = before is not None and before.number == marker.number - 1
    is_continued = after is not None and after.number == marker.number + 1
    return (goes_on and (marker.flat or before in taken)) or (
        is_continued and (marker.flat or (after is not None and after.at_line_start))
    )


def _may_be_gap(marker: Marker, reference: int, text: str) -> bool:
    if not marker.at_line_start or marker.number < 1:
        return False
    before = text[max(0, marker.start - SHORT_LINE - 10) : marker.start].rstrip()
    ended = not before or before[-1] in patterns.TERMINAL
    near = 0 < marker.number - reference <= LARGEST_GAP or marker.sort in {"条", *DIVISIONS}
    return (ended or len(before.rsplit("\n", 1)[-1]) < SHORT_LINE) and (
        near or marker.number == reference
    )


def _gap_warning(marker: Marker, reference: int) -> str:
    if reference == 0:
        return f"编号从“{marker.component}”开始，之前的编号原文没有"
    if marker.number == reference:
        return f"编号“{marker.component}”在原文中重复"
    return f"编号由第{reference}项跳到“{marker.component}”，中间的编号原文没有"
