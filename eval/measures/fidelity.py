"""Quote fidelity against the source file, not against what the index remembers of it."""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures.visible import visible


def quote_fidelity(quotes: Sequence[tuple[str, str]]) -> float:
    """Share of (quote, text of the source file) whose quote stands in the source file.

        fidelity = |{quotes that are a substring of their source}| / |{quotes}|

    White space and marks without width are left out on both sides, since only layout was
    repaired; a quote with one other character changed does not count. No quotes give 1.
    """
    good = sum(_bare(quote) in _bare(source) and bool(_bare(quote)) for quote, source in quotes)
    return good / len(quotes) if quotes else 1.0


def _bare(text: str) -> str:
    return visible(text).replace("**", "")
