"""PDF files with a text layer, page by page."""

from __future__ import annotations

import logging
from pathlib import Path

from kb.errors import SourceError
from kb.language.normalize import fold

MAX_PAGES = 2000  # more is an archive, not a document
# Browsers write 一 and 人 into a PDF as the radicals ⼀ and ⼈, which no search and no rule knows.
RADICALS = range(0x2E80, 0x2FE0)


def read_pdf(path: Path) -> str:
    """The text of the PDF at ``path``, its pages parted by form feeds, page 1 first.

    Raises:
        SourceError: it is damaged, encrypted, too long, or has no text (a scan).
    """
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    # What pypdf finds odd in a file is not for the user's screen.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if len(reader.pages) > MAX_PAGES:
            raise SourceError(
                f"{path.name}：有 {len(reader.pages)} 页，超过 {MAX_PAGES} 页；请拆分后再导入。"
            )
        pages = [page.extract_text() for page in reader.pages]
    except FileNotDecryptedError:
        raise SourceError(f"{path.name}：PDF 有密码；请去掉密码后再导入。") from None
    except FileNotFoundError:
        raise SourceError(f"{path}：没有这个文件；请检查路径。") from None
    except OSError as error:
        raise SourceError(f"{path}：无法读取（{error.strerror}）；请检查权限。") from None
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError):
        raise SourceError(f"{path.name}：PDF 已损坏，无法读取；请重新获取这个文件。") from None
    text = "\f".join(pages)
    if not text.strip():
        raise SourceError(f"{path.name}：PDF 里没有文字，可能是扫描件；请先做文字识别。")
    return "".join(fold(c) if ord(c) in RADICALS else c for c in text)
