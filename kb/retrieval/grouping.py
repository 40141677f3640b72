"""Sentences that say something of the same aspect, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.indexing.index import Index
from kb.language.matching import fold_text, rarity
from kb.language.tokens import bigrams
from kb.types import Hit

# What makes two sentences alike; set by looking at the rows of a dozen topics.
MEANING = 0.5  # what the cosine of their vectors counts for
WORDING = 1.0  # what their common wording counts for
ONE_CLAUSE = 0.15  # what it counts for that they stand in one clause
ONE_TARGET = 1.0  # what it counts for that they set the same indicator
TOGETHER = 0.2  # mean likeness of the sentences of one group and of another to be one


@dataclass(frozen=True)
class Grouping:
    """``groups`` holds 0-based places of sentences, ``alike`` [n, n] how alike they are."""

    groups: list[list[int]]
    alike: NDArray[np.float64]

    def likeness(self, one: int, group: Sequence[int]) -> float:
        """How alike a sentence is to those of a group, in the mean."""
        return float(self.alike[one, list(group)].mean())


def group_sentences(
    index: Index,
    sentences: Sequence[tuple[Hit, int, str]],
    topic: str,
    targets: Sequence[Set[str]],
) -> Grouping:
    """Put ``sentences`` together that are alike in meaning, wording and place.

    Each is a hit, the 0-based place in its passage, and its text; ``targets`` names for each the
    indicators that it sets, so that like numbers stand side by side. What all share with the
    ``topic`` and with each other tells them apart no better. Average linkage: two groups are
    joined as long as their sentences are alike in the mean. Cost: quadratic in their number.
    """
    alike = (
        MEANING * _meaning(index, sentences)
        + WORDING * _wording(sentences, topic)
        + ONE_CLAUSE * _one_clause(sentences)
        + ONE_TARGET * _one_target(targets)
    )
    return Grouping(_linked(alike), alike)


def _linked(alike: NDArray[np.float64]) -> list[list[int]]:
    if len(alike) < 2:
        return [[n] for n in range(len(alike))]
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    top = MEANING + WORDING + ONE_CLAUSE + ONE_TARGET
    apart = squareform(np.clip(top - alike, 0.0, None), checks=False)
    labels = fcluster(linkage(apart, "average"), top - TOGETHER, "distance")
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(int(label), []).append(place)
    return list(groups.values())


def _meaning(index: Index, sentences: Sequence[tuple[Hit, int, str]]) -> NDArray[np.float64]:
    """Cosines [n, n] of the sentences' vectors, their mean taken away.

    What all have in common (one field, one manner of writing) is in the mean: without it, e5's
    cosines are all near 0.85.
    """
    numbers = index.numbers_of(hit.passage.id for hit, _, _ in sentences)
    held = index.sentences.vectors(list(numbers.values()))
    rows = [held[numbers[hit.passage.id]][place] for hit, place, _ in sentences]
    vectors = np.stack(rows).astype(np.float64) if rows else np.zeros((0, 1))
    return _cosines(vectors - vectors.mean(axis=0) if rows else vectors)


def _wording(sentences: Sequence[tuple[Hit, int, str]], topic: str) -> NDArray[np.float64]:
    """Cosines [n, n] of the sentences' character bigrams with their headings, by rarity."""
    known = set(bigrams(topic))
    texts = [fold_text(text + (hit.clause.heading or "")) for hit, _, text in sentences]
    pairs = [set(bigrams(text)) - known for text in texts]
    counts = Counter(pair for found in pairs for pair in found)
    places = {pair: n for n, pair in enumerate(counts)}
    vectors = np.zeros((len(texts), max(len(places), 1)))
    for row, found in enumerate(pairs):
        for pair in found:
            vectors[row, places[pair]] = rarity(counts[pair], len(texts))
    return _cosines(vectors)


def _one_clause(sentences: Sequence[tuple[Hit, int, str]]) -> NDArray[np.float64]:
    clauses = np.array([hit.clause.document + hit.clause.id for hit, _, _ in sentences])
    same: NDArray[np.float64] = (clauses[:, None] == clauses[None, :]).astype(np.float64)
    return same


def _one_target(targets: Sequence[Set[str]]) -> NDArray[np.float64]:
    shared = [[float(bool(one & other)) for other in targets] for one in targets]
    return np.array(shared).reshape(len(targets), len(targets))


def _cosines(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths > 0, lengths, 1.0)
    result: NDArray[np.float64] = unit @ unit.T
    return result
