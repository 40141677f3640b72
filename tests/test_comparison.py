"""Questions about several regions: who says it, who is silent, of whom there is no document."""

from __future__ import annotations

import pytest

from kb.answering.reasons import NAMED_REGIONS, give_reason
from kb.answering.verdicts import Verdict
from kb.language.figures import missing_quantity
from kb.library import KnowledgeBase
from kb.types import Findings

P, C, T, S = "攀枝花市", "重庆市", "天津市", "山西省"

# question, regions that answer, regions silent, regions without documents, why
COMPARED = [
    ("各地对康复床位占比有什么规定？", {P, T}, {C, S}, (), "a share is asked without 多少"),
    ("各地康复床位占比分别是多少？", {P, T}, {C, S}, (), "a share"),
    ("攀枝花、天津、重庆三地康复床位占医院总床位的比例", {P, T}, {C}, (), "named, no verb"),
    ("重庆和攀枝花哪个的康复床位占比高？", {P}, {C}, (), "which of two"),
    (
        "北京、上海、天津的康复床位占比要求有什么区别？",
        {T},
        (),
        {"北京市", "上海市"},
        "absent ones",
    ),
    ("攀枝花和成都的康复床位占比", {P}, (), {"成都市"}, "its neighbour is held, not itself"),
    ("除了天津还有谁规定了康复床位占比？", {P}, {C, S}, (), "all but one"),
    ("攀枝花有养老床位运营补贴，其他地方有吗？", set(), {C, T, S}, (), "the others have not"),
    ("除山西外，还有哪些地方推广太极拳？", {P}, {C, T}, (), "all but one"),
    ("攀枝花和天津谁规定了二级医院康复床位不少于10张？", {T}, {P}, (), "a figure only one states"),
    ("重庆和天津的康复医师每10万人口目标", {C}, {T}, (), "a rate only one states"),
    ("四地对每10万人口康复医师数的目标分别是什么？", {C}, {P, T, S}, (), "a number of places"),
    ("三地关于尘肺病康复站的规定", {C}, {P, T, S}, (), "one alone"),
    ("哪几个地方规定了家庭病床？", {P, C, T}, {S}, (), "all but one hold it"),
    ("不同地区的康复转岗培训政策比较", {P, C, T}, {S}, (), "不同地区"),
    ("各地区对养老床位运营补贴怎么规定？", {P}, {C, T, S}, (), "地区 is no subject"),
    ("哪个省规定了二级中医医院设置康复科的比例？", {S}, {C, T, P}, (), "which region, no place"),
    ("5G+居家康复是哪里的规定？", {C}, {P, T, S}, (), "letters and digits"),
    ("各省市康复综合评定等29项医疗康复项目的规定", {P, C, T}, {S}, (), "a number of items"),
    ("各地有没有微信就诊平台的要求？", {P}, {C, T, S}, (), "有没有"),
    ("河北、天津、山西对网络安全等级保护的要求", {S}, {T}, {"河北省"}, "answer, silence, absence"),
    ("广东和浙江的康复床位占比是多少？", set(), (), {"广东省", "浙江省"}, "neither is held"),
    ("康复治疗师工资标准，重庆和天津分别是多少", set(), {C, T}, (), "nobody says it"),
    ("各地对社会力量办康复机构分别怎么支持？", {P, C, T, S}, (), (), "everybody says it"),
]


@pytest.mark.parametrize(("question", "speaking", "silent", "absent", "why"), COMPARED)
def test_comparison(
    library: KnowledgeBase,
    question: str,
    speaking: set[str],
    silent: set[str],
    absent: set[str],
    why: str,
) -> None:
    answer = library.ask(question)
    assert {statement.region for statement in answer.statements} == speaking, why
    assert answer.status == ("answered" if speaking else "not_found")
    reason = answer.reason or ""
    said, _, rest = reason.partition("的文件") if absent else ("", "", reason)
    assert all(name in said for name in absent), reason
    assert all(name in rest for name in silent), reason
    assert ("未作规定" in rest) == bool(silent), reason
    regions = [statement.region for statement in answer.statements]
    assert regions == sorted(regions, key=regions.index), "grouped by region"


def test_whose_documents_answer_for_another_region(library: KnowledgeBase) -> None:
    for question, whose in (
        ("四川和重庆对康复辅助器具配置有什么规定？", "四川省：所引是攀枝花市的文件"),
        ("米易县要建中医康复医院吗？", "米易县：所引是攀枝花市的文件"),
    ):
        answer = library.ask(question)
        assert answer.status == "answered"
        assert whose in (answer.reason or "")


def test_many_silent_regions_are_counted() -> None:
    refused = Verdict(0.0, (), "相关条款没有写明所问的比例")
    names = [f"{n}号市" for n in range(NAMED_REGIONS + 8)]
    reason = give_reason([(Findings(name, (), (), frozenset(), 0), refused) for name in names], ())
    assert reason is not None
    assert f"等{len(names)}个地区：未作规定" in reason
    assert reason.count("号市") == NAMED_REGIONS


QUANTITIES = [
    ("谁规定了不少于10张", "不得少于10张床", None, "stated"),
    ("谁规定了不少于10张", "鼓励100张床位以上", "10张", "another number"),
    ("每10万人口康复医师目标", "康复医师达到8人", "10万人口", "a rate that is not there"),
    ("到2025年的目标", "到2023年", None, "years aside"),
    ("二级医院的床位", "床位", None, "no figure"),
]


@pytest.mark.parametrize(("question", "text", "missing", "why"), QUANTITIES)
def test_missing_quantity(question: str, text: str, missing: str | None, why: str) -> None:
    assert missing_quantity(question, text) == missing, why
