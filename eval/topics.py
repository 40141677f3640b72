"""Topics with what each region says on them, read by hand: the gold set for comparisons.

``gold/topics.jsonl`` has one topic a line; its ``cells`` hold for each region whether it
is silent (null: could be judged either way, not scored) and the clauses that speak of the topic:
``must`` for those that any answer has to show, the others may be shown. Topics of the split
"tune" set weights and words; those of "report" are only measured. Topics made from the questions
of ``dev_compare.jsonl`` are ``partial``: not every clause that speaks of them is listed.
``topic_documents.jsonl`` names the documents of the sets beside "corpus", which lie with the
data handed to the project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "gold"

Place = tuple[str, str]
"""File of a document and path of a clause."""

CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class GoldCell:
    """What one region says on a topic: quotes by the clause that they stand in."""

    region: str
    silent: bool | None
    must: frozenset[Place]
    may: frozenset[Place]  # with those of ``must``
    quotes: tuple[tuple[Place, str, bool], ...]  # clause, words, whether it is a must


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and its cells, one a region of its set of documents."""

    id: str
    set: str
    split: str
    sort: str
    text: str
    partial: bool
    cells: tuple[GoldCell, ...]


def load_topics(folder: Path = FOLDER) -> list[Topic]:
    """All topics, in the order of the file."""
    lines = (folder / "topics.jsonl").read_text("utf-8").splitlines()
    return [_topic(json.loads(line)) for line in lines if line.strip()]


def _topic(record: dict[str, object]) -> Topic:
    cells = record["cells"]
    assert isinstance(cells, dict)
    return Topic(
        *(str(record[name]) for name in ("id", "set", "split", "sort", "topic")),
        partial=bool(record.get("partial")),
        cells=tuple(_cell(region, cell) for region, cell in cells.items()),
    )


def _cell(region: str, cell: dict[str, object]) -> GoldCell:
    gold = cell["gold"]
    assert isinstance(gold, list)
    quotes = tuple(((g["document"], g["path"]), g["quote"], bool(g["must"])) for g in gold)
    must = frozenset(place for place, _, needed in quotes if needed)
    silent = cell["silent"]
    assert silent is None or isinstance(silent, bool)
    return GoldCell(region, silent, must, frozenset(place for place, _, _ in quotes), quotes)


def write_documents(real: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Write the documents of the sets beside the corpus; gives each set with its folder."""
    listed = [
        json.loads(line)
        for line in (FOLDER / "topic_documents.jsonl").read_text("utf-8").splitlines()
    ]
    wanted = {(entry["source"], entry["id"]) for entry in listed}
    texts = {
        (source, record["id"]): record["text"]
        for source in sorted({source for source, _ in wanted})
        for record in map(json.loads, (real / source).read_text("utf-8").splitlines())
        if (source, record["id"]) in wanted
    }
    for name in dict.fromkeys(entry["set"] for entry in listed):
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        for entry in listed:
            if entry["set"] == name:
                text = _plain(texts[entry["source"], entry["id"]])
                head = f"{entry['head']}\n" if entry["head"] else ""
                (place / entry["file"]).write_text(head + text, "utf-8")
        yield name, place


def _plain(text: str) -> str:
    """The record's text without the marks of the web page that it was taken from."""
    text = text.replace("<!-- INFO END -->\n", "")
    return re.sub(r"\n\s*\n+", "\n", re.sub(r"(?m)^#+ ", "", text)).strip() + "\n"
