"""A file to read, and what came of it: both also as bytes, for another process or a later run."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.ingest.parsing import parse_documents
from kb.parsed_records import pack, parsed_from_rows, parsed_to_rows, unpack
from kb.reading.archive import safe_name
from kb.reading.isolation import IsolatedReader
from kb.source_records import source_from_dict, source_to_dict
from kb.types import ParsedDocument, Skipped, Source


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to read; ``listed`` is what the listing of its folder ``root`` says of it."""

    path: Path
    root: Path
    listed: Source | None = None

    @property
    def name(self) -> str:
        """Its path within ``root``, safe to show and to store."""
        return safe_name(self.path.relative_to(self.root).as_posix())


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file holds, and what of it was skipped; ``error`` says why nothing was read.

    ``seconds`` is how long it took; None when it was taken over from an earlier run.
    """

    documents: tuple[ParsedDocument, ...]
    skipped: tuple[Skipped, ...] = ()
    error: str | None = None
    seconds: float | None = None


def read_task(task: FileTask, reader: IsolatedReader) -> FileRead:
    """Read and structure a file; whatever is wrong with it is said, never raised."""
    start = time.perf_counter()
    try:
        documents, skipped = parse_documents(
            task.path, task.root, reader=reader, listed=task.listed
        )
    except KbError as error:
        return FileRead((), error=str(error), seconds=time.perf_counter() - start)
    except Exception as error:  # a fault of ours over one file must not lose the other thousands
        fault = f"程序处理这份文件时出错（{type(error).__name__}）"
        said = f"{task.name}：{fault}，没有入库；请报告这个问题。"
        return FileRead((), error=said, seconds=time.perf_counter() - start)
    return FileRead(tuple(documents), tuple(skipped), seconds=time.perf_counter() - start)


def read_to_bytes(read: FileRead) -> bytes:
    """What was read of a file, packed."""
    return pack(
        {
            "documents": [parsed_to_rows(parsed) for parsed in read.documents],
            "skipped": [[skipped.path, skipped.reason] for skipped in read.skipped],
            "error": read.error,
            "seconds": read.seconds,
        }
    )


def read_from_bytes(data: bytes) -> FileRead:
    """The inverse of :func:`read_to_bytes`.

    Raises:
        IndexBrokenError: the bytes are damaged.
    """
    record = unpack(data)
    return FileRead(
        tuple(map(parsed_from_rows, record["documents"])),
        tuple(Skipped(*pair) for pair in record["skipped"]),
        record["error"],
        record["seconds"],
    )


def task_to_line(task: FileTask) -> bytes:
    """A task as one line of JSON."""
    listed = task.listed and source_to_dict(task.listed)
    record = {"path": str(task.path), "root": str(task.root), "listed": listed}
    return json.dumps(record).encode("ascii") + b"\n"


def task_from_line(line: bytes) -> FileTask:
    """The inverse of :func:`task_to_line`."""
    record: dict[str, Any] = json.loads(line)
    listed = record["listed"] and source_from_dict(record["listed"])
    return FileTask(Path(record["path"]), Path(record["root"]), listed)
