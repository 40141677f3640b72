from __future__ import annotations

import pytest

from kb.structure.clauses import heading_of
from tests.structure_checks import check_invariants, clause, parse, paths, text_of

# Short documents: their lines, the paths that come out, why.
CASES = [
    (
        "甲市方案\n一、目标\n甲。\n（一）乙。丙。\n(二)丁。戊。\n二、任务\n己。",
        "前言 一 一/（一） 一/（二） 二",
        "brackets of both widths are one kind",
    ),
    (
        "一、任务\n1．甲。乙。\n2、丙。丁。\n3.戊。己。\n\uff14．庚。",
        "一 一/1 一/2 一/3 一/4",
        "stops of all kinds and full-width digits",
    ),
    (
        "一、任务\n（一）甲\n1.乙。\n2.丙。\n（二）丁\n3.戊。\n4.己。",
        "一 一/（一） 一/（一）/1 一/（一）/2 一/（二） 一/（二）/3 一/（二）/4",
        "1. runs on across （一）",
    ),
    (
        "一、任务\n（一）甲\n1.乙。\n2.丙。\n（二）丁\n1.戊。\n2.己。",
        "一 一/（一） 一/（一）/1 一/（一）/2 一/（二） 一/（二）/1 一/（二）/2",
        "1. begins again",
    ),
    (
        "一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊\n（四）己",
        "一 一/（一） 一/（二） 二 二/（三） 二/（四）",
        "（一） runs on across 一、",
    ),
    (
        "一、甲\n1.乙。\n（1）丙；\n①丁；\n②戊。\n（2）己。\n2.庚。",
        "一 一/1 一/1/（1） 一/1/（1）/① 一/1/（1）/② 一/1/（2） 一/2",
        "the inner kinds",
    ),
    (
        "一、甲\n1.乙。\n2.丙。\n二、丁\n（1）戊。\n（2）己。",
        "一 一/1 一/2 二 二/（1） 二/（2）",
        "kinds may be skipped",
    ),
    (
        "某市办法\n第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 附则\n第三条 丙。",
        "前言 第一章 第一条 第二条 第二章 第三条",
        "articles are addressed without their chapter",
    ),
    (
        "第一章 总则\n第一节 甲\n第一条 乙。\n第二节 丙\n第二条 丁。\n"
        "第二章 附则\n第一节 戊\n第三条 己。",
        "第一章 第一章/第一节 第一条 第一章/第二节 第二条 第二章 第二章/第一节 第三条",
        "sections under chapters",
    ),
    (
        "第一编 总则\n第一章 甲\n第一条 乙。\n第二编 分则\n第二章 丙\n第二条 丁。",
        "第一编 第一编/第一章 第一条 第二编 第二编/第二章 第二条",
        "books above chapters",
    ),
    (
        "第一条 甲。\n第二条 乙。\n第二条之一 丙。\n第二条之二 丁。\n第三条 戊。",
        "第一条 第二条 第二条之一 第二条之二 第三条",
        "an inserted article",
    ),
    (
        "第一条 有下列情形之一的：\n（一）甲；\n（二）乙：\n1.丙；\n2.丁。\n第二条 戊。",
        "第一条 第一条/（一） 第一条/（二） 第一条/（二）/1 第一条/（二）/2 第二条",
        "items in an article",
    ),
    (
        "第一条 依照第三条第二款规定执行。\n第二条 甲。\n第三条规定的事项除外。\n第三条 乙。",
        "第一条 第二条 第三条",
        "a mention of an article at the start of a line",
    ),
    (
        "一、甲\n乙，一是丙；二是丁；三是戊。\n二、己\n庚。",
        "一 二",
        "一是 … 二是 in a sentence",
    ),
    (
        "一、甲\n对象包括（1）乙；（2）丙；（3）丁。\n二、戊\n己。",
        "一 二",
        "（1） in a sentence",
    ),
    (
        "一、甲\n对象包括：（一）乙；（二）丙；（三）丁。\n二、戊\n己。",
        "一 二",
        "（一） in a sentence after a colon",
    ),
    (
        "一、甲\n对象包括：（一）乙；（二）丙。\n二、丁\n（一）戊\n己。\n（二）庚\n辛。",
        "一 二 二/（一） 二/（二）",
        "the same when （一）（二） are clauses elsewhere",
    ),
    (
        "一、甲\n1.乙：1.丙；2.丁；3.戊。\n2.己。\n3.庚。",
        "一 一/1 一/2 一/3",
        "the same with 1.",
    ),
    (
        "一、甲：二级医院、三级医院。\n二、乙\n三、四级手术由三级医院开展。\n三、丙",
        "一 二 三",
        "三、四级 is a list of grades",
    ),
    (
        "一、甲\n2022年底前完成。\n2.5万元以下的补助。\n1.5倍以上。\n二、乙",
        "一 二",
        "years and decimals at the start of a line",
    ),
    (
        "一、甲\n1.2024年底前建成。\n2.2025年底前验收。\n二、乙",
        "一 一/1 一/2 二",
        "a year right after a marker",
    ),
    (
        "一、甲。（一）乙。\n（二）丙。丁。\n（三）戊。\n二、己",
        "一 一/（一） 一/（二） 一/（三） 二",
        "（一） after its parent's heading, the others on lines of their own",
    ),
    ("某市方案\n甲。\n乙。", "正文", "no number at all"),
    ("一、甲", "一", "one line"),
    (
        "一、甲\n乙。\n本办法自2022年1月1日起施行。\n某市民政局\n2022年1月1日",
        "一 落款",
        "the closing lines",
    ),
    (
        "一、甲\n乙。\n（此件公开发布）",
        "一 落款",
        "a note under the text",
    ),
    (
        "一、甲\n乙。\n二、本办法自2022年1月1日起施行。",
        "一 二",
        "a numbered closing formula is a clause",
    ),
    (
        "一、甲\n乙。\n附件：1.任务表\n2.名单\n某市民政局\n2022年1月1日",
        "一 落款",
        "a list of attachments is not clauses",
    ),
    ("（一）甲\n乙。\n（二）丙\n丁。", "（一） （二）", "without 一、"),
    ("0.甲\n1.乙。\n2.丙。", "前言 1 2", "0. is no marker"),
]


