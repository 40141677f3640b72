"""One benchmark a file: its documents, its questions, and what is measured on them."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

DATA = Path(os.environ.get("KB_SHARED", "../shared")) / "bench"
"""Where the data lie that are not the project's; a folder for each benchmark."""

SAMPLE_SEED = 2020
HALVES = ("tuned", "report")
"""Questions that weights and thresholds may be set by, and those that are only reported."""

T = TypeVar("T")


def half_of(name: str) -> str:
    """The half that the question ``name`` belongs to, by the hash of its name."""
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def sample(items: Sequence[T], count: int) -> list[T]:
    """So many of ``items``, the same ones at every call, in their order; all of them for 0."""
    if not 0 < count < len(items):
        return list(items)
    chosen = random.Random(SAMPLE_SEED).sample(range(len(items)), count)
    return [items[n] for n in sorted(chosen)]
