"""The share of what is right that is among the first k."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence


def recall_share(found: Sequence[Hashable], gold: Collection[Hashable], k: int) -> float:
    """Share of ``gold`` among the first ``k`` of ``found``; 0 when nothing is right.

    Recall@k = mean over questions of |first k of found, gold| / |gold|
    """
    return len(set(gold) & set(found[:k])) / len(set(gold)) if gold else 0.0
