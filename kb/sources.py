"""``sources.jsonl``: where each file of a folder came from, and what a person corrected of it.

It lies beside the files, a JSON line for each: ``path`` within the folder, ``sha256``, and as far
as known ``original_name``, ``url`` and ``corrections`` (see ``kb.types.Correction``). What it says
of a file outlives every rebuild of the index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from kb.errors import SourceError
from kb.reading.corpus import SOURCES
from kb.reading.plain import decode
from kb.source_records import source_from_dict, source_to_dict
from kb.types import Source


def read_sources(folder: Path) -> dict[str, Source]:
    """The entries of the folder's ``sources.jsonl`` by path; empty when there is no such file.

    Raises:
        SourceError: it is not text, or a line of it is no entry; the line is named.
    """
    listing = folder / SOURCES
    if not listing.is_file():
        return {}
    text = decode(listing.read_bytes())
    if text is None:
        raise SourceError(f"{listing}：不是文本文件；请恢复原文件或删去它。")
    known: dict[str, Source] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        source = _listed_source(line)
        if source is None:
            raise SourceError(f"{listing} 第 {number} 行不是有效的记录；请改正或删去这一行。")
        known[source.path] = source
    return known


def check_sources(corpus: Path) -> dict[str, Source]:
    """Compare the files with ``sources.jsonl``, when there is one; give its entries by path.

    Raises:
        SourceError: an entry's file is missing or changed; it is named.
    """
    known = read_sources(corpus)
    for source in known.values():
        path = corpus / source.path
        if not path.is_file():
            raise SourceError(
                f"{source.path}：{SOURCES} 里有记录，但文件不在了；请放回文件或删去记录。"
            )
        if file_digest(path) != source.sha256:
            raise SourceError(
                f"{source.path}：内容与 {SOURCES} 的记录不一致；请恢复原文件或更新记录。"
            )
    return known


def listed_source(
    path: Path, listings: dict[Path, Mapping[str, Source]], root: Path | None = None
) -> Source | None:
    """What the listing in ``root`` says of the file at ``path``; None when its content is another.

    Without ``root`` it is the one beside the file. ``listings`` keeps those read so far, by folder.

    Raises:
        SourceError: the listing cannot be read.
    """
    folder = root or path.parent
    if folder not in listings:
        listings[folder] = read_sources(folder)
    source = listings[folder].get(path.relative_to(folder).as_posix())
    return source if source and path.is_file() and file_digest(path) == source.sha256 else None


def write_sources(folder: Path, sources: Iterable[Source]) -> None:
    """Make ``sources`` the entries of the folder's ``sources.jsonl``, in one atomic step.

    Raises:
        SourceError: it cannot be written.
    """
    records = (source_to_dict(source) for source in sources)
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    draft = folder / f"{SOURCES}.new"
    try:
        draft.write_text("".join(lines), encoding="utf-8")
        draft.replace(folder / SOURCES)
    except OSError as error:
        raise SourceError(
            f"{folder / SOURCES}：无法写入（{error.strerror}）；请检查磁盘空间和权限。"
        ) from error


def file_digest(path: Path) -> str:
    """The SHA-256 of the file at ``path``, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed_source(line: str) -> Source | None:
    try:
        return source_from_dict(json.loads(line))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
