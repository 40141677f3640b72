"""Measure links, validity and duties against gold read by hand: python -m eval.links

Over the five documents of ``corpus/`` and real local documents of the shared data (``--data`` or
``KB_SHARED``). The rules were written on one half of those, by a hash of file and id; all gold and
every judgement here is of the other half. Each figure stands beside that of a simple baseline.
Gold is in ``eval/gold/``: ids, short quotes, no texts.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.benchmarks import DATA
from kb import Document, KnowledgeBase, build_index

GOLD = Path(__file__).parent / "gold"
CORPUS = Path(__file__).parent.parent / "corpus"
FIELDS = ("issued", "effective", "start", "end")
BEFORE = 10  # characters before a body or a title that tell which mention of it is meant
Entry = dict[str, Any]
Key = tuple[str, str, str]


class NoVectors:
    """An encoder for an index that is not searched: every text has the same vector."""

    name = hash = "none"
    dim, max_tokens = 2, 512

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        """The one vector for each text, shape [n, 2]."""
        return np.tile(self.encode_query(""), (len(texts), 1))

    def encode_query(self, text: str) -> np.ndarray:
        """The one vector, shape [2]."""
        return np.array([1.0, 0.0], dtype=np.float32)

    encode_question = encode_query

    def count_tokens(self, text: str) -> int:
        """One a character."""
        return len(text)


@dataclass(frozen=True)
class Counts:
    """What was found of what there is."""

    found: int = 0
    gold: int = 0
    both: int = 0

    def __str__(self) -> str:
        """Precision and recall with their numbers; a dash where there is nothing to divide by."""
        return f"precision {_share(self.both, self.found)}  recall {_share(self.both, self.gold)}"


def main() -> None:
    """Build the two libraries, print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA.parent, help="the folder of shared data")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        files = Path(work) / "files"
        write_files(options.data / "real", files)
        with (
            _library(files, Path(work) / "real") as real,
            _library(CORPUS, Path(work) / "corpus") as corpus,
        ):
            documents = {d.source.path.split("/")[0]: (d, real) for d in real.documents()}
            documents |= {d.source.path: (d, corpus) for d in corpus.documents()}
            _print_duties(documents)
            _print_references(documents)
            _print_validity(documents)


def write_files(real: Path, files: Path) -> None:
    """The local documents as files ``<id>/<title>.txt``; blank lines make twins two documents."""
    for name in ("policies", "health"):
        lines = (real / f"{name}.jsonl").read_text("utf-8").split("\n")
        for number, line in enumerate(filter(None, lines)):
            row = json.loads(line)
            title = re.sub(r"[/\\\0]", "\uff0f", row["title"])[:60].strip(". ") or row["id"]
            path = files / str(row["id"]) / f"{title}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(row["text"] + "\n" * number, "utf-8")


def _library(files: Path, index: Path) -> KnowledgeBase:
    build_index(files, index, encoder=NoVectors())
    return KnowledgeBase.open(index, encoder=NoVectors())


Library = dict[str, tuple[Document, KnowledgeBase]]


# --- duties -----------------------------------------------------------------------------------


def _print_duties(documents: Library) -> None:
    for chosen in ("corpus", "read", "later"):
        gold = [entry for entry in read_gold("duties") if entry["set"] == chosen]
        for name, find in (("this project", found_duties), ("labels alone", labelled)):
            print(f"duties, {_SETS[chosen]}, {name}: {compare(gold, documents, find, duty_keys)}")
    judged = read_gold("duties_judged")
    print(f"duties judged one by one: {_judged(judged, documents, found_duties, _duty_key)}")


def found_duties(document: Document, library: KnowledgeBase) -> Iterator[Key]:
    """(body, role, words before it) of every duty that is read out of ``document``."""
    taken: Counter[tuple[int, int, str]] = Counter()
    for duty in library.duties(documents=[document.id]):
        at = duty.start - 1
        for _ in range(taken[duty.start, duty.end, duty.body] + 1):
            at = document.text.find(duty.body, at + 1)
        yield duty.body, duty.role, before(document.text, at)


def labelled(document: Document, library: KnowledgeBase) -> Iterator[Key]:
    """The baseline: what follows 责任单位： or 牵头单位： in its sentence or bracket."""
    del library
    roles = {"责任": "负责", "牵头": "牵头", "配合": "配合"}
    for match in re.finditer(r"(责任|牵头|配合)单位[:：]([^。\n)）〕\]]*)", document.text):
        for body in re.finditer(r"[^、，,；;\s]+", match[2]):
            at = match.start(2) + body.start()
            yield body.group(), roles[match[1]], before(document.text, at)


def duty_keys(entry: Entry) -> Iterator[Key]:
    """The gold keys of one document."""
    return map(_duty_key, entry["duties"])


def _duty_key(entry: Entry) -> Key:
    return entry["body"], entry["role"], entry["before"]


# --- references -------------------------------------------------------------------------------