@pytest.mark.parametrize(("raw", "expected", "why"), CASES)
def test_paths(raw: str, expected: str, why: str) -> None:
    parsed = parse(raw)
    assert paths(parsed) == expected.split(), why
    assert parsed.document.warnings in ((), ("正文中没有找到标题，暂用文件名",)), why
    check_invariants(parsed)


def jump(before: int, component: str) -> str:
    return f"编号由第{before}项跳到“{component}”，中间的编号原文没有"


ODD = [
    ("一、甲\n二、乙\n四、丙\n五、丁", "一 二 四 五", jump(2, "四")),
    ("一、甲\n二、乙\n二、丙\n三、丁", "一 二 二#2 三", "编号“二”在原文中重复"),
    ("二、甲\n三、乙", "二 三", "编号从“二”开始，之前的编号原文没有"),
    ("一、甲\n（一）乙\n（三）丙", "一 一/（一） 一/（三）", jump(1, "（三）")),
    ("第一条 甲。\n第二条 乙。\n第五条 丙。", "第一条 第二条 第五条", jump(2, "第五条")),
    ("第一条 甲。\n第二条 乙。\n第二条 丙。", "第一条 第二条 第二条#2", "编号“第二条”在原文中重复"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected", "warning"), ODD)
def test_odd_numbering_is_reported_not_repaired(raw: str, expected: str, warning: str) -> None:
    parsed = parse(raw)
    assert paths(parsed) == expected.split()
    assert [w for w in parsed.document.warnings if "编号" in w] == [warning]
    check_invariants(parsed)


def test_a_path_used_again_is_numbered_with_its_children() -> None:
    parsed = parse("一、甲\n（一）乙\n二、丙\n一、丁\n（一）戊\n二、己\n一、庚")
    assert paths(parsed) == ["一", "一/（一）", "二", "一#2", "一#2/（一）", "二#2", "一#3"]
    check_invariants(parsed)
    assert clause(parsed, "一#2/（一）").parent == clause(parsed, "一#2").id


def test_labels_are_as_written() -> None:
    raw = "一、甲\n( 一 )乙。丙。\n1．丁。戊。\n第十二条之一 己。"
    assert [c.label for c in parse(raw).clauses] == ["一、", "( 一 )", "1．", "第十二条之一"]


HEADINGS = [
    ("一、目标\n甲。", "一", "目标", "alone on its line"),
    ("一、目标。\n甲。", "一", "目标", "with a full stop"),
    ("一、目标：\n甲。", "一", "目标", "with a colon"),
    ("一、甲\n（一）指导思想。以乙为指导。", "一/（一）", "指导思想", "run in"),
    ("一、甲\n（一）范围：全市。", "一/（一）", "范围", "run in before a colon"),
    ("一、甲\n（一）阶段（2022年3月）。各市开展。", "一/（一）", "阶段（2022年3月）", "bracket"),
    ("一、保障基本，统筹发展。\n甲。", "一", "保障基本，统筹发展", "of two parts, alone"),
    ("一、甲\n（一）加强领导，落实责任。各市要做好。", "一/（一）", "加强领导，落实责任", "even"),
    ("一、甲\n（一）各市要做好，确保按时完成全部任务。违者通报。", "一/（一）", None, "a sentence"),
    ("一、甲\n（一）布局建设10个中心；\n（二）乙。丙。", "一/（一）", None, "an item"),
    ("一、甲\n（一）布局建设10个中心;\n（二）乙。丙。", "一/（一）", None, "an item, ASCII"),
    ("一、甲\n1.各医疗机构要做好康复医疗新技术申请。", "一/1", None, "nothing after it"),
    ("一、任务\n（一）甲乙\n1.丙。丁。", "一/（一）", "甲乙", "sub-clauses at once"),
    ("第一章 总则\n第一条 甲。", "第一章", "总则", "a chapter"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "path", "heading", "why"), HEADINGS)
def test_headings(raw: str, path: str, heading: str | None, why: str) -> None:
    assert clause(parse(raw), path).heading == heading, why


def test_heading_of_looks_only_inside_its_span() -> None:
    text = "一、目标\n甲。\n二、任务"
    assert heading_of(text, 2, 7) == "目标"
    assert heading_of(text, 2, 4) is None


NOTICE = """某市卫生健康委员会
关于印发《某市康复试点方案》的通知
某卫办〔2022〕14号
各区县：
现将方案印发给你们，请遵照执行。
一、高度重视
各地要加强领导。
二、抓好落实
各地要细化任务。
某市卫生健康委员会
2022年3月8日
某市康复试点方案
为推进工作，制定本方案。
一、目标
甲。
二、任务
（一）乙。丙。
附件1
任务分工表
一、责任
丁。
二、时限
戊。
附件2
名单
己"""


def test_notice_plan_and_attachments() -> None:
    parsed = parse(NOTICE)
    assert paths(parsed) == [
        "通知", "通知/前言", "通知/一", "通知/二", "通知/落款",
        "前言", "一", "二", "二/（一）",
        "附件1", "附件1/前言", "附件1/一", "附件1/二", "附件2", "附件2/正文",
    ]  # fmt: skip
    check_invariants(parsed)
    assert clause(parsed, "附件1").kind == "attachment"
    assert clause(parsed, "附件1").label == "附件1"
    assert clause(parsed, "附件1").heading == "任务分工表"
    assert clause(parsed, "附件1/一").parent == clause(parsed, "附件1").id
    assert clause(parsed, "一").parent is None
    assert text_of(parsed, "通知/落款") == "某市卫生健康委员会\n2022年3月8日"
    assert text_of(parsed, "附件2/正文") == "附件2\n名单\n己"


def test_numbering_of_a_part_is_reported_with_its_name() -> None:
    parsed = parse(NOTICE.replace("二、时限", "三、时限"))
    assert parsed.document.warnings == (f"附件1：{jump(1, '三')}",)


def test_flattened_document_of_one_line() -> None:
    body = (
        "各级医疗机构要按照康复医院建设标准和管理规范，大力推进康复医学科的独立设置，加强相关软硬件建设"
        * 2
    )
    raw = (
        f"某市方案 一、目标 {body}。 二、任务 （一）甲。{body}。 （二）乙。{body}。 "
        f"三、保障 {body}。"
    )
    parsed = parse(raw)
    assert [p for p in paths(parsed) if p != "前言"] == ["一", "二", "二/（一）", "二/（二）", "三"]
    check_invariants(parsed)


def test_flattened_articles() -> None:
    rule = "本办法所称机构，是指依法设立的各级各类医疗机构和养老机构以及其他提供相关服务的单位" * 3
    raw = f"某市办法 第一章总则第一条{rule}。第二条{rule}。第二章附则第三条{rule}。第四条{rule}。"
    parsed = parse(raw)
    assert [p for p in paths(parsed) if p.endswith("条")] == [
        "第一条", "第二条", "第三条", "第四条",
    ]  # fmt: skip
    check_invariants(parsed)
