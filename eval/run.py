"""Measure the product beside baselines: python -m eval.run [--bench own --bench ncp]

For each benchmark: writes its documents as files into the work folder, builds the index, asks
every system every question, prints one table, and stores all figures under eval/results/ by
commit (only from a clean tree and for all questions, so that figures of one commit compare).
``python -m eval.table`` puts them into eval/README.md.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from eval.benchmarks import DATA
from eval.benchmarks.ncp import Ncp
from eval.benchmarks.own import SETS, Own
from eval.benchmarks.statutes import Statutes
from eval.outcomes import Measured, chances, counts, fault_counts, latency, means, measure
from eval.results import commit, store
from eval.systems import NAMES, PARTS, PRODUCT, Place, Product, systems
from eval.table import render
from eval.types import ALL, Asked, Benchmark
from kb import KnowledgeBase, build_index, load_encoder

BENCHMARKS = ("own", "ncp", "statutes")


def main() -> None:
    """Read the options, measure, print, store."""
    options = _options()
    version = commit()  # before the first question: files may be edited while it runs
    for name in options.bench or ["own"]:
        benchmark = _benchmark(name, options)
        result, measured = run(benchmark, options, version=version)
        print(f"\n# {name}: {benchmark.about}\n\n{render(result)}", flush=True)
        if options.errors:
            _print_errors(benchmark, measured)
        _store(result, options)


def run(
    benchmark: Benchmark, options: argparse.Namespace, *, version: str
) -> tuple[dict[str, Any], list[Measured]]:
    """Measure all systems on ``benchmark``: the result to store, and every outcome."""
    place, index = _prepare(benchmark, options)
    questions = benchmark.questions(options.limit)
    chosen = {"product", *(options.systems or NAMES)}  # all are compared with the product
    measured = []
    for system in systems(place, chosen, without=options.ablations):
        print(f"asking {system.name} ...", flush=True)
        measured.append(measure(system, benchmark, questions))
        if isinstance(system, Product):
            system.library.close()
    ours = next(one for one in measured if one.name == PRODUCT)
    result = {
        "benchmark": benchmark.name,
        "commit": version,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "options": {
            "limit": options.limit, "systems": sorted(chosen), "ablations": options.ablations
        },
        "index": index,
        "columns": list(benchmark.columns),
        "questions": _question_counts(questions),
        "systems": [_record(one, ours, benchmark) for one in measured],
        "refused": _refused(ours, questions),
        "errors": fault_counts(ours.wrong),
    }  # fmt: skip
    return result, measured


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--bench", action="append", choices=BENCHMARKS, help="repeatable; own by default")
    add("--data", type=Path, default=DATA, help="folder of ncp and statutes")
    add("--corpus", type=Path, default=Path("corpus"), help="documents of own")
    add("--work", type=Path, default=Path("indexes/bench"), help="what is built is kept here")
    add("--index", type=Path, help="use this index instead of building one (with one --bench)")
    add("--set", action="append", dest="sets", help="files of questions of own; all by default")
    add("--limit", type=int, help="questions, sampled by a fixed seed; 0 for all there are")
    add(
        "--systems",
        action="append",
        choices=NAMES,
        help="repeatable, beside the product; all by default",
    )
    add(
        "--ablations",
        nargs="*",
        metavar="PART",
        help="also the product without each of its parts, or without these",
    )
    add("--errors", action="store_true", help="list the questions that the product gets wrong")
    add("--store-dirty", action="store_true", help="store although files differ from the commit")
    options = parser.parse_args()
    if options.index and len(options.bench or ["own"]) > 1:
        parser.error("--index goes with one --bench")
    if options.ablations is None:
        options.ablations = []
    elif not options.ablations:
        options.ablations = list(PARTS)
    elif unknown := set(options.ablations) - set(PARTS):
        parser.error(f"no part of kb.PARTS: {', '.join(sorted(unknown))}")
    if not PARTS:
        print("this version of kb names no PARTS: no ablations, and no encoder alone")
    return options


def _benchmark(name: str, options: argparse.Namespace) -> Benchmark:
    if name == "own":
        return Own(options.corpus, tuple(options.sets or SETS))
    data = options.data / name
    if not data.is_dir():
        raise SystemExit(f"{data} is no folder; name its folder by --data, or by KB_SHARED")
    return Ncp(data) if name == "ncp" else Statutes(data)


def _prepare(benchmark: Benchmark, options: argparse.Namespace) -> tuple[Place, dict[str, Any]]:
    """Write the documents and build the index, or take the one given; what it holds."""
    work = options.work / benchmark.name
    files = work / "files"
    files.mkdir(parents=True, exist_ok=True)
    corpus = benchmark.write_corpus(files)
    index, seconds, embedded = options.index or work / "index", None, 0

    def count(done: int, total: int) -> None:
        nonlocal embedded
        embedded = total

    if not options.index:
        print(f"building the index of {benchmark.name} ...", flush=True)
        start = time.perf_counter()
        build_index(corpus, index, encoder=load_encoder(), progress=count)
        seconds = round(time.perf_counter() - start, 1)
    library = KnowledgeBase.open(index)
    manifest = library.manifest
    held = {name: getattr(manifest, name) for name in ("documents", "passages", "sentences")}
    place = Place(partial(benchmark.pieces, library), corpus, index, work)
    return place, {**held, "seconds": seconds, "embedded": embedded}


def _record(one: Measured, ours: Measured, benchmark: Benchmark) -> dict[str, Any]:
    return {
        "name": one.name,
        "measures": means(one.outcomes),
        "counts": counts(one.outcomes),
        "p": chances(ours, one, benchmark.columns) if one is not ours else {},
        "latency": {
            "search": latency(one.search_seconds),
            "ask": latency(one.ask_seconds) if one.ask_seconds else None,
        },
    }


def _question_counts(questions: Sequence[Asked]) -> dict[str, dict[str, int]]:
    counted = {ALL: {"answerable": 0, "unanswerable": 0}}
    for asked in questions:
        for group in (ALL, asked.group):
            of = counted.setdefault(group, {"answerable": 0, "unanswerable": 0})
            of["answerable" if asked.answerable else "unanswerable"] += 1
    return counted


def _refused(ours: Measured, questions: Sequence[Asked]) -> dict[str, dict[str, list[int]]]:
    """Group, then kind of question: how many were refused, of how many."""
    flags = {o.question: o.value for o in ours.outcomes if o.measure.startswith("refused")}
    counted: dict[str, dict[str, list[int]]] = {}
    for asked in questions:
        for group in (ALL, asked.group):
            of = counted.setdefault(group, {}).setdefault(asked.kind, [0, 0])
            of[0] += int(flags.get(asked.id, 0))
            of[1] += 1
    return counted


def _print_errors(benchmark: Benchmark, measured: Sequence[Measured]) -> None:
    """List what the product got wrong; of held-out groups only the counts are ever shown."""
    for one in (one for one in measured if one.name == PRODUCT):
        for wrong in one.wrong:
            asked = wrong.asked
            if asked.group not in benchmark.held_out:
                print(f"  {asked.id} {', '.join(wrong.kinds)}: {asked.text} -> {wrong.said}")


def _store(result: dict[str, Any], options: argparse.Namespace) -> None:
    if options.limit or options.sets:
        print("\nnot stored: only some questions were asked")
    elif result["commit"].endswith("-dirty") and not options.store_dirty:
        print("\nnot stored: files differ from the commit (--store-dirty stores anyway)")
    else:
        print(f"\nstored as {store(result)}")


if __name__ == "__main__":
    main()
