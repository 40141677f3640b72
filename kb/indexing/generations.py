"""The folder of an index: numbered generations, and a pointer to the current one.

    indexes/<name>/
        CURRENT                 the number of the current generation, replaced as a whole
        writing.lock            held by the one writer; its number stands in writing.pid
        generations/000001/     manifest.json, records.sqlite,
                                lexical/                what tantivy keeps
                                passages/, sentences/   vectors, see segments.py

A generation never changes once CURRENT has named it. What CURRENT does not name is either the
generation before, kept for readers that have it open, or the rest of a write that was cut off.

A change costs a copy of the records and what it adds, for the large files, segments of words and of
vectors, never change: the next generation has them as hard links (as copies where the file system
knows no links), and the manifest carries their checksums on. So that no damage is ever sealed as if
it were whole, what a change reads to write it anew (the records, the tables of the vectors) is read
whole and checked before, what it writes together (segments) is checked before the new generation
is sealed, and what it links may be damaged, but is still told by its old checksum.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from kb.errors import IndexBrokenError, IndexMissingError

RECORDS = "records.sqlite"
LEXICAL = "lexical"
PASSAGES = "passages"
SENTENCES = "sentences"
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


def link(source: Path, target: Path) -> None:
    """Have a file that never changes at ``target`` too: by a hard link, or else as a copy.

    Raises:
        OSError: the target cannot be written.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def seal_generation(place: Path, manifest: dict[str, Any], *, base: Path | None = None) -> None:
    """Write the manifest, with the size and checksums of every other file, and flush everything.

    ``base`` is the generation that this one was made from. A file that both have keeps the
    checksums that it has there; segments that only ``base`` has were written together into new
    ones, and are checked now.

    Raises:
        OSError: something cannot be written.
        IndexBrokenError: ``base`` is damaged, so that what was made from it may be.
    """
    before = read_manifest(base)["files"] if base else {}
    files = {name: _sealed(place, name, before.get(name)) for name in _data_files(place)}
    if base:
        check_files(base, before.keys() - files.keys(), whole=True)
    with (place / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump({**manifest, "files": files}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    for folder in {(place / name).parent for name in files}:
        sync_directory(folder)
    sync_directory(place)


def is_segment(name: str) -> bool:
    """Whether this file of a generation never changes, so that a change links it."""
    path = PurePosixPath(name)
    return path.suffix == ".vectors" or (path.parent.name == LEXICAL and path.suffix != ".json")


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


def check_files(place: Path, names: Iterable[str] | None = None, *, whole: bool) -> None:
    """Compare files of a generation with its manifest.

    Args:
        place: The generation.
        names: Which files, ``None`` for all that the manifest lists.
        whole: Read every byte; otherwise sizes and samples (at every opening).

    Raises:
        IndexBrokenError: a file is missing, truncated or damaged; it is named.
    """
    files = read_manifest(place)["files"]
    for name in files if names is None else sorted(names):
        path = place / name
        try:
            expected = files[name]
            intact = path.stat().st_size == expected["bytes"] and (
                _sha256(path) == expected["sha256"]
                if whole
                else _sample(path) == expected["sample"]
            )
        except (OSError, KeyError, TypeError) as error:
            raise broken(place, f"{name} 缺失或无法读取") from error
        if not intact:
            raise broken(place, f"{name} 不完整或已损坏")


def check_rewritten(place: Path) -> None:
    """Read every byte of what a change of this generation writes anew.

    Raises:
        IndexBrokenError: a file is missing, truncated or damaged; it is named.
    """
    names = read_manifest(place)["files"]
    check_files(place, {RECORDS, *(n for n in names if not is_segment(n))}, whole=True)


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


def _data_files(place: Path) -> list[str]:
    """Every file of a generation but the manifest; readers of words leave lock files there."""
    files = (path for path in place.rglob("*") if path.is_file() and path.suffix != ".lock")
    return sorted(path.relative_to(place).as_posix() for path in files if path.name != MANIFEST)


def _sealed(place: Path, name: str, before: Any) -> dict[str, Any]:
    """What the manifest says of a file; ``before`` is what the manifest before says of it."""
    path = place / name
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        if before and is_segment(name):
            return dict(before)
        return {
            "bytes": path.stat().st_size,
            "sample": _sample(path),
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


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
