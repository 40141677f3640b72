"""Characters of a page to its lines, and those inside ruled tables to rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from kb.reading.layout import Line, glue
from kb.reading.pdf_page import Char
from kb.reading.pdf_tables import Grid, GridCell
from kb.reading.tables import TableCell, table_lines

WIDE = 0.4  # ems between two characters: a blank that is seen, and not only set
NARROW = 0.2  # ems: a blank between two Chinese characters is at least that wide
FIRST_WIDE = 0x2E80  # code of the first character that fills a square
SAME_LINE = 0.5  # share of a line's height by which its parts overlap


def page_lines(chars: Sequence[Char], grids: Sequence[Grid]) -> list[Line]:
    """The lines of a page in reading order; each table of ``grids`` as rows in its place."""
    free: list[Char] = []
    inside: dict[int, dict[GridCell, list[Char]]] = {}
    for char in chars:
        place = None if char.made else _cell_of(char, grids)
        if place is None:
            free.append(char)
        else:
            number, cell = place
            inside.setdefault(number, {}).setdefault(cell, []).append(char)
    lines = text_lines(free)
    for number, cells in inside.items():
        rows = _rows(grids[number], cells)
        at = next((n for n, x in enumerate(lines) if x.top > grids[number].ys[0]), len(lines))
        lines[at:at] = rows
    return lines


def text_lines(chars: Sequence[Char]) -> list[Line]:
    """The lines of ``chars`` as they follow each other; parts of one line put together."""
    lines: list[Line] = []
    for run in _runs(chars):
        line = _line(run)
        if line is None:
            continue
        last = lines[-1] if lines else None
        if last and _beside(last, line):
            gap = line.x0 - last.x1
            blank = " " if gap > WIDE * line.size else glue(last.text, line.text)
            lines[-1] = Line(
                last.text + blank + line.text, min(last.x0, line.x0), max(last.x1, line.x1),
                min(last.top, line.top), max(last.bottom, line.bottom), max(last.size, line.size),
            )  # fmt: skip
        else:
            lines.append(line)
    return lines


def _cell_of(char: Char, grids: Sequence[Grid]) -> tuple[int, GridCell] | None:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    for number, grid in enumerate(grids):
        cell = grid.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _rows(grid: Grid, cells: dict[GridCell, list[Char]]) -> list[Line]:
    texts = {cell: _cell_text(found) for cell, found in cells.items()}
    size = median(c.bottom - c.top for found in cells.values() for c in found) or 1.0
    rows: list[list[TableCell]] = [[] for _ in grid.ys[1:]]
    for cell in grid.cells:
        rows[cell.row].append(TableCell(texts.get(cell, ""), cell.rows, cell.columns))
    top, bottom = grid.ys[0], grid.ys[-1]
    return [
        Line(text, grid.xs[0], grid.xs[-1], top, bottom, size, is_row=True)
        for text in table_lines(rows)
    ]


def _cell_text(chars: list[Char]) -> str:
    text = ""
    for line in text_lines(chars):
        text += glue(text, line.text) + line.text
    return text


def _runs(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Stretches of characters without a line end between them."""
    run: list[Char] = []
    for char in chars:
        if char.text in "\r\n\x02":
            if char.text == "\x02" or not char.made:  # a hyphen at a line's end
                continue
            yield run
            run = []
        elif run and not char.made and not run[-1].made and _falls(run[-1], char):
            yield run
            run = [char]
        else:
            run.append(char)
    yield run


def _falls(before: Char, char: Char) -> bool:
    """Whether ``char`` stands on another line: cells lose the line ends between them."""
    height = max(before.bottom - before.top, char.bottom - char.top, 1.0)
    return char.top > before.bottom + 0.1 * height or char.bottom < before.top - 0.1 * height


def _line(run: list[Char]) -> Line | None:
    seen = [char for char in run if not char.made and char.text.strip()]
    if not seen:
        return None
    # A Chinese character is as wide as its letters are large; boxes' heights differ by font.
    wide = [char.x1 - char.x0 for char in seen if ord(char.text) >= FIRST_WIDE]
    size = median(wide or [char.bottom - char.top for char in seen]) or 1.0
    usual = median([b.x0 - a.x1 for a, b in pairwise(seen)] or [0.0])
    text = "".join(_shown(run, at, size, usual) for at in range(len(run))).strip()
    return Line(
        text, min(c.x0 for c in seen), max(c.x1 for c in seen),
        median(c.top for c in seen), median(c.bottom for c in seen), size,
    )  # fmt: skip


def _shown(run: list[Char], at: int, size: float, usual: float) -> str:
    """The character at a place, but nothing for a blank that only the setting made.

    Programs set figures and Latin letters a little apart from Chinese characters, but these from
    each other only by ``usual``, what the justification of the line takes.
    """
    char = run[at]
    if char.text.strip() or not 0 < at < len(run) - 1:
        return char.text
    before, after = run[at - 1], run[at + 1]
    if not char.made:
        return char.text
    gap = after.x0 - before.x1
    both = min(ord(before.text), ord(after.text)) >= FIRST_WIDE
    wide = gap > WIDE * size or (both and gap > usual + NARROW * size)
    latin = before.text.isascii() and after.text.isascii()
    return " " if wide or latin else ""


def _beside(last: Line, line: Line) -> bool:
    overlap = min(last.bottom, line.bottom) - max(last.top, line.top)
    height = min(last.bottom - last.top, line.bottom - line.top)
    return overlap > SAME_LINE * max(height, 0.1) and line.x0 >= last.x1 - 0.5 * line.size
