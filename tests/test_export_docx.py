"""Word files as python-docx and an XML parser read them."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from kb.export.footnotes import note_text
from kb.exporting import export_bytes
from kb.library import KnowledgeBase
from tests import export_samples

QUESTION = "攀枝花和天津分别要求康复床位占医院总床位多少？"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def answer_file(library: KnowledgeBase) -> bytes:
    answer = library.ask(QUESTION)
    return export_bytes(answer, "docx", library=library, day=export_samples.DAY)


@pytest.fixture(scope="module")
def comparison_file(library: KnowledgeBase) -> bytes:
    return export_bytes(export_samples.comparison(library), "docx", library=library)


def opened(data: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(f"word/{name}.xml"))


def notes_of(data: bytes) -> dict[int, str]:
    return {
        int(note.attrib[f"{W}id"]): "".join(t.text or "" for t in note.iter(f"{W}t")).strip()
        for note in part(data, "footnotes").iter(f"{W}footnote")
    }


def flat(text: str) -> str:
    return "".join(text.split())


def test_the_answer_is_there_with_its_particulars(
    library: KnowledgeBase, answer_file: bytes
) -> None:
    text = "\n".join(paragraph.text for paragraph in opened(answer_file).paragraphs)
    answer = library.ask(QUESTION)
    assert answer.statements
    for statement in answer.statements:
        assert f"“{answer.citations[statement.citations[0]].quote}”" in text
    for said in (QUESTION, "2026年11月22日", "处引文与原文逐字一致", "代索引", "附件1", "附件2"):
        assert said in text


def test_every_cited_clause_stands_in_full_in_the_annex(
    library: KnowledgeBase, answer_file: bytes
) -> None:
    text = flat("".join(paragraph.text for paragraph in opened(answer_file).paragraphs))
    annex = text[text.index("附件1所引条款全文") :]
    for citation in library.ask(QUESTION).citations:
        clauses = library.clauses(citation.document.id)
        clause = next(c for c in clauses if c.path == citation.path)
        assert flat(citation.document.text[clause.start : clause.end]) in annex


def test_footnotes_are_real_and_each_is_referred_to_once(
    library: KnowledgeBase, answer_file: bytes
) -> None:
    document = part(answer_file, "document")
    named = [int(one.attrib[f"{W}id"]) for one in document.iter(f"{W}footnoteReference")]
    notes = notes_of(answer_file)
    assert named == sorted(set(named)) == [n for n in notes if n > 0]
    assert {-1, 0} < set(notes)
    cited = {note_text(citation) for citation in library.ask(QUESTION).citations}
    assert {text for n, text in notes.items() if n > 0} == cited
    label = next(iter(cited))
    assert "《" in label
    assert "源文件：" in label


def test_a_note_named_again_points_to_the_first(library: KnowledgeBase) -> None:
    table = export_samples.comparison(library, 5)
    twice = export_bytes(
        type(table)(table.topic, table.columns, (table.rows[0],) * 2, ()), "docx", library=library
    )
    document = part(twice, "document")
    again = [f.attrib[f"{W}instr"].split()[1] for f in document.iter(f"{W}fldSimple")]
    marks = {mark.attrib[f"{W}name"] for mark in document.iter(f"{W}bookmarkStart")}
    assert again
    assert set(again) <= marks
    assert len(again) == len(notes_of(twice)) - 2


def test_pages_are_those_of_official_documents(answer_file: bytes) -> None:
    section = opened(answer_file).sections[0]
    margins = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
        section.page_width,
    )
    assert [round(side.mm) for side in margins if side is not None] == [37, 35, 28, 26, 210]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert "PAGE" in footer._element.xml  # python-docx shows no fields
        assert paragraph.text == "— 1 —"
        assert paragraph.paragraph_format.alignment is not None
        assert paragraph.paragraph_format.alignment.name.lower() == side
    assert opened(answer_file).settings.odd_and_even_pages_header_footer


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Body Text", "仿宋_GB2312", 16),
    ],
)
def test_faces(answer_file: bytes, style: str, face: str, points: int) -> None:
    found = opened(answer_file).styles[style]
    fonts = found.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == face
    assert found.font.size.pt == points
    table = part(answer_file, "fontTable")
    alternatives = {f.attrib[f"{W}name"]: f.find(f"{W}altName") for f in table}
    assert alternatives[face] is not None  # what stands in where it is not installed
    assert opened(answer_file).styles["Normal"].paragraph_format.line_spacing.pt == 28.9


def test_a_wide_comparison_lies_on_landscape_pages(comparison_file: bytes) -> None:
    orientations = [section.orientation for section in opened(comparison_file).sections]
    assert orientations == [WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]


def test_a_narrow_comparison_stays_upright(library: KnowledgeBase) -> None:
    data = export_bytes(export_samples.comparison(library, 3), "docx", library=library)
    assert [s.orientation for s in opened(data).sections] == [WD_ORIENT.PORTRAIT]


def test_many_columns_become_several_tables(library: KnowledgeBase) -> None:
    data = export_bytes(export_samples.comparison(library, 8), "docx", library=library)
    heads = [len(table.columns) for table in opened(data).tables]
    assert heads == [5, 5, 4]  # two times four regions, then the source files


def test_the_table_repeats_its_head_and_shows_silence(
    library: KnowledgeBase, comparison_file: bytes
) -> None:
    table = opened(comparison_file).tables[0]
    result = export_samples.comparison(library)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    silent = 0
    for row, shown in zip(result.rows, list(table.rows)[1:], strict=True):
        assert shown.cells[0].text == row.aspect
        for cell, drawn in zip(row.cells, shown.cells[1:], strict=True):
            silent += cell.silent
            assert (drawn.text == "未作规定") == cell.silent
            assert all(f"“{s.text}”" in drawn.text for s in cell.statements)
    assert 0 < silent < len(result.rows) * 4


def test_numbers_that_differ_are_bold(comparison_file: bytes) -> None:
    cell = opened(comparison_file).tables[0].rows[1].cells[4]
    bold = [run.text for paragraph in cell.paragraphs for run in paragraph.runs if run.bold]
    assert "2%" in bold
    assert set(bold) <= {"2%", "10"}


def test_words_that_the_other_document_lacks_are_bold(library: KnowledgeBase) -> None:
    result = export_samples.two_documents(library)
    table = opened(export_bytes(result, "docx", library=library)).tables[0]
    pair = result.pairs[0]
    start, end = pair.marks_left[0]
    runs = [r for p in table.rows[1].cells[1].paragraphs for r in p.runs]
    assert [r.text for r in runs if r.bold] == [result.left.text[start:end]]
    assert table.rows[-1].cells[2].text == "（无对应条款）"


def test_every_part_is_well_formed_and_has_a_type(comparison_file: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(comparison_file)) as archive:
        names = archive.namelist()
        types = archive.read("[Content_Types].xml").decode()
        for name in names:
            ElementTree.fromstring(archive.read(name))
    for name in names:
        assert f'PartName="/{name}"' in types or name.endswith((".rels", "[Content_Types].xml"))
