"""Excel files (.xlsx, .xlsm): each row of each visible sheet a line, as the cells show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from kb.errors import SourceError
from kb.reading.container import Container, resolve
from kb.reading.markup import Element, attribute, descendants, local_name, parse_xml
from kb.reading.raw import RawText
from kb.reading.tables import TableCell, table_lines

MAX_ROWS = 50_000
MAX_COLUMNS = 500
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
DATE_FORMATS = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
PERCENT_FORMATS = {9: 0, 10: 2}
EPOCH = datetime(1899, 12, 30)  # day 0 of Excel, its leap day of 1900 counted
MEANT = 15  # digits that Excel keeps


def read_sheet(data: bytes, name: str) -> RawText:
    """The rows of the Excel file ``data``; a sheet's name stands above them when there are several.

    Raises:
        SourceError: it is damaged, encrypted or too large.
    """
    container = Container(data, name)
    book = "xl/workbook.xml"
    root = parse_xml(container.read(book), name)
    targets = _targets(container, book)
    strings = _strings(container)
    formats = _formats(container)
    sheets = [
        (attribute(sheet, "name") or "", targets.get(attribute(sheet, "id") or "", ""))
        for sheet in descendants(root, "sheet")
        if attribute(sheet, "state") in (None, "visible")
    ]
    lines: list[str] = []
    for title, part in sheets:
        if part not in container:
            continue
        rows = _rows(parse_xml(container.read(part), name), strings, formats, name)
        found = table_lines(rows)
        if found:
            lines += ([title] if len(sheets) > 1 and title else []) + found
    return RawText("\n".join(lines), wrapped=False)


def _targets(container: Container, book: str) -> dict[str, str]:
    listing = "xl/_rels/workbook.xml.rels"
    if listing not in container:
        return {}
    return {
        attribute(relation, "Id") or "": resolve(book, attribute(relation, "Target") or "")
        for relation in parse_xml(container.read(listing), container.name)
        if attribute(relation, "TargetMode") != "External"
    }


def _strings(container: Container) -> list[str]:
    part = "xl/sharedStrings.xml"
    if part not in container:
        return []
    root = parse_xml(container.read(part), container.name)
    return [_text(item) for item in root if local_name(item) == "si"]


def _text(item: Element) -> str:
    """The text of a string; readings of its characters (rPh) left out."""
    pieces = []
    for child in item:
        kind = local_name(child)
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            pieces += [inner.text or "" for inner in child if local_name(inner) == "t"]
    return "".join(pieces)


def _formats(container: Container) -> list[tuple[int, str]]:
    """By cell style, the id and the code of its number format."""
    part = "xl/styles.xml"
    if part not in container:
        return []
    root = parse_xml(container.read(part), container.name)
    codes = {
        attribute(form, "numFmtId"): attribute(form, "formatCode") or ""
        for form in descendants(root, "numFmt")
    }
    found = []
    for group in descendants(root, "cellXfs"):
        for form in group:
            number = attribute(form, "numFmtId") or "0"
            found.append((int(number) if number.isdecimal() else 0, codes.get(number, "")))
    return found


def _rows(
    root: Element, strings: list[str], formats: list[tuple[int, str]], name: str
) -> Iterator[list[TableCell]]:
    spans = _merged(root)
    above: dict[int, tuple[int, TableCell]] = {}  # column -> last row that a cell goes down to
    for seen, row in enumerate(descendants(root, "row"), 1):
        if seen > MAX_ROWS:
            raise SourceError(f"{name}：工作表超过 {MAX_ROWS} 行；请拆分后再导入。")
        if attribute(row, "hidden") in ("1", "true"):
            continue
        said = attribute(row, "r") or ""
        number = int(said) if said.isdecimal() else seen
        texts: dict[int, TableCell] = {}
        for cell in row:
            place = CELL.fullmatch(attribute(cell, "r") or "")
            column = _column(place[1]) if place else len(texts)
            if column >= MAX_COLUMNS:
                continue
            down, along = spans.get(attribute(cell, "r") or "", (1, 1))
            texts[column] = TableCell(_shown(cell, strings, formats), columns=along)
            if down > 1:
                above[column] = (number + down - 1, texts[column])
        texts |= {column: cell for column, (last, cell) in above.items() if number <= last}
        yield _in_order(texts)


def _in_order(texts: dict[int, TableCell]) -> list[TableCell]:
    row: list[TableCell] = []
    at = 0
    last = max(texts, default=-1)
    while at <= last:
        cell = texts.get(at, TableCell(""))
        row.append(cell)
        at += max(1, cell.columns)
    return row


def _merged(root: Element) -> dict[str, tuple[int, int]]:
    spans: dict[str, tuple[int, int]] = {}
    for merge in descendants(root, "mergeCell"):
        first, _, last = (attribute(merge, "ref") or "").partition(":")
        a, b = CELL.fullmatch(first), CELL.fullmatch(last)
        if a and b:
            spans[first] = (int(b[2]) - int(a[2]) + 1, _column(b[1]) - _column(a[1]) + 1)
    return spans


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _shown(cell: Element, strings: list[str], formats: list[tuple[int, str]]) -> str:
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        return "".join(_text(inner) for inner in cell if local_name(inner) == "is")
    value = next((inner.text or "" for inner in cell if local_name(inner) == "v"), "")
    if kind == "s":
        return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind in ("str", "e", "d") or not value:
        return value
    style = attribute(cell, "s") or "0"
    form = formats[int(style)] if style.isdecimal() and int(style) < len(formats) else (0, "")
    return _number(value, *form)


def _number(value: str, form: int, code: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code)
    if form in DATE_FORMATS or re.search(r"[yd]", bare, re.IGNORECASE):
        return _day(number) or value
    if form in PERCENT_FORMATS or "%" in bare:
        digits = PERCENT_FORMATS.get(form)
        if digits is None:
            decimals = re.search(r"\.(0+)[^0]*%", bare)
            digits = len(decimals[1]) if decimals else 0
        return f"{number * 100:.{digits}f}%"
    decimals = re.search(r"0\.(0+)", bare) if code else None
    fixed = {2: 2, 4: 2, 1: 0, 3: 0}.get(form, len(decimals[1]) if decimals else None)
    if fixed is not None:
        return f"{number:.{fixed}f}"
    return f"{number:.{MEANT}g}" if "e" not in f"{number:.{MEANT}g}" else value


def _day(number: float) -> str | None:
    if not 0 < number < 2_958_466:
        return None
    day = EPOCH + timedelta(days=number)
    return f"{day.year}年{day.month}月{day.day}日"
