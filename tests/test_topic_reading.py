"""Sentences that no word of a topic makes sure of are read beside it; sure ones are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kb import KnowledgeBase
from kb.answering.topic import READ, Speech, speeches
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


def test_what_the_words_make_sure_of_is_not_read(library: KnowledgeBase) -> None:
    marker = Reader(-9.0)
    assert spoken(library, "家庭病床", "攀枝花", marker) == spoken(
        library, "家庭病床", "攀枝花", None
    )
    assert marker.asked == []


@pytest.mark.parametrize(("relevance", "speaks"), [(9.0, True), (-9.0, False)])
def test_what_is_not_sure_is_read(library: KnowledgeBase, relevance: float, speaks: bool) -> None:
    marker = Reader(relevance)
    said = spoken(library, "尘肺病", "天津", marker)
    assert bool(said) is speaks
    assert [question for question, _ in marker.asked] == ["尘肺病"] * READ
    assert {speech.text for speech in said} <= {text for _, text in marker.asked}
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
