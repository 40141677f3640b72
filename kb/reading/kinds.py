"""What kind of file some bytes are, found from the content and never from the name."""

from __future__ import annotations

import re
from typing import Literal

from kb.reading.container import Container
from kb.reading.web_blocks import MHT

Kind = Literal[
    "pdf", "word", "sheet", "ofd", "zip", "office", "picture", "web", "markdown", "plain"
]
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word and WPS before 2007, and encrypted files
RTF_MARK = b"{\\rtf"
WORD_2003 = b'progid="Word.Document"'
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
OTHER_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
HEAD = 4096  # bytes in which a file says what it is
PDF_WITHIN = 1024  # bytes at the start of a PDF in which its mark may stand
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta\s|title)\b", re.IGNORECASE)
TAGS = re.compile(rb"</(?:p|div|td|span|table)\s*>", re.IGNORECASE)
# + # 标题   + | 项目 | 数值 |\n|---|---|   + [正文](http://…)   - 一、总则
MARKDOWN = re.compile(
    rb"(?:^|\n)#{1,6}[ \t]+\S|(?:^|\n)[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*(?:\r?\n|$)"
    rb"|\]\((?:https?:|\.{0,2}/|#)|\*\*\S|(?:^|\n)```"
)

HINTS = (b"#", b"](", b"**", b"--", b"```")  # one of which Markdown has; looked for first: quick

# Files that a folder is searched for; of other names only what the content marks as a document.
SUFFIXES = frozenset({
    ".txt", ".text", ".md", ".markdown", ".pdf", ".docx", ".docm", ".dotx", ".doc", ".dot", ".wps",
    ".wpt", ".rtf", ".odt", ".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".ofd", ".xlsx",
    ".xlsm", ".xls", ".et", ".zip", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp",
})  # fmt: skip

# What programs call a file while they write or fetch it: 方案.docx.part, ~WRL0003.tmp
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")


def text_kind(data: bytes) -> Literal["plain", "markdown"] | None:
    """The kind of plain text or Markdown, which is decoded and not taken apart; None for others."""
    marks = (*ZIP_MARKS, OLE_MARK, RTF_MARK, *OTHER_ARCHIVES)
    taken_apart = data.startswith(marks) or b"%PDF-" in data[:PDF_WITHIN] or _is_picture(data)
    if taken_apart or WORD_2003 in data[:HEAD]:
        return None
    kind = kind_of(data, "")
    return kind if kind == "plain" or kind == "markdown" else None


def may_be_document(name: str, head: bytes) -> bool:
    """Whether a file may be a document, by the suffix of its ``name`` or its first bytes."""
    if name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini"):
        return False
    if name.lower().endswith(UNFINISHED):
        return False
    suffix = name.lower().rpartition(".")[2]
    marked = head.startswith((*ZIP_MARKS[:1], OLE_MARK, RTF_MARK)) or b"%PDF-" in head
    return f".{suffix}" in SUFFIXES or marked


def is_archive(data: bytes) -> bool:
    """Whether ``data`` is an archive of a kind that is not unpacked: RAR, 7z, gzip …"""
    return data.startswith(OTHER_ARCHIVES)


def kind_of(data: bytes, name: str) -> Kind:
    """The kind of the file whose bytes are ``data``; "plain" for what has no mark of its own.

    Raises:
        SourceError: it is a damaged container.
    """
    head = data[:HEAD]
    if b"%PDF-" in data[:PDF_WITHIN]:
        return "pdf"
    if data.startswith(ZIP_MARKS):
        return _kind_in_container(Container(data, name))
    if data.startswith((OLE_MARK, RTF_MARK)) or WORD_2003 in head:
        return "office"
    if _is_picture(data):
        return "picture"
    narrow = head.replace(b"\0", b"")
    if MHT.match(head) and b"text/html" in data[: 64 * HEAD].lower():
        return "web"
    if PAGE.search(narrow) or (narrow.lstrip().startswith(b"<") and len(TAGS.findall(data)) > 2):
        return "web"
    marked = any(mark in data for mark in HINTS) and MARKDOWN.search(data)
    return "markdown" if marked else "plain"


def _is_picture(data: bytes) -> bool:
    # BM alone begins words too; four bytes that a BMP keeps empty follow its size.
    bitmap = data.startswith(b"BM") and data[6:10] == bytes(4)
    webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return data.startswith(PICTURES) or bitmap or webp


def _kind_in_container(container: Container) -> Kind:
    names = container.names
    if any(name.lower() == "ofd.xml" for name in names):
        return "ofd"
    if "[Content_Types].xml" in container:
        if any(name.startswith("word/") for name in names):
            return "word"
        if any(name.startswith("xl/") for name in names):
            return "sheet"
        return "office"
    return "office" if "META-INF/manifest.xml" in container and "mimetype" in container else "zip"
