"""The probability that a sentence answers, and what the size of the library does to it."""

from __future__ import annotations

import pytest

from kb.answering.evidence import LARGE, SMALL, answer_probability, features
from kb.answering.verdicts import Support
from kb.types import Clause, Document, Hit, Passage, Source, Why


def support(similarity: float) -> Support:
    document = Document(
        id="d",
        title="某市床位管理办法",
        text="床位不少于十张。",
        source=Source("d.txt", "0"),
    )
    clause = Clause("d:正文", "d", "preface", "正文", "", None, 0, 8, None)
    passage = Passage("d:正文@0", "d", "d:正文", 0, 8, document.text, "")
    hit = Hit(1, 0.8, passage, document, clause, (similarity,), Why())
    return Support(hit, (0, 8), 0.7, 0.7, similarity, 1.0, frozenset())


SIZES = [
    (0, 0.0, "an empty library"),
    (148, 0.0, "the five documents"),
    (SMALL, 0.0, "still small"),
    (SMALL * 2, 0.693, "the logarithm of twice as many"),
    (LARGE, 2.639, "the largest that was fitted"),
    (LARGE * 100, 2.639, "nothing was fitted beyond"),
]


@pytest.mark.parametrize(("library", "size", "why"), SIZES)
def test_size(library: int, size: float, why: str) -> None:
    assert features(support(0.88), library)["size"] == pytest.approx(size, abs=1e-3), why


def test_the_probability_rises_with_nearness_and_falls_with_size() -> None:
    near = [answer_probability(features(support(s), 148)) for s in (0.70, 0.80, 0.90)]
    assert near == sorted(near)
    assert near[0] < 0.5 < near[-1]
    large = [answer_probability(features(support(0.87), n)) for n in (148, 1000, 5000, 10**6)]
    assert large == sorted(large, reverse=True)
