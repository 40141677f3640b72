"""Does one text deny what another says in the same words: 不收取费用 and 收取费用."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.language.same_place import Token, alike, is_same_place

DENIED = 2  # characters of what is denied that must be the same
# + 不收取   + 不得收取   + 不设任何条件
# + 未成年   + 非营利   - 不但   - 不断   - 未来   - 除非   - 无论
NEGATION = re.compile(
    r"不(?!可(?:移动|再生|抗力|分割|逆|降解))(?:[得能会设]|可以?|应当?|需要?|给?予|再|准|许|必|宜|要)?(?![但仅断同管论])(?:任何)?"
    r"|没有(?:任何)?|未(?!来)"
    r"|(?<![除是莫无])非(?!常)|无(?!论)|禁止|严禁"
)


def denied(question: str, sentence: str) -> str | None:
    """The words of ``sentence`` that ``question`` denies, or that deny what ``question`` says.

    Both texts are folded and without blanks. None when neither denies the other.
    """
    for _, at in _left_out(question, sentence):
        return sentence[max(0, at - 2) : at + 6]
    for denial, _ in _left_out(sentence, question):
        return sentence[denial.start : denial.start + 8]
    return None


def denies_alike(question: str, sentence: str, denying: re.Pattern[str]) -> bool:
    """Whether ``sentence`` denies, in any words of ``denying``, all that ``question`` denies."""
    held = [Token(*match.span(), None) for match in denying.finditer(sentence)]
    asked = [Token(*match.span(), None) for match in denying.finditer(question)]
    return all(
        any(sum(alike(question, token, sentence, h)) >= DENIED for h in held) for token in asked
    )


def _left_out(denying: str, plain: str) -> Iterator[tuple[Token, int]]:
    """The negations that ``plain`` leaves out in the same place, with where that is."""
    negated = {end: start for start, *ends in _denials(plain) for end in ends}
    for start, *ends in _denials(denying):
        left_out, kept, place = 0, 0, 0
        denials = [Token(start, end, None) for end in ends]
        for denial in denials:
            for at in _places(plain, denying[denial.end :][:DENIED]):
                sides = alike(denying, denial, plain, Token(negated.get(at, at), at, None))
                if at in negated:
                    kept = max(kept, sum(sides))
                elif sum(sides) > left_out and is_same_place(*sides):
                    left_out, place = sum(sides), at
        # 符合条件的给予，不符合条件的不给予: what the other text says is said here as well.
        if left_out > kept and left_out > _said(denying, plain, place):
            yield denials[-1], place


def _denials(text: str) -> Iterator[tuple[int, ...]]:
    """Where each negation starts, and where it may end: 不得营业 denies 得营业, and 营业."""
    for match in NEGATION.finditer(text):
        start, end = match.span()
        yield (start, start + 1, end) if end > start + 1 and text[start] == "不" else (start, end)


def _said(text: str, other: str, at: int) -> int:
    """How far ``text`` says without a negation what stands at ``at`` in ``other``."""
    negated = {end for _, *ends in _denials(text) for end in ends}
    there = Token(at, at, None)
    return max(
        (
            sum(alike(other, there, text, Token(n, n, None)))
            for n in _places(text, other[at : at + DENIED])
            if n not in negated
        ),
        default=0,
    )


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if len(words) == DENIED else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
