from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.reading.clean import clean, display_width, find_layout, wrap_width
from kb.reading.plain import decode
from tests.structure_checks import solid, without_cut

LONG = (
    "各级医疗机构要按照康复医院建设标准和管理规范，大力推进康复医学科的独立设置，"
    "加强相关软硬件建设，充分整合利用康复资源"
)

CASES = [
    ("", "", "empty"),
    (" \n\u3000\n\f\n", "", "only blanks"),
    ("一、目标\n\n\n二、任务\n", "一、目标\n二、任务", "blank lines"),
    ("　　一、目标\n    二、任务  ", "一、目标\n二、任务", "indentation"),
    ("一、目标\r\n二、任务\r三、保障", "一、目标\n二、任务\n三、保障", "line ends"),
    ("甲\u2028乙\u2029丙\x85丁\v戊", "甲\n乙\n丙\n丁\n戊", "line ends of other systems"),
    ("\ufeff一、目\u200b标\u00ad", "一、目标", "invisible characters"),
    ("[bookmark: _GoBack] 一、试点目标", "一、试点目标", "a bookmark of Word"),
    ("甲<!-- 附注\n两行 -->乙", "甲乙", "a comment of a web page"),
    ("**教育部门**要加强", "教育部门要加强", "bold of Markdown"),
    ("## 一、目标\n### （一）甲", "一、目标\n（一）甲", "headings of Markdown"),
    ("## 一、目标\r### （一）甲", "一、目标\n（一）甲", "the same after a carriage return"),
    ("#1号楼 和 3 ** 4", "#1号楼 和 3 ** 4", "no Markdown: no blank after #, blanks around **"),
    ("合理配置配置康复器具", "合理配置配置康复器具", "words stay, errors too"),
    ("和 workflows；技術方法", "和 workflows；技術方法", "strange words stay"),
    ("2022 年 3月", "2022 年 3月", "blanks inside a line stay"),
    ("甲\n— 3 —\n乙", "甲\n乙", "page number with dashes"),
    ("甲\n第 3 页 共 9 页\n乙", "甲\n乙", "page number in words"),
    ("甲\n3\n乙", "甲\n3\n乙", "a figure alone may be of a table"),
    ("各区县：\n某市卫生健康委员会行政规范性文件\n根据", "各区县：\n根据", "running head"),
    (
        "某市人民政府文件\n关于印发方案的通知",
        "某市人民政府文件\n关于印发方案的通知",
        "the head itself stays",
    ),
    (f"{LONG}\n\n\n鼓励增加。", f"{LONG}鼓励增加。", "a page break in a sentence"),
    (f"{LONG}\n\n- 3 -\n\n鼓励增加。", f"{LONG}鼓励增加。", "with a page number between"),
    (f"{LONG}。\n鼓励增加。", f"{LONG}。\n鼓励增加。", "a finished paragraph"),
    (f"{LONG}\n　　鼓励增加。", f"{LONG}\n鼓励增加。", "an indented paragraph"),
    (f"{LONG}\n（二）鼓励增加。", f"{LONG}\n（二）鼓励增加。", "a marker begins anew"),
    (f"{LONG}，\n（二）鼓励增加。", f"{LONG}，（二）鼓励增加。", "but not after a comma"),
    ("为此，\n一、目标", "为此，\n一、目标", "a short line was not broken by the page"),
    (f"{LONG}（见\n一、二款）。", f"{LONG}（见一、二款）。", "nor in an open bracket"),
    (f"“{LONG}。\n二、任务", f"“{LONG}。\n二、任务", "a quote that was never closed"),
    (
        f"根据{LONG}《市局\n关于印发方案的通知》",
        f"根据{LONG}《市局关于印发方案的通知》",
        "a title broken",
    ),
    (f"{LONG}\nAI辅助", f"{LONG}\nAI辅助".replace("\n", ""), "Latin after Chinese: no blank"),
    (f"{LONG}用HIS\nAI辅助", f"{LONG}用HIS AI辅助", "a blank between Latin words"),
    ("标　　题", "标　题", "a spaced-out word"),
    ("第一章　　总则", "第一章　总则", "a chapter's heading"),
    (
        "办发〔2021〕14号　　某镇办公室　　关于印发",
        "办发〔2021〕14号\n某镇办公室\n关于印发",
        "flattened indents",
    ),
    ("作用。    省级中心要", "作用。\n省级中心要", "a paragraph's indent after a stop"),
    ("甲。 乙", "甲。 乙", "one blank in a short line says nothing"),
    ("甲\f乙", "甲\n乙", "form feed"),
]


@pytest.mark.parametrize(("raw", "text", "why"), CASES)
def test_clean(raw: str, text: str, why: str) -> None:
    assert clean(raw).text == text, why


