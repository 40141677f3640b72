"""What a new write takes over from earlier ones: their vectors, which are dear to compute."""

from __future__ import annotations

from pathlib import Path

from kb.errors import IndexBrokenError
from kb.indexing.generations import (
    MANIFEST,
    RECORDS,
    check_files,
    generation_folder,
    generation_numbers,
    read_manifest,
    remove_generation,
)
from kb.indexing.vector_cache import VectorCache


def take_over(
    folder: Path, cache: VectorCache, *, current: int, certain: bool, rebuild: bool
) -> None:
    """Copy vectors into ``cache``, and delete what writes that were cut off have left.

    Args:
        folder: The folder of the index.
        cache: The cache of the new generation, whose own folder has the highest number.
        current: The current generation, 0 for none.
        certain: CURRENT could be read. If not, any generation may be the good one: vectors are
            copied from all of them, and none is deleted.
        rebuild: The new generation does not start as a copy of the current one.
    """
    *earlier, _ = generation_numbers(folder)
    for number in earlier:
        leftover = certain and number > current
        if leftover or not certain or (rebuild and number == current):
            _borrow(generation_folder(folder, number), cache, finished=number == current)
        if leftover:
            remove_generation(folder, number)


def _borrow(place: Path, cache: VectorCache, *, finished: bool) -> None:
    """Copy vectors from a generation, unless it was finished and has been damaged since."""
    if finished or (place / MANIFEST).exists():
        try:
            files = read_manifest(place)["files"]
            check_files(place, {"files": {RECORDS: files.get(RECORDS)}}, whole=True)
        except IndexBrokenError:
            return
    cache.borrow(place / RECORDS)
