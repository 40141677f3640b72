"""How long one question takes."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that ``share`` of the values do not exceed.

        percentile(v, s) = sorted(v)[ceil(s |v|) - 1]

    ``share`` lies between 0 and 1; no values give 0.
    """
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1] if ordered else 0.0
