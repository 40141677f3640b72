"""Tables as lines of text: a row on a line, its cells parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.reading.raw import CELL_END

MAX_SPAN = 1000  # rows or columns that a cell may say to cover


@dataclass(frozen=True, slots=True)
class TableCell:
    """The text of a cell, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


def table_lines(rows: Iterable[Sequence[TableCell]]) -> list[str]:
    """A line for each row that is not empty.

    A row is quoted by itself, so a cell that covers several rows is said in each of them. A cell
    that covers several columns is said once, in the first.
    """
    lines: list[str] = []
    above: dict[int, tuple[int, str]] = {}  # column -> rows that a cell from above still covers
    for row in rows:
        cells: dict[int, str] = {column: text for column, (_, text) in above.items()}
        left = {column: (n - 1, text) for column, (n, text) in above.items() if n > 1}
        column = 0
        for cell in row:
            while column in above:
                column += 1
            text = one_line(cell.text)
            wide = max(1, min(cell.columns, MAX_SPAN))
            for n in range(wide):
                said = "" if n else text
                cells[column + n] = said
                if cell.rows > 1:
                    left[column + n] = (min(cell.rows, MAX_SPAN) - 1, said)
            column += wide
        line = _joined(cells)
        if line.strip():
            lines.append(line)
        above = left
    return lines


def one_line(text: str) -> str:
    """``text`` on one line: what was parted by line ends stays parted by a blank."""
    return re.sub(r"\s*[\t\n\r\f\v]+\s*", " ", text).strip()


def _joined(cells: dict[int, str]) -> str:
    if not cells:
        return ""
    row = [cells.get(column, "") for column in range(max(cells) + 1)]
    return CELL_END.join(row).rstrip(CELL_END)
