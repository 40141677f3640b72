"""Makes the marker from a trained checkpoint.

    python -m kb.model.make_marker CHECKPOINT [--folder FOLDER] [--trained TEXT]

CHECKPOINT is a folder with ``model.safetensors``: a ``BertModel`` that was trained from the bundled
encoder with its word vectors fixed, and ``head.weight`` [3, 384], ``head.bias`` [3] (see
``training/``). Beside the encoder in FOLDER it writes ``marker.onnx``, int8 like that one, and
describes it in ``model.json``; nothing else changes. How far int8 is from float32 is printed, and
a poor file is not written.

Needs ``pip install policy-kb[model]``. The same checkpoint gives the same bytes; half a minute.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import EncoderError
from kb.model.description import (
    DESCRIPTION,
    GRAPH,
    MARKER,
    MARKER_GRAPH,
    TOKENIZER,
    describe_trained,
)
from kb.model.graph import weights_to_graph
from kb.model.onnx_file import read_onnx
from kb.model.pair import ANSWERS, pair_ids
from kb.model.smoothing import calibration_sentences, find_smoothing
from kb.model.st_folder import PREFIXES, WEIGHTS, read_st_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

HERE = Path(__file__).parent
TRAINED = (
    "questions and topics on official documents (written for this project), reading questions "
    "(CMRC 2018, DRCD), headings; vectors of words fixed; see training/README.md"
)
ALIKE = 0.98  # correlation of the relevance with that of float32, below which a file is refused


def make_marker(checkpoint: Path, folder: Path, *, trained: str = TRAINED) -> float:
    """Write the marker of ``checkpoint`` into ``folder``.

    Args:
        checkpoint: Folder with the trained weights.
        folder: Holds the encoder; its description gets a section on the marker.
        trained: One line on what it was trained on, for the description.

    Returns:
        Correlation of int8's relevance with that of float32, over our own pairs.

    Raises:
        EncoderError: The checkpoint is not of this encoder, or int8 is too far from float32.
    """
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    weights = read_st_folder(checkpoint, vocabulary=read_onnx(folder / GRAPH, tokenizer))
    tensors = load_file(checkpoint / WEIGHTS)
    try:
        weight, bias = (tensors[f"head.{part}"].astype(np.float32) for part in ("weight", "bias"))
    except KeyError as error:
        raise EncoderError(f"{checkpoint}：缺少 {error}；请给出训练所得的文件夹。") from error
    pairs = _pairs(tokenizer)
    smoothing = find_smoothing(weights, pairs)
    graphs = [weights_to_graph(weights, how, head=(weight, bias)) for how in (smoothing, None)]
    made, exact = (graph.SerializeToString(deterministic=True) for graph in graphs)
    alike = float(np.corrcoef(_relevance(made, pairs), _relevance(exact, pairs))[0, 1])
    if alike < ALIKE:
        raise EncoderError(
            f"{checkpoint}：压缩为 8 位后与原来相差过大（相关 {alike:.4f}）；"
            "没有写入，请检查训练是否正常。"
        )
    (folder / MARKER_GRAPH).write_bytes(made)
    describe_trained(folder, MARKER, MARKER_GRAPH, trained)
    return alike


def _pairs(tokenizer: Tokenizer) -> list[list[int]]:
    """Our own questions, each with four of our own sentences."""
    asked, told = (
        [s.removeprefix(prefix) for s in calibration_sentences() if s.startswith(prefix)]
        for prefix in (PREFIXES["query"], PREFIXES["passage"])
    )
    return [
        pair_ids(tokenizer, question, "", told[(n + shift) % len(told)]).ids
        for n, question in enumerate(asked)
        for shift in range(4)
    ]


def _relevance(graph: bytes, pairs: list[list[int]]) -> NDArray[np.float32]:
    import onnxruntime

    settings = onnxruntime.SessionOptions()  # as the product runs it
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(graph, settings)
    found = [session.run(["marks"], {"input_ids": np.array([pair])})[0] for pair in pairs]
    return np.array([marks[0, 0, ANSWERS] for marks in found], dtype=np.float32)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--folder", type=Path, default=HERE, help="folder of the shipped files")
    parser.add_argument("--trained", default=TRAINED, help="one line for model.json")
    options = parser.parse_args()
    alike = make_marker(options.checkpoint, options.folder, trained=options.trained)
    print(f"correlation of the relevance with that of float32: {alike:.5f}")
    section = json.loads((options.folder / DESCRIPTION).read_bytes())[MARKER]
    print(f"{section['file']}: {section['bytes']:,} bytes, sha256 {section['sha256']}")


if __name__ == "__main__":
    main()
