from __future__ import annotations

import re

import pytest

from kb.language import patterns as p
from kb.structure.parts import QUOTED_SUBJECT

# pattern, how it is used, what it takes whole or at the start, what it must not take
TABLE = [
    (
        "DIVISION", p.DIVISION, "match",
        ["第二章 总则", "第一编", "第一分编 通则", "第十节", "第3章　附则", "第一章总则"],
        ["第二章节", "第二章的规定", "第二章、第三章", "第一条"],
    ),
    (
        "ARTICLE", p.ARTICLE, "match",
        ["第十二条 为了", "第十二条之一 为", "第一千二百六十条 本法", "第3条"],
        [
            "第三条第二款规定", "第三条规定的", "第三条、第四条", "第五条至第七条",
            "第十二条之一所称",
        ],
    ),
    (
        "HAN_COMMA", p.HAN_COMMA, "match",
        ["一、总体要求", "十一、附则", "二、 工作", "一．目标"],
        ["一是", "一、二级医院", "一、二、三级医院", "一个"],
    ),
    (
        "HAN_PAREN", p.HAN_PAREN, "match",
        ["（一）指导思想", "(一)", "（ 十二 ）", "(三）"],
        ["（一期）", "（一", "（1）", "（）"],
    ),
    (
        "ARABIC_DOT", p.ARABIC_DOT, "match",
        ["1.完善", "1．机构", "1、", "2.2024年12月", "12. 各", "１．加"],
        ["1.5倍", "2021.3", "3、4号楼", "1234.", ".1", "2.2024号"],
    ),
    (
        "ARABIC_PAREN", p.ARABIC_PAREN, "match",
        ["（1）", "( 12 )", "（１）"],
        ["（100张）", "（2022）", "（一）"],
    ),
    (
        "CIRCLED", p.CIRCLED, "match",
        ["①", "⑳甲"],
        ["1", "(1)"],
    ),
    (
        "ATTACHMENT", p.ATTACHMENT, "fullmatch",
        [
            "附件1", "附件：", "附 件 2", "附件", "附件 任务表", "附件1重点任务分工表",
            "附件一：表", "附件2.表", "附件\u30001", "附表2", "附录", "附 表：税目",
        ],
        ["附则", "附件中所列", "附件一览表", "附件1中的表", "附件2所列项目", "见附件1"],
    ),
    (
        "DOCUMENT_NUMBER", p.DOCUMENT_NUMBER, "fullmatch",
        [
            "攀卫办〔2022〕14号", "国卫 办医函〔2021〕536 号", "川办发[2016]57号",
            "川办发（2016）57号", "川办发〔2016〕第57号", "京政办发【2020】1号",
            "渝府发\uff3b2021\uff3d3号",
        ],
        ["〔2022〕", "攀卫办〔2022〕", "攀卫办2022年14号", "攀卫办〔1822〕14号"],
    ),
    (
        "ORDER_NUMBER", p.ORDER_NUMBER, "fullmatch",
        ["广州市人民政府令第179号", "国务院令第 748 号", "财政部令12号"],
        ["令人满意", "第179号"],
    ),
    (
        "QUOTED_TITLE", p.QUOTED_TITLE, "fullmatch",
        ["《方案》", "《关于印发《方案》的通知》", "《关于印发<方案>的通知》"],
        ["《方案", "“方案”", "方案》", "《》"],
    ),
    (
        "DATE_LINE", p.DATE_LINE, "fullmatch",
        [
            "2022年 3月 8日", "二〇二二年三月八日", "2021年12月10日", "20 22 年 1 月 1 日",
            "二○一六年十二月三十一日",
        ],
        ["2022年3月", "3月8日", "2022-03-08", "2022年3月8日起"],
    ),
    (
        "LAW_TITLE", p.LAW_TITLE, "fullmatch",
        ["中华人民共和国国旗法", "中华人民共和国民法典", "中华人民共和国治安管理处罚法"],
        ["国旗制法说明", "中华人民共和国的办法", "中华人民共和国国旗法第一条"],
    ),
    (
        "TITLE_REST", p.TITLE_REST, "fullmatch",
        ["政策解读", "的通知", "实施方案", "实施细则"],
        ["总则", "一、工作方案", "某某方案"],
    ),
    (
        "TITLE_END", p.TITLE_END, "search",
        [
            "关于印发《方案》的通知", "五年行动实施方案（2021 -2025年）", "管理办法（试行）",
            "《若干意见》", "条例",
        ],
        ["现印发给你们", "办法的决心", "通知如下"],
    ),
    (
        "ORGANISATION", p.ORGANISATION, "fullmatch",
        [
            "重庆市卫生健康委员会", "攀枝花市人民政府办公室", "重庆市残疾人联合会", "国家医保局",
            "省民政厅",
        ],
        [
            "为进一步加快我市康复医疗", "各区县（自治县）人民政府：", "市民政局，市财政局", "委",
            "推动建设生育友好型社会", "加快推进", "认真组织执行", "补助资金全部",
        ],
    ),
    (
        "RUNNING_HEAD", p.RUNNING_HEAD, "fullmatch",
        ["重庆市卫生健康委员会行政规范性文件", "上海市人民政府文件"],
        ["关于印发规范性文件的通知", "行政规范性文件", "重庆市文件汇编"],
    ),
    (
        "PAGE_NUMBER", p.PAGE_NUMBER, "fullmatch",
        [
            "— 3 —", "- 12 -", "第 3 页 共 9 页", "—3—", "第3页", "·5·", "\u20137\u2013",
        ],
        ["3", "第 3 页的表", "— 三 —", "2021-2025", "12345"],
    ),
    (
        "CLOSING_FORMULA", p.CLOSING_FORMULA, "match",
        [
            "本实施方案自发布之日起施行。", "本办法由市民政局负责解释。", "本规定有效期5年。",
            "本通知从2022年1月1日起执行",
        ],
        ["本方案明确的任务", "各地要自查自纠。", "本方案自评，由市局组织"],
    ),
    (
        "ARTICLE_NAME", p.ARTICLE_NAME, "match",
        ["【适用范围】本市", "（适用范围）本市", "　适用范围　本市"],
        ["（一）本市", "（含开发区）的单位", " 适用范围 本市", "（十二）本市"],
    ),
    (
        "UNNUMBERED", p.UNNUMBERED, "match",
        ["序言", "附　则", "总则\n第一条", "序 言 "],
        ["附则另定", "序言中", "附件", "总则第一条"],
    ),
    (
        "CONTENTS", p.CONTENTS, "fullmatch",
        ["目录", "目　次", "目    录"],
        ["目录如下", "采购目录"],
    ),
    (
        "PAGE_OF_ENTRY", p.PAGE_OF_ENTRY, "search",
        ["第一章 总则……1", "总则 ... 12", "一、总体要求\t3", "第二章 职责·······-5-"],
        ["第一章 总则", "到2025年", "表 3", "第3条"],
    ),
    (
        "TABLE_CAPTION", p.TABLE_CAPTION, "fullmatch",
        ["表1 主要指标", "附表2：任务清单", "表3-1　床位", "附表", "专栏2 重点工程", "表1主要指标"],
        ["表明", "表1所示", "表1中的数据", "表1 所列床位应达到标准。", "见表1"],
    ),
    (
        "TABLE_NAME", p.TABLE_NAME, "fullmatch",
        ["重点任务分工表", "权责清单", "试点机构名单（第一批）"],
        ["填写下表：", "详见任务表。", "甲、乙清单", "表"],
    ),
    (
        "TABLE_UNIT", p.TABLE_UNIT, "fullmatch",
        ["单位：万元", "（单位：张）", "计量单位：人"],
        ["单位：市卫生健康委员会", "责任单位：甲局"],
    ),
    (
        "TABLE_NOTE", p.TABLE_NOTE, "match",
        ["注：1.本表", "备注：", "注1：", "说明：甲"],
        ["注意事项", "注册：", "说明如下"],
    ),
    (
        "FORM_TITLE", p.FORM_TITLE, "fullmatch",
        ["某某补贴申请表", "参会回执", "承诺书（样式）", "机构备案表"],
        ["申请表填写说明", "请提交申请表。", "重点任务分工表", "姓名：登记表"],
    ),
    (
        "TO_FILL_IN", p.TO_FILL_IN, "search",
        [
            "姓名：____", "□是 □否", "年  月  日", "（签章）", "联系电话：", "姓名\t\t性别",
            "xxx人民法院",
        ],
        ["2022年3月8日", "甲局\t负责审核", "各区县人民政府，市政府各部门：", "床位：20张"],
    ),
    (
        "QUOTED_SUBJECT", QUOTED_SUBJECT, "match",
        ["《方案》已经市政府第86次会议通过", "《办法》的有关规定"],
        ["《方案》", "《办法》实施细则"],
    ),
]  # fmt: skip


