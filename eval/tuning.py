"""The questions that weights and thresholds may be set by, over their open libraries.

Indexes are those of ``eval.run``, ``<work>/<name>/index``; those of own and health are built when
they are missing. Of ncp and of the statutes only the half ``tuned`` is given out, of our own
questions never those of its reported sets.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from eval.benchmarks import DATA, HALVES, sample
from eval.benchmarks.ncp import Ncp, is_right
from eval.benchmarks.own import TUNED_ON, Own
from eval.benchmarks.statutes import Statutes
from eval.measures.recall import holds_words, same_clause
from eval.questions import FOLDER
from eval.types import Asked, Found
from eval.written import write_documents, written
from kb import KnowledgeBase, build_index, load_encoder

SETS = ("own", "health", "ncp", "statutes")
WRITTEN = "written"

UNSEEN = 48
"""Statute questions whose MD5 begins with a smaller byte are in no training of the encoder."""


@dataclass(frozen=True)
class TuningSet:
    """Questions over an open library.

    ``is_right`` says whether a piece answers a question; ``place`` is what pieces are counted by
    (a clause, an article), ``sources`` names the files of a question's gold. ``depth`` is how many
    pieces the benchmark asks for; ``within`` names the documents that a question is put to, where
    it is not the whole library.
    """

    name: str
    library: KnowledgeBase
    questions: list[Asked]
    is_right: Callable[[Asked, Found], bool]
    place: Callable[[Found], Any]
    sources: Callable[[Asked], frozenset[str]]
    depth: int
    within: Callable[[Asked], tuple[str, ...]] = lambda _: ()


def add_options(parser: argparse.ArgumentParser, sets: Sequence[str] = SETS) -> None:
    """Add what ``open_sets`` reads; ``sets`` are those that may be chosen."""
    add = parser.add_argument
    add("--data", type=Path, default=DATA, help="folder of ncp and statutes")
    add("--work", type=Path, default=Path("indexes/bench"), help="holds NAME/index of every set")
    add("--corpus", type=Path, default=Path("corpus"), help="documents of own")
    add("--unseen", action="store_true", help="of statutes only what no encoder was trained on")
    add("--set", action="append", dest="sets", choices=sets, help="repeatable; all by default")
    parser.set_defaults(all_sets=sets)


def open_sets(options: argparse.Namespace, *, unanswerable: int = 0) -> Iterator[TuningSet]:
    """The sets, one open at a time; ncp with so many ``unanswerable`` questions (0: all)."""
    makers: dict[str, Callable[[KnowledgeBase], TuningSet]] = {
        "own": partial(_own, options.corpus),
        "health": _health,
        "ncp": partial(_ncp, options.data / "ncp", unanswerable),
        "statutes": partial(_statutes, options.data / "statutes", options.unseen),
        WRITTEN: _written,
    }
    for name in options.sets or options.all_sets:
        index = options.work / name / "index"
        if not index.is_dir() and name in FILES:
            build_index(FILES[name](options), index, encoder=load_encoder())
        if not index.is_dir():
            print(f"{name} is left out: there is no {index}; python -m eval.run --bench {name}")
            continue
        with KnowledgeBase.open(index) as library:
            yield makers[name](library)


def _own(corpus: Path, library: KnowledgeBase) -> TuningSet:
    benchmark = Own(corpus, TUNED_ON)

    def right(asked: Asked, found: Found) -> bool:
        gold = [(g.document, g.path) for entry in asked.gold.gold for g in entry]
        return any(same_clause((found.document, found.path), one) for one in gold)

    def sources(asked: Asked) -> frozenset[str]:
        return frozenset(g.document for entry in asked.gold.gold for g in entry)

    questions = benchmark.questions(None)
    return TuningSet("own", library, questions, right, _clause, sources, benchmark.depth)


def _write_health(options: argparse.Namespace) -> Path:
    """Write the documents of health, which are beside the data of the benchmarks."""
    folder: Path = options.work / "health" / "files"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {record["document"] for record in _health_records()}
    lines = (options.data.parent / "real" / "health.jsonl").read_text("utf-8").splitlines()
    for record in map(json.loads, lines):
        if record["id"] in wanted:
            (folder / f"{record['id']}.txt").write_text(record["text"], "utf-8")
    return folder


def _health_records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "health.jsonl").read_text("utf-8").splitlines()]


def _health(library: KnowledgeBase) -> TuningSet:
    questions = [
        Asked(r["id"], r["question"], "health", r["kind"], r["answerable"], r)
        for r in _health_records()
    ]

    def right(asked: Asked, found: Found) -> bool:
        held = any(holds_words(found.text, words) for words in asked.gold["quotes"])
        return held and found.document in sources(asked)

    def sources(asked: Asked) -> frozenset[str]:
        return frozenset({f"{asked.gold['document']}.txt"})

    return TuningSet("health", library, questions, right, _clause, sources, Own.depth)


def _ncp(data: Path, unanswerable: int, library: KnowledgeBase) -> TuningSet:
    benchmark = Ncp(data)
    tuned = [asked for asked in benchmark.questions(0) if asked.group == HALVES[0]]
    without = [asked for asked in tuned if not asked.answerable]
    kept = sample(without, unanswerable)
    questions = [asked for asked in tuned if asked.answerable] + kept

    def right(asked: Asked, found: Found) -> bool:
        return is_right(found, asked.gold)

    def sources(asked: Asked) -> frozenset[str]:
        return frozenset({asked.gold.document})

    def passage(found: Found) -> Found:
        return found

    return TuningSet("ncp", library, questions, right, passage, sources, benchmark.depth)


def _statutes(data: Path, unseen: bool, library: KnowledgeBase) -> TuningSet:
    benchmark = Statutes(data)
    tuned = [asked for asked in benchmark.questions(None) if asked.group == HALVES[0]]
    kept = [q for q in tuned if hashlib.md5(q.id.encode()).digest()[0] < UNSEEN]
    questions = kept if unseen else tuned

    def articles(found: Found) -> tuple[int, ...]:
        return tuple(benchmark.map.ids([found]))

    def right(asked: Asked, found: Found) -> bool:
        return not asked.gold.isdisjoint(articles(found))

    def sources(asked: Asked) -> frozenset[str]:
        laws = benchmark.laws.items()
        return frozenset(name for name, of in laws if any(a.id in asked.gold for a in of))

    return TuningSet("statutes", library, questions, right, articles, sources, benchmark.depth)


def _written(library: KnowledgeBase) -> TuningSet:
    """The held questions of ``eval/written``, each put to the document that it was written on."""
    questions = [
        Asked(f"{number}", row["question"], WRITTEN, row["kind"], bool(row["answer"]), row)
        for number, row in enumerate(_held())
    ]

    def within(asked: Asked) -> tuple[str, ...]:
        return (f"{asked.gold['document']}.txt",)

    def right(asked: Asked, found: Found) -> bool:
        return all(words in found.text for words in asked.gold["answer"])

    def sources(asked: Asked) -> frozenset[str]:
        return frozenset(within(asked))

    return TuningSet(WRITTEN, library, questions, right, _clause, sources, Own.depth, within)


def _held() -> list[dict[str, Any]]:
    return [row for row in written("questions") if row["held"]]


def _write_held(options: argparse.Namespace) -> Path:
    folder: Path = options.work / WRITTEN / "files"
    write_documents(options.data.parent, folder, _held())
    return folder


def _clause(found: Found) -> tuple[str, str | None]:
    return found.document, found.path


# What is built when it is missing, from documents that are at hand.
FILES: dict[str, Callable[[argparse.Namespace], Path]] = {
    "own": lambda options: options.corpus,
    "health": _write_health,
    WRITTEN: _write_held,
}
