"""The likeliest sentences of a column are read beside the topic; the rest goes by its words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kb import KnowledgeBase
from kb.answering.topic import LONGEST, READ, SURE, Speech, speeches
from kb.marks import Mark
from kb.retrieval.query import understand_topic


class Reader:
    """Gives every text the same relevance, and keeps what it was asked."""

    def __init__(self, relevance: float) -> None:
        self.relevance = relevance
        self.asked: list[tuple[str, str]] = []

    def mark(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Mark]:
        self.asked += [(question, text) for _, text in texts]
        return [Mark(self.relevance, (0, len(text)), 0.0) for _, text in texts]


def spoken(library: KnowledgeBase, topic: str, region: str, marker: Reader | None) -> list[Speech]:
    held = library._held
    query = understand_topic(topic)
    documents = frozenset(
        d.id for d in held.documents if d.region and d.region.name.startswith(region)
    )
    found = held.searcher.read_through(held.searcher.prepare(query), region, documents=documents)
    return speeches(query, 0, found, marker)


@pytest.mark.parametrize(("relevance", "speaks"), [(1.0, True), (-9.0, False)])
def test_the_marker_may_deny_what_the_words_say(
    library: KnowledgeBase, relevance: float, speaks: bool
) -> None:
    assert spoken(library, "家庭病床", "天津", None)
    assert bool(spoken(library, "家庭病床", "天津", Reader(relevance))) is speaks


@pytest.mark.parametrize(("relevance", "speaks"), [(9.0, True), (-9.0, False)])
def test_the_likeliest_are_read(library: KnowledgeBase, relevance: float, speaks: bool) -> None:
    marker = Reader(relevance)
    said = spoken(library, "尘肺病", "天津", marker)
    assert bool(said) is speaks
    assert [question for question, _ in marker.asked] == ["尘肺病"] * READ
    read = {text for _, text in marker.asked}
    assert all(s.text[:LONGEST] in read for s in said if s.probability >= SURE)
    assert [s.span for s in said] == sorted(s.span for s in said)


def test_without_a_marker_the_words_decide(library: KnowledgeBase) -> None:
    assert spoken(library, "家庭病床", "攀枝花", None)
    assert spoken(library, "尘肺病", "天津", None) == []


@pytest.mark.parametrize(
    ("topic", "word", "written"),
    [
        ("买房优惠", "买房", "购置住房"),
        ("老字号保护", "老字号", "百年老店"),
    ],
)
def test_wider_terms_hold_what_texts_may_write(topic: str, word: str, written: str) -> None:
    query = understand_topic(topic)
    (term,) = [term for term in query.wider if term.word == word]
    assert written in term.official
    assert not any(written in term.official for term in query.terms)
