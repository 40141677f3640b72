"""XML and HTML trees of untrusted bytes: no entity, no document type, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kb.errors import SourceError
from kb.reading.plain import decode

Element = Any  # lxml ships no types
DEEPEST = 200  # elements inside each other; a document has a few dozen, an attack thousands
HEAD = 4096  # bytes in which a page says its encoding
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What lxml cannot take from a string: control characters and halves of pairs.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_xml(data: bytes, name: str) -> Element:
    """The root element of ``data``; ``name`` is the part of the file for the message.

    Raises:
        SourceError: it is not well-formed, has a document type or entities, or nests too deep.
    """
    from lxml import etree

    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if DOCTYPE.search(data.replace(b"\0", b"") if wide else data):
        raise SourceError(
            f"{name} 里有外部实体或类型声明，可能有害，没有读取；请重新获取这个文件。"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise SourceError(f"{name} 已损坏，无法读取；请重新获取这个文件。") from None
    check_depth(root, name)
    return root


def parse_html(data: bytes, name: str) -> Element:
    """The root element of the page ``data``, in the encoding that it says or that fits.

    Raises:
        SourceError: it is not text, holds no element, or nests too deep.
    """
    from lxml import etree, html

    text = _decoded(data)
    if text is None:
        raise SourceError(f"{name}：网页的编码无法识别；请用浏览器另存为 UTF-8 后再导入。")
    text = UNFIT.sub("", re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text))
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, ValueError, AssertionError):
        raise SourceError(f"{name}：网页里没有内容；请换成有正文的文件。") from None
    check_depth(root, name)
    return root


def check_depth(root: Element, name: str) -> None:
    """Refuse a tree that is deeper than any document: walking it would end the process.

    Raises:
        SourceError: it is.
    """
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    raise SourceError(f"{name}：嵌套超过 {DEEPEST} 层，可能有害，没有读取；请重新获取这个文件。")


def local_name(element: Element) -> str:
    """The name of ``element`` without its namespace, "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """All elements under ``element`` with one of the local ``names``, in document order."""
    for below in element.iterdescendants():
        if local_name(below) in names:
            yield below


def attribute(element: Element, name: str) -> str | None:
    """The attribute of the local ``name``, in whatever namespace; None without it."""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def _decoded(data: bytes) -> str | None:
    said = CHARSET.search(data[:HEAD])
    if said and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = said[1].decode("ascii").lower()
        # GB2312 is said of pages that hold characters of its larger successors.
        name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)
