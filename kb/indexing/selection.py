"""Some of an index's documents, in the forms in which its parts filter by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Selections kept, since regions are asked about again; up to 2 MB each at 240,000 passages.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class Selection:
    """The ``documents`` to search in, by id.

    ``others`` are the rest of the index when they are fewer, so that a search is told the shorter
    list; None otherwise. ``numbers`` are those of the passages, ascending, [n]; None when nothing
    is left out: a search without a filter is twenty times as fast as one told every document.
    """

    documents: frozenset[str]
    others: frozenset[str] | None
    numbers: NDArray[np.int64] | None


class Selector:
    """Which passages are of which document; it may be used from several threads."""

    def __init__(
        self, document_ids: Sequence[str], rows: Callable[[str, Sequence[Any]], list[Any]]
    ) -> None:
        """Take all ``document_ids``, and what answers a query on the table of passages."""
        self._every = frozenset(document_ids)
        self._rows = rows
        self.select = lru_cache(_KEPT)(self._select)
        """Some documents as a filter of searches; unknown ids are left out."""

    def numbers_of(self, document_ids: Iterable[str]) -> NDArray[np.int64]:
        """Numbers of the passages of these documents, ascending, [n]; unknown ids add none."""
        known = self._numbers
        numbers = [known[name] for name in sorted(set(document_ids)) if name in known]
        return np.sort(np.concatenate(numbers)) if numbers else np.zeros(0, dtype=np.int64)

    def _select(self, document_ids: frozenset[str]) -> Selection:
        chosen = document_ids & self._every
        others = self._every - chosen if 2 * len(chosen) > len(self._every) else None
        numbers = None if chosen == self._every else self.numbers_of(chosen)
        return Selection(chosen, others, numbers)

    @cached_property
    def _numbers(self) -> dict[str, NDArray[np.int64]]:
        """Passage numbers by document: eight bytes a passage, so all of them are kept."""
        bounds = self._rows(
            "SELECT document, MIN(number), MAX(number), COUNT(*) FROM passages GROUP BY document",
            (),
        )
        return {
            name: np.arange(first, last + 1, dtype=np.int64)
            if last - first + 1 == count  # nearly always: those of a document follow each other
            else self._read(name)
            for name, first, last, count in bounds
        }

    def _read(self, document_id: str) -> NDArray[np.int64]:
        query = "SELECT number FROM passages WHERE document = ? ORDER BY number"
        return np.array([row[0] for row in self._rows(query, (document_id,))], dtype=np.int64)
