"""Questions for the parts of a whole, answered by headings."""

from __future__ import annotations

import pytest

from kb import KnowledgeBase


def said(library: KnowledgeBase, question: str) -> list[str]:
    """The statements, without blanks."""
    return ["".join(s.text.split()) for s in library.ask(question).statements]


PARTS = [
    ("攀枝花医养结合的基本原则有哪几条？",
     ["保障基本，统筹发展", "政府引导，市场驱动", "创新机制，系统推进", "示范引领，标化服务"],
     "the heading above them"),
    ("攀枝花康复试点的实施步骤分哪几个阶段？",
     ["组织实施阶段（2022年3月）", "全面开展阶段（2022年4月至11月）", "总结评估阶段（2022年12月）"],
     "what each of them is called, a note behind it"),
    ("山西五年行动设了哪几个重点项目？",
     ["中医药康复服务能力建设项目", "中医药康复人才培养项目", "省级中医康复示范中心建设项目"],
     "both"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "parts", "why"), PARTS)
def test_parts(library: KnowledgeBase, question: str, parts: list[str], why: str) -> None:
    assert said(library, question) == parts, why


def test_parts_without_headings_are_quoted_whole(library: KnowledgeBase) -> None:
    parts = said(library, "山西五年行动的具体指标有哪几条？")
    assert len(parts) == 5
    assert all(part.startswith(f"（{n}）") for n, part in zip("一二三四五", parts, strict=True))


def test_every_part_is_cited_where_it_stands(library: KnowledgeBase) -> None:
    answer = library.ask("天津试点工作方案安排了哪些试点任务？")
    assert [citation.path for citation in answer.citations] == [
        f"三/（{n}）" for n in "一二三四五六七"
    ]
    assert all(c.document.text[c.start : c.end] == c.quote for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("重庆的三级综合医院康复医学科至少要开展哪些康复服务？", "one sentence lists them"),
        ("攀枝花的康复岗位培训包括哪些内容？", "内容 is no heading"),
        ("攀枝花医养结合由哪几个部门牵头？", "bodies"),
        ("重庆要建几家康复医院？", "a number"),
    ],
)
def test_other_lists_are_not(library: KnowledgeBase, question: str, why: str) -> None:
    headings = {
        clause.heading
        for document in library.documents()
        for clause in library.clauses(document.id)
        if clause.heading
    }
    assert not headings & {s.text for s in library.ask(question).statements}, why
