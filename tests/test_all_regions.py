"""Questions about regions in general, and those that only mention them."""

from __future__ import annotations

import pytest

from kb.language.all_regions import asks_all_regions, asks_others, excepted_spans, general_spans
from kb.retrieval.query import understand

ALL_REGIONS = [
    ("各地对康复床位有什么要求", True, "各地"),
    ("各地区的养老床位运营补贴", True, "各地区"),
    ("各省市怎么规定医保支付", True, "各省市"),
    ("哪些地区规定了比例", True, "哪些地区"),
    ("哪几个地方规定了家庭病床", True, "哪几个地方"),
    ("哪个省规定了设置康复科的比例", True, "哪个省"),
    ("哪个城市补贴最高", True, "哪个城市"),
    ("在哪些地方有规定", True, "where there is a rule"),
    ("四地的康复医师目标", True, "a number of places"),
    ("三地关于转岗培训的规定", True, "a number of places"),
    ("四个省市的医保支付规定", True, "a number of them"),
    ("每个地方都要求建中医馆吗", True, "每个地方"),
    ("所有地区都规定了医保支付吗", True, "所有地区"),
    ("不同地区的转岗培训政策比较", True, "不同地区"),
    ("其他地方有没有运营补贴", True, "其他地方"),
    ("别的省有尘肺病康复站吗", True, "别的省"),
    ("哪里规定了居家康复", True, "哪里 of a rule"),
    ("谁规定了每10万人口康复医师数", True, "谁 of a rule"),
    ("居家康复是哪里的规定", True, "哪里的"),
    ("多地都在推广太极拳吗", True, "多地"),
    ("对康复床位的要求各地有什么不同", True, "要求 is a noun"),
    ("康复床位要求各地分别是什么", True, "各地 is the subject"),
    ("省际差异有多大", True, "省际"),
    ("重庆的康复床位目标是多少", False, "a region by name"),
    ("川渝两地有什么不同", False, "两地 are those it names"),
    ("方案分哪几个阶段", False, "哪几个 is of stages"),
    ("各级医疗机构", False, "各级 is of institutions"),
    ("各自承担什么任务", False, "各自"),
    ("各县（区）要怎么组织实施", False, "counties within a region"),
    ("中央要求各地做什么", False, "各地 is told to act"),
    ("方案要求各地落实哪些康复项目", False, "told to act"),
    ("国家指导各地开展哪些工作", False, "told to act"),
    ("督促各地落实医保支付的规定", False, "told to act"),
    ("鼓励各地因地制宜做什么", False, "told to act"),
    ("县级中医康复医院设在哪个市", False, "a place within a rule"),
    ("培训基地放在哪个城市", False, "a place within a rule"),
    ("由谁规定收费标准", False, "a body"),
    ("每个省级中心要建几个", False, "省级"),
    ("各地震监测站怎么管", False, "地震"),
    ("哪里可以做康复", False, "a place, not a rule"),
    ("更多地采用中医技术", False, "an adverb"),
    ("", False, "nothing"),
]


@pytest.mark.parametrize(("question", "expected", "why"), ALL_REGIONS)
def test_asks_all_regions(question: str, expected: bool, why: str) -> None:
    assert asks_all_regions(question) is expected, why


SCOPES = [
    # question, regions asked by name, all regions, regions left out, why
    ("除了天津还有谁规定了康复床位占比", [], True, ["天津市"], "all but one"),
    ("除天津外，还有哪些地方要求设置康复床位", [], True, ["天津市"], "all but one"),
    ("除了重庆和天津，别的地方有转岗培训吗", [], True, ["重庆市", "天津市"], "all but two"),
    ("天津以外的地方对床位怎么规定", [], True, ["天津市"], "以外"),
    ("攀枝花有运营补贴，其他地方有吗", [], True, ["攀枝花市"], "the others"),
    ("天津和其他地方的床位要求有什么不同", [], True, [], "the others and itself"),
    ("除重庆外，天津和攀枝花怎么规定", ["天津市", "攀枝花市"], False, [], "those named besides"),
    ("除了康复床位，天津还规定了什么", ["天津市"], False, [], "except a subject"),
    ("各地怎么抓组织领导？攀枝花、天津都说说", ["攀枝花市", "天津市"], True, [], "both"),
    ("重庆指导各地落实哪些项目", ["重庆市"], False, [], "各地 is told to act"),
    ("四个地方谁规定了目标", [], True, [], "谁 of places"),
]


@pytest.mark.parametrize(("question", "asked", "everywhere", "left_out", "why"), SCOPES)
def test_scope_of_a_question(
    question: str, asked: list[str], everywhere: bool, left_out: list[str], why: str
) -> None:
    query = understand(question, ())
    assert [region.name for region in query.regions] == asked, why
    assert query.all_regions is everywhere, why
    assert [region.name for region in query.excepted] == left_out, why


@pytest.mark.parametrize("question", ["各地区的床位", "哪些城市的床位", "其他地方的床位"])
def test_words_for_regions_are_no_subject(question: str) -> None:
    assert [term.word for term in understand(question, ()).terms] == ["床位"]
    (start, end), *_ = general_spans(question)
    assert question[end:].startswith("的床位")
    assert start == 0


def test_spans_of_what_is_left_out() -> None:
    assert excepted_spans("除了天津还有谁") == ((2, 4),)
    assert excepted_spans("天津和其他地方") == ()
    assert not asks_others("重庆要求其他地方做什么"), "told to act"
