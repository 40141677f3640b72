"""Fit the numbers of ``kb/answering/evidence.py``: python -m eval.fit_evidence [--work ...]

The product answers every question with a probability that refuses nothing, and what the
probability would have been computed from is kept. A question that is refused even so is refused
by a rule: it is counted, and not learnt from. An answerable one whose first sentence is of
another document than the gold is counted and not learnt from either, since both answering and
refusing it is wrong. Several regions or parts give several rows; the strongest decides.

L2 on weights of features that are made to vary alike. All figures are of questions left out of
the fit (five folds). Features are what ``evidence.features`` returns: one that is added there,
and to ``WEIGHTS``, is fitted without a change here.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.benchmarks.answers import is_refused
from eval.tuning import TuningSet, add_options, open_sets
from kb.answering import evidence

FOLDS = 5
SETS = ("own", "health", "ncp", "written")
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6)
ROUNDS = 3  # of fitting: which of several rows is the strongest is taken from the one before
EACH = 200.0  # what the answerable ones of each set count together
COST = 0.2  # of those without an answer, beside those with one
ANSWERED = 1.0  # the probability while the features are collected

Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what each probability of its answer would be computed from.

    No ``rows``: a rule refuses it. ``astray``: the first sentence is not of the right document.
    """

    set: str
    question: str
    answerable: bool
    astray: bool
    rows: tuple[Values, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic function."""

    bias: float
    weights: Mapping[str, float]

    def strongest(self, case: Case) -> float:
        """The largest probability of ``case``; 0 when a rule refuses it."""
        return max((self.chance(row) for row in case.rows), default=0.0)

    def chance(self, row: Values) -> float:
        """The probability for one row; what it has no value of counts nothing."""
        z = self.bias + sum(w * row.get(name, 0.0) for name, w in self.weights.items())
        return float(1 / (1 + np.exp(-z)))


TODAY = Model(evidence.BIAS, evidence.WEIGHTS)


def main() -> None:
    """Collect, fit, print."""
    options = _options()
    cases = _collected(options)
    names = tuple(next(case.rows[0] for case in cases if case.rows))
    print("| set | answerable | refused by a rule | astray | unanswerable | refused by a rule |")
    print("|---|---|---|---|---|---|")
    for name, of in _by_set(cases).items():
        yes, no = ([c for c in of if c.answerable is kind] for kind in (True, False))
        ruled = [sum(not c.rows for c in side) for side in (yes, no)]
        astray = sum(c.astray for c in yes)
        print(f"| {name} | {len(yes)} | {ruled[0]} | {astray} | {len(no)} | {ruled[1]} |")
    print("\nRefused right / refused wrong (astray ones among them):\n")
    print(f"| numbers | set | loss | {' | '.join(f'at {t}' for t in THRESHOLDS)} |")
    print(f"|---|---|---|{'---|' * len(THRESHOLDS)}")
    _print_rates("today", cases, lambda _: TODAY)
    _print_rates("fitted", cases, lambda kept: fit(kept, names, options.strength))
    for name in names:
        left = tuple(other for other in names if other != name)
        _print_rates(
            f"without {name}", cases, lambda kept, left=left: fit(kept, left, options.strength)
        )
    model = fit(cases, names, options.strength)
    print(f"\nBIAS = {model.bias:.2f}")
    print(f"WEIGHTS = { {name: round(w, 2) for name, w in model.weights.items()} }")


def fit(cases: Sequence[Case], names: Sequence[str], strength: float) -> Model:
    """The logistic function of the features ``names`` for ``cases``; ``strength`` is that of L2.

    Every set counts the same, and so do in it those with an answer and those without, ``COST``.
    """
    known = [case for case in cases if case.rows and not case.astray]
    counts = Counter((case.set, case.answerable) for case in known)
    worth = [
        EACH / counts[case.set, case.answerable] * (1.0 if case.answerable else COST)
        for case in known
    ]
    model = TODAY
    for _ in range(ROUNDS):
        best = [max(case.rows, key=model.chance) for case in known]
        values = np.array([[row[name] for name in names] for row in best])
        spread = values.std(axis=0)
        spread[spread == 0] = 1.0
        fitted = LogisticRegression(C=1 / strength, max_iter=5000)
        fitted.fit(values / spread, [case.answerable for case in known], sample_weight=worth)
        weights = dict(zip(names, (fitted.coef_[0] / spread).tolist(), strict=True))
        model = Model(float(fitted.intercept_[0]), weights)
    return model


def collect(held: TuningSet) -> Iterator[Case]:
    """The questions of a set, answered with a probability that refuses nothing."""
    rows: list[Values] = []

    def answered(values: Values) -> float:
        rows.append(dict(values))
        return ANSWERED

    with patch.object(evidence, "answer_probability", answered):
        for asked in held.questions:
            rows.clear()
            answer = held.library.ask(asked.text, documents=held.within(asked))
            refused = is_refused(answer)
            first = None if refused else answer.citations[0].document.source.path
            yield Case(
                set=asked.group if held.name == "own" else held.name,
                question=asked.id,
                answerable=asked.answerable,
                astray=asked.answerable and not refused and first not in held.sources(asked),
                rows=() if refused else tuple(rows),
            )


def _print_rates(
    label: str, cases: Sequence[Case], fitted: Callable[[Sequence[Case]], Model]
) -> None:
    """A line a set: the loss, and both shares at every threshold, of cases left out of the fit."""
    chances: dict[tuple[str, str], float] = {}
    names = sorted((case.set, case.question) for case in cases)
    random.Random(0).shuffle(names)
    for n in range(FOLDS):
        out = set(names[n::FOLDS])
        model = fitted([case for case in cases if (case.set, case.question) not in out])
        chances |= {
            (case.set, case.question): model.strongest(case)
            for case in cases
            if (case.set, case.question) in out
        }
    for name, of in _by_set(cases).items():
        cells = []
        for threshold in THRESHOLDS:
            yes, no = (
                [chances[c.set, c.question] < threshold for c in of if c.answerable is kind]
                for kind in (True, False)
            )
            cells.append(f"{np.mean(no):.3f} / {np.mean(yes):.3f}")
        asked = [(c.answerable, chances[c.set, c.question]) for c in of if c.rows and not c.astray]
        loss = -np.mean([np.log(max(p if yes else 1 - p, 1e-9)) for yes, p in asked])
        print(f"| {label} | {name} | {loss:.3f} | {' | '.join(cells)} |")


def _by_set(cases: Sequence[Case]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.set, []).append(case)
    return groups


def _collected(options: argparse.Namespace) -> list[Case]:
    """The cases of all sets, from the cache when there is one."""
    if options.cache and options.cache.is_file():
        kept: list[Case] = pickle.loads(options.cache.read_bytes())
        return kept
    cases = [
        case
        for held in open_sets(options, unanswerable=options.unanswerable)
        for case in collect(held)
    ]
    if options.cache:
        options.cache.write_bytes(pickle.dumps(cases))
    return cases


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser, SETS)
    add = parser.add_argument
    add("--unanswerable", type=int, default=200, help="of those of ncp; 0 for the whole half")
    add("--strength", type=float, default=1.0, help="of L2")
    add("--cache", type=Path, help="file of the features: read if it is there, else written")
    return parser.parse_args()


if __name__ == "__main__":
    main()
