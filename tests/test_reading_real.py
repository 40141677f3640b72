"""Real files of ../shared: laws in three formats, one document twice, 20 saved pages, a scan."""

from __future__ import annotations

import json
import os
import re
from io import BytesIO
from pathlib import Path

import pytest

from eval.reading import PAGES, _hashes, compared, edits, ours
from kb.build import parse_file
from kb.reading.clean import clean
from kb.reading.files import read_data
from kb.reading.ocr import full_width, is_installed, read_picture
from kb.reading.pdf_page import PdfPage, open_pdf
from tests.structure_checks import check_invariants, solid

REAL = Path(os.environ.get("KB_SHARED", Path(__file__).parents[2] / "shared")) / "real"
pytestmark = pytest.mark.skipif(
    not (REAL / "laws").is_dir(),
    reason=f"no real files in {REAL}; set KB_SHARED to the folder that holds them",
)
LAWS = ["国旗法", "仲裁法", "妇女权益保障法", "行政许可法"]


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_a_law_has_the_same_clauses_in_every_format(name: str, suffix: str) -> None:
    truth = REAL / "laws" / f"中华人民共和国{name}.md"
    expected, got = ours(truth), ours(truth.with_suffix(f".{suffix}"))
    assert expected is not None
    figures = compared(expected, got, set())
    assert figures["cer"] == 0
    assert figures["clause F1"] >= 0.995


def test_a_printed_page_agrees_with_the_word_file() -> None:
    word, printed = (
        parse_file(next((REAL / "office").glob(name)), REAL / "office")
        for name in ("1、江西*.docx", "江西*.pdf")
    )
    for parsed in (word, printed):
        check_invariants(parsed)
        assert parsed.document.title == "江西省人民政府办公厅关于将健康融入所有政策的意见"
        assert parsed.document.number == "赣府厅发〔2025〕6号"
    left, right = ({(c.path, c.heading) for c in p.clauses} for p in (word, printed))
    assert left == right
    text = solid(printed.document.text).replace("（此件主动公开）", "")
    assert text == solid(word.document.text)
    assert len(printed.document.page_starts) == 7


def test_the_file_whose_numbering_part_is_missing_is_read() -> None:
    path = next((REAL / "office").glob("11-附件3*.docx"))
    paths = [clause.path for clause in parse_file(path, path.parent).clauses]
    assert paths[:5] == ["附件3", "附件3/前言", "附件3/一", "附件3/二", "附件3/二/（一）"]


@pytest.mark.parametrize("page", sorted(json.loads(PAGES.read_text("utf-8"))))
def test_pages_keep_the_listed_paragraphs_and_nothing_else(page: str) -> None:
    listed = json.loads(PAGES.read_text("utf-8"))[page]
    data = (REAL / "html" / page).read_bytes()
    raw = read_data(data, page).texts[0]
    lines = clean(raw.text, wrapped=raw.wrapped).text.split("\n")
    assert list(_hashes(lines)) == listed


@pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed")
def test_a_scan_is_recognised() -> None:
    from PIL import Image

    data = (REAL / "laws" / "中华人民共和国国徽法.pdf").read_bytes()
    pixels = PdfPage(open_pdf(data), 0).picture(1600)
    held = BytesIO()
    top = Image.fromarray(pixels[:700, :, ::-1])
    top.rotate(180).save(held, "PNG")  # upside down, as it came off the scanner
    found = solid(read_picture(held.getvalue(), "扫描.png").text)
    truth = solid(read_data(data, "甲.pdf").texts[0].text)[: len(found)]
    assert len(found) > 300
    assert edits(truth, found) <= 0.01 * len(found)
    assert re.search(r"第一条为了维护国徽的尊严", found)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("(一)加强:", "（一）加强："), ("GB/T(2019)", "GB/T(2019)"), ("8:30至9:00", "8:30至9:00"),
        ("(省卫生健康委)", "（省卫生健康委）"),
        ("(1991年3月", "（1991年3月"), ("意见,请", "意见，请"),
    ],
)  # fmt: skip
def test_marks_beside_chinese_characters_are_wide(read: str, meant: str) -> None:
    assert full_width(read) == meant
