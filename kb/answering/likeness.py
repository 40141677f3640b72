"""How alike two units are: the rare pairs of characters that they share, and their headings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from kb.language.matching import rarity
from kb.language.normalize import fold
from kb.language.tokens import bigrams, words

HEADING_WEIGHT = 0.5  # of a heading alike beside a text alike; only where both have one
RUN = 8  # characters of a run
NOT_WORDS = re.compile(r"[^\w]")
CANDIDATES = 10  # units of the other document that are looked at closely
# A pair of characters in more units than that (应当, 规定) finds none; all of them weigh.
FREQUENT = 0.15
FREQUENT_AT_LEAST = 40
# What headings of any topic say: 加强组织领导 and 加强人才培养 have 加强 in common and no topic.
GENERAL = re.compile(
    "加强|加快|加大|强化|推进|推动|推广|健全|完善|建立|建设|提升|提高|增强|优化|深化|落实|开展|实施|促进"
    "|发展|积极|大力|逐步|全面|切实|进一步|主要|重点|工作|有关|相关"
)


@dataclass(frozen=True, slots=True)
class Features:
    """What a unit is compared by: pairs of characters of its text, the words of its heading.

    ``runs`` are longer runs of its characters: what was taken over word for word.
    """

    text: frozenset[str]
    heading: frozenset[str]
    runs: frozenset[str]

    @classmethod
    def of(cls, text: str, heading: str) -> Features:
        """The features of a unit; none for an empty text."""
        topic = GENERAL.sub(" ", heading)
        bare = NOT_WORDS.sub("", fold(text))
        return cls(
            text=frozenset(bigrams(text)),
            heading=frozenset((*words(topic), *bigrams(topic))),
            runs=frozenset(bare[at : at + RUN] for at in range(len(bare) - RUN + 1)),
        )


class Likeness:
    """The units of two documents, and how alike any two of them are.

    Likeness is Dice's: twice the weight of what both hold over the weight of both, each pair of
    characters weighed by its rarity (idf) among all units; from 0 to 1.
    """

    def __init__(self, left: Sequence[Features], right: Sequence[Features]) -> None:
        """Weigh the features of both documents."""
        self.left, self.right = left, right
        self._texts = _rarities(features.text for features in (*left, *right))
        self._headings = _rarities(features.heading for features in (*left, *right))
        self._left_sizes = [_weight(self._texts, features.text) for features in left]
        self._right_sizes = [_weight(self._texts, features.text) for features in right]

    def score(self, i: int, j: int) -> float:
        """How alike unit ``i`` of the left and ``j`` of the right are, headings included; to 1."""
        heading = _dice(self._headings, self.left[i].heading, self.right[j].heading)
        return min(1.0, self.text_score(i, j) + HEADING_WEIGHT * heading)

    def text_score(self, i: int, j: int) -> float:
        """How alike the texts of two units are; 1 for equal texts."""
        shared = _weight(self._texts, self.left[i].text & self.right[j].text)
        return 2 * shared / (self._left_sizes[i] + self._right_sizes[j] or 1.0)

    def between(self, lefts: Iterable[int], rights: Iterable[int]) -> float:
        """How alike the texts of several units of the left and of the right are, taken together."""
        one = frozenset[str]().union(*(self.left[i].text for i in lefts))
        other = frozenset[str]().union(*(self.right[j].text for j in rights))
        return _dice(self._texts, one, other)

    def gain(self, part: Features, whole: Features, partner: Features) -> float:
        """The share of a unit that ``whole`` holds and its ``partner`` does not, from 0 to 1.

        By pairs of characters or by longer runs, whichever is more.
        """
        pairs = _weight(self._texts, part.text & (whole.text - partner.text))
        runs = len(part.runs & (whole.runs - partner.runs))
        return max(pairs / (_weight(self._texts, part.text) or 1.0), runs / (len(part.runs) or 1))

    def candidates(self) -> set[tuple[int, int]]:
        """Pairs of places that may correspond: the likest few of each unit on either side."""
        holders: dict[str, list[int]] = defaultdict(list)
        for j, features in enumerate(self.right):
            for pair in features.text | features.heading:
                holders[pair].append(j)
        limit = max(FREQUENT_AT_LEAST, int(FREQUENT * max(len(self.left), len(self.right))))
        held_left = Counter(pair for f in self.left for pair in f.text | f.heading)
        finding = {
            pair: held for pair, held in holders.items() if max(len(held), held_left[pair]) <= limit
        }
        found: set[tuple[int, int]] = set()
        of_right: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for i, features in enumerate(self.left):
            near = []
            for j, weight in self._shared(features, finding).items():
                alike = weight / (self._left_sizes[i] + self._right_sizes[j] or 1.0)
                near.append((alike, j))
                of_right[j].append((alike, i))
            found.update((i, j) for _, j in nlargest(CANDIDATES, near))
        found.update((i, j) for j, near in of_right.items() for _, i in nlargest(CANDIDATES, near))
        return found

    def _shared(
        self, features: Features, holders: Mapping[str, Sequence[int]]
    ) -> Mapping[int, float]:
        """The weight that each unit of the right shares with a unit, by place."""
        shared: dict[int, float] = defaultdict(float)
        for pair in features.text | features.heading:
            weight = self._texts.get(pair, 0.0) + self._headings.get(pair, 0.0)
            for j in holders.get(pair, ()):
                shared[j] += weight
        return shared


def _rarities(sets: Iterable[frozenset[str]]) -> dict[str, float]:
    """The rarity of each feature among all sets of them."""
    every = list(sets)
    counts = Counter(feature for one in every for feature in one)
    return {feature: rarity(held, len(every)) for feature, held in counts.items()}


def _weight(rarities: Mapping[str, float], features: frozenset[str]) -> float:
    return sum(map(rarities.__getitem__, features))


def _dice(rarities: Mapping[str, float], one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    shared = 2 * _weight(rarities, one & other)
    return shared / (_weight(rarities, one) + _weight(rarities, other))
