"""Writing the records of a new generation."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb import records
from kb.errors import QuoteError, SourceError
from kb.indexing.history import HISTORY_TABLES
from kb.indexing.holding import HOLDING_TABLES, wording_digest
from kb.indexing.lexical import Entry
from kb.indexing.store import APPLICATION_ID, SCHEMA, columns, file_uri
from kb.language.sentences import sentences
from kb.types import ParsedDocument, Passage

# Rows read at a time, so that memory stays flat at any size.
_CHUNK = 1000

_TABLES = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA};
-- The text last: SQLite reads a row from its start, and what a document is called is read often.
CREATE TABLE documents (
    digest BLOB NOT NULL, wording BLOB NOT NULL,
    {columns([name for name in records.DOCUMENT_COLUMNS if name != "text"])},
    text, PRIMARY KEY (id)
);
CREATE INDEX documents_by_wording ON documents (wording);
CREATE INDEX documents_by_path ON documents (json_extract(source, '$.path'));
CREATE TABLE clauses (
    {columns(records.CLAUSE_COLUMNS)}, position INTEGER NOT NULL,
    PRIMARY KEY (document, position), UNIQUE (document, id)
) WITHOUT ROWID;
CREATE TABLE document_references (
    {columns(records.REFERENCE_COLUMNS)}, position INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE TABLE targets (
    {columns(records.TARGET_COLUMNS)}, position INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE TABLE duties (
    {columns(records.DUTY_COLUMNS)}, position INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
-- AUTOINCREMENT: the number of a removed passage is never given to another one.
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, {columns(records.PASSAGE_COLUMNS)}, UNIQUE (id)
);
CREATE INDEX passages_by_document ON passages (document);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
{HOLDING_TABLES}
{HISTORY_TABLES}
"""


def joined(context: str, text: str) -> str:
    """What is embedded and cut into words: the headings above a passage, then the passage."""
    return f"{context}\n{text}"


def nearest_heading(context: str) -> str:
    """The innermost heading above a passage: what its sentences are embedded with."""
    return context.rsplit(" ", 1)[-1]


def check_passages(parsed: ParsedDocument, passages: Sequence[Passage]) -> None:
    """Refuse passages that are not what their document says.

    Raises:
        QuoteError: a passage is not an exact slice of the document, or of no clause of it.
    """
    document = parsed.document
    clauses = {clause.id for clause in parsed.clauses}
    for passage in passages:
        if passage.document != document.id or passage.clause not in clauses:
            raise QuoteError(
                f"{document.source.path}：段落 {passage.id} 不属于这份文件的条款，未入库；"
                "请报告这个问题。"
            )
        if document.text[passage.start : passage.end] != passage.text:
            raise QuoteError(
                f"{document.source.path}：段落 {passage.id} 与原文不一致，未入库；请报告这个问题。"
            )


