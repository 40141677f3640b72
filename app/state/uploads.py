"""Files that people bring: checked, put aside for a preview, kept for the library or for undo.

<data>/staging/<hash>/<name>     uploaded, not yet accepted
<data>/sources/<name>            in the library, with sources.jsonl; read again by every build
<data>/removed/<hash>/<name>     taken out, with sources.jsonl and removed.json; for undo
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kb import Document, KbError, Source, read_sources, write_sources

STAGING, SOURCES, REMOVED = "staging", "sources", "removed"
LONGEST_NAME = 100  # characters; file systems allow 255 bytes, and a Chinese one takes three
KEPT_STAGED = 24 * 3600  # seconds that a file nobody accepted is kept
_NOTE = "removed.json"
_PDF = b"%PDF-"
# Names that Windows keeps for devices, whatever follows the dot.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was taken out and can be put back; ``at`` is in ISO form."""

    file: Path
    title: str
    by: str | None
    at: str


def refuse(files: Sequence[tuple[str, int]], *, most: int, megabytes: int) -> list[str]:
    """Why these uploads (name, bytes) are not taken; empty when they are."""
    reasons = []
    if len(files) > most:
        reasons.append(f"一次最多导入 {most} 个文件，现有 {len(files)} 个；请分批导入。")
    for name, size in files:
        if size == 0:
            reasons.append(f"{name}：文件是空的；请换成有内容的文件。")
        elif size > megabytes << 20:
            reasons.append(f"{name}：超过 {megabytes} MB；请拆分或压缩后再导入。")
    return reasons


def safe_name(name: str, content: bytes, suffixes: Collection[str]) -> str:
    """A name that any file system takes, with an ending that says what the content is."""
    base = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e]', "", base).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or f".{suffix.lower()}" not in suffixes:
        stem, suffix = plain, "pdf" if _PDF in content[:1024] else "txt"
    stem = stem.strip(" .")[: LONGEST_NAME - len(suffix)] or "文件"
    return f"{'_' if _DEVICES.match(stem) else ''}{stem}.{suffix.lower()}"


def free_name(name: str, taken: Collection[str]) -> str:
    """``name``, or the first of 名（2）, 名（3）… that is not taken."""
    folded = {other.casefold() for other in taken}
    path, number, free = Path(name), 1, name
    while free.casefold() in folded:
        number += 1
        free = f"{path.stem}（{number}）{path.suffix}"
    return free


def stage(data: Path, name: str, content: bytes) -> Path:
    """Put an upload aside for its preview, a file once; ``name`` is safe already.

    Raises:
        OSError: it cannot be written.
    """
    folder = data / STAGING / hashlib.sha256(content).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.is_file() or path.stat().st_size != len(content):
        draft = folder / f".{name}.new"
        draft.write_bytes(content)
        draft.replace(path)
    return path


def unstage(data: Path, file: Path) -> None:
    """Delete a staged file that was taken in."""
    if file.parent.parent == data / STAGING:
        shutil.rmtree(file.parent, ignore_errors=True)


def sweep(data: Path) -> None:
    """Delete what was staged long ago and never accepted."""
    staged = data / STAGING
    for folder in staged.iterdir() if staged.is_dir() else ():
        if time.time() - folder.stat().st_mtime > KEPT_STAGED:
            shutil.rmtree(folder, ignore_errors=True)


def keep(data: Path, file: Path, source: Source) -> Path:
    """Copy ``file`` among the library's own sources as ``source.path``, and list it.

    Raises:
        KbError: it cannot be written.
    """
    folder = data / SOURCES
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / source.path
    shutil.copyfile(file, place)
    write_sources(folder, [*_others(folder, source.path), source])
    return place


def discard(data: Path, name: str) -> None:
    """Delete one of the library's own sources and its entry; nothing when it is not there."""
    folder = data / SOURCES
    if (folder / name).is_file():
        write_sources(folder, _others(folder, name))
        (folder / name).unlink()


def kept_names(data: Path) -> frozenset[str]:
    """Names of the files among the library's own sources."""
    folder = data / SOURCES
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def source_file(document: Document, folders: Sequence[Path]) -> Path | None:
    """The file that ``document`` was read from, when it lies unchanged in one of ``folders``."""
    for folder in folders:
        path = (folder / document.source.path).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == document.source.sha256:
                    return path
    return None


def set_aside(data: Path, file: Path, document: Document, *, by: str | None) -> Path:
    """Keep the source of a removed document for undo, and take it out of the own sources.

    Raises:
        OSError: it cannot be written.
    """
    folder = data / REMOVED / document.source.sha256[:16]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    place = folder / file.name
    shutil.copyfile(file, place)
    write_sources(folder, [replace(document.source, path=file.name)])
    title = document.enclosed_title or document.title
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    note = {"file": file.name, "title": title, "by": by, "at": at}
    (folder / _NOTE).write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    if file.parent == (data / SOURCES).resolve():
        discard(data, file.name)
    return place


def removed_documents(data: Path) -> list[Removed]:
    """What can be put back, the newest removal first."""
    found = []
    place = data / REMOVED
    for folder in place.iterdir() if place.is_dir() else ():
        try:
            note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
            entry = Removed(folder / note["file"], note["title"], note["by"], note["at"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a removal that was cut off: the document is still in the library
        if entry.file.is_file():
            found.append(entry)
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def removed_source(entry: Removed) -> Source:
    """Where a removed file came from, with its corrections.

    Raises:
        KbError: its entry is gone.
    """
    listed = read_sources(entry.file.parent).get(entry.file.name)
    if listed is None:
        raise KbError(f"{entry.title}：移出时的记录已不完整；请重新导入这份文件。")
    return listed


def forget_removed(entry: Removed) -> None:
    """Delete what was kept for undo."""
    shutil.rmtree(entry.file.parent, ignore_errors=True)


def _others(folder: Path, name: str) -> list[Source]:
    return [source for source in read_sources(folder).values() if source.path != name]
