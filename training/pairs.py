"""Questions and what answers them: python -m training.pairs INDEX WORK

Three kinds: lay questions on statutes and the articles that answer them; headings and the
sentences that stand under them; questions of reading comprehension and the window of the
paragraph that holds the answer. Writes ``pairs.json`` and ``windows.npy`` into WORK, after
``training.vectors``. Each pair says whether it is trained on or held out, always the same ones.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import opencc

from eval.benchmarks import DATA, HALVES
from eval.benchmarks.statutes import Statutes
from kb.indexing.embedding import OnnxEncoder
from kb.indexing.index import Index, open_index
from kb.language.sentences import sentences
from kb.types import Document
from training.vectors import Vectors, load_vectors

PAIRS, WINDOWS = "pairs.json", "windows.npy"
TRAIN, CHECK, REPORT = "train", "check", "report"
CHECKED = {"statutes": 48 / 256, "headings": 10 / 256, "reading": 1 / 20}  # shares held out

HEADING = range(3, 25)  # characters
SENTENCE = range(10, 201)  # characters
MOST_PLACES = 40  # a heading that stands more often, or over more sentences, says too little
WINDOW = 200  # characters of a paragraph around the answer
_BLOCK = 512  # texts embedded at a time


class StatuteQuestion(NamedTuple):
    """A question and the ids of the articles that answer it."""

    text: str
    articles: list[int]
    part: str


class Heading(NamedTuple):
    """A heading, its document, and the rows of the sentences that stand under it."""

    text: str
    document: str
    rows: list[int]
    part: str


class ReadingQuestion(NamedTuple):
    """A question, the row of the window that answers it, and the paragraph that is cut from."""

    text: str
    window: int
    paragraph: int
    part: str


class Pairs(NamedTuple):
    """All pairs, and the vectors of the windows of reading, shape [n, dim]."""

    statutes: list[StatuteQuestion]
    headings: list[Heading]
    reading: list[ReadingQuestion]
    windows: np.ndarray


def load_pairs(work: Path) -> Pairs:
    """What was saved in the folder ``work``."""
    saved = json.loads((work / PAIRS).read_text("utf-8"))
    return Pairs(
        [StatuteQuestion(*row) for row in saved["statutes"]],
        [Heading(*row) for row in saved["headings"]],
        [ReadingQuestion(*row) for row in saved["reading"]],
        np.load(work / WINDOWS),
    )


def save_pairs(pairs: Pairs, work: Path) -> None:
    """Write them into the folder ``work``."""
    rows = {name: getattr(pairs, name) for name in ("statutes", "headings", "reading")}
    (work / PAIRS).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    np.save(work / WINDOWS, pairs.windows)


def telling(headings: Sequence[Heading]) -> list[Heading]:
    """Those that stand in few places and over few sentences."""
    places = Counter(heading.text for heading in headings)
    return [h for h in headings if max(places[h.text], len(h.rows)) <= MOST_PLACES]


def statute_questions(statutes: Statutes, vectors: Vectors) -> list[StatuteQuestion]:
    """Questions whose articles are in the index; those of the half ``report`` are never trained."""
    held = set(vectors.article.tolist())
    found = []
    for asked in statutes.questions(None):
        articles = sorted(held & asked.gold)
        part = REPORT if asked.group != HALVES[0] else _part(asked.id, CHECKED["statutes"])
        if articles:
            found.append(StatuteQuestion(asked.text, articles, part))
    return found


def headings(index: Index, vectors: Vectors) -> list[Heading]:
    """Headings over sentences that do not repeat them."""
    found: list[Heading] = []
    for document in index.documents():
        lines = list(_sentences(index, document, vectors))
        part = _part(document.id, CHECKED["headings"])
        for clause in index.clauses(document.id):
            heading = clause.heading or ""
            if len(heading) in HEADING:
                under = [
                    (n, t)
                    for start, end, n, t in lines
                    if clause.start <= start and end <= clause.end
                ]
                rows = [n for n, text in under if heading not in text and len(text) in SENTENCE]
                found += [Heading(heading, document.id, rows, part)] if rows else []
    return found


def _sentences(
    index: Index, document: Document, vectors: Vectors
) -> Iterator[tuple[int, int, int, str]]:
    """Sentences of a document: start and end of their passage, row, text."""
    numbers = index.passage_numbers([document.id])
    rows = np.searchsorted(vectors.numbers, numbers)
    firsts, ends = (np.searchsorted(vectors.passage_of, rows, side=s) for s in ("left", "right"))
    for passage, first, end in zip(index.passages(numbers.tolist()), firsts, ends, strict=True):
        spans = list(sentences(passage.text, 0, len(passage.text)))
        if len(spans) == end - first:
            for row, (a, b) in enumerate(spans, int(first)):
                yield passage.start, passage.end, row, passage.text[a:b]


def reading_rows(data: Path) -> Iterator[tuple[str, str, int, int]]:
    """Question, paragraph, and where the answer stands in it; all in simplified Chinese."""
    simplify = opencc.OpenCC("t2s").convert
    with gzip.open(data / "question_passages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            paragraph, answer = simplify(row["passage"]), simplify(row["answer"])
            at = paragraph.find(answer)
            if at >= 0:
                yield simplify(row["question"]), paragraph, at, at + len(answer)


def reading_questions(data: Path) -> tuple[list[ReadingQuestion], list[str]]:
    """Questions whose answer is in their paragraph, and the windows, all in simplified Chinese."""
    windows: dict[str, int] = {}
    paragraphs: dict[str, int] = {}
    found: list[ReadingQuestion] = []
    for question, paragraph, at, _ in reading_rows(data):
        start = max(0, min(at - WINDOW // 2, len(paragraph) - WINDOW))
        window = windows.setdefault(paragraph[start : start + WINDOW], len(windows))
        number = paragraphs.setdefault(paragraph[:60], len(paragraphs))
        part = CHECK if len(found) % round(1 / CHECKED["reading"]) == 0 else TRAIN
        found.append(ReadingQuestion(question, window, number, part))
    return found, list(windows)


def _part(name: str, share: float) -> str:
    """Held out for checking or not, by the hash of a name."""
    return CHECK if hashlib.md5(name.encode()).digest()[0] < 256 * share else TRAIN


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    vectors, encoder = load_vectors(options.work), OnnxEncoder()
    reading, windows = reading_questions(options.data / "reading")
    blocks = [windows[start : start + _BLOCK] for start in range(0, len(windows), _BLOCK)]
    with open_index(options.index, encoder=encoder) as index:
        pairs = Pairs(
            statute_questions(Statutes(options.data / "statutes"), vectors),
            headings(index, vectors),
            reading,
            np.concatenate([encoder.encode_passages(block) for block in blocks]),
        )
    save_pairs(pairs, options.work)
    for name, rows in (
        ("statutes", pairs.statutes),
        ("headings", pairs.headings),
        ("reading", reading),
    ):
        print(
            name, {part: sum(row.part == part for row in rows) for part in (TRAIN, CHECK, REPORT)}
        )


if __name__ == "__main__":
    main()