def test_flattened_line_is_parted_at_its_stops() -> None:
    body = LONG + LONG
    raw = f"一、目标 {body}。 （一）甲{body}。 （二）乙{body}。 二、任务 {body}。"
    assert [line[:5] for line in clean(raw).text.split("\n")] == [
        "一、目标 ", "（一）甲各", "（二）乙各", "二、任务 ",
    ]  # fmt: skip


WRAPPED = """某市康复医疗服务试点工作方案

为进一步推动康复医疗服务发展，切实增加康复医疗服务供给，

构建标准化、规范化的康复医疗服务体系，满足群众多样化需求，

根据《某省卫生健康委员会关于印发某省康复医疗服务试点方案

的通知》（某卫函〔2022〕5号），结合我市实际，特制订本方

案。

一、指导思想

以新时代思想为指导，深入贯彻党中央、国务院和省委省政府决

策部署，积极应对人口老龄化。围绕健康城市行动，坚持以人民

健康为中心，以社会需求为导向，健全完善康复医疗服务体系。

二、工作目标

到2025年，力争百分之六十的二级综合医疗机构设置康复医学

科，各机构要主动对接联盟单位和本市行政区域内的康复治疗中心

签订协议，康复床位数达到总床位的2%以上，服务能力显著提升，

2025年底前完成验收，探索形成初步完善的康复医疗服务体系。

三、保障

各县区要结合实际细化方案，主动履行职责，积极推进各项工作。

建立政府主导、部门配合的高效运行机制，确保各项任务落实到

位，并与年度绩效目标挂钩，定期对医养结合工作推进情况进行

督查考核，对进展缓慢的单位予以通报，对成效突出的单位给予

表扬，并在全市推广其做法。

某市卫生健康委员会

2022年3月8日
"""


def test_the_word_for_contents_is_no_rest_of_a_line() -> None:
    wide = "国家采取措施保障消费者依法行使权利维护消费者的合法权益并倡导文明健康节约的消费方式"
    wrapped = "".join(f"第{n}条 {wide}\n{wide}\n反对浪费。\n" for n in "一二三四五六七八九十")
    above = f"{wide}（第二次修正）"
    text = clean(f"消费者权益保护法\n{above}\n目 录\n第一章 总 则\n第二章 附 则\n{wrapped}").text
    assert f"第一条 {wide}{wide}反对浪费。" in text  # the lines are wrapped
    assert text.split("\n")[1:3] == [above, "目 录"]


def test_hard_wraps_are_joined() -> None:
    lines = clean(WRAPPED).text.split("\n")
    assert [line[:4] for line in lines] == [
        "某市康复", "为进一步", "一、指导", "以新时代", "二、工作", "到202", "三、保障",
        "各县区要", "建立政府", "某市卫生", "2022",
    ]  # fmt: skip
    assert "康复治疗中心签订协议" in lines[5], "a full line that ends like an organisation's name"
    assert "能力显著提升，2025年底前" in lines[5], "a year at the start of a wrapped line"


def test_indent_parts_paragraphs_whose_last_line_is_full() -> None:
    sentence = "各级医疗机构要按照标准大力推进康复医学科建设，充分利用资源。"  # a full line
    paragraphs = [sentence * n + "抓好落实。" * (n % 2) for n in (3, 2, 4, 1, 5, 2, 3)]
    rows = []
    for paragraph in paragraphs:
        rows.append("\u3000\u3000" + paragraph[:28])
        rows.extend(paragraph[at : at + 30] for at in range(28, len(paragraph), 30))
    assert clean("\n".join(rows)).text.split("\n") == paragraphs


def test_unwrapped_text_has_no_wrap_width() -> None:
    assert wrap_width([LONG * 2 + "。"] * 40) is None
    assert wrap_width(["一、目标"] * 40) is None
    assert wrap_width([]) is None
    assert wrap_width([line for line in WRAPPED.split("\n") if line] * 2) is not None


def test_display_width() -> None:
    assert display_width("康复ab，") == 8


PAGES = [
    ("甲。", (), "no form feed: the pages are not known"),
    ("甲。\f乙。", (0, 3), "two pages"),
    ("甲。\f\f乙。", (0, 3, 3), "an empty page starts where the next does"),
    ("\f甲。", (0, 0), "an empty first page"),
    ("甲。\f", (0,), "the last page without text is none"),
    (f"{LONG}\f鼓励。", (0, len(LONG)), "a paragraph over two pages"),
    ("甲。\n— 1 —\f乙。\n— 2 —\f", (0, 3), "page numbers are cut"),
]


