"""Train the marker: python -m training.train_marker WORK CHECKPOINT [--minutes 22 25 22 160]

Four stages, each from where the one before ended: reading comprehension; questions on official
documents; these with topics and headings; all of them. WORK holds what ``training.marker_data``
wrote. CHECKPOINT becomes a folder for ``python -m kb.model.make_marker``; with ``--go-on`` the
training begins with what is in it.

Losses (Devlin et al., 2019, for the words; "nothing" is the first token): softmax over the first
and the last token of the words that answer; logistic for whether a text answers; and softmax over
the texts of one question, the right one against those that only look right.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training.marker_checks import check_questions, check_topics
from training.marker_data import WINDOW, Asked, load
from training.marker_model import MarkerModel, Text

RATE = 1e-4
WARM_UP = 30  # steps
LEAST_RATE = 0.05  # of RATE, at the end
DECAY = 0.01
BETAS = (0.9, 0.98)
LONGEST_STEP = 1.0  # norm that gradients are cut to
SHOWN = 50  # steps between two lines of losses
CHECKED = 300  # of those held out, of each kind
READING, QUESTIONS, TOPICS = 16, 8, 3  # a step, each kind by itself
ALL = (2, 12, 5)  # of each kind, a step with all of them
CROPPED = range(140, 301)  # characters of a paragraph
SENTENCE = 130  # characters read of a sentence, with a topic


@dataclass(frozen=True, slots=True)
class Group:
    """Texts read beside one question; ``worth`` is how much each answers, 0 to 1."""

    texts: list[Text]
    worth: list[float]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--minutes", type=float, nargs=4, default=[22, 25, 22, 160])
    parser.add_argument(
        "--go-on", action="store_true", help="from CHECKPOINT, or the shipped marker"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_flush_denormal(True)
    rng = random.Random(options.seed)
    data = load(options.work)
    model = MarkerModel(options.work / "base")
    if options.go_on:
        model.load(options.checkpoint)
    learnt = {name: [a for a in of if not a.held] for name, of in data.items()}
    held = {name: [a for a in of if a.held][:CHECKED] for name, of in data.items()}

    def step(reading: int, questions: int, topics: int) -> Tensor:
        groups = [question_group(a, rng) for a in rng.sample(learnt["questions"], questions)]
        groups += reading_groups(rng.sample(learnt["reading"], reading), rng)
        loss = words_loss(model, groups) if groups else torch.zeros(())
        return loss + topic_loss(model, learnt, topics, rng) if topics else loss

    stages = [(READING, 0, 0), (0, QUESTIONS, 0), (0, QUESTIONS // 2, TOPICS), ALL]
    for number, (counts, minutes) in enumerate(zip(stages, options.minutes, strict=True), 1):
        if minutes:
            train(model, partial(step, *counts), minutes, f"stage {number}")
            model.save(options.checkpoint)
            print(check_questions(model.relevance, held["questions"]))
            print(check_topics(model.relevance, held["topics"]))


def train(model: MarkerModel, loss: Callable[[], Tensor], minutes: float, name: str) -> None:
    """Change ``model`` for so many minutes; the rate falls with the time that is left."""
    learning = model.learning()
    groups = [
        {"params": [p for p in learning if p.ndim >= 2], "weight_decay": DECAY},
        {"params": [p for p in learning if p.ndim < 2], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=RATE, betas=BETAS)
    step, start, total = 0, time.monotonic(), 0.0
    while (done := (time.monotonic() - start) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - done)
        value = loss()
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(learning, LONGEST_STEP)
        optimiser.step()
        step, total = step + 1, total + value.item() / SHOWN
        if step % SHOWN == 0:
            print(name, step, f"{done:.0%}", f"{total:.3f}", flush=True)
            total = 0.0


def words_loss(model: MarkerModel, groups: Sequence[Group]) -> Tensor:
    """Which words answer, whether a text answers at all, and which text of a question does."""
    read = model.read([text for group in groups for text in group.texts])
    worth = torch.tensor([value for group in groups for value in group.worth])
    weight = torch.where(worth > 0, 1.0, 0.5)
    spans = sum(
        functional.cross_entropy(logits, places, reduction="none")
        for logits, places in ((read.first, read.first_at), (read.last, read.last_at))
    )
    loss = (spans * weight).sum() / weight.sum()
    return loss + relevance_loss(read.relevance, worth, [len(g.texts) for g in groups])


def relevance_loss(relevance: Tensor, worth: Tensor, sizes: Sequence[int]) -> Tensor:
    """Logistic for each text, and softmax within each group that has both kinds."""
    loss = functional.binary_cross_entropy_with_logits(relevance, worth)
    listed = []
    for scores, of in zip(relevance.split(list(sizes)), worth.split(list(sizes)), strict=True):
        right, wrong = scores[of > 0.5], scores[of == 0]
        if len(right) and len(wrong):
            against = torch.logsumexp(wrong, 0)
            listed.append((torch.logaddexp(right, against) - right).mean())
    return loss + torch.stack(listed).mean() if listed else loss


def topic_loss(
    model: MarkerModel, learnt: dict[str, list[Asked]], count: int, rng: random.Random
) -> Tensor:
    """The loss of ``count`` topics, each in one document, and of a heading."""
    drawn = [*rng.sample(learnt["topics"], count), rng.choice(learnt["headings"])]
    groups = [group for one in drawn if (group := topic_group(one, rng)).texts]
    read = model.read([text for group in groups for text in group.texts])
    worth = torch.tensor([value for group in groups for value in group.worth])
    return relevance_loss(read.relevance, worth, [len(group.texts) for group in groups])


def reading_groups(asked: Sequence[Asked], rng: random.Random) -> Iterator[Group]:
    """Two of three times a part of the paragraph that holds the answer, else one that does not."""
    for one in asked:
        assert one.span
        start, end = one.span
        size = rng.choice(CROPPED)
        if rng.random() < 2 / 3:
            last = min(start, max(0, len(one.around) - size))
            first = rng.randint(min(max(0, end - size), last), last)
            span = (start - first, end - first)
            yield Group([Text(one.text, "", one.around[first : first + size], span)], [1.0])
        else:
            other = max(one.around[:start], one.around[end:], key=len)
            first = rng.randint(0, max(0, len(other) - size))
            yield Group([Text(one.text, "", other[first : first + size])], [0.0])


def question_group(asked: Asked, rng: random.Random) -> Group:
    """A window with the answer, if there is one, and one or two that only look right."""
    texts, wrong = [], [w for w in asked.windows if w.answers == 0]
    if asked.span:
        found = [w for w in asked.windows if w.answers == 1]
        if found and rng.random() < 0.75:
            texts.append(Text(asked.text, found[0].above, found[0].text, found[0].span))
        else:
            above = next((w.above for w in asked.windows if w.same), "")
            first = max(0, asked.span[0] - rng.randint(0, 160))
            first = max(asked.around.rfind(mark, 0, first + 1) for mark in "。；\n") + 1
            first = first if asked.span[0] - first < WINDOW - 20 else asked.span[0]
            end = min(asked.span[1] - first, WINDOW)
            cut = asked.around[first : first + WINDOW]
            texts.append(Text(asked.text, above, cut, (asked.span[0] - first, end)))
        chosen = rng.sample(wrong[:4], min(rng.choice((1, 2)), len(wrong[:4])))
    else:
        chosen = [w for w in wrong if w.same][:2] or wrong[:1]
    worth = [1.0] * len(texts) + [0.0] * len(chosen)
    return Group([*texts, *(Text(asked.text, w.above, w.text) for w in chosen)], worth)


def topic_group(asked: Asked, rng: random.Random) -> Group:
    """Two sentences that must be shown, one that may be, and the likeliest that speak of other."""
    musts, may = ([w for w in asked.windows if w.answers == worth] for worth in (1.0, 0.7))
    wrong = [w for w in asked.windows if w.answers == 0][:14]
    right = rng.sample(musts, min(2, len(musts))) + rng.sample(may, min(1, len(may)))
    chosen = right + rng.sample(wrong, min(3 if right else 4, len(wrong)))
    texts = [Text(asked.text, w.above, w.text[:SENTENCE]) for w in chosen]
    return Group(texts, [float(w.answers or 0) for w in chosen])


if __name__ == "__main__":
    main()
