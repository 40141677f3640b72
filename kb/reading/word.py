"""Word files (.docx, .docm): the text that a reader of the file sees, changes accepted.

An own walk over the XML, since the common libraries lose automatic numbers and inserted text.
Headers and footers are running heads and are left out, as is an automatic table of contents.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.errors import SourceError
from kb.reading.container import Container, resolve
from kb.reading.markup import Element, attribute, descendants, local_name, parse_xml
from kb.reading.raw import RawText
from kb.reading.tables import TableCell, one_line, table_lines
from kb.reading.web_blocks import chunk_lines
from kb.reading.word_numbering import Numbering
from kb.reading.word_styles import Styles, list_place

# What is not text: deleted and moved away, field codes, an older copy of a drawing, readings.
UNSEEN = {
    "del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "Fallback", "rt",
    "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "object", "binData",
}  # fmt: skip
SIGNS = {"noBreakHyphen": "-", "br": "\n", "cr": "\n", "tab": " ", "ptab": " "}
SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0A3": "□", "F0FC": "√"}
NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def read_word(data: bytes, name: str) -> RawText:
    """The text of the Word file ``data``, a paragraph or a table's row a line.

    Raises:
        SourceError: it is damaged, encrypted, or unpacks to more than is allowed.
    """
    container = Container(data, name)
    main = _main_part(container)
    root = parse_xml(container.read(main), name)
    body = next((child for child in root if local_name(child) == "body"), None)
    if body is None:
        raise SourceError(f"{name}：Word 文件里没有正文，可能已损坏；请重新获取这个文件。")
    walk = _Walk(container, main)
    return RawText("\n".join(walk.blocks(body)), wrapped=False)


def _main_part(container: Container) -> str:
    for kind, target, _ in _relations(container, "").values():
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def _relations(container: Container, part: str) -> dict[str, tuple[str, str, bool]]:
    """Kind, target and whether it lies outside, of each relation of a part, by id."""
    folder, _, leaf = part.rpartition("/")
    listing = f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels"
    found: dict[str, tuple[str, str, bool]] = {}
    if listing in container:
        for relation in parse_xml(container.read(listing), container.name):
            kind = (attribute(relation, "Type") or "").rpartition("/")[2]
            outside = attribute(relation, "TargetMode") == "External"
            target = resolve(part, attribute(relation, "Target") or "")
            found[attribute(relation, "Id") or ""] = (kind, target, outside)
    return found


class _Walk:
    """One pass through a document, with what it counts on the way."""

    def __init__(self, container: Container, main: str) -> None:
        self._container = container
        self._relations = _relations(container, main)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._notes = {kind: self._note_texts(kind) for kind in NOTES.values()}
        self._numbers: dict[tuple[str, str], int] = {}  # of the notes referred to so far
        self._waiting: list[str] = []  # text boxes and notes that follow the paragraph
        self._carried = ""  # text of a paragraph whose end was deleted

    def blocks(self, parent: Element) -> Iterator[str]:
        """The lines of the paragraphs and tables in ``parent``."""
        for child in parent:
            kind = local_name(child)
            if kind == "p":
                yield from self._paragraph(child)
                waiting, self._waiting = self._waiting, []
                yield from waiting
            elif kind == "tbl":
                yield from self._table(child)
                waiting, self._waiting = self._waiting, []
                yield from waiting
            elif kind == "altChunk":
                yield from self._chunk(child)
            elif kind == "sdt" and _is_contents(child):
                continue
            elif kind not in UNSEEN:
                yield from self.blocks(child)

    def _part(self, kind: str) -> Element | None:
        for found, target, outside in self._relations.values():
            if found == kind and not outside and target in self._container:
                return parse_xml(self._container.read(target), self._container.name)
        return None

    def _note_texts(self, kind: str) -> dict[str, Element]:
        root = self._part(kind)
        notes = () if root is None else root
        return {attribute(n, "id") or "": n for n in notes if attribute(n, "type") is None}

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        properties = next((c for c in paragraph if local_name(c) == "pPr"), None)
        style = _style_of(properties)
        if self._styles.is_contents(style):
            return
        text = self._carried + "".join(self._inline(paragraph))
        if _end_is_deleted(properties):
            self._carried = text
            return
        self._carried = ""
        label = self._label(properties, style)
        if text.strip():
            yield from (label + text).split("\n")

    def _label(self, properties: Element | None, style: str | None) -> str:
        own = list_place(properties)
        inherited, by = self._styles.place(style)
        number_id = own.number_id if own.number_id is not None else inherited.number_id
        if number_id in (None, "0") or number_id is None:
            return ""
        level = own.level if own.level is not None else inherited.level
        if level is None:
            level = self._numbering.level_of(number_id, by or style or "")
        return self._numbering.next_label(number_id, level)

    def _inline(self, element: Element) -> Iterator[str]:
        for child in element:
            kind = local_name(child)
            if kind in UNSEEN or not kind:
                continue
            if kind == "t":
                yield child.text or ""
            elif kind in SIGNS:
                yield SIGNS[kind]
            elif kind == "sym":
                yield SYMBOLS.get((attribute(child, "char") or "").upper(), "")
            elif kind in NOTES:
                yield self._note(NOTES[kind], attribute(child, "id") or "")
            elif kind == "txbxContent":
                self._waiting += self._apart(child)
            elif not (kind == "r" and _is_hidden(child)):
                yield from self._inline(child)

    def _apart(self, element: Element) -> list[str]:
        """The lines of a text box or a note, with its own boxes after them."""
        waiting, self._waiting = self._waiting, []
        carried, self._carried = self._carried, ""
        lines = list(self.blocks(element))
        self._waiting, self._carried = waiting, carried
        return lines

    def _note(self, kind: str, name: str) -> str:
        note = self._notes[kind].get(name)
        if note is None:
            return ""
        number = self._numbers.setdefault((kind, name), len(self._numbers) + 1)
        self._waiting.append(f"[{number}] " + one_line("\n".join(self._apart(note))))
        return f"[{number}]"

    def _table(self, table: Element) -> Iterator[str]:
        rows: list[list[TableCell]] = []
        above: dict[int, str] = {}
        plain: list[list[str]] = []  # by row, the lines of its only cell that has text
        for row in _rows(table):
            cells: list[TableCell] = []
            column = _grid_before(row)
            cells += [TableCell("")] * column
            filled: list[list[str]] = []
            for cell in _cells(row):
                width, merged = _spans(cell)
                lines = list(self.blocks(cell))
                if merged == "continue":
                    text = above.get(column, "")
                else:
                    text = "\n".join(lines)
                    above[column] = text
                filled += [lines] if text.strip() else []
                cells.append(TableCell(text, columns=width))
                column += width
            rows.append(cells)
            plain.append(filled[0] if len(filled) == 1 else [])
        for cells, lines in zip(rows, plain, strict=True):
            # A frame around text, or a row that is one heading: no table to the reader.
            yield from lines or table_lines([cells])

    def _chunk(self, element: Element) -> Iterator[str]:
        _, target, outside = self._relations.get(attribute(element, "id") or "", ("", "", True))
        if outside or target not in self._container:
            return
        data = self._container.read(target)
        if data.startswith(b"PK\x03\x04"):
            yield from read_word(data, self._container.name).text.split("\n")
        else:
            yield from chunk_lines(data, self._container.name)


def _style_of(properties: Element | None) -> str | None:
    for child in () if properties is None else properties:
        if local_name(child) == "pStyle":
            return attribute(child, "val")
    return None


def _end_is_deleted(properties: Element | None) -> bool:
    for child in () if properties is None else properties:
        if local_name(child) == "rPr":
            return any(local_name(inner) in ("del", "moveFrom") for inner in child)
    return False


def _is_hidden(run: Element) -> bool:
    for child in run:
        if local_name(child) == "rPr":
            return any(
                local_name(inner) == "vanish" and attribute(inner, "val") not in ("0", "false")
                for inner in child
            )
    return False


def _is_contents(control: Element) -> bool:
    return any(
        attribute(gallery, "val") == "Table of Contents"
        for gallery in descendants(control, "docPartGallery")
    )


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        kind = local_name(child)
        if kind == "tr":
            properties = next((c for c in child if local_name(c) == "trPr"), ())
            if not any(local_name(inner) == "del" for inner in properties):
                yield child
        elif kind not in UNSEEN:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if local_name(child) == "tc":
            yield child
        elif local_name(child) not in UNSEEN:
            yield from _cells(child)


def _spans(cell: Element) -> tuple[int, str | None]:
    """Columns that a cell covers, and "continue" when it goes on with the one above."""
    width, merged = 1, None
    properties = next((c for c in cell if local_name(c) == "tcPr"), ())
    for child in properties:
        value = attribute(child, "val")
        if local_name(child) == "gridSpan" and value and value.isdecimal():
            width = max(1, min(int(value), 100))
        elif local_name(child) == "vMerge":
            merged = value or "continue"
    return width, merged


def _grid_before(row: Element) -> int:
    properties = next((c for c in row if local_name(c) == "trPr"), ())
    for child in properties:
        value = attribute(child, "val") or ""
        if local_name(child) == "gridBefore" and value.isdecimal():
            return min(int(value), 100)
    return 0
