"""The gold set for comparisons: its quotes lie where it says, and the measures count."""

from __future__ import annotations

from eval.comparison import Judged, rates
from eval.topics import CORPUS, GoldCell, Topic, load_topics
from kb.library import KnowledgeBase


def test_quotes_lie_in_their_clauses(library: KnowledgeBase) -> None:
    held = {d.source.path: d for d in library.documents()}
    clauses = {
        (d.source.path, c.path): d.text[c.start : c.end]
        for d in held.values()
        for c in library.clauses(d.id)
    }
    topics = [topic for topic in load_topics() if topic.set == CORPUS]
    quotes = [quote for topic in topics for cell in topic.cells for quote in cell.quotes]
    assert len(quotes) > 300
    assert [(p, quote) for p, quote, _ in quotes if quote not in clauses.get(p, "")] == []


def test_no_topic_is_both_tuned_on_and_reported() -> None:
    topics = load_topics()
    tuned = {topic.text for topic in topics if topic.split == "tune"}
    reported = {topic.text for topic in topics if topic.split == "report"}
    assert tuned
    assert reported
    assert not tuned & reported


def test_rates_count_cells_and_clauses() -> None:
    topic = Topic("t", CORPUS, "tune", "narrow", "家庭病床", False, ())
    a, b, c = ("d", "一"), ("d", "二"), ("d", "三")
    says = GoldCell("天津市", False, frozenset({a, b}), frozenset({a, b}), ())
    silent = GoldCell("重庆市", True, frozenset(), frozenset(), ())
    unsure = GoldCell("山西省", None, frozenset(), frozenset(), ())
    judged = [
        Judged(topic, says, frozenset({a, c})),
        Judged(topic, says, frozenset()),
        Judged(topic, silent, frozenset({c})),
        Judged(topic, silent, frozenset()),
        Judged(topic, unsure, frozenset({c})),
    ]
    assert rates(judged) == {
        "shown": 0.5,
        "must": 0.25,
        "false silent": 0.5,
        "false provided": 0.5,
        "right": 0.5,
    }
