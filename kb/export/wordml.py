"""WordprocessingML: text, paragraphs, tables and sections as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from xml.sax.saxutils import escape

from kb.export.printable import printable

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
MM = 56.6929  # twentieths of a point in a millimetre
# A4 and the margins of GB/T 9704: top, right, bottom, left, in millimetres; turned for landscape.
PORTRAIT = ((210, 297), (37, 26, 35, 28))
LANDSCAPE = ((297, 210), (28, 35, 26, 37))
FOOTER = 25  # millimetres from the page's edge: the number stands 7 below the text
_SPECIAL = re.compile(r"(\n|\t)")


def text_width(*, landscape: bool) -> int:
    """Between the margins, in twentieths of a point."""
    (width, _), (_, right, _, left) = LANDSCAPE if landscape else PORTRAIT
    return round((width - left - right) * MM)


def run(text: str, *, bold: bool = False, raised: bool = False) -> str:
    """Words; the hint sets “” in the Chinese font."""
    looks = '<w:rFonts w:hint="eastAsia"/>'
    looks += "<w:b/>" if bold else ""
    looks += '<w:vertAlign w:val="superscript"/>' if raised else ""
    return f"<w:r><w:rPr>{looks}</w:rPr>{_content(text)}</w:r>" if text else ""


def paragraph(style: str, content: str, *, looks: str = "") -> str:
    """A paragraph; ``looks`` are properties besides its style's, such as a ``section`` it ends."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{looks}</w:pPr>{content}</w:p>'


def note_reference(number: int) -> str:
    """The mark of footnote ``number``, with a bookmark that later mentions point to."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="_Note{number}"/>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r><w:bookmarkEnd w:id="{number}"/>'
    )


def note_again(number: int) -> str:
    """The number of a footnote that was made before; Word keeps it up to date."""
    mark = run(str(number), raised=True)
    return f'<w:fldSimple w:instr=" NOTEREF _Note{number} \\h ">{mark}</w:fldSimple>'


def table(widths: Sequence[int], rows: Iterable[str]) -> str:
    """A table of columns as wide as ``widths``, in twentieths of a point."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def row(widths: Sequence[int], cells: Iterable[str], *, head: bool, whole: bool) -> str:
    """A row of ``cells``, each some paragraphs; a ``whole`` one is not split between pages."""
    looks = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    middle = '<w:vAlign w:val="center"/>' if head else ""
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{middle}</w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr>{looks}</w:trPr>{inner}</w:tr>"


def section(*, landscape: bool) -> str:
    """The page of a section, with the page numbers outside."""
    (width, height), margins = LANDSCAPE if landscape else PORTRAIT
    top, right, bottom, left = (round(side * MM) for side in margins)
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="odd"/>'
        '<w:footerReference w:type="even" r:id="even"/>'
        f'<w:pgSz w:w="{round(width * MM)}" w:h="{round(height * MM)}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="851" w:footer="{round((FOOTER if not landscape else 16) * MM)}" w:gutter="0"/>'
        "</w:sectPr>"
    )


def footer(side: Literal["left", "right"]) -> str:
    """— 1 — at the outer edge, one character in."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    looks = f'<w:ind w:{side}Chars="100"/><w:jc w:val="{side}"/>'
    number = paragraph("Footer", run("— ") + field + run(" —"), looks=looks)
    return f"<w:ftr {NAMESPACES}>{number}</w:ftr>"


def footnotes(texts: Iterable[str]) -> str:
    """The part that holds the footnotes, numbered from 1, and the lines that part them off."""
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/>'
        f"</w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>"
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    notes = "".join(
        f'<w:footnote w:id="{number}">{note}</w:footnote>'
        for number, note in enumerate(
            (paragraph("FootnoteText", mark + run(" " + text)) for text in texts), 1
        )
    )
    return f"<w:footnotes {NAMESPACES}>{rules}{notes}</w:footnotes>"


def _content(text: str) -> str:
    signs = {"\n": "<w:br/>", "\t": "<w:tab/>", "": ""}
    return "".join(
        signs[part] if part in signs else f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in _SPECIAL.split(printable(text))
    )
