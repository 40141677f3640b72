"""How well the questions that are held out are answered, by nearest vectors alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np

from training.losses import rows_under, spans
from training.pairs import CHECK, Pairs, StatuteQuestion, telling
from training.vectors import NONE, Vectors

HEADINGS = 300  # headings that are checked
TOP, FIRST = 10, 100  # articles that Hit and Recall are measured over
_NEAREST = 400  # passages: an article may have several

Encode = Callable[[Sequence[str]], np.ndarray]
"""Questions to unit vectors, shape [n, dim]."""


def check_statutes(
    encode: Encode, vectors: Vectors, questions: Sequence[StatuteQuestion]
) -> tuple[float, float]:
    """Hit@10 and Recall@100 of articles, by the nearest passage of each."""
    national = np.flatnonzero(vectors.article != NONE)
    passages, article = vectors.passages[national].astype(np.float32), vectors.article[national]
    hits = recall = 0.0
    for vector, question in zip(encode([q.text for q in questions]), questions, strict=True):
        nearest = np.argsort(-(passages @ vector))[:_NEAREST]
        found = list(dict.fromkeys(article[nearest].tolist()))
        right = set(question.articles)
        hits += not right.isdisjoint(found[:TOP])
        recall += len(right.intersection(found[:FIRST])) / len(right)
    return hits / len(questions), recall / len(questions)


def check_headings(encode: Encode, vectors: Vectors, pairs: Pairs) -> float:
    """Probability that a sentence under a heading is nearer than another of its document."""
    under, whole = rows_under(pairs.headings), spans(pairs.headings)
    held = [heading for heading in telling(pairs.headings) if heading.part == CHECK]
    asked = random.Random(5).sample(held, min(HEADINGS, len(held)))
    shares = []
    for vector, heading in zip(encode([h.text for h in asked]), asked, strict=True):
        first, last = whole[heading.document]
        scores = vectors.sentences[first : last + 1].astype(np.float32) @ vector
        right = np.isin(np.arange(first, last + 1), under[heading.text])
        if not right.all():
            shares.append((scores[right][:, None] > scores[~right][None]).mean())
    return float(np.mean(shares))


def check_reading(encode: Encode, pairs: Pairs) -> float:
    """Share of questions whose window is the nearest of all."""
    asked = [question for question in pairs.reading if question.part == CHECK]
    nearest = (encode([q.text for q in asked]) @ pairs.windows.T).argmax(axis=1)
    return float(np.mean([q.window == row for q, row in zip(asked, nearest, strict=True)]))
