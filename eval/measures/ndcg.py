"""nDCG: right ones count more the nearer they stand to the top."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence


def ndcg(found: Sequence[Hashable], gold: Collection[Hashable], k: int) -> float:
    """Normalised discounted cumulative gain with gains 0 and 1 (Järvelin and Kekäläinen, 2002).

        DCG@k  = sum over ranks r = 1..k of right(r) / log2(r + 1)
        nDCG@k = DCG@k / DCG@k of the best order

    ``found`` names nothing twice. Nothing right gives 0.
    """
    gained = sum(1 / math.log2(r + 1) for r, one in enumerate(found[:k], 1) if one in gold)
    best = sum(1 / math.log2(r + 1) for r in range(1, min(len(set(gold)), k) + 1))
    return gained / best if best else 0.0
