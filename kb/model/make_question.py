"""Makes the question's side of the bundled encoder from a trained checkpoint.

    python -m kb.model.make_question CHECKPOINT [--folder FOLDER] [--trained TEXT]

CHECKPOINT is a folder with ``model.safetensors`` of a ``BertModel`` that was trained from the
bundled encoder with its word vectors fixed (see ``training/``). Beside the passages' graph in
FOLDER it writes ``question.onnx``, int8 like that one, and describes it in ``model.json``; nothing
else changes, so indexes stay valid. The lowest and the mean cosine to float32, over our own
questions, are printed, and a poor file is not written.

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
    QUESTION,
    QUESTION_GRAPH,
    TOKENIZER,
    describe_trained,
)
from kb.model.graph import weights_to_graph
from kb.model.onnx_file import read_onnx
from kb.model.smoothing import calibration_sentences, find_smoothing
from kb.model.st_folder import PREFIXES, read_st_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

HERE = Path(__file__).parent
ASKED = HERE.parent.parent / "eval" / "questions"
"""Our own questions, in a checkout; without them those of the calibration are all."""
TRAINED = (
    "questions on statutes (STARD), headings of statutes and official documents, reading questions "
    "(CMRC 2018, DRCD); vectors of passages and words fixed; see training/README.md"
)
MEAN, LOWEST = 0.98, 0.95
"""Cosines to float32 below which the file is refused.

Below those of the passages' side: training takes out what all vectors share, and rounding weighs
more in what is left. Most of it is one shift of all questions, which hardly changes their order.
"""


def make_question(checkpoint: Path, folder: Path, *, trained: str = TRAINED) -> NDArray[np.float32]:
    """Write the question's side of ``checkpoint`` into ``folder``.

    Args:
        checkpoint: Folder with the trained weights.
        folder: Holds the passages' side; its description gets a section on the question's.
        trained: One line on what it was trained on, for the description.

    Returns:
        Cosine of int8 to float32 for each of our questions, shape [n].

    Raises:
        EncoderError: The checkpoint is not of this encoder, or int8 is too far from float32.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    weights = read_st_folder(checkpoint, vocabulary=read_onnx(folder / GRAPH, tokenizer))
    smoothing = find_smoothing(weights, [tokenizer.encode(s).ids for s in _calibration()])
    made = weights_to_graph(weights, smoothing).SerializeToString(deterministic=True)
    exact = weights_to_graph(weights, None).SerializeToString()
    questions = [*_calibration(), *_asked()]
    vectors = [_encode(graph, tokenizer, questions) for graph in (made, exact)]
    cosines: NDArray[np.float32] = (vectors[0] * vectors[1]).sum(axis=1)
    if cosines.mean() < MEAN or cosines.min() < LOWEST:
        raise EncoderError(
            f"{checkpoint}：压缩为 8 位后与原来相差过大（余弦平均 {cosines.mean():.4f}，"
            f"最低 {cosines.min():.4f}）；没有写入，请检查训练是否正常。"
        )
    (folder / QUESTION_GRAPH).write_bytes(made)
    describe_trained(folder, QUESTION, QUESTION_GRAPH, trained)
    return cosines


def _calibration() -> list[str]:
    """Our own sentences as questions, with the prefix."""
    return [s for s in calibration_sentences() if s.startswith(PREFIXES["query"])]


def _asked() -> list[str]:
    """The questions of the development files, with the prefix."""
    lines = [line for path in sorted(ASKED.glob("dev*.jsonl")) for line in path.open("rb")]
    questions = [json.loads(line).get("question") for line in lines]
    return [PREFIXES["query"] + question for question in questions if question]


def _encode(graph: bytes, tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.float32]:
    """Unit vectors, shape [n, 384]."""
    import onnxruntime

    settings = onnxruntime.SessionOptions()  # as the product runs it
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(graph, settings)
    ids = [np.array([tokenizer.encode(text).ids]) for text in texts]
    return np.concatenate([session.run(["embedding"], {"input_ids": one})[0] for one in ids])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--folder", type=Path, default=HERE, help="folder of the shipped files")
    parser.add_argument("--trained", default=TRAINED, help="one line for model.json")
    options = parser.parse_args()
    cosines = make_question(options.checkpoint, options.folder, trained=options.trained)
    print(
        f"cosine to float32 over {len(cosines)} questions: "
        f"{cosines.min():.5f} (lowest), {cosines.mean():.5f} (mean)"
    )
    section = json.loads((options.folder / DESCRIPTION).read_bytes())[QUESTION]
    print(f"{section['file']}: {section['bytes']:,} bytes, sha256 {section['sha256']}")


if __name__ == "__main__":
    main()
