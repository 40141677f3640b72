"""What an open index holds of one kind, listed with its sources: 指标 and 责任."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answering.addresses import find_address
from kb.answering.citations import check_citation, cite, label_of
from kb.errors import UnknownNameError
from kb.indexing.index import Index
from kb.language.bodies import is_called
from kb.language.normalize import fold
from kb.retrieval.scope import documents_of, is_of, known_region
from kb.types import Citation, CitedTarget, Clause, Document, Duty, Target


def list_targets(
    index: Index,
    documents: Sequence[Document],
    *,
    regions: Sequence[str] = (),
    indicator: str | None = None,
) -> tuple[CitedTarget, ...]:
    """The targets of ``documents``, of ``regions`` when any are named, each with its quotation.

    Raises:
        UnknownNameError: a region is not known.
        QuoteError: the index does not hold what it quotes.
    """
    if regions:
        asked = [documents_of(known_region(name), documents) for name in regions]
        documents = [d for d in documents if any(d.id in ids for ids in asked)]
    words = fold(indicator or "").split()
    return tuple(row for document in documents for row in _cited(index, document, words))


def list_duties(
    index: Index,
    documents: Sequence[Document],
    *,
    regions: Sequence[str] = (),
    body: str | None = None,
) -> tuple[Duty, ...]:
    """Who is charged with what in ``documents``, of ``regions`` and places within them.

    Raises:
        UnknownNameError: a region is not known.
    """
    places = [known_region(name) for name in regions]
    duties = [
        duty
        for document in documents
        if not places or is_of(document, places)
        for duty in index.duties(document.id)
    ]
    return tuple(d for d in duties if body is None or is_called(d.body, body))


def cite_duty(index: Index, document: Document, duty: Duty) -> Citation:
    """The words of ``document`` that charge a body, quoted with their place.

    Raises:
        QuoteError: the index does not hold them.
    """
    place = (duty.document, duty.clause)
    return cite(document, index.clauses_at([place])[place], duty.start, duty.end)


def without_documents(names: Sequence[str], documents: Sequence[Document]) -> list[str]:
    """The regions among ``names`` that no document is of: nothing found there tells nothing.

    Raises:
        UnknownNameError: a region is not known.
    """
    regions = [known_region(name) for name in names]
    return [region.name for region in regions if not documents_of(region, documents)]


def find_rule(document: Document, clauses: Sequence[Clause], address: str) -> Citation:
    """The words that ``address`` (第十二条第二款第三项) means; ``clauses`` are the document's.

    Raises:
        UnknownNameError: it is no address, or not exactly one place of the document has it.
    """
    found = find_address(document.text, clauses, address)
    if found is None:
        raise UnknownNameError(
            f"{document.title}：没有找到“{address}”；请按“第十二条第二款第三项”的样子写，"
            "并用 kb clauses 核对条款。"
        )
    clause, span = found
    return replace(cite(document, clause, *span), label=label_of(document, address))


def _cited(index: Index, document: Document, words: Sequence[str]) -> list[CitedTarget]:
    kept = [t for t in index.targets(document.id) if all(w in _searched(t) for w in words)]
    clauses = {clause.id: clause for clause in index.clauses(document.id)} if kept else {}
    rows = [CitedTarget(t, cite(document, clauses[t.clause], t.start, t.end)) for t in kept]
    for row in rows:
        check_citation(row.citation)
    return rows


def _searched(target: Target) -> str:
    return fold(f"{target.scope or ''} {target.indicator} {target.unit}")
