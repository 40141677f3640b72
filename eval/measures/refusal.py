"""Refusals, right and wrong."""

from __future__ import annotations


def refusal(*, answerable: bool, refused: bool) -> tuple[str, float]:
    """The measure that a question counts for, and 1 when it was refused, else 0.

    refused right = |refused and not answerable| / |not answerable|
    refused wrong = |refused and answerable| / |answerable|
    """
    return ("refused wrong" if answerable else "refused right"), float(refused)
