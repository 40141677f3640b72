"""Paragraphs on a PDF's page: broken by our rules, in the faces that the PDF carries."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from kb.export.fonts import BODY, FOLDER, HEAVY
from kb.export.line_breaking import Line, Look, Piece, break_lines
from kb.export.printable import printable

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace
    from reportlab.pdfgen.canvas import Canvas

MISSING = "□"
MOST_FREE = 3  # characters: a line shorter by more was ended on purpose, and is not spread
BASELINE = 0.36  # of the size, below the middle of a line

Align = Literal["left", "center", "both"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in lines, ``width`` points wide; ``leading`` is the height of a line.

    ``mark`` names its place for links; ``entry`` is its title in the outline with the level,
    0 the highest.
    """

    lines: tuple[Line, ...]
    width: float
    leading: float
    indent: float = 0.0
    align: Align = "left"
    mark: str | None = None
    entry: tuple[str, int] | None = None

    @property
    def height(self) -> float:
        """In points."""
        return len(self.lines) * self.leading

    def split(self, height: float) -> tuple[Text | None, Text | None]:
        """The lines that fit into ``height`` points, and the others."""
        fitting = max(int((height + 0.01) // self.leading), 0)
        if fitting == 0 or fitting >= len(self.lines):
            return (None, self) if fitting == 0 else (self, None)
        upper = replace(self, lines=self.lines[:fitting])
        lower = replace(self, lines=self.lines[fitting:], indent=0.0, mark=None, entry=None)
        return upper, lower

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        """Draw the lines downwards from ``top``."""
        if self.mark:
            canvas.bookmarkHorizontal(self.mark, x, top)
        if self.entry:
            key = f"entry-{canvas.getPageNumber()}-{top:.2f}"
            canvas.bookmarkHorizontal(key, x, top)
            title, level = self.entry
            canvas.addOutlineEntry(title, key, level)
        for number, line in enumerate(self.lines):
            start = self.indent if number == 0 else 0.0
            middle = top - (number + 0.5) * self.leading
            _draw_line(canvas, line, (x + start, middle), self.width - start, self.align)


def text_in(
    pieces: Sequence[Piece],
    width: float,
    *,
    leading: float,
    indent: float = 0.0,
    align: Align = "left",
    mark: str | None = None,
    entry: tuple[str, int] | None = None,
) -> Text:
    """``pieces`` broken into lines ``width`` points wide."""
    lines = break_lines(pieces, width, measure=width_of, indent=indent)
    return Text(tuple(lines), width, leading, indent, align, mark, entry)


class Lettering:
    """Turns text into pieces that the faces can show; ``missing`` are characters they lack."""

    def __init__(self) -> None:
        """Start with nothing missing."""
        self.missing: dict[str, None] = {}

    def pieces(self, text: str, look: Look) -> list[Piece]:
        """``text`` with □ for what no face has; what has no shape (zero width) is left out."""
        return [self._shown(character, look) for character in printable(text) if _shaped(character)]

    def _shown(self, character: str, look: Look) -> Piece:
        if character == "\n" or _has(look.face, character):
            return character, look
        if character == "\t":
            return "\u3000", look
        if _has(BODY, character):
            return character, replace(look, face=BODY)
        self.missing[character] = None
        return MISSING, look


def width_of(character: str, look: Look) -> float:
    """The width of ``character`` in points."""
    face = _face(look.face)
    return float(face.charWidths.get(ord(character), face.defaultWidth) * look.size / 1000)


def _draw_line(
    canvas: Canvas, line: Line, at: tuple[float, float], width: float, align: Align
) -> None:
    x, middle = at
    free = width - sum(width_of(character, look) for text, look in line for character in text)
    count = sum(len(text) for text, _ in line)
    size = max((look.size for _, look in line), default=0.0)
    spread = align == "both" and count > 1 and 0 < free < MOST_FREE * size
    gap = free / (count - 1) if spread else 0.0
    x += free / 2 if align == "center" else 0.0
    for text, look in line:
        _draw_piece(canvas, text, look, (x, middle - BASELINE * size), gap)
        wide = sum(width_of(character, look) + gap for character in text)
        if look.link:
            area = (x, middle - size / 2, x + wide, middle + size / 2)
            canvas.linkRect("", look.link, area)
        x += wide


def _draw_piece(canvas: Canvas, text: str, look: Look, at: tuple[float, float], gap: float) -> None:
    stream = canvas.beginText(*at)
    stream.setFont(look.face, look.size)
    stream.setCharSpace(gap)
    stream.setRise(look.rise)
    stream.textOut(text)
    stream.setRise(0)
    stream.setCharSpace(0)
    canvas.drawText(stream)


@cache
def load_faces() -> None:
    """Make the faces known to ReportLab, once a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (BODY, HEAVY):
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / name)))


@cache
def _face(name: str) -> TTFontFace:
    from reportlab.pdfbase import pdfmetrics

    load_faces()
    return pdfmetrics.getFont(name).face


@cache
def _has(face: str, character: str) -> bool:
    return ord(character) in _face(face).charToGlyph


def _shaped(character: str) -> bool:
    # Not zero-width spaces and joiners, soft hyphens, variation selectors: "\u200b", "\ufe0f".
    return unicodedata.category(character) != "Cf" and not "\ufe00" <= character <= "\ufe0f"
