"""What finding the nearest vectors costs, and what is lost: python -m eval.dense_search VECTORS

VECTORS is a .npy file of unit vectors [n, dim] of the bundled encoder, or the folder of an index
that was built with it. The questions are those of the statutes, encoded. Each way of searching is
built, saved, loaded and asked in a process of its own: seconds to build, megabytes on disk, memory
while it searches, seconds to load, time of a question, and recall@10 against comparing everything
in single precision; of all vectors, and within filters that leave a third and a hundredth of them
in runs, as the documents of a region lie. Faiss searches with as many threads as there are cores.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from eval.benchmarks import DATA
from eval.benchmarks.statutes import Statutes
from eval.outcomes import latency
from kb import KnowledgeBase, load_encoder
from kb.indexing.dense import EXACT_UP_TO, DenseIndex
from kb.indexing.segment_writer import VectorWriter
from kb.indexing.segments import SavedVectors, text_key
from kb.indexing.sifting import write_codes

TOP = 10
QUESTIONS = 300
RUN = 70  # passages of a document, about: filters leave runs of so many
FILTERS = {"all": 1, "a third": 3, "a hundredth": 100}
MEGA = 1e6
_BATCH = 10_000

Search = Callable[[np.ndarray, np.ndarray | None], np.ndarray]


@dataclass(frozen=True, slots=True)
class Way:
    """A way of searching: how it is written into a folder, and how it is opened from there."""

    write: Callable[[np.ndarray, Path], None]
    open: Callable[[Path], Search]


class _Named:
    """Stands for the encoder of vectors whose texts are not known."""

    def __init__(self, dim: int) -> None:
        self.hash, self.dim = "vectors", dim


def main() -> None:
    """Read the options; measure every way, or (in its own process) one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vectors", type=Path)
    parser.add_argument("--way", action="append", choices=list(ways()), help="repeatable")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=("build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        part = {"build": _build, "ask": _ask}[options.part]
        print(json.dumps(part(ways()[options.way[0]], options.work)))
        return
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        _prepare(options, Path(work))
        for name in options.way or ways():
            print(json.dumps({"way": name, **_measured(name, Path(work))}), flush=True)


def ways() -> dict[str, Way]:
    """All ways that are compared, by name; the product's own last."""
    flat = partial(_open_faiss, parameters=None)
    refined = partial(_open_faiss, parameters=_graph, refine=100)
    return {
        "flat float32": Way(partial(_write_faiss, kind="Flat"), flat),
        "flat float16": Way(partial(_write_faiss, kind="SQfp16"), flat),
        "flat int8": Way(partial(_write_faiss, kind="SQ8"), flat),
        "hnsw float32": Way(
            partial(_write_faiss, kind="HNSW32,Flat"), partial(_open_faiss, parameters=_graph)
        ),
        "hnsw int8, refined": Way(partial(_write_faiss, kind="HNSW32,SQ8"), refined),
        "codes, refined": Way(_write_product, _open_product),
    }


def _prepare(options: argparse.Namespace, work: Path) -> None:
    """Save the vectors, the questions and the true answers of every filter."""
    if options.vectors.is_dir():
        with KnowledgeBase.open(options.vectors) as library:
            index = library.index
            vectors = index.vectors(index.passage_numbers(index.document_ids()))
    else:
        vectors = np.load(options.vectors).astype(np.float32)
    encoder = load_encoder()
    asked = [q.text for q in Statutes(options.data / "statutes").questions(options.questions)]
    questions = np.stack([encoder.encode_query(text) for text in asked])
    np.save(work / "vectors.npy", vectors)
    np.save(work / "questions.npy", questions)
    for name, rows in _filters(len(vectors)).items():
        every = np.arange(len(vectors)) if rows is None else rows
        scores = vectors[every] @ questions.T
        best = np.argpartition(-scores, TOP, axis=0)[:TOP].T
        np.save(work / f"{name}.npy", every[best])


def _filters(total: int) -> dict[str, np.ndarray | None]:
    """Rows that each filter leaves, ascending; None for all."""
    drawn = np.random.default_rng(0).permutation(total // RUN + 1)
    kept: dict[str, np.ndarray | None] = {}
    for name, share in FILTERS.items():
        runs = np.isin(np.arange(total) // RUN, drawn[: len(drawn) // share])
        kept[name] = None if share == 1 else np.flatnonzero(runs)
    return kept


def _measured(name: str, work: Path) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for part in ("build", "ask"):
        command = [sys.executable, "-m", "eval.dense_search", "-", "--part", part]
        command += ["--way", name, "--work", str(work)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        figures |= json.loads(done.stdout)
    return figures


def _build(way: Way, work: Path) -> dict[str, Any]:
    vectors = np.load(work / "vectors.npy", mmap_mode="r")
    folder = work / "built"
    if folder.exists():
        for path in sorted(folder.rglob("*"), reverse=True):
            path.unlink()
        folder.rmdir()
    start = time.perf_counter()
    way.write(vectors, folder)
    seconds = time.perf_counter() - start
    size = sum(path.stat().st_size for path in folder.rglob("*"))
    return {"build_seconds": round(seconds, 1), "disk_mb": round(size / MEGA, 1)}


def _ask(way: Way, work: Path) -> dict[str, Any]:
    questions = np.load(work / "questions.npy")
    before, start = _resident(), time.perf_counter()
    search = way.open(work / "built")
    search(questions[0], None)
    figures: dict[str, Any] = {"load_seconds": round(time.perf_counter() - start, 2)}
    total = len(np.load(work / "vectors.npy", mmap_mode="r"))
    for name, rows in _filters(total).items():
        truth, seconds, right = np.load(work / f"{name}.npy"), [], 0
        for question, expected in zip(questions, truth, strict=True):
            start = time.perf_counter()
            found = search(question, rows)
            seconds.append(time.perf_counter() - start)
            right += len(np.intersect1d(found, expected))
        figures[name] = {**latency(seconds), "recall@10": round(right / truth.size, 4)}
    figures["memory_mb"] = round(_resident() - before, 1)
    return figures


def _resident() -> float:
    """Memory of this process in MB, mapped files included as far as they were read."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGA


# --- faiss ---


def _write_faiss(vectors: np.ndarray, folder: Path, *, kind: str) -> None:
    import faiss

    index = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    if "HNSW" in kind:
        index.hnsw.efConstruction = 200
    if not index.is_trained:
        index.train(np.ascontiguousarray(vectors[:: max(len(vectors) // 50_000, 1)]))
    for start in range(0, len(vectors), _BATCH):
        index.add(np.ascontiguousarray(vectors[start : start + _BATCH]))
    folder.mkdir()
    faiss.write_index(index, str(folder / "faiss"))
    if kind == "HNSW32,SQ8":
        np.save(folder / "vectors.npy", vectors[:].astype(np.float16))


def _graph(**options: Any) -> Any:
    import faiss

    return faiss.SearchParametersHNSW(efSearch=256, **options)


def _open_faiss(
    folder: Path, *, parameters: Callable[..., Any] | None, refine: int = TOP
) -> Search:
    import faiss

    index = faiss.read_index(str(folder / "faiss"))
    exact = np.load(folder / "vectors.npy", mmap_mode="r") if refine > TOP else None

    def search(question: np.ndarray, rows: np.ndarray | None) -> np.ndarray:
        chosen = {} if rows is None else {"sel": faiss.IDSelectorBatch(rows)}
        settings = (parameters or faiss.SearchParameters)(**chosen)
        _, found = index.search(question[None], refine, params=settings)
        found = found[0][found[0] >= 0]
        if exact is None:
            return found
        scores = exact[np.sort(found)].astype(np.float32) @ question
        return np.sort(found)[np.argsort(-scores)[:TOP]]

    return search


# --- the product ---


def _write_product(vectors: np.ndarray, folder: Path) -> None:
    encoder: Any = _Named(vectors.shape[1])
    writer = VectorWriter(folder, base=None, encoder=encoder)
    texts = [str(row) for row in range(len(vectors))]
    writer.plan(enumerate(texts))
    keys = np.array([text_key(encoder, text) for text in texts], dtype=np.int64)
    for start in range(0, len(vectors), _BATCH):
        end = start + _BATCH
        writer.append(keys[start:end], vectors[start:end])
    saved = writer.finish(removed=np.zeros(0, np.int64), segment="000001")
    write_codes(saved, base=None)


def _open_product(folder: Path) -> Search:
    dim = np.load(folder.parent / "questions.npy").shape[1]
    index = DenseIndex(SavedVectors(folder, dim=dim))

    def search(question: np.ndarray, rows: np.ndarray | None) -> np.ndarray:
        hits = index.search(question, top=TOP, numbers=rows, exact_up_to=EXACT_UP_TO)
        return np.array([number for number, _ in hits], dtype=np.int64)

    return search


if __name__ == "__main__":
    main()