@pytest.mark.parametrize(("raw", "starts", "why"), PAGES)
def test_page_starts(raw: str, starts: tuple[int, ...], why: str) -> None:
    assert clean(raw).page_starts == starts, why


PIECES = [
    "一、", "（一）", "(二)", "1.", "2．", "（1）", "①", "第一章", "第二条", "附件1", "附件：",
    "关于印发", "康复医疗服务", "某市卫生健康委员会", "2022年3月8日", "攀卫办〔2022〕14号",
    "workflows", "技術", LONG, "，", "。", "；", "：", "、", "《", "》", "“", "”", "（", "）",
    "〔", "(", "[", "]", "<!--", "-->", "[bookmark: _GoBack]", "**", "#", "## ", "— 3 —", "-",
    "12", "第 3 页", "行政规范性文件", " ", "    ", "\u3000\u3000", "\u00a0", "\t", "\n", "\n",
    "\n\n", "\f", "\r\n", "\r", "\u200b", "\x00", "\u2028", "\x85", "\v", "\ufeff",
]  # fmt: skip
RAW = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80)


@settings(max_examples=400, deadline=None)
@given(RAW)
def test_no_character_is_lost_or_moved(raw: str) -> None:
    cleaned = clean(raw)
    assert solid(cleaned.text) == solid(without_cut(raw, cleaned))
    assert all(0 <= a < b <= len(raw) for a, b in cleaned.cut)
    assert list(cleaned.cut) == sorted(cleaned.cut)
    assert not any(line != line.strip() or not line for line in cleaned.text.split("\n")[1:])


@settings(max_examples=200, deadline=None)
@given(RAW)
def test_known_paragraphs_lose_nothing_and_are_not_joined(raw: str) -> None:
    cleaned = clean(raw, wrapped=False)
    assert solid(cleaned.text) == solid(without_cut(raw, cleaned))
    assert all(line.strip() and line == line.rstrip() for line in cleaned.text.split("\n")[1:])


def test_known_paragraphs_go_on_only_over_a_page() -> None:
    long = "为加快推进全市康复医疗工作高质量发展，" * 3
    cleaned = clean(f"{long}\n第二段\f接着说。\n\f新的一页\n\t20张\t30张\n床位\t\t", wrapped=False)
    assert cleaned.text.split("\n") == [long, "第二段接着说。", "新的一页", "\t20张\t30张", "床位"]
    assert [cleaned.text[at : at + 3] for at in cleaned.page_starts] == [
        "为加快",
        "接着说",
        "新的一",
    ]


@settings(max_examples=200, deadline=None)
@given(RAW)
def test_what_is_cut_is_layout(raw: str) -> None:
    for start, end in find_layout(raw):
        assert any(mark in raw[start:end] for mark in "[<-—#*页文\ufeff\u200b\x00") or (
            not raw[start:end].isprintable()
        )


@settings(max_examples=300, deadline=None)
@given(RAW)
def test_page_starts_ascend_within_the_text(raw: str) -> None:
    cleaned = clean(raw)
    starts = cleaned.page_starts
    assert list(starts) == sorted(starts)
    assert all(0 <= start <= len(cleaned.text) for start in starts)
    if "\f" not in raw:
        assert starts == ()
    else:
        sheets = without_cut(raw, cleaned).split("\f")
        last = max((n for n, sheet in enumerate(sheets) if sheet.strip()), default=0)
        assert len(starts) == last + 1


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([p for p in PIECES if "\r" not in p]), max_size=40).map("".join),
    st.sampled_from(["\r\n", "\r"]),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_line_ends_and_encodings_give_the_same_text(raw: str, end: str, encoding: str) -> None:
    raw = "方案" + raw.replace("\x00", "")
    other = decode(raw.replace("\n", end).encode(encoding))
    assert other is not None
    assert clean(other).text == clean(raw).text
    assert clean(other).page_starts == clean(raw).page_starts


UNITS = [
    "康", "一", " ", "\n", "\f", "一、", "（一", "《", "<!--", "[bookmark:", "第一章", "#", "**",
    "- 1 ", f"{LONG}\n", f"{LONG}，\f", "一、甲\n", "1.甲。", "一、甲。（一）乙；", "（\n",
    "\u3000\u3000甲",
]  # fmt: skip
MEGABYTE = 350_000  # characters of three bytes


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit[:6].encode("unicode_escape").decode())
def test_a_megabyte_ends_soon(unit: str) -> None:
    raw = unit * (MEGABYTE // len(unit)) + "康"
    started = time.monotonic()
    cleaned = clean(raw)
    assert time.monotonic() - started < 10, "about a second on a slow machine"
    assert solid(cleaned.text) == solid(without_cut(raw, cleaned))
