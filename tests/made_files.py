"""Small files of every format, made by hand, for the tests of the readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
SHEETS = (
    '<sheets><sheet name="指标表" sheetId="1" r:id="s"/>'
    '<sheet name="隐藏" sheetId="2" state="hidden" r:id="s"/></sheets></workbook>'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return held.getvalue()


def run(text: str, properties: str = "") -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{''.join(runs)}</w:p>"


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(run(text), properties=place)


def level(at: int, form: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def numbering(levels: str, lists: str = "") -> str:
    usual = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f"{lists or usual}</w:numbering>"
    )


OFFICIAL = (
    level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3．")
)


def word(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX; ``parts`` are further ones by name (numbering.xml), related by their name."""
    held: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    named = {name.rpartition("/")[2].partition(".")[0]: name for name in parts or {}}
    held["word/_rels/document.xml.rels"] = relations(named)
    held.update({f"word/{name}": data for name, data in (parts or {}).items()})
    return zipped(held)


def relations(targets: Mapping[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{KIND}{name}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def table(rows: Iterable[Sequence[str | tuple[str, str]]]) -> str:
    """A Word table; a cell is a text, or a text with its properties."""
    made = ""
    for row in rows:
        cells = [(cell, "") if isinstance(cell, str) else cell for cell in row]
        made += (
            "<w:tr>"
            + "".join(
                f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"
                for text, properties in cells
            )
            + "</w:tr>"
        )
    return f"<w:tbl>{made}</w:tbl>"


def sheet(rows: str, *, merges: str = "", strings: Sequence[str] = (), styles: str = "") -> bytes:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    return zipped({
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f"<workbook {main} {W}>" + SHEETS,
        "xl/_rels/workbook.xml.rels": relations({"s": "worksheets/sheet1.xml"}),
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}</sheetData>"
        f"<mergeCells>{merges}</mergeCells></worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{shared}</sst>",
        "xl/styles.xml": f"<styleSheet {main}><cellXfs>{styles}</cellXfs></styleSheet>",
    })  # fmt: skip


def ofd(pages: Sequence[Sequence[tuple[float, float, str]]]) -> bytes:
    """An OFD; a page is texts with x and y of their boxes in millimetres, letters 5 high."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(
            f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
        )
        + "</ofd:Pages></ofd:Document>",
    }
    for n, page in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject Boundary="{x} {y} 180 6" Size="5"><ofd:TextCode X="0" Y="5" '
            f'DeltaX="g {len(text)} 5">{escape(text)}</ofd:TextCode></ofd:TextObject>'
            for x, y, text in page
        )
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
            "</ofd:Page>"
        )
    return zipped(parts)


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]], drawn: str = "") -> bytes:
    """A PDF of A4 pages; a line is x, y from the top, the size of its letters and its text."""
    count = len(pages)
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        "/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for n, page in enumerate(pages):
        shown = "".join(
            f"BT /F {size} Tf {x} {842 - y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, size, text in page
        )
        stream = shown + drawn
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {7 + 2 * n} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    written = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    written += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(written)


def rules(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Drawn lines of a grid, y from the top."""
    across = "".join(f"{xs[0]} {842 - y} m {xs[-1]} {842 - y} l S\n" for y in ys)
    down = "".join(f"{x} {842 - ys[0]} m {x} {842 - ys[-1]} l S\n" for x in xs)
    return across + down
