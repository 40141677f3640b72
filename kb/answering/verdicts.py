"""A sentence with what speaks for it, and the verdict on a region's findings."""

from __future__ import annotations

from dataclasses import dataclass

from kb.types import Findings, Hit, Span, Want


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence with what speaks for it; ``strength`` orders, ``kinds`` are the wants it meets."""

    hit: Hit
    span: Span
    coverage: float  # by the sentence, with the headings above it
    passage_coverage: float  # by its passage, with them
    similarity: float  # cosine of the question with the sentence
    strength: float
    kinds: frozenset[Want]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the findings answer the question, with what probability, and if not, why.

    ``refuted``: what the question takes for true is not borne out, and ``about`` is the sentence
    that says something else of it, if there is one;
    ``lacking`` are words for want of which it was refused.
    """

    probability: float
    supports: tuple[Support, ...]  # best first; empty when refused
    reason: str | None
    refuted: bool = False
    about: Support | None = None
    lacking: frozenset[str] = frozenset()


Judged = tuple[Findings, Verdict]


def text_of(support: Support) -> str:
    """The words of the sentence."""
    return support.hit.document.text[support.span[0] : support.span[1]]
