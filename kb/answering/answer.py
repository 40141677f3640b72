"""Verdicts to an answer: the sentences that answer, quoted, by region; or the refusal."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answering.citations import check_answer, cite
from kb.answering.evidence import Support, Verdict, judge
from kb.types import Answer, Citation, Findings, Query, Statement

STATEMENTS = 3  # sentences quoted for one region
CLOSE = 0.90  # a further sentence must be that strong beside the best
NEAREST = 5  # clauses shown with a refusal
AS_NEAR = 0.003  # cosine: a region as near as the best one says it in other words
MAIN = 0.7  # a word that weighs that much beside the rarest is a main word of the question

Judged = tuple[Findings, Verdict]


def compose(query: Query, findings: Sequence[Findings], absent: Sequence[str] = ()) -> Answer:
    """Answer ``query`` from ``findings``, one a region asked for (or one for all together).

    ``absent`` are the regions asked for that the library has no document of.

    Raises:
        QuoteError: a quotation is not its source (a damaged index); nothing is shown then.
    """
    verdicts = _with_silence([(found, judge(query, found)) for found in findings])
    citations: list[Citation] = []
    statements: list[Statement] = []
    for found, verdict in verdicts:
        for support in choose(verdict):
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
        reason=_reason(verdicts, absent),
        nearest=() if statements else nearest(findings),
    )
    return check_answer(answer)


def _with_silence(verdicts: Sequence[Judged]) -> list[Judged]:
    """Refuse for a region that lacks a main word of the question which another region holds.

    Asked of several regions, 转岗培训 is not answered by a region's other kinds of training.
    """
    nearest_of_all = max((v.supports[0].similarity for _, v in verdicts if v.supports), default=0.0)
    result = []
    for found, verdict in verdicts:
        weights = {term.term.word: term.weight for term in found.terms}
        main = MAIN * max(weights.values(), default=0.0)
        held = {w for other, v in verdicts if v.supports for w in weights if w not in other.unknown}
        lacking = [w for w in found.unknown & held if weights[w] >= main]
        behind = verdict.supports and verdict.supports[0].similarity < nearest_of_all - AS_NEAR
        if lacking and behind:
            word = max(lacking, key=lambda w: weights[w])
            verdict = Verdict(verdict.probability, (), f"未作规定（没有提到“{word}”）")
        result.append((found, verdict))
    return result


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


def _reason(verdicts: Sequence[Judged], absent: Sequence[str]) -> str | None:
    parts = [f"库内没有{name}的文件" for name in absent]
    for found, verdict in verdicts:
        if verdict.reason:
            where = f"{found.region}：" if found.region and len(verdicts) > 1 else ""
            parts.append(where + verdict.reason)
    return "；".join(dict.fromkeys(parts)) + "。" if parts else None
