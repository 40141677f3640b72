"""Which reader a file wants, by what is in it and not by its name."""

from __future__ import annotations

from pathlib import Path

from kb.errors import SourceError
from kb.reading.pdf import read_pdf
from kb.reading.plain import read_plain

SUFFIXES = frozenset({".txt", ".text", ".pdf"})  # files that a folder is searched for
PDF_MARK = b"%PDF-"
MARK_WITHIN = 1024  # bytes at the start of a PDF in which its mark may stand


def read_file(path: Path) -> str:
    """The characters of the file at ``path``, pages parted by form feeds where it has pages.

    Raises:
        SourceError: it cannot be read as a document.
    """
    return read_pdf(path) if PDF_MARK in _start(path) else read_plain(path)


def _start(path: Path) -> bytes:
    if not path.is_file():
        return b""  # the plain reader says what is wrong with it
    try:
        with path.open("rb") as file:
            return file.read(MARK_WITHIN)
    except OSError as error:
        raise SourceError(f"{path}：无法读取（{error.strerror}）；请检查权限。") from None