TAKEN = [(row[0], text) for row in TABLE for text in row[3]]
REFUSED = [(row[0], text) for row in TABLE for text in row[4]]
WAYS = {row[0]: (row[1], row[2]) for row in TABLE}


@pytest.mark.parametrize(("name", "text"), TAKEN)
def test_example(name: str, text: str) -> None:
    pattern, way = WAYS[name]
    assert getattr(pattern, way)(text), f"{name} must take {text}"


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_counter_example(name: str, text: str) -> None:
    pattern, way = WAYS[name]
    assert not getattr(pattern, way)(text), f"{name} must not take {text}"


def test_every_pattern_is_in_the_table() -> None:
    named = {name for name, value in vars(p).items() if isinstance(value, re.Pattern)}
    assert named <= {row[0] for row in TABLE}


@pytest.mark.parametrize(
    ("text", "n", "rest"),
    [
        ("第十二条之一 为", "十二", "第十二条之一"),
        ("第12条 为", "12", "第12条"),
        ("（ 三 ）加强", "三", "（ 三 ）"),
        ("10．加强", "10", "10．"),
        ("③甲", "③", "③"),
    ],
)
def test_marker_gives_its_number_and_no_more(text: str, n: str, rest: str) -> None:
    found = next(m for _, pattern in p.MARKERS if (m := pattern.match(text)))
    assert (found["n"], found.group()) == (n, rest)


@pytest.mark.parametrize(
    ("line", "n", "title"),
    [
        ("附件1", "1", ""),
        ("附 件 2：任务分工表", "2", "任务分工表"),
        ("附件：康复机构名单", None, "康复机构名单"),
        ("附件 名单", None, "名单"),
        ("附件1重点任务分工表", "1", "重点任务分工表"),
    ],
)
def test_attachment_parts(line: str, n: str | None, title: str) -> None:
    match = p.ATTACHMENT.fullmatch(line)
    assert match is not None
    assert (match["n"], match["title"]) == (n, title)


def test_lines_that_begin_with_a_marker() -> None:
    assert all(
        map(p.starts_with_marker, ["一、甲", "（一）甲", "1.甲", "①", "第一章 总则", "第二条 甲"])
    )
    assert not any(map(p.starts_with_marker, ["甲一、", "一是", "2022年3月", "《一》", ""]))
