"""What a question takes for true, and figures that are stated as a rule's."""

from __future__ import annotations

import pytest

from kb.language.premises import Premise, find_premise, is_ruled
from kb.language.wants import wanted_kinds
from kb.types import Want

PREMISES = [
    ("重庆规定床位占比不低于2%，对吗？", ("重庆规定床位占比不低于2%，对吗？", "asserted"), "对吗"),
    ("听说重庆要建尘肺病康复站", ("听说重庆要建尘肺病康复站", "asserted"), "听说"),
    ("既然攀枝花取消了补贴，那么还有哪些补助？", ("攀枝花取消了补贴", "supposed"), "既然…那么"),
    ("既然每张床补3万元，特殊床位补多少？", None, "既然 without what follows from it"),
    ("既然每张床补3万元，那特殊床位补多少？", ("每张床补3万元", "supposed"), "既然…那"),
    ("天津为什么要求床位不少于20张？", ("天津 要求床位不少于20张？", "supposed"), "为什么 inside"),
    ("重庆凭什么禁止转型？", ("重庆 禁止转型？", "supposed"), "凭什么"),
    ("攀枝花取消运营补贴的原因是什么？", ("攀枝花取消运营补贴", "supposed"), "的原因是什么"),
    ("重庆的方案是不是从7月1日起施行？", ("重庆的方案是不是从7月1日起施行？", "questioned"),
     "是不是"),
    ("二甲以上医院是否必须设康复科？", ("二甲以上医院是否必须设康复科？", "questioned"), "是否"),
    ("天津床位占比是多少？", None, "an open question"),
    ("原因分析报告什么时候交？", None, "原因 is a word of the subject"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected", "why"), PREMISES)
def test_find_premise(question: str, expected: tuple[str, str] | None, why: str) -> None:
    found = find_premise(question, confirming=Want.CONFIRM in wanted_kinds(question))
    assert found == (Premise(*expected) if expected else None), why  # type: ignore[arg-type]


RULED = [
    ("天津规定的20张康复床位针对哪级医院", "20张", True, "规定的"),
    ("重庆要求的2%床位占比由谁监督", "2%", True, "要求的"),
    ("床位占比5%的目标什么时候完成", "5%", True, "的目标"),
    ("不少于10张床位由谁负责", "10张", True, "a bound"),
    ("我家有3个孩子能领多少补贴", "3个", False, "what the asker has"),
    ("我妈65岁能享受什么", "65岁", False, "what the asker has"),
    ("如果达到100张床位要怎么办", "100张", False, "supposed"),
    ("100张床位以上的机构要设什么", "100张", False, "a condition"),
    ("天津方案里说60%的医院要设康复科，完成得怎么样？", "60%", True, "a paper says so"),
    ("按照试点方案，养老床位每张补1万元，我们怎么申领？", "1万元", True, "according to a paper"),
    ("我听邻居说补1万元，怎么申领？", "1万元", False, "a neighbour says so"),
    ("按照规定，我家有3个老人，能补多少？", "3个", False, "what the asker has"),
]


@pytest.mark.parametrize(("question", "figure", "expected", "why"), RULED)
def test_is_ruled(question: str, figure: str, expected: bool, why: str) -> None:
    start = question.index(figure)
    assert is_ruled(question, start, start + len(figure)) is expected, why
