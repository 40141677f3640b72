"""What a larger library costs: python -m eval.scale [--size 1000 --size 3000] [--vectors random]

Builds libraries of growing size from statute articles (all of them, grouped by law) and measures
at each: the time to build, the index on disk, the time of a search and of an answer, the peak
memory of building and of asking; each in a process of its own. ``--vectors random`` gives passages
seeded random unit vectors instead of running the encoder (74 texts a second): the cost of a search
does not depend on what the vectors are, but the build's time is then without the encoder, and
what is answered means nothing (most is refused, so an answer is a little cheaper). A question is
encoded in either case. Stored like the results of eval.run, and drawn into eval/scale.svg.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from eval.benchmarks import DATA, SAMPLE_SEED
from eval.benchmarks.articles import Article, file_text, group_by_law
from eval.benchmarks.statutes import Statutes, read_articles
from eval.outcomes import latency
from eval.plot import Panel, to_svg
from eval.results import commit, store
from eval.table import render
from kb import KnowledgeBase, build_index, load_encoder

SIZES = (1_000, 3_000, 10_000, 30_000)
QUESTIONS = 200
PER_PASSAGE = 74  # characters of the statutes that make one passage, as seen over 7.5 million
PICTURE = Path(__file__).parent / "scale.svg"
MEGA = 1e6


class RandomVectors:
    """The bundled encoder with seeded random unit vectors for passages."""

    def __init__(self) -> None:
        self._encoder = load_encoder()
        self.name = f"{self._encoder.name}, random vectors"
        self.hash = hashlib.sha256(self.name.encode()).hexdigest()
        self.dim, self.max_tokens = self._encoder.dim, self._encoder.max_tokens
        self.encode_query = self._encoder.encode_query
        self.count_tokens = self._encoder.count_tokens

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        """A vector a text, the same for the same text; shape [n, dim]."""
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
            drawn = np.random.default_rng(int.from_bytes(digest, "big")).standard_normal(self.dim)
            vectors[row] = drawn / np.linalg.norm(drawn)
        return vectors


def main() -> None:
    """Read the options; measure every size, or (in its own process) one thing of one size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--size", action="append", type=int, help="passages; repeatable; 1k, 3k, 10k, 30k")
    add("--vectors", choices=("real", "random"), default="real")
    add("--data", type=Path, default=DATA, help="folder of statutes")
    add("--work", type=Path, default=Path("indexes/bench"), help="emptied of what is built there")
    add("--questions", type=int, default=QUESTIONS)
    add("--store-dirty", action="store_true", help="store although files differ from the commit")
    add("--part", choices=("build", "ask"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        part = {"build": _build, "ask": _ask}[options.part]
        print(json.dumps(part(options)))
        return
    result = measure(options)
    print(render(result))
    if result["commit"].endswith("-dirty") and not options.store_dirty:
        print("\nnot stored: files differ from the commit (--store-dirty stores anyway)")
        return
    PICTURE.write_text(draw(result["points"]), encoding="utf-8")
    print(f"\nstored as {store(result)}, drawn as {PICTURE}")


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Figures at every size, the smallest first."""
    version = commit()  # before the first build: files may be edited while it runs
    articles = (article for article, _ in read_articles(options.data / "statutes"))
    laws = group_by_law(articles)
    points = []
    for size in sorted(options.size or SIZES):
        work = options.work / "scale" / str(size)
        shutil.rmtree(work, ignore_errors=True)
        (work / "files").mkdir(parents=True)
        for name, text in choose(laws, size):
            (work / "files" / name).write_text(text, encoding="utf-8")
        points.append({**_run("build", work, options), **_run("ask", work, options)})
        print(json.dumps(points[-1]), flush=True)
        shutil.rmtree(work)
    return {
        "benchmark": "scale",
        "commit": version,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "vectors": options.vectors,
        "questions": options.questions,
        "points": points,
    }


def choose(laws: Mapping[str, list[Article]], passages: int) -> Iterator[tuple[str, str]]:
    """Names and texts of laws in a fixed random order, as many as make about ``passages``."""
    names = sorted(laws)
    random.Random(SAMPLE_SEED).shuffle(names)
    left = passages * PER_PASSAGE
    for name in names:
        text = file_text(laws[name])
        if len(text) <= left:
            left -= len(text)
            yield name, text


def draw(points: list[dict[str, Any]]) -> str:
    """The points as curves over the number of passages."""
    sizes = [point["passages"] for point in points]

    def curve(*keys: str) -> list[tuple[float, float]]:
        values: list[Any] = points
        for key in keys:
            values = [value[key] for value in values]
        return list(zip(sizes, values, strict=True))

    times = {f"{kind} {p}": curve(kind, p) for kind in ("search", "ask") for p in ("p50", "p95")}
    memory = {"build": curve("build_peak_mb"), "ask": curve("ask_peak_mb")}
    panels = [
        Panel("one question, ms", times),
        Panel("build from nothing, s", {"build": curve("build_seconds")}),
        Panel("index on disk, MB", {"index": curve("index_mb")}),
        Panel("peak memory, MB", memory),
    ]
    return to_svg(panels, x_name="passages")


def _run(part: str, work: Path, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "eval.scale", "--part", part, "--work", str(work)]
    command += ["--vectors", options.vectors, "--data", str(options.data)]
    command += ["--questions", str(options.questions)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def _encoder(options: argparse.Namespace) -> Any:
    return RandomVectors() if options.vectors == "random" else load_encoder()


def _build(options: argparse.Namespace) -> dict[str, Any]:
    encoder = _encoder(options)
    start = time.perf_counter()
    report = build_index(options.work / "files", options.work / "index", encoder=encoder)
    seconds = time.perf_counter() - start
    files = (path for path in (options.work / "index").rglob("*") if path.is_file())
    return {
        "documents": report.manifest.documents,
        "passages": report.manifest.passages,
        "build_seconds": round(seconds, 1),
        "index_mb": round(sum(path.stat().st_size for path in files) / MEGA, 1),
        "build_peak_mb": _peak(),
    }


def _ask(options: argparse.Namespace) -> dict[str, Any]:
    asked = [q.text for q in Statutes(options.data / "statutes").questions(options.questions)]
    searched, answered = [], []
    with KnowledgeBase.open(options.work / "index", encoder=_encoder(options)) as library:
        library.load()
        library.ask(asked[0])
        for text in asked:
            start = time.perf_counter()
            library.search(text)
            between = time.perf_counter()
            library.ask(text)
            searched.append(between - start)
            answered.append(time.perf_counter() - between)
    return {"search": latency(searched), "ask": latency(answered), "ask_peak_mb": _peak()}


def _peak() -> float | None:
    """Peak resident memory of this program in MB, which begins anew at exec; None off Linux."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) * 1024 / MEGA, 1)


if __name__ == "__main__":
    main()
