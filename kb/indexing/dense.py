"""The dense index: inner products of unit vectors, kept by FAISS, ids being passage numbers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderMismatchError, IndexBrokenError, KbError

EXACT_UP_TO = 200_000
"""Passages up to which every vector is compared; 27 ms for 100,000 x 512 on two cores."""

Batch = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Passage numbers [n] and their vectors [n, dim]."""

# HNSW beyond that: links a vector, and how wide building and searching look.
_HNSW_LINKS = 32
_HNSW_BUILD_WIDTH = 200
_HNSW_SEARCH_WIDTH = 256
# A filter that leaves fewer passages than this is compared exactly also on HNSW, whose walk
# finds little when most of the graph is barred.
_FILTER_EXACT_UP_TO = 50_000
# Results fetched beyond ``top``, so that equal scores are cut off by passage number.
_SLACK = 50
# The same vector can score differently in the last bits, by its place in a block.
_SCORE_DIGITS = 6
_READ_BLOCK_BYTES = 1 << 20
# So few vectors are compared faster by one thread than several are woken: 0.1 ms against 7 ms.
_ONE_THREAD_UP_TO = 20_000


def write_dense(
    path: Path,
    batches: Iterable[Batch],
    *,
    dim: int,
    total: int,
    exact_up_to: int = EXACT_UP_TO,
) -> int:
    """Index the ``batches`` and save the index at ``path``; returns how many vectors it holds.

    ``total``, the number of vectors to come, decides between exact (flat) and HNSW.

    Raises:
        KbError: it cannot be written.
    """
    faiss = _faiss()

    if total <= exact_up_to:
        inner = faiss.IndexFlatIP(dim)
    else:
        inner = faiss.IndexHNSWFlat(dim, _HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
        inner.hnsw.efConstruction = _HNSW_BUILD_WIDTH
    index = faiss.IndexIDMap2(inner)
    for numbers, vectors in batches:
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), numbers)
    try:
        faiss.write_index(index, str(path))
    except (RuntimeError, OSError) as error:
        raise KbError(f"{path}：向量索引无法写入；请检查磁盘空间和权限后再试。") from error
    return int(index.ntotal)


def read_dense(file: BinaryIO) -> DenseIndex:
    """Load a saved index from an open file, so that it can be loaded after the file's removal.

    Raises:
        IndexBrokenError: the file is truncated, damaged or of another kind.
    """
    faiss = _faiss()

    place = str(getattr(file, "name", "dense.faiss"))
    try:
        index = faiss.read_index(
            faiss.BufferedIOReader(faiss.PyCallbackIOReader(file.read), _READ_BLOCK_BYTES)
        )
        # read_index gives the class that was saved; anything but ours is not ours.
        if not isinstance(index, faiss.IndexIDMap2):
            raise TypeError(f"it holds a {type(index).__name__}")
        inner = faiss.downcast_index(index.index)
        if not isinstance(inner, faiss.IndexFlatIP | faiss.IndexHNSWFlat):
            raise TypeError(f"it holds a {type(inner).__name__}")
    except (RuntimeError, OSError, TypeError, ValueError, MemoryError) as error:
        raise IndexBrokenError(
            f"{place}：向量索引无法读取（不完整、已损坏或不是本程序写的）；请用 kb build 重建索引。"
        ) from error
    return DenseIndex(index, place=place, exact=isinstance(inner, faiss.IndexFlatIP))


class DenseIndex:
    """An open dense index; searches may come from several threads."""

    def __init__(self, index: Any, *, place: str, exact: bool) -> None:
        self._index = index
        self._place = place
        self.exact = exact
        """Whether every vector is compared; otherwise HNSW finds nearly all of the nearest."""

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        top: int,
        numbers: NDArray[np.int64] | None = None,
    ) -> list[tuple[int, float]]:
        """The ``top`` passages nearest to ``vector``: (passage number, inner product), best first.

        Args:
            vector: Unit vector of the question, shape [dim].
            top: How many at most.
            numbers: Only these passages, shape [n], ``None`` for all. The filter works inside the
                search, so an empty one gives ``[]`` and a narrow one its full ``top``.

        Raises:
            EncoderMismatchError: the vector is not of this index's length.
        """
        if vector.shape != (self.dim,):
            raise EncoderMismatchError(
                f"{self._place}：索引的向量是 {self.dim} 维，问题的向量是 {vector.shape}；"
                "请改用建库时的模型，或用 kb build 重建索引。"
            )
        if top <= 0 or not len(self) or (numbers is not None and not len(numbers)):
            return []
        if numbers is not None and not self.exact and len(numbers) <= _FILTER_EXACT_UP_TO:
            found = self._search_few(vector, numbers)
        else:
            found = self._search_index(vector, top=top + _SLACK, numbers=numbers)
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:top]

    def vectors(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of the passages ``numbers``, shape [n, dim]; [0, dim] for none.

        Raises:
            IndexBrokenError: one of them is not in the index.
        """
        if not len(numbers):
            return np.zeros((0, self.dim), dtype=np.float32)
        try:
            wanted = np.ascontiguousarray(numbers, dtype=np.int64)
            vectors: NDArray[np.float32] = self._index.reconstruct_batch(wanted)
        except RuntimeError as error:
            raise IndexBrokenError(
                f"{self._place}：向量索引里缺少要找的段落；请用 kb build 重建索引。"
            ) from error
        return vectors

    def _search_index(
        self, vector: NDArray[np.float32], *, top: int, numbers: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        faiss = _faiss()

        options: dict[str, Any] = {}
        if numbers is not None:
            wanted = np.ascontiguousarray(numbers, dtype=np.int64)
            options["sel"] = faiss.IDSelectorBatch(wanted)
        if self.exact:
            parameters = faiss.SearchParameters(**options)
        else:
            width = max(_HNSW_SEARCH_WIDTH, top)
            parameters = faiss.SearchParametersHNSW(efSearch=width, **options)
        compared = len(self) if numbers is None else len(numbers)
        faiss.omp_set_num_threads(1 if compared <= _ONE_THREAD_UP_TO else os.cpu_count() or 1)
        question = np.ascontiguousarray(vector[None], dtype=np.float32)
        scores, found = self._index.search(question, min(top, len(self)), params=parameters)
        # FAISS fills up with -1 when there are fewer than ``top``.
        return [
            (int(number), round(float(score), _SCORE_DIGITS))
            for number, score in zip(found[0], scores[0], strict=True)
            if number >= 0
        ]

    def _search_few(
        self, vector: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> list[tuple[int, float]]:
        held = _faiss().vector_to_array(self._index.id_map)
        unique = np.intersect1d(numbers, held)
        scores = self.vectors(unique) @ vector
        return [
            (int(number), round(float(score), _SCORE_DIGITS))
            for number, score in zip(unique, scores, strict=True)
        ]


def _faiss() -> Any:
    """FAISS, untyped: its stubs lack what is used here."""
    import faiss

    return faiss
