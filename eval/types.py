"""Every record and protocol that the harness exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kb import Answer, KnowledgeBase

ALL = "all"
"""The group that every question belongs to, beside its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of text that a system finds.

    ``document`` is the file's name; ``path`` is its clause, None for systems without clauses.
    ``context`` is indexed in front of ``text`` (a title, the name of a law).
    """

    document: str
    path: str | None
    text: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a benchmark; ``gold`` is what the benchmark compares with.

    ``group`` is the part of the benchmark that it is reported under, beside "all".
    """

    id: str
    text: str
    group: str
    kind: str
    answerable: bool
    gold: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a measure gives for one question; a measure of several things gives several."""

    measure: str
    question: str
    group: str
    value: float


class System(Protocol):
    """Something that finds pieces of text for a question."""

    name: str

    def search(self, question: str, k: int) -> list[Found]:
        """The ``k`` best pieces, best first."""
        ...


Rated = list[tuple[str, float]]
"""Measures with their values for one question."""


class Benchmark(Protocol):
    """Documents and questions with known answers, and what is measured on them."""

    name: str
    about: str  # one line for people
    depth: int  # pieces that every system is asked for
    columns: tuple[str, ...]  # the measures, in the order of the table
    held_out: frozenset[str]  # groups whose questions are never printed

    def write_corpus(self, folder: Path) -> Path:
        """Write the documents as files into ``folder``, unless there are files; where they lie."""
        ...

    def questions(self, limit: int | None) -> list[Asked]:
        """The questions: a fixed choice for None, all for 0, else a sample of so many."""
        ...

    def pieces(self, library: KnowledgeBase) -> list[Found]:
        """The documents in the pieces that the lexical baselines search."""
        ...

    def rate_found(self, asked: Asked, found: Sequence[Found]) -> Rated:
        """What the pieces found for ``asked`` are worth; nothing for an unanswerable one."""
        ...

    def rate_answer(self, asked: Asked, answer: Answer) -> Rated:
        """What the answer is worth."""
        ...

    def faults(self, asked: Asked, found: Sequence[Found], answer: Answer) -> tuple[str, ...]:
        """The kinds of error that the product makes on ``asked``, found by rule."""
        ...
