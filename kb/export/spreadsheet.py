"""What spreadsheets share: the sources beside each cell."""

from __future__ import annotations

from collections.abc import Sequence

from kb.export.footnotes import note_text
from kb.export.paper import Cell, Paragraph, Run, Table, notes_of
from kb.types import Citation

SOURCE_WIDTH = 5


def with_sources(table: Table, notes: Sequence[Citation]) -> Table:
    """``table`` with a column of sources after each column that has any."""
    cited = {n for row in table.rows for n, cell in enumerate(row) if notes_of(cell)}
    only = len(cited) == 1
    head: list[str] = []
    widths: list[float] = []
    for n, (name, width) in enumerate(zip(table.head, table.widths, strict=True)):
        head += [name, "出处" if only else f"{name}·出处"] if n in cited else [name]
        widths += [width, SOURCE_WIDTH] if n in cited else [width]
    rows = []
    for row in table.rows:
        cells: list[Cell] = []
        for n, cell in enumerate(row):
            cells += [cell, _sources(cell, notes)] if n in cited else [cell]
        rows.append(tuple(cells))
    return Table(tuple(head), tuple(widths), tuple(rows))


def _sources(cell: Cell, notes: Sequence[Citation]) -> Cell:
    lines = [f"[{n + 1}] {note_text(notes[n])}" for n in notes_of(cell)]
    return Cell(tuple(Paragraph((Run(line),)) for line in lines))
