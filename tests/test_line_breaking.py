"""Lines of Chinese text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.export.line_breaking import (
    NOT_AT_END,
    NOT_AT_START,
    Line,
    Look,
    Measure,
    break_lines,
)

PLAIN, RAISED = Look("f", 10.0), Look("f", 6.0, rise=4.0)


def measure(character: str, look: Look) -> float:
    return look.size if character > "~" else look.size / 2


MEASURE: Measure = measure


def words(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


@pytest.mark.parametrize(
    ("text", "lines", "why"),
    [
        ("一二三四五六", ["一二三四", "五六"], "four to a line"),
        ("一二三四，五", ["一二三", "四，五"], "no comma begins a line"),
        ("一二三（四）", ["一二三", "（四）"], "no bracket ends a line"),
        ("一二三》。”", ["一二", "三》。”"], "a word keeps all that closes it"),
        ("占比10.5%以上", ["占比", "10.5%以", "上"], "a number stays whole"),
        ("abcdefghijkl", ["abcdefgh", "ijkl"], "a word wider than a line does not"),
        ("一\n\n二", ["一", "", "二"], "line feeds end lines"),
        ("", [""], "nothing is one empty line"),
    ],
)
def test_breaks(text: str, lines: list[str], why: str) -> None:
    assert words(break_lines([(text, PLAIN)], 40, measure=MEASURE)) == lines, why


def test_the_first_line_is_indented_and_a_note_stays_with_its_word() -> None:
    pieces = [("一二三", PLAIN), ("[1]", RAISED), ("四五", PLAIN)]
    lines = break_lines(pieces, 40, measure=MEASURE, indent=20)
    assert words(lines) == ["一二", "三[1]四五"] or words(lines) == ["一二", "三[1]四", "五"]


@example("00“”0“0””", 3)  # what is carried over is too wide as well
@given(st.text(alphabet="一二三，。（）“”《》10.%ab \n", max_size=80), st.integers(3, 12))
def test_nothing_is_lost_and_lines_fit(text: str, wide: int) -> None:
    lines = break_lines([(text, PLAIN)], wide * 10, measure=MEASURE)
    assert "".join(words(lines)) == text.replace("\n", "")
    for line in words(lines):
        assert sum(measure(c, PLAIN) for c in line) <= wide * 10


@given(st.lists(st.sampled_from(["一二。", "（三四）", "五", "“六七”，", "12%"]), max_size=30))
def test_no_line_begins_or_ends_where_it_must_not(parts: list[str]) -> None:
    lines = words(break_lines([("".join(parts), PLAIN)], 60, measure=MEASURE))
    assert not any(line[0] in NOT_AT_START for line in lines[1:])
    assert not any(line[-1] in NOT_AT_END for line in lines if line)