class RecordWriter:
    """The records of a generation that is being written. One thread."""

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``, a copy of a finished one, or make a new one there."""
        new = not path.exists()
        self.connection = sqlite3.connect(file_uri(path, "mode=rwc"), uri=True)
        """Shared with the history and the table of files, which live in the same file."""
        self.connection.isolation_level = None
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        if new:
            self.connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
        self.first_new = 1 + self._one("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence")
        """Passages from this number on are not in the generation that this one started from."""
        self.removed: dict[str, list[int]] = {}
        """Documents of that generation that were removed or replaced, with their passages."""

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def finish(self) -> None:
        """Bring everything into the one file, and close it."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.execute("PRAGMA journal_mode = DELETE")
        self.close()

    def put(self, parsed: ParsedDocument, passages: Sequence[Passage]) -> bool:
        """Add a document or replace it; ``False`` when it is there already, word for word.

        An unchanged document keeps its passage numbers, and gets its references, targets and
        duties anew: they are read out of its text by rules that can change.

        Raises:
            KbError: it cannot be kept: halves of characters, or an id that is given twice.
        """
        document = records.document_to_row(parsed.document)
        clauses = [records.clause_to_row(clause) for clause in parsed.clauses]
        rows = [records.passage_to_row(passage) for passage in passages]
        digest = _digest(parsed, [document, clauses, rows])
        document_id = parsed.document.id
        known = self._rows("SELECT digest FROM documents WHERE id = ?", (document_id,))
        same = bool(known) and known[0][0] == digest
        with transaction(self.connection):
            if not same:
                self._delete(document_id)
                wording = wording_digest(parsed.document.text)
                self._insert(
                    "documents",
                    ("digest", "wording", *records.DOCUMENT_COLUMNS),
                    (digest, wording, *document),
                )
                for position, row in enumerate(clauses):
                    self._insert("clauses", (*records.CLAUSE_COLUMNS, "position"), (*row, position))
                for row in rows:
                    self._insert("passages", records.PASSAGE_COLUMNS, row)
            for table, names, found in _read_out(parsed):
                self._run(f"DELETE FROM {table} WHERE document = ?", (document_id,))
                for position, row in enumerate(found):
                    self._insert(table, (*names, "position"), (*row, position))
        return not same

    def remove(self, document_id: str) -> bool:
        """Remove a document with all that belongs to it; ``False`` when there is none."""
        with transaction(self.connection):
            self._run("DELETE FROM copies WHERE document = ?", (document_id,))
            return self._delete(document_id)

    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents, ascending."""
        return tuple(row[0] for row in self._rows("SELECT id FROM documents ORDER BY id"))

    def sources(self) -> dict[str, str]:
        """Path and SHA-256 of every source file, by path."""
        query = "SELECT source FROM documents UNION ALL SELECT source FROM copies"
        found = [json.loads(row[0]) for row in self._rows(query)]
        return dict(sorted((source["path"], source["sha256"]) for source in found))

    def counts(self) -> dict[str, int]:
        """How many documents, clauses and passages there are."""
        tables = ("documents", "clauses", "passages")
        return {table: self._one(f"SELECT COUNT(*) FROM {table}") for table in tables}

    def counter(self, name: str) -> int:
        """A number kept from write to write; 0 when it was never set."""
        return self._one("SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = ?", (name,))

    def set_counter(self, name: str, value: int) -> None:
        """Keep a number for the next write."""
        self._run("INSERT OR REPLACE INTO counters VALUES (?, ?)", (name, value))

    def entries(self, first: int) -> Iterator[Entry]:
        """Passages from number ``first`` on, for the lexical index, by number."""
        for number, document, context, text in self._passages(first):
            yield number, document, joined(context, text)

    def passage_texts(self) -> Iterator[tuple[int, str]]:
        """Number and text to embed of the new passages, by number."""
        for number, _, context, text in self._passages(self.first_new):
            yield number, joined(context, text)

    def sentence_texts(self) -> Iterator[tuple[int, str]]:
        """Number of the passage and text to embed of the sentences of new passages, in order."""
        for number, _, context, text in self._passages(self.first_new):
            heading = nearest_heading(context)
            for start, end in sentences(text, 0, len(text)):
                yield number, joined(heading, text[start:end])

    def _passages(self, first: int) -> Iterator[tuple[int, str, str, str]]:
        query = (
            "SELECT number, document, context, text FROM passages "
            "WHERE number >= ? ORDER BY number LIMIT ?"
        )
        while rows := self._rows(query, (first, _CHUNK)):
            yield from rows
            first = rows[-1][0] + 1

    def _delete(self, document_id: str) -> bool:
        old = "SELECT number FROM passages WHERE document = ? AND number < ?"
        numbers = [row[0] for row in self._rows(old, (document_id, self.first_new))]
        for table in ("clauses", "document_references", "targets", "duties", "passages"):
            self._run(f"DELETE FROM {table} WHERE document = ?", (document_id,))
        found = self._run("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount > 0
        if numbers:
            self.removed[document_id] = numbers
        return found

    def _insert(self, table: str, names: Sequence[str], values: Sequence[Any]) -> int:
        marks = ", ".join("?" * len(names))
        cursor = self._run(f"INSERT INTO {table} ({columns(names)}) VALUES ({marks})", values)
        return int(cursor.lastrowid or 0)

    def _one(self, query: str, values: Sequence[Any] = ()) -> int:
        return int(self._rows(query, values)[0][0])

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._run(query, values).fetchall()

    def _run(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self.connection.execute(statement, values)


def _read_out(
    parsed: ParsedDocument,
) -> Iterator[tuple[str, Sequence[str], list[tuple[Any, ...]]]]:
    """Table, its columns and rows, for what rules read out of the text of a document."""
    references = [records.reference_to_row(reference) for reference in parsed.references]
    yield "document_references", records.REFERENCE_COLUMNS, references
    targets = [records.target_to_row(target) for target in parsed.targets]
    yield "targets", records.TARGET_COLUMNS, targets
    yield "duties", records.DUTY_COLUMNS, [records.duty_to_row(duty) for duty in parsed.duties]


def _digest(parsed: ParsedDocument, rows: Sequence[Any]) -> bytes:
    """What tells whether a document has changed, what rules read out of it aside."""
    try:
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).digest()
    except UnicodeEncodeError as error:
        raise SourceError(
            f"{parsed.document.source.path}：含有不成文字的字符；请另存为 UTF-8 文本后再导入。"
        ) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what happens inside, or nothing of it."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        # SQLite has rolled back by itself when the disk is full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
