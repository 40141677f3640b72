"""How much of a question a text covers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.matching import (
    OFFICIAL_WEIGHT,
    PARTIAL_WEIGHT,
    coverage,
    fold_text,
    matched,
    pair_share,
    weigh,
)
from kb.types import Term, WeighedTerm

MATCHED = [
    (Term("床位"), "康复床位占比", 1.0, "the word"),
    (Term("床位"), "康复占比", 0.0, "not there"),
    (Term("大夫", ("医师", "医生")), "康复医师", OFFICIAL_WEIGHT, "an official word for it"),
    (Term("大夫", ("医师", "医生")), "大夫和医师", 1.0, "the word itself counts full"),
    (Term("康复医学科"), "康复医学的发展", PARTIAL_WEIGHT, "two thirds of a long word"),
    (Term("康复医学科"), "医学科的发展", 0.0, "less than two thirds"),
    (Term("康复"), "康养", 0.0, "a word of two is not cut"),
    (Term("尘肺病"), "尘肺的防治", PARTIAL_WEIGHT, "two of three"),
    (Term("2025"), "2020年", 0.0, "figures are not cut"),
    (Term("eras"), "era", 0.0, "letters are not cut"),
    (Term("床位"), "", 0.0, "no text"),
]


@pytest.mark.parametrize(("term", "text", "expected", "why"), MATCHED)
def test_matched(term: Term, text: str, expected: float, why: str) -> None:
    assert matched(term, fold_text(text)) == expected, why


FOLDED = [
    ("康复 床位\n占比", "康复床位占比", "blanks and line ends"),
    ("康復醫療", "康复医疗", "traditional forms"),
    ("２％HIS", "2%his", "width and case"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "why"), FOLDED)
def test_fold_text(text: str, expected: str, why: str) -> None:
    assert fold_text(text) == expected, why


def test_weights_fall_with_frequency() -> None:
    counts = {"康复": 90, "太极拳": 2, "无": 0, "医师": 30, "医生": 5}
    terms = (Term("康复"), Term("太极拳"), Term("无"), Term("大夫", ("医师", "医生")))
    weights = {w.term.word: w.weight for w in weigh(terms, counts.__getitem__, 100)}
    assert weights["无"] > weights["太极拳"] > weights["大夫"] > weights["康复"] >= 0.1
    assert weights["大夫"] == pytest.approx(math.log(1 + (100 - 30 + 0.5) / 30.5)), (
        "as its most frequent official word"
    )


def test_weights_of_an_empty_library() -> None:
    assert all(w.weight >= 0.1 for w in weigh((Term("康复"),), lambda _: 0, 0))
    assert weigh((), lambda _: 0, 10) == ()


def test_coverage() -> None:
    terms = (WeighedTerm(Term("床位"), 3.0), WeighedTerm(Term("占比"), 1.0))
    assert coverage(terms, "床位") == 0.75
    assert coverage(terms, "占比") == 0.25
    assert coverage(terms, "床位占比") == 1.0
    assert coverage(terms, "其他") == 0.0
    assert coverage((), "床位") == 0.0


TERMS = st.lists(
    st.builds(
        WeighedTerm,
        st.builds(
            Term,
            st.text("康复床位占比医师2", min_size=1, max_size=5),
            st.tuples(st.text("康复医师", min_size=1, max_size=2)) | st.just(()),
        ),
        st.floats(0.1, 10),
    ),
    max_size=6,
)


@given(TERMS, st.text("康复床位占比医师2，", max_size=30), st.text("康复床位", max_size=9))
def test_coverage_grows_with_the_text(terms: list[WeighedTerm], text: str, more: str) -> None:
    covered = coverage(terms, text)
    assert 0.0 <= covered <= 1.0 + 1e-9
    assert coverage(terms, text + more) >= covered - 1e-9
    assert coverage(list(reversed(terms)), text) == pytest.approx(covered)


@pytest.mark.parametrize(
    ("text", "share", "why"),
    [
        ("床位数量", 0.75, "床位 weighs 3 of 4"),
        ("床位多少", 1.0, "both"),
        ("床 位", 0.0, "not side by side"),
        ("", 0.0, "nothing in nothing"),
    ],
)
def test_pair_share(text: str, share: float, why: str) -> None:
    assert pair_share({"床位": 3.0, "多少": 1.0}, text) == share, why
    assert pair_share({}, text) == 0.0
