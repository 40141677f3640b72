"""Workbooks as openpyxl reads them."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kb.export.paper import Cell, Paragraph, Run, Table
from kb.export.xlsx import CUT, LONGEST, to_xlsx
from kb.exporting import export_bytes
from kb.library import KnowledgeBase
from kb.types import CitedTarget
from tests import export_samples


@pytest.fixture(scope="module")
def targets(library: KnowledgeBase) -> list[CitedTarget]:
    return export_samples.targets(library)


@pytest.fixture(scope="module")
def book(library: KnowledgeBase, targets: list[CitedTarget]) -> Workbook:
    return load_workbook(io.BytesIO(export_bytes(targets, "xlsx", library=library)))


def rows_of(sheet: Worksheet) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_numbers_and_dates_are_typed(book: Workbook, targets: list[CitedTarget]) -> None:
    rows = rows_of(book["结果"])
    assert len(rows) == len(targets) > 30
    for number, (row, cited) in enumerate(zip(rows, targets, strict=True), 1):
        target = cited.target
        assert row["序号"] == number
        assert row["数值"] == target.value
        assert isinstance(row["数值"], int | float)
        assert row["数值上限"] is None
        due = target.due and datetime(target.due.year, target.due.month, target.due.day)
        assert row["截止日期"] == due
        assert row["约束力"] == ("应当达到" if target.binding else "努力方向")


def test_each_row_has_its_source_beside_it(library: KnowledgeBase, book: Workbook) -> None:
    notes = {row["注"]: row for row in rows_of(book["出处"])}
    for row, cited in zip(rows_of(book["结果"]), export_samples.targets(library), strict=True):
        document = cited.citation.document
        assert row["原文"] == document.text[cited.target.start : cited.target.end]
        number = int(str(row["出处"]).split("]")[0].strip("["))
        assert str(row["出处"]) == f"[{number}] {notes[number]['出处']}"
        assert notes[number]["原文"] == row["原文"]
        assert document.source.path in str(row["出处"])


def test_sheets_are_fit_to_work_with_and_to_print(book: Workbook) -> None:
    assert book.sheetnames == ["结果", "出处", "条款", "文件", "说明"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet["A2"].alignment.wrap_text


def test_particulars_and_hashes(library: KnowledgeBase, book: Workbook) -> None:
    about = {str(row["项目"]): str(row["内容"]) for row in rows_of(book["说明"])}
    assert {"标题", "导出日期", "知识库", "引文核对"} <= set(about)
    assert "与原文逐字一致" in about["引文核对"]
    held = {d.source.path: d.source.sha256 for d in library.documents()}
    files = {str(row["源文件"]): str(row["SHA-256"]) for row in rows_of(book["文件"])}
    assert files
    assert files.items() <= held.items()


def test_a_comparison_has_its_sources_beside_each_column(library: KnowledgeBase) -> None:
    result = export_samples.comparison(library)
    book = load_workbook(io.BytesIO(export_bytes(result, "xlsx", library=library)))
    assert book.sheetnames[:2] == ["结果", "异同"]
    head = [cell.value for cell in book["结果"][1]]
    for number, column in enumerate(result.columns):
        assert head[1 + 2 * number : 3 + 2 * number] == [column.name, f"{column.name}·出处"]
    for row, shown in zip(result.rows, book["结果"].iter_rows(min_row=2), strict=True):
        for number, cell in enumerate(row.cells):
            said, source = shown[1 + 2 * number].value, shown[2 + 2 * number].value
            assert (said == "未作规定") == cell.silent == (source is None)


def test_text_that_looks_like_a_formula_is_text() -> None:
    for sign in ("=1+1", "+1", "-1", "@SUM(A1)", "https://example.org", "12"):
        book = load_workbook(io.BytesIO(to_xlsx(export_samples.paper_of(sign))))
        cell = book["结果"]["A3"]
        assert (cell.value, cell.data_type, cell.hyperlink) == (sign, "s", None)
        assert book["结果"]["C2"].value == -2.5


@pytest.mark.parametrize("character", ["文", "𠮷"])
def test_what_is_longer_than_a_cell_is_cut_with_a_remark(character: str) -> None:
    paper = export_samples.paper_of(character * (LONGEST + 10))
    book = load_workbook(io.BytesIO(to_xlsx(paper)))
    text = str(book["结果"]["A3"].value)
    assert text.endswith(CUT)
    assert len(text.encode("utf-16-le")) / 2 <= LONGEST
    whole = "".join(str(row["全文"]) for row in rows_of(book["条款"]))
    assert whole == character * (LONGEST + 10)


def test_bold_words_in_a_cell() -> None:
    paragraph = Paragraph((Run("不低于"), Run("2%", bold=True), Run("。")))
    paper = export_samples.paper_of("x")
    table = Table(("a",), (1,), ((Cell((paragraph, paragraph)),),))
    changed = type(paper)(
        **{n: getattr(paper, n) for n in paper.__slots__} | {"sheets": (("结果", table),)}
    )
    book = load_workbook(io.BytesIO(to_xlsx(changed)), rich_text=True)
    cell = book["结果"]["A2"].value
    assert str(cell) == "不低于2%。\n不低于2%。"
    assert [part.text for part in cell if getattr(getattr(part, "font", None), "b", False)] == [
        "2%",
        "2%",
    ]
