"""Speed and memory of the product beside a named baseline, from one run.

    python -m eval.bench [--index indexes/policies] [--corpus corpus]

Baseline: the same weights in float32 through sentence-transformers, and a FAISS file, as one
writes it in an afternoon. Every figure is the median over the runs; the machine's noise is
shown as minimum and maximum.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from eval.benchmarks.own import SETS
from eval.questions import load_questions
from kb import KnowledgeBase, build_index, export_encoder, load_encoder

QUESTION = "天津二级医院康复医学科床位有什么要求？"
COLD_RUNS = 5
BASELINE = """
import sys, pathlib, faiss, numpy
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], local_files_only=True)
index = faiss.read_index(sys.argv[2])
vector = model.encode(["query: " + sys.argv[3]], normalize_embeddings=True)
print(index.search(vector, 5)[1])
"""

STARTER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("indexes/policies"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = export_encoder(folder / "model")
        _embedding(options.index, model, folder)
        _cold_start(options.index, model, folder)
        _warm(options.index)
        _build(options.corpus, folder)
        _memory(options.index, options.corpus, folder)


def _embedding(index: Path, model: Path, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    with KnowledgeBase.open(index) as library:
        texts = [
            document.text[clause.start : clause.end]
            for document in library.documents()
            for clause in library.clauses(document.id)
            if 50 <= clause.end - clause.start <= 400
        ]
    ours = load_encoder()
    theirs = SentenceTransformer(str(model), local_files_only=True)
    prefixed = ["passage: " + text for text in texts]
    rates: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(4):  # by turns, so that what else the machine does hits both
        rates["ours"].append(len(texts) / _seconds(lambda: ours.encode_passages(texts)))
        work = lambda: theirs.encode(prefixed, batch_size=16, normalize_embeddings=True)  # noqa: E731
        rates["theirs"].append(len(texts) / _seconds(work))
    ratios = [a / b for a, b in zip(rates["ours"], rates["theirs"], strict=True)]
    length = statistics.mean(map(len, texts))
    print(f"passages embedded a second ({len(texts)} clauses of {length:.0f} characters)")
    print(f"  this project                          {_spread(rates['ours'], '{:.0f}')}")
    print(f"  sentence-transformers, float32        {_spread(rates['theirs'], '{:.0f}')}")
    print(f"  ratio, by turns                       {_spread(ratios, '{:.1f}')}")
    _write_faiss(theirs, prefixed, folder / "baseline.faiss")


def _write_faiss(model: object, texts: list[str], path: Path) -> None:
    import faiss

    vectors = model.encode(texts, normalize_embeddings=True)  # type: ignore[attr-defined]
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(path))


def _cold_start(index: Path, model: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "kb.cli", "ask", QUESTION, "--index", str(index)]
    baseline = [
        sys.executable,
        "-c",
        BASELINE,
        str(model),
        str(folder / "baseline.faiss"),
        QUESTION,
    ]
    ours, theirs = [], []
    for _ in range(COLD_RUNS):
        ours.append(_seconds(lambda: _run(command)))
        theirs.append(_seconds(lambda: _run(baseline)))
    ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
    print("cold start of one question, seconds, new process each time")
    print(f"  kb ask                                {_spread(ours, '{:.2f}')}")
    print(f"  sentence-transformers + FAISS         {_spread(theirs, '{:.2f}')}")
    print(f"  ratio, by turns                       {_spread(ratios, '{:.1f}')}")


def _warm(index: Path) -> None:
    questions = [q.text for name in SETS for q in load_questions(name)]
    with KnowledgeBase.open(index) as library:
        library.load()
        library.ask(QUESTION)
        times = sorted(_seconds(lambda text=text: library.ask(text)) for text in questions)
    median, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"warm answer, {len(times)} questions, ms")
    print(f"  p50 {1000 * median:.1f}, p95 {1000 * high:.1f}, slowest {1000 * times[-1]:.1f}")


def _build(corpus: Path, folder: Path) -> None:
    encoder = load_encoder()
    times = [
        _seconds(lambda n=n: build_index(corpus, folder / f"index{n}", encoder=encoder))
        for n in range(3)
    ]
    print(f"build of the corpus from nothing, seconds  {_spread(times, '{:.1f}')}")


def _memory(index: Path, corpus: Path, folder: Path) -> None:
    ask = [sys.executable, "-m", "kb.cli", "ask", QUESTION, "--index", str(index)]
    make = [sys.executable, "-m", "kb.cli", "build", str(corpus), "--index", str(folder / "m")]
    print("peak memory, MB")
    print(f"  kb ask                                {_peak(ask):.0f}")
    print(f"  kb build                              {_peak(make):.0f}")


def _peak(command: list[str]) -> float:
    """Peak resident memory of a command, in MB (Linux counts kilobytes).

    A small process starts it, since a child begins with the peak of the process it comes from.
    """
    done = subprocess.run(
        [sys.executable, "-c", STARTER, *command], capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def _run(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, check=True)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _spread(values: list[float], form: str) -> str:
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{form.format(middle)}  ({form.format(low)} to {form.format(high)})"


if __name__ == "__main__":
    main()
