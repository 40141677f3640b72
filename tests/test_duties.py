"""Who is charged with what: fields, notes in brackets, sentences, tables."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.bodies import is_called
from kb.language.duty_words import bodies_in
from kb.types import ParsedDocument
from tests.structure_checks import check_invariants, parse


def duties(parsed: ParsedDocument) -> list[str]:
    text = parsed.document.text
    return [f"{d.role} {d.body} {text[d.task_start : d.task_end]}" for d in parsed.duties]


def said(words: str) -> ParsedDocument:
    parsed = parse(f"某市养老方案\n一、建设养老机构\n加快建设。\n{words}\n二、附则")
    check_invariants(parsed)
    return parsed


HEADING = "建设养老机构"

# words after the heading 建设养老机构, role and body of each duty, why
FIELDS = [
    ("责任单位：各市、州、县人民政府", ["负责 各市、州、县人民政府"], "levels share a noun"),
    ("责任单位：各市、自治州人民政府", ["负责 各市、自治州人民政府"], "and another level"),
    (
        "责任单位：各县（市、区）、市政府办公室",
        ["负责 各县（市、区）", "负责 市政府办公室"],
        "a level by itself",
    ),
    ("责任单位：市民政局、市财政局", ["负责 市民政局", "负责 市财政局"], "a field"),
    (
        "责任单位:市民政局,市财政局,各县(区)政府。",
        ["负责 市民政局", "负责 市财政局", "负责 各县(区)政府"],
        "ASCII",
    ),
    ("（责任单位：市民政局；市财政局）", ["负责 市民政局", "负责 市财政局"], "in brackets"),
    (
        "〔牵头单位：市民政局；责任单位：市财政局〕",
        ["牵头 市民政局", "负责 市财政局"],
        "two fields",
    ),
    (
        "牵头单位：市民政局\n配合单位：市财政局、市医保局",
        ["牵头 市民政局", "配合 市财政局", "配合 市医保局"],
        "a line each",
    ),
    (
        "责任单位：市人力资源和社会保障局和市财政局",
        ["负责 市人力资源和社会保障局", "负责 市财政局"],
        "和 within a name",
    ),
    (
        "责任单位：市政府（管委会）、市直有关部门",
        ["负责 市政府（管委会）", "负责 市直有关部门"],
        "brackets of a name",
    ),
    ("责任单位：市民政局、市财政局等部门", ["负责 市民政局", "负责 市财政局"], "and others"),
    (
        "责任单位：市民政局（牵头），市医保局（配合）",
        ["牵头 市民政局", "配合 市医保局"],
        "a role of its own",
    ),
    (
        "责任单位：市应急管理局、区不动产登记中心",
        ["负责 市应急管理局", "负责 区不动产登记中心"],
        "应 and 不 in names",
    ),
    (
        "责任单位：市民政局、市财政局（排在第一位的为牵头单位，下同）",
        ["牵头 市民政局", "负责 市财政局"],
        "first leads",
    ),
    (
        "责任单位：市民政局、市医保局，市财政局（逗号前为牵头单位，下同）",
        ["牵头 市民政局", "牵头 市医保局", "负责 市财政局"],
        "those before the comma lead",
    ),
    ("责任单位应当公开信息，追究责任单位的责任。", [], "no field"),
    ("责任人：张三", [], "a person"),
    ("由主办单位：", [], "an empty field"),
]
NOTES = [
    (
        "（市民政局牵头，市财政局、市医保局配合）",
        ["牵头 市民政局", "配合 市财政局", "配合 市医保局"],
        "who leads, who helps",
    ),
    ("（市民政局、市财政局按职责分工负责）", ["负责 市民政局", "负责 市财政局"], "each its part"),
    (
        "（省国资委牵头，各市、县〔区〕人民政府配合）",
        ["牵头 省国资委", "配合 各市、县〔区〕人民政府"],
        "levels share a noun",
    ),
    ("(省民政厅牵头负责)", ["牵头 省民政厅"], "牵头负责 is leading"),
    ("（市民政局牵头，市财政局按职责分工负责）", ["牵头 市民政局", "负责 市财政局"], "both"),
    (
        "（市民政局等按职责分工负责，各县人民政府负责落实。以下均需落实）",
        ["负责 市民政局", "负责 各县人民政府"],
        "a sentence more in the brackets",
    ),
    (
        "（河南广播电视台、市民政局按职责分工负责）",
        ["负责 河南广播电视台", "负责 市民政局"],
        "an unusual ending",
    ),
    ("（由医院负责的费用除外）", [], "a remark"),
    ("（详见附件）", [], "a remark"),
]
TASK_IS_HEADING = [*FIELDS[:-3], *NOTES[:-2]]


@pytest.mark.parametrize(("words", "expected", "why"), [*FIELDS, *NOTES])
def test_fields_and_notes(words: str, expected: list[str], why: str) -> None:
    found = said(words).duties
    assert [f"{d.role} {d.body}" for d in found] == expected, why


@pytest.mark.parametrize(("words", "expected", "why"), TASK_IS_HEADING)
def test_the_task_of_a_field_is_the_heading(words: str, expected: list[str], why: str) -> None:
    assert all(line.endswith(" " + HEADING) for line in duties(said(words))), why


def test_bodies_in_brackets_behind_an_item() -> None:
    found = said("退还个人所得税。（市税务局、市房产局）\n详见说明（市民政局）。")
    assert [(d.role, d.body) for d in found.duties] == [("负责", "市税务局"), ("负责", "市房产局")]


def test_a_field_may_give_a_body_its_own_task() -> None:
    found = duties(said("责任单位：市发展改革委（牵头价格政策完善），市民政局"))
    assert found == ["牵头 市发展改革委 价格政策完善", f"负责 市民政局 {HEADING}"]


# sentence, role and body of each duty, why
SENTENCES = [
    ("由市民政局牵头开展评估。", ["牵头 市民政局"], "由 A 牵头"),
    ("市卫生计生委负责家庭病床收治标准。", ["负责 市卫生计生委"], "A 负责"),
    ("各县（区）人民政府负责本辖区工作。", ["负责 各县（区）人民政府"], "with brackets"),
    ("市民政局要牵头制定办法。", ["牵头 市民政局"], "with an adverb"),
    (
        "由市民政局牵头，市财政局、市医保局配合，抓好落实。",
        ["牵头 市民政局", "配合 市财政局", "配合 市医保局"],
        "who helps",
    ),
    (
        "市民政局会同市财政局、市医保局制定办法。",
        ["牵头 市民政局", "配合 市财政局", "配合 市医保局"],
        "会同",
    ),
    (
        "市民政部门应当会同教育、卫生健康等部门开展宣传。",
        ["牵头 市民政部门", "配合 教育", "配合 卫生健康"],
        "stems",
    ),
    (
        "住房城乡建设部要发挥牵头作用，加强统筹。",
        ["牵头 住房城乡建设部"],
        "takes the lead",
    ),
    ("园区管委会会同有关部门初审。", ["牵头 园区管委会"], "有关部门 is nobody in particular"),
    (
        "发展改革、教育、民政等部门负责相关工作。",
        ["负责 发展改革", "负责 教育", "负责 民政"],
        "stems",
    ),
    (
        "市残疾人工作委员会，负责组织有关工作。",
        ["负责 市残疾人工作委员会"],
        "a comma before the verb",
    ),
    ("由财政、住建等部门制定流程，具体负责实施。", ["负责 财政", "负责 住建"], "words between"),
    ("各级残联要配合民政部门做好工作。", ["配合 各级残联"], "配合"),
    (
        "市和区、县种子管理机构具体负责监督工作。",
        ["负责 市和区、县种子管理机构"],
        "levels share a noun",
    ),
    ("日常工作由市残联承担。", ["负责 市残联"], "承担"),
    ("补贴资金由市财政局承担。", [], "who pays"),
    ("本办法由市民政局负责解释。", [], "who interprets"),
    ("本办法由市民政局会同市财政局负责解释。", [], "who interprets"),
    ("报市管委会同意后实施。", [], "同意"),
    ("院长对医疗质量负责。", [], "对…负责"),
    ("依托链主企业牵头组建联盟。", [], "依托"),
    ("用人单位协助申报人员弄虚作假的，取消资格。", [], "a condition"),
    ("直接负责的主管人员依法处分。", [], "负责的"),
    ("机构负责人应当签字。", [], "负责人"),
    ("各部门要密切配合。", [], "nobody in particular"),
]


@pytest.mark.parametrize(("sentence", "expected", "why"), SENTENCES)
def test_sentences(sentence: str, expected: list[str], why: str) -> None:
    found = said(sentence)
    assert [f"{d.role} {d.body}" for d in found.duties] == expected, why
    text = found.document.text
    for duty in found.duties:
        assert text[duty.task_start : duty.task_end] == sentence.rstrip("。"), "the sentence"


def test_a_clause_of_duties_lists_them() -> None:
    parsed = parse(
        "某市方案\n一、明确部门职责。教育部门要加强培养。残联组织做好救助工作。各有关部门要重视。"
        "医疗机构数量要增加。\n二、其他。教育部门要加强培养。甲。"
    )
    assert duties(parsed) == ["负责 教育部门 教育部门要加强培养", "负责 残联 残联组织做好救助工作"]


def test_tasks_of_several_fields_in_one_clause() -> None:
    parsed = parse(
        "某市方案\n一、重点任务\n建设养老机构若干。（市民政局负责）培训护理人员。"
        "（牵头单位：市人社局；责任单位：市卫健委）\n二、其他\n甲。"
    )
    assert duties(parsed) == [
        "负责 市民政局 建设养老机构若干。",
        "牵头 市人社局 培训护理人员。",
        "负责 市卫健委 培训护理人员。",
    ]


def test_a_field_that_closes_a_list_is_of_the_whole_list() -> None:
    listed = (
        "某市方案\n一、总\n（一）建立服务体系\n1．机构服务。做好甲。\n2．社区服务。做好乙。\n"
        "责任单位：市民政局\n（二）其他\n丙。"
    )
    assert duties(parse(listed)) == ["负责 市民政局 建立服务体系"]
    each = listed.replace("做好甲。\n", "做好甲。\n责任单位：市财政局\n")
    assert duties(parse(each)) == ["负责 市财政局 机构服务", "负责 市民政局 社区服务"]


def test_rows_of_a_table() -> None:
    wanted = ["牵头 市民政局 建设机构", "配合 市财政局 建设机构", "牵头 市卫健委 培训人员"]
    bars = (
        "序号｜工作任务｜牵头单位｜配合单位\n1｜建设机构｜市民政局｜市财政局\n"
        "2｜培训人员｜市卫健委｜\n3｜缺一格｜市教育局"
    )
    cells = (
        "序号\n工作任务\n牵头单位\n配合单位\n1\n建设机构\n市民政局\n市财政局\n"
        "2\n培训人员\n市卫健委\n无\n3\n缺一格\n市教育局"
    )
    for table in (bars, cells):
        parsed = parse(f"某市方案\n一、甲\n乙。\n附件1\n任务分工表\n{table}")
        check_invariants(parsed)
        assert duties(parsed) == wanted, "a row that lacks a cell is nobody's"
    plain = "序号\n名称\n数量\n1\n床位\n3\n"
    assert duties(parse(f"某市方案\n一、甲\n乙。\n{plain}")) == [], "no table of duties"


BODIES = [
    ("市卫生计生委", "卫生健康", True, "another name"),
    ("市卫生健康委", "卫健", True, "in short"),
    ("市卫健委", "市卫生健康委员会", True, "both ways"),
    ("市卫生计生委", "省卫健委", False, "of another level"),
    ("市民政局", "民政", True, "in its words"),
    ("市民政局", "财政", False, "another body"),
    ("攀枝花学院", "攀枝花学院", True, "a name in full"),
]


@pytest.mark.parametrize(("written", "wanted", "same", "why"), BODIES)
def test_is_called(written: str, wanted: str, same: bool, why: str) -> None:
    assert is_called(written, wanted) is same, why


PIECES = st.sampled_from(
    [
        "市民政局",
        "责任单位：",
        "牵头单位:",
        "（",
        "）",
        "(",
        "、",
        "，",
        "。",
        "\n",
        "负责",
        "牵头",
        "配合",
        "会同",
        "由",
        "一、",
        "（一）",
        "1.",
        "职责",
        "等部门",
        "要",
        "序号",
        "｜",
        "排在第一位的为牵头单位",
        "财政",
        "甲",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_spans_are_exact(text: str) -> None:
    for a, b in bodies_in(text, 0, len(text)):
        assert 0 <= a < b <= len(text)
    if text.strip():
        check_invariants(parse("某市方案\n" + text))


@pytest.mark.parametrize(
    "piece",
    ["，负责", "责任单位：甲局", "市民政局、", "（牵头", "会同", "由市民政局", "（甲局负责）"],
)
def test_long_runs_take_linear_time(piece: str) -> None:
    begun = time.perf_counter()
    parse("某市方案\n一、甲\n" + piece * 4000)
    assert time.perf_counter() - begun < 6
