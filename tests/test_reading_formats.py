"""PDF, web pages, Markdown, Excel, OFD and ZIP: what comes out of small files made by hand."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from kb.build import parse_file
from kb.reading.clean import clean
from kb.reading.files import read_data
from kb.reading.isolation import IsolatedReader
from kb.reading.kinds import kind_of
from tests.made_files import numbered, ofd, paragraph, pdf, rules, run, sheet, word, zipped

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}">
<title>关于印发试点方案的通知_某某市人民政府</title>
<meta name="ArticleTitle" content="关于印发试点方案的通知"></head><body>
<div class="head"><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul></div>
<div class="crumb">当前位置：首页 &gt; 政务公开 &gt; 通知公告</div>
<table><tr><td>索 引 号：</td><td>11500000/2022-1</td><td>发文字号：</td>
<td>某府办〔2022〕5号</td></tr></table>
<h1>关于印发试点方案的通知</h1>
<div class="{container}"><p>各区县：</p><p>　　现将《试点方案》印发给你们，请认真贯彻执行。</p>
<p>　　一、床位要求<br>　　（一）二级医院康复医学科床位不少于20张，三级医院不少于30张。</p>
<table><tr><th>机构</th><th>床位</th></tr><tr><td rowspan="2">二级医院</td><td>20张</td></tr>
<tr><td>30张</td></tr></table><div style="display:none">看不见的文字，看不见。</div>
<p>某某市人民政府&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;某某市民政局</p><p>【打印】【关闭】</p></div>
<div class="share">分享到：微信</div>
<div class="footer"><p>主办：某某市人民政府办公室，版权所有。</p>
</div><script>var a = "脚本，里的，文字。";</script></body></html>"""
ARTICLE = [
    "关于印发试点方案的通知", "某府办〔2022〕5号", "各区县：",
    "　　现将《试点方案》印发给你们，请认真贯彻执行。", "　　一、床位要求",
    "　　（一）二级医院康复医学科床位不少于20张，三级医院不少于30张。",
    "机构\t床位", "二级医院\t20张", "二级医院\t30张", "某某市人民政府　　某某市民政局",
]  # fmt: skip


def text_of(data: bytes, name: str = "文件") -> str:
    return read_data(data, name).texts[0].text


