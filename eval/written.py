"""Topics over documents of many kinds, in other words: python -m eval.written [--data ...]

``written/`` holds questions and topics that were written for this project by a language model,
from each document alone. The marker learns from both (``training/``), but not from the topics of
the groups ``HELD``, which are measured here, with the marker and without: each in four documents,
half of them put in words that the documents do not use. When the marker is asked, and what its
word counts for, was chosen on those of ``policies``; nothing was on those of regulations. A cell
says something when a sentence must be shown; one with sentences that only may be is not counted.
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
from eval.benchmarks.articles import file_text, group_by_law
from eval.benchmarks.statutes import read_articles
from eval.results import commit
from kb import KnowledgeBase, build_index, load_encoder

FOLDER = Path(__file__).parent / "written"
MARKER = "marker"  # of ``kb.PARTS``
HELD = frozenset({"g00", "g05", "g10", "g15", "s00", "s07", "s14", "s21", "s28", "s35"})
REGULATIONS = "articles.jsonl.gz"  # a source: the statutes; their local part
READ, READ_OF_REGULATIONS = 7000, 8400  # characters of a document that its annotator was given
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
    topics = [topic for topic in written("topics") if topic["group"] in HELD]
    index = build(options.data, options.work, (c for t in topics for c in t["cells"]))
    encoder = load_encoder()
    kinds = {
        "regulations": [t for t in topics if t["cells"][0]["source"] == REGULATIONS],
        "policies": [t for t in topics if t["cells"][0]["source"] != REGULATIONS],
    }
    print(f"# {len(topics)} topics, at {commit()}\n")
    print(f"| | of | cells | {' | '.join(COLUMNS)} |\n|---|---|---|{'---|' * len(COLUMNS)}")
    for system, left_out in (("product", frozenset[str]()), ("without marker", {MARKER})):
        without = frozenset(left_out)
        with KnowledgeBase.open(index, encoder=encoder, without=without) as held:
            for kind, asked in kinds.items():
                told = [cell for topic in asked for cell in compare(held, topic)]
                for sort in ("all", "narrow", "middling", "broad"):
                    of = [cell for cell in told if sort in ("all", cell.sort)]
                    values = " | ".join(f"{value:.3f}" for value in rates(of))
                    print(f"| {system}, {kind} | {sort} | {len(of)} | {values} |", flush=True)


def build(data: Path, work: Path, wanted: Iterable[dict[str, Any]]) -> Path:
    """The index of the documents of ``wanted`` (questions, cells of topics), built in ``work``."""
    write_documents(data.parent, work / "files", wanted)
    build_index(work / "files", work / "index", encoder=load_encoder())
    return work / "index"


def written(name: str) -> Iterator[dict[str, Any]]:
    """The rows of ``questions`` or of ``topics``."""
    yield from map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())


def was_read(source: str) -> int:
    """So many characters of each document of ``source`` were read by who wrote on it."""
    return READ_OF_REGULATIONS if source == REGULATIONS else READ


def write_documents(shared: Path, folder: Path, wanted: Iterable[dict[str, Any]]) -> None:
    """One file for each ``document`` of the ``wanted`` rows, named by its id.

    ``shared`` holds ``real`` and ``bench``, as ``eval`` is given them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for (_, name), text in texts(shared, wanted):
        (folder / f"{name}.txt").write_text(text, "utf-8")


def texts(shared: Path, wanted: Iterable[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], str]]:
    """Source and id of each ``document`` of the ``wanted`` rows, with its text."""
    places = {(row["source"], row["document"]) for row in wanted}
    for source in sorted({source for source, _ in places}):
        for name, text in _documents(shared, source):
            if (source, name) in places:
                spaced = re.sub(r"[ \t\u3000]+", " ", text).strip()
                yield (source, name), re.sub(r"\n{2,}", "\n", spaced)


def find_answer(text: str, answer: Sequence[str]) -> tuple[int, int] | None:
    """Where the words of ``answer`` stand, from its first string to the end of the last one."""
    start = text.find(answer[0]) if answer else -1
    end = text.find(answer[-1], start) if start >= 0 else -1
    return (start, end + len(answer[-1])) if end >= 0 else None


def _documents(shared: Path, source: str) -> Iterator[tuple[str, str]]:
    """Ids and texts of a file of ``real``, or of the local regulations among the statutes."""
    if source != REGULATIONS:
        for record in map(json.loads, (shared / "real" / source).read_text("utf-8").splitlines()):
            yield record["id"], record["text"]
        return
    articles = read_articles(shared / "bench" / "statutes")
    laws = group_by_law(article for article, national in articles if not national)
    for name, of in laws.items():
        yield name.removesuffix(".txt"), file_text(of)


def compare(library: KnowledgeBase, topic: dict[str, Any]) -> Iterator[Told]:
    """What ``kb.compare`` shows of the documents of ``topic``; what was not read is left out."""
    names = [f"{cell['document']}.txt" for cell in topic["cells"]]
    table = library.compare(topic["topic"], documents=names)
    for cell, name in zip(topic["cells"], names, strict=True):
        place = next(
            n for n, c in enumerate(table.columns) if name in [d.source.path for d in c.documents]
        )
        cited = [c for row in table.rows for c in row.cells[place].citations]
        quotes = [c.quote for c in cited if c.end < was_read(cell["source"])]
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
