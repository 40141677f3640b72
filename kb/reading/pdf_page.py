"""One page of a PDF: its characters in reading order with their places, its rules, its picture."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kb.reading.pdf_tables import Rule

THIN = 3.0  # points: a filled box thinner than that is a rule
PICTURED = 0.25  # of the page's area
MAX_OBJECTS = 20_000  # drawn objects of a page that are looked at for rules
PixelArray = Any  # height x width x 3, blue green red


@dataclass(frozen=True, slots=True)
class Char:
    """A character with its box in points, y downwards from the top of the page as shown.

    ``made`` says that it is a blank or a line end that was not in the file but follows from
    the places of its neighbours.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    made: bool


def open_pdf(data: bytes) -> Any:
    """The PDF ``data``; its length is the number of pages.

    Raises:
        RuntimeError: it cannot be opened.
    """
    import pypdfium2 as pdfium

    return pdfium.PdfDocument(data)


class PdfPage:
    """A page of an open PDF; use it before the next one is opened."""

    def __init__(self, document: Any, number: int) -> None:
        """Open the page ``number``, 0-based."""
        self._page = document[number]
        self._turned = self._page.get_rotation()
        left, bottom, right, top = self._page.get_cropbox()
        self._box = (left, bottom, right - left, top - bottom)
        self.width, self.height = self._page.get_size()

    def chars(self) -> list[Char]:
        """The characters of the text layer, hidden control characters left out."""
        import pypdfium2.raw as pdfium

        textpage = self._page.get_textpage()
        raw, count = textpage.raw, textpage.count_chars()
        box = pdfium.FS_RECTF()
        found = []
        pair = 0  # first half of a character beyond the basic plane
        for at in range(count):
            code = pdfium.FPDFText_GetUnicode(raw, at)
            if 0xD800 <= code < 0xDC00:
                pair = code
                continue
            if 0xDC00 <= code < 0xE000:
                code, pair = 0x10000 + ((pair - 0xD800) << 10) + code - 0xDC00 if pair else 0, 0
            made = pdfium.FPDFText_IsGenerated(raw, at) == 1
            pdfium.FPDFText_GetLooseCharBox(raw, at, box)
            if not code or code in (0xFFFE, 0xFFFF):
                continue
            placed = self._placed(box.left, box.bottom, box.right, box.top)
            found.append(Char(chr(code), *placed, made))
        textpage.close()
        return found

    def rules(self) -> tuple[list[Rule], list[Rule]]:
        """Straight lines across (at y) and down (at x) that are drawn on the page."""
        import pypdfium2.raw as pdfium

        across: list[Rule] = []
        down: list[Rule] = []
        paths = self._page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4)
        for number, path in enumerate(paths):
            if number >= MAX_OBJECTS:
                break
            for x0, x1, top, bottom in self._edges(path):
                if bottom - top <= THIN and x1 - x0 > THIN:
                    across.append(Rule((top + bottom) / 2, x0, x1))
                elif x1 - x0 <= THIN and bottom - top > THIN:
                    down.append(Rule((x0 + x1) / 2, top, bottom))
        return across, down

    def is_pictured(self) -> bool:
        """Whether pictures cover much of the page, as on a scan."""
        import pypdfium2.raw as pdfium

        covered = 0.0
        for number, picture in enumerate(
            self._page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        ):
            left, bottom, right, top = picture.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
            if number >= MAX_OBJECTS or covered >= PICTURED * self.width * self.height:
                break
        return bool(covered >= PICTURED * self.width * self.height)

    def picture(self, longest: int) -> PixelArray:
        """The page as pixels, blue green red, at most ``longest`` on its longer side."""
        scale = min(200 / 72, longest / max(self.width, self.height, 1))
        return self._page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3]

    def _edges(self, path: Any) -> Iterator[tuple[float, float, float, float]]:
        """Boxes of the straight pieces of a path: x0, x1, top, bottom."""
        import pypdfium2.raw as pdfium

        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path.raw, fill, stroke)
        matrix = path.get_matrix()
        holder = path.container
        while holder is not None:
            matrix = matrix.multiply(holder.get_matrix())
            holder = holder.container
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[tuple[float, float]] = []
        first: tuple[float, float] | None = None
        for at in range(min(pdfium.FPDFPath_CountSegments(path.raw), MAX_OBJECTS)):
            segment = pdfium.FPDFPath_GetPathSegment(path.raw, at)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                yield from self._pieces(points, stroked=bool(stroke.value))
                points, first = [point], point
            else:
                points.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
                points.append(first)
        yield from self._pieces(points, stroked=bool(stroke.value))

    def _pieces(
        self, points: list[tuple[float, float]], *, stroked: bool
    ) -> Iterator[tuple[float, float, float, float]]:
        if not points:
            return
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        whole = self._placed(min(xs), min(ys), max(xs), max(ys))
        if whole[1] - whole[0] <= THIN or whole[3] - whole[2] <= THIN:
            yield whole  # a rule drawn as a thin filled box
            return
        if not stroked:
            return  # a coloured ground
        for (ax, ay), (bx, by) in pairwise(points):
            yield self._placed(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _placed(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """A box of the file as shown: x0, x1, top, bottom, the page's turn undone."""
        x, y, width, height = self._box
        left, right, bottom, top = left - x, right - x, bottom - y, top - y
        if self._turned == 90:
            return bottom, top, left, right
        if self._turned == 180:
            return width - right, width - left, bottom, top
        if self._turned == 270:
            return height - top, height - bottom, width - right, width - left
        return left, right, height - top, height - bottom
