"""A saved index as one whole generation: records, words, vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderMismatchError, IndexBrokenError
from kb.indexing.dense import DenseIndex
from kb.indexing.generations import (
    LEXICAL,
    MANIFEST,
    PASSAGES,
    RECORDS,
    SENTENCES,
    broken,
    check_files,
    current_generation,
    generation_folder,
    read_manifest,
)
from kb.indexing.history import History
from kb.indexing.holding import Holding
from kb.indexing.lexical import LexicalIndex
from kb.indexing.segments import SavedVectors
from kb.indexing.selection import Selection
from kb.indexing.sentence_vectors import SentenceVectors
from kb.indexing.store import SCHEMA, RecordStore
from kb.language.tokens import TOKENISER
from kb.records import manifest_from_dict
from kb.types import Clause, Document, Duty, Encoder, Manifest, Passage, Reference, Target

# How often opening is tried again when a writer replaces the generation meanwhile.
_ATTEMPTS = 20
_T = TypeVar("_T")


def open_index(folder: Path, *, encoder: Encoder | None = None) -> Index:
    """Open the current generation of the index in ``folder``.

    Args:
        folder: The folder of the index, ``indexes/<name>``.
        encoder: The encoder that questions will come from; ``None`` when none will.

    Raises:
        IndexMissingError: nothing was built here.
        IndexBrokenError: it is damaged, incomplete, or made by another version of the program.
        EncoderMismatchError: it was made with another encoder.
    """
    for _ in range(_ATTEMPTS):
        number = current_generation(folder)
        try:
            return open_generation(folder, number, encoder=encoder)
        except IndexBrokenError:
            # A writer may have removed the generation while it was being opened.
            if current_generation(folder) == number:
                raise
    raise IndexBrokenError(f"{folder}：索引更新太频繁，一时无法打开；请等更新完成后再试。")


def open_generation(folder: Path, number: int, *, encoder: Encoder | None = None) -> Index:
    """Open a generation by its number. Raises as :func:`open_index` does."""
    place = generation_folder(folder, number)
    record = read_manifest(place)
    manifest = manifest_from_dict(record)
    _check_manifest(place, manifest, encoder=encoder)
    check_files(place, whole=False)
    return Index(place, manifest)


class Index:
    """One generation of an index, open for reading; it may be used from several threads.

    It stays what it was when it was opened, whatever is written meanwhile.
    """

    def __init__(self, place: Path, manifest: Manifest) -> None:
        """Open the generation in the folder ``place``.

        Raises:
            IndexBrokenError: a part of it is missing or damaged.
        """
        self.manifest = manifest
        self._place = place
        self._records = RecordStore(place / RECORDS)
        try:
            self.lexical = LexicalIndex(place / LEXICAL)
            self.dense = DenseIndex(SavedVectors(place / PASSAGES, dim=manifest.dim))
            self.sentences = SentenceVectors(SavedVectors(place / SENTENCES, dim=manifest.dim))
        except BaseException:
            self._records.close()
            raise
        try:
            self._check_counts()
        except BaseException:
            self.close()
            raise

    @property
    def generation(self) -> int:
        """The number of this generation."""
        return self.manifest.generation

    def documents(self) -> tuple[Document, ...]:
        """All documents with their texts, by id; read once."""
        return self._records.documents

    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents, ascending, without reading their texts."""
        return self._records.document_ids

    def document(self, document_id: str) -> Document:
        """One document; raises ``UnknownNameError`` when there is none with this id."""
        return self._records.document(document_id)

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        """The clauses of a document, in its order; none for an unknown one."""
        return self._records.clauses(document_id)

    def clauses_at(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Clause]:
        """The clauses of these (document id, clause id); unknown ones are left out."""
        return self._records.clauses_at(places)

    def targets(self, document_id: str) -> tuple[Target, ...]:
        """The targets that a document sets, in its order; none for an unknown one."""
        return self._records.targets(document_id)

    def duties(self, document_id: str) -> tuple[Duty, ...]:
        """Who is charged with what in a document, in its order; none for an unknown one."""
        return self._records.duties(document_id)

    def references(self, document_id: str) -> tuple[Reference, ...]:
        """What a document refers to, in its order; none for an unknown one."""
        return self._records.references(document_id)

    def history(self, ask: Callable[[History], _T]) -> _T:
        """What ``ask`` finds in the old versions and removed documents."""
        with self._records.connection() as connection:
            return ask(History(connection))

    def holding(self, ask: Callable[[Holding], _T]) -> _T:
        """What ``ask`` finds about the files that the documents were read from."""
        with self._records.connection() as connection:
            return ask(Holding(connection))

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages of these numbers, in the same order, repetitions included.

        Raises:
            IndexBrokenError: there is no passage of such a number.
        """
        return self._records.passages(numbers)

    def passages_in(self, passage: Passage) -> tuple[Passage, ...]:
        """The passages of the clause that ``passage`` is of, in order, itself among them."""
        return self._records.passages_in(passage)

    def passages_of(self, document_id: str) -> tuple[Passage, ...]:
        """The passages of a document, in order; none for an unknown one."""
        return self._records.passages_of(document_id)

    def numbers_of(self, passage_ids: Iterable[str]) -> dict[str, int]:
        """The numbers of these passages by their ids; unknown ones are left out."""
        return self._records.numbers_of(passage_ids)

    def passage_numbers(self, document_ids: Iterable[str]) -> NDArray[np.int64]:
        """Numbers of the passages of these documents, ascending, [n]; unknown ids add none."""
        return self._records.selector.numbers_of(document_ids)

    def select(self, document_ids: frozenset[str]) -> Selection:
        """Some documents as a filter of searches; unknown ids are left out."""
        return self._records.selector.select(document_ids)

    def vectors(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of these passages, in the same order, shape [n, dim].

        Raises:
            IndexBrokenError: there is no passage of such a number.
        """
        return self.dense.vectors(np.asarray(numbers, dtype=np.int64))

    def verify(self) -> None:
        """Read every byte of the generation; opening it has compared sizes and samples only.

        Raises:
            IndexBrokenError: something is damaged; it is named.
        """
        check_files(self._place, whole=True)
        self._records.check_pages()

    def close(self) -> None:
        """Let go of the files."""
        self._records.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_counts(self) -> None:
        manifest = self.manifest
        expected = (manifest.documents, manifest.clauses, manifest.passages)
        if self._records.counts() != expected:
            raise broken(self._place, f"{RECORDS} 与 {MANIFEST} 不是同一批内容")
        if len(self.dense) != manifest.passages:
            raise broken(self._place, f"{PASSAGES} 与 {RECORDS} 不是同一批内容")
        if len(self.sentences) != manifest.sentences:
            raise broken(self._place, f"{SENTENCES} 与 {RECORDS} 不是同一批内容")
        if len(self.lexical) != manifest.passages:
            raise broken(self._place, f"{LEXICAL} 与 {RECORDS} 不是同一批内容")


