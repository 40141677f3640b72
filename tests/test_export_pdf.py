"""PDFs as pypdf reads them."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PageObject, PdfReader

from kb.export.pdf import to_pdf
from kb.exporting import export_bytes
from kb.library import KnowledgeBase
from tests import export_samples

QUESTION = "攀枝花和天津分别要求康复床位占医院总床位多少？"
LANDSCAPE, PORTRAIT = (842, 595), (595, 842)
SMALL_LINE = 10.0  # points from a note's base line to its top


def flat(text: str) -> str:
    return "".join(text.split())


def text_of(data: bytes) -> str:
    """The words of all pages, without page numbers, notes' marks and white space."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    text = flat("".join(pages))
    return re.sub(r"—\d+—|\[\d+\]", "", text)


def heights_of(page: PageObject) -> list[tuple[float, str]]:
    """Each piece of text on the page with its height above the lower edge, in points."""
    found: list[tuple[float, str]] = []

    def visit(text: str, _: object, matrix: list[float], *more: object) -> None:
        if text.strip():
            found.append((matrix[5], text.strip()))

    page.extract_text(visitor_text=visit)
    return found


@pytest.fixture(scope="module")
def answer_file(library: KnowledgeBase) -> bytes:
    answer = library.ask(QUESTION)
    return export_bytes(answer, "pdf", library=library, day=export_samples.DAY)


@pytest.fixture(scope="module")
def comparison_file(library: KnowledgeBase) -> bytes:
    return export_bytes(export_samples.comparison(library), "pdf", library=library)


def test_words_can_be_selected(library: KnowledgeBase, answer_file: bytes) -> None:
    text = text_of(answer_file)
    answer = library.ask(QUESTION)
    for statement in answer.statements:
        assert f"“{flat(answer.citations[statement.citations[0]].quote)}”" in text
    for citation in answer.citations:
        clauses = library.clauses(citation.document.id)
        clause = next(c for c in clauses if c.path == citation.path)
        assert flat(citation.document.text[clause.start : clause.end]) in text
        assert flat(citation.label) in text
        assert citation.document.source.sha256 in text
    for said in (flat(QUESTION), "2026年11月22日", "处引文与原文逐字一致", "代索引"):
        assert said in text
    assert "□" not in text


def test_all_faces_are_in_the_file(answer_file: bytes, comparison_file: bytes) -> None:
    for data in (answer_file, comparison_file):
        names = set()
        for page in PdfReader(io.BytesIO(data)).pages:
            for font in page["/Resources"]["/Font"].values():
                font = font.get_object()
                assert "/FontFile2" in font["/FontDescriptor"]
                assert "/ToUnicode" in font
                names.add(font["/BaseFont"].split("+")[1])
        assert names == {"NotoSerifSC-Regular", "NotoSansSC-SemiBold"}


def test_outline_and_links_lead_to_places(answer_file: bytes) -> None:
    reader = PdfReader(io.BytesIO(answer_file))
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[:1] == ["政策条款查询答复"]
    assert {"二、答复", "注释", "所引条款全文"} <= set(titles)
    links = [a for page in reader.pages for a in page.get("/Annots", ())]
    assert links
    for link in links:
        page, _, _, top, _ = link.get_object()["/Dest"]
        target = next(p for p in reader.pages if p.indirect_reference == page)
        heights: dict[float, str] = {}
        for y, text in heights_of(target):
            heights.setdefault(y, text)
        at = min(heights, key=lambda y: abs(y + SMALL_LINE - top))
        assert re.match(r"\[\d+\]", heights[at])  # the link leads to a note


def test_a_wide_table_is_on_landscape_pages(comparison_file: bytes) -> None:
    pages = PdfReader(io.BytesIO(comparison_file)).pages
    sizes = [(round(p.mediabox.width), round(p.mediabox.height)) for p in pages]
    assert sizes[0] == LANDSCAPE
    assert sizes[-1] == PORTRAIT
    assert sizes == sorted(sizes, reverse=True)


def test_the_head_is_on_every_page_of_the_table(
    library: KnowledgeBase, comparison_file: bytes
) -> None:
    names = [column.name for column in export_samples.comparison(library).columns]
    pages = [flat(p.extract_text()) for p in PdfReader(io.BytesIO(comparison_file)).pages]
    notes = next(n for n, page in enumerate(pages) if "注释" in page)
    assert notes >= 2
    for page in pages[:notes]:
        assert flat("事项" + "".join(names)) in page


def test_every_word_of_a_comparison_is_there(
    library: KnowledgeBase, comparison_file: bytes
) -> None:
    result = export_samples.comparison(library)
    # Columns are read line by line across the page: count characters instead of sentences.
    shown = text_of(comparison_file)
    for row in result.rows:
        for cell in row.cells:
            for statement in cell.statements:
                assert all(shown.count(c) >= statement.text.count(c) for c in flat(statement.text))
    assert shown.count("未作规定") >= sum(cell.silent for row in result.rows for cell in row.cells)


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    paper = export_samples.paper_of("长" * 6000)
    reader = PdfReader(io.BytesIO(to_pdf(paper)))
    assert len(reader.pages) > 10
    for page in reader.pages:
        height = float(page.mediabox.height)
        # No line is drawn below the margin or beyond the page.
        assert all(60 < y < height for y, _ in heights_of(page))


def test_a_character_that_the_faces_lack_is_named() -> None:
    text = text_of(to_pdf(export_samples.paper_of("王𠮷和張龘")))
    assert "王□和□□" in text
    for point in ("U+20BB7", "U+9F98", "U+5F35"):
        assert point in text


def test_faces_have_what_official_texts_use() -> None:
    signs = "〔2022〕≥5㎡≧，①⑳㈠Ⅳ．〇·•￥“”—…℃‰□"
    text = text_of(to_pdf(export_samples.paper_of(f"{signs}垟滘喆堃")))
    assert f"{signs}垟滘喆堃" in text
    assert "U+" not in text
