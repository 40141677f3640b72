"""Verdicts to an answer: the sentences that answer, quoted, by region; or the refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.answering.citations import check_answer, cite
from kb.answering.elsewhere import find_elsewhere, say_elsewhere
from kb.answering.evidence import judge
from kb.answering.outline import words_of
from kb.answering.pinpoint import answering_words, is_marked, is_sure
from kb.answering.reasons import give_reason
from kb.answering.silence import find_silence
from kb.answering.verdicts import Judged, Support, Verdict
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
    elsewhere: Callable[[], Findings | None] = lambda: None,
) -> Answer:
    """Answer ``query`` from ``findings``, one a region asked for (or one for all together).

    ``absent`` are the regions asked for that the library has no document of; ``witnesses`` what
    was found for regions that are left out (除了天津), which shows what the others do not say;
    ``elsewhere`` finds in the other regions' documents what those asked about do not bear out.

    Raises:
        QuoteError: a quotation is not its source (a damaged index); nothing is shown then.
    """
    judged = [(found, judge(query, found)) for found in findings]
    verdicts = find_silence(query, judged, [(found, judge(query, found)) for found in witnesses])
    statements, citations = _state(query, verdicts)
    first, reason = _refuted(query, verdicts, elsewhere) if not statements else ([], None)
    reasons = [r for r in (give_reason(verdicts, absent), reason) if r]
    regions = tuple(dict.fromkeys([*(r.name for r in query.regions), *_names(findings)]))
    answer = Answer(
        question=query.text,
        status="answered" if statements else "not_found",
        regions=regions,
        statements=statements,
        citations=citations,
        reason="；".join(reasons) + "。" if reasons else None,
        nearest=() if statements else nearest(findings, first),
    )
    return check_answer(answer)


def _state(
    query: Query, verdicts: Sequence[Judged]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """The words that answer for each region, and the sentences that they stand in."""
    most = STATEMENTS if len(verdicts) <= FEW else 2 if len(verdicts) <= SOME else 1
    citations: list[Citation] = []
    statements: list[Statement] = []
    for found, verdict in verdicts:
        for citation, words in _quoted(query, found, verdict, most):
            if citation in citations:
                continue
            own = citation.document.region
            region = own.name if found.region and own else None
            statements.append(Statement(words, (len(citations),), region))
            citations.append(citation)
    return tuple(statements), tuple(citations)


def _quoted(
    query: Query, found: Findings, verdict: Verdict, most: int
) -> Iterator[tuple[Citation, str]]:
    """What is quoted for one region, and the words of it that answer."""
    if verdict.supports and found.outline:
        documents = {hit.document.id: hit.document for hit in found.hits}
        for part in found.outline:
            document = documents[part.document]
            citation = cite(document, part, *words_of(document, part))
            yield citation, citation.quote
        return
    for support in choose(verdict)[:most]:
        start, end = answering_words(query, support)
        yield _cite(support), support.hit.document.text[start:end]


def choose(verdict: Verdict) -> list[Support]:
    """The sentences to quote: the strongest, and those close to it in the same document.

    Those of its passage that the marker chose words of come before them, or alone when it is
    sure. They are told in the order of the text. What another document says as well is not said
    twice.
    """
    if not verdict.supports:
        return []
    best = verdict.supports[0]
    chosen = [
        support
        for support in verdict.supports[:STATEMENTS]
        if support.strength >= CLOSE * best.strength
        and support.hit.document.id == best.hit.document.id
    ]
    marked = [s for s in verdict.supports if s.hit is best.hit and is_marked(s)]
    if not is_sure(best):
        marked += [support for support in chosen if support not in marked]
    chosen = (marked or chosen)[:STATEMENTS]
    first = best.hit.clause.id
    return sorted(chosen, key=lambda s: (s.hit.clause.id != first, s.hit.rank, s.span))


def _refuted(
    query: Query, verdicts: Sequence[Judged], elsewhere: Callable[[], Findings | None]
) -> tuple[list[Citation], str | None]:
    """What speaks about a premise that is not borne out, and where else it would be true."""
    about = [_cite(verdict.about) for _, verdict in verdicts if verdict.about]
    unknown = frozenset[str]().union(*(v.lacking for _, v in verdicts))
    refuted = any(verdict.refuted for _, verdict in verdicts)
    found = elsewhere() if refuted or unknown else None
    others = [_cite(s) for s in find_elsewhere(query, found, unknown)] if found else []
    return [*about, *others], say_elsewhere(others) if others else None


def nearest(findings: Sequence[Findings], first: Sequence[Citation] = ()) -> tuple[Citation, ...]:
    """The clauses nearest to a question that is not answered: ``first``, then best first."""
    hits = sorted((hit for found in findings for hit in found.hits), key=lambda hit: -hit.score)
    shown: dict[str, Citation] = {}
    for citation in first:
        shown.setdefault(f"{citation.document.id}:{citation.path}", citation)
    for hit in hits:
        if len(shown) < NEAREST and hit.clause.id not in shown:
            passage = hit.passage
            shown[hit.clause.id] = cite(hit.document, hit.clause, passage.start, passage.end)
    return tuple(shown.values())


def _cite(support: Support) -> Citation:
    return cite(support.hit.document, support.hit.clause, *support.span)


def _names(findings: Sequence[Findings]) -> list[str]:
    return [found.region for found in findings if found.region]
