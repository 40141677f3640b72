"""What stands between clauses and is none of their sentences: 目录, tables, forms to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.language import patterns
from kb.structure.parts import TITLE_LENGTH, Paragraph
from kb.types import ClauseKind

ENTRIES = 3  # of a table of contents, one of which must come again as a heading
ROWS = 2  # that make a table; one line with tabs may be a pair of columns
UNIT_LINES = 2  # between the caption of a table and its first row
BLANKS = 3  # lines to fill in that make a form
BLANK_SHARE = 0.3  # of its lines


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of lines that is one clause; ``component`` is its part of the path."""

    kind: ClauseKind
    component: str
    label: str
    heading: str | None
    start: int
    end: int


def find_blocks(lines: Sequence[Paragraph]) -> tuple[Block, ...]:
    """The blocks among ``lines``, in their order and apart from each other."""
    contents = _contents(lines)
    forms = _forms(lines)
    taken = [*contents, *forms]
    tables = [
        table
        for table in _tables(lines)
        if not any(table.start < block.end and block.start < table.end for block in taken)
    ]
    return tuple(sorted([*taken, *tables], key=lambda block: block.start))


def contents_lines(lines: Sequence[Paragraph]) -> range:
    """Places of 目录 and of the headings that it lists; empty when there is no such list.

    The list ends where one of its first entries comes again.
    """
    for at, line in enumerate(lines):
        if not patterns.CONTENTS.fullmatch(line.text.strip()):
            continue
        for first in range(at + 1, min(at + 1 + ENTRIES, len(lines))):
            entry = _entry(lines[first].text)
            for again in range(first + 1, len(lines)):
                if _entry(lines[again].text) == entry:
                    return range(at, again - (first - at - 1))
                if not _may_be_entry(lines[again].text):
                    break
    return range(0)


def _entry(line: str) -> str:
    """An entry of a table of contents without blanks, dots and its page number."""
    return "".join(patterns.PAGE_OF_ENTRY.sub("", line).split())


def _may_be_entry(line: str) -> bool:
    return len(line) <= TITLE_LENGTH and line.rstrip()[-1] not in patterns.TERMINAL


def _contents(lines: Sequence[Paragraph]) -> list[Block]:
    held = contents_lines(lines)
    if not held:
        return []
    first, last = lines[held[0]], lines[held[-1]]
    return [Block("contents", "目录", "", "目录", _begin(first), last.end)]


def _tables(lines: Sequence[Paragraph]) -> Iterator[Block]:
    places = groupby(range(len(lines)), key=lambda n: patterns.is_table_row(lines[n].text))
    for is_row, run in places:
        rows = list(run)
        if not is_row or len(rows) < ROWS:
            continue
        first, last = rows[0], rows[-1]
        if last + 1 < len(lines) and patterns.TABLE_NOTE.match(lines[last + 1].text.strip()):
            last += 1
        yield _table(lines, first, last)


def _table(lines: Sequence[Paragraph], first: int, last: int) -> Block:
    above = first - 1
    while above >= max(0, first - UNIT_LINES) and patterns.TABLE_UNIT.fullmatch(
        lines[above].text.strip()
    ):
        above -= 1
    text = lines[above].text.strip() if above >= 0 else ""
    caption = patterns.TABLE_CAPTION.fullmatch(text)
    named = patterns.TABLE_NAME.fullmatch(text) and not patterns.starts_with_marker(text)
    if not caption and not named:
        return Block("table", "表", "", None, _begin(lines[first]), _finish(lines[last]))
    label = caption["label"].strip() if caption else ""
    heading = (caption["title"].strip() if caption else text) or None
    component = "".join(label.split()) or "表"
    return Block("table", component, label, heading, _begin(lines[above]), _finish(lines[last]))


def _forms(lines: Sequence[Paragraph]) -> list[Block]:
    """Forms: from their title to the next one's, or to the end of the part."""
    titles = [(n, title) for n, line in enumerate(lines) if (title := _form_title(line.text))]
    found = []
    for n, (at, title) in enumerate(titles):
        stop = titles[n + 1][0] if n + 1 < len(titles) else len(lines)
        below = lines[at + 1 : stop]
        blanks = sum(patterns.TO_FILL_IN.search(line.text) is not None for line in below)
        if blanks >= max(BLANKS, BLANK_SHARE * len(below)):
            start = lines[at].end - len(lines[at].text) + lines[at].text.rindex(title)
            end = _finish(lines[stop - 1])
            found.append(Block("form", "表单", "", title, start, end))
    return found


def _form_title(line: str) -> str | None:
    """The name of a form that stands alone on ``line``, or beside 附件1."""
    attached = patterns.ATTACHMENT.fullmatch(line.strip())
    title = attached["title"].strip() if attached else line.strip()
    is_name = patterns.FORM_TITLE.fullmatch(title) and not patterns.starts_with_marker(title)
    return title if is_name else None


def _begin(line: Paragraph) -> int:
    return line.end - len(line.text.lstrip())


def _finish(line: Paragraph) -> int:
    return line.start + len(line.text.rstrip())
