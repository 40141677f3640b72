"""What stands in the same place of two texts: between the same words.

第89次会议 and 第86次会议 differ in a place, and so do 二级以下医院 and 二级以上医院.
Texts are folded and without blanks.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

ALIKE = 4  # characters beside a place that are the same, before and behind together
FAR = 12  # characters on each side that are looked at
STOPS = frozenset(",。;!?")  # one end of a part is like another: 得营业, and 得营业。


@dataclass(frozen=True, slots=True)
class Token:
    """Words of a text and what they say: two tokens of one ``value`` say the same."""

    start: int
    end: int
    value: Hashable


def alike(one: str, a: Token, other: str, b: Token) -> tuple[int, int]:
    """How many characters are the same before ``a`` and ``b``, and behind them, in their part.

    The end of the part counts as a character.
    """
    before = _run(one, range(a.start - 1, -2, -1), other, range(b.start - 1, -2, -1))
    after = _run(one, range(a.end, len(one) + 1), other, range(b.end, len(other) + 1))
    return before, after


def _run(one: str, places: range, other: str, others: range) -> int:
    for count, (at, there) in enumerate(zip(places[:FAR], others[:FAR], strict=False)):
        ends = _ends(one, at), _ends(other, there)
        if all(ends):
            return count + 1
        if any(ends) or one[at] != other[there]:
            return count
    return FAR


def _ends(text: str, at: int) -> bool:
    return not 0 <= at < len(text) or text[at] in STOPS


def is_same_place(before: int, after: int) -> bool:
    """Whether so many characters before and behind make it one place."""
    return before + after >= ALIKE


def replaced(
    question: str,
    asked: Sequence[Token],
    sentence: str,
    held: Sequence[Token],
    *,
    times: int = 1,
) -> tuple[Token, Token] | None:
    """The first token of ``asked`` whose likest place in ``sentence`` holds another, with that.

    That place must be more than ``times`` as much alike as the best place of the same value.
    """
    for token in asked:
        same, other = 0, 0
        found: Token | None = None
        for there in held:
            sides = alike(question, token, sentence, there)
            if there.value == token.value:
                same = max(same, sum(sides))
            elif is_same_place(*sides) and sum(sides) > other:
                other, found = sum(sides), there
        if found and other > times * same:
            return token, found
    return None
