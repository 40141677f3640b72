"""What a new write takes over from earlier ones: their vectors, which are dear to compute."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kb.errors import IndexBrokenError
from kb.indexing.generations import (
    LEXICAL,
    MANIFEST,
    PASSAGES,
    RECORDS,
    SENTENCES,
    check_files,
    generation_folder,
    generation_numbers,
    read_manifest,
    remove_generation,
)
from kb.indexing.segment_writer import Known, read_fresh
from kb.indexing.segments import KEY, PLACE, SavedVectors


def leftovers(folder: Path, *, current: int, written: int) -> list[int]:
    """Generations between the current one and the one being written: of writes cut off."""
    return [number for number in generation_numbers(folder) if current < number < written]


def strip(place: Path) -> None:
    """Leave of an unfinished generation nothing but its vectors; without any, nothing at all."""
    with suppress(OSError):
        for path in place.glob(f"{RECORDS}*"):
            path.unlink()
    shutil.rmtree(place / LEXICAL, ignore_errors=True)
    if not any(path.is_file() for path in place.rglob("*")):
        shutil.rmtree(place, ignore_errors=True)


def take_over(
    folder: Path, *, dim: int, current: int | None, written: int, rebuild: bool
) -> Iterator[Known]:
    """The vectors of earlier writes; what was cut off is removed when all have been taken.

    Args:
        folder: The folder of the index.
        dim: Numbers in a vector.
        current: The current generation; 0 for none. ``None`` when it is unknown: any generation
            may be the good one, so vectors are taken from all of them, and none is removed.
        written: The generation that takes them, the last one.
        rebuild: It does not start from the current one.
    """
    cut_off = leftovers(folder, current=current or 0, written=written)
    earlier = [current] if rebuild and current else []
    for number in earlier + cut_off:
        place = generation_folder(folder, number)
        for kind in (PASSAGES, SENTENCES):
            with suppress(IndexBrokenError, OSError, ValueError):
                yield read_fresh(place / kind, dim=dim)
            with suppress(IndexBrokenError):
                yield _saved(place, kind, dim=dim)
    if current is not None:
        for number in cut_off:
            remove_generation(folder, number)


def _saved(place: Path, kind: str, *, dim: int) -> Known:
    """The vectors of a generation; of one that was finished, unless it was damaged since."""
    if (place / MANIFEST).exists():
        names = read_manifest(place)["files"]
        check_files(place, {n for n in names if n.startswith(f"{kind}/")}, whole=True)
    saved = SavedVectors(place / kind, dim=dim)
    return Known(saved.rows[:, KEY], saved.rows[:, PLACE], saved.segments)
