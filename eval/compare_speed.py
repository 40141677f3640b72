"""Time comparisons over many documents: python -m eval.compare_speed [--data ../shared/bench]

Builds a library of ``DOCUMENTS`` official documents of as many regions as there are, warms it up,
and times a comparison of five regions, and of all, beside one search in each of five regions (the
least that any comparison does).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from eval.benchmarks import DATA
from eval.results import commit
from kb import KnowledgeBase, build_index, load_encoder

DOCUMENTS = 30
REGIONS = 5
TOPICS = (
    "资金保障",
    "人才培养",
    "组织领导",
    "信息化",
    "养老服务",
    "监督检查",
    "补助标准",
    "责任分工",
)
ROUNDS = 3
SEED = 7


def main() -> None:
    """Build, warm, time, print."""
    options = _options()
    files = options.work / "files"
    _write(options.data.parent / "real" / "policies.jsonl", files)
    encoder = load_encoder()
    build_index(files, options.work / "index", encoder=encoder)
    with KnowledgeBase.open(options.work / "index", encoder=encoder) as library:
        library.load()
        regions = list(dict.fromkeys(d.region.name for d in library.documents() if d.region))
        chosen = regions[:REGIONS]
        held = library.manifest
        print(
            f"# {held.documents} documents of {len(regions)} regions, {held.passages} passages, "
            f"at {commit()}\n"
        )
        times = {
            f"search in {REGIONS} regions": _time(
                lambda topic: [library.search(topic, regions=[region]) for region in chosen]
            ),
            f"comparison of {REGIONS} regions": _time(
                lambda topic: library.compare(topic, regions=chosen)
            ),
            f"comparison of all {len(regions)} regions": _time(library.compare),
        }
    base = median(next(iter(times.values())))
    print("| | p50 ms | worst ms | ratio |\n|---|---|---|---|")
    for name, taken in times.items():
        print(f"| {name} | {median(taken):.0f} | {max(taken):.0f} | {median(taken) / base:.1f} |")


def _time(work: Callable[[str], object]) -> list[float]:
    """Milliseconds of each run, the first round left out."""
    taken = []
    for turn in range(ROUNDS + 1):
        for topic in TOPICS:
            started = time.perf_counter()
            work(topic)
            if turn:
                taken.append((time.perf_counter() - started) * 1000)
    return taken


def _write(source: Path, folder: Path) -> None:
    """Documents with a region, drawn with a fixed seed, one of each region first."""
    records = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    placed = [record for record in records if record.get("region")]
    random.Random(SEED).shuffle(placed)
    first = {record["region"]: record for record in reversed(placed)}
    rest = [record for record in placed if record not in list(first.values())]
    folder.mkdir(parents=True, exist_ok=True)
    for record in [*first.values(), *rest][:DOCUMENTS]:
        text = f"{record['title']}\n{record['text']}"
        (folder / f"{record['region']}_{record['id']}.txt").write_text(text, "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder beside the documents'")
    parser.add_argument("--work", type=Path, default=Path("indexes/compare"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
