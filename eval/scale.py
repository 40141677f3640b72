"""What a larger library costs: python -m eval.scale [--size 1000 --size 10000] [--vectors real]

Builds libraries of growing size from statute articles (grouped by law) and measures at each: the
time to build, with the encoder's share apart; the index on disk; the time of a search and of an
answer; a cold start (a new process opens the library and answers); the peak memory of each; every
one in a process of its own. Beside it common practice on the same files (``eval.scale_baseline``).
``--vectors random`` gives texts seeded random unit vectors instead of running the encoder: a
search costs the same whatever the vectors are, and the encoder's time is then reckoned from the
texts it was asked for and the texts a second that both encoders are measured to do. What is
answered means nothing then (most is refused, so an answer is a little cheaper). A question is
encoded in either case. Sizes that this commit has measured already are not measured again, so
that a run can be cut off and taken up. Stored like the results of eval.run, drawn into scale.svg.
"""

from __future__ import annotations

import argparse
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

from eval import scale_baseline
from eval.benchmarks import DATA, SAMPLE_SEED
from eval.benchmarks.articles import Article, file_text, group_by_law
from eval.benchmarks.statutes import Statutes, read_articles
from eval.measures.latency import percentile
from eval.outcomes import latency
from eval.plot import Panel, to_svg
from eval.results import commit, store
from eval.scale_encoders import CommonPractice, RandomVectors, Timed, rates
from eval.table import render
from kb import KnowledgeBase, build_index, load_encoder

SIZES = (1_000, 10_000, 140_329)
QUESTIONS = 200
STARTS = 3  # cold starts, of which the middle one counts
PICTURE = Path(__file__).parent / "scale.svg"
MEGA = 1e6


def main() -> None:
    """Read the options; measure every size, or (in its own process) one thing of one size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--size", action="append", type=int, help="articles; repeatable; 1k, 10k, 140,329")
    add("--vectors", choices=("real", "random"), default="random")
    add("--data", type=Path, default=DATA, help="folder of statutes")
    add("--work", type=Path, default=Path("indexes/bench"), help="emptied of what is built there")
    add("--questions", type=int, default=QUESTIONS)
    add("--store-dirty", action="store_true", help="store although files differ from the commit")
    add("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps({**PARTS[options.part](options), "peak_mb": _peak()}))
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
    measured = {"commit": version, "vectors": options.vectors, "questions": options.questions}
    points = [_point(size, laws, options, measured) for size in sorted(options.size or SIZES)]
    sample = "".join(text for _, text in choose(laws, 500))
    return {
        "benchmark": "scale",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        **measured,
        "texts_a_second": rates(sample, options.work),
        "points": points,
    }


def choose(laws: Mapping[str, list[Article]], articles: int) -> Iterator[tuple[str, str]]:
    """Names and texts of laws in a fixed random order, as many as hold about ``articles``."""
    names = sorted(laws)
    random.Random(SAMPLE_SEED).shuffle(names)
    left = articles
    for name in names:
        if len(laws[name]) <= left:
            left -= len(laws[name])
            yield name, file_text(laws[name])


def draw(points: list[dict[str, Any]]) -> str:
    """The points as curves over the number of passages."""
    sizes = [point["product"]["passages"] for point in points]

    def curve(*keys: str) -> list[tuple[float, float]]:
        values: list[Any] = points
        for key in keys:
            values = [value[key] for value in values]
        return list(zip(sizes, values, strict=True))

    times = {f"{kind} {p}": curve("product", kind, p)
             for kind in ("search", "ask") for p in ("p50", "p95")}  # fmt: skip
    panels = [
        Panel("one question, ms", times),
        *(
            Panel(title, {name: curve(name, key) for name in ("product", "practice")})
            for title, key in (
                ("build without encoder, s", "build_seconds"),
                ("index on disk, MB", "index_mb"),
                ("cold start, s", "cold_seconds"),
                ("peak memory of asking, MB", "ask_peak_mb"),
            )
        ),
    ]
    return to_svg(panels, x_name="passages")


def _point(
    size: int,
    laws: Mapping[str, list[Article]],
    options: argparse.Namespace,
    measured: Mapping[str, Any],
) -> dict[str, Any]:
    """What is measured at one size; kept in the work folder until another commit measures it."""
    work = options.work / "scale" / str(size)
    kept = work.with_suffix(".json")
    if kept.is_file():
        point: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        clean = not measured["commit"].endswith("-dirty")
        if clean and all(point["of"][name] == value for name, value in measured.items()):
            return point
    shutil.rmtree(work, ignore_errors=True)
    (work / "files").mkdir(parents=True)
    held = 0
    for name, text in choose(laws, size):
        (work / "files" / name).write_text(text, encoding="utf-8")
        held += len(laws[name])
    point = {"of": dict(measured), "articles": held}
    for system in ("product", "practice"):
        built = _run(f"{system}-build", work, options)
        asked = _run(f"{system}-ask", work, options)
        starts = [_cold(f"{system}-cold", work, options) for _ in range(STARTS)]
        point[system] = {
            **{name: value for name, value in {**built, **asked}.items() if name != "peak_mb"},
            "cold_seconds": round(percentile([seconds for seconds, _ in starts], 0.5), 2),
            "build_peak_mb": built["peak_mb"],
            "ask_peak_mb": asked["peak_mb"],
            "cold_peak_mb": starts[0][1],
        }
    kept.write_text(json.dumps(point, indent=1), encoding="utf-8")
    print(json.dumps(point), flush=True)
    shutil.rmtree(work)
    return point


def _run(part: str, work: Path, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "eval.scale", "--part", part, "--work", str(work)]
    command += ["--vectors", options.vectors, "--data", str(options.data)]
    command += ["--questions", str(options.questions)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _cold(part: str, work: Path, options: argparse.Namespace) -> tuple[float, float | None]:
    """Seconds from the start of a process to the end of it with one answer, and its memory."""
    start = time.perf_counter()
    done = _run(part, work, options)
    return time.perf_counter() - start, done["peak_mb"]


def _product(options: argparse.Namespace) -> Any:
    return RandomVectors() if options.vectors == "random" else load_encoder()


def _practice(options: argparse.Namespace) -> Any:
    """The random vectors of both are alike, and so is the question's encoding then."""
    return RandomVectors() if options.vectors == "random" else CommonPractice(options.work.parent)


