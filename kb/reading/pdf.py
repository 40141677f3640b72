"""PDF files: the text layer page by page, scanned pages by recognition.

pypdf is the gate: it refuses what is encrypted, damaged or hostile before pdfium, which also
says where each character stands, reads the text.
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

from kb.errors import SourceError
from kb.language.normalize import fold
from kb.reading.layout import Page, pages_to_text
from kb.reading.ocr import MISSING, PAGE_PIXELS, SLACK, is_installed, recognise
from kb.reading.pdf_lines import page_lines
from kb.reading.pdf_page import PdfPage, open_pdf
from kb.reading.pdf_tables import find_grids
from kb.reading.raw import RawText
from kb.reading.web_print import without_web_frame

MAX_PAGES = 2000  # more is an archive, not a document
MAX_SCANNED = 300  # pages that are recognised; more takes an hour
FEW = 8  # characters: a page with fewer and a picture is a scan
# Browsers write 一 and 人 into a PDF as the radicals ⼀ and ⼈, which no search and no rule knows.
RADICALS = range(0x2E80, 0x2FE0)


def read_pdf(data: bytes, name: str) -> RawText:
    """The text of the PDF ``data``, its pages parted by form feeds, page 1 first.

    Raises:
        SourceError: it is damaged, encrypted, too long, or a scan that cannot be recognised here.
    """
    check_pdf(data, name)
    try:
        document = open_pdf(data)
        pages, scans = _pages(document, name)
        printed = "Mozilla" in str(document.get_metadata_dict().get("Creator", ""))
    except RuntimeError:  # of pdfium, whatever it met
        raise _damaged(name) from None
    if printed:
        pages = without_web_frame(pages)
    text = pages_to_text(pages)
    warnings: tuple[str, ...] = ()
    if scans:
        if not text.strip():
            raise SourceError(f"{name}：PDF 里没有文字，是扫描件；{MISSING}")
        listed = "、".join(map(str, scans[:10])) + ("等" if len(scans) > 10 else "")
        warnings = (f"第{listed}页是扫描的图片，没有识别；{MISSING}",)
    if not text.strip():
        raise SourceError(f"{name}：PDF 里没有文字，可能是扫描件；请换成有文字的文件。")
    text = "".join(fold(c) if ord(c) in RADICALS else c for c in text)
    return RawText(text, wrapped=False, warnings=warnings)


def check_pdf(data: bytes, name: str) -> None:
    """Refuse what is encrypted, damaged or too long.

    Raises:
        SourceError: it is.
    """
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    # What pypdf finds odd in a file is not for the user's screen.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        count = len(reader.pages)
    except FileNotDecryptedError:
        raise SourceError(f"{name}：PDF 有密码；请去掉密码后再导入。") from None
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError,
            IndexError, OverflowError, AssertionError, NotImplementedError):  # fmt: skip
        raise _damaged(name) from None
    if count > MAX_PAGES:
        raise SourceError(f"{name}：有 {count} 页，超过 {MAX_PAGES} 页；请拆分后再导入。")
    if not count:
        raise _damaged(name)


def _pages(document: Any, name: str) -> tuple[list[Page], list[int]]:
    """The pages with their lines, and the numbers of scanned ones that were not recognised."""
    pages: list[Page] = []
    missed: list[int] = []
    recognised = 0
    for number in range(len(document)):
        page = PdfPage(document, number)
        chars = page.chars()
        if sum(not char.text.isspace() for char in chars) < FEW and page.is_pictured():
            recognised += 1
            if not is_installed():
                missed.append(number + 1)
            elif recognised > MAX_SCANNED:
                raise SourceError(f"{name}：扫描页超过 {MAX_SCANNED} 页；请拆分后再导入。")
            else:
                pixels = page.picture(PAGE_PIXELS)
                lines = recognise(pixels)
                height, width = pixels.shape[:2]
                pages.append(Page(tuple(lines), float(width), float(height), SLACK))
                continue
        grids = find_grids(*page.rules())
        pages.append(Page(tuple(page_lines(chars, grids)), page.width, page.height))
    return pages, missed


def _damaged(name: str) -> SourceError:
    return SourceError(f"{name}：PDF 已损坏，无法读取；请重新获取这个文件。")
