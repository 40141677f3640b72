"""Vectors on disk: segments that never change, and a table of which vector belongs to what.

    passages/ or sentences/
        000001.vectors      half precision, little-endian, a vector after the other; named by the
        000007.vectors      generation that wrote it, and shared with later ones by a hard link
        rows.npy            the rows of this generation, written anew by each

A row says: passage ``number`` (a passage has one row, or one for each of its sentences, in order)
has the vector at ``place``, counted through the segments in the order of their names, and that
vector is of the text with this ``key``. Texts that are alike share a vector. A vector that no row
names is dead; it goes when its segment is written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexBrokenError
from kb.types import Encoder

ROWS = "rows.npy"
SEGMENT = ".vectors"
STORED = np.dtype("<f2")

NUMBER, PLACE, KEY = range(3)
"""The columns of the table of rows."""

Numbers = NDArray[np.int64]
Vectors = NDArray[np.float32]


def text_key(encoder: Encoder, text: str) -> int:
    """The key of a text's vector: 64 bits of the SHA-256 of the encoder and what it reads.

    Among a million texts two share a key with a probability of 3 in 10^8. Then one is found by
    the other's vector; what is quoted never hangs on it.
    """
    digest = hashlib.sha256(f"{encoder.hash}\n{text}".encode()).digest()
    return int.from_bytes(digest[:8], "little", signed=True)


class Segments:
    """The segments of a folder, mapped into memory: nothing is read before it is asked for."""

    def __init__(self, folder: Path, *, dim: int) -> None:
        """Map the files; they may be removed afterwards.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file does not hold whole vectors.
        """
        self.dim = dim
        self.names = tuple(sorted(path.name for path in folder.glob(f"*{SEGMENT}")))
        self._parts = [map_vectors(folder / name, dim=dim) for name in self.names]
        self.ends = np.cumsum([0, *map(len, self._parts)], dtype=np.int64)
        """The places at which segments begin, and the end of the last one."""

    def __len__(self) -> int:
        return int(self.ends[-1])

    def take(self, places: Numbers) -> NDArray[np.float16]:
        """The vectors at these places as they are stored, shape [n, dim]."""
        if len(self._parts) == 1:
            return np.asarray(self._parts[0][places])
        found = np.empty((len(places), self.dim), dtype=STORED)
        holders = np.searchsorted(self.ends, places, side="right") - 1
        for holder in np.unique(holders):
            mine = np.flatnonzero(holders == holder)
            found[mine] = self._parts[holder][places[mine] - self.ends[holder]]
        return found


class SavedVectors:
    """The vectors of one kind in one generation; it may be used from several threads."""

    def __init__(self, folder: Path, *, dim: int) -> None:
        """Map the segments in ``folder`` and read the table of rows.

        Raises:
            IndexBrokenError: a file is missing, damaged or of another kind; it is named.
        """
        self.folder = folder
        place = folder
        try:
            self.segments = Segments(folder, dim=dim)
            place = folder / ROWS
            with place.open("rb") as file:
                self.rows: Numbers = np.lib.format.read_array(file, allow_pickle=False)
            _check_rows(self.rows, total=len(self.segments))
        except Exception as error:  # of a damaged header numpy raises what its parser raises
            reason = " ".join(str(error).split())[:200]
            raise IndexBrokenError(
                f"{place}：向量无法读取（{reason}）；请用 kb build 重建索引。"
            ) from error
        self.numbers = np.ascontiguousarray(self.rows[:, NUMBER])
        """Passage number of every row, ascending."""
        self._places = np.ascontiguousarray(self.rows[:, PLACE])

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return self.segments.dim

    def take(self, rows: Numbers) -> Vectors:
        """The vectors of these rows, in the same order, shape [n, dim]."""
        return self.segments.take(self._places[rows]).astype(np.float32)

    def rows_of(self, numbers: Sequence[int] | Numbers) -> Numbers:
        """The rows of these passages, ascending; those of unknown passages are left out."""
        wanted = np.asarray(numbers, dtype=np.int64)
        if len(wanted) * 20 < len(self.numbers):
            wanted = np.unique(wanted)
            first = np.searchsorted(self.numbers, wanted, side="left")
            end = np.searchsorted(self.numbers, wanted, side="right")
            return np.concatenate(
                [np.zeros(0, np.int64), *map(np.arange, first.tolist(), end.tolist())]
            )
        return np.flatnonzero(np.isin(self.numbers, wanted))


def map_vectors(path: Path, *, dim: int) -> NDArray[np.float16]:
    """The file of vectors at ``path``, mapped into memory, shape [n, dim].

    Raises:
        OSError: it cannot be read.
        ValueError: it does not hold whole vectors.
    """
    if not path.stat().st_size:
        return np.zeros((0, dim), dtype=STORED)  # nothing cannot be mapped
    return np.memmap(path, dtype=STORED, mode="r").reshape(-1, dim)


def _check_rows(rows: NDArray[Any], *, total: int) -> None:
    """See that this is a table of rows over ``total`` vectors; raises ``ValueError``."""
    if rows.dtype != np.int64 or rows.ndim != 2 or rows.shape[1] != 3:
        raise ValueError("数据的格式不对")
    numbers, places = rows[:, NUMBER], rows[:, PLACE]
    if (np.diff(numbers) < 0).any():
        raise ValueError("段落的编号不是升序")
    if len(rows) and not 0 <= places.min() <= places.max() < total:
        raise ValueError("与向量文件不符")
