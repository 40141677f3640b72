"""Measure comparisons by topic: python -m eval.comparison [--data ../shared/bench]

For every topic and region of ``eval/topics.py``: what does the product show, and when does it say
未作规定? Beside it what a search alone gives, in the same run. Figures are of the topics that
nothing was tuned on; with ``--split tune`` of those that weights and words were set by.

- shown: of the cells that say something, those with at least one clause that has to be shown
- must: of the clauses that have to be shown, those that are
- false silent: of the cells that say something, those reported as silent
- false provided: of the silent cells, those that show anything
- right: of the clauses shown in cells that say something, those that speak of the topic
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from eval.benchmarks import DATA
from eval.results import commit
from eval.topics import CORPUS, GoldCell, Place, Topic, load_topics, write_documents
from kb import KnowledgeBase, build_index, load_encoder

COLUMNS = ("shown", "must", "false silent", "false provided", "right")
TOP = 5  # clauses a region that a search shows
TOP_OF_ALL = 10  # clauses that a search of the whole library shows

Shown = dict[str, set[Place]]
"""Clauses shown by region."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell with what was shown in it."""

    topic: Topic
    cell: GoldCell
    shown: frozenset[Place]


def main() -> None:
    """Read the options, measure, print."""
    options = _options()
    libraries = open_libraries(options.data, options.corpus, options.work)
    topics = [t for t in load_topics() if t.split == options.split and t.set in libraries]
    print(f"# {options.split}: {len(topics)} topics over {', '.join(libraries)}, at {commit()}\n")
    print(f"| system | cells | {' | '.join(COLUMNS)} | ms |\n|---|---|{'---|' * 6}")
    for name, compare in SYSTEMS.items():
        judged, times = judge(topics, libraries, compare)
        for group, cells in _groups(judged):
            figures = " | ".join(f"{value:.3f}" for value in rates(cells).values())
            print(f"| {name}, {group} | {len(cells)} | {figures} | {median(times):.0f} |")
    judged = judge(topics, libraries, by_product)[0]
    _print_to_check(judged, judge(topics, libraries, to_check)[0])
    if options.errors:
        _print_errors(judged)


def by_product(library: KnowledgeBase, topic: Topic) -> Shown:
    """What ``kb.compare`` shows in any row of a region."""
    regions = [cell.region for cell in topic.cells]
    table = library.compare(topic.text, regions=regions)
    return {
        column.region or column.name: {
            (citation.document.source.path, citation.path)
            for row in table.rows
            for citation in row.cells[place].citations
        }
        for place, column in enumerate(table.columns)
    }


def to_check(library: KnowledgeBase, topic: Topic) -> Shown:
    """What ``kb.compare`` gives to be checked of regions that it calls silent."""
    table = library.compare(topic.text, regions=[cell.region for cell in topic.cells])
    return {
        table.columns[one.column].name: {(one.citation.document.source.path, one.citation.path)}
        for one in table.to_check
    }


def by_search(library: KnowledgeBase, topic: Topic) -> Shown:
    """The best clauses of each region: a search always finds something."""
    return {
        cell.region: {
            (hit.document.source.path, hit.clause.path)
            for hit in library.search(topic.text, regions=[cell.region], top=TOP)
        }
        for cell in topic.cells
    }


def by_one_search(library: KnowledgeBase, topic: Topic) -> Shown:
    """The best clauses of the whole library, by region: who is not among them seems silent."""
    hits = library.search(topic.text, top=TOP_OF_ALL)
    return {
        cell.region: {
            (hit.document.source.path, hit.clause.path)
            for hit in hits
            if hit.document.region and hit.document.region.name == cell.region
        }
        for cell in topic.cells
    }


SYSTEMS: dict[str, Callable[[KnowledgeBase, Topic], Shown]] = {
    "product": by_product,
    f"search, {TOP} a region": by_search,
    f"search, {TOP_OF_ALL} of all": by_one_search,
}


