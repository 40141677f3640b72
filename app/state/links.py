"""Links that reopen a question with its filters, a comparison, or a clause in the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from app.state.comparison import ComparisonRequest
from app.state.conversation import LONGEST, Filters

MOST = 20  # values of one parameter; more are not from a link of ours
Parameters = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A question with its filters and the questions that it follows up."""

    question: str
    filters: Filters
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseLink:
    """A document, a clause of it (None: its beginning), and the words to mark (None: none)."""

    document: str
    clause: str | None = None
    words: tuple[int, int] | None = None


def question_parameters(link: QuestionLink) -> Parameters:
    """``link`` as the parameters of an address."""
    filters = link.filters
    given = {
        "q": [link.question],
        "after": list(link.after),
        "region": list(filters.regions),
        "document": list(filters.documents),
        "as_of": [filters.as_of.isoformat()] if filters.as_of else [],
    }
    return {name: values for name, values in given.items() if values}


def read_question(parameters: Mapping[str, Sequence[str]]) -> QuestionLink | None:
    """The question that an address asks; None when it asks none. What is malformed is left out."""
    asked = _values(parameters, "q")
    if not asked or not asked[0].strip():
        return None
    filters = Filters(
        _values(parameters, "region"), _values(parameters, "document"), _day(parameters)
    )
    return QuestionLink(asked[0], filters, _values(parameters, "after"))


def comparison_parameters(request: ComparisonRequest) -> Parameters:
    """``request`` as the parameters of an address."""
    given = {
        "topic": [request.topic],
        "region": list(request.regions),
        "document": list(request.documents),
        "aspect": list(request.aspects),
    }
    return {name: values for name, values in given.items() if values}


def read_comparison(parameters: Mapping[str, Sequence[str]]) -> ComparisonRequest | None:
    """The comparison that an address asks for; None when it names no topic."""
    topics = _values(parameters, "topic")
    if not topics or not topics[0].strip():
        return None
    regions, documents = _values(parameters, "region"), _values(parameters, "document")
    return ComparisonRequest(topics[0], regions, documents, _values(parameters, "aspect"))


def clause_parameters(link: ClauseLink) -> Parameters:
    """``link`` as the parameters of an address."""
    parameters = {"document": [link.document]}
    if link.clause is not None:
        parameters["clause"] = [link.clause]
    if link.words is not None:
        parameters["words"] = ["-".join(map(str, link.words))]
    return parameters


def read_clause(parameters: Mapping[str, Sequence[str]]) -> ClauseLink | None:
    """The clause that an address opens; None when it names no document."""
    documents = _values(parameters, "document")
    if not documents:
        return None
    clauses = _values(parameters, "clause")
    return ClauseLink(documents[0], clauses[0] if clauses else None, _span(parameters))


def address(base: str, page: str, parameters: Parameters) -> str:
    """The whole address of ``page`` of the app at ``base``."""
    place = f"{base.rstrip('/')}/{page}".rstrip("/")
    return f"{place}?{urlencode(parameters, doseq=True)}" if parameters else place


def _values(parameters: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    given = parameters.get(name, ())
    return tuple(value[:LONGEST] for value in given[:MOST] if value)


def _day(parameters: Mapping[str, Sequence[str]]) -> date | None:
    try:
        return date.fromisoformat(_values(parameters, "as_of")[0])
    except (IndexError, ValueError):
        return None


def _span(parameters: Mapping[str, Sequence[str]]) -> tuple[int, int] | None:
    written = "".join(_values(parameters, "words")[:1])
    start, _, end = written.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (start, end)):
        return None
    return (int(start), int(end)) if int(start) < int(end) else None
