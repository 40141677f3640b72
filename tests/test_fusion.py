"""What is asked for as a list: the clauses under the heading that the question names."""

from __future__ import annotations

import pytest

from kb import PARTS, KnowledgeBase
from kb.retrieval.fusion import NEAR, SURE, Candidate, by_turns, fuse
from kb.retrieval.search import SHOWN
from kb.types import Passage, Query, Why

LISTS = [
    ("天津试点工作方案安排了哪些试点任务？", "三", 7, "the heading's words stand in the question"),
    ("攀枝花医养结合的基本原则有哪几条？", "一", 4, "another way to ask"),
]


@pytest.mark.parametrize(("question", "parent", "count", "why"), LISTS)
def test_clauses_under_a_named_heading_come_first(
    library: KnowledgeBase, question: str, parent: str, count: int, why: str
) -> None:
    paths = [hit.clause.path for hit in library.search(question, top=count)]
    assert all(path.startswith(f"{parent}/") for path in paths), why
    assert len(set(paths)) == count


def test_scores_fall_in_the_first_places(library: KnowledgeBase) -> None:
    for question in ("天津试点任务有哪些", "攀枝花康复床位占比", "各地转岗培训"):
        hits = library.search(question, top=10, regions=["天津"])
        scores = [hit.score for hit in hits]
        assert scores[:SURE] == sorted(scores, reverse=True)[:SURE]
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def candidate(number: int, near: float, place: float = 0.0) -> Candidate:
    text = passage("a", "床位")
    return Candidate(number, text, {NEAR: near}, place, (), 1 - number / 10, Why())


@pytest.mark.parametrize(
    ("near", "places", "expected", "why"),
    [
        ([], {}, [], "nothing"),
        ([0.0, 0.1], {}, [0, 1], "no more than the sure places"),
        ([n / 10 for n in range(8)], {}, [0, 1, 2, 3, 4, 7, 5, 6], "by turns, each once"),
        ([0.0] * 8, {}, list(range(8)), "without nearness the score alone"),
        ([0.0] * 6 + [0.9, 0.8], {6: -0.1}, [0, 1, 2, 3, 4, 7, 5, 6], "outdated ones come behind"),
        ([0.0] * 7 + [0.9], dict.fromkeys(range(7), 0.5), list(range(8)), "listed ones before"),
    ],
)
def test_later_places_go_by_turns(near, places, expected, why) -> None:
    ranked = [candidate(n, value, places.get(n, 0.0)) for n, value in enumerate(near)]
    assert [c.number for c in by_turns(ranked)] == expected, why


def test_a_hit_is_a_stretch_of_its_clause(library: KnowledgeBase) -> None:
    for question in ("康复医疗", "医养结合机构", "培训"):
        for hit in library.search(question, top=30):
            passage, clause = hit.passage, hit.clause
            assert clause.start <= passage.start < passage.end <= clause.end
            assert passage.text == hit.document.text[passage.start : passage.end]
            assert passage.end - passage.start <= 2 * SHOWN


def passage(document: str, text: str) -> Passage:
    return Passage(f"{document}:正文@0", document, f"{document}:正文", 0, len(text), text, "")


def fused(question: str, *, outdated: frozenset[str] = frozenset(), named: tuple[str, ...] = ()):
    passages = {1: passage("old", "床位不少于十张"), 2: passage("new", "床位不少于十张")}
    query = Query(question, (), False, named, question, (), frozenset(), (), question)
    views = {"words": [(1, 1.0), (2, 1.0)], "bigrams": [], "dense": []}
    pairs = {"床位": 1.0, "多少": 1.0}
    return fuse(query, (), passages, views, {}, {1: None, 2: None}, pairs=pairs, outdated=outdated)


def test_what_is_superseded_comes_after_what_is_in_force() -> None:
    first = [c.passage.document for c in fused("床位多少")]
    assert first == ["old", "new"], "equals keep their order"
    first = [c.passage.document for c in fused("床位多少", outdated=frozenset({"old"}))]
    assert first == ["new", "old"]
    kept = fused("床位多少", outdated=frozenset({"old"}), named=("old",))
    assert [c.passage.document for c in kept] == ["old", "new"], "the question names it"


def test_a_part_left_out_counts_nothing(built, encoder) -> None:
    question = "攀枝花康复床位占比"
    with KnowledgeBase.open(built, encoder=encoder, without=frozenset(PARTS)) as bare:
        assert all(hit.score in (0.0, 0.5) for hit in bare.search(question))
    with KnowledgeBase.open(built, encoder=encoder, without=frozenset({"dense"})) as library:
        assert all(hit.why.dense_rank is None for hit in library.search(question))
