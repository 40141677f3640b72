"""What a generation holds besides its records, and what is derived from them: vectors and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderError
from kb.indexing.generations import PASSAGES, SENTENCES
from kb.indexing.lexical import Entry, copy_lexical, update_lexical, write_lexical
from kb.indexing.segment_writer import Known, Text, VectorWriter, are_unit
from kb.indexing.segments import SavedVectors, text_key
from kb.indexing.sifting import write_codes
from kb.indexing.store_writer import RecordWriter
from kb.types import Encoder

Progress = Callable[[int, int], None]
"""Called with how many are done, and how many there are: first of the texts that need vectors,
then, where that takes long, of the passages whose words are indexed."""

# Texts embedded and kept at a time.
_BATCH = 256
# A removed passage counts in tantivy's word statistics, as a ghost, until the lexical index is
# written anew. For so many passages that takes two seconds (with jieba ten) and is always done,
# so that a changed index scores exactly as a new one. Above, one ghost in twenty is put up with:
# the rarity of a word that is spread evenly moves by 0.05 (it lies between 0 and 12); words that
# were in the removed passages only seem as common as they were.
_REWRITE_UP_TO = 5_000
_PASSAGES_PER_GHOST = 20
_GHOSTS = "removed passages in the lexical index"
# Of fewer passages the words are indexed before anybody asks how far it is.
_SHOWN_FROM = 5_000


@dataclass(frozen=True, slots=True)
class _Kind:
    """Passages or sentences: what writes their vectors, and their texts, read repeatedly."""

    writer: VectorWriter
    texts: Callable[[], Iterator[Text]]


def derive_vectors(
    records: RecordWriter,
    place: Path,
    *,
    base: Path | None,
    encoder: Encoder,
    known: Iterable[Known],
    progress: Progress | None,
) -> int:
    """Write the vectors of all passages and sentences; returns how many sentences there are.

    Every batch is kept as soon as it is there: a write that is cut off has not lost it.

    Args:
        records: What the generation holds.
        place: Its folder.
        base: The generation that it was made from; ``None`` for none.
        encoder: Computes the vectors that are not known, each one once.
        known: Vectors that exist elsewhere.
        progress: Told of every batch that was computed.

    Raises:
        EncoderError: the encoder does not give unit vectors of its length.
    """
    texts = {PASSAGES: records.passage_texts, SENTENCES: records.sentence_texts}
    before = {name: SavedVectors(base / name, dim=encoder.dim) for name in texts} if base else {}
    kinds = {
        name: _Kind(VectorWriter(place / name, base=before.get(name), encoder=encoder), read)
        for name, read in texts.items()
    }
    for kind in kinds.values():
        kind.writer.plan(kind.texts())
    for source in known:
        for kind in kinds.values():
            kind.writer.borrow(source)
    _embed(list(kinds.values()), encoder, progress)
    removed = np.array(sorted(chain.from_iterable(records.removed.values())), dtype=np.int64)
    saved = {
        name: kind.writer.finish(removed=removed, segment=place.name)
        for name, kind in kinds.items()
    }
    write_codes(saved[PASSAGES], base=before.get(PASSAGES))
    return len(saved[SENTENCES])


def derive_lexical(
    records: RecordWriter, place: Path, *, base: Path | None, progress: Progress | None
) -> None:
    """Write the lexical index at ``place``: anew, or as a change of the one at ``base``.

    Raises:
        KbError: it cannot be written.
    """
    passages = records.counts()["passages"]
    ghosts = records.counter(_GHOSTS) + sum(map(len, records.removed.values()))
    few = passages <= _REWRITE_UP_TO or ghosts * _PASSAGES_PER_GHOST > passages
    if base is None or (ghosts and few):
        write_lexical(place, _counted(records.entries(1), passages, progress))
        records.set_counter(_GHOSTS, 0)
        return
    copy_lexical(base, place)
    update_lexical(place, remove=records.removed, entries=records.entries(records.first_new))
    records.set_counter(_GHOSTS, ghosts)


def _embed(kinds: Sequence[_Kind], encoder: Encoder, progress: Progress | None) -> None:
    """Compute what is missing; a passage of one sentence may be the same text in both kinds."""
    total = len(np.unique(np.concatenate([kind.writer.missing() for kind in kinds])))
    done = 0
    for place, kind in enumerate(kinds):
        for earlier in kinds[:place]:
            kind.writer.borrow(earlier.writer.fresh())
        for keys, texts in _batches(kind, encoder):
            kind.writer.append(keys, _encoded(encoder, texts))
            done += len(texts)
            if progress is not None:
                progress(done, total)


def _batches(kind: _Kind, encoder: Encoder) -> Iterator[tuple[NDArray[np.int64], list[str]]]:
    """Texts without a vector and their keys, some at a time, in order, each one once."""
    missing = set(kind.writer.missing().tolist())
    batch: dict[int, str] = {}
    for _, text in kind.texts() if missing else ():
        key = text_key(encoder, text)
        if key in missing:
            missing.remove(key)
            batch[key] = text
        if len(batch) == _BATCH or (batch and not missing):
            yield np.array(list(batch), dtype=np.int64), list(batch.values())
            batch = {}
        if not missing:
            return


def _encoded(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    vectors = np.asarray(encoder.encode_passages(texts), dtype=np.float32)
    if vectors.shape != (len(texts), encoder.dim) or not are_unit(vectors).all():
        raise EncoderError(
            f"模型 {encoder.name}：没有给出 {len(texts)} 个 {encoder.dim} 维的单位向量"
            f"（得到的是 {vectors.shape}）；请用 kb doctor 检查模型文件。"
        )
    return vectors


def _counted(entries: Iterable[Entry], total: int, progress: Progress | None) -> Iterator[Entry]:
    """The same entries; ``progress`` is told of every thousand of many."""
    for done, entry in enumerate(entries, 1):
        yield entry
        if progress is not None and total > _SHOWN_FROM and (done % 1000 == 0 or done == total):
            progress(done, total)
