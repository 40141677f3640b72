"""What a comparison is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """A topic with the regions, documents (ids) and aspects; none of them means all."""

    topic: str
    regions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


def split_aspects(typed: str) -> tuple[str, ...]:
    """Aspects as a person lists them, each once."""
    parts = (part.strip() for part in re.split(r"[、，,；;\n]", typed))
    return tuple(dict.fromkeys(part for part in parts if part))
