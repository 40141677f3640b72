"""The probability that a sentence answers, and what the size of the library does to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answering.evidence import LARGE, SMALL, SUREST, answer_probability, features
from kb.answering.verdicts import Support
from kb.marks import Mark
from kb.retrieval.query import understand
from kb.types import Clause, Document, Findings, Hit, Passage, Source, Term, WeighedTerm, Why


def found(similarity: float, searched: int = 148, mark: Mark | None = None) -> Findings:
    """Findings of one sentence, which was read as ``mark`` says."""
    document = Document(
        id="d",
        title="某市床位管理办法",
        text="床位不少于十张。",
        source=Source("d.txt", "0"),
    )
    clause = Clause("d:正文", "d", "preface", "正文", "", None, 0, 8, None)
    passage = Passage("d:正文@0", "d", "d:正文", 0, 8, document.text, "")
    hit = Hit(1, 0.8, passage, document, clause, (similarity,), Why(), mark)
    return Findings(None, (hit,), (), frozenset(), searched)


def seen(question: str, findings: Findings) -> dict[str, float]:
    """The features of the findings' sentence for ``question``."""
    hit = findings.hits[0]
    best = Support(hit, (0, 8), 0.7, 0.7, hit.sentences[0], 1.0, frozenset())
    return features(understand(question, ()), best, findings)


def read(relevance: float) -> Mark:
    """A mark of so much relevance."""
    return Mark(relevance, (0, 8), 0.0)


OPEN = "床位有什么要求？"
SIZES = [
    (0, 0.0, "nothing"),
    (148, 0.0, "the five documents"),
    (SMALL, 0.0, "still a handful"),
    (SMALL * 2, 0.693, "the logarithm of twice as many"),
    (LARGE, 2.639, "the most that was fitted"),
    (LARGE * 100, 2.639, "nothing was fitted beyond"),
]


@pytest.mark.parametrize(("searched", "size", "why"), SIZES)
def test_size(searched: int, size: float, why: str) -> None:
    assert seen(OPEN, found(0.88, searched))["size"] == pytest.approx(size, abs=1e-3), why


@pytest.mark.parametrize(
    ("question", "mark", "relevance", "why"),
    [
        (OPEN, read(1.5), 1.5, "as it was read"),
        (OPEN, read(99.0), SUREST, "no surer than that"),
        (OPEN, read(-99.0), -SUREST, "nor surer that it does not"),
        (OPEN, None, 0.0, "nothing was read"),
        ("办法的文号是多少？", read(-4.0), 0.0, "the marker knows no 文号"),
        ("办法是哪一天印发的？", read(-4.0), 0.0, "nor the day of issue"),
    ],
)
def test_relevance(question: str, mark: Mark | None, relevance: float, why: str) -> None:
    assert seen(question, found(0.88, mark=mark))["relevance"] == relevance, why


def test_the_probability_rises_with_what_was_read_and_falls_with_size() -> None:
    chances = [
        answer_probability(seen(OPEN, found(0.88, mark=read(r)))) for r in (-5.0, -1.0, 1.0, 4.0)
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1]
    large = [answer_probability(seen(OPEN, found(0.87, n))) for n in (148, 1000, 5000, 10**6)]
    assert large == sorted(large, reverse=True)


@pytest.mark.parametrize(
    ("question", "of_a_kind", "why"),
    [
        (OPEN, 0.0, "asks openly"),
        ("床位要有多少张？", 1.0, "a number"),
        ("床位由谁负责？", 0.0, "nearly every sentence names a body"),
        ("床位不少于十张，对吗？", 0.0, "any sentence may confirm"),
    ],
)
def test_a_kind_of_answer_is_demanded(question: str, of_a_kind: float, why: str) -> None:
    assert seen(question, found(0.88))["of a kind"] == of_a_kind, why


def test_a_main_word_that_other_documents_alone_hold_makes_it_less_likely() -> None:
    findings = found(0.88)
    terms = tuple(
        WeighedTerm(Term(word), weight) for word, weight in (("尘肺", 4.0), ("床位", 2.0))
    )
    chances = [
        answer_probability(seen(OPEN, replace(findings, terms=terms, foreign=frozenset(foreign))))
        for foreign in ((), ("床位",), ("尘肺",))
    ]
    assert chances[0] == chances[1] > chances[2]
