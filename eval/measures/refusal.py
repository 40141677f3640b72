"""Refusals, right and wrong."""

from __future__ import annotations

from collections.abc import Sequence


def refusal_rates(outcomes: Sequence[tuple[bool, bool]]) -> tuple[float, float]:
    """Rates from ``outcomes``, one (answerable, refused) a question.

        right = |refused and not answerable| / |not answerable|
        wrong = |refused and answerable| / |answerable|

    A rate over no question is 0.
    """
    unanswerable = [refused for answerable, refused in outcomes if not answerable]
    answerable_ones = [refused for answerable, refused in outcomes if answerable]
    return _share(unanswerable), _share(answerable_ones)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
