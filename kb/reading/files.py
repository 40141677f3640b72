"""A file to the documents in it, by the reader that its content wants."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kb.errors import SourceError
from kb.reading.archive import read_archive
from kb.reading.kinds import Kind, is_archive, kind_of
from kb.reading.markdown import read_markdown
from kb.reading.ocr import read_picture
from kb.reading.ofd import read_ofd
from kb.reading.office import read_office
from kb.reading.pdf import read_pdf
from kb.reading.plain import is_blank, plain_text
from kb.reading.raw import RawText, ReadFile
from kb.reading.sheet import read_sheet
from kb.reading.web import read_web
from kb.reading.word import read_word

READERS: dict[Kind, Callable[[bytes, str], RawText]] = {
    "pdf": read_pdf,
    "word": read_word,
    "sheet": read_sheet,
    "ofd": read_ofd,
    "office": read_office,
    "picture": read_picture,
    "web": read_web,
    "markdown": lambda data, name: read_markdown(plain_text(data, name)),
    "plain": lambda data, name: RawText(plain_text(data, name)),
}


def read_data(data: bytes, name: str, *, depth: int = 1) -> ReadFile:
    """What the file with the bytes ``data`` holds; ``depth`` counts archives inside each other.

    Raises:
        SourceError: it cannot be read, or has no text.
    """
    if is_archive(data):
        raise SourceError(f"{name}：这种压缩包不能直接读取；请解压后再导入，或改用 ZIP。")
    kind = kind_of(data, name)
    if kind == "zip":
        return read_archive(data, name, partial(read_data, depth=depth + 1), depth=depth)
    found = READERS[kind](data, name)
    if is_blank(found.text):
        raise SourceError(f"{name}：文件里没有文字；请换成有正文的文件。")
    return ReadFile((found,))
