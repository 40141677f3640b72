"""What a cost would be at a size that was not measured: a straight line through what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Point = tuple[float, float]
"""Passages, and what it costs with so many."""


@dataclass(frozen=True, slots=True)
class Line:
    """cost = ``fixed`` + ``each`` * passages; neither is negative.

    ``off`` is the largest share by which the line misses a point that it was fitted to.
    """

    fixed: float
    each: float
    off: float

    def at(self, passages: float) -> float:
        """The cost with so many passages."""
        return self.fixed + self.each * passages


def fit(points: Sequence[Point]) -> Line:
    """The line that misses ``points`` by the smallest squared shares of their costs.

    Shares, since of costs that differ a hundredfold the largest alone would count otherwise.

    Raises:
        ValueError: there are fewer than two sizes, or a cost that is not above 0.
    """
    sizes = np.array([size for size, _ in points], dtype=np.float64)
    costs = np.array([cost for _, cost in points], dtype=np.float64)
    if len(set(sizes)) < 2 or (costs <= 0).any():
        raise ValueError("two sizes at least, and costs above 0")
    columns = np.stack([1 / costs, sizes / costs], axis=1)
    fixed, each = np.linalg.lstsq(columns, np.ones(len(costs)), rcond=None)[0]
    if fixed < 0 or each < 0:  # the better of the two lines with one of them left out
        alone = [float(c.sum() / (c @ c)) for c in columns.T]
        missed = [float(((c * a - 1) ** 2).sum()) for c, a in zip(columns.T, alone, strict=True)]
        fixed, each = (alone[0], 0.0) if missed[0] <= missed[1] else (0.0, alone[1])
    off = float(np.abs((fixed + each * sizes) / costs - 1).max())
    return Line(float(fixed), float(each), off)
