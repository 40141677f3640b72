"""Questions over 599 government documents and news of 2020, and questions without an answer.

The data lie outside the project (``ncp`` of the data folder): documents, questions with the
document and the slice of it that answers, and questions whose document is not among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from eval.benchmarks import HALVES, half_of, sample
from eval.benchmarks.answers import is_refused, rate_words, said
from eval.benchmarks.cutting import cut
from eval.measures.rouge import rouge_l
from eval.measures.visible import visible
from eval.types import Asked, Found, Rated
from kb import Answer, KnowledgeBase

UNANSWERABLE = 400  # questions without an answer that are asked unless all are wanted
BEGINNING = 40  # characters of the answer that a right passage holds
FAR = 0.5  # Rouge-L below which an answer is looked at


@dataclass(frozen=True, slots=True)
class Gold:
    """The file that answers, and the answer."""

    document: str
    answer: str


@dataclass(frozen=True)
class Ncp:
    """The benchmark over the files in ``data``."""

    data: Path
    name = "ncp"
    about = "government documents and news of 2020"
    depth = 10
    columns = (
        "document@1", "passage@1", "passage@5", "Rouge-L",
        "refused right", "refused wrong", "quote fidelity",
    )  # fmt: skip
    held_out = frozenset({HALVES[1]})

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every document by its file's name; of equal ones only the first."""
        return {f"{self._kept[text]}.txt": text for text in self._kept}

    def write_corpus(self, folder: Path) -> Path:
        """Write one file a document."""
        for name, text in self.texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    def questions(self, limit: int | None) -> list[Asked]:
        """All answerable ones and 400 unanswerable; for 0 all, else a sample of so many of each."""
        answerable = sample(list(_records(self.data / "questions.jsonl")), limit or 0)
        unanswerable = list(_records(self.data / "unanswerable.jsonl"))
        unanswerable = sample(unanswerable, UNANSWERABLE if limit is None else limit)
        return [self._asked(record) for record in (*answerable, *unanswerable)]

    def pieces(self, library: KnowledgeBase) -> list[Found]:
        """Passages of about 300 characters."""
        return [Found(name, None, p) for name, text in self.texts.items() for p in cut(text)]

    def rate_found(self, asked: Asked, found: Sequence[Found]) -> Rated:
        """Whether the first is of the right document; whether a right passage is first, in five."""
        if not asked.answerable:
            return []
        right = [is_right(piece, asked.gold) for piece in found]
        first = bool(found) and found[0].document == asked.gold.document
        return [
            ("document@1", float(first)),
            ("passage@1", float(any(right[:1]))),
            ("passage@5", float(any(right[:5]))),
        ]

    def rate_answer(self, asked: Asked, answer: Answer) -> Rated:
        """Refused or not, Rouge-L with the gold answer (0 when refused), and each quotation."""
        rated = rate_words(answer, self.texts.__getitem__, answerable=asked.answerable)
        if asked.answerable:
            rated.append(("Rouge-L", rouge_l(said(answer), asked.gold.answer)))
        return rated

    def faults(self, asked: Asked, found: Sequence[Found], answer: Answer) -> tuple[str, ...]:
        """What went wrong in finding, and what in answering."""
        if not asked.answerable:
            return () if is_refused(answer) else ("answered though unanswerable",)
        kinds = [_fault_of_finding(found, asked.gold)]
        if is_refused(answer):
            kinds.append("refused though answerable")
        elif rouge_l(said(answer), asked.gold.answer) < FAR:
            kinds.append(_fault_of_words(len(said(answer)), len(asked.gold.answer)))
        return tuple(kind for kind in kinds if kind)

    @cached_property
    def _kept(self) -> dict[str, str]:
        """Text to the id of the document that is kept: the index skips a file it has already."""
        kept: dict[str, str] = {}
        for record in sorted(self._documents, key=lambda record: record["id"]):
            kept.setdefault(record["text"], record["id"])
        return kept

    @cached_property
    def _documents(self) -> list[dict[str, Any]]:
        return list(_records(self.data / "documents.jsonl"))

    @cached_property
    def _file_of(self) -> dict[str, str]:
        return {r["id"]: f"{self._kept[r['text']]}.txt" for r in self._documents}

    def _asked(self, record: dict[str, Any]) -> Asked:
        answerable = "document" in record
        gold = Gold(self._file_of[record["document"]], record["answer"]) if answerable else None
        kind = "answerable" if answerable else "unanswerable"
        return Asked(
            record["id"], record["question"], half_of(record["id"]), kind, answerable, gold
        )


def is_right(piece: Found, gold: Gold) -> bool:
    """Whether ``piece`` is of the right document and holds the beginning of the answer."""
    return piece.document == gold.document and visible(gold.answer)[:BEGINNING] in visible(
        piece.text
    )


def _fault_of_finding(found: Sequence[Found], gold: Gold) -> str | None:
    right = [is_right(piece, gold) for piece in found]
    if any(right[:1]):
        return None
    if any(right[:5]):
        return "passage in five but not first"
    if any(right):
        return "passage in ten but not in five"
    if any(piece.document == gold.document for piece in found):
        return "right document, other passage"
    return "right document not among 10"


def _fault_of_words(length: int, gold: int) -> str:
    if length > 2 * gold:
        return "answer text long"
    return "answer text short" if 2 * length < gold else "answer in other words"


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
