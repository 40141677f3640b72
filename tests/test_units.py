"""What of a document is compared as one."""

from __future__ import annotations

import pytest

from kb.answering.units import units_of
from kb.types import ParsedDocument
from tests.structure_checks import parse

LAW = """某某管理条例
第一章 总则
第一条 为了规范管理，制定本条例。
第二条 有下列情形之一的，应当报告：
（一）发生事故的；
（二）停止营业的。
第二章 附则
第三条 本条例自2023年1月1日起施行。
"""
PLAN = """某市康复工作方案
为加快发展，制定本方案。
一、工作目标
到2025年，床位达到20张。
二、重点任务
各区要落实下列任务。
（一）扩大供给。增加床位。
1.综合医院。设置康复科，配备人员和设备，开展早期介入，提高服务能力，完善转诊制度。
2.基层机构。设置康复室，配备人员和设备，开展社区康复，提高服务能力，完善签约服务。
（二）培训人员。每年培训下列人员：
1.医师；
2.治疗师。
"""


def quotes(parsed: ParsedDocument) -> list[tuple[str, str]]:
    text = parsed.document.text
    return [
        (u.clause.path, text[u.start : u.end]) for u in units_of(parsed.document, parsed.clauses)
    ]


def test_an_article_is_one_with_its_items() -> None:
    found = quotes(parse(LAW))
    assert [path for path, _ in found] == ["第一条", "第二条", "第三条"]
    assert found[1][1].endswith("（二）停止营业的。")


def test_of_a_plan_each_innermost_clause_and_what_leads_in() -> None:
    found = quotes(parse(PLAN))
    assert found == [
        ("前言", "为加快发展，制定本方案。"),
        ("一", "一、工作目标\n到2025年，床位达到20张。"),
        ("二", "二、重点任务\n各区要落实下列任务。"),
        ("二/（一）", "（一）扩大供给。增加床位。"),
        ("二/（一）/1", next(line for line in PLAN.split("\n") if line.startswith("1.综合"))),
        ("二/（一）/2", next(line for line in PLAN.split("\n") if line.startswith("2.基层"))),
        ("二/（二）", "（二）培训人员。每年培训下列人员：\n1.医师；\n2.治疗师。"),
    ]


def test_a_unit_knows_its_heading_and_its_numbering() -> None:
    parsed = parse(PLAN)
    units = {u.clause.path: u for u in units_of(parsed.document, parsed.clauses)}
    assert units["二/（一）/1"].heading == "综合医院"
    text = parsed.document.text
    assert [text[a:b] for a, b in units["二/（二）"].markers] == ["（二）", "1.", "2."]


def test_a_text_without_numbering_is_compared_by_paragraphs() -> None:
    found = quotes(parse("关于做好康复工作的通知\n各单位要高度重视。\n请于年底前上报总结。\n"))
    assert [path for path, _ in found] == ["正文", "正文"]
    assert [quote for _, quote in found] == ["各单位要高度重视。", "请于年底前上报总结。"]


@pytest.mark.parametrize("text", ["某市康复工作方案\n", "攀枝花市人民政府\n2022年3月8日\n"])
def test_a_head_alone_has_no_units(text: str) -> None:
    assert quotes(parse(text)) == []
