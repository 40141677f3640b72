"""Documents whose correspondence is known, and how well it is found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

HALVES = ("tuned", "report")
"""Laws that thresholds were set by, looking at what was found, and laws only reported on."""

Link = tuple[str, str]
"""The paths of two clauses that correspond, of the left and of the right document."""


def half_of(law: str) -> str:
    """The half that a law belongs to, by the hash of its name."""
    return HALVES[hashlib.md5(law.encode()).digest()[-1] % 2]


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses that correspond, by their paths; one side is empty when only the other has them.

    ``kind`` is that of ``kb.AlignedClauses``; a move is besides a group of the kind "moved".
    """

    kind: str
    left: frozenset[str]
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Marked:
    """Characters (places in its article) of the words that differ, by path, on both sides."""

    left: dict[str, set[int]] = field(default_factory=dict)
    right: dict[str, set[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause that a system may pair."""

    path: str
    text: str
