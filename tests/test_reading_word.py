"""Word files as their reader sees them: numbers restored, changes accepted, nothing hidden lost."""

from __future__ import annotations

import pytest

from kb.errors import SourceError
from kb.reading.files import read_data
from kb.reading.word_numbering import format_number
from tests.made_files import (
    OFFICIAL,
    level,
    numbered,
    numbering,
    paragraph,
    run,
    table,
    word,
    zipped,
)  # fmt: skip

SKIP_LAST = '<w:rPr><w:del w:id="1"/></w:rPr>'
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>"
    "</mc:Choice><mc:Fallback><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def lines(data: bytes) -> list[str]:
    return read_data(data, "文件.docx").texts[0].text.split("\n")


def test_automatic_numbers_stand_in_front() -> None:
    body = (
        paragraph(run("康复医疗工作方案"))
        + numbered("总体要求")
        + numbered("指导思想", 1)
        + numbered("主要目标", 1)
        + numbered("床位", 2)
        + numbered("人员", 2)
        + numbered("组织实施")
        + numbered("加强领导", 1)
    )
    assert lines(word(body, {"numbering.xml": numbering(OFFICIAL)})) == [
        "康复医疗工作方案", "一、总体要求", "（一）指导思想", "（二）主要目标", "1．床位",
        "2．人员", "二、组织实施", "（一）加强领导",
    ]  # fmt: skip


def test_numbers_of_styles_overrides_and_restarts() -> None:
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    article = level(0, "chineseCountingThousand", "第%1条")
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="paragraph" w:styleId="条"><w:name w:val="条"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="条文"><w:name w:val="条文"/>'
        '<w:basedOn w:val="条"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style></w:styles>'
    )
    body = (
        paragraph(run("第一条 总则 1"), properties='<w:pStyle w:val="T1"/>')
        + paragraph(run("为了"), properties='<w:pStyle w:val="条"/>')
        + paragraph(run("适用"), properties='<w:pStyle w:val="条文"/>')
        + paragraph(
            run("不编号"),
            properties='<w:pStyle w:val="条"/><w:numPr><w:numId w:val="0"/></w:numPr>',
        )
        + numbered("另起", number=2)
        + numbered("接续", number=2)
    )
    data = word(body, {"numbering.xml": numbering(article, lists), "styles.xml": styles})
    assert lines(data) == [
        "第一条 为了", "第二条 适用", "不编号", "第五条 另起", "第六条 接续",
    ]  # fmt: skip


def test_a_list_without_numbering_part_breaks_nothing() -> None:
    assert lines(word(numbered("（一）写在正文里的编号"))) == ["（一）写在正文里的编号"]


def test_changes_are_accepted() -> None:
    body = (
        paragraph(
            run("床位"),
            f"<w:del>{run('不少于十张').replace('w:t', 'w:delText')}</w:del>",
            f"<w:ins>{run('不少于二十张')}</w:ins>",
            f"<w:moveFrom>{run('移走')}</w:moveFrom>",
        )
        + paragraph(run("段落合"), properties=SKIP_LAST)
        + paragraph(run("并"))
        + paragraph(run("看得见"), run("看不见", "<w:vanish/>"))
    )
    assert lines(word(body)) == ["床位不少于二十张", "段落合并", "看得见"]


def test_text_boxes_and_footnotes_follow_their_paragraph() -> None:
    note = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:id="0" w:type="separator"/>'
        f'<w:footnote w:id="2">{paragraph(run("指二级以上医院。"))}</w:footnote></w:footnotes>'
    )
    body = paragraph(
        run("医疗机构"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run("应当执行。"),
        BOX.format(paragraph(run("框中文字"))),
    )  # fmt: skip
    assert lines(word(body, {"footnotes.xml": note})) == [
        "医疗机构[1]应当执行。", "[1] 指二级以上医院。", "框中文字",
    ]  # fmt: skip


def test_tables_are_rows_and_merged_cells_are_said_in_each() -> None:
    down = '<w:vMerge w:val="restart"/>'
    body = table([
        ["机构", "项目", "标准"],
        [("二级医院", down), "床位", "不少于20张"],
        [("", "<w:vMerge/>"), "人员", "每床1名"],
        [("合计", '<w:gridSpan w:val="2"/>'), "2项"],
    ])  # fmt: skip
    assert lines(word(body)) == [
        "机构\t项目\t标准", "二级医院\t床位\t不少于20张", "二级医院\t人员\t每床1名",
        "合计\t\t2项",
    ]  # fmt: skip


def test_a_page_inside_a_word_file_is_read() -> None:
    chunk = "<html><body><h1>某条例</h1><p>第一条 总则<br/>第二条 附则</p></body></html>"
    body = '<w:altChunk r:id="chunk"/>'
    assert lines(word(body, {"chunk.htm": chunk})) == ["某条例", "第一条 总则", "第二条 附则"]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (1, "chineseCounting", "一"), (21, "taiwaneseCountingThousand", "二十一"),
        (105, "chineseCountingThousand", "一百零五"), (3, "decimalEnclosedCircleChinese", "③"),
        (2, "ideographTraditional", "乙"), (4, "upperRoman", "IV"), (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"), (12, "decimalFullWidth", "１２"), (3, "bullet", ""),
        (0, "chineseCounting", "0"), (5, "unheardOf", "5"), (3, "chineseLegalSimplified", "叁"),
    ],
)  # fmt: skip
def test_forms_of_numbers(number: int, form: str, written: str) -> None:
    assert format_number(number, form) == written


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (word("").replace(b"PK\x01\x02", b"PK\x01\x03"), "损坏"),
        (word(paragraph(run(" "))), "没有文字"),
        (zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a><b></a>"}), "损坏"),
        (
            zipped({
                "[Content_Types].xml": "<a/>",
                "word/document.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]><a>&x;</a>',
            }),
            "有害",
        ),
        (zipped({"[Content_Types].xml": "<a/>", "word/document.xml": b"<a>" * 300}), "损坏"),
        (
            zipped({
                "[Content_Types].xml": "<a/>",
                "word/document.xml": "<a>" * 300 + "</a>" * 300,
            }),
            "嵌套",
        ),
        (
            zipped({"[Content_Types].xml": "<a/>", "word/document.xml": b" " * 3_000_000}),
            "压缩炸弹",
        ),
    ],
)  # fmt: skip
def test_hostile_and_damaged_word_files_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(SourceError) as error:
        read_data(data, "文件.docx")
    assert said in str(error.value)
    assert "文件.docx" in str(error.value)
