"""What the marker learns from: python -m training.marker_data INDEX WORK

Four kinds. Questions on official documents, with the words that answer them or none, and topics
with the sentences of four documents that speak of each: both written for this project from the
documents alone (``eval/written/``). Questions of reading comprehension; headings and the sentences
under them. INDEX is an index of the documents that ``--write FOLDER`` writes from ``real/``; the
product itself finds in it the passages that look right and are not. Writes ``marker.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from eval.benchmarks import DATA
from eval.written import HELD, find_answer, was_read, write_documents, written
from kb import KnowledgeBase
from kb.answering.evidence import weigh_sentences as weigh_answers
from kb.answering.topic import speaks
from kb.answering.topic import weigh_sentences as weigh_topic
from kb.language.sentences import sentences
from kb.retrieval.query import understand_topic
from kb.types import Document, Hit
from training.pairs import reading_rows

READING_HELD = 8  # of 256 paragraphs

WINDOW, BEFORE = 260, 80  # characters that are read, and of them before the sentence found
AROUND = (300, 500)  # characters kept before and after where an answer begins
FOUND = 6  # windows a question
SENTENCE = range(10, 221)  # characters
HEADING = range(3, 25)
OF_ONE = 16  # headings a document
MOST_UNDER = 40  # sentences


@dataclass(frozen=True, slots=True)
class Window:
    """A text to be read: ``answers`` is 1, 0, or None where one cannot tell.

    ``span`` are the words that answer, 0-based characters of ``text``.
    """

    above: str
    text: str
    answers: float | None
    span: tuple[int, int] | None = None
    same: bool = True  # of the document that the question is about


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or topic with what was found for it; ``around`` holds the answer, at ``span``."""

    text: str
    held: bool
    windows: list[Window]
    around: str = ""
    span: tuple[int, int] | None = None


