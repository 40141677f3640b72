"""Hit at k: is anything right among the first k?"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence


def hit(found: Sequence[Hashable], gold: Collection[Hashable], k: int) -> bool:
    """Whether one of the first ``k`` of ``found`` is in ``gold``.

    Hit@k = |{questions with a right one among the first k}| / |{questions}|
    """
    return any(one in gold for one in found[:k])
