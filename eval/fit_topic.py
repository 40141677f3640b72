"""Fit the weights of ``kb/answering/topic.py``: python -m eval.fit_topic [--data ../shared/bench]

Logistic regression over the sentences of the topics of the split "tune": a sentence that a
gold quote holds, or that holds one, speaks of the topic; one of another clause does not; the
other sentences of a gold clause are left out. Prints the weights to be copied, and what topics
left out in turn (five folds) give at several thresholds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.comparison import COLUMNS, Judged, _options, open_libraries, rates
from eval.topics import GoldCell, Place, Topic, load_topics
from kb import KnowledgeBase
from kb.answering.topic import FURTHER, WEIGHTS, weigh_sentences
from kb.retrieval.query import understand_topic
from kb.retrieval.scope import columns_of_regions

FOLDS = 5
MAY_WEIGHT = 0.5  # of a sentence that may be shown, beside one that must
START = 12  # characters of a sentence by which a longer quote is known to hold it
THRESHOLDS = (0.3, 0.4, 0.5, 0.6)

Sample = tuple[Place, list[float], float | None]
"""Clause of a sentence, its features, and 1, 0.5 or 0: must, may, no; None: not learnt from."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the samples of its region."""

    topic: Topic
    gold: GoldCell
    samples: list[Sample]


def main() -> None:
    """Read, fit, print."""
    options = _options()
    libraries = open_libraries(options.data, options.corpus, options.work)
    topics = [t for t in load_topics() if t.split == "tune" and t.set in libraries]
    cells = [cell for topic in topics for cell in _cells(libraries[topic.set], topic)]
    names = [topic.id for topic in topics]
    random.Random(0).shuffle(names)
    folds = [(set(names[n::FOLDS]), n) for n in range(FOLDS)]
    models = {n: _fit([c for c in cells if c.topic.id not in left_out]) for left_out, n in folds}
    print(f"| threshold | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
    for threshold in THRESHOLDS:
        judged = [
            Judged(c.topic, c.gold, _shown(models[n], c.samples, threshold))
            for left_out, n in folds
            for c in cells
            if c.topic.id in left_out
        ]
        print(f"| {threshold} | {' | '.join(f'{v:.3f}' for v in rates(judged).values())} |")
    model = _fit(cells)
    weights = dict(zip(WEIGHTS, model.coef_[0].round(2).tolist(), strict=True))
    print(f"BIAS = {model.intercept_[0]:.2f}\nWEIGHTS = {weights}")


def _cells(library: KnowledgeBase, topic: Topic) -> Iterator[Cell]:
    held = library._held
    query = understand_topic(topic.text)
    asked = held.searcher.prepare(query)
    gold = {cell.region: cell for cell in topic.cells}
    for column in columns_of_regions(list(gold), list(held.documents)):
        ids = frozenset(document.id for document in column.documents)
        found = held.searcher.read_through(asked, column.region, documents=ids)
        samples = [
            _sample(topic, gold[column.name], place, hit.document.text[span[0] : span[1]], values)
            for hit, _, span, values in weigh_sentences(query, found)
            if (place := (hit.document.source.path, hit.clause.path))
        ]
        yield Cell(topic, gold[column.name], samples)


def _sample(
    topic: Topic, cell: GoldCell, place: Place, text: str, values: dict[str, float]
) -> Sample:
    features = [values[name] for name in WEIGHTS]
    quotes = [(quote, must) for at, quote, must in cell.quotes if at == place]
    speaking = [
        must for quote, must in quotes if quote in text or text in quote or text[:START] in quote
    ]
    if not quotes:
        return place, features, None if topic.partial and not cell.silent else 0.0
    if not speaking:
        return place, features, None
    return place, features, 1.0 if any(speaking) else MAY_WEIGHT


def _fit(cells: Sequence[Cell]) -> LogisticRegression:
    known = [s for cell in cells for s in cell.samples if s[2] is not None]
    values = np.array([features for _, features, _ in known])
    labels = np.array([bool(label) for _, _, label in known])
    weights = np.array([label or 1.0 for _, _, label in known])
    model = LogisticRegression(C=1.0, max_iter=2000)
    return model.fit(values, labels, sample_weight=weights)


def _shown(
    model: LogisticRegression, samples: Sequence[Sample], threshold: float
) -> frozenset[Place]:
    if not samples:
        return frozenset()
    chances = model.predict_proba(np.array([features for _, features, _ in samples]))[:, 1]
    if chances.max() < threshold:
        return frozenset()
    shown = zip(samples, chances >= FURTHER, strict=True)
    return frozenset(place for (place, _, _), is_shown in shown if is_shown)


if __name__ == "__main__":
    main()
