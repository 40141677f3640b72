"""Makes the activations even across channels, so that one 8-bit scale a text is enough.

A few channels of this model are ten to fifty times larger than the rest, and with one
scale for all of them the small ones lose their digits. SmoothQuant (Xiao et al., 2023,
arXiv 2211.10438, equation 4) divides channel j of a linear layer's input and multiplies
column j of its weights by

    s_j = max|X_j| ** a / max|W_j| ** (1 - a)

which changes nothing in exact arithmetic and moves part of the difficulty to the weights,
which have a scale for each output.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.model.graph import INPUTS, Smoothing, weights_to_graph
from kb.model.weights import LAYERS, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHA = 0.7  # of 0.6, 0.65, 0.7 and 0.75 the nearest to float32 on 192 clauses (mean cosine .9995)
SENTENCES = Path(__file__).with_name("calibration.txt")
STEPS = 8  # divisors are rounded to eighths of a power of two: the last bits of a
# float32 run differ between machines, and must not differ in the file


def calibration_sentences() -> list[str]:
    """Our own sentences, each with its prefix."""
    return SENTENCES.read_text("utf-8").splitlines()


def find_smoothing(weights: Weights, texts: list[list[int]]) -> Smoothing:
    """The divisors of every linear layer, from the activations on ``texts``, given as ids."""
    largest = _largest_activations(weights, texts)
    return {name: _divisors(largest[name], _largest_weights(weights, name)) for name in largest}


def _largest_activations(weights: Weights, texts: list[list[int]]) -> Smoothing:
    """Largest absolute value of each input channel, by the linear layer's name."""
    import onnxruntime

    values = {
        layer.format(i): value.format(i) for i in range(LAYERS) for layer, value in INPUTS.items()
    }
    graph = weights_to_graph(weights, None, expose=tuple(values.values()))
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    largest: Smoothing = {}
    for text in texts:
        ids = np.array([text])
        for name, found in zip(
            values, session.run(list(values.values()), {"input_ids": ids}), strict=True
        ):
            here = np.abs(found[0]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, here), here)
    return largest


def _largest_weights(weights: Weights, name: str) -> NDArray[np.float32]:
    """Largest absolute weight of each input channel of a linear layer."""
    layer, part = name.split(".")
    parts = list(part) if part == "qkv" else [part]
    stacked = np.concatenate([weights.tensors[f"{layer}.{p}.w"] for p in parts])
    largest: NDArray[np.float32] = np.abs(stacked).max(axis=0)
    return largest


def _divisors(
    activations: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Shape [inputs]; their median is 1, since a common factor would change nothing."""
    raw = np.maximum(activations, 1e-3) ** ALPHA / np.maximum(weights, 1e-5) ** (1 - ALPHA)
    steps = np.rint(STEPS * np.log2(raw / np.median(raw)))
    divisors: NDArray[np.float32] = np.exp2(np.clip(steps / STEPS, -6, 10)).astype(np.float32)
    return divisors
