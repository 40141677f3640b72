"""What a question's vector is trained to be near, and what away from; vectors are frozen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.pairs import Heading, ReadingQuestion, StatuteQuestion
from training.vectors import NONE, Vectors

TEMPERATURE = 0.02
PASSAGES, SENTENCES = 0.6, 0.4  # shares of the loss of statutes
SPAN = 1_500  # sentences of a heading's document
OTHERS = 30_000  # sentences of other documents that a heading is held against
_LEFT_OUT = -1e4  # in place of a score: neither right nor wrong


class StatuteLoss:
    """The articles of a question against all others, in passages and in sentences.

    Other versions of the same article are left out: they are neither marked as right nor wrong.
    """

    def __init__(self, vectors: Vectors) -> None:
        of = vectors.passage_of
        self._sides = [
            (PASSAGES, _Articles(vectors.passages, vectors.article, vectors.provision)),
            (SENTENCES, _Articles(vectors.sentences, vectors.article[of], vectors.provision[of])),
        ]

    def __call__(self, found: Tensor, questions: Sequence[StatuteQuestion]) -> Tensor:
        """The mean over ``questions``, whose vectors are ``found``, shape [n, dim]."""
        losses = []
        for share, side in self._sides:
            scores = found @ side.vectors.T / TEMPERATURE
            losses += [
                share * side.loss(row, question.articles)
                for row, question in zip(scores, questions, strict=True)
            ]
        return torch.stack(losses).sum() / len(questions)


class _Articles:
    """The passages or the sentences of all national articles."""

    def __init__(self, vectors: np.ndarray, article: np.ndarray, provision: np.ndarray) -> None:
        national = np.flatnonzero(article != NONE)
        self.vectors = torch.from_numpy(vectors[national].astype(np.float32))
        self._provision = provision[national]
        self._rows: dict[int, list[int]] = {}
        for row, name in enumerate(article[national].tolist()):
            self._rows.setdefault(name, []).append(row)

    def loss(self, scores: Tensor, articles: Sequence[int]) -> Tensor:
        """Multi-positive softmax, the mean over the articles; ``scores`` has shape [n]."""
        rows = [self._rows.get(article, []) for article in articles]
        same = np.isin(self._provision, self._provision[[row for found in rows for row in found]])
        wrong = torch.logsumexp(scores.masked_fill(torch.from_numpy(same), _LEFT_OUT), 0)
        right = [torch.logsumexp(scores[found], 0) for found in rows if found]
        return sum((against(one, wrong) for one in right), scores.new_zeros(())) / len(articles)


class HeadingLoss:
    """Sentences under a heading against those of the documents of the batch and many others."""

    def __init__(self, vectors: Vectors, headings: Sequence[Heading], *, seed: int) -> None:
        self._sentences = torch.from_numpy(vectors.sentences)
        self._generator = np.random.default_rng(seed)
        self._under = rows_under(headings)
        self._spans = spans(headings)

    def __call__(self, found: Tensor, headings: Sequence[Heading]) -> Tensor:
        """The mean over ``headings``, whose vectors are ``found``, shape [n, dim].

        Half of it asks for every sentence under the heading, half for the nearest.
        """
        documents = [self._spans[heading.document] for heading in headings]
        rows = [np.arange(first, min(last + 1, first + SPAN)) for first, last in documents]
        others = self._generator.integers(0, len(self._sentences), OTHERS)
        held = np.unique(np.concatenate([*rows, others]))
        scores = found @ self._sentences[torch.from_numpy(held)].float().T / TEMPERATURE
        losses = [found.new_zeros(())]
        for row, heading in zip(scores, headings, strict=True):
            right = np.flatnonzero(np.isin(held, heading.rows))
            alike = np.isin(held, self._under[heading.text])
            if len(right):
                left = row.masked_fill(torch.from_numpy(alike), _LEFT_OUT)
                each = against(row[torch.from_numpy(right)], torch.logsumexp(left, 0))
                losses.append((each.mean() + each.min()) / 2)
        return torch.stack(losses).sum() / len(headings)


class ReadingLoss:
    """The window that holds the answer against all windows but those of its own paragraph."""

    def __init__(self, windows: np.ndarray, questions: Sequence[ReadingQuestion]) -> None:
        self._windows = torch.from_numpy(windows)
        self._paragraph = np.zeros(len(windows), dtype=np.int64)
        for question in questions:
            self._paragraph[question.window] = question.paragraph

    def __call__(self, found: Tensor, questions: Sequence[ReadingQuestion]) -> Tensor:
        """The mean over ``questions``, whose vectors are ``found``, shape [n, dim]."""
        left_out = np.stack([self._paragraph == question.paragraph for question in questions])
        right = np.array([question.window for question in questions])
        left_out[np.arange(len(right)), right] = False
        scores = (found @ self._windows.T / TEMPERATURE).masked_fill(
            torch.from_numpy(left_out), _LEFT_OUT
        )
        return functional.cross_entropy(scores, torch.from_numpy(right))


def against(right: Tensor, wrong: Tensor) -> Tensor:
    """The loss of a softmax, from the logarithms of the right share and of the wrong one."""
    return torch.logaddexp(right, wrong) - right


def rows_under(headings: Sequence[Heading]) -> dict[str, np.ndarray]:
    """Rows of the sentences that stand under a heading of these words anywhere."""
    rows: dict[str, set[int]] = {}
    for heading in headings:
        rows.setdefault(heading.text, set()).update(heading.rows)
    return {text: np.array(sorted(found)) for text, found in rows.items()}


def spans(headings: Sequence[Heading]) -> dict[str, tuple[int, int]]:
    """First and last row of the sentences under any heading of a document."""
    found: dict[str, tuple[int, int]] = {}
    for heading in headings:
        first, last = found.get(heading.document, (heading.rows[0], heading.rows[0]))
        found[heading.document] = min(first, *heading.rows), max(last, *heading.rows)
    return found
