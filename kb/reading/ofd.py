"""OFD files (GB/T 33190): the text layer page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.errors import SourceError
from kb.reading.container import Container, resolve
from kb.reading.layout import Line, Page, pages_to_text
from kb.reading.markup import Element, attribute, descendants, parse_xml
from kb.reading.pieces import rows_of
from kb.reading.raw import RawText

MAX_PAGES = 2000
A4 = (210.0, 297.0)  # millimetres: the size of a page that does not say its own
RUN = re.compile(r"g\s+(\d+)\s+([-\d.eE]+)")  # "g 3 4.5": the same step three times


def read_ofd(data: bytes, name: str) -> RawText:
    """The text of the OFD file ``data``, its pages parted by form feeds.

    Raises:
        SourceError: it is damaged, encrypted, too long, or has no text.
    """
    container = Container(data, name)
    entry = next(part for part in container.names if part.lower() == "ofd.xml")
    root = parse_xml(container.read(entry), name)
    if any("Encryptions.xml" in part for part in container.names):
        raise SourceError(f"{name}：OFD 有密码；请去掉密码后再导入。")
    pages: list[Page] = []
    for place in descendants(root, "DocRoot"):
        pages += _document(container, resolve(entry, (place.text or "").strip()))
        if len(pages) > MAX_PAGES:
            raise SourceError(f"{name}：超过 {MAX_PAGES} 页；请拆分后再导入。")
    text = pages_to_text(pages)
    if not text.strip():
        raise SourceError(f"{name}：OFD 里没有文字，可能是扫描件；请转成 PDF 或图片后再导入。")
    return RawText(text, wrapped=False)


def _document(container: Container, part: str) -> Iterator[Page]:
    root = parse_xml(container.read(part), container.name)
    usual = _size(root) or A4
    templates = {
        attribute(page, "ID") or "": resolve(part, attribute(page, "BaseLoc") or "")
        for page in descendants(root, "TemplatePage")
    }
    for page in descendants(root, "Page"):
        place = attribute(page, "BaseLoc")
        if place is None:
            continue
        content = parse_xml(container.read(resolve(part, place)), container.name)
        pieces: list[Line] = []
        for used in descendants(content, "Template"):
            behind = templates.get(attribute(used, "TemplateID") or "")
            if behind and behind in container:
                pieces += _pieces(parse_xml(container.read(behind), container.name))
        pieces += _pieces(content)
        yield Page(tuple(rows_of(pieces)), *(_size(content) or usual))


def _size(root: Element) -> tuple[float, float] | None:
    for box in descendants(root, "PhysicalBox"):
        numbers = _numbers(box.text)
        if len(numbers) == 4 and numbers[3] > 0:
            return numbers[2], numbers[3]
    return None


def _pieces(root: Element) -> Iterator[Line]:
    """One line for each TextCode, placed by its object's box; what is not visible left out."""
    for text in descendants(root, "TextObject"):
        if attribute(text, "Visible") == "false":
            continue
        box = _numbers(attribute(text, "Boundary"))
        if len(box) != 4:
            continue
        size = next(iter(_numbers(attribute(text, "Size"))), 0.0)
        matrix = _numbers(attribute(text, "CTM"))
        scale_x, scale_y = (matrix[0], matrix[3]) if len(matrix) == 6 else (1.0, 1.0)
        size = abs(size * scale_y) or box[3]
        for code in descendants(text, "TextCode"):
            words = (code.text or "").strip("\r\n")
            if not words.strip():
                continue
            x = next(iter(_numbers(attribute(code, "X"))), 0.0) * scale_x
            y = next(iter(_numbers(attribute(code, "Y"))), size) * scale_y
            steps = _steps(attribute(code, "DeltaX")) or [size / abs(scale_x or 1)] * len(words)
            width = sum(steps[: len(words) - 1]) * abs(scale_x) + size
            base = box[1] + y
            left = box[0] + x
            yield Line(words.strip(), left, left + width, base - size, base + size * 0.12, size)


def _steps(text: str | None) -> list[float]:
    steps: list[float] = []
    at = 0
    for run in RUN.finditer(text or ""):
        steps += _numbers((text or "")[at : run.start()])
        steps += _numbers(run[2]) * min(int(run[1]), 10_000)
        at = run.end()
    return steps + _numbers((text or "")[at:])


def _numbers(text: str | None) -> list[float]:
    try:
        return [float(piece) for piece in (text or "").split()]
    except ValueError:
        return []
