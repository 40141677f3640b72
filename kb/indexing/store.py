"""Reading the records of a generation: one SQLite file that never changes any more."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from kb import records
from kb.errors import IndexBrokenError, UnknownNameError
from kb.indexing.generations import broken
from kb.indexing.selection import Selector
from kb.types import Clause, Document, Duty, Passage, Reference, Target

SCHEMA = 3
"""Version of the tables and folders; an index of another version must be built again."""

# What tells our file from any other SQLite file ("kbpi").
APPLICATION_ID = 0x6B627069

# Passages and clauses kept once read, about 1.5 kB each; all are dropped when there are more.
# SQLite hands over the interpreter at every row: twenty people asking at once waited seconds.
_KEPT = 10_000

# Numbers in one query; SQLite allows 999 in its oldest form.
_CHUNK = 500

_T = TypeVar("_T")
_K = TypeVar("_K")


def columns(names: Sequence[str]) -> str:
    """Column names for SQL, quoted (``end`` is a word of SQL)."""
    return ", ".join(f'"{name}"' for name in names)


def file_uri(path: Path, options: str) -> str:
    """An SQLite address of ``path``, whatever characters it has."""
    return f"{path.resolve().as_uri()}?{options}"


def schema_of(path: Path) -> int:
    """The version of the tables in ``path``; raises ``sqlite3.Error`` when it has none."""
    with closing(sqlite3.connect(file_uri(path, "mode=ro"), uri=True)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


class RecordStore:
    """The records of one generation, read-only; it may be used from several threads.

    The texts of documents are kept once read; passages and clauses are read when asked for.
    """

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            IndexBrokenError: it is missing, damaged, or not one of ours.
        """
        self._path = path
        self._lock = threading.Lock()
        self._documents: dict[str, Document] = {}
        self._passages: dict[int, Passage] = {}
        self._clauses: dict[tuple[str, str], Clause] = {}
        with self._reading():
            self._connection = sqlite3.connect(
                # immutable: no lock and no journal, so a read-only folder will do.
                file_uri(path, "mode=ro&immutable=1"),
                uri=True,
                check_same_thread=False,
            )
        try:
            self._check()
        except IndexBrokenError:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents, ascending."""
        return tuple(row[0] for row in self._rows("SELECT id FROM documents ORDER BY id"))

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All documents, by id."""
        names = columns(records.DOCUMENT_COLUMNS)
        rows = self._rows(f"SELECT {names} FROM documents ORDER BY id")
        return tuple(self._kept(records.document_from_row(row)) for row in rows)

    def document(self, document_id: str) -> Document:
        """One document.

        Raises:
            UnknownNameError: there is none with this id.
        """
        known = self._documents.get(document_id)
        if known is not None:
            return known
        names = columns(records.DOCUMENT_COLUMNS)
        rows = self._rows(f"SELECT {names} FROM documents WHERE id = ?", (document_id,))
        if not rows:
            raise UnknownNameError(
                f"“{document_id}”：库里没有这个编号的文件；编号可用 kb search --json 查看。"
            )
        return self._kept(records.document_from_row(rows[0]))

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        """The clauses of a document, in its order; none for an unknown one."""
        names = columns(records.CLAUSE_COLUMNS)
        rows = self._rows(
            f"SELECT {names} FROM clauses WHERE document = ? ORDER BY position", (document_id,)
        )
        return tuple(records.clause_from_row(row) for row in rows)

    def clauses_at(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Clause]:
        """The clauses of these (document id, clause id); unknown ones are left out."""
        names = columns(records.CLAUSE_COLUMNS)
        every = sorted(set(places))
        found = _known(self._clauses, every)
        wanted: dict[str, list[str]] = {}
        for document, clause in every:
            if (document, clause) not in found:
                wanted.setdefault(document, []).append(clause)
        for document, ids in wanted.items():
            marks = ", ".join("?" * len(ids))
            rows = self._rows(
                f"SELECT {names} FROM clauses WHERE document = ? AND id IN ({marks})",
                (document, *ids),
            )
            read = {(document, c.id): c for c in map(records.clause_from_row, rows)}
            found |= _keep(self._clauses, read)
        return found

    def references(self, document_id: str) -> tuple[Reference, ...]:
        """What a document refers to, in its order; none for an unknown one."""
        names = columns(records.REFERENCE_COLUMNS)
        rows = self._rows(
            f"SELECT {names} FROM document_references WHERE document = ? ORDER BY position",
            (document_id,),
        )
        return tuple(records.reference_from_row(row) for row in rows)

    def targets(self, document_id: str) -> tuple[Target, ...]:
        """The targets that a document sets, in its order; none for an unknown one."""
        names = columns(records.TARGET_COLUMNS)
        rows = self._rows(
            f"SELECT {names} FROM targets WHERE document = ? ORDER BY position", (document_id,)
        )
        return tuple(records.target_from_row(row) for row in rows)

    def duties(self, document_id: str) -> tuple[Duty, ...]:
        """Who is charged with what in a document, in its order; none for an unknown one."""
        names = columns(records.DUTY_COLUMNS)
        rows = self._rows(
            f"SELECT {names} FROM duties WHERE document = ? ORDER BY position", (document_id,)
        )
        return tuple(records.duty_from_row(row) for row in rows)

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages of these numbers, in the same order, repetitions included.

        Raises:
            IndexBrokenError: there is no passage of such a number.
        """
        names = columns(records.PASSAGE_COLUMNS)
        wanted = [int(number) for number in numbers]
        found = _known(self._passages, wanted)
        for chunk in _chunks([number for number in wanted if number not in found]):
            marks = ", ".join("?" * len(chunk))
            rows = self._rows(
                f"SELECT number, {names} FROM passages WHERE number IN ({marks})", chunk
            )
            read = {row[0]: records.passage_from_row(row[1:]) for row in rows}
            found |= _keep(self._passages, read)
        missing = set(wanted) - set(found)
        if missing:
            raise broken(self._path, f"没有第 {min(missing)} 号段落")
        return [found[number] for number in wanted]

    def passages_in(self, passage: Passage) -> tuple[Passage, ...]:
        """The passages of the clause that ``passage`` is of, in order, itself among them."""
        names = columns(records.PASSAGE_COLUMNS)
        rows = self._rows(
            f"SELECT {names} FROM passages WHERE document = ? AND clause = ? ORDER BY number",
            [passage.document, passage.clause],
        )
        return tuple(records.passage_from_row(row) for row in rows)

    def passages_of(self, document_id: str) -> tuple[Passage, ...]:
        """The passages of a document, in order; none for an unknown one."""
        names = columns(records.PASSAGE_COLUMNS)
        rows = self._rows(
            f"SELECT {names} FROM passages WHERE document = ? ORDER BY number", (document_id,)
        )
        return tuple(records.passage_from_row(row) for row in rows)

    def numbers_of(self, passage_ids: Iterable[str]) -> dict[str, int]:
        """The numbers of these passages by their ids; unknown ones are left out."""
        found: dict[str, int] = {}
        for chunk in _chunks(sorted(set(passage_ids))):
            marks = ", ".join("?" * len(chunk))
            found |= dict(
                self._rows(f"SELECT id, number FROM passages WHERE id IN ({marks})", chunk)
            )
        return found

    @cached_property
    def selector(self) -> Selector:
        """Which passages are of which document."""
        return Selector(self.document_ids, self._rows)

    def counts(self) -> tuple[int, int, int]:
        """How many documents, clauses and passages there are."""
        tables = ("documents", "clauses", "passages")
        documents, clauses, passages = (
            int(self._rows(f"SELECT COUNT(*) FROM {table}")[0][0]) for table in tables
        )
        return documents, clauses, passages

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """The file itself, for tables that are read elsewhere; one thread at a time."""
        with self._reading(), self._lock:
            yield self._connection

    def check_pages(self) -> None:
        """Have SQLite check every page of the file.

        Raises:
            IndexBrokenError: some page is damaged.
        """
        answer = self._rows("PRAGMA integrity_check(1)")[0][0]
        if answer != "ok":
            raise broken(self._path, " ".join(str(answer).split())[:200])

    def _kept(self, document: Document) -> Document:
        return self._documents.setdefault(document.id, document)

    def _check(self) -> None:
        if self._rows("PRAGMA application_id")[0][0] != APPLICATION_ID:
            raise broken(self._path, "不是本程序写的文件")
        if self._rows("PRAGMA user_version")[0][0] != SCHEMA:
            raise broken(self._path, f"数据表不是第 {SCHEMA} 版")

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        # One connection, one cursor at a time: the same on every build of SQLite.
        with self._reading(), self._lock:
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        # OverflowError: a number beyond 64 bits. UnicodeDecodeError comes as OperationalError.
        except (sqlite3.Error, OSError, OverflowError) as error:
            raise broken(self._path, f"读取时出错：{error}") from error


def _known(kept: dict[_K, _T], names: Iterable[_K]) -> dict[_K, _T]:
    """Those of ``names`` that are kept. One look-up each: another thread may drop them."""
    looked_up = ((name, kept.get(name)) for name in names)
    return {name: record for name, record in looked_up if record is not None}


def _keep(kept: dict[_K, _T], read: dict[_K, _T]) -> dict[_K, _T]:
    if len(kept) + len(read) > _KEPT:
        kept.clear()
    kept.update(read)
    return read


def _chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
