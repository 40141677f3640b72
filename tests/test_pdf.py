"""PDF files: pages kept, radicals undone, and a clear word for each that cannot be read.

fixtures/two_pages.pdf holds lines of 天津市康复医疗服务试点工作方案 (in corpus/), printed by a
browser, which writes some characters as radicals.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from kb.answering.citations import page_of
from kb.build import parse_file
from kb.errors import SourceError
from kb.reading.isolation import IsolatedReader

FIXTURE = Path(__file__).parent / "fixtures" / "two_pages.pdf"
SHARED = Path(os.environ.get("KB_SHARED", Path(__file__).parents[2] / "shared"))


def read_file(path: Path) -> str:
    with IsolatedReader() as reader:
        return reader.read(path).texts[0].text


def test_pages_and_clauses_come_through() -> None:
    parsed = parse_file(FIXTURE, FIXTURE.parent)
    document = parsed.document
    assert document.title == "天津市康复医疗服务试点工作方案"
    paths = [clause.path for clause in parsed.clauses]
    assert paths == ["前言", "一", "二", "二/（一）", "二/（二）", "三", "三/（一）"]
    pages = {c.path: page_of(document, c.start) for c in parsed.clauses}
    assert (pages["二/（一）"], pages["二/（二）"], pages["三/（一）"]) == (1, 2, 2)
    assert "占医院总床位数不低于2%" in document.text.replace("\n", "").replace(" ", "")


def test_radicals_become_characters() -> None:
    raw = "".join(page.extract_text() for page in PdfReader(FIXTURE).pages)
    text = read_file(FIXTURE)
    assert not any(0x2E80 <= ord(character) < 0x2FE0 for character in text)
    assert len("".join(text.split())) == len("".join(raw.split())), "one character for one"


def encrypted(path: Path) -> None:
    writer = PdfWriter(FIXTURE)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def without_text(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(path)


def truncated(path: Path) -> None:
    data = FIXTURE.read_bytes()
    path.write_bytes(data[: len(data) // 3])


def mark_only(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)


@pytest.mark.parametrize(
    ("make", "said"),
    [(encrypted, "密码"), (without_text, "扫描件"), (truncated, "坏"), (mark_only, "坏")],
)
def test_what_cannot_be_read_is_said(
    make: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "文件.pdf"
    make(path)
    with pytest.raises(SourceError) as error:
        read_file(path)
    assert said in str(error.value)
    assert "文件.pdf" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_kind_is_found_from_the_content(tmp_path: Path) -> None:
    renamed = tmp_path / "notice.txt"
    renamed.write_bytes(FIXTURE.read_bytes())
    assert "试点目标" in read_file(renamed)
    text = tmp_path / "notice.pdf"
    text.write_text("一、总则\n内容。", "utf-8")
    assert read_file(text) == "一、总则\n内容。"


@pytest.mark.skipif(not (SHARED / "real" / "laws").is_dir(), reason="no real laws here")
def test_articles_of_a_real_law_run_on() -> None:
    path = SHARED / "real" / "laws" / "中华人民共和国国旗法.pdf"
    parsed = parse_file(path, path.parent)
    articles = [c.path for c in parsed.clauses if c.kind == "article"]
    assert len(articles) == len(set(articles)) == 24
