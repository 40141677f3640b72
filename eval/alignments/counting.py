"""Right, found and wanted, summed over documents; precision, recall and their F1."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass


@dataclass(slots=True)
class Count:
    """How many were found, how many wanted, and how many of both."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: Collection[Hashable], wanted: Collection[Hashable]) -> None:
        """Count what was found of what was wanted."""
        self.right += len(set(found) & set(wanted))
        self.found += len(set(found))
        self.wanted += len(set(wanted))

    @property
    def precision(self) -> float | None:
        """right / found; None when nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """right / wanted; None when nothing was wanted."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """2 right / (found + wanted); None when both are none."""
        both = self.found + self.wanted
        return 2 * self.right / both if both else None
