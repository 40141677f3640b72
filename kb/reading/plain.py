"""Plain text files: bytes to characters, whatever Chinese encoding they came in."""

from __future__ import annotations

import codecs
from pathlib import Path

from kb.errors import SourceError

MAX_BYTES = 64 * 1024 * 1024  # a text of 20 million characters; more is not a policy document
# Letters that only appear when bytes are read in the wrong encoding, and control characters.
MAX_SHARE_OF_JUNK = 0.02
NEXT_LINE = 0x85  # the line end of some mainframes
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def load(path: Path) -> bytes:
    """The bytes of the file at ``path``.

    Raises:
        SourceError: there is no such file, it is too large or may not be read.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise SourceError(f"{path}：不是文件；请给出一个文件。")
        if size > MAX_BYTES:
            raise SourceError(
                f"{path.name}：文件有 {size / 2**20:.1f} MB，"
                f"超过 {MAX_BYTES / 2**20:.1f} MB；请拆分后再导入。"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{path}：没有这个文件；请检查路径。") from None
    except OSError as error:
        raise SourceError(f"{path}：无法读取（{error.strerror}）；请检查权限。") from None


def read_plain(path: Path) -> str:
    """Read the file at ``path`` as text in UTF-8, GB18030, UTF-16 or UTF-32.

    Returns the characters as they stand, line ends included, without a byte order mark.

    Raises:
        SourceError: no such file, empty, too large, or not text.
    """
    return plain_text(load(path), path.name)


def plain_text(data: bytes, name: str) -> str:
    """``data`` as text in UTF-8, GB18030, UTF-16 or UTF-32; ``name`` is for messages.

    Raises:
        SourceError: it is not text, or blank.
    """
    text = decode(data)
    if text is None:
        raise SourceError(f"{name}：不是文本文件；请提供 UTF-8、GB18030 或 UTF-16 的文本。")
    if is_blank(text):
        raise SourceError(f"{name}：文件里没有文字；请换成有正文的文件。")
    return text


def is_blank(text: str) -> bool:
    """Whether ``text`` has nothing but white space and marks without width."""
    return not text.strip("\ufeff\u200b \t\r\n\f\v\u3000\u00a0")


def decode(data: bytes) -> str | None:
    """Decode ``data`` in the encoding that makes readable Chinese of it; None if none does."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decode_as(data, encoding)
    wide = ("utf-16-le", "utf-16-be") if b"\0" in data else ()
    for encoding in (*wide, "utf-8", "gb18030"):
        text = _decode_as(data, encoding)
        if text is not None:
            return text
    return None


def _decode_as(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None
    junk = sum(_is_junk(character) for character in text)
    return text if junk <= len(text) * MAX_SHARE_OF_JUNK else None


def _is_junk(character: str) -> bool:
    code = ord(character)
    control = code < 32 and character not in "\t\n\r\f\v"
    private = 0xE000 <= code <= 0xF8FF
    # Scripts that no Chinese document is written in, but that swapped bytes fall into.
    foreign = 0x0500 <= code <= 0x1FFF or 0xA000 <= code <= 0xD7FF
    return (
        control
        or private
        or foreign
        or code == 0xFFFD
        or (0x7F <= code < 0xA0 and code != NEXT_LINE)
    )