def _check_manifest(place: Path, manifest: Manifest, *, encoder: Encoder | None) -> None:
    if manifest.schema != SCHEMA:
        raise broken(place, f"格式版本是 {manifest.schema}，本程序要的是 {SCHEMA}")
    if int(place.name) != manifest.generation:
        raise broken(place, f"{MANIFEST} 属于第 {manifest.generation} 代")
    if manifest.tokeniser != TOKENISER:
        raise broken(place, f"分词版本是 {manifest.tokeniser}，本程序要的是 {TOKENISER}")
    if encoder is not None:
        check_encoder(manifest, encoder)


def check_encoder(manifest: Manifest, encoder: Encoder) -> None:
    """See that ``encoder`` is the one that the index was made with.

    Raises:
        EncoderMismatchError: it is another; both are named.
    """
    if (encoder.hash, encoder.dim) == (manifest.encoder_hash, manifest.dim):
        return
    raise EncoderMismatchError(
        f"索引由模型 {_name(manifest.encoder)}（{manifest.dim} 维，"
        f"{manifest.encoder_hash[:12]}）建立，现在用的是 {_name(encoder.name)}"
        f"（{encoder.dim} 维，{encoder.hash[:12]}）；请改用前者，或用 kb build 重建索引。"
    )


def _name(encoder: str) -> str:
    return encoder or "（未命名）"
