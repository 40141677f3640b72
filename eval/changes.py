"""What changing one document costs: python -m eval.changes [--size 1000 --size 10000]

Builds libraries of statutes of growing size with random vectors (see eval.scale) under the name of
the bundled encoder, and then lets ``kb add`` and ``kb remove`` change one document of middling
length in fresh processes, start and encoder included: it is added, replaced by another version,
and removed. Beside it, on the same passages and vectors: FAISS (flat) with pickled texts, loaded,
changed and saved as LangChain's FAISS store does it (load_local, add_embeddings, save_local), and
BM25 over bigrams, which has to be built anew; its vectors are given, so no encoder is loaded. Each
figure is the median of the rounds: seconds, seconds of computing (which tell more on a machine that
does other things too), and peak memory in MB.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from eval.benchmarks import DATA
from eval.benchmarks.articles import file_text, group_by_law
from eval.benchmarks.statutes import read_articles
from eval.bm25 import BM25, bigrams
from eval.results import commit, store
from eval.scale import RandomVectors, choose
from eval.types import Found
from kb import KnowledgeBase, build_index, load_encoder

SIZES = (1_000, 10_000, 140_000)
ROUNDS = 3
MIDDLING = range(3_500, 4_500)  # characters: the median statute
CHANGES = ("add", "replace", "remove")
MEGA = 1e6


def main() -> None:
    """Read the options; measure every size, or (in its own process) one part of one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--size", action="append", type=int, help="passages, repeatable; 1k, 10k, 140k")
    add("--rounds", type=int, default=ROUNDS)
    add("--data", type=Path, default=DATA, help="folder of statutes")
    add("--work", type=Path, default=Path("indexes/bench"), help="emptied of what is built there")
    add("--store-dirty", action="store_true", help="store although files differ from the commit")
    add("--part", choices=("build", *CHANGES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "build":
        print(json.dumps(_build(options.work)))
    elif options.part:
        _change_plain(options.work, options.part)
    else:
        result = measure(options)
        print(json.dumps(result, ensure_ascii=False, indent=1))
        if options.store_dirty or not result["commit"].endswith("-dirty"):
            print(f"stored as {store(result)}")


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Figures at every size, the smallest first."""
    version = commit()
    laws = group_by_law(article for article, _ in read_articles(options.data / "statutes"))
    texts = {name: file_text(articles) for name, articles in sorted(laws.items())}
    changed = next(name for name, text in texts.items() if len(text) in MIDDLING)
    points = []
    for size in sorted(options.size or SIZES):
        work = options.work / "changes" / str(size)
        shutil.rmtree(work, ignore_errors=True)
        (work / "files").mkdir(parents=True)
        for name, text in choose(laws, size):
            if name != changed:
                (work / "files" / name).write_text(text, encoding="utf-8")
        built, _, _, memory = _run(_own("build", work))
        changes = _rounds(work, changed, texts[changed], options.rounds)
        points.append({**built, "build_peak_mb": round(memory, 1), **changes})
        print(json.dumps(points[-1]), flush=True)
        shutil.rmtree(work)
    return {
        "benchmark": "changes",
        "commit": version,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "points": points,
    }


def _rounds(work: Path, changed: str, text: str, rounds: int) -> dict[str, Any]:
    """Medians of every change, by system."""
    document = work / changed
    index = ["--index", str(work / "index")]
    product = [sys.executable, "-m", "kb.cli"]
    measured: dict[str, list[tuple[float, ...]]] = {}
    for _ in range(rounds):
        for change in CHANGES:
            other = text.replace("应当", "必须")
            document.write_text(text if change == "add" else other, encoding="utf-8")
            command = ["remove", changed] if change == "remove" else ["add", str(document)]
            for system, line in (
                ("kb", [*product, *command, *index]),
                ("FAISS and BM25", _own(change, work)),
            ):
                measured.setdefault(f"{system}: {change}", []).append(_run(line)[1:])
    return {
        name: [round(statistics.median(values), 2) for values in zip(*runs, strict=True)]
        for name, runs in measured.items()
    }


def _own(part: str, work: Path) -> list[str]:
    return [sys.executable, "-m", "eval.changes", "--part", part, "--work", str(work)]


def _run(command: list[str]) -> tuple[Any, float, float, float]:
    """What a process prints as JSON (if it does), its seconds, those it computed, and its MB."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    told = json.loads(printed) if printed.startswith("{") else None
    return told, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MEGA


def _build(work: Path) -> dict[str, Any]:
    encoder, bundled = RandomVectors(), load_encoder()
    encoder.name, encoder.hash = bundled.name, bundled.hash
    start = time.perf_counter()
    build_index(work / "files", work / "index", encoder=encoder)
    seconds = time.perf_counter() - start
    with KnowledgeBase.open(work / "index", encoder=encoder) as library:
        numbers = library.index.passage_numbers(library.index.document_ids())
        texts = [passage.text for passage in library.index.passages(numbers.tolist())]
        _save_plain(work, texts, library.index.vectors(numbers))
        manifest = library.manifest
    return {
        "documents": manifest.documents,
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "build_seconds": round(seconds, 1),
    }


# --- what one writes with FAISS and BM25 ---


def _save_plain(work: Path, texts: list[str], vectors: np.ndarray) -> None:
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    _write_plain(work, index, dict(enumerate(texts)))


def _write_plain(work: Path, index: Any, texts: dict[int, str]) -> None:
    import faiss

    faiss.write_index(index, str(work / "plain.faiss"))
    with (work / "plain.pkl").open("wb") as file:
        pickle.dump(texts, file)


def _change_plain(work: Path, change: str) -> None:
    """Load everything, change the last 70 passages, build BM25 anew, and save everything."""
    import faiss

    index = faiss.read_index(str(work / "plain.faiss"))
    with (work / "plain.pkl").open("rb") as file:
        texts: dict[int, str] = pickle.load(file)
    if change != "add":
        gone = list(texts)[-70:]
        index.remove_ids(np.arange(index.ntotal - 70, index.ntotal))
        for number in gone:
            del texts[number]
    if change != "remove":
        new = RandomVectors().encode_passages([f"{change}{n}" for n in range(70)])
        index.add(new)
        first = max(texts, default=0) + 1
        texts |= {first + n: f"第{n}条　有关部门应当依照规定办理。" for n in range(70)}
    pieces = [Found("", None, text) for text in texts.values()]
    BM25("BM25", pieces, bigrams)
    _write_plain(work, index, texts)


if __name__ == "__main__":
    main()
