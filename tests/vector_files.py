"""Vectors of chosen passages on disk, for the tests of what reads and writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.indexing.segment_writer import VectorWriter
from kb.indexing.segments import SavedVectors, text_key
from tests.index_fakes import FakeEncoder

# A vector is off by at most 2**-11 of its length in half precision, and so is its cosine; what
# is below the normal numbers of that format adds next to nothing.
HALF_PRECISION = 2**-11 + 1e-6

Vectors = NDArray[np.float32]


def unit(count: int, *, seed: int = 0, dim: int = 8) -> Vectors:
    """Random unit vectors, shape [count, dim]."""
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def save(
    folder: Path,
    numbers: list[int],
    vectors: Vectors,
    *,
    base: SavedVectors | None = None,
    removed: tuple[int, ...] = (),
) -> SavedVectors:
    """Write ``vectors``, one for each of ``numbers`` (ascending), as a change of ``base``."""
    encoder = FakeEncoder(dim=vectors.shape[1])
    writer = VectorWriter(folder, base=base, encoder=encoder)
    texts = [f"{vector.tobytes().hex()}" for vector in vectors]
    writer.plan(zip(numbers, texts, strict=True))
    by_key = {text_key(encoder, text): row for row, text in enumerate(texts)}
    missing = writer.missing()
    for part in np.array_split(missing, 2):
        if len(part):
            writer.append(part, vectors[[by_key[key] for key in part.tolist()]])
    generation = int(base.segments.names[-1].partition(".")[0]) if base and len(base) else 0
    gone = np.array(removed, dtype=np.int64)
    return writer.finish(removed=gone, segment=f"{generation + 1:06d}")
