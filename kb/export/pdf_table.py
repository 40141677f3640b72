"""Tables on a PDF's pages: the head on each, rows kept whole where a page can hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb.export.pdf_text import Text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

CellText = Sequence[Text]

PADDING = 3.0  # points, on each side of a cell
RULE = 0.5  # points
FEWEST_LINES = 3  # of a text that goes on on the next page
SHADE = 0.93  # of the head: 1 is white


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and its height in points."""

    cells: tuple[CellText, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of cells under a head; a row higher than ``highest`` may be split between pages.

    ``widths``, with the padding, and ``highest`` are in points.
    """

    head: Row
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    highest: float

    @property
    def height(self) -> float:
        """In points, the head included."""
        return self.head.height + sum(row.height for row in self.rows)

    def split(self, height: float) -> tuple[Rows | None, Rows | None]:
        """The rows that fit into ``height`` points, and the others, each under the head."""
        left, fitting = height - self.head.height + 0.01, 0
        for row in self.rows:
            if row.height > left:
                break
            left -= row.height
            fitting += 1
        shown, rest = self.rows[:fitting], self.rows[fitting:]
        if rest and rest[0].height > self.highest:
            upper, lower = _split_row(rest[0], left - 2 * PADDING)
            if upper is not None:
                shown, rest = (*shown, upper), (lower, *rest[1:])
        return (
            replace(self, rows=shown) if shown else None,
            replace(self, rows=rest) if rest else None,
        )

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        """Draw the rows downwards from ``top``."""
        canvas.setLineWidth(RULE)
        canvas.setFillGray(SHADE)
        height = self.head.height
        canvas.rect(x, top - height, sum(self.widths), height, stroke=0, fill=1)
        canvas.setFillGray(0)
        for row in (self.head, *self.rows):
            _draw_row(canvas, row, self.widths, (x, top))
            top -= row.height


def row_of(cells: Sequence[CellText]) -> Row:
    """A row as high as the highest of ``cells``."""
    inner = max((sum(text.height for text in cell) for cell in cells), default=0.0)
    return Row(tuple(cells), inner + 2 * PADDING)


def _draw_row(canvas: Canvas, row: Row, widths: Sequence[float], at: tuple[float, float]) -> None:
    x, top = at
    for cell, width in zip(row.cells, widths, strict=True):
        below = top - PADDING
        for text in cell:
            text.draw(canvas, x + PADDING, below)
            below -= text.height
        canvas.rect(x, top - row.height, width, row.height)
        x += width


def _split_row(row: Row, height: float) -> tuple[Row | None, Row]:
    pairs = [_split_cell(cell, height) for cell in row.cells]
    if not any(upper for upper, _ in pairs):
        return None, row
    return row_of([upper for upper, _ in pairs]), row_of([lower for _, lower in pairs])


def _split_cell(cell: CellText, height: float) -> tuple[CellText, CellText]:
    upper: list[Text] = []
    for place, text in enumerate(cell):
        if text.height > height:
            enough = height >= FEWEST_LINES * text.leading
            first, rest = text.split(height) if enough else (None, text)
            lower = [rest] if rest else []
            return [*upper, *([first] if first else [])], [*lower, *cell[place + 1 :]]
        upper.append(text)
        height -= text.height
    return upper, []
