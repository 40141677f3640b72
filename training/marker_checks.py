"""How well the marker does on questions and topics whose documents were held out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from training.marker_data import Asked
from training.marker_model import MarkerModel, Text

READ = 5  # windows of a question
SENTENCES = 10  # of a document, the likeliest before reading
PROVIDED = 0.06  # of the silent documents, may seem to speak


def check_questions(model: MarkerModel, asked: Sequence[Asked]) -> str:
    """How often the text read as likeliest answers, and how well answers are told from none."""
    before = after = answered = 0
    best: dict[bool, list[float]] = {True: [], False: []}
    for one in asked:
        windows = one.windows[:READ]
        if windows:
            scores = _relevance(model, [Text(one.text, w.above, w.text) for w in windows])
            best[one.span is not None].append(scores.max())
            if one.span:
                answered += 1
                before += windows[0].answers != 0
                after += windows[int(scores.argmax())].answers != 0
    told = _sooner(best[True], best[False])
    first = before / max(1, answered), after / max(1, answered)
    return f"questions: first text right {first[0]:.3f} -> {first[1]:.3f}, told apart {told:.3f}"


def check_topics(model: MarkerModel, asked: Sequence[Asked]) -> str:
    """How well documents that speak of a topic are told from silent ones."""
    best: dict[bool, list[float]] = {True: [], False: []}
    for one in asked:
        windows = one.windows[:SENTENCES]
        speaks = any(w.answers == 1 for w in one.windows)
        if windows and (speaks or not any(w.answers for w in one.windows)):
            scores = _relevance(model, [Text(one.text, w.above, w.text) for w in windows])
            best[speaks].append(scores.max())
    if not best[True] or not best[False]:
        return "topics: none held out"
    silent = float(np.mean(np.array(best[True]) < np.quantile(best[False], 1 - PROVIDED)))
    told = _sooner(best[True], best[False])
    return f"topics: told apart {told:.3f}, false silent {silent:.3f} at {PROVIDED} false provided"


def _relevance(model: MarkerModel, texts: Sequence[Text]) -> np.ndarray:
    model.eval()
    with torch.no_grad():
        found = np.asarray(model.read(texts).relevance)
    model.train()
    return found


def _sooner(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Probability that one of ``right`` is above one of ``wrong``."""
    if not right or not wrong:
        return 0.0
    return float((np.array(right)[:, None] > np.array(wrong)[None]).mean())
