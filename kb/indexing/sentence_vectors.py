"""The vectors of the sentences of every passage, read from disk as they are asked for.

A question is compared with the sentences of the passages that were found, a few hundred at a
time, so they need no search index.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.indexing.segments import SavedVectors


class SentenceVectors:
    """The saved sentence vectors of one generation; it may be used from several threads."""

    def __init__(self, saved: SavedVectors) -> None:
        self._saved = saved

    def __len__(self) -> int:
        return len(self._saved)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return self._saved.dim

    def similarities(
        self, numbers: Sequence[int], vector: NDArray[np.float32]
    ) -> dict[int, NDArray[np.float32]]:
        """Cosines of a question with the sentences of passages, in the order of the text.

        Args:
            numbers: Passage numbers; those without sentences are left out of the result.
            vector: Unit vector of the question, shape [dim].
        """
        rows = self._saved.rows_of(numbers)
        # einsum goes by one thread, which for so few is faster than waking several.
        return self._grouped(rows, np.einsum("ij,j->i", self._saved.take(rows), vector))

    def vectors(self, numbers: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """Vectors of the sentences of passages, [k, dim] each; unknown numbers are left out."""
        rows = self._saved.rows_of(numbers)
        return self._grouped(rows, self._saved.take(rows))

    def _grouped(
        self, rows: NDArray[np.int64], values: NDArray[np.float32]
    ) -> dict[int, NDArray[np.float32]]:
        """What was found for ``rows``, by passage number."""
        held, first = np.unique(self._saved.numbers[rows], return_index=True)
        parts = np.split(values, first[1:])
        return dict(zip(held.tolist(), parts, strict=False))  # no passage: one empty part
