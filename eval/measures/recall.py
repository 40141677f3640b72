"""Recall at k: are the right clauses, or the words of the answer, among the first k?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from eval.measures.visible import visible

F = TypeVar("F")
G = TypeVar("G")


def recalled(
    found: Sequence[F],
    gold: Sequence[Sequence[G]],
    k: int,
    *,
    every: bool,
    fits: Callable[[F, G], bool],
) -> bool:
    """Whether the first ``k`` of ``found`` hold what is right.

    ``gold`` has one entry a required piece, each a list of equally good ones. With ``every`` all
    entries must be among the first ``k`` (and ``k`` is raised to their number, since fewer places
    cannot hold them); otherwise one suffices. ``fits`` says whether a found piece is a right one.

        recall@k = |{questions whose right pieces are among the first k}| / |{questions}|
    """
    first = found[: max(k, len(gold)) if every else k]
    hits = [any(fits(piece, right) for right in entry for piece in first) for entry in gold]
    return all(hits) if every else any(hits)


def same_clause(found: tuple[str, str | None], right: tuple[str, str]) -> bool:
    """Whether (document, path) of a found clause is the right one or lies in it."""
    path = found[1]
    if found[0] != right[0] or path is None:
        return False
    return path == right[1] or path.startswith(right[1] + "/")


def holds_words(text: str, words: str) -> bool:
    """Whether ``text`` holds ``words``, white space and Markdown asterisks left out."""
    return visible(words).replace("*", "") in visible(text).replace("*", "")
