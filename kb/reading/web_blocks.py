"""HTML elements as lines: a paragraph, a heading or a table's row a line, as a browser shows it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator

from kb.errors import SourceError
from kb.reading.markup import Element, attribute, descendants, local_name, parse_html
from kb.reading.tables import TableCell, table_lines

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "ucapcontent", "ucapmain",
}  # fmt: skip
# Elements without words for the reader.
UNSEEN = {
    "script", "style", "noscript", "template", "head", "title", "select", "option", "button",
    "textarea", "input", "iframe", "object", "embed", "svg", "video", "audio", "canvas", "map",
    "datalist", "rt", "rp", "link", "meta",
}  # fmt: skip
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f]+")
SIDE_BY_SIDE = re.compile("[ \u00a0]{4,}")
MHT = re.compile(rb"\s*(?:MIME-Version|From|Snapshot-Content-Location|Subject)\s*:", re.IGNORECASE)


def is_unseen(element: Element) -> bool:
    """Whether a browser shows nothing of ``element``."""
    if local_name(element) in UNSEEN or not local_name(element):
        return True
    style = attribute(element, "style") if element.attrib else None
    return "hidden" in element.attrib or bool(style and HIDDEN.search(style))


def block_lines(element: Element) -> list[str]:
    """The lines of ``element`` that hold text, white space folded as a browser does."""
    lines = ["" if piece == "\n" else piece for piece in _lines(element)]
    return [line for line in lines if line.strip()]


def chunk_lines(data: bytes, name: str) -> list[str]:
    """The lines of a page or a saved page (MHT) that stands inside another document.

    Raises:
        SourceError: it is no text.
    """
    page = page_of_mht(data, name) if MHT.match(data) else data
    body = next(descendants(parse_html(page, name), "body"), None)
    return [] if body is None else block_lines(body)


def page_of_mht(data: bytes, name: str) -> bytes:
    """The page in a web archive (MHT), in UTF-8.

    Raises:
        SourceError: there is none.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        page = part.get_payload(decode=True)
        if isinstance(page, bytes) and page.strip():
            said = part.get_content_charset() or ""
            try:
                return page.decode(said).encode("utf-8") if said else page
            except (LookupError, UnicodeError):
                return page
    raise SourceError(f"{name}：存档的网页里没有正文；请用浏览器另存为网页后再导入。")


def _lines(element: Element) -> Iterator[str]:
    """Lines and, between blocks, single line ends."""
    current: list[str] = []
    for piece in _pieces(element, preserved=False):
        if piece == "\n":
            yield _trimmed(current)
            current = []
        elif piece.endswith("\n"):  # a row of a table, ready
            yield _trimmed(current)
            current = []
            yield piece[:-1]
        else:
            current.append(piece)
    yield _trimmed(current)


def _trimmed(pieces: list[str]) -> str:
    # Blanks fold across the elements of a line; no-break spaces stay, they are written to be
    # seen: a run of them parts what stands side by side, such as joint issuers.
    folded = SPACES.sub(" ", "".join(pieces)).strip(" ")
    return SIDE_BY_SIDE.sub("\u3000\u3000", folded)


def _pieces(element: Element, *, preserved: bool) -> Iterator[str]:
    kind = local_name(element)
    if is_unseen(element):
        return
    if kind == "br":
        yield "\n"
        return
    if kind == "table" and _is_data(element):
        yield "\n"
        yield from (line + "\n" for line in table_lines(_table(element)))
        return
    block = kind in BLOCKS
    preserved = preserved or kind == "pre"
    if block:
        yield "\n"
    yield from _text(element.text, preserved=preserved)
    for child in element:
        yield from _pieces(child, preserved=preserved)
        yield from _text(child.tail, preserved=preserved)
    if block:
        yield "\n"


def _text(text: str | None, *, preserved: bool) -> Iterator[str]:
    if not text:
        return
    if not preserved:
        yield SPACES.sub(" ", text)
        return
    for n, line in enumerate(text.splitlines()):
        if n:
            yield "\n"
        yield line


def _is_data(table: Element) -> bool:
    """Whether a table is one to its reader and not a frame around the page's parts."""
    if any(True for _ in descendants(table, "table")):
        return False
    rows = [cells for cells in _row_cells(table) if cells]
    filled = [sum(_has_text(cell) for cell in cells) for cells in rows]
    return any(n > 1 for n in filled)


def _has_text(element: Element) -> bool:
    return any(text.strip() for text in element.itertext())


def _row_cells(table: Element) -> Iterator[list[Element]]:
    for row in descendants(table, "tr"):
        yield [cell for cell in row if local_name(cell) in ("td", "th") and not is_unseen(cell)]


def _table(table: Element) -> Iterator[list[TableCell]]:
    for caption in descendants(table, "caption"):
        yield [TableCell("\n".join(block_lines(caption)))]
    for cells in _row_cells(table):
        yield [
            TableCell("\n".join(block_lines(cell)), _span(cell, "rowspan"), _span(cell, "colspan"))
            for cell in cells
        ]


def _span(cell: Element, name: str) -> int:
    said = (attribute(cell, name) or "").strip()
    return max(1, int(said)) if said.isdecimal() and len(said) < 5 else 1