def _print_references(documents: Library) -> None:
    for chosen in ("corpus", "read"):
        gold = [entry for entry in read_gold("references") if entry["set"] == chosen]
        for name, find in (("this project", found_references), ("any 《…》", any_title)):
            said = compare(gold, documents, find, reference_keys)
            print(f"references but 引用, {_SETS[chosen]}, {name}: {said}")
    judged = read_gold("references_judged")
    said = _judged(judged, documents, found_references, _reference_key)
    print(f"references judged one by one: {said}")


def found_references(document: Document, library: KnowledgeBase) -> Iterator[Key]:
    """(first words, kind, words before) of every reference that is more than a mention."""
    for entry in library.index.references(document.id):
        if entry.kind != "引用":
            words = document.text[entry.start : entry.start + 24]
            yield words, entry.kind, before(document.text, entry.start)


def any_title(document: Document, library: KnowledgeBase) -> Iterator[Key]:
    """The baseline: every 《…》 is a basis, but for the document's own title."""
    del library
    for match in re.finditer("《[^《》]{4,}》", document.text):
        if match.group()[1:-1] not in (document.title, document.enclosed_title):
            words = document.text[match.start() : match.start() + 24]
            yield words, "依据", before(document.text, match.start())


def reference_keys(entry: Entry) -> Iterator[Key]:
    """The gold keys of one document."""
    return map(_reference_key, entry["references"])


def _reference_key(entry: Entry) -> Key:
    return entry["words"], entry["kind"], entry["before"]


# --- validity ---------------------------------------------------------------------------------


def _print_validity(documents: Library) -> None:
    for name, find in (("this project", said_days), ("first that is named", first_days)):
        tally: Counter[tuple[str, str]] = Counter()
        for entry in read_gold("validity"):
            days = find(*documents[entry["id"]])
            tally.update((field, verdict(days[field], entry[field])) for field in FIELDS)
        for field in FIELDS:
            words = ("right", "wrong", "missed", "invented", "silent")
            said = "  ".join(f"{word} {tally[field, word]}" for word in words)
            print(f"validity, {field}, {name}: {said}")


def said_days(document: Document, library: KnowledgeBase) -> dict[str, str | None]:
    """The days of ``document`` by field, as ISO dates."""
    validity = library.validity(document.id)
    said = {field: getattr(validity, field) for field in FIELDS}
    return {field: day and day.day.isoformat() for field, day in said.items()}


def first_days(document: Document, library: KnowledgeBase) -> dict[str, str | None]:
    """The baseline: the first date is the day of issue, the first in 自…施行 that of effect, …."""
    del library
    date = r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    patterns = {
        "issued": date,
        "effective": rf"自{date}起",
        "start": rf"期[限为：:]*{date}至",
        "end": rf"有效期[至为：:]*{date}",
    }
    found = {field: re.search(pattern, document.text) for field, pattern in patterns.items()}
    return {f: m and "{}-{:0>2}-{:0>2}".format(*m.groups()) for f, m in found.items()}


def verdict(day: str | None, gold: str | None) -> str:
    """How a day compares with the gold: right, wrong, missed; invented or silent without one."""
    if gold is None:
        return "silent" if day is None else "invented"
    return "missed" if day is None else "right" if day == gold else "wrong"


# --- comparing --------------------------------------------------------------------------------

_SETS = {
    "corpus": "5 documents of corpus",
    "read": "10 documents read in full",
    "later": "6 further documents read in full",
}
Find = Callable[[Document, KnowledgeBase], Iterable[Key]]


def read_gold(name: str) -> list[Entry]:
    """The entries of ``eval/gold/<name>.jsonl``."""
    lines = (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def before(text: str, at: int) -> str:
    """The words before a place, which tell it from others where the same stands."""
    return text[max(0, at - BEFORE) : at]


def compare(
    gold: Iterable[Entry], documents: Library, find: Find, keys: Callable[[Entry], Iterable[Key]]
) -> Counts:
    """What ``find`` finds in the documents of ``gold`` against what is there, as multisets."""
    total = Counts()
    for entry in gold:
        found, there = Counter(find(*documents[entry["id"]])), Counter(keys(entry))
        both = (found & there).total()
        total = Counts(total.found + found.total(), total.gold + there.total(), total.both + both)
    return total


def _judged(
    entries: Iterable[Entry], documents: Library, find: Find, key: Callable[[Entry], Key]
) -> str:
    """How many of what was judged right and wrong are found today."""
    tally: Counter[tuple[bool, bool]] = Counter()
    for entry in entries:
        tally[entry["right"], key(entry) in set(find(*documents[entry["id"]]))] += 1
    right, wrong = tally[True, True] + tally[True, False], tally[False, True] + tally[False, False]
    return (
        f"when judged, right {_share(right, right + wrong)}; of the right {tally[True, False]} are"
        f" lost today, of the wrong {tally[False, False]} are mended"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else f"- ({part}/{whole})"


if __name__ == "__main__":
    main()
