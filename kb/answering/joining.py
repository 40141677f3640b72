"""The answers to the parts of a question become one answer, in the order of the parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from kb.answering.citations import check_answer
from kb.types import Answer, Citation, PartAnswer, Statement

NEAREST = 5  # clauses shown when no part is answered


def join_parts(question: str, asked: Sequence[tuple[str, Answer]]) -> Answer:
    """One answer of the answers to each part; ``asked`` has every part as it was asked.

    A sentence that answers two parts stands once. It is answered when one part is; a part that
    is not is named in the reason.
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    parts: list[PartAnswer] = []
    for part, answer in asked:
        places = [_place(s, answer, statements, citations) for s in answer.statements]
        parts.append(PartAnswer(part, answer.question, answer.status, tuple(places), answer.reason))
    reasons = [f"关于“{p.question}”：{p.reason.rstrip('。')}" for p in parts if p.reason]
    joined = Answer(
        question=question,
        status="answered" if statements else "not_found",
        regions=tuple(dict.fromkeys(name for _, answer in asked for name in answer.regions)),
        statements=tuple(statements),
        citations=tuple(citations),
        reason="；".join(reasons) + "。" if reasons else None,
        nearest=() if statements else _nearest([answer for _, answer in asked]),
        parts=tuple(parts),
    )
    return check_answer(joined)


def _place(
    statement: Statement, answer: Answer, statements: list[Statement], citations: list[Citation]
) -> int:
    """Where ``statement`` stands among all ``statements``; it is put there if it does not."""
    places = []
    for number in statement.citations:
        citation = answer.citations[number]
        if citation not in citations:
            citations.append(citation)
        places.append(citations.index(citation))
    moved = Statement(statement.text, tuple(places), statement.region)
    if moved not in statements:
        statements.append(moved)
    return statements.index(moved)


def _nearest(answers: Sequence[Answer]) -> tuple[Citation, ...]:
    """The clauses nearest to the parts, by turns."""
    turns = [c for row in zip_longest(*(answer.nearest for answer in answers)) for c in row if c]
    return tuple(dict.fromkeys(turns))[:NEAREST]
