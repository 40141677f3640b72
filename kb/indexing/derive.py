"""What a generation holds besides its records, and what is derived from them: vectors and words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kb.indexing.lexical import copy_lexical, update_lexical, write_lexical
from kb.indexing.store_writer import RecordWriter
from kb.indexing.vector_cache import VectorCache

Progress = Callable[[int, int], None]
"""Called with how many texts have got their vectors, and how many need one."""

# Texts embedded and kept at a time.
_BATCH = 256
# A removed passage counts in tantivy's word statistics, as a ghost, until the lexical index is
# written anew. For so many passages that takes two seconds (with jieba ten) and is always done,
# so that a changed index scores exactly as a new one; above, one ghost in fifty is put up with.
_REWRITE_UP_TO = 5_000
_PASSAGES_PER_GHOST = 50
_GHOSTS = "removed passages in the lexical index"


def derive_vectors(cache: VectorCache, *, progress: Progress | None) -> None:
    """Embed what has no vector yet, and forget the vectors that nothing needs.

    Raises:
        EncoderError: the encoder does not give unit vectors of its length.
    """
    total, done = cache.count_missing(), 0
    for count in cache.fill(_BATCH):
        done += count
        if progress is not None:
            progress(done, total)
    cache.prune()


def derive_lexical(records: RecordWriter, place: Path, *, base: Path | None) -> None:
    """Write the lexical index at ``place``: anew, or as a change of the one at ``base``.

    Raises:
        KbError: it cannot be written.
    """
    passages = records.counts()["passages"]
    ghosts = records.counter(_GHOSTS) + sum(records.removed.values())
    few = passages <= _REWRITE_UP_TO or ghosts * _PASSAGES_PER_GHOST > passages
    if base is None or (ghosts and few):
        write_lexical(place, records.entries(1))
        records.set_counter(_GHOSTS, 0)
        return
    copy_lexical(base, place)
    update_lexical(place, remove=records.removed, entries=records.entries(records.first_new))
    records.set_counter(_GHOSTS, ghosts)
