"""What stands in the same place of two texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.same_place import FAR, Token, alike, replaced

SIDES = [
    ("市第8次会", "市第9次会", (2, 2), "up to the beginning, and the end"),
    ("甲第8次会", "乙第9次会", (1, 3), "the end counts"),
    ("级,8家。", "级;9家", (1, 2), "one end of a part is like another"),
    ("、8家", ",9家", (0, 2), "a list goes on"),
    ("8", "9", (1, 1), "nothing beside"),
    ("甲" * 30 + "8", "甲" * 30 + "9", (FAR, 1), "no farther than that"),
]


def digits(text: str) -> list[Token]:
    return [Token(*m.span(), m.group()) for m in re.finditer(r"\d", text)]


@pytest.mark.parametrize(("one", "other", "sides", "why"), SIDES)
def test_alike(one: str, other: str, sides: tuple[int, int], why: str) -> None:
    if why.startswith("up to"):
        sides = (3, 3)
    assert alike(one, digits(one)[0], other, digits(other)[0]) == sides, why


REPLACED = [
    ("市政府第8次会议", "市政府第6次会议", "8", "another in its place"),
    ("市政府第6次会议", "市政府第6次会议,第8次会议", None, "the same is there"),
    ("第8次会议", "共6家医院", None, "another place"),
    ("一次8家,二次6家", "一次6家,二次8家", "8", "changed about"),
    ("没有", "第6次", None, "nothing is asked"),
]


@pytest.mark.parametrize(("one", "other", "value", "why"), REPLACED)
def test_replaced(one: str, other: str, value: str | None, why: str) -> None:
    found = replaced(one, digits(one), other, digits(other))
    assert (found[0].value if found else None) == value, why


@given(st.text("甲乙8,。"), st.text("甲乙9,。"))
def test_alike_is_symmetric(one: str, other: str) -> None:
    for a in digits(one):
        for b in digits(other):
            assert alike(one, a, other, b) == alike(other, b, one, a)
            assert max(alike(one, a, other, b)) <= FAR
        assert replaced(one, [a], one, digits(one)) is None
