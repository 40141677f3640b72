"""Two dated versions of one law: what surely corresponds, found without the product.

Sure pairs are articles that are equal, or nearly, and like no other article of either version;
an article without any near text is surely in one version alone. What lies between is not judged.
Runs of characters are compared, so this knows nothing of words, rarity or order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from eval.alignments import Group, Link
from eval.benchmarks.articles import LABEL, Article

RUN = 5  # characters
SHORTEST = 15  # characters of an article that is judged
PAIRED = 0.6  # share of common runs (Jaccard) of a sure pair
RIVAL = 0.25  # share that no other pair of either side may reach
ALONE = 0.06  # share of an article's runs that any other may hold of one that is surely alone
_NOT_WORDS = re.compile(r"[^\w]")


def label_of(article: Article) -> str:
    """The number of an article, which is also its path."""
    match = LABEL.search(article.label)
    return match.group() if match else article.label


def sure_groups(old: Sequence[Article], new: Sequence[Article]) -> tuple[set[Link], list[Group]]:
    """The sure pairs, and the articles that are surely in one version alone."""
    left, right = _runs(old), _runs(new)
    shared = _shared(left.items(), right.items())
    alike: dict[tuple[str, str], float] = {}
    most: dict[tuple[int, str], float] = defaultdict(float)
    for (a, b), common in shared.items():
        alike[a, b] = common / (len(left[a]) + len(right[b]) - common)
        most[0, a] = max(most[0, a], common / len(left[a]))
        most[1, b] = max(most[1, b], common / len(right[b]))
    near: dict[tuple[int, str], set[Link]] = defaultdict(set)
    for (a, b), share in alike.items():
        if share >= RIVAL:
            near[0, a].add((a, b))
            near[1, b].add((a, b))
    pairs = {
        (a, b)
        for (a, b), share in alike.items()
        if share >= PAIRED and near[0, a] == near[1, b] == {(a, b)}
    }
    alone = [Group("only_left", frozenset({a}), frozenset()) for a in left if most[0, a] <= ALONE]
    alone += [
        Group("only_right", frozenset(), frozenset({b})) for b in right if most[1, b] <= ALONE
    ]
    return pairs, alone


def _runs(articles: Sequence[Article]) -> dict[str, frozenset[str]]:
    """The runs of characters of each article that is long enough, by its number."""
    found = {}
    for article in articles:
        bare = _NOT_WORDS.sub("", LABEL.sub("", article.text, count=1))
        if len(bare) >= SHORTEST:
            runs = (bare[at : at + RUN] for at in range(len(bare) - RUN + 1))
            found[label_of(article)] = frozenset(runs)
    return found


def _shared(
    left: Iterable[tuple[str, frozenset[str]]], right: Iterable[tuple[str, frozenset[str]]]
) -> dict[Link, int]:
    holders: dict[str, list[str]] = defaultdict(list)
    for name, runs in right:
        for run in runs:
            holders[run].append(name)
    shared: dict[Link, int] = defaultdict(int)
    for name, runs in left:
        for run in runs:
            for other in holders.get(run, ()):
                shared[name, other] += 1
    return shared