def _questions(options: argparse.Namespace, limit: int) -> list[str]:
    return [asked.text for asked in Statutes(options.data / "statutes").questions(limit)]


def _product_build(options: argparse.Namespace) -> dict[str, Any]:
    encoder = Timed(_product(options))
    start = time.perf_counter()
    report = build_index(options.work / "files", options.work / "index", encoder=encoder)
    seconds = time.perf_counter() - start - encoder.seconds
    files = (path for path in (options.work / "index").rglob("*") if path.is_file())
    return {
        "documents": report.manifest.documents,
        "passages": report.manifest.passages,
        "build_seconds": round(seconds, 1),
        "encoder_seconds": round(encoder.seconds, 1),
        "texts": encoder.texts,
        "index_mb": round(sum(path.stat().st_size for path in files) / MEGA, 1),
    }


def _product_ask(options: argparse.Namespace) -> dict[str, Any]:
    asked = _questions(options, options.questions)
    searched, answered = [], []
    with KnowledgeBase.open(options.work / "index", encoder=_product(options)) as library:
        library.load()
        library.ask(asked[0])
        for text in asked:
            start = time.perf_counter()
            library.search(text)
            between = time.perf_counter()
            library.ask(text)
            searched.append(between - start)
            answered.append(time.perf_counter() - between)
    return {"search": latency(searched), "ask": latency(answered)}


def _product_cold(options: argparse.Namespace) -> dict[str, Any]:
    with KnowledgeBase.open(options.work / "index", encoder=_product(options)) as library:
        return {"status": library.ask(_questions(options, 1)[0]).status}


def _practice_build(options: argparse.Namespace) -> dict[str, Any]:
    encoder = Timed(_practice(options))
    built = scale_baseline.build(options.work / "files", options.work / "plain", encoder)
    return {**built, "encoder_seconds": round(encoder.seconds, 1), "texts": encoder.texts}


def _practice_ask(options: argparse.Namespace) -> dict[str, Any]:
    asked = _questions(options, options.questions)
    return scale_baseline.ask(options.work / "plain", _practice(options), asked)


def _practice_cold(options: argparse.Namespace) -> dict[str, Any]:
    search = scale_baseline.opened(options.work / "plain", _practice(options))
    return {"found": len(search(_questions(options, 1)[0]))}


PARTS = {
    "product-build": _product_build,
    "product-ask": _product_ask,
    "product-cold": _product_cold,
    "practice-build": _practice_build,
    "practice-ask": _practice_ask,
    "practice-cold": _practice_cold,
}


def _peak() -> float | None:
    """Peak resident memory of this program in MB, which begins anew at exec; None off Linux."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) * 1024 / MEGA, 1)


if __name__ == "__main__":
    main()
