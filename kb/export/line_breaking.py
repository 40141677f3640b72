"""Breaking Chinese text into lines: 避头尾, and numbers and Latin words kept whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

NOT_AT_START = frozenset("，。、；：？！）〕】》〉」』”’…—～·％%‰℃°,.;:?!)]}")  # noqa: RUF001
NOT_AT_END = frozenset("（〔【《〈「『“‘([{")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Look:
    """How words are set: ``size`` and ``rise`` in points; ``link`` is the place they lead to."""

    face: str
    size: float
    rise: float = 0.0
    link: str | None = None


Piece = tuple[str, Look]
Line = tuple[Piece, ...]
Measure = Callable[[str, Look], float]
"""The width of one character in points."""


def break_lines(
    pieces: Sequence[Piece], width: float, *, measure: Measure, indent: float = 0.0
) -> list[Line]:
    """``pieces`` in lines at most ``width`` points wide, the first one shorter by ``indent``.

    A line feed ends a line. A word wider than a line is broken anywhere. No pieces give one
    empty line.
    """
    lines: list[Line] = []
    characters = [(character, look) for text, look in pieces for character in text]
    start = 0
    for place, (character, _) in enumerate([*characters, ("\n", None)]):
        if character == "\n":
            room = 0.0 if lines else indent
            lines += _fill(characters[start:place], width, room, measure)
            start = place + 1
    return lines


def _fill(
    characters: Sequence[tuple[str, Look]], width: float, used: float, measure: Measure
) -> list[Line]:
    lines: list[Line] = []
    widths = [measure(*one) for one in characters]
    start, allowed = 0, 0
    for place, wide in enumerate(widths):
        # Twice where what is carried over to the next line is too wide for it as well.
        while used + wide > width and place > start:
            cut = allowed if allowed > start else place
            lines.append(_joined(characters[start:cut]))
            start, used = cut, sum(widths[cut:place])
        used += wide
        if place + 1 < len(widths) and _may_break(characters[place], characters[place + 1]):
            allowed = place + 1
    return [*lines, _joined(characters[start:])]


def _may_break(before: tuple[str, Look], after: tuple[str, Look]) -> bool:
    (left, _), (right, look) = before, after
    if right in NOT_AT_START or left in NOT_AT_END or look.rise > 0:
        return False
    return not ("!" <= left <= "~" and "!" <= right <= "~")


def _joined(characters: Sequence[tuple[str, Look]]) -> Line:
    pieces: list[Piece] = []
    for character, look in characters:
        if pieces and pieces[-1][1] == look:
            pieces[-1] = (pieces[-1][0] + character, look)
        else:
            pieces.append((character, look))
    return tuple(pieces)
