"""Questions of several parts, and follow-ups, over the real library."""

from __future__ import annotations

import pytest

from kb.answering.joining import join_parts
from kb.library import KnowledgeBase

RECOVERY, CARE = "攀枝花市_2022", "攀枝花市_2016"
CHONGQING, TIANJIN, SHANXI = "重庆市_2021", "天津市_2022", "山西省_2021"

# question, what each part is answered from (None: it is not), why
PARTS = [
    ("攀枝花康复床位占比是多少，什么时候完成，每家补多少元？",
     [(RECOVERY, "四/（一）/3"), (RECOVERY, "二"), None], "one part is not said"),
    ("天津二级医院康复床位最少多少张？三级医院占比多少？",
     [(TIANJIN, "三/（一）"), (TIANJIN, "三/（一）")], "one sentence answers both"),
    ("重庆的康复医师目标是多少；尘肺病康复站建多少？",
     [(CHONGQING, "一/（三）"), (CHONGQING, "二/（三）/10")], "two subjects"),
    ("重庆方案的文号是什么，哪天印发的，什么时候施行？",
     [(CHONGQING, "通知/前言"), (CHONGQING, "通知/落款"), (CHONGQING, "落款")], "of a document"),
    ("攀枝花的试点范围和试点时间分别是什么？",
     [(RECOVERY, "三/（一）"), (RECOVERY, "三/（二）")], "分别"),
    ("1.山西中医馆什么时候建成？2.太极拳由哪个部门推广？",
     [(SHANXI, "二/（一）/3"), (SHANXI, "五/（二）")], "numbered"),
    ("重庆康复治疗师工资多少元？电话是多少？", [None, None], "neither is said"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "places", "why"), PARTS)
def test_parts(
    library: KnowledgeBase, question: str, places: list[tuple[str, str] | None], why: str
) -> None:
    answer = library.ask(question)
    assert len(answer.parts) == len(places)
    assert answer.status == ("answered" if any(places) else "not_found")
    for part, place in zip(answer.parts, places, strict=True):
        assert (part.status == "answered") is (place is not None), f"{why}: {part}"
        cited = [
            answer.citations[n] for s in part.statements for n in answer.statements[s].citations
        ]
        at = [(c.document.source.path, c.path) for c in cited]
        if place:
            assert any(source.startswith(place[0]) and path == place[1] for source, path in at), why
        else:
            assert f"关于“{part.question}”：" in (answer.reason or "")
    order = [n for part in answer.parts for n in part.statements]
    assert list(dict.fromkeys(order)) == list(range(len(answer.statements))), "in their order"
    assert bool(answer.nearest) is (answer.status == "not_found")


def test_a_question_of_one_part_has_no_parts(library: KnowledgeBase) -> None:
    answer = library.ask("攀枝花和天津的康复床位占比分别是多少？")
    assert answer.parts == ()
    assert answer.understood is None


def test_silence_within_a_part_is_said(library: KnowledgeBase) -> None:
    answer = library.ask("攀枝花和重庆的康复床位占比是多少，分别由谁印发？")
    assert "重庆市：未作规定" in (answer.reason or "")


def test_a_joined_answer_keeps_a_sentence_once(library: KnowledgeBase) -> None:
    one = library.ask("天津二级医院康复床位最少多少张？")
    joined = join_parts("两问", [("甲", one), ("乙", one)])
    assert joined.statements == one.statements
    assert joined.citations == one.citations
    assert [part.statements for part in joined.parts] == [(0,), (0,)]


# questions in turn, what the last was taken for, region or document it is answered from, why
TURNS = [
    (["攀枝花康复床位占比是多少？", "那天津呢？"], "天津康复床位占比是多少", TIANJIN, "a region"),
    (["攀枝花康复床位占比是多少？", "那天津呢？", "重庆呢"], "重庆康复床位占比是多少", None,
     "a follow-up of a follow-up, and a silent region"),
    (["攀枝花养老床位一次性建设补助多少钱？", "它的文号是什么？"],
     "《攀枝花市医养结合试点工作实施方案》的文号是什么", CARE, "the document it was answered from"),
    (["重庆2025年每10万人口康复医师要达到多少人？", "2022年呢？"],
     "重庆2022年每10万人口康复医师要达到多少人", CHONGQING, "another year"),
    (["尘肺病康复站建多少？", "当地康复医师目标是多少？"], "重庆市康复医师目标是多少", CHONGQING,
     "the region it was answered from"),
    (["攀枝花康复床位占比是多少？", "重庆哪个部门推进医保支付方式改革？"], None, CHONGQING,
     "it stands by itself"),
]  # fmt: skip


@pytest.mark.parametrize(("questions", "understood", "document", "why"), TURNS)
def test_turns(
    library: KnowledgeBase,
    questions: list[str],
    understood: str | None,
    document: str | None,
    why: str,
) -> None:
    answer = None
    for question in questions:
        answer = library.ask(question, previous=answer)
    assert answer is not None
    assert answer.question == questions[-1]
    assert answer.understood == understood, why
    sources = {citation.document.source.path for citation in answer.citations}
    assert (answer.status == "answered") is (document is not None), answer.reason
    assert all(document and source.startswith(document) for source in sources), why
    assert library.ask(questions[-1], previous=questions[:-1]) == answer, "by the questions alone"


def test_one_earlier_question_may_be_given_as_it_is(library: KnowledgeBase) -> None:
    before = "攀枝花康复床位占比是多少？"
    assert library.ask("那天津呢？", previous=before) == library.ask(
        "那天津呢？", previous=[before]
    )
    assert library.ask(before, previous=None) == library.ask(before, previous=[])
