"""Pieces of text scattered over a page to its lines, for formats that keep no reading order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kb.reading.layout import Line

SAME_ROW = 0.5  # of a line's letters, by which the middles of its pieces may differ
WIDE = 0.7  # ems between two pieces: a blank that is seen


def rows_of(pieces: Sequence[Line]) -> list[Line]:
    """Pieces on one height as one line, from left to right; lines from the top."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=_middle):
        row = rows[-1] if rows else None
        if row and _middle(piece) - _middle(row[0]) < SAME_ROW * min(row[0].size, piece.size):
            row.append(piece)
        else:
            rows.append([piece])
    return [_joined(sorted(row, key=lambda line: line.x0)) for row in rows]


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def _joined(row: list[Line]) -> Line:
    text = row[0].text
    for before, after in pairwise(row):
        text += (" " if after.x0 - before.x1 > WIDE * after.size else "") + after.text
    return Line(
        text,
        row[0].x0,
        max(piece.x1 for piece in row),
        min(piece.top for piece in row),
        max(piece.bottom for piece in row),
        max(piece.size for piece in row),
    )