def rates(judged: Sequence[Judged]) -> dict[str, float]:
    """The measures of ``COLUMNS``; 0 where there is nothing to measure."""
    says = [one for one in judged if one.cell.silent is False]
    silent = [one for one in judged if one.cell.silent is True]
    shown = [(one, place) for one in says for place in one.shown]

    def share(found: int, among: int) -> float:
        return found / among if among else 0.0

    return {
        "shown": share(sum(bool(one.shown & one.cell.must) for one in says), len(says)),
        "must": share(
            sum(len(one.shown & one.cell.must) for one in says),
            sum(len(one.cell.must) for one in says),
        ),
        "false silent": share(sum(not one.shown for one in says), len(says)),
        "false provided": share(sum(bool(one.shown) for one in silent), len(silent)),
        "right": share(sum(_is_right(place, one.cell) for one, place in shown), len(shown)),
    }


def _is_right(place: Place, cell: GoldCell) -> bool:
    document, path = place
    return any(d == document and (path == p or path.startswith(f"{p}/")) for d, p in cell.may)


def judge(
    topics: Sequence[Topic],
    libraries: dict[str, KnowledgeBase],
    compare: Callable[[KnowledgeBase, Topic], Shown],
) -> tuple[list[Judged], list[float]]:
    """Every cell with what ``compare`` shows, and the milliseconds a topic took."""
    judged, times = [], []
    for topic in topics:
        started = time.perf_counter()
        shown = compare(libraries[topic.set], topic)
        times.append((time.perf_counter() - started) * 1000)
        judged.extend(
            Judged(topic, cell, frozenset(shown.get(cell.region, ()))) for cell in topic.cells
        )
    return judged, times


def _groups(judged: Sequence[Judged]) -> list[tuple[str, list[Judged]]]:
    groups = {"all": list(judged)}
    groups["five documents"] = [one for one in judged if one.topic.set == CORPUS]
    groups["other documents"] = [one for one in judged if one.topic.set != CORPUS]
    for sort in dict.fromkeys(one.topic.sort for one in judged):
        groups[sort] = [one for one in judged if one.topic.sort == sort]
    return [(name, cells) for name, cells in groups.items() if cells]


def open_libraries(data: Path, corpus: Path, work: Path) -> dict[str, KnowledgeBase]:
    """The library of each set of topics, built in ``work``; others than ours need ``data``."""
    folders = {CORPUS: corpus}
    real = data.parent / "real"
    if real.is_dir():
        folders |= dict(write_documents(real, work / "files"))
    encoder = load_encoder()
    for name, folder in folders.items():
        build_index(folder, work / name, encoder=encoder)
    return {name: KnowledgeBase.open(work / name, encoder=encoder) for name in folders}


def _print_to_check(judged: Sequence[Judged], near: Sequence[Judged]) -> None:
    """How often what is given to be checked is what a cell called silent should have shown."""
    pairs = [(told, one) for told, one in zip(judged, near, strict=True) if not told.shown]
    missed = [one for told, one in pairs if told.cell.silent is False]
    silent = [one for told, one in pairs if told.cell.silent is True]
    right = sum(any(_is_right(place, one.cell) for place in one.shown) for one in missed)
    print(
        f"\nto check: a clause is named for {sum(bool(one.shown) for one in missed)} of the "
        f"{len(missed)} cells falsely called silent, for {right} a right one; and for "
        f"{sum(bool(one.shown) for one in silent)} of the {len(silent)} rightly called so"
    )


def _print_errors(judged: Sequence[Judged]) -> None:
    for one in judged:
        cell = one.cell
        if cell.silent and one.shown:
            print(f"false provided: {one.topic.text} {cell.region}: {sorted(one.shown)}")
        elif cell.silent is False and not one.shown & cell.must:
            print(f"missed: {one.topic.text} {cell.region}: {sorted(cell.must)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--data", type=Path, default=DATA, help="folder beside that of the other documents")
    add("--corpus", type=Path, default=Path("corpus"))
    add("--work", type=Path, default=Path("indexes/topics"), help="what is built is kept here")
    add("--split", choices=("tune", "report"), default="report")
    add("--errors", action="store_true", help="list the cells that are wrong (only with tune)")
    options = parser.parse_args()
    if options.errors and options.split == "report":
        parser.error("topics that are reported on are not looked at; use --split tune")
    return options


if __name__ == "__main__":
    main()
