"""Excel: typed cells, filters and frozen heads, with the sources beside each cell."""

from __future__ import annotations

import io
import math
from datetime import date
from typing import TYPE_CHECKING, Any

from kb.export.annex import particulars_of
from kb.export.footnotes import note_text
from kb.export.paper import Cell, Paper, Table, plain_cell, text_of
from kb.export.printable import one_line, printable
from kb.export.spreadsheet import with_sources

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIRST_YEAR = 1900  # of dates that Excel knows
LONGEST = 32_767  # UTF-16 units that a cell holds
CUT = "……〔内容过长，此处截断；全文见“条款”表或源文件〕"
TABLE_WIDTH = 180  # digits, the unit of widths, shared out among the columns
CHINESE_WIDE = 2.15  # a Chinese character, in digits
NARROWEST, WIDEST = 6, 60
LINES_HIGHEST = 27  # lines of 15 points: a row is at most 409 points high


def to_xlsx(paper: Paper) -> bytes:
    """``paper`` as a workbook: its sheets, then 出处, 条款, 文件 and 说明."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with Workbook(stream, {**options, "in_memory": True}) as book:
        book.set_properties({"title": one_line(paper.title), "author": "", "comments": ""})
        looks = _formats(book)
        for name, table in paper.sheets:
            _add_sheet(book, name, with_sources(table, paper.notes), looks)
        if paper.notes:
            _add_sheet(book, "出处", _quotes(paper), looks)
        if paper.annex:
            _add_sheet(book, "条款", _clauses(paper), looks)
        _add_sheet(book, "文件", _sources(paper), looks)
        _add_sheet(book, "说明", _about(paper), looks)
    return stream.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    plain: dict[str, Any] = {
        "font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "top", "border": 1,
    }  # fmt: skip
    head = {**plain, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E7E6E6"}
    return {
        "text": book.add_format(plain),
        "head": book.add_format(head),
        "bold": book.add_format({"bold": True, "font_name": "宋体", "font_size": 11}),
        "date": book.add_format({**plain, "num_format": "yyyy-mm-dd"}),
        "number": book.add_format({**plain, "num_format": "General"}),
    }


def _add_sheet(book: Workbook, name: str, table: Table, looks: dict[str, Format]) -> None:
    sheet = book.add_worksheet(name)
    widths = _widths(table)
    for column, (title, width) in enumerate(zip(table.head, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, _fitting(printable(title)), looks["head"])
    for number, row in enumerate(table.rows, 1):
        lines = [_lines(text_of(cell), width) for cell, width in zip(row, widths, strict=True)]
        sheet.set_row(number, 15 * min(max(lines, default=1), LINES_HIGHEST) + 4)
        for column, cell in enumerate(row):
            _write(sheet, (number, column), cell, looks)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.head) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write(sheet: Worksheet, at: tuple[int, int], cell: Cell, looks: dict[str, Format]) -> None:
    text = text_of(cell)
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs if run.text]
    if isinstance(cell.value, date) and cell.value.year >= FIRST_YEAR:
        sheet.write_datetime(*at, cell.value, looks["date"])
    elif isinstance(cell.value, date):
        sheet.write_string(*at, cell.value.isoformat(), looks["text"])
    elif cell.value is not None:
        sheet.write_number(*at, cell.value, looks["number"])
    elif len(runs) > 1 and any(run.bold for run in runs) and _units(text) <= LONGEST:
        sheet.write_rich_string(*at, *_rich(cell, looks), looks["text"])
    elif text:
        sheet.write_string(*at, _fitting(text), looks["text"])
    else:
        sheet.write_blank(*at, None, looks["text"])


def _rich(cell: Cell, looks: dict[str, Format]) -> list[Any]:
    parts: list[Any] = []
    for number, paragraph in enumerate(cell.paragraphs):
        for place, run in enumerate(paragraph.runs):
            start = "\n" if number and not place else ""
            text = start + printable(run.text)
            if text:
                parts += [looks["bold"], text] if run.bold else [text]
    return parts


def _fitting(text: str) -> str:
    """``text``, cut with a remark where it is longer than a cell holds."""
    if _units(text) <= LONGEST:
        return text
    units = text.encode("utf-16-le")[: 2 * (LONGEST - _units(CUT))]
    return units.decode("utf-16-le", "ignore") + CUT


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _widths(table: Table) -> list[float]:
    share = TABLE_WIDTH / sum(table.widths)
    return [min(max(width * share, NARROWEST), WIDEST) for width in table.widths]


def _lines(text: str, width: float) -> int:
    return sum(max(math.ceil(_wide(line) / (width - 1)), 1) for line in text.split("\n"))


def _wide(line: str) -> float:
    return sum(CHINESE_WIDE if character >= "\u2000" else 1 for character in line)


def _quotes(paper: Paper) -> Table:
    rows = [
        (
            Cell(value=number),
            plain_cell(note_text(citation)),
            plain_cell(citation.path),
            Cell(value=citation.page),
            plain_cell(citation.quote),
            plain_cell(citation.document.source.path),
        )
        for number, citation in enumerate(paper.notes, 1)
    ]
    return Table(("注", "出处", "条款", "页", "原文", "源文件"), (1, 6, 2, 1, 10, 5), tuple(rows))


def _clauses(paper: Paper) -> Table:
    rows = []
    for clause in paper.annex:
        notes = plain_cell("、".join(str(note + 1) for note in clause.notes))
        pieces = _pieces(printable(clause.text))
        for number, piece in enumerate(pieces, 1):
            part = f"（第{number}部分，共{len(pieces)}部分）" if len(pieces) > 1 else ""
            rows.append((plain_cell(clause.label + part), notes, plain_cell(piece)))
    return Table(("条款", "注", "全文"), (4, 1, 12), tuple(rows))


def _pieces(text: str) -> list[str]:
    size = LONGEST // 2  # of characters: even if each took two units
    return [text[at : at + size] for at in range(0, len(text), size)] or [""]


def _sources(paper: Paper) -> Table:
    rows = [
        (
            plain_cell(d.title),
            plain_cell(d.number or ""),
            Cell(value=d.issued_on),
            plain_cell(d.status or ""),
            plain_cell(d.source.path),
            plain_cell(d.source.sha256),
        )
        for d in paper.sources
    ]
    head = ("文件名", "文号", "印发日期", "状态", "源文件", "SHA-256")
    return Table(head, (6, 3, 2, 2, 5, 5), tuple(rows))


def _about(paper: Paper) -> Table:
    rows = [("标题", one_line(paper.title)), *particulars_of(paper)]
    return Table(("项目", "内容"), (1, 6), tuple((plain_cell(n), plain_cell(v)) for n, v in rows))
