"""Any text at all, in every place of a paper, through every writer and back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import docx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from pypdf import PdfReader

from kb.export.csv import FORMULA_SIGNS, to_csv
from kb.export.docx import to_docx
from kb.export.json import to_json
from kb.export.markdown import to_markdown
from kb.export.pdf import to_pdf
from kb.export.printable import printable
from kb.export.xlsx import to_xlsx
from tests import export_samples

PIECES = st.sampled_from(
    [
        *("=1+1", "+", "-2", "@x", "\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\t", "\n"),
        *("\r\n", "\u2028", "\u202e", "\ufffe", "\ud800", "\U0001f600", "👨‍👩‍👧", "𠮷", "龘", "é"),
        *("<b>", "&lt;", "]]>", "_x0041_", "{{", "|", "[^1]", "`", "\\", "“", "，", "。", "12%"),
        *("各二级医院", "http://a.b/", "[x](y)", "\u200b", "\xa0", "\u3000", " ", "'", '"', ";"),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=12).map("".join),
    st.text(st.characters(codec=None), max_size=30),
)
EXPECTED = ["h1", "h2", "h2", "h2", "h3", "h2"]  # of the paper in Markdown
few = settings(max_examples=25, deadline=None)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def flat(text: str) -> str:
    return "".join(printable(text).split())


@few
@given(TEXTS)
@example("\x0c\x1d\ud83d")
def test_docx(text: str) -> None:
    data = to_docx(export_samples.paper_of(text))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
    document = docx.Document(io.BytesIO(data))
    cell = document.tables[0].rows[1].cells[0]
    assert flat(cell.text) == flat(text) * 4 if flat(text) else True
    assert flat(document.tables[0].rows[2].cells[0].text) == flat(text)


@few
@given(TEXTS)
@example("_x000D_=1")
def test_xlsx(text: str) -> None:
    book = load_workbook(io.BytesIO(to_xlsx(export_samples.paper_of(text))))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert book["结果"]["A3"].value == (printable(text) or None)


@few
@given(TEXTS)
def test_csv(text: str) -> None:
    data = to_csv(export_samples.paper_of(text)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[2][0] in (printable(text), "\t" + printable(text))
    for row in rows[:1] + rows[2:]:
        assert not any(cell.startswith(FORMULA_SIGNS) for cell in row)


@few
@given(TEXTS)
def test_json(text: str) -> None:
    record = json.loads(to_json(export_samples.paper_of(text)))
    kept = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert record["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace") == kept


@few
@given(TEXTS)
def test_markdown(text: str) -> None:
    reader = MarkdownIt("commonmark").enable("table")
    written = to_markdown(export_samples.paper_of(text)).decode()
    tokens = reader.parse(written.replace("[^1]", ""))  # this reader knows no footnotes
    inner = [child for token in tokens for child in token.children or []]
    found = {token.type for token in (*tokens, *inner)}
    ours = ("heading", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td")
    words = ("paragraph", "inline", "text", "softbreak", "hardbreak", "html_inline")
    assert {kind.removesuffix("_open").removesuffix("_close") for kind in found} <= {*ours, *words}
    tags = {child.content for child in inner if child.type == "html_inline"}
    assert tags <= {"<strong>", "</strong>", "<br>"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == EXPECTED


@few
@given(TEXTS)
@example("王𠮷" * 50)
def test_pdf(text: str) -> None:
    reader = PdfReader(io.BytesIO(to_pdf(export_samples.paper_of(text))))
    words = "".join(page.extract_text() for page in reader.pages)
    assert "所引文件及核对情况" in words
    for character in set(flat(text)):
        assert character in words or f"U+{ord(character):04X}" in words or not _shown(character)


def _shown(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character) not in ("Cf", "Mn", "Zs") and character != "\ufffd"
