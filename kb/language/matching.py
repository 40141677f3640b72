"""How much of a question a text covers: its content words, weighed by how rare they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from kb.language.normalize import fold
from kb.types import Term, WeighedTerm

# A word that stands for the question's own counts a little less than the word itself.
OFFICIAL_WEIGHT = 0.8
CONTEXT_SHARE = 0.8  # what a word counts for that only the headings above a sentence hold
# Two thirds of a long word's characters in a row (康复医学科 for 康复医学) count in part.
PARTIAL_WEIGHT = 0.5
MAIN = 0.7  # a word that weighs that much beside the rarest is a main word of the question


def weigh(
    terms: Sequence[Term], frequency: Callable[[str], int], passages: int
) -> tuple[WeighedTerm, ...]:
    """Weigh ``terms`` by their rarity among ``passages``.

    ``frequency`` gives the number of passages that hold a word. A phrase with official
    words weighs as much as the most frequent of them, since that is what it stands for.
    """
    weighed = []
    for term in terms:
        counts = [frequency(word) for word in (term.official or (term.word,))]
        held = max(counts, default=0)
        weighed.append(WeighedTerm(term, max(rarity(held, passages), 0.1)))
    return tuple(weighed)


def rarity(held: int, passages: int) -> float:
    """idf of what ``held`` of ``passages`` passages hold (Robertson and Spärck Jones, as in BM25).

    idf = ln(1 + (N - n + .5) / (n + .5))
    """
    return math.log(1 + (passages - held + 0.5) / (held + 0.5))


def coverage(terms: Sequence[WeighedTerm], folded: str) -> float:
    """Share of the terms' weight that ``folded`` text holds, from 0 to 1; 0 without terms.

    coverage = sum(weight * matched) / sum(weight)
    """
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    return sum(term.weight * matched(term.term, folded) for term in terms) / total


def pair_share(pairs: Mapping[str, float], folded: str) -> float:
    """Share of the weight of character bigrams that ``folded`` text holds, 0 to 1; 0 without."""
    total = sum(pairs.values())
    return sum(w for pair, w in pairs.items() if pair in folded) / total if total else 0.0


def covered_by(terms: Sequence[WeighedTerm], sentence: str, above: str) -> float:
    """Share of the terms' weight that a folded sentence holds, or in part the headings above it."""
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    covered = 0.0
    for term in terms:
        own = matched(term.term, sentence)
        covered += term.weight * max(own, CONTEXT_SHARE * matched(term.term, above))
    return covered / total


def whole_words(terms: Sequence[WeighedTerm]) -> list[WeighedTerm]:
    """The terms that are not part of another: 上下联动, not 联动 and 上下联 besides."""
    words = {term.term.word for term in terms}
    return [t for t in terms if not any(t.term.word in w for w in words - {t.term.word})]


def main_words(terms: Sequence[WeighedTerm]) -> list[WeighedTerm]:
    """Those of ``terms`` that are nearly as rare as the rarest of them."""
    least = MAIN * max((term.weight for term in terms), default=0.0)
    return [term for term in terms if term.weight >= least]


def matched(term: Term, folded: str) -> float:
    """How far ``folded`` text holds ``term``: 1 the word, less for what stands for it, 0 not."""
    if term.word in folded:
        return 1.0
    if any(word in folded for word in term.official):
        return OFFICIAL_WEIGHT
    size = len(term.word)
    if size >= 3 and not term.word.isascii():
        part = max(2, math.ceil(size * 2 / 3))
        if any(term.word[at : at + part] in folded for at in range(size - part + 1)):
            return PARTIAL_WEIGHT
    return 0.0


def fold_text(text: str) -> str:
    """Folded text without blanks, for matching words across layout."""
    return fold(text).replace(" ", "").replace("\n", "")
