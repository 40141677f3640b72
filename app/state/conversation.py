"""The questions of a session with their answers, and what a new one follows up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb import Answer, KbError, KnowledgeBase

KEPT = 50  # turns that a session keeps; the oldest go first
LONGEST = 2000  # characters of a question
SECONDS_SHOWN = 1.0  # an answer that took longer says how long


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question is asked of; nothing chosen means everything."""

    regions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, or with the sentence that says why there is none.

    ``after`` are the questions that it may follow up, in their order. ``seconds`` is how long
    the answer took.
    """

    number: int
    question: str
    filters: Filters
    after: tuple[str, ...]
    answer: Answer | None
    problem: str | None
    seconds: float


def ask(
    library: KnowledgeBase, question: str, filters: Filters, turns: Sequence[Turn] = ()
) -> Turn:
    """The next turn after ``turns``: ``question`` answered, following them up if it does."""
    after = questions_of(turns)
    started = time.perf_counter()
    answer, problem = None, None
    try:
        answer = library.ask(
            question[:LONGEST],
            previous=(turns[-1].answer or list(after)) if turns else None,
            regions=filters.regions,
            documents=filters.documents,
            as_of=filters.as_of,
        )
    except KbError as error:
        problem = str(error)
    seconds = time.perf_counter() - started
    number = turns[-1].number + 1 if turns else 1
    return Turn(number, question, filters, after, answer, problem, seconds)


def reopen(
    library: KnowledgeBase, question: str, filters: Filters, after: Sequence[str]
) -> tuple[Turn, ...]:
    """The turns of a link: the questions before it are asked again, so that it is understood."""
    turns: tuple[Turn, ...] = ()
    for earlier in after:
        turns = (*turns, ask(library, earlier, replace(filters, regions=()), turns))
    return (*turns, ask(library, question, filters, turns))


def questions_of(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The questions of ``turns`` that were answered or refused, not those that were no question."""
    return tuple(turn.question for turn in turns if turn.answer is not None)


def kept(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The newest turns of a session."""
    return tuple(turns[-KEPT:])


@dataclass(frozen=True, slots=True)
class Choice:
    """What one filter shows, what the question is asked with, and what the question set."""

    shown: tuple[str, ...]
    asked: tuple[str, ...]
    by_question: tuple[str, ...]


def settle(shown: Sequence[str], by_question: Sequence[str], named: Sequence[str]) -> Choice:
    """What a filter becomes when a question is asked that names ``named``.

    A filter that nobody touched since the last question set it follows the new question, which
    filters by itself; what a person chose stays.
    """
    if tuple(shown) != tuple(by_question):
        return Choice(tuple(shown), tuple(shown), ())
    return Choice(tuple(named), (), tuple(named))
