"""The parts of a Word file besides its text: styles, fonts, settings, and the package itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape

from kb.export.wordml import NAMESPACES

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

TITLE, SONG, HEI, KAI, FANG = "方正小标宋简体", "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312"
LATIN = "Times New Roman"
# What stands in where a machine lacks the faces that GB/T 9704 names.
FALLBACKS = {
    TITLE: "小标宋,方正小标宋_GBK,STZhongsong,华文中宋,SimSun,宋体,Noto Serif CJK SC",
    SONG: "SimSun,STSong,华文宋体,Noto Serif CJK SC",
    HEI: "SimHei,STHeiti,微软雅黑,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,STKaiti,华文楷体,Noto Serif CJK SC",
    FANG: "仿宋,FangSong,STFangsong,华文仿宋,Noto Serif CJK SC",
}
LINE = 578  # 28.9 points: 22 lines on a page of 225 mm
# Style -> (name that Word shows, what it is based on, face, half-points, paragraph properties).
PARAGRAPHS: Mapping[str, tuple[str, str, str, int, str]] = {
    "Title": ("Title", "Normal", TITLE, 44,
              '<w:spacing w:before="0" w:after="289" w:line="720" w:lineRule="exact"/>'
              '<w:jc w:val="center"/><w:outlineLvl w:val="9"/>'),
    "Subtitle": ("Subtitle", "Normal", KAI, 32, '<w:jc w:val="center"/>'),
    "BodyText": ("Body Text", "Normal", FANG, 32,
                 '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    "Heading1": ("heading 1", "Normal", HEI, 32,
                 '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
                 '<w:outlineLvl w:val="0"/>'),
    "Heading2": ("heading 2", "Normal", KAI, 32,
                 '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
                 '<w:jc w:val="left"/><w:outlineLvl w:val="1"/>'),
    "AnnexMark": ("附件标记", "Normal", HEI, 32,
                  '<w:keepNext/><w:pageBreakBefore/><w:outlineLvl w:val="0"/>'),
    "TableHead": ("表头", "Normal", HEI, 21,
                  '<w:keepNext/><w:spacing w:line="300" w:lineRule="exact"/>'
                  '<w:jc w:val="center"/>'),
    "TableText": ("表内文字", "Normal", FANG, 21,
                  '<w:spacing w:line="300" w:lineRule="exact"/><w:jc w:val="left"/>'),
    "FootnoteText": ("footnote text", "Normal", SONG, 18,
                     '<w:spacing w:line="260" w:lineRule="exact"/><w:jc w:val="left"/>'),
    "Footer": ("footer", "Normal", SONG, 28, '<w:spacing w:line="360" w:lineRule="exact"/>'),
}  # fmt: skip

PARTS = {
    "styles.xml": f"{WORD}.styles+xml",
    "settings.xml": f"{WORD}.settings+xml",
    "fontTable.xml": f"{WORD}.fontTable+xml",
    "footnotes.xml": f"{WORD}.footnotes+xml",
    "odd.xml": f"{WORD}.footer+xml",
    "even.xml": f"{WORD}.footer+xml",
}
SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def package(
    document: str, footnotes: str, footers: Mapping[str, str], *, title: str, day: date
) -> bytes:
    """A Word file of the parts ``document``, ``footnotes`` and ``footers`` (odd, even)."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {"document": ("officeDocument", "word/document.xml"), "core": ("", "docProps/core.xml")}
        ),
        "docProps/core.xml": _properties(title, day),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            {name.split(".")[0]: (_kind(name), name) for name in PARTS}
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": _fonts(),
        "word/footnotes.xml": footnotes,
        **{f"word/{name}.xml": text for name, text in footers.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            archive.writestr(entry, XML + text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _kind(name: str) -> str:
    return "footer" if name in ("odd.xml", "even.xml") else name.split(".")[0]


def _content_types() -> str:
    every = {f"/word/{name}": kind for name, kind in PARTS.items()}
    every["/word/document.xml"] = f"{WORD}.document.main+xml"
    every["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in every.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{_related(kind)}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _related(kind: str) -> str:
    return f"{RELATED}/{kind}" if kind else f"{PACKAGE}/relationships/metadata/core-properties"


def _properties(title: str, day: date) -> str:
    stamp = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator></dc:creator><dc:language>zh-CN</dc:language>"
        f"<dcterms:created {stamp}</dcterms:created><dcterms:modified {stamp}</dcterms:modified>"
        "</cp:coreProperties>"
    )


def _fonts() -> str:
    inner = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    return f"<w:fonts {NAMESPACES}>{inner}{latin}</w:fonts>"


def _face(face: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{face}" w:cs="{LATIN}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _styles() -> str:
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base}"/><w:qFormat/><w:pPr>{looks}</w:pPr>'
        f"<w:rPr>{_face(face)}{_size(size)}</w:rPr></w:style>"
        for key, (name, base, face, size, looks) in PARAGRAPHS.items()
    )
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 40), ("left", 85), ("bottom", 40), ("right", 85))
    )
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_face(FANG)}{_size(32)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/><w:spacing w:line="{LINE}" w:lineRule="exact"/>'
        f'<w:jc w:val="both"/></w:pPr></w:style>{named}'
        '<w:style w:type="character" w:styleId="FootnoteReference">'
        '<w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
        "</w:style>"
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style></w:styles>"
    )
