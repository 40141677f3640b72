"""ZIP files: every document in them, by their own names, never written to disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from kb.errors import KbError, SourceError
from kb.reading.container import Container
from kb.reading.raw import RawText, ReadFile
from kb.types import Skipped

MAX_DOCUMENTS = 2000
DEEPEST = 2  # archives inside each other
LONGEST_NAME = 120  # characters of a name that is shown
HIDDEN = re.compile(r"(?:^|/)(?:\.|__MACOSX/|Thumbs\.db$|~\$)")
UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]")

Reader = Callable[[bytes, str], ReadFile]


def read_archive(data: bytes, name: str, read: Reader, *, depth: int = 1) -> ReadFile:
    """The documents in the ZIP file ``data``, each read by ``read``, and what was not read.

    Raises:
        SourceError: it is damaged, too large, or holds nothing that can be read.
    """
    if depth > DEEPEST:
        raise SourceError(f"{name}：压缩包里套了太多层压缩包；请解压后再导入。")
    container = Container(data, name)
    members = [member for member in container.names if not HIDDEN.search(member)]
    if len(members) > MAX_DOCUMENTS:
        raise SourceError(f"{name}：里面的文件超过 {MAX_DOCUMENTS} 个；请拆分后再导入。")
    texts: list[RawText] = []
    skipped: list[Skipped] = []
    for member in members:
        shown = safe_name(member)
        try:
            inside = container.read(member)
            found = read(inside, f"{name}/{shown}")
        except KbError as error:
            skipped.append(Skipped(f"{name}/{shown}", str(error)))
            continue
        digest = hashlib.sha256(inside).hexdigest()
        for text in found.texts:
            path = shown if text.member is None else f"{shown}/{text.member}"
            texts.append(replace(text, member=path, sha256=text.sha256 or digest))
        skipped += found.skipped
    if not texts:
        why = skipped[0].reason if skipped else "里面没有文件。"
        raise SourceError(f"{name}：压缩包里没有可读的文件。{why}")
    return ReadFile(tuple(texts), tuple(skipped))


def safe_name(name: str) -> str:
    """A name as it may be shown and stored: no control characters, nothing that leads upwards."""
    pieces = [piece.strip() for piece in UNSHOWN.sub("", name).replace("\\", "/").split("/")]
    bare = "/".join(piece for piece in pieces if piece not in ("", ".", ".."))
    return bare[-LONGEST_NAME:].lstrip("/") or "未命名"
