"""How alike two units are: the rare pairs of characters that they share, and their headings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.language.matching import rarity
from kb.language.tokens import bigrams

HEADING_WEIGHT = 0.5  # of a heading alike beside a text alike; only where both have one
CANDIDATES = 10  # units of the other document that are looked at closely
# A pair of characters in more units than that (应当, 规定) finds none; all of them weigh.
FREQUENT = 0.15
FREQUENT_AT_LEAST = 40


@dataclass(frozen=True, slots=True)
class Features:
    """What a unit is compared by: the pairs of characters of its text and of its heading."""

    text: frozenset[str]
    heading: frozenset[str]

    @classmethod
    def of(cls, text: str, heading: str) -> Features:
        """The features of a unit; none for an empty text."""
        return cls(frozenset(bigrams(text)), frozenset(bigrams(heading)))


class Likeness:
    """The units of two documents, and how alike any two of them are.

    Likeness is Dice's: twice the weight of what both hold over the weight of both, each pair of
    characters weighed by its rarity (idf) among all units; from 0 to 1.
    """

    def __init__(self, left: Sequence[Features], right: Sequence[Features]) -> None:
        """Weigh the features of both documents."""
        self.left, self.right = left, right
        self._texts = _Weights(f.text for f in (*left, *right))
        self._headings = _Weights(f.heading for f in (*left, *right))

    def score(self, i: int, j: int) -> float:
        """How alike unit ``i`` of the left and ``j`` of the right are; 1 for equal texts."""
        one, other = self.left[i], self.right[j]
        text = self._texts.dice(one.text, other.text)
        heading = self._headings.dice(one.heading, other.heading)
        return min(1.0, text + HEADING_WEIGHT * heading)

    def between(self, lefts: Iterable[int], rights: Iterable[int]) -> float:
        """How alike the texts of several units of the left and of the right are, taken together."""
        one = frozenset[str]().union(*(self.left[i].text for i in lefts))
        other = frozenset[str]().union(*(self.right[j].text for j in rights))
        return self._texts.dice(one, other)

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        """The share of the weight of ``part`` that ``whole`` holds; 0 for an empty part."""
        return self._texts.share(part, whole)

    def candidates(self) -> set[tuple[int, int]]:
        """Pairs of places that may correspond: the likest few of each unit on either side."""
        limit = max(FREQUENT_AT_LEAST, int(FREQUENT * len(self.right)))
        holders: dict[str, list[int]] = defaultdict(list)
        for j, features in enumerate(self.right):
            for pair in features.text | features.heading:
                holders[pair].append(j)
        per_left: list[list[tuple[float, int]]] = []
        per_right: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for i, features in enumerate(self.left):
            shared: dict[int, float] = defaultdict(float)
            for pair in features.text | features.heading:
                held = holders.get(pair, ())
                if len(held) <= limit:
                    weight = self._texts.weight(pair)
                    for j in held:
                        shared[j] += weight
            per_left.append([(w / self._size(j), j) for j, w in shared.items()])
            for j, w in shared.items():
                per_right[j].append((w / self._texts.total(features.text), i))
        found = {(i, j) for i, near in enumerate(per_left) for _, j in _top(near)}
        return found | {(i, j) for j, near in per_right.items() for _, i in _top(near)}

    def _size(self, j: int) -> float:
        return self._texts.total(self.right[j].text)


class _Weights:
    """Rarity of each feature among all sets of them."""

    def __init__(self, sets: Iterable[frozenset[str]]) -> None:
        every = list(sets)
        counts = Counter(feature for one in every for feature in one)
        self._weights = {f: rarity(held, len(every)) for f, held in counts.items()}

    def weight(self, feature: str) -> float:
        return self._weights.get(feature, 0.0)

    def total(self, features: frozenset[str]) -> float:
        return sum(map(self.weight, features)) or 1.0

    def dice(self, one: frozenset[str], other: frozenset[str]) -> float:
        if not one or not other:
            return 0.0
        shared = sum(map(self.weight, one & other))
        return 2 * shared / (self.total(one) + self.total(other))

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        return sum(map(self.weight, part & whole)) / self.total(part)


def _top(near: list[tuple[float, int]]) -> list[tuple[float, int]]:
    return sorted(near, reverse=True)[:CANDIDATES]