@pytest.mark.parametrize("container", ["TRS_Editor", "view TRS_UEDITOR trs_paper", "neirong"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_the_article_of_a_page(container: str, charset: str) -> None:
    page = PAGE.format(charset=charset, container=container)
    assert (
        text_of(page.encode("gb18030" if charset == "gb2312" else charset)).split("\n") == ARTICLE
    )


def test_a_web_archive() -> None:
    page = PAGE.format(charset="utf-8", container="TRS_Editor").encode()
    archive = (
        b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(page) + b"\r\n--x--\r\n"
    )
    assert text_of(archive).split("\n") == ARTICLE


def test_markdown_loses_its_marks_only() -> None:
    raw = (
        "---\ntitle: 甲\n---\n# 试点**方案**\n\n> 引用的话  \n## 一、*目标*\n\n- 第一点\n\n"
        "| 机构 | 床位 |\n|---|:-:|\n| 二级 | 20 |\n| 三级 | 30 |\n\n"
        "见[附件](http://a.b/c)与![图](x.png)\\*<br>下一行 2 * 3 * 4 &lt;5\n<!-- 注 -->\n"
    )
    found = read_data(raw.encode(), "甲.md").texts[0]
    assert [line for line in found.text.split("\n") if line] == [
        "试点方案", "引用的话  ", "一、目标", "第一点", "机构\t床位", "二级\t20", "三级\t30",
        "见附件与*", "下一行 2 * 3 * 4 <5",
    ]  # fmt: skip
    assert found.title == "试点方案"


def test_sheet_rows_show_what_cells_show() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>目标值</t></is></c>'
        '<c r="D1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>0.02</v></c>'
        '<c r="D2" s="2"><v>44927</v></c></row>'
        '<row r="3"><c r="A3"/><c r="B3"><v>0.30000000000000004</v></c><c r="D3" t="b"><v>1</v></c>'
        '</row><row r="4" hidden="1"><c r="A4"><v>9</v></c></row><row r="5"/>'
    )
    data = sheet(
        rows,
        merges='<mergeCell ref="A2:A3"/>',
        strings=["指标", "日期", "床位占比"],
        styles='<xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="14"/>',
    )
    assert text_of(data).split("\n") == [
        "指标\t目标值\t\t日期", "床位占比\t2%\t\t2023年1月1日", "床位占比\t0.3\t\tTRUE",
    ]  # fmt: skip


def test_ofd_pages_and_wrapped_lines() -> None:
    full = "为加快推进康复医疗工作发展增加提供康复医疗服务的医疗机构和床位数量"
    data = ofd([
        [(70, 20, "康复医疗工作方案"), (30, 40, "一、总体要求"), (30, 48, full[:32]),
         (20, 56, full[32:]), (30, 64, "二、主要任务"), (100, 285, "— 1 —")],
        [(30, 40, "三、组织实施"), (30, 56, "四、"), (40, 56, "附则"), (100, 285, "— 2 —")],
    ])  # fmt: skip
    assert text_of(data) == (
        f"康复医疗工作方案\n一、总体要求\n{full}\n二、主要任务\n\f三、组织实施\n四、附则"
    )


FULL = "为加快推进全市康复医疗工作高质量发展，现制定以下方案请认真执"  # as wide as the text block
OTHER = FULL[2:29] + FULL[:2]  # twice the same is printed bold, to a reader without the font


def test_pdf_paragraphs_heads_and_page_numbers() -> None:
    def page(number: int, body: list[tuple[float, float, float, str]]):
        head = [(90.0, 50.0, 9.0, "某某市人民政府公报")]
        return [*head, *body, (290.0, 800.0, 9.0, str(number))]

    first = [
        (150.0, 90.0, 22.0, "关于印发康复医疗"), (150.0, 120.0, 22.0, "试点方案的通知"),
        (90.0 + 28, 160.0, 14.0, FULL[:27]), (90.0, 184.0, 14.0, FULL[:29]),
        (90.0, 208.0, 14.0, OTHER), (90.0, 232.0, 14.0, "行。"),
        (90.0 + 28, 256.0, 14.0, FULL[:27]),
    ]  # fmt: skip
    second = [(90.0, 90.0, 14.0, "本市各区。"), (90.0 + 28, 114.0, 14.0, "一、总体要求")]
    third = [(90.0 + 28, 90.0, 14.0, "二、附则")]
    raw = read_data(pdf([page(1, first), page(2, second), page(3, third)]), "甲.pdf").texts[0]
    assert raw.text.split("\n") == [
        "关于印发康复医疗", "试点方案的通知", FULL[:27] + FULL[:29] + OTHER + "行。",
        FULL[:27] + "\f本市各区。", "一、总体要求", "\f二、附则",
    ]  # fmt: skip
    cleaned = clean(raw.text, wrapped=raw.wrapped)
    assert [cleaned.text[at : at + 4] for at in cleaned.page_starts] == [
        "关于印发",
        "本市各区",
        "二、附则",
    ]


def test_pdf_tables_are_rows() -> None:
    texts = [
        (60.0, 80.0, 12.0, "重点任务分工"),
        (105.0, 120.0, 12.0, "机构"), (205.0, 120.0, 12.0, "床位"),
        (105.0, 150.0, 12.0, "二级"), (205.0, 145.0, 12.0, "不少于"), (205.0, 158.0, 12.0, "20张"),
        (60.0, 200.0, 12.0, "以上任务请落实。"),
    ]  # fmt: skip
    drawn = rules([100, 200, 300], [105, 130, 165])
    assert text_of(pdf([texts], drawn)).split("\n") == [
        "重点任务分工", "机构\t床位", "二级\t不少于20张", "以上任务请落实。",
    ]  # fmt: skip


def test_a_zip_gives_every_document_by_its_own_name(tmp_path: Path) -> None:
    inner = zipped({"丙.txt": "丙方案\n第一条 丙。"})
    data = zipped({
        "../../甲.docx": word(paragraph(run("甲方案")) + numbered("总则")),
        "乙\x07.txt": "乙方案\n第一条 乙。",
        "内.zip": inner,
        "坏.docx": b"PK\x03\x04 damaged",
        "__MACOSX/._甲.docx": b"x",
    })  # fmt: skip
    path = tmp_path / "材料.zip"
    path.write_bytes(data)
    with IsolatedReader() as reader:
        found = reader.read(path)
    assert [text.member for text in found.texts] == ["甲.docx", "乙.txt", "内.zip/丙.txt"]
    assert len({text.sha256 for text in found.texts}) == 3
    assert [skipped.path for skipped in found.skipped] == ["材料.zip/坏.docx"]
    assert not list(tmp_path.parent.glob("甲*"))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf([[]]), "pdf"), (word(""), "word"), (sheet(""), "sheet"), (ofd([]), "ofd"),
        (zipped({"甲.txt": "甲"}), "zip"), (zipped({}), "zip"), (b"{\\rtf1 a}", "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 doc", "office"), (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>a", "web"), ("<HTML>".encode("utf-16"), "web"),
        ("# 标题\n正文".encode(), "markdown"), ("甲|乙\n---|---\n一|二".encode(), "markdown"),
        ("一、总则\n第3章".encode(), "plain"), ("a < b，c > d".encode(), "plain"), (b"", "plain"),
        ("#1楼。".encode(), "plain"), ("BMI指数不低于18.5。".encode(), "plain"),
        (b"\x89PNG", "picture"), (b"BM\x36\0\0\0\0\0\0\0\x36", "picture"),
    ],
)  # fmt: skip
def test_the_kind_comes_from_the_content(data: bytes, kind: str) -> None:
    assert kind_of(data, "文件") == kind


def test_a_numbered_word_file_becomes_clauses(tmp_path: Path) -> None:
    from tests.made_files import OFFICIAL, numbering

    body = (
        paragraph(run("某某市康复医疗")) + paragraph(run("试点工作方案"))
        + numbered("总体要求") + paragraph(run("坚持以人为本。")) + numbered("重点任务")
        + numbered("床位", 1) + paragraph(run("二级医院不少于20张。")) + numbered("人员", 1)
    )  # fmt: skip
    path = tmp_path / "无名.bin"
    path.write_bytes(word(body, {"numbering.xml": numbering(OFFICIAL)}))
    parsed = parse_file(path, tmp_path)
    assert parsed.document.title == "某某市康复医疗试点工作方案"
    paths = [clause.path for clause in parsed.clauses]
    assert paths == ["前言", "一", "二", "二/（一）", "二/（二）"]
