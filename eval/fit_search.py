"""Fit the weights of ``kb/retrieval/fusion.py``: python -m eval.fit_search [--work indexes/bench]

Listwise: the loss of a question is -log of the share that a softmax over its candidates gives to
the right ones, so a weight counts by what it puts before what, and not by how large a score is.
L2 on the weights before they are made to add up to 1; none is negative. What a score has
besides (a listed clause's bonus, an outdated document's penalty) stays as it is.

A question about several regions is one question a region that has right candidates. All figures
are of questions left out of the fit (five folds). Features are ``Candidate.parts``: a part that
is added there, and to ``WEIGHTS``, is fitted without a change here.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.tuning import TuningSet, add_options, open_sets
from eval.types import Asked, Found
from kb.retrieval.fusion import WEIGHTS, Candidate
from kb.retrieval.scope import group_by_region
from kb.retrieval.search import POOL

FOLDS = 5
RANKS = (1, 5, 10)
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of a question, and of a region: ``parts`` [n, parts], the others [n].

    ``extra`` is what the score has besides; ``place`` numbers the clauses that they are of.
    """

    set: str
    question: str
    names: tuple[str, ...]
    parts: Numbers
    extra: Numbers
    right: NDArray[np.bool_]
    place: NDArray[np.int64]


def main() -> None:
    """Collect, fit, print."""
    options = _options()
    pools = _collected(options)
    names = pools[0].names
    sets = list(dict.fromkeys(pool.set for pool in pools))
    today = _listed(WEIGHTS, names)
    fits = {
        "today": lambda kept: sharpened(today, kept),
        "equal weights": lambda kept: sharpened(np.ones(len(names)), kept),
        "fitted": lambda kept: fit(kept, l2=options.l2),
        "fitted, sets alike": lambda kept: fit(kept, l2=options.l2, alike=True),
    }
    print(f"| weights | set | questions | loss | {' | '.join(f'@{k}' for k in RANKS)} |")
    print(f"|---|---|---|---|{'---|' * len(RANKS)}")
    for label, fitted in fits.items():
        judged = [(p, w) for kept, out in folds(pools) for w in [fitted(kept)] for p in out]
        for name in sets:
            print(f"| {label} | {name} | {_row([j for j in judged if j[0].set == name])} |")
    weights = fit(pools, l2=options.l2, alike=options.alike)
    print(f"\nsharpness of the softmax {weights.sum():.1f}\nWEIGHTS = {_written(weights, names)}\n")
    _print_worth(pools, sets, options)


def fit(
    pools: Sequence[Pool], *, l2: float, alike: bool = False, without: int | None = None
) -> Numbers:
    """The weights with the smallest loss, not yet adding up to 1; that of ``without`` is 0.

    With ``alike`` every set counts the same, otherwise every question.
    """
    known = [pool for pool in pools if pool.right.any()]
    # What the score has besides is added to a weighed sum of weights that add up to 1, so it
    # counts like each part.
    parts = np.concatenate([pool.parts + pool.extra[:, None] for pool in known])
    starts = np.cumsum([0, *(len(pool.parts) for pool in known)])[:-1]
    sizes = np.diff([*starts, len(parts)])
    right = np.concatenate([pool.right for pool in known])
    of_set = {pool.set: sum(p.set == pool.set for p in known) for pool in known}
    share = np.array([1 / of_set[p.set] / len(of_set) if alike else 1 / len(known) for p in known])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        every, whole = _soft(parts @ weights, starts, sizes)
        among, half = _soft(np.where(right, parts @ weights, -np.inf), starts, sizes)
        slope = parts.T @ ((every - among) * np.repeat(share, sizes))
        return float(share @ (whole - half) + l2 * weights @ weights), slope + 2 * l2 * weights

    count = parts.shape[1]
    bounds = [(0, 0) if n == without else (0, None) for n in range(count)]
    found = minimize(loss, np.full(count, 2.0), jac=True, bounds=bounds, method="L-BFGS-B")
    return np.asarray(found.x)


def sharpened(weights: Numbers, pools: Sequence[Pool]) -> Numbers:
    """``weights`` times what makes their loss smallest, so that losses compare."""
    summed = [replace(p, parts=(p.parts @ weights / weights.sum())[:, None]) for p in pools]
    return np.asarray(weights / weights.sum() * fit(summed, l2=0.0))


def folds(pools: Sequence[Pool]) -> Iterator[tuple[list[Pool], list[Pool]]]:
    """Pools to fit on and pools left out, five times; a question's pools stay together."""
    questions = sorted({(pool.set, pool.question) for pool in pools})
    random.Random(0).shuffle(questions)
    for n in range(FOLDS):
        out = set(questions[n::FOLDS])
        yield (
            [pool for pool in pools if (pool.set, pool.question) not in out],
            [pool for pool in pools if (pool.set, pool.question) in out],
        )


