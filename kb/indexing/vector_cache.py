"""The vectors of a generation, by encoder and text, so that no text is embedded twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderError
from kb.indexing.dense import Batch
from kb.indexing.store import file_uri
from kb.indexing.store_writer import joined, transaction
from kb.types import Encoder

# Rows read at a time, so that memory stays flat at any size.
_CHUNK = 1000
# How far from 1 the length of a unit vector may be: half-precision encoders are off by 0.0005.
_NORM_TOLERANCE = 2e-3

Table = Literal["passages", "sentences"]
_TABLES: tuple[Table, ...] = ("passages", "sentences")

_NO_VECTOR = (
    "NOT EXISTS (SELECT 1 FROM vectors v WHERE v.encoder = ? AND v.text_hash = p.text_hash)"
)


class VectorCache:
    """The vectors of one encoder in a file of records that is being written."""

    def __init__(self, connection: sqlite3.Connection, *, encoder: Encoder) -> None:
        self._connection = connection
        self._encoder = encoder

    def count_missing(self) -> int:
        """How many different texts have no vector yet; a passage of one sentence is one text."""
        every = " UNION ".join(f"SELECT text_hash FROM {table}" for table in _TABLES)
        query = f"SELECT COUNT(*) FROM ({every}) p WHERE {_NO_VECTOR}"
        return int(self._connection.execute(query, (self._encoder.hash,)).fetchone()[0])

    def fill(self, size: int) -> Iterator[int]:
        """Embed what has no vector, up to ``size`` texts at a time; yields how many it were.

        Every batch is kept as soon as it is there: a write that is cut off has not lost it.

        Raises:
            EncoderError: the encoder gives something else than unit vectors of its length.
        """
        for table in _TABLES:
            query = (
                f"SELECT DISTINCT p.text_hash, p.context, p.text FROM {table} p "
                f"WHERE {_NO_VECTOR} AND p.text_hash > ? ORDER BY p.text_hash LIMIT ?"
            )
            values: tuple[str, bytes, int] = (self._encoder.hash, b"", size)
            while rows := self._connection.execute(query, values).fetchall():
                values = (self._encoder.hash, rows[-1][0], size)
                texts = {key: joined(context, text) for key, context, text in rows}
                self._keep(list(texts), _encoded(self._encoder, list(texts.values())))
                yield len(texts)

    def borrow(self, path: Path) -> None:
        """Copy the vectors that the file ``path`` has of this encoder.

        What is damaged in it is left there: the text is embedded again, no more.
        """
        try:
            other = sqlite3.connect(file_uri(path, "mode=rw"), uri=True)
        except sqlite3.Error:
            return
        try:
            rows = other.execute(
                "SELECT text_hash, vector FROM vectors WHERE encoder = ?", (self._encoder.hash,)
            )
            while chunk := rows.fetchmany(_CHUNK):
                self._keep_good(chunk)
        except sqlite3.DatabaseError:
            return
        finally:
            other.close()

    def prune(self) -> None:
        """Forget the vectors of other encoders and of texts that no passage has any more."""
        self._connection.execute(
            "DELETE FROM vectors WHERE encoder <> ? "
            "OR text_hash NOT IN "
            "(SELECT text_hash FROM passages UNION SELECT text_hash FROM sentences)",
            (self._encoder.hash,),
        )

    def batches(self) -> Iterator[Batch]:
        """Passage numbers [n] and vectors [n, dim] of all passages, by number."""
        # CROSS JOIN: passages first. Left alone, SQLite sorts all vectors anew for every chunk.
        query = (
            "SELECT p.number, v.vector FROM passages p CROSS JOIN vectors v "
            "ON v.encoder = ? AND v.text_hash = p.text_hash "
            "WHERE p.number > ? ORDER BY p.number LIMIT ?"
        )
        last = 0
        while rows := self._connection.execute(
            query, (self._encoder.hash, last, _CHUNK)
        ).fetchall():
            last = rows[-1][0]
            numbers = np.array([number for number, _ in rows], dtype=np.int64)
            yield numbers, _from_bytes([vector for _, vector in rows], self._encoder.dim)

    def sentence_batches(self) -> Iterator[Batch]:
        """Passage numbers [n], once a sentence, and vectors [n, dim] of all sentences, in order."""
        query = (
            "SELECT s.passage, s.position, v.vector FROM sentences s CROSS JOIN vectors v "
            "ON v.encoder = ? AND v.text_hash = s.text_hash "
            "WHERE (s.passage, s.position) > (?, ?) ORDER BY s.passage, s.position LIMIT ?"
        )
        last = (0, -1)
        while rows := self._connection.execute(
            query, (self._encoder.hash, *last, _CHUNK)
        ).fetchall():
            last = rows[-1][:2]
            numbers = np.array([row[0] for row in rows], dtype=np.int64)
            yield numbers, _from_bytes([row[2] for row in rows], self._encoder.dim)

    def _keep(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        stored = vectors.astype("<f4")
        rows = [
            (self._encoder.hash, key, row.tobytes()) for key, row in zip(keys, stored, strict=True)
        ]
        with transaction(self._connection):
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _keep_good(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        dim = self._encoder.dim
        whole = [
            (key, vector)
            for key, vector in rows
            if isinstance(vector, bytes) and len(vector) == 4 * dim
        ]
        vectors = _from_bytes([vector for _, vector in whole], dim)
        good = np.flatnonzero(_are_unit(vectors))
        self._keep([whole[place][0] for place in good], vectors[good])


def _encoded(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    vectors = np.asarray(encoder.encode_passages(texts), dtype=np.float32)
    if vectors.shape != (len(texts), encoder.dim) or not _are_unit(vectors).all():
        raise EncoderError(
            f"模型 {encoder.name}：没有给出 {len(texts)} 个 {encoder.dim} 维的单位向量"
            f"（得到的是 {vectors.shape}）；请用 kb doctor 检查模型文件。"
        )
    return vectors


def _are_unit(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """For each vector of [n, dim] whether its length is 1; not a number is not."""
    near: NDArray[np.bool_] = np.abs(np.linalg.norm(vectors, axis=1) - 1) <= _NORM_TOLERANCE
    return near


def _from_bytes(vectors: Sequence[bytes], dim: int) -> NDArray[np.float32]:
    return np.frombuffer(b"".join(vectors), dtype="<f4").reshape(-1, dim).astype(np.float32)
