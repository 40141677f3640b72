"""The vectors of the sentences of every passage, read from disk as they are asked for.

A question is compared with the sentences of the passages that were found, a few hundred at a
time, so they need no search index: one array on disk, in the order of the passages, will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexBrokenError

Batch = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Passage numbers [n], ascending and repeated once a sentence, and vectors [n, dim]."""

_STORED = np.dtype("<f2")


def write_sentences(
    vectors_path: Path, starts_path: Path, batches: Iterable[Batch], *, dim: int, total: int
) -> None:
    """Save the vectors of ``total`` sentences, by passage number, in half precision.

    Raises:
        OSError: they cannot be written.
    """
    owners = [np.zeros(0, dtype=np.int64)]
    # Written and not mapped: on a full disk a write is an error, a mapped page kills the process.
    with vectors_path.open("wb") as file:
        header = {"descr": _STORED.str, "fortran_order": False, "shape": (total, dim)}
        np.lib.format.write_array_header_1_0(file, header)
        for numbers, vectors in batches:
            file.write(vectors.astype(_STORED).tobytes())
            owners.append(numbers)
    passages, first = np.unique(np.concatenate(owners), return_index=True)
    np.save(starts_path, np.stack([passages, first], axis=1).astype(np.int64))


class SentenceVectors:
    """The saved sentence vectors of one generation; it may be used from several threads."""

    def __init__(self, vectors_path: Path, starts_path: Path) -> None:
        """Map the files into memory; nothing is read yet but the table of starts.

        Raises:
            IndexBrokenError: a file is missing, damaged or of another kind.
        """
        place = vectors_path
        try:
            self._vectors = np.lib.format.open_memmap(vectors_path, mode="r")
            _check_vectors(self._vectors)
            place = starts_path
            with starts_path.open("rb") as file:
                starts = np.lib.format.read_array(file, allow_pickle=False)
            _check_starts(starts, total=len(self._vectors))
        except Exception as error:  # of a damaged header numpy raises what its parser raises
            reason = " ".join(str(error).split())[:200]
            raise IndexBrokenError(
                f"{place}：句子向量无法读取（{reason}）；请用 kb build 重建索引。"
            ) from error
        self._passages, self._first = starts[:, 0], starts[:, 1]

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._vectors.shape[1])

    def similarities(
        self, numbers: Sequence[int], vector: NDArray[np.float32]
    ) -> dict[int, NDArray[np.float32]]:
        """Cosines of a question with the sentences of passages, in the order of the text.

        Args:
            numbers: Passage numbers; those without sentences are left out of the result.
            vector: Unit vector of the question, shape [dim].
        """
        held, vectors = self._of(numbers)
        return {n: part @ vector for n, part in zip(held, vectors, strict=True)}

    def vectors(self, numbers: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """Vectors of the sentences of passages, [k, dim] each; unknown numbers are left out."""
        return dict(zip(*self._of(numbers), strict=True))

    def _of(self, numbers: Sequence[int]) -> tuple[list[int], list[NDArray[np.float32]]]:
        """The passages among ``numbers`` that have sentences, ascending, and their vectors."""
        wanted = np.asarray(sorted(set(numbers)), dtype=np.int64)
        places = np.searchsorted(self._passages, wanted)
        places = np.minimum(places, max(len(self._passages) - 1, 0))
        held = self._passages[places] == wanted if len(self._passages) else np.zeros(0, bool)
        ends = np.append(self._first[1:], len(self._vectors))
        rows = [np.arange(self._first[p], ends[p]) for p in places[held]]
        if not rows:
            return [], []
        found = self._vectors[np.concatenate(rows)].astype(np.float32)
        cuts = np.cumsum([len(row) for row in rows])[:-1]
        return [int(number) for number in wanted[held]], np.split(found, cuts)


def _check_vectors(vectors: NDArray[Any]) -> None:
    """See that these are vectors in half precision, shape [n, dim]; raises ``ValueError``."""
    if vectors.dtype != _STORED or vectors.ndim != 2 or np.isfortran(vectors):
        raise ValueError("数据的格式不对")


def _check_starts(starts: NDArray[Any], *, total: int) -> None:
    """See that this is the table [passages, 2] of numbers and first places; raises ``ValueError``.

    ``total`` is the number of sentences.
    """
    if starts.dtype != np.int64 or starts.ndim != 2 or starts.shape[1] != 2:
        raise ValueError("数据的格式不对")
    # Every passage in the table has a sentence, so both columns ascend; the first begins at 0.
    edges = np.append(starts[:, 1], total)
    if edges[0] != 0 or (np.diff(edges) <= 0).any() or (np.diff(starts[:, 0]) <= 0).any():
        raise ValueError("句子的起点与句子向量不符")
