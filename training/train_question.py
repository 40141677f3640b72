"""Train the question's side: python -m training.train_question WORK CHECKPOINT [--minutes 20]

The vectors of passages and sentences stay what they are, and so do indexes; only where a question
lies among them is learnt. WORK holds what ``training.vectors`` and ``training.pairs`` wrote.
CHECKPOINT becomes a folder for ``python -m kb.model.make_question``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.checks import check_headings, check_reading, check_statutes
from training.losses import HeadingLoss, ReadingLoss, StatuteLoss
from training.model import QuestionModel
from training.pairs import CHECK, TRAIN, Pairs, load_pairs, telling
from training.vectors import Vectors, load_vectors

BATCH = {"statutes": 16, "headings": 20, "reading": 20}
SHARES = {"statutes": 1.0, "headings": 0.5, "reading": 0.5, "kept": 2.0}
"""Weights of the losses; ``kept`` is how far a question may go from where it lay before."""

RATE = 2e-5
WARM_UP = 50  # steps
LEAST_RATE = 0.03  # of RATE, at the end
DECAY = 0.01
LONGEST_STEP = 1.0  # norm that gradients are cut to
SHOWN, CHECKED = 50, 200  # steps between two lines of losses, and between two checks

FORMS = [
    *["{}"] * 6,
    "{}有哪些规定",
    "{}怎么规定的？",
    "{}的要求",
    "关于{}",
    "如何{}",
    "{}有什么措施",
]
"""How one asks for what stands under a heading; half of the time by its words alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and the pair that it comes from."""

    text: str
    pair: Any


Losses = dict[str, StatuteLoss | HeadingLoss | ReadingLoss]
Examples = dict[str, list[Example]]
"""What is trained on, by kind."""


def main() -> None:
    """The command line."""
    options = _options()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    vectors, pairs = load_vectors(options.work), load_pairs(options.work)
    model = QuestionModel(options.work / "base")
    check(model, vectors, pairs, "before")
    train(model, vectors, pairs, options)
    check(model, vectors, pairs, "after")
    model.save(options.checkpoint, share=options.share)


def train(
    model: QuestionModel, vectors: Vectors, pairs: Pairs, options: argparse.Namespace
) -> None:
    """Change ``model`` for so many minutes; the rate falls with the time that is left."""
    losses: Losses = {
        "statutes": StatuteLoss(vectors),
        "headings": HeadingLoss(vectors, pairs.headings, seed=options.seed),
        "reading": ReadingLoss(pairs.windows, pairs.reading),
    }
    examples = choose_examples(pairs)
    base = base_vectors(model, examples)
    learning = [value for value in model.bert.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=RATE, weight_decay=DECAY)
    shown: Counter[str] = Counter()
    step, start = 0, time.monotonic()
    while (done := (time.monotonic() - start) / 60 / options.minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - done)
        parts = step_losses(model, losses, draw(examples), base)
        optimiser.zero_grad()
        sum((SHARES[name] * part for name, part in parts.items()), torch.zeros(())).backward()
        torch.nn.utils.clip_grad_norm_(learning, LONGEST_STEP)
        optimiser.step()
        step += 1
        shown.update({name: part.item() / SHOWN for name, part in parts.items()})
        if step % SHOWN == 0:
            print(step, f"{done:.0%}", {n: round(v, 3) for n, v in shown.items()}, flush=True)
            shown.clear()
        if step % CHECKED == 0:
            check(model, vectors, pairs, str(step))
            model.save(options.checkpoint, share=options.share)


def choose_examples(pairs: Pairs) -> Examples:
    """What is trained on; a heading is given one form, since its base vector is computed once."""
    headings = [h for h in telling(pairs.headings) if h.part == TRAIN]
    return {
        "statutes": [Example(q.text, q) for q in pairs.statutes if q.part == TRAIN],
        "headings": [Example(random.choice(FORMS).format(h.text), h) for h in headings],
        "reading": [Example(q.text, q) for q in pairs.reading if q.part == TRAIN],
    }


def base_vectors(model: QuestionModel, examples: Examples) -> dict[str, Tensor]:
    """Where each question lay before training."""
    texts = sorted({example.text for kind in examples.values() for example in kind})
    return dict(zip(texts, model.encode_all(texts), strict=True))


def draw(examples: Examples) -> Examples:
    """A batch."""
    return {
        kind: random.sample(found, min(BATCH[kind], len(found))) for kind, found in examples.items()
    }


def step_losses(
    model: QuestionModel,
    losses: Losses,
    batch: Examples,
    base: dict[str, Tensor],
) -> dict[str, Tensor]:
    """The losses of a batch by kind, and how far its questions have gone."""
    texts = [example.text for kind in batch.values() for example in kind]
    found = model.encode(texts)
    before = torch.stack([base[text] for text in texts])
    parts = {"kept": (1 - (found * before).sum(-1)).mean()}
    sides = found.split([len(kind) for kind in batch.values()])
    for (kind, drawn), side in zip(batch.items(), sides, strict=True):
        parts[kind] = losses[kind](side, [example.pair for example in drawn])
    return parts


def check(model: QuestionModel, vectors: Vectors, pairs: Pairs, when: str) -> None:
    """Print what the questions held out for checking give; those of ``report`` are left alone."""

    def encode(texts: Sequence[str]) -> np.ndarray:
        return np.asarray(model.encode_all(texts))

    held = [question for question in pairs.statutes if question.part == CHECK]
    hit, recall = check_statutes(encode, vectors, held)
    print(
        f"{when}: statutes Hit@10 {hit:.3f} Recall@100 {recall:.3f}, "
        f"headings {check_headings(encode, vectors, pairs):.3f}, "
        f"reading {check_reading(encode, pairs):.3f}",
        flush=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--share", type=float, default=1.0, help="of the way that is kept")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
