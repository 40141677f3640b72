"""What the library held before: old versions of replaced files, and removed documents.

They stand in tables of their own, which no search reads. A text is kept once, however often it
was replaced; when a document left, and for which, is a row each time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb import records
from kb.indexing.store import columns, file_uri
from kb.parsed_records import pack, parsed_from_rows, parsed_to_rows, unpack
from kb.source_records import source_from_dict
from kb.types import ParsedDocument, Version

HISTORY_TABLES = """
CREATE TABLE former_documents (id TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE departures (
    number INTEGER PRIMARY KEY, document TEXT NOT NULL, successor TEXT,
    left_at TEXT NOT NULL, title TEXT NOT NULL, issued_on TEXT, source TEXT NOT NULL
);
CREATE INDEX departures_by_document ON departures (document);
CREATE INDEX departures_by_successor ON departures (successor);
"""
_DEPARTURE = "number, document, successor, left_at, title, issued_on, source"
# Table -> its columns, and how a row becomes a record again.
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("clauses", records.CLAUSE_COLUMNS),
    ("document_references", records.REFERENCE_COLUMNS),
    ("targets", records.TARGET_COLUMNS),
    ("duties", records.DUTY_COLUMNS),
)


class History:
    """The old versions in a file of records. One thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read and, when it is being written, change the tables behind ``connection``."""
        self._connection = connection

    def record(self, parsed: ParsedDocument, *, successor: str | None, at: str) -> None:
        """Note that a document left at the time ``at``, replaced by ``successor`` or by nothing."""
        document = parsed.document
        source = json.dumps(records.document_to_dict(document)["source"], ensure_ascii=False)
        issued = document.issued_on and document.issued_on.isoformat()
        self._connection.execute(
            "INSERT OR IGNORE INTO former_documents VALUES (?, ?)",
            (document.id, pack(parsed_to_rows(parsed))),
        )
        self._connection.execute(
            "INSERT INTO departures "
            "(document, successor, left_at, title, issued_on, source) VALUES (?, ?, ?, ?, ?, ?)",
            (document.id, successor, at, document.title, issued, source),
        )

    def undo_removal(self, document_id: str) -> None:
        """Forget that a document was removed: it is held again."""
        self._connection.execute(
            "DELETE FROM departures WHERE document = ? AND successor IS NULL", (document_id,)
        )
        self._connection.execute(
            "DELETE FROM former_documents WHERE id = ? "
            "AND id NOT IN (SELECT document FROM departures)",
            (document_id,),
        )

    def former(self, document_id: str) -> ParsedDocument | None:
        """A document as it was when it left; None when none of this id ever did."""
        query = "SELECT record FROM former_documents WHERE id = ?"
        rows = self._connection.execute(query, (document_id,)).fetchall()
        return parsed_from_rows(unpack(rows[0][0])) if rows else None

    def versions(self, document_id: str) -> tuple[Version, ...]:
        """What a document took the place of, directly or further back, the oldest first."""
        found: dict[int, Version] = {}
        wanted = [(document_id, 2**62)]
        while wanted:
            name, before = wanted.pop()
            query = (
                f"SELECT {_DEPARTURE} FROM departures "
                "WHERE successor = ? AND number < ? ORDER BY number"
            )
            for row in self._connection.execute(query, (name, before)).fetchall():
                if row[0] not in found:
                    found[row[0]] = _version(row)
                    wanted.append((row[1], row[0]))
        return _numbered(found)

    def removed(self) -> tuple[Version, ...]:
        """The documents that were removed and replaced by nothing, in the order they left."""
        query = f"SELECT {_DEPARTURE} FROM departures WHERE successor IS NULL ORDER BY number"
        rows = self._connection.execute(query).fetchall()
        return _numbered({row[0]: _version(row) for row in rows})

    def take_over(
        self, path: Path, *, successor_of: Callable[[str, str], str | None], at: str
    ) -> int:
        """Copy the history of the generation whose records are ``path``, before a new one.

        What that generation held and this one does not has left now: ``successor_of`` gives,
        for its id and path, the document in its place. How many those are is returned.
        """
        self._connection.execute("ATTACH ? AS old", (file_uri(path, "mode=ro"),))
        self._connection.execute("BEGIN")
        try:
            for table in ("former_documents", "departures"):
                self._connection.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")
            gone = self._connection.execute(
                "SELECT id, json_extract(source, '$.path') FROM old.documents "
                "WHERE id NOT IN (SELECT id FROM documents) ORDER BY id"
            ).fetchall()
            for name, source_path in gone:
                parsed = read_parsed(self._connection, name, schema="old")
                self.record(parsed, successor=successor_of(name, source_path), at=at)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        else:
            self._connection.execute("COMMIT")
        finally:
            self._connection.execute("DETACH old")
        back = self._connection.execute(
            "SELECT DISTINCT document FROM departures "
            "WHERE successor IS NULL AND document IN (SELECT id FROM documents)"
        ).fetchall()
        for (name,) in back:
            self.undo_removal(name)
        return len(gone)


def read_parsed(
    connection: sqlite3.Connection, document_id: str, *, schema: str = "main"
) -> ParsedDocument:
    """A held document with all that was read out of it; ``KeyError`` when it is not held."""
    query = f"SELECT {columns(records.DOCUMENT_COLUMNS)} FROM {schema}.documents WHERE id = ?"
    rows = connection.execute(query, (document_id,)).fetchall()
    if not rows:
        raise KeyError(document_id)
    parts = []
    for table, names in _PARTS:
        query = f"SELECT {columns(names)} FROM {schema}.{table} WHERE document = ?"
        parts.append(connection.execute(f"{query} ORDER BY position", (document_id,)).fetchall())
    return parsed_from_rows([rows[0], *parts])


def _version(row: tuple[int, str, str | None, str, str, str | None, str]) -> Version:
    _, document, successor, left_at, title, issued_on, source = row
    return Version(
        number=0,
        document=document,
        title=title,
        source=source_from_dict(json.loads(source)),
        issued_on=date.fromisoformat(issued_on) if issued_on else None,
        left_at=left_at,
        successor=successor,
    )


def _numbered(found: Mapping[int, Version]) -> tuple[Version, ...]:
    ordered = [found[number] for number in sorted(found)]
    return tuple(replace(version, number=place) for place, version in enumerate(ordered, 1))