def main() -> None:
    """Write the documents, or the examples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", type=Path, help="only write the documents into this folder")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("index", type=Path, nargs="?")
    parser.add_argument("work", type=Path, nargs="?")
    options = parser.parse_args()
    if options.write:
        wanted = [*written("questions"), *(c for t in written("topics") for c in t["cells"])]
        write_documents(options.data.parent, options.write, wanted)
        return
    with KnowledgeBase.open(options.index, without=frozenset({"marker"})) as library:
        made = {
            "reading": list(_reading(options.data / "reading")),
            "questions": list(_questions(library)),
            "topics": list(_topics(library)),
            "headings": list(_headings(library, random.Random(5))),
        }
    text = json.dumps({n: [asdict(a) for a in of] for n, of in made.items()}, ensure_ascii=False)
    (options.work / "marker.json").write_text(text, "utf-8")
    print({name: (len(of), sum(asked.held for asked in of)) for name, of in made.items()})


def load(work: Path) -> dict[str, list[Asked]]:
    """What ``main`` wrote into ``work``."""
    saved = json.loads((work / "marker.json").read_text("utf-8"))
    return {
        name: [Asked(**{**one, "windows": [Window(**w) for w in one["windows"]]}) for one in of]
        for name, of in saved.items()
    }


def _questions(library: KnowledgeBase) -> Iterator[Asked]:
    held = library._held
    by_name = {document.source.path: document for document in held.documents}
    everything = frozenset(document.id for document in held.documents)
    for record in written("questions"):
        document = by_name[f"{record['document']}.txt"]
        span = find_answer(document.text, record["answer"])
        if record["answer"] and not span:
            continue
        query = held.understand(record["question"], ())
        # What does not answer is hardest to tell where the answer was looked for.
        sought = everything if span else frozenset({document.id})
        found = held.searcher.find(held.searcher.prepare(query), None, documents=sought)
        windows: list[tuple[Document, int, int, str]] = []
        for support in weigh_answers(query, found):
            of, at = support.hit.document, support.span[0]
            if any(d is of and a <= at and support.span[1] <= b for d, a, b, _ in windows):
                continue
            start, end = _place(of.text, support.hit.passage.start, at)
            windows.append((of, start, end, support.hit.passage.context))
            if len(windows) == FOUND:
                break
        first = max(0, span[0] - AROUND[0]) if span else 0
        yield Asked(
            record["question"],
            record["held"],
            [_window(*window, document, span) for window in windows],
            document.text[first : span[0] + AROUND[1]] if span else "",
            (span[0] - first, span[1] - first) if span else None,
        )


def _place(text: str, first: int, at: int) -> tuple[int, int]:
    """A window around the sentence ``at``, from the beginning of a sentence."""
    start = max(first, at - BEFORE)
    if start > first:
        ends = [place for mark in "。；\n" if (place := text.find(mark, start, at)) >= 0]
        start = min(ends) + 1 if ends else at
    return start, min(len(text), start + WINDOW)


def _window(
    of: Document,
    start: int,
    end: int,
    above: str,
    document: Document,
    span: tuple[int, int] | None,
) -> Window:
    text, same = of.text[start:end], of is document
    if span is None:
        return Window(above, text, 0.0, same=same)
    if same and start < span[1] and span[0] < end:
        if not start <= span[0] < end - 8:
            return Window(above, text, None)
        return Window(above, text, 1.0, (span[0] - start, min(span[1], end) - start))
    # Another document that says the same in the same words answers as well.
    return Window(above, text, None if document.text[slice(*span)] in text else 0.0, same=same)


def _topics(library: KnowledgeBase) -> Iterator[Asked]:
    held = library._held
    by_name = {document.source.path: document for document in held.documents}
    for record in written("topics"):
        query = understand_topic(record["topic"])
        asked = held.searcher.prepare(query)
        for cell in record["cells"]:
            document = by_name[f"{cell['document']}.txt"]
            found = held.searcher.read_through(asked, None, documents=frozenset({document.id}))
            rows = []
            for hit, _, span, values in weigh_topic(query, found):
                if span[1] > was_read(cell["source"]):
                    continue
                text = document.text[slice(*span)]
                marks = [said["must"] for said in cell["said"] if said["words"] in text]
                worth = (1.0 if any(marks) else 0.7) if marks else 0.0
                rows.append((speaks(values), Window(hit.passage.context, text, worth)))
            ordered = [window for _, window in sorted(rows, key=lambda row: -row[0])]
            yield Asked(record["topic"], record["group"] in HELD, ordered)


def _headings(library: KnowledgeBase, rng: random.Random) -> Iterator[Asked]:
    held = library._held
    index = held.searcher.index
    clauses = {document.id: index.clauses(document.id) for document in held.documents}
    places = Counter(c.heading for of in clauses.values() for c in of if c.heading)
    held_out = {f"{row['document']}.txt" for row in written("questions") if row["held"]}
    for document in held.documents:
        own = [c for c in clauses[document.id] if c.heading and len(c.heading) in HEADING]
        rng.shuffle(own)
        for clause in [c for c in own if places[c.heading] <= MOST_UNDER][:OF_ONE]:
            heading = clause.heading or ""
            asked = held.searcher.prepare(understand_topic(heading))
            found = held.searcher.read_through(asked, None, documents=frozenset({document.id}))
            lines = [line for hit in found.hits for line in _lines(hit)]
            under = [
                line
                for line in lines
                if clause.start <= line.hit.passage.start and line.hit.passage.end <= clause.end
            ]
            right = [line for line in under if heading not in line.text]
            wrong = sorted((line for line in lines if line not in under), key=lambda w: -w.cosine)
            if right and len(under) <= MOST_UNDER and len(wrong) > len(under):
                chosen = [(line, 1.0) for line in rng.sample(right, min(3, len(right)))]
                chosen += [(line, 0.0) for line in wrong[:FOUND]]
                windows = [
                    Window(line.hit.passage.context.replace(heading, "").strip(), line.text, worth)
                    for line, worth in chosen
                ]
                yield Asked(heading, document.source.path in held_out, windows)


class _Line(NamedTuple):
    hit: Hit
    text: str
    cosine: float


def _lines(hit: Hit) -> Iterator[_Line]:
    text = hit.passage.text
    for (a, b), cosine in zip(sentences(text, 0, len(text)), hit.sentences, strict=True):
        if b - a in SENTENCE:
            yield _Line(hit, text[a:b], cosine)


def _reading(folder: Path) -> Iterator[Asked]:
    for question, paragraph, start, end in reading_rows(folder):
        if end > start:
            held = hashlib.sha256(paragraph.encode()).digest()[1] < READING_HELD
            yield Asked(question, held, [], paragraph, (start, end))


if __name__ == "__main__":
    main()
