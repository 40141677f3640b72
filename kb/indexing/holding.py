"""Which file gave which document, and which other files hold the same text.

A text is held once. A further file with the same text, a copy, is a row of its own that names the
document: when the file that the document was read from goes or changes, its copy takes its place.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from kb.source_records import source_from_dict, source_to_dict
from kb.types import Document, Source

HOLDING_TABLES = """
CREATE TABLE copies (
    path TEXT PRIMARY KEY, document TEXT NOT NULL, source TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX copies_by_document ON copies (document);
"""

# Full-width letters, digits and signs as half-width; no white space, no characters without width.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDTHLESS = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as a list of the library needs it: without its text."""

    id: str
    title: str
    enclosed_title: str | None
    number: str | None
    source: Source


def wording_digest(text: str) -> bytes:
    """A digest that two texts share when they differ in layout, width and spaces alone."""
    bare = "".join(text.translate(_NARROW | _WIDTHLESS).split())
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).digest()


class Holding:
    """The files of a generation that is being written. One thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read and change the tables behind ``connection``."""
        self._connection = connection

    def entries(self) -> tuple[Entry, ...]:
        """All documents without their texts, by id."""
        rows = self._rows(
            "SELECT id, title, enclosed_title, number, source FROM documents ORDER BY id"
        )
        return tuple(
            Entry(name, title, enclosed, number, source_from_dict(json.loads(source)))
            for name, title, enclosed, number, source in rows
        )

    def read_from(self, path: str) -> str | None:
        """The id of the document that was read from the file ``path``."""
        query = "SELECT id FROM documents WHERE json_extract(source, '$.path') = ?"
        return self._first(query, path)

    def copied_in(self, path: str) -> str | None:
        """The id of the document that the file ``path`` is a copy of."""
        return self._first("SELECT document FROM copies WHERE path = ?", path)

    def gives(self, path: str) -> str | None:
        """The id of the document whose text the file ``path`` holds; None when there is none."""
        return self.read_from(path) or self.copied_in(path)

    def source_of(self, document_id: str) -> Source | None:
        """The file that a document was read from; None when it is not held."""
        found = self._first("SELECT source FROM documents WHERE id = ?", document_id)
        return source_from_dict(json.loads(found)) if found else None

    def copies_of(self, document_id: str) -> tuple[Source, ...]:
        """The further files that hold the text of a document, by path."""
        query = "SELECT source FROM copies WHERE document = ? ORDER BY path"
        rows = self._rows(query, document_id)
        return tuple(source_from_dict(json.loads(row[0])) for row in rows)

    def same_text(self, document: Document) -> str | None:
        """The id of another document with the same text, of the same region as far as is known.

        Two places may issue one text word for word: these are two documents.
        """
        query = "SELECT id, region FROM documents WHERE wording = ? AND id <> ? ORDER BY rowid"
        name = document.region and document.region.name
        for other, region in self._rows(query, wording_digest(document.text), document.id):
            other_name = json.loads(region)["name"] if region and region != "null" else None
            if name is None or other_name is None or name == other_name:
                return str(other)
        return None

    def add_copy(self, source: Source, document_id: str) -> None:
        """Note that the file ``source`` holds the text of a document too."""
        record = json.dumps(source_to_dict(source), ensure_ascii=False)
        self._connection.execute(
            "INSERT OR REPLACE INTO copies VALUES (?, ?, ?)", (source.path, document_id, record)
        )

    def drop_copy(self, path: str) -> None:
        """Forget that the file ``path`` is a copy."""
        self._connection.execute("DELETE FROM copies WHERE path = ?", (path,))

    def take_copy(self, document_id: str) -> bool:
        """Have the first copy of a document take the place of its file; False without a copy."""
        copies = self.copies_of(document_id)
        if not copies:
            return False
        self.drop_copy(copies[0].path)
        record = json.dumps(source_to_dict(copies[0]), ensure_ascii=False)
        # Without its digest, the next time that it is put the document is written anew.
        query = "UPDATE documents SET source = ?, digest = x'' WHERE id = ?"
        self._connection.execute(query, (record, document_id))
        return True

    def move_copies(self, old: str, new: str) -> None:
        """Make the copies of one document those of another with the same text."""
        self._connection.execute("UPDATE copies SET document = ? WHERE document = ?", (new, old))

    def _first(self, query: str, *values: Any) -> str | None:
        rows = self._rows(query, *values)
        return str(rows[0][0]) if rows else None

    def _rows(self, query: str, *values: Any) -> list[Any]:
        return self._connection.execute(query, values).fetchall()
