"""The dense index: the passages whose vectors are nearest to a question's, by inner product."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderMismatchError, IndexBrokenError
from kb.indexing.segments import SavedVectors
from kb.indexing.sifting import distances, encode, nearest, read_codes

EXACT_UP_TO = 4_000
"""Passages up to which every vector is compared; of more, so many whose codes are nearest.

Recall@10 is .993 against single precision for 240,000 real vectors, of which .004 is lost to
keeping half of it; see eval/dense_search.py.
"""

# The same vector can score differently in the last bits, by its place in a block.
_SCORE_DIGITS = 6


class DenseIndex:
    """The vectors of passages, open for searching; searches may come from several threads."""

    def __init__(self, saved: SavedVectors) -> None:
        """Take the open vectors of passages, and open their codes.

        Raises:
            IndexBrokenError: the codes are missing, damaged or of other vectors.
        """
        self._saved = saved
        self._place = saved.folder
        self._codes, self._centre, _ = read_codes(saved.folder, dim=saved.dim, total=len(saved))

    def __len__(self) -> int:
        return len(self._saved)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return self._saved.dim

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        top: int,
        numbers: NDArray[np.int64] | None = None,
        exact_up_to: int = EXACT_UP_TO,
    ) -> list[tuple[int, float]]:
        """The ``top`` passages nearest to ``vector``: (passage number, inner product), best first.

        Equal scores are ordered by passage number.

        Args:
            vector: Unit vector of the question, shape [dim].
            top: How many at most.
            numbers: Only these passages, shape [n], ``None`` for all. They are looked through
                instead of all, so an empty filter gives ``[]`` and a narrow one its full ``top``.
            exact_up_to: How many vectors are compared; of more, those with the nearest codes.

        Raises:
            EncoderMismatchError: the vector is not of this index's length.
        """
        if vector.shape != (self.dim,):
            raise EncoderMismatchError(
                f"{self._place}：索引的向量是 {self.dim} 维，问题的向量是 {vector.shape}；"
                "请改用建库时的模型，或用 kb build 重建索引。"
            )
        rows = self._sifted(vector, self._allowed(numbers), max(exact_up_to, top))
        if top <= 0 or not len(rows):
            return []
        # einsum goes by one thread, which for so few is faster than waking several.
        products = np.einsum("ij,j->i", self._saved.take(rows), vector)
        scores = products.astype(np.float64).round(_SCORE_DIGITS)
        best = np.lexsort((rows, -scores))[:top]
        found = self._saved.numbers[rows[best]]
        return list(zip(found.tolist(), scores[best].tolist(), strict=True))

    def vectors(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of the passages ``numbers``, in the same order, shape [n, dim].

        Raises:
            IndexBrokenError: one of them is not in the index.
        """
        held = self._saved.numbers
        rows = np.minimum(np.searchsorted(held, numbers), max(len(held) - 1, 0))
        if len(numbers) and (not len(held) or (held[rows] != numbers).any()):
            raise IndexBrokenError(
                f"{self._place}：向量索引里缺少要找的段落；请用 kb build 重建索引。"
            )
        return self._saved.take(rows)

    def _allowed(self, numbers: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
        """The rows of the passages ``numbers``, ``None`` for all."""
        if numbers is None or np.array_equal(numbers, self._saved.numbers):
            return None
        return self._saved.rows_of(numbers)

    def _sifted(
        self, vector: NDArray[np.float32], rows: NDArray[np.int64] | None, least: int
    ) -> NDArray[np.int64]:
        """At least ``least`` of ``rows`` (or all), the nearest by their codes, ascending."""
        if (len(self) if rows is None else len(rows)) <= least:
            return np.arange(len(self)) if rows is None else rows
        codes = self._codes if rows is None else self._codes[:, rows]
        chosen = nearest(distances(codes, encode(vector[None], self._centre)), least)
        return chosen if rows is None else rows[chosen]
