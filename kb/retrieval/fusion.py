"""Three views of a question and a passage become one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.language.answer_kinds import kinds_met
from kb.language.matching import coverage, fold_text
from kb.language.tokens import words
from kb.types import Document, Passage, Query, WeighedTerm, Why

Ranking = Sequence[tuple[int, float]]  # passage number, score; best first

# Set on the dev questions by coordinate search; see eval/README.md for the ablations.
WORDS = 0.25
BIGRAMS = 0.30
DENSE = 0.25
COVERAGE = 0.30  # of the question's content words, by the passage with its headings
HEADING = 0.10  # of them, by the headings alone
YEAR = 0.10  # the question names the year of the document
KIND = 0.10  # the passage holds the kind of answer wanted


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what speaks for it. Parts lie between 0 and 1."""

    number: int
    passage: Passage
    parts: Mapping[str, float]
    score: float
    why: Why


def fuse(
    query: Query,
    terms: Sequence[WeighedTerm],
    passages: Mapping[int, Passage],
    views: Mapping[str, Ranking],
    documents: Mapping[str, Document],
) -> list[Candidate]:
    """Candidates of all ``passages`` by falling score, equals by passage number.

    ``views`` are the rankings "words", "bigrams" and "dense"; a passage that a view does not
    rank gets that view's lowest value. Lexical scores are divided by the view's best, cosines
    are stretched over the range that the view shows, since e5's cosines lie close together.
    """
    scaled = {name: _scaled(view) for name, view in views.items()}
    ranks = {name: {n: r for r, (n, _) in enumerate(view, 1)} for name, view in views.items()}
    candidates = []
    for number, passage in passages.items():
        document = documents[passage.document]
        parts = {
            "words": scaled["words"].get(number, 0.0),
            "bigrams": scaled["bigrams"].get(number, 0.0),
            "dense": scaled["dense"].get(number, 0.0),
            "coverage": coverage(terms, fold_text(passage.context + passage.text)),
            "heading": coverage(terms, fold_text(passage.context)),
            "year": float(_is_of_year(document, query.years)),
            "kind": _kind_share(query, passage),
        }
        score = (
            WORDS * parts["words"]
            + BIGRAMS * parts["bigrams"]
            + DENSE * parts["dense"]
            + COVERAGE * parts["coverage"]
            + HEADING * parts["heading"]
            + YEAR * parts["year"]
            + KIND * parts["kind"]
        )
        why = Why(
            ranks["words"].get(number), ranks["bigrams"].get(number), ranks["dense"].get(number)
        )
        candidates.append(Candidate(number, passage, parts, score, why))
    return sorted(candidates, key=lambda c: (-c.score, c.number))


def lexical_tokens(query: Query) -> list[str]:
    """Word tokens to search for: the question's own, and the official words for its phrases."""
    official = [word for term in query.terms for phrase in term.official for word in words(phrase)]
    return words(query.search_text) + official


def _scaled(view: Ranking) -> dict[int, float]:
    if not view:
        return {}
    scores = [score for _, score in view]
    low = min(scores) if min(scores) > 0 and max(scores) <= 1.0001 else 0.0
    span = max(scores) - low
    return {number: (score - low) / span if span > 0 else 1.0 for number, score in view}


def _kind_share(query: Query, passage: Passage) -> float:
    if not query.wants:
        return 0.0
    return len(kinds_met(query, passage.text, passage.context)) / len(query.wants)


def _is_of_year(document: Document, years: Sequence[int]) -> bool:
    return document.issued_on is not None and document.issued_on.year in years
