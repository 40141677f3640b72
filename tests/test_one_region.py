"""A question about several regions, put to one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import KnowledgeBase
from kb.language.one_region import ask_one
from kb.marks import Mark
from kb.retrieval.scope import group_by_region


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("攀枝花和天津对康复床位占比分别是怎么要求的？", "天津市对康复床位占比是怎么要求的？"),
        ("天津、重庆两地规定床位占多大比例？", "天津市规定床位占多大比例？"),
        ("山西跟重庆比，民间资本各有什么政策？", "天津市民间资本有什么政策？"),
        ("远程这一块，天津、攀枝花各自提到了什么？", "远程这一块，天津市提到了什么？"),
        ("三地（重庆、天津、攀枝花）分别照顾哪些人群？", "天津市（天津市）照顾哪些人群？"),
        ("四川省攀枝花市和天津市怎么做？", "天津市怎么做？"),
        ("哪些地方明确写了加速康复外科？", "天津市明确写了加速康复外科？"),
        ("除了重庆还有谁规定了床位？", "天津市规定了床位？"),
        ("康复护士的培训，重庆、攀枝花各有什么规定？", "康复护士的培训，天津市有什么规定？"),
        ("天津中医药大学在重庆怎么参与？", "天津中医药大学在天津市怎么参与？"),
        ("各级医院怎么分工？", "各级医院怎么分工？"),
        ("", ""),
    ],
)
def test_asked_of_one(question: str, asked: str) -> None:
    assert ask_one(question, "天津市") == asked


@given(st.lists(st.sampled_from(["天津", "重庆市", "和", "、", "各地", "分别", "床位", "？"])))
def test_no_other_region_is_left(pieces: list[str]) -> None:
    asked = ask_one("".join(pieces), "山西省")
    assert "天津" not in asked
    assert "重庆" not in asked


class Listening:
    """A marker that keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def mark(self, question: str, texts: list[tuple[str, str]]) -> list[Mark]:
        self.asked.append(question)
        return [Mark(0.0, (0, 1), -9.0) for _ in texts]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("天津和重庆的床位怎么规定？", {"天津市的床位怎么规定？", "重庆市的床位怎么规定？"}),
        ("天津的床位怎么规定？", {"天津的床位怎么规定？"}),
        ("康复床位怎么规定？", {"康复床位怎么规定？"}),
    ],
)
def test_each_region_is_read_beside_its_own_question(
    library: KnowledgeBase, question: str, read: set[str]
) -> None:
    held, listening = library._held, Listening()
    query = held.understand(question, ())
    groups = group_by_region(query, held.documents)
    searcher = held.searcher.__class__(held.index, held.encoder, listening)
    asked = searcher.prepare(query)
    for name, ids in groups:
        searcher.find(asked.one_of(len(groups), name), name, documents=ids)
    assert set(listening.asked) == read