def rate(pool: Pool, weights: Numbers) -> list[float]:
    """The loss, and whether a right place is among the first k; 0 when no candidate is right."""
    if not pool.right.any():
        return [0.0] * (1 + len(RANKS))
    scores = pool.parts @ weights + pool.extra * weights.sum()
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(pool.place[order], return_index=True)
    right = pool.right[order][np.sort(first)]
    loss = np.logaddexp.reduce(scores) - np.logaddexp.reduce(scores[pool.right])
    return [float(loss), *(float(right[:k].any()) for k in RANKS)]


def collect(held: TuningSet, pool: int | None) -> Iterator[Pool]:
    """The pools of a set's answerable questions; ``pool`` passages of a view, None: as rated."""
    inner = held.library._held
    for asked in (asked for asked in held.questions if asked.answerable):
        query = inner.understand(asked.text, ())
        prepared = inner.searcher.prepare(query)
        found = [
            inner.searcher.candidates(
                prepared, documents=ids, pool=pool or max(POOL, 2 * held.depth)
            )
            for _, ids in group_by_region(query, inner.documents)
        ]
        pools = [_pool(held, asked, candidates) for candidates in found if candidates]
        yield from [one for one in pools if one.right.any()] or pools[:1]


def _pool(held: TuningSet, asked: Asked, candidates: Sequence[Candidate]) -> Pool:
    names = tuple(candidates[0].parts)
    parts = np.array([[c.parts[name] for name in names] for c in candidates])
    passages = [candidate.passage for candidate in candidates]
    clauses = held.library.index.clauses_at((p.document, p.clause) for p in passages)
    pieces = [
        Found(
            held.library.index.document(p.document).source.path,
            clauses[p.document, p.clause].path,
            p.text,
        )
        for p in passages
    ]
    places: dict[Any, int] = {}
    return Pool(
        set=held.name,
        question=asked.id,
        names=names,
        parts=parts,
        extra=np.array([c.place for c in candidates]),
        right=np.array([held.is_right(asked, piece) for piece in pieces]),
        place=np.array([places.setdefault(held.place(p), len(places)) for p in pieces]),
    )


def _collected(options: argparse.Namespace) -> list[Pool]:
    """The pools of all sets, from the cache when there is one."""
    if options.cache and options.cache.is_file():
        kept: list[Pool] = pickle.loads(options.cache.read_bytes())
        return kept
    pools = [pool for held in open_sets(options) for pool in collect(held, options.pool)]
    if options.cache:
        options.cache.write_bytes(pickle.dumps(pools))
    return pools


def _print_worth(pools: Sequence[Pool], sets: Sequence[str], options: argparse.Namespace) -> None:
    """What the loss and the share of right first places are without each part."""
    names = pools[0].names
    print(f"| without | {' | '.join(f'{name}: loss, @1' for name in sets)} |")
    print(f"|---|{'---|' * len(sets)}")
    for without in (None, *range(len(names))):
        judged = [
            (pool.set, rate(pool, weights))
            for kept, out in folds(pools)
            for weights in [fit(kept, l2=options.l2, alike=options.alike, without=without)]
            for pool in out
        ]
        means = [np.mean([r for s, r in judged if s == name], axis=0) for name in sets]
        cells = " | ".join(f"{mean[0]:.3f}, {mean[1]:.3f}" for mean in means)
        print(f"| {'nothing' if without is None else names[without]} | {cells} |")


def _row(judged: Sequence[tuple[Pool, Numbers]]) -> str:
    means = np.mean([rate(pool, weights) for pool, weights in judged], axis=0)
    return f"{len(judged)} | " + " | ".join(f"{mean:.3f}" for mean in means)


def _soft(scores: Numbers, starts: NDArray[np.int64], sizes: Any) -> tuple[Numbers, Numbers]:
    """The softmax within each question, and the logarithm of its sum, [n] and [questions]."""
    top = np.maximum.reduceat(scores, starts)
    powers = np.exp(scores - np.repeat(top, sizes))
    sums = np.add.reduceat(powers, starts)
    return powers / np.repeat(sums, sizes), np.log(sums) + top


def _listed(weights: Mapping[str, float], names: Sequence[str]) -> Numbers:
    return np.array([weights.get(name, 0.0) for name in names])


def _written(weights: Numbers, names: Sequence[str]) -> str:
    shares = weights / weights.sum()
    return repr({name: round(float(share), 3) for name, share in zip(names, shares, strict=True)})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser)
    add = parser.add_argument
    add("--l2", type=float, default=1e-4, help="weight of the squared weights in the loss")
    add("--pool", type=int, help="passages of each view; as many as the benchmark takes by default")
    add("--alike", action="store_true", help="every set counts the same, not every question")
    add("--cache", type=Path, help="file of the candidates: read if it is there, else written")
    return parser.parse_args()


if __name__ == "__main__":
    main()
