"""Writing the vectors of one kind for a new generation: what is known is kept, the rest is added.

A change costs what it adds: the segments of the generation before are linked, and new vectors make
a segment of their own. Segments are written together when the last ones have grown to a like
size, so that there are never many, and all of them when a quarter of the vectors is dead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.indexing.generations import link
from kb.indexing.segments import (
    KEY,
    NUMBER,
    PLACE,
    ROWS,
    SEGMENT,
    STORED,
    Numbers,
    SavedVectors,
    Segments,
    Vectors,
    text_key,
)
from kb.types import Encoder

Text = tuple[int, str]
"""Passage number, and a text that the encoder reads."""

# New vectors and their keys, kept as soon as they are there: a write that is cut off has not lost
# them. When all are there the vectors become a segment, and the keys go into the table.
FRESH, FRESH_KEYS = "fresh", "fresh.keys"

# Vectors moved at a time, so that memory stays flat at any size.
_CHUNK = 4096
# The last segments are written together while the one before is at most so many times as large.
_LIKE_SIZE = 2
# How far from 1 the length of a unit vector may be: half-precision encoders are off by 0.0005.
_NORM_TOLERANCE = 2e-3


@dataclass(frozen=True, slots=True)
class Known:
    """Vectors that exist somewhere: row i of ``vectors``, or what ``places`` names, is of key i."""

    keys: Numbers
    places: Numbers
    vectors: NDArray[np.float16] | Segments

    def take(self, rows: Numbers) -> NDArray[np.float16]:
        """The vectors of these rows."""
        places = self.places[rows]
        if isinstance(self.vectors, Segments):
            return self.vectors.take(places)
        return np.asarray(self.vectors[places])


class VectorWriter:
    """The vectors of passages, or of sentences, of the generation that is being written."""

    def __init__(self, folder: Path, *, base: SavedVectors | None, encoder: Encoder) -> None:
        """Write into ``folder``; ``base`` are the vectors of the generation to start from."""
        self._folder = folder
        self._base = base
        self._encoder = encoder
        self._dim = encoder.dim
        self._fresh_keys: list[Numbers] = []
        self._numbers = self._keys = np.zeros(0, dtype=np.int64)
        folder.mkdir()

    def plan(self, texts: Iterable[Text]) -> None:
        """Take note of the texts of new passages, in order; their vectors may come later."""
        rows = [(number, text_key(self._encoder, text)) for number, text in texts]
        table = np.array(rows, dtype=np.int64).reshape(-1, 2)
        self._numbers, self._keys = table[:, 0], table[:, 1]

    def missing(self) -> Numbers:
        """Keys of the planned texts that have no vector yet, ascending."""
        wanted = np.unique(self._keys)
        if self._base is not None:
            wanted = wanted[find(self._base.rows[:, KEY], wanted) < 0]
        return wanted[find(np.concatenate([wanted[:0], *self._fresh_keys]), wanted) < 0]

    def borrow(self, known: Known) -> None:
        """Take over those of the missing vectors that ``known`` has and that are unit vectors."""
        rows = find(known.keys, self.missing())
        for chunk in _chunks(np.sort(rows[rows >= 0])):
            vectors = known.take(chunk)
            good = are_unit(vectors.astype(np.float32))
            self.append(known.keys[chunk[good]], vectors[good].astype(np.float32))

    def append(self, keys: Numbers, vectors: Vectors) -> None:
        """Keep the vectors [n, dim] of texts with these keys [n]; raises ``OSError``."""
        # Written and not mapped: on a full disk a write is an error, a mapped page kills.
        with (self._folder / FRESH).open("ab") as file:
            file.write(vectors.astype(STORED).tobytes())
        with (self._folder / FRESH_KEYS).open("ab") as file:
            file.write(keys.astype("<i8").tobytes())
        self._fresh_keys.append(keys)

    def fresh(self) -> Known:
        """What was appended so far."""
        return read_fresh(self._folder, dim=self._dim)

    def finish(self, *, removed: Numbers, segment: str) -> SavedVectors:
        """Write the table, without the passages ``removed``; new vectors become ``segment``.

        Raises:
            OSError: something cannot be written.
        """
        kept = np.zeros((0, 3), dtype=np.int64)
        held, held_keys = kept[:, PLACE], kept[:, KEY]
        total = 0
        if self._base is not None:
            held, held_keys = self._base.rows[:, PLACE], self._base.rows[:, KEY]
            total = len(self._base.segments)
            kept = self._base.rows[~np.isin(self._base.rows[:, NUMBER], removed)]
            for name in self._base.segments.names:
                link(self._base.folder / name, self._folder / name)
        fresh_keys = np.concatenate([np.zeros(0, np.int64), *self._fresh_keys])
        places = np.concatenate([held, total + np.arange(len(fresh_keys))])
        planned = places[find(np.concatenate([held_keys, fresh_keys]), self._keys)]
        rows = np.concatenate([kept, np.stack([self._numbers, planned, self._keys], axis=1)])
        if len(fresh_keys):
            link(self._folder / FRESH, self._folder / f"{segment}{SEGMENT}")
        rows[:, PLACE] = self._compacted(rows[:, PLACE], segment)
        with (self._folder / ROWS).open("wb") as file:
            np.save(file, rows)
        # Not before the table is there: a write that is cut off now loses no vector either.
        for name in (FRESH, FRESH_KEYS):
            (self._folder / name).unlink(missing_ok=True)
        return SavedVectors(self._folder, dim=self._dim)

    def _compacted(self, places: Numbers, segment: str) -> Numbers:
        """Write together what is to be; returns where the vectors at ``places`` are now."""
        segments = Segments(self._folder, dim=self._dim)
        is_live = np.zeros(len(segments), dtype=bool)
        is_live[places] = True
        live = np.flatnonzero(is_live)
        first = _rewritten_from(segments, live=len(live), grew=bool(self._fresh_keys))
        if first == len(segments.names):
            return places
        begin = segments.ends[first]
        moved = live[np.searchsorted(live, begin) :]
        draft = self._folder / "together"
        with draft.open("wb") as file:
            for chunk in _chunks(moved):
                file.write(segments.take(chunk).tobytes())
        together = segments.names[first:]
        del segments  # Windows removes nothing that is mapped
        for name in together:
            (self._folder / name).unlink()
        draft.rename(self._folder / f"{segment}{SEGMENT}")
        return np.where(places < begin, places, begin + np.searchsorted(moved, places))


def read_fresh(folder: Path, *, dim: int) -> Known:
    """The vectors that an unfinished write has kept in ``folder``; none when there are none."""
    path, keys_path = folder / FRESH, folder / FRESH_KEYS
    if not path.exists() or not keys_path.exists():
        none = np.zeros(0, dtype=np.int64)
        return Known(none, none, np.zeros((0, dim), dtype=STORED))
    # A write that was cut off may have left the last ones in part, and some without a key.
    held = min(path.stat().st_size // (dim * STORED.itemsize), keys_path.stat().st_size // 8)
    keys = np.fromfile(keys_path, dtype="<i8", count=held)
    if not held:
        return Known(keys, keys, np.zeros((0, dim), dtype=STORED))
    return Known(keys, np.arange(held), np.memmap(path, STORED, "r", shape=(held, dim)))


def find(keys: Numbers, wanted: Numbers) -> Numbers:
    """For each of ``wanted`` where it is among ``keys``, -1 when it is not."""
    if not len(wanted):
        return wanted
    # What is wanted is sorted, and not the keys: a change wants few, and there are many.
    unique, back = np.unique(wanted, return_inverse=True)
    places = np.minimum(np.searchsorted(unique, keys), len(unique) - 1)
    held = np.flatnonzero(unique[places] == keys)
    found = np.full(len(unique), -1, dtype=np.int64)
    found[places[held]] = held
    return found[back]


def are_unit(vectors: Vectors) -> NDArray[np.bool_]:
    """For each vector of [n, dim] whether its length is 1; not a number is not."""
    near: NDArray[np.bool_] = np.abs(np.linalg.norm(vectors, axis=1) - 1) <= _NORM_TOLERANCE
    return near


def _rewritten_from(segments: Segments, *, live: int, grew: bool) -> int:
    """From which segment on all are written into one; their number when none is."""
    sizes = np.diff(segments.ends).tolist()
    if live * 4 < sum(sizes) * 3:
        return 0
    first = len(sizes) - 1
    while grew and first > 0 and sizes[first - 1] <= _LIKE_SIZE * sum(sizes[first:]):
        first -= 1
    return first if grew and first < len(sizes) - 1 else len(sizes)


def _chunks(numbers: Numbers) -> Iterator[Numbers]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]
