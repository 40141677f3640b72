"""Topics over documents of many kinds, in other words: python -m eval.written [--data ...]

``written/`` holds questions and topics that were written for this project by a language model,
from each document alone. The marker learns from both (``training/``); nothing that the product
compares with does, so the topics are measured here: 190 topics, each in four documents, half of
them put in words that the documents do not use. A cell says something when a sentence must be
shown; one with sentences that only may be is not counted.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.benchmarks import DATA
from eval.results import commit
from kb import KnowledgeBase, build_index, load_encoder

FOLDER = Path(__file__).parent / "written"
READ = 7000  # characters of a document that its annotator was given
COLUMNS = ("shown", "false silent", "false provided", "right")


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown of one document on a topic, beside the words that must and may be shown."""

    sort: str
    must: list[str]
    may: list[str]
    quotes: list[str]


def main() -> None:
    """Build what is asked about, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="beside it lie the documents")
    parser.add_argument("--work", type=Path, default=Path("indexes/written"))
    options = parser.parse_args()
    topics = list(written("topics"))
    files = options.work / "files"
    write_documents(options.data.parent / "real", files, (c for t in topics for c in t["cells"]))
    encoder = load_encoder()
    build_index(files, options.work / "index", encoder=encoder)
    with KnowledgeBase.open(options.work / "index", encoder=encoder) as library:
        told = [cell for topic in topics for cell in compare(library, topic)]
    print(f"# {len(topics)} topics, at {commit()}\n")
    print(f"| topics | cells | {' | '.join(COLUMNS)} |\n|---|---|{'---|' * len(COLUMNS)}")
    for sort in ("all", "narrow", "middling", "broad"):
        of = [cell for cell in told if sort in ("all", cell.sort)]
        print(f"| {sort} | {len(of)} | {' | '.join(f'{v:.3f}' for v in rates(of))} |")


def written(name: str) -> Iterator[dict[str, Any]]:
    """The rows of ``questions`` or of ``topics``."""
    yield from map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())


def write_documents(real: Path, folder: Path, wanted: Iterable[dict[str, Any]]) -> None:
    """One file for each ``document`` of the ``wanted`` rows, named by its id."""
    folder.mkdir(parents=True, exist_ok=True)
    places = {(row["source"], row["document"]) for row in wanted}
    for source in sorted({source for source, _ in places}):
        for record in map(json.loads, (real / source).read_text("utf-8").splitlines()):
            if (source, record["id"]) in places:
                spaced = re.sub(r"[ \t\u3000]+", " ", record["text"]).strip()
                text = re.sub(r"\n{2,}", "\n", spaced)
                (folder / f"{record['id']}.txt").write_text(text, "utf-8")


def compare(library: KnowledgeBase, topic: dict[str, Any]) -> Iterator[Told]:
    """What ``kb.compare`` shows of the documents of ``topic``; what was not read is left out."""
    names = [f"{cell['document']}.txt" for cell in topic["cells"]]
    table = library.compare(topic["topic"], documents=names)
    for cell, name in zip(topic["cells"], names, strict=True):
        place = next(
            n for n, c in enumerate(table.columns) if name in [d.source.path for d in c.documents]
        )
        quotes = [c.quote for row in table.rows for c in row.cells[place].citations if c.end < READ]
        marks = {
            must: [said["words"] for said in cell["said"] if said["must"] is must]
            for must in (True, False)
        }
        yield Told(topic["sort"], marks[True], marks[False], quotes)


def rates(told: Sequence[Told]) -> tuple[float, ...]:
    """The measures of ``COLUMNS``, as ``eval.comparison`` has them; 0 of nothing."""
    says = [one for one in told if one.must]
    silent = [one for one in told if not one.must and not one.may]
    quotes = [(one, quote) for one in says for quote in one.quotes]

    def share(found: int, among: int) -> float:
        return found / among if among else 0.0

    return (
        share(sum(_holds(one.quotes, one.must) for one in says), len(says)),
        share(sum(not one.quotes for one in says), len(says)),
        share(sum(bool(one.quotes) for one in silent), len(silent)),
        share(sum(_holds([quote], one.must + one.may) for one, quote in quotes), len(quotes)),
    )


def _holds(quotes: Sequence[str], words: Sequence[str]) -> bool:
    return any(word in quote for quote in quotes for word in words)


if __name__ == "__main__":
    main()
