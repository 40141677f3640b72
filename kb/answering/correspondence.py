"""Which units of two documents correspond: pairs in order, moved ones, splits and merges.

Places are 0-based. The pairs that keep the order are the heaviest chain of pairs that rises on
both sides; a pair outside of it has moved.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from kb.answering.likeness import Likeness

Scores = dict[tuple[int, int], float]

NEAR_BEST = 0.75  # share of the best likeness of either that a pair must have
CLEARLY = 1.5  # times as like as any other unit, a pair is clear
JOINED = 0.45  # share of a unit that another holds and that one's partner does not
BESIDE = 2  # units from the partner at most to stand beside it
JOINED_FAR = 0.6  # the same when it does not stand beside that partner


@dataclass(frozen=True, slots=True)
class Bounds:
    """Likeness from which units correspond.

    ``pair`` in order; ``moved`` out of order, ``clear`` the same where
    neither side has another nearly so like; ``gap`` between two pairs in order, where both
    lack a partner; ``joined`` with a unit that has a partner already.
    """

    pair: float
    moved: float
    clear: float
    gap: float
    joined: float


VERSIONS = Bounds(pair=0.28, moved=0.45, clear=math.inf, gap=0.25, joined=math.inf)
"""For two texts of one origin: a unit out of order must be very like, its own may be elsewhere."""
INDEPENDENT = Bounds(pair=0.28, moved=0.32, clear=0.2, gap=0.25, joined=0.35)
"""For two texts on one topic: order tells little, and one may say in two what is one there."""


@dataclass(frozen=True, slots=True)
class Group:
    """Places that correspond; one side has one at most, or is empty. ``moved`` as for records."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    moved: bool


def correspond(likeness: Likeness, scores: Scores, bounds: Bounds) -> list[Group]:
    """Groups in the order of the left document, each unit in exactly one.

    ``scores`` are the likenesses of the pairs that may correspond at all. What only the right one
    has stands behind what precedes it there.
    """
    pairs = _pairs(scores, bounds)
    groups = _groups(
        pairs, _joins(likeness, pairs, scores, bounds.joined), set(_chain(pairs, scores))
    )
    return _in_order(groups, len(likeness.left), len(likeness.right))


def _pairs(scores: Scores, bounds: Bounds) -> list[tuple[int, int]]:
    rivals = _rivals(scores)
    near = {pair: score for pair, score in scores.items() if score >= NEAR_BEST * rivals[pair]}
    pairs = _chain((pair for pair, score in near.items() if score >= bounds.pair), scores)
    apart = [
        pair
        for pair, score in near.items()
        if score >= bounds.moved or (score >= bounds.clear and score >= CLEARLY * rivals[pair])
    ]
    for pair in sorted(apart, key=lambda pair: (-scores[pair], pair)):
        pairs.extend(_free([pair], pairs))
    return pairs + _between(scores, pairs, bounds.gap)


def _rivals(scores: Scores) -> Scores:
    """For each pair the greatest likeness that either side has with another unit."""
    lefts: dict[int, list[float]] = defaultdict(list)
    rights: dict[int, list[float]] = defaultdict(list)
    for (i, j), score in scores.items():
        lefts[i].append(score)
        rights[j].append(score)
    tops = [{n: [*nlargest(2, of), 0.0] for n, of in side.items()} for side in (lefts, rights)]
    return {
        (i, j): max(top[1] if top[0] == score else top[0] for top in (tops[0][i], tops[1][j]))
        for (i, j), score in scores.items()
    }


def _between(scores: Scores, pairs: list[tuple[int, int]], bound: float) -> list[tuple[int, int]]:
    """Pairs less alike, of units that lack a partner between the same two pairs in order."""
    chain = _chain(pairs, scores)
    lefts, rights = [i for i, _ in chain], [j for _, j in chain]
    free = _free((pair for pair, score in scores.items() if score >= bound), pairs)
    inside = [(i, j) for i, j in free if bisect_left(lefts, i) == bisect_left(rights, j)]
    return _chain(inside, scores)


