"""A comparison of regions or documents on a topic as a paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kb.export import paper
from kb.export.annex import ClausesOf, cited_clauses
from kb.export.footnotes import Footnotes
from kb.export.paper import Block, Heading, Paper, Paragraph, Particulars, Run, Table
from kb.types import Cell, Citation, Column, ComparisonTable, Difference, Statement

SILENT = "未作规定"
TO_CHECK = "判为未作规定的各栏中最接近的条款（未据以对照，供核对）"
NOT_HELD = "库内没有相应文件"  # so nothing can be said, not even silence
MOST_BEFORE = 6  # sentences on differences that may keep the table from the first page
MOST_COLUMNS = 5  # regions side by side on a landscape page; more go into a further table
ASPECT_WIDTH, COLUMN_WIDTH = 2, 5
# A number as a difference and a cell both write it: "2%", "10" yes, "二级" no.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[%％‰]?")


def comparison_to_paper(
    table: ComparisonTable,
    *,
    particulars: Particulars,
    clauses_of: ClausesOf,
    record: dict[str, Any],
) -> Paper:
    """How the columns differ and the table, in parts when it has many columns."""
    notes = Footnotes()
    first = 0 < len(table.differences) <= MOST_BEFORE
    told, shown = ("一", "二") if first else ("二", "一")
    blocks: list[Block] = []
    mute = _mute(table)
    groups = _groups([n for n in range(len(table.columns)) if n not in mute])
    for group in groups:
        part = f"（{_names(table.columns, group)}）" if len(groups) > 1 else ""
        blocks += [Heading(f"{shown}、对照表{part}", 1), _table(table, group, notes)]
    if mute:
        blocks.append(Paragraph((Run(f"{_names(table.columns, mute)}：以上各事项均{SILENT}。"),)))
    if table.to_check:
        blocks.append(Paragraph((Run(f"{TO_CHECK}："),)))
        blocks += [_near(table.columns[one.column], one.citation, notes) for one in table.to_check]
    if table.differences:
        said: list[Block] = [Heading(f"{told}、异同", 1), *map(_sentence, table.differences)]
        blocks = [*said, *blocks] if first else [*blocks, *said]
    sheets = [("结果", _table(table, range(len(table.columns)), notes))]
    if table.differences:
        sheets.append(("异同", _differences(table)))
    if table.to_check:
        sheets.append(("供核对", _near_table(table, notes)))
    held = {d.id: d for column in table.columns for d in column.documents}
    return Paper(
        title=f"“{table.topic}”政策规定对照",
        particulars=particulars,
        blocks=tuple(blocks),
        sheets=tuple(sheets),
        notes=notes.citations,
        annex=cited_clauses(notes.citations, clauses_of),
        sources=tuple({**held, **{d.id: d for d in notes.documents}}.values()),
        record=record,
    )


def _near(column: Column, citation: Citation, notes: Footnotes) -> Paragraph:
    return Paragraph((Run(f"{column.name}：", bold=True), notes.quote(*_quoted(citation))))


def _near_table(table: ComparisonTable, notes: Footnotes) -> Table:
    rows = [
        (
            paper.plain_cell(table.columns[one.column].name),
            paper.Cell((Paragraph((notes.quote(*_quoted(one.citation)),)),)),
        )
        for one in table.to_check
    ]
    return Table(("地区", "最接近的条款（未据以对照）"), (ASPECT_WIDTH, COLUMN_WIDTH), tuple(rows))


def _quoted(citation: Citation) -> tuple[Statement, list[Citation]]:
    return Statement(citation.quote, (0,)), [citation]


def _sentence(difference: Difference) -> Paragraph:
    lead = Run(f"{difference.aspect}（{difference.kind}）：", bold=True)
    return Paragraph((lead, Run(difference.text)))


def _mute(table: ComparisonTable) -> list[int]:
    """Columns silent in every row, said in a sentence when they would fill tables of their own."""
    places = range(len(table.columns))
    mute = [n for n in places if all(row.cells[n].silent for row in table.rows)]
    return mute if MOST_COLUMNS < len(places) != len(mute) else []


def _groups(places: Sequence[int]) -> list[Sequence[int]]:
    parts = max(1, -(-len(places) // MOST_COLUMNS))
    size = max(1, -(-len(places) // parts))
    return [places[n : n + size] for n in range(0, max(len(places), 1), size)]


def _table(table: ComparisonTable, group: Sequence[int], notes: Footnotes) -> Table:
    rows = []
    for row in table.rows:
        aspect = paper.Cell((Paragraph((Run(row.aspect, bold=True),)),))
        marked = [_differing(table.differences, row.aspect, n) for n in group]
        cells = [
            _cell(row.cells[n], numbers, notes) for n, numbers in zip(group, marked, strict=True)
        ]
        rows.append((aspect, *cells))
    head = ("事项", *(table.columns[n].name for n in group))
    return Table(head, (ASPECT_WIDTH, *[COLUMN_WIDTH] * len(group)), tuple(rows))


def _cell(cell: Cell, numbers: frozenset[str], notes: Footnotes) -> paper.Cell:
    if not cell.statements:
        return paper.plain_cell(SILENT if cell.silent else NOT_HELD)
    paragraphs = []
    for statement in cell.statements:
        quote = notes.quote(statement, cell.citations)
        paragraphs.append(Paragraph(_with_bold(quote, numbers)))
    return paper.Cell(tuple(paragraphs))


def _differing(differences: Sequence[Difference], aspect: str, column: int) -> frozenset[str]:
    """The numbers that a difference names for this cell."""
    named = [
        d.text
        for d in differences
        if d.aspect == aspect and d.kind in ("数值", "期限") and column in d.columns
    ]
    return frozenset(number for text in named for number in _NUMBER.findall(text))


def _with_bold(run: Run, numbers: frozenset[str]) -> tuple[Run, ...]:
    runs, at = [], 0
    for match in _NUMBER.finditer(run.text):
        if match[0] in numbers:
            runs += [Run(run.text[at : match.start()]), Run(match[0], bold=True)]
            at = match.end()
    return (*(part for part in runs if part.text), Run(run.text[at:], notes=run.notes))


def _differences(table: ComparisonTable) -> Table:
    rows = [
        tuple(
            paper.plain_cell(text)
            for text in (d.aspect, d.kind, _names(table.columns, d.columns), d.text)
        )
        for d in table.differences
    ]
    return Table(("事项", "类别", "所涉", "说明"), (2, 1, 3, 8), tuple(rows))


def _names(columns: Sequence[Column], places: Sequence[int]) -> str:
    return "、".join(columns[n].name for n in places)
