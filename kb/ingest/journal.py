"""What was read of each file, kept in the index folder: no file is read twice for nothing.

A build that was cut off goes on from it, and a later build reads only what has changed. An entry
holds for one path, content, listing and set of rules; of anything else there is none. What could
not be read is not kept: it is tried again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb.errors import IndexBrokenError, KbError
from kb.ingest.rules import rules_digest
from kb.ingest.tasks import FileRead, FileTask, read_from_bytes
from kb.source_records import source_to_dict
from kb.sources import file_digest

JOURNAL = "reading.sqlite"
FORMAT = 1  # of the file; one of another format is begun anew
_ENDINGS = ("", "-wal", "-shm")


class Journal:
    """Entries by key. One process at a time: whoever holds the lock of the index."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        """Open the journal of the index in ``folder``; a ``fresh`` one begins empty.

        Raises:
            KbError: it cannot be written.
        """
        self._path = folder / JOURNAL
        self._used: set[bytes] = set()
        if fresh:
            self._delete()
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._delete()  # damaged or of another format: everything is read again
            try:
                self._connection = self._open()
            except sqlite3.Error as error:
                raise KbError(
                    f"{self._path}：无法写入（{error}）；请检查磁盘空间和权限后再试。"
                ) from error
        with self._writing():
            self.unfinished = self._one("SELECT COUNT(*) FROM unfinished") > 0
            """Whether the run before this one was cut off."""
            self._connection.execute("INSERT OR IGNORE INTO unfinished VALUES (1)")
        self.taken_over = 0
        """How many files were taken over so far."""

    def key(self, task: FileTask) -> bytes | None:
        """The key of a file as it is now; None when it must be read in any case."""
        if task.path.is_symlink():
            return None  # where it leads may have changed
        try:
            content = file_digest(task.path)
        except OSError:
            return None
        listed = task.listed and source_to_dict(task.listed)
        parts = [rules_digest(), task.name, content, listed]
        return hashlib.sha256(json.dumps(parts).encode()).digest()

    def __contains__(self, key: bytes) -> bool:
        self._used.add(key)
        return self._one("SELECT COUNT(*) FROM files WHERE key = ?", (key,)) > 0

    def find(self, key: bytes) -> FileRead | None:
        """What was read of the file with this key; None when it is not there, or damaged."""
        try:
            rows = self._connection.execute("SELECT read FROM files WHERE key = ?", (key,))
            found = rows.fetchone()
            read = read_from_bytes(found[0]) if found else None
        except (sqlite3.DatabaseError, IndexBrokenError, KeyError, TypeError):
            return None
        if read is None:
            return None
        self.taken_over += 1
        return replace(read, seconds=None)

    def keep(self, key: bytes, data: bytes) -> None:
        """Keep what was read of the file with this key.

        Raises:
            KbError: it cannot be written.
        """
        with self._writing():
            self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (key, data))

    def finish(self) -> None:
        """Forget what this run had no use for, and that it was under way."""
        with self._writing():
            known = {row[0] for row in self._connection.execute("SELECT key FROM files")}
            self._forget(known - self._used)
            self._connection.execute("DELETE FROM unfinished")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget(self, keys: Iterable[bytes]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany("DELETE FROM files WHERE key = ?", [(key,) for key in keys])
        self._connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] not in (0, FORMAT):
                raise sqlite3.DatabaseError("another format")
            connection.execute("PRAGMA journal_mode = WAL")
            # A killed process loses nothing; after a power cut the files are read again.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS files (key BLOB PRIMARY KEY, read BLOB NOT NULL)"
            )
            connection.execute("CREATE TABLE IF NOT EXISTS unfinished (since INTEGER PRIMARY KEY)")
        except BaseException:
            connection.close()
            raise
        return connection

    def _delete(self) -> None:
        for ending in _ENDINGS:
            with suppress(OSError):
                self._path.with_name(JOURNAL + ending).unlink(missing_ok=True)

    def _one(self, query: str, values: Sequence[Any] = ()) -> int:
        return int(self._connection.execute(query, values).fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise KbError(
                f"{self._path}：无法写入（{error}）；请检查磁盘空间和权限后再试。"
            ) from error
