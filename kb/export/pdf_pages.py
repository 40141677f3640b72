"""Pages of a PDF, filled from the top downwards, numbered as GB/T 9704 has it."""

from __future__ import annotations

import io

from kb.export.fonts import BODY
from kb.export.line_breaking import Look
from kb.export.pdf_table import Rows
from kb.export.pdf_text import Lettering, Text, load_faces, text_in

MM = 72 / 25.4  # points
# A4 and the margins of GB/T 9704: top, right, bottom, left; turned for landscape.
PORTRAIT = ((210 * MM, 297 * MM), (37 * MM, 26 * MM, 35 * MM, 28 * MM))
LANDSCAPE = ((297 * MM, 210 * MM), (28 * MM, 35 * MM, 26 * MM, 37 * MM))
NUMBER_SIZE = 14.0  # points
NUMBER_BELOW = 7 * MM  # the text


class Pages:
    """Takes texts and tables one after the other and gives the file."""

    def __init__(self, title: str, *, landscape: bool) -> None:
        """Start with an empty page."""
        from reportlab.pdfgen.canvas import Canvas

        self._stream = io.BytesIO()
        load_faces()
        self._canvas = Canvas(self._stream, lang="zh-CN", initialFontName=BODY)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._used = False
        self._turn(landscape=landscape)

    @property
    def width(self) -> float:
        """Between the margins of the present page, in points."""
        (width, _), (_, right, _, left) = self._page
        return width - left - right

    @property
    def height(self) -> float:
        """Between the margins of the present page, in points."""
        (_, height), (top, _, bottom, _) = self._page
        return height - top - bottom

    def put(self, block: Text | Rows, *, gap: float = 0.0, below: float = 0.0) -> None:
        """Add ``block``, ``gap`` points under what is there; ``below`` more must be free under it.

        What does not fit goes on on further pages.
        """
        self._room -= gap if self._used else 0.0
        if self._used and below and block.height + below > self._room:
            self._next_page()
        while block.height > self._room + 0.01:
            upper, lower = block.split(self._room)
            if upper is None and not self._used:
                break  # not even an empty page holds it
            if upper is not None:
                self._draw(upper)
            if lower is None:
                return
            block = lower
            self._next_page()
        self._draw(block)

    def turn(self, *, landscape: bool) -> None:
        """Go on on a new page, turned or not."""
        self._end_page()
        self._turn(landscape=landscape)

    def file(self) -> bytes:
        """The whole PDF."""
        self._end_page()
        self._canvas.showOutline()
        self._canvas.save()
        return self._stream.getvalue()

    def _draw(self, block: Text | Rows) -> None:
        (_, _), (_, _, bottom, left) = self._page
        block.draw(self._canvas, left, bottom + self._room)
        self._room -= block.height
        self._used = True

    def _turn(self, *, landscape: bool) -> None:
        self._page = LANDSCAPE if landscape else PORTRAIT
        self._canvas.setPageSize(self._page[0])
        self._room, self._used = self.height, False

    def _next_page(self) -> None:
        self._end_page()
        self._room, self._used = self.height, False

    def _end_page(self) -> None:
        (_, _), (_, _, bottom, left) = self._page
        number = self._canvas.getPageNumber()
        pieces = Lettering().pieces(f"— {number} —", Look(BODY, NUMBER_SIZE))
        line = text_in(pieces, self.width, leading=NUMBER_SIZE)
        wide = self._canvas.stringWidth(f"— {number} —", BODY, NUMBER_SIZE)
        x = left + (self.width - wide - NUMBER_SIZE if number % 2 else NUMBER_SIZE)
        line.draw(self._canvas, x, bottom - NUMBER_BELOW)
        self._canvas.showPage()
