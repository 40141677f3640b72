"""What is asked for as a list: the clauses under the heading that the question names."""

from __future__ import annotations

import pytest

from kb import KnowledgeBase

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


def test_scores_fall(library: KnowledgeBase) -> None:
    for question in ("天津试点任务有哪些", "攀枝花康复床位占比", "各地转岗培训"):
        hits = library.search(question, top=10, regions=["天津"])
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
