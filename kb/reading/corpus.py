"""The files of a corpus folder: which of them may be documents, and what is known of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from kb.errors import SourceError
from kb.reading.kinds import may_be_document
from kb.reading.plain import decode
from kb.types import Source

HEAD = 1024  # bytes in which a file says what it is
SOURCES = "sources.jsonl"  # beside the files: path, sha256, original_name, url


def source_files(corpus: Path) -> list[Path]:
    """Files under ``corpus`` that can be read, by name.

    Raises:
        SourceError: ``corpus`` is no folder.
    """
    if not corpus.is_dir():
        raise SourceError(f"{corpus}：没有这个文件夹；请检查路径。")
    return sorted(
        path
        for path in corpus.rglob("*")
        if path.is_file() and path.name != SOURCES and _is_candidate(path, corpus)
    )


def _is_candidate(path: Path, corpus: Path) -> bool:
    # What a browser saves beside a page: 关于….html and 关于…_files/
    for folder in path.relative_to(corpus).parents:
        stem, saved, _ = folder.name.rpartition("_files")
        page = corpus / folder.parent / stem
        if saved and any(page.with_name(stem + end).is_file() for end in (".html", ".htm")):
            return False
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        head = b""  # whoever reads it says what is wrong
    return may_be_document(path.name, head)


def check_sources(corpus: Path) -> dict[str, Source]:
    """Compare the files with ``sources.jsonl``, when there is one; give its entries by path.

    Raises:
        SourceError: an entry's file is missing or changed; it is named.
    """
    listing = corpus / SOURCES
    if not listing.is_file():
        return {}
    known: dict[str, Source] = {}
    text = decode(listing.read_bytes())
    if text is None:
        raise SourceError(f"{listing}：不是文本文件；请恢复原文件或删去它。")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        source = _listed_source(line)
        if source is None:
            raise SourceError(f"{listing} 第 {number} 行不是有效的记录；请改正或删去这一行。")
        path = corpus / source.path
        if not path.is_file():
            raise SourceError(
                f"{source.path}：{SOURCES} 里有记录，但文件不在了；请放回文件或删去记录。"
            )
        if hashlib.sha256(path.read_bytes()).hexdigest() != source.sha256:
            raise SourceError(
                f"{source.path}：内容与 {SOURCES} 的记录不一致；请恢复原文件或更新记录。"
            )
        known[source.path] = source
    return known


def _listed_source(line: str) -> Source | None:
    try:
        entry = json.loads(line)
        path, digest = entry["path"], entry["sha256"]
        name, url = entry.get("original_name"), entry.get("url")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    written = isinstance(path, str) and isinstance(digest, str)
    return Source(path, digest, name, url) if written else None
