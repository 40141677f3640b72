"""How well does the marker tell what answers? python -m training.marker_checks WORK

Of the shipped marker: on questions and topics whose documents were held out, and on as many that
it learnt from, by which one sees how much it only learnt by heart. Training prints the first.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from kb.indexing.marking import OnnxMarker
from training.marker_data import Asked, load
from training.marker_model import Text

READ = 5  # windows of a question
SENTENCES = 10  # of a document, the likeliest before reading
PROVIDED = 0.06  # of the silent documents, may seem to speak

Read = Callable[[Sequence[Text]], np.ndarray]
"""Texts to the logits that they answer, shape [n]."""


def main() -> None:
    """Check the shipped marker on all that was held out, and on as much that was not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    data, marker = load(parser.parse_args().work), OnnxMarker(threads=1)
    rng = random.Random(1)
    with ThreadPoolExecutor() as pool:

        def one(text: Text) -> float:
            return marker.mark(text.question, [(text.above, text.text)])[0].relevance

        def read(texts: Sequence[Text]) -> np.ndarray:
            return np.array(list(pool.map(one, texts)))

        for name, check in (("questions", check_questions), ("topics", check_topics)):
            held, learnt = ([a for a in data[name] if a.held is held] for held in (True, False))
            print("held out:", check(read, held), flush=True)
            print("learnt:", check(read, rng.sample(learnt, len(held))), flush=True)


def check_questions(read: Read, asked: Sequence[Asked]) -> str:
    """How often the text read as likeliest answers, and how well answers are told from none."""
    before = after = answered = 0
    best: dict[bool, list[float]] = {True: [], False: []}
    for one in asked:
        windows = one.windows[:READ]
        if windows:
            scores = read([Text(one.text, w.above, w.text) for w in windows])
            best[one.span is not None].append(scores.max())
            if one.span:
                answered += 1
                before += windows[0].answers != 0
                after += windows[int(scores.argmax())].answers != 0
    told = _sooner(best[True], best[False])
    first = before / max(1, answered), after / max(1, answered)
    return f"questions: first text right {first[0]:.3f} -> {first[1]:.3f}, told apart {told:.3f}"


def check_topics(read: Read, asked: Sequence[Asked]) -> str:
    """How well documents that speak of a topic are told from silent ones."""
    best: dict[bool, list[float]] = {True: [], False: []}
    for one in asked:
        windows = one.windows[:SENTENCES]
        speaks = any(w.answers == 1 for w in one.windows)
        if windows and (speaks or not any(w.answers for w in one.windows)):
            scores = read([Text(one.text, w.above, w.text) for w in windows])
            best[speaks].append(scores.max())
    if not best[True] or not best[False]:
        return "topics: none held out"
    silent = float(np.mean(np.array(best[True]) < np.quantile(best[False], 1 - PROVIDED)))
    told = _sooner(best[True], best[False])
    return f"topics: told apart {told:.3f}, false silent {silent:.3f} at {PROVIDED} false provided"


def _sooner(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Probability that one of ``right`` is above one of ``wrong``."""
    if not right or not wrong:
        return 0.0
    return float((np.array(right)[:, None] > np.array(wrong)[None]).mean())


if __name__ == "__main__":
    main()
