"""The zip container of Word, Excel, OFD and ZIP files, with bounds on what is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from kb.errors import SourceError

MAX_ENTRIES = 10_000
MAX_MEMBER = 64 * 2**20  # bytes of one part, unpacked
MAX_TOTAL = 256 * 2**20  # bytes of all parts that are read, unpacked
MAX_RATIO = 200  # unpacked to packed; Word's XML reaches 30
SMALL = 2**20  # bytes: a part smaller than that may be packed as tightly as it likes
ENCRYPTED = 0x1  # flag bit of a zip entry


class Container:
    """An open zip file; parts are read by name and never written anywhere."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open ``data``; ``name`` is the file's name for messages.

        Raises:
            SourceError: it is damaged, or holds too many parts.
        """
        self.name = name
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            raise SourceError(f"{name}：压缩包已损坏，无法读取；请重新获取这个文件。") from None
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise SourceError(
                f"{name}：里面有 {len(entries)} 个文件，超过 {MAX_ENTRIES} 个；请拆分后再导入。"
            )
        self._entries = {_plain(entry.filename): entry for entry in entries}
        self._left = MAX_TOTAL

    @property
    def names(self) -> list[str]:
        """The names of the parts, in the order of the container; folders left out."""
        return [name for name, entry in self._entries.items() if not entry.is_dir()]

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            SourceError: it is missing, encrypted, damaged, or unpacks to more than is allowed.
        """
        entry = self._entries.get(_plain(part))
        if entry is None:
            raise SourceError(f"{self.name}：缺少部分 {part}，文件不完整；请重新获取这个文件。")
        if entry.flag_bits & ENCRYPTED:
            raise SourceError(f"{self.name}：文件有密码；请去掉密码后再导入。")
        allowed = min(MAX_MEMBER, self._left)
        swollen = entry.file_size > SMALL and entry.file_size > MAX_RATIO * entry.compress_size
        if swollen or entry.file_size > allowed:
            raise self._too_large(part)
        try:
            with self._zip.open(entry) as file:
                data = file.read(allowed + 1)  # the size that is declared may be a lie
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
                RuntimeError):  # fmt: skip
            raise SourceError(
                f"{self.name}：部分 {part} 已损坏，无法读取；请重新获取这个文件。"
            ) from None
        if len(data) > allowed:
            raise self._too_large(part)
        self._left -= len(data)
        return data

    def _too_large(self, part: str) -> SourceError:
        return SourceError(
            f"{self.name}：部分 {part} 解压后过大，可能是压缩炸弹，没有读取；请重新获取这个文件。"
        )


def resolve(base: str, target: str) -> str:
    """The name of the part that a part ``base`` calls ``target``, by the rules of OPC."""
    if target.startswith("/"):
        return _plain(target)
    return _plain(str(PurePosixPath(base).parent / target))


def _plain(name: str) -> str:
    kept: list[str] = []
    for piece in name.replace("\\", "/").split("/"):
        if piece == "..":
            kept[-1:] = []
        elif piece not in ("", "."):
            kept.append(piece)
    return "/".join(kept)