def _free(
    candidates: Iterable[tuple[int, int]], pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The candidates of which neither side has a partner."""
    lefts, rights = {i for i, _ in pairs}, {j for _, j in pairs}
    return [(i, j) for i, j in candidates if i not in lefts and j not in rights]


def _chain(candidates: Iterable[tuple[int, int]], scores: Scores) -> list[tuple[int, int]]:
    """The heaviest chain of pairs that rises strictly on both sides (n log n in their number)."""
    # Right places of chains that none with a smaller right place outweighs, and their weights.
    ends: list[int] = []
    weights: list[float] = []
    last: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in sorted(candidates, key=lambda pair: (pair[0], -pair[1])):
        at = bisect_left(ends, pair[1])
        weight = scores[pair] + (weights[at - 1] if at else 0.0)
        before[pair] = last[at - 1] if at else None
        stop = at
        while stop < len(ends) and weights[stop] <= weight:
            stop += 1
        if at < len(ends) and ends[at] == pair[1] and stop == at:
            continue
        ends[at:stop], weights[at:stop], last[at:stop] = [pair[1]], [weight], [pair]
    chain: list[tuple[int, int]] = []
    pair_or_none = last[-1] if last else None
    while pair_or_none is not None:
        chain.append(pair_or_none)
        pair_or_none = before[pair_or_none]
    return chain[::-1]


def _joins(
    likeness: Likeness, pairs: Sequence[tuple[int, int]], scores: Scores, bound: float
) -> list[tuple[int, int]]:
    """Units without a partner, with the one of the other document that holds their words too.

    A right unit was split off the left one, a left unit was merged into the right one; no group
    is both.
    """
    right_of, left_of = dict(pairs), {j: i for i, j in pairs}
    split: set[int] = set()
    merged: set[int] = set()
    taken: set[tuple[str, int]] = set()
    joins: list[tuple[int, int]] = []
    for i, j in _by_share(likeness, right_of, left_of, scores, bound):
        side, hubs, blocked = (
            (("right", j), split, right_of[i] in merged)
            if i in right_of
            else (("left", i), merged, left_of[j] in split)
        )
        if side not in taken and not blocked:
            taken.add(side)
            hubs.add(i if i in right_of else j)
            joins.append((i, j))
    return joins


def _by_share(
    likeness: Likeness,
    right_of: dict[int, int],
    left_of: dict[int, int],
    scores: Scores,
    bound: float,
) -> list[tuple[int, int]]:
    """What may join, the greatest share first."""
    found: list[tuple[float, int, int]] = []
    for (i, j), score in scores.items():
        if i in right_of and j not in left_of:
            part, whole = likeness.right[j], likeness.left[i]
            other, distance = likeness.right[right_of[i]], abs(j - right_of[i])
        elif j in left_of and i not in right_of:
            part, whole = likeness.left[i], likeness.right[j]
            other, distance = likeness.left[left_of[j]], abs(i - left_of[j])
        else:
            continue
        share = likeness.gain(part, whole, other)
        if share >= (JOINED if distance <= BESIDE else JOINED_FAR) or score >= bound:
            found.append((-max(share, score), i, j))
    return [(i, j) for _, i, j in sorted(found)]


def _groups(
    pairs: Sequence[tuple[int, int]], joins: Sequence[tuple[int, int]], chain: set[tuple[int, int]]
) -> list[Group]:
    groups = []
    lefts, rights = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, j in pairs:
        left = (i, *(a for a, b in joins if b == j and a not in lefts))
        right = (j, *(b for a, b in joins if a == i and b not in rights))
        groups.append(Group(tuple(sorted(left)), tuple(sorted(right)), (i, j) not in chain))
    return groups


def _in_order(groups: Sequence[Group], lefts: int, rights: int) -> list[Group]:
    """All groups by their first left unit; what only the right has behind what precedes it."""
    with_left = {group.left[0]: group for group in groups}
    held_left = {i for group in groups for i in group.left}
    held_right = {j: group.left[0] for group in groups for j in group.right}
    behind: dict[int, list[Group]] = defaultdict(list)
    at = -1
    for j in range(rights):
        if j in held_right:
            at = held_right[j]
        else:
            behind[at].append(Group((), (j,), False))
    ordered = behind[-1]
    for i in range(lefts):
        if i in with_left:
            ordered.append(with_left[i])
        elif i not in held_left:
            ordered.append(Group((i,), (), False))
        ordered.extend(behind[i])
    return ordered
