"""Verdicts to an answer: the sentences that answer, quoted, by region; or the refusal."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answering.citations import check_answer, cite
from kb.answering.evidence import Support, Verdict, judge
from kb.answering.reasons import give_reason
from kb.answering.silence import find_silence
from kb.types import Answer, Citation, Findings, Query, Statement

STATEMENTS = 3  # sentences quoted for one region
FEW, SOME = 4, 8  # regions that get all their sentences, and two; beyond that one each
CLOSE = 0.90  # a further sentence must be that strong beside the best
NEAREST = 5  # clauses shown with a refusal


def compose(
    query: Query,
    findings: Sequence[Findings],
    absent: Sequence[str] = (),
    witnesses: Sequence[Findings] = (),
) -> Answer:
    """Answer ``query`` from ``findings``, one a region asked for (or one for all together).

    ``absent`` are the regions asked for that the library has no document of; ``witnesses`` what
    was found for regions that are left out (除了天津), which shows what the others do not say.

    Raises:
        QuoteError: a quotation is not its source (a damaged index); nothing is shown then.
    """
    judged = [(found, judge(query, found)) for found in findings]
    verdicts = find_silence(query, judged, [(found, judge(query, found)) for found in witnesses])
    most = STATEMENTS if len(verdicts) <= FEW else 2 if len(verdicts) <= SOME else 1
    citations: list[Citation] = []
    statements: list[Statement] = []
    for found, verdict in verdicts:
        for support in choose(verdict)[:most]:
            citation = _cite(support)
            if citation in citations:
                continue
            own = support.hit.document.region
            region = own.name if found.region and own else None
            statements.append(Statement(citation.quote, (len(citations),), region))
            citations.append(citation)
    regions = tuple(dict.fromkeys([*(r.name for r in query.regions), *_names(findings)]))
    answer = Answer(
        question=query.text,
        status="answered" if statements else "not_found",
        regions=regions,
        statements=tuple(statements),
        citations=tuple(citations),
        reason=give_reason(verdicts, absent),
        nearest=() if statements else nearest(findings),
    )
    return check_answer(answer)


def choose(verdict: Verdict) -> list[Support]:
    """The sentences to quote: the strongest, and those close to it, in the order of the text."""
    if not verdict.supports:
        return []
    best = verdict.supports[0]
    chosen = [s for s in verdict.supports[:STATEMENTS] if s.strength >= CLOSE * best.strength]
    first = best.hit.clause.id
    return sorted(chosen, key=lambda s: (s.hit.clause.id != first, s.hit.rank, s.span))


def nearest(findings: Sequence[Findings]) -> tuple[Citation, ...]:
    """The clauses nearest to a question that is not answered, best first."""
    hits = sorted((hit for found in findings for hit in found.hits), key=lambda hit: -hit.score)
    shown: dict[str, Citation] = {}
    for hit in hits:
        if len(shown) < NEAREST and hit.clause.id not in shown:
            passage = hit.passage
            shown[hit.clause.id] = cite(hit.document, hit.clause, passage.start, passage.end)
    return tuple(shown.values())


def _cite(support: Support) -> Citation:
    return cite(support.hit.document, support.hit.clause, *support.span)


def _names(findings: Sequence[Findings]) -> list[str]:
    return [found.region for found in findings if found.region]
