"""Codes of one bit a number, to sift many vectors for the few worth comparing.

The code of a vector says for each of its numbers whether it is above that number's mean over the
index. Questions and passages that are near agree in most bits, so counting the bits that differ
leaves out nearly all of what is far, at a twelfth of the cost of comparing; ``eval.dense_search``
measures what is lost. The vectors of texts all point one way, and without the mean most would be.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexBrokenError
from kb.indexing.segments import SavedVectors

CODES, CENTRE = "codes.npy", "centre.npy"
Codes = NDArray[np.uint64]

# Vectors taken at a time, so that memory stays flat at any size.
_CHUNK = 4096


def encode(vectors: NDArray[np.float32], centre: NDArray[np.float32]) -> Codes:
    """The codes of ``vectors`` [n, dim] around ``centre`` [dim], shape [dim / 64, n]."""
    bits = np.packbits(vectors > centre, axis=1)
    padded = np.zeros((len(bits), _words(len(centre)) * 8), dtype=np.uint8)
    padded[:, : bits.shape[1]] = bits
    return np.ascontiguousarray(padded.view("<u8").T)


def distances(codes: Codes, question: Codes) -> NDArray[np.uint16]:
    """In how many bits each of ``codes`` [words, n] differs from ``question`` [words, 1]."""
    found = np.zeros(codes.shape[1], dtype=np.uint16)
    for row, word in zip(codes, question[:, 0], strict=True):
        found += np.bitwise_count(row ^ word)
    return found


def nearest(distance: NDArray[np.uint16], least: int) -> NDArray[np.int64]:
    """Which are at least the ``least`` nearest, ascending; of equals all are taken.

    So what is taken depends on the vectors alone and not on their order.
    """
    up_to = np.cumsum(np.bincount(distance))
    return np.flatnonzero(distance <= np.searchsorted(up_to, least))


def write_codes(saved: SavedVectors, *, base: SavedVectors | None) -> None:
    """Save the codes of ``saved`` beside it, taking over those of ``base`` that it still has.

    The centre is worked out anew when the index has doubled or halved since it was.

    Raises:
        OSError: they cannot be written.
    """
    centre, taken = np.zeros(saved.dim, dtype=np.float32), 0
    codes: list[Codes] = []
    if base is not None:
        before, centre_before, made_of = read_codes(base.folder, dim=base.dim, total=len(base))
        if made_of <= 2 * len(saved) and len(saved) <= 2 * made_of:
            kept = np.flatnonzero(np.isin(base.numbers, saved.numbers))
            codes, centre, taken, made = [before[:, kept]], centre_before, len(kept), made_of
    if not codes:
        made = len(saved)
        for rows in _chunks(0, made):
            centre += saved.take(rows).sum(axis=0) / made
    codes += [encode(saved.take(rows), centre) for rows in _chunks(taken, len(saved))]
    none = np.zeros((_words(saved.dim), 0), dtype="<u8")
    np.save(saved.folder / CODES, np.concatenate([none, *codes], axis=1))
    # In double precision, which holds the number of vectors exactly.
    np.save(saved.folder / CENTRE, np.append(centre.astype("<f8"), made))


def read_codes(folder: Path, *, dim: int, total: int) -> tuple[Codes, NDArray[np.float32], int]:
    """The codes [words, total], mapped into memory, their centre [dim], and of how many it is.

    Raises:
        IndexBrokenError: a file is missing, damaged or of another kind; it is named.
    """
    path = folder / CODES
    try:
        codes = _read(path, "<u8", (_words(dim), total))
        path = folder / CENTRE
        centre = _read(path, "<f8", (dim + 1,))
        return codes, centre[:-1].astype(np.float32), int(centre[-1])
    except Exception as error:  # of a damaged header numpy raises what its parser raises
        reason = " ".join(str(error).split())[:200]
        raise IndexBrokenError(
            f"{path}：向量的编码无法读取（{reason}）；请用 kb build 重建索引。"
        ) from error


def _read(path: Path, kind: str, shape: tuple[int, ...]) -> NDArray[Any]:
    # Nothing cannot be mapped.
    array = np.load(path, mmap_mode="r" if 0 not in shape else None, allow_pickle=False)
    if array.dtype != np.dtype(kind) or array.shape != shape:
        raise ValueError("数据的格式不对")
    return np.asarray(array)


def _chunks(first: int, end: int) -> Iterator[NDArray[np.int64]]:
    for start in range(first, end, _CHUNK):
        yield np.arange(start, min(start + _CHUNK, end))


def _words(dim: int) -> int:
    return -(-dim // 64)
