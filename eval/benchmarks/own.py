"""The project's own questions over the documents of ``corpus/``: finding, quoting, refusing.

A clause is right when it is a gold clause or lies in one; for systems without clauses (and for all,
in the second pair of measures) a piece is right when it holds the gold words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from eval.benchmarks import sample
from eval.benchmarks.answers import is_refused, rate_words
from eval.measures.recall import holds_words, recalled, same_clause
from eval.questions import Question, load_questions
from eval.types import Asked, Found, Rated
from kb import Answer, KnowledgeBase

TUNED_ON = ("dev", "dev_hard", "dev_blind")
REPORTED = ("test", "test_blind")
SETS = (*TUNED_ON, *REPORTED)


@dataclass(frozen=True)
class Own:
    """The benchmark over the text files in ``corpus``, with the questions of ``sets``."""

    corpus: Path
    sets: tuple[str, ...] = SETS
    name = "own"
    about = "the project's own questions over the five documents"
    depth = 10
    columns = (
        "clause@1", "clause@5", "words@1", "words@5",
        "quotes gold", "refused right", "refused wrong", "quote fidelity",
    )  # fmt: skip
    held_out = frozenset(REPORTED)

    def write_corpus(self, folder: Path) -> Path:
        """Nothing to write: the documents are the project's."""
        return self.corpus

    def questions(self, limit: int | None) -> list[Asked]:
        """The questions of all sets; with a limit a sample of so many of each."""
        return [
            Asked(q.id, q.text, name, q.kind, q.answerable, q)
            for name in self.sets
            for q in sample(load_questions(name), limit or 0)
        ]

    def pieces(self, library: KnowledgeBase) -> list[Found]:
        """The clauses that have none below, with the document's title in front."""
        pieces = []
        for document in library.documents():
            clauses = library.clauses(document.id)
            parents = {clause.parent for clause in clauses}
            for clause in (clause for clause in clauses if clause.id not in parents):
                text = document.text[clause.start : clause.end]
                pieces.append(Found(document.source.path, clause.path, text, document.title))
        return pieces

    def rate_found(self, asked: Asked, found: Sequence[Found]) -> Rated:
        """Recall at 1 and 5 of the gold clauses and of the gold words."""
        if not asked.answerable:
            return []
        by_words = [(f"words@{k}", float(_holds(found, asked.gold, k))) for k in (1, 5)]
        if found and found[0].path is None:
            return by_words
        return [(f"clause@{k}", float(_is_found(found, asked.gold, k))) for k in (1, 5)] + by_words

    def rate_answer(self, asked: Asked, answer: Answer) -> Rated:
        """Refused or not, whether the quotations hold the gold words, and each quotation."""
        rated = rate_words(answer, self._sources.__getitem__, answerable=asked.answerable)
        if asked.answerable:
            rated.append(("quotes gold", float(quotes_gold(answer, asked.gold))))
        return rated

    def faults(self, asked: Asked, found: Sequence[Found], answer: Answer) -> tuple[str, ...]:
        """What went wrong in finding, and what in answering."""
        if not asked.answerable:
            return () if is_refused(answer) else ("answered though unanswerable",)
        kinds = [_fault_of_finding(found, asked.gold)]
        if is_refused(answer):
            kinds.append("refused though answerable")
        elif not quotes_gold(answer, asked.gold):
            kinds.append("answered without the gold words")
        return tuple(kind for kind in kinds if kind)

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8-sig") for path in self.corpus.glob("*.txt")}


def _is_found(found: Sequence[Found], question: Question, k: int) -> bool:
    clauses = list(dict.fromkeys((piece.document, piece.path) for piece in found))
    gold = [[(g.document, g.path) for g in entry] for entry in question.gold]
    return recalled(clauses, gold, k, every=question.every, fits=same_clause)


def _holds(found: Sequence[Found], question: Question, k: int) -> bool:
    texts = [piece.text for piece in found]
    return recalled(texts, _words(question), k, every=question.every, fits=holds_words)


def quotes_gold(answer: Answer, question: Question) -> bool:
    """Whether ``answer`` quotes the words of the gold, of each part when all are needed."""
    if is_refused(answer):
        return False
    quoted = ["".join(citation.quote for citation in answer.citations)]
    return recalled(quoted, _words(question), 1, every=question.every, fits=holds_words)


def _words(question: Question) -> list[list[str]]:
    return [[gold.quote for gold in entry] for entry in question.gold]


def _fault_of_finding(found: Sequence[Found], question: Question) -> str | None:
    if _is_found(found, question, 1):
        return None
    if _is_found(found, question, 5):
        return "right clause in five but not first"
    documents = [piece.document for piece in found]
    gold = [[g.document for g in entry] for entry in question.gold]
    same: Callable[[str, str], bool] = str.__eq__
    if recalled(documents, gold, len(documents), every=question.every, fits=same):
        return "right document, other clause"
    return "right document not among 10"
