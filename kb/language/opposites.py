"""Does a sentence have a word of opposite meaning where a question has one: 以上 for 以下."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.language.same_place import Token, alike, is_same_place

ON_EACH_SIDE = 2  # characters that must be the same beside a word of one character
# Each row: the words of one side exclude those of the others.
OPPOSITES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("以上",), ("以下",)),
    (("以内", "之内"), ("以外", "之外")),
    (("之前", "以前"), ("之后", "以后")),
    (
        (
            "不低于",
            "不少于",
            "不得低于",
            "不得少于",
            "不小于",
            "至少",
            "最少",
            "达到",
            "超过",
            "高于",
        ),
        (
            "不高于",
            "不多于",
            "不超过",
            "不得超过",
            "不得高于",
            "至多",
            "最多",
            "低于",
            "少于",
            "小于",
        ),
    ),
    (
        ("必须", "应当", "应该", "务必", "一律", "应", "须", "要"),
        ("可以", "鼓励", "支持", "引导", "提倡", "倡导", "可"),
        ("不得", "不能", "不可", "不可以", "不应", "不应当", "禁止", "严禁", "不准", "不许"),
    ),
    (("全部", "所有", "全体", "一切"), ("部分", "个别", "少数")),
    (("增加", "提高", "扩大", "上调"), ("减少", "降低", "缩小", "下调")),
    (("免费", "无偿"), ("收费", "有偿", "自费")),
)


def opposite(question: str, sentence: str) -> str | None:
    """The words of ``sentence`` about the opposite of a word of ``question``; None without one.

    Both texts are folded and without blanks. Only words in the same place are compared, and the
    place that is most alike counts: 二级以上医院 is no opposite of 县级以下政府.
    """
    held = list(_words(sentence))
    for (row, side), asked in _words(question):
        same, other = 0, 0
        against: Token | None = None
        for (held_row, held_side), word in held:
            sides = alike(question, asked, sentence, word)
            if held_row == row and held_side == side:
                same = max(same, sum(sides))
            elif held_row == row and sum(sides) > other and _is_comparable(asked, word, sides):
                other, against = sum(sides), word
        if against and other > same:
            return sentence[max(0, against.start - 4) : against.end + 4]
    return None


def _is_comparable(one: Token, other: Token, sides: tuple[int, int]) -> bool:
    """应 and 可 alone may be parts of other words: both sides must be the same."""
    if min(one.end - one.start, other.end - other.start) == 1:
        return min(sides) >= ON_EACH_SIDE
    return is_same_place(*sides)


def _words(text: str) -> Iterator[tuple[tuple[int, int], Token]]:
    pattern, sides = _table()
    for match in pattern.finditer(text):
        for place in sides[match.group()]:
            yield place, Token(*match.span(), match.group())


@cache
def _table() -> tuple[re.Pattern[str], dict[str, list[tuple[int, int]]]]:
    """A pattern of all the words, longest first, and for each its rows and sides."""
    sides: dict[str, list[tuple[int, int]]] = {}
    for row, groups in enumerate(OPPOSITES):
        for side, words in enumerate(groups):
            for word in words:
                sides.setdefault(word, []).append((row, side))
    return re.compile("|".join(sorted(sides, key=len, reverse=True))), sides
