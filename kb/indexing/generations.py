"""The folder of an index: numbered generations, and a pointer to the current one.

    indexes/<name>/
        CURRENT                 the number of the current generation, replaced as a whole
        writing.lock            held by the one writer; its number stands in writing.pid
        generations/000001/     records.sqlite, lexical/, dense.faiss, sentences.npy,
                                sentence_starts.npy, manifest.json

A generation never changes once CURRENT has named it. What CURRENT does not name is either the
generation before, kept for readers that have it open, or the rest of a write that was cut off.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.errors import IndexBrokenError, IndexMissingError
from kb.indexing.lexical import lexical_files

RECORDS = "records.sqlite"
LEXICAL = "lexical"
DENSE = "dense.faiss"
SENTENCES = "sentences.npy"
SENTENCE_STARTS = "sentence_starts.npy"
MANIFEST = "manifest.json"

_CURRENT = "CURRENT"
_GENERATIONS = "generations"
_NUMBER = re.compile(r"\d{6,12}")
# A file is sampled in blocks at its start, its end and evenly between: all of a small file, and a
# megabyte of a large one, so that opening an index takes milliseconds at any size.
_SAMPLE_BLOCK = 1 << 16
_SAMPLE_BLOCKS = 16


def generation_folder(folder: Path, number: int) -> Path:
    """Where a generation of the index in ``folder`` is kept."""
    return folder / _GENERATIONS / f"{number:06d}"


def generation_numbers(folder: Path) -> list[int]:
    """Numbers of all generations that have a folder, finished or not, ascending."""
    place = folder / _GENERATIONS
    if not place.is_dir():
        return []
    return sorted(int(entry.name) for entry in place.iterdir() if _NUMBER.fullmatch(entry.name))


def current_generation(folder: Path) -> int:
    """The number that CURRENT names.

    Raises:
        IndexMissingError: nothing was built here.
        IndexBrokenError: CURRENT cannot be read.
    """
    try:
        text = (folder / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(
            f"{folder}：这里没有索引；请先用 kb build 语料文件夹 --index {folder} 建库。"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise broken(folder, "CURRENT 无法读取") from error
    if not _NUMBER.fullmatch(text):
        raise broken(folder, "CURRENT 的内容无效")
    return int(text)


def switch_generation(folder: Path, number: int) -> None:
    """Make ``number`` the current generation: one atomic step, and durable when it returns."""
    for directory in (generation_folder(folder, number), folder / _GENERATIONS):
        sync_directory(directory)
    draft = folder / f"{_CURRENT}.new"
    with draft.open("w", encoding="ascii") as file:
        file.write(f"{number:06d}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _CURRENT)
    sync_directory(folder)


def remove_generation(folder: Path, number: int) -> None:
    """Delete a generation; on Windows what a reader has open stays until a later write."""
    shutil.rmtree(generation_folder(folder, number), ignore_errors=True)


def seal_generation(place: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest, with the size and checksums of every other file, and flush everything.

    Raises:
        OSError: something cannot be written.
    """
    files = {}
    for name, path in _data_files(place):
        with path.open("r+b") as file:
            os.fsync(file.fileno())
            files[name] = {
                "bytes": path.stat().st_size,
                "sample": _sample(path),
                "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
            }
    with (place / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump({**manifest, "files": files}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    sync_directory(place / LEXICAL)
    sync_directory(place)


def read_manifest(place: Path) -> dict[str, Any]:
    """The manifest of a generation as JSON, its ``files`` included.

    Raises:
        IndexBrokenError: it is missing, damaged or not ours.
    """
    try:
        record = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise broken(place, f"{MANIFEST} 无法读取") from error
    if not isinstance(record, dict) or not isinstance(record.get("files"), dict):
        raise broken(place, f"{MANIFEST} 不是本程序写的")
    return record


def check_files(place: Path, manifest: dict[str, Any], *, whole: bool) -> None:
    """Compare the files of a generation with its manifest.

    Args:
        place: The generation.
        manifest: What :func:`read_manifest` gave.
        whole: Read every byte (a check on demand); otherwise sizes and samples (at every opening).

    Raises:
        IndexBrokenError: a file is missing, truncated or damaged; it is named.
    """
    for name, expected in manifest["files"].items():
        path = place / name
        try:
            intact = path.stat().st_size == expected["bytes"] and (
                _sha256(path) == expected["sha256"]
                if whole
                else _sample(path) == expected["sample"]
            )
        except (OSError, KeyError, TypeError) as error:
            raise broken(place, f"{name} 缺失或无法读取") from error
        if not intact:
            raise broken(place, f"{name} 不完整或已损坏")


def broken(place: Path, what: str) -> IndexBrokenError:
    """The error for an index that is there and cannot be read."""
    return IndexBrokenError(f"{place}：索引无法使用（{what}）；请用 kb build 重建索引。")


def sync_directory(directory: Path) -> None:
    """Flush a directory's entries; Windows has no such thing and refuses."""
    with contextlib.suppress(PermissionError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _data_files(place: Path) -> Iterator[tuple[str, Path]]:
    for name in (RECORDS, DENSE, SENTENCES, SENTENCE_STARTS):
        yield name, place / name
    for path in lexical_files(place / LEXICAL):
        yield f"{LEXICAL}/{path.name}", path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sample(path: Path) -> int:
    """CRC-32 of up to 16 blocks of a file; of the whole file when it is no larger than they are."""
    size = path.stat().st_size
    last = max(0, size - _SAMPLE_BLOCK)
    starts = sorted({last * step // (_SAMPLE_BLOCKS - 1) for step in range(_SAMPLE_BLOCKS)})
    checksum = 0
    with path.open("rb") as file:
        for start in starts:
            file.seek(start)
            checksum = zlib.crc32(file.read(_SAMPLE_BLOCK), checksum)
    return checksum
