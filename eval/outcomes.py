"""Outcomes of questions to figures: means by group, differences that are more than chance."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from eval.measures.latency import percentile
from eval.measures.significance import paired_p
from eval.systems import Product
from eval.types import ALL, Asked, Benchmark, Outcome, System

Figures = dict[str, dict[str, float]]
"""Measure, then group, to a number."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A question on which the product is wrong, with the kinds of its errors."""

    asked: Asked
    kinds: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Measured:
    """One system on one benchmark; seconds a question, in the order asked."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    search_seconds: list[float] = field(default_factory=list)
    ask_seconds: list[float] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def measure(system: System, benchmark: Benchmark, questions: Sequence[Asked]) -> Measured:
    """Ask ``system`` all ``questions``; the product also answers them."""
    done = Measured(system.name)
    for asked in questions:
        found = _timed(done.search_seconds, lambda a=asked: system.search(a.text, benchmark.depth))
        rated = list(benchmark.rate_found(asked, found))
        if isinstance(system, Product):
            answer = _timed(done.ask_seconds, lambda a=asked: system.ask(a.text))
            rated += benchmark.rate_answer(asked, answer)
            kinds = benchmark.faults(asked, found, answer)
            if kinds:
                words = " | ".join(s.text[:50] for s in answer.statements)
                done.wrong.append(Wrong(asked, kinds, words or f"refused: {answer.reason}"))
        done.outcomes.extend(Outcome(m, asked.id, asked.group, value) for m, value in rated)
    return done


def means(outcomes: Iterable[Outcome]) -> Figures:
    """The mean of every measure over all questions and over each group."""
    values = _by_group(outcomes)
    return {
        name: {group: sum(v) / len(v) for group, v in groups.items()}
        for name, groups in values.items()
    }


def counts(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """How many outcomes every mean is over."""
    return {
        name: {group: len(v) for group, v in groups.items()}
        for name, groups in _by_group(outcomes).items()
    }


def chances(ours: Measured, theirs: Measured, columns: Sequence[str]) -> Figures:
    """p of the paired randomisation test for each of ``columns`` that both systems have."""
    found: Figures = {}
    for name in columns:
        left, right = (
            {o.question: o for o in side.outcomes if o.measure == name} for side in (ours, theirs)
        )
        if not left or left.keys() != right.keys():
            continue
        for group in dict.fromkeys([ALL, *(o.group for o in left.values())]):
            ids = [q for q, o in left.items() if group in (ALL, o.group)]
            pair = ([side[q].value for q in ids] for side in (left, right))
            found.setdefault(name, {})[group] = paired_p(*pair)
    return found


def latency(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds of a question."""
    return {
        "p50": round(1000 * percentile(seconds, 0.5), 2),
        "p95": round(1000 * percentile(seconds, 0.95), 2),
    }


def fault_counts(wrong: Iterable[Wrong]) -> dict[str, dict[str, int]]:
    """Group, then kind of error, to how many questions; most frequent first."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in wrong:
        counted[ALL].update(one.kinds)
        counted[one.asked.group].update(one.kinds)
    return {group: dict(counter.most_common()) for group, counter in counted.items()}


def _by_group(outcomes: Iterable[Outcome]) -> dict[str, dict[str, list[float]]]:
    values: dict[str, dict[str, list[float]]] = {}
    for outcome in outcomes:
        for group in (ALL, outcome.group):
            values.setdefault(outcome.measure, {}).setdefault(group, []).append(outcome.value)
    return values


def _timed(seconds: list[float], work: Callable[[], object]) -> object:
    start = time.perf_counter()
    done = work()
    seconds.append(time.perf_counter() - start)
    return done
