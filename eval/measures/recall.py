"""Recall at k over clauses."""

from __future__ import annotations

from collections.abc import Sequence

Place = tuple[str, str]  # source path of the document, clause path


def recalled(found: Sequence[Place], gold: Sequence[Sequence[Place]], k: int, *, every: bool) -> bool:
    """Whether the first ``k`` clauses of ``found`` hold the right ones.

    ``gold`` has one entry a required clause, each a list of clauses that are equally good.
    With ``every`` all entries must be among the first ``k`` (and ``k`` is raised to their
    number, since fewer places cannot hold them); otherwise one suffices.

        recall@k = |{questions whose right clauses are among the first k}| / |{questions}|

    A clause counts as found when it, or a clause that lies in it, is among ``found``.
    """
    first = list(dict.fromkeys(found))[: max(k, len(gold)) if every else k]
    hits = [any(_same(place, wanted) for wanted in entry for place in first) for entry in gold]
    return all(hits) if every else any(hits)


def _same(place: Place, wanted: Place) -> bool:
    return place[0] == wanted[0] and (place[1] == wanted[1] or place[1].startswith(wanted[1] + "/"))
