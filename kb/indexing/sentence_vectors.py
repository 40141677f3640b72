"""The vectors of the sentences of every passage, read from disk as they are asked for.

A question is compared with the sentences of the passages that were found, a few hundred at a
time, so they need no search index: one array on disk, in the order of the passages, will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexBrokenError

Batch = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Passage numbers [n], ascending and repeated once a sentence, and vectors [n, dim]."""


def write_sentences(
    vectors_path: Path, starts_path: Path, batches: Iterable[Batch], *, dim: int, total: int
) -> None:
    """Save the vectors of ``total`` sentences, by passage number, in half precision.

    Raises:
        OSError: they cannot be written.
    """
    numbers = np.zeros(total, dtype=np.int64)
    if total == 0:
        np.save(vectors_path, np.zeros((0, dim), dtype=np.float16))
    else:
        stored = np.lib.format.open_memmap(
            vectors_path, mode="w+", dtype=np.float16, shape=(total, dim)
        )
        at = 0
        for owners, vectors in batches:
            stored[at : at + len(owners)] = vectors
            numbers[at : at + len(owners)] = owners
            at += len(owners)
        stored.flush()
    passages, first = np.unique(numbers, return_index=True)
    np.save(starts_path, np.stack([passages, first.astype(np.int64)], axis=1))


class SentenceVectors:
    """The saved sentence vectors of one generation; it may be used from several threads."""

    def __init__(self, vectors_path: Path, starts_path: Path) -> None:
        """Map the files into memory; nothing is read yet but the table of starts.

        Raises:
            IndexBrokenError: a file is missing, damaged or of another kind.
        """
        try:
            self._vectors = np.load(vectors_path, mmap_mode="r", allow_pickle=False)
            starts = np.load(starts_path, allow_pickle=False)
            self._passages, self._first = starts[:, 0], starts[:, 1]
        except (OSError, ValueError, IndexError, EOFError) as error:
            raise IndexBrokenError(
                f"{vectors_path}：句子向量无法读取（{error}）；请用 kb build 重建索引。"
            ) from error

    def __len__(self) -> int:
        return len(self._vectors)

    def similarities(
        self, numbers: Sequence[int], vector: NDArray[np.float32]
    ) -> dict[int, NDArray[np.float32]]:
        """Cosines of a question with the sentences of passages, in the order of the text.

        Args:
            numbers: Passage numbers; those without sentences are left out of the result.
            vector: Unit vector of the question, shape [dim].
        """
        wanted = np.asarray(sorted(set(numbers)), dtype=np.int64)
        places = np.searchsorted(self._passages, wanted)
        places = np.minimum(places, max(len(self._passages) - 1, 0))
        held = self._passages[places] == wanted if len(self._passages) else np.zeros(0, bool)
        ends = np.append(self._first[1:], len(self._vectors))
        rows = [np.arange(self._first[p], ends[p]) for p in places[held]]
        if not rows:
            return {}
        cosines = self._vectors[np.concatenate(rows)].astype(np.float32) @ vector
        cuts = np.cumsum([len(row) for row in rows])[:-1]
        parts = np.split(cosines, cuts)
        return {int(n): part for n, part in zip(wanted[held], parts, strict=True)}
