"""What speaks for a passage becomes one score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from kb.language.answer_kinds import kinds_met
from kb.language.matching import coverage, fold_text, pair_share
from kb.language.tokens import words
from kb.marks import Mark
from kb.types import Passage, Query, WeighedTerm, Why

Ranking = Sequence[tuple[int, float]]  # passage number, score; best first

# Fitted listwise (softmax over a question's candidates), see ``eval/README.md``; they add up to
# 1, and so a score lies between 0 and 1 (a clause of the list that is asked for gets a bonus).
WEIGHTS = {
    "words": 0.11,  # BM25 over words
    "bigrams": 0.05,  # BM25 over character bigrams
    "dense": 0.12,  # cosine with the whole passage
    "sentence": 0.18,  # cosine with its nearest sentence
    "coverage": 0.20,  # of the question's content words, by the passage with its headings
    "pairs": 0.22,  # of the question's character bigrams, likewise
    "kind": 0.12,  # the passage holds the kind of answer wanted
}

NEAR = "near"
"""Nearness to the question as the trained side of the encoder has it: it orders later places."""

# 试点任务有哪些 is answered by the clauses under the heading 试点任务, all of them, in their order.
LISTING = re.compile(r"哪些|哪几|几条|几项|几个方面|包括什么")
LISTED_HEADING = 4  # characters of a heading that a question must hold to ask for what is under it
LISTED_BONUS = 0.5
SURE = 5  # places of a list that go by the score alone
OUTDATED = 0.1  # what a document loses that a later version or a repeal has superseded


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what speaks for it; ``parts`` lie between 0 and 1.

    ``place`` is what its score has besides: of a clause that is listed, of a document outdated.
    ``sentences`` are the cosines of the question with the passage's sentences, in their order.
    ``mark``: how it was read beside the question, if it was.
    """

    number: int
    passage: Passage
    parts: Mapping[str, float]
    place: float
    sentences: tuple[float, ...]
    score: float
    why: Why
    mark: Mark | None = None


def with_mark(candidate: Candidate, mark: Mark) -> Candidate:
    """``candidate`` read beside the question: its score grows by how likely it answers."""
    return replace(candidate, score=candidate.score + mark.gain, mark=mark)


def fuse(
    query: Query,
    terms: Sequence[WeighedTerm],
    passages: Mapping[int, Passage],
    views: Mapping[str, Ranking],
    sentences: Mapping[int, NDArray[np.float32]],
    headings: Mapping[int, str | None],
    *,
    pairs: Mapping[str, float],
    outdated: Set[str] = frozenset(),
    without: frozenset[str] = frozenset(),
) -> list[Candidate]:
    """Candidates of all ``passages`` by falling score, equals by passage number.

    ``views`` are the rankings "words", "bigrams", "dense" and ``NEAR``; a passage that a view does
    not rank gets that view's lowest value. Lexical scores are divided by the view's best; cosines
    are stretched over the range seen, since e5's lie close together. ``headings`` are those of
    the clauses right above the passages' own, needed when the question ``asks_for_list``.
    ``pairs`` are the question's character bigrams with their weights, ``outdated`` the ids of
    documents that come after those in force unless the question names them. Parts in ``without``
    count nothing.
    """
    nearest = {n: float(cosines.max()) for n, cosines in sentences.items()}
    scaled = {
        "words": _divided(views.get("words", ())),
        "bigrams": _divided(views.get("bigrams", ())),
        "dense": _stretched(views.get("dense", ())),
        "sentence": _stretched(list(nearest.items())),
        NEAR: _stretched(views.get(NEAR, ())),
    }
    ranks = {name: {n: r for r, (n, _) in enumerate(view, 1)} for name, view in views.items()}
    candidates = []
    for number, passage in passages.items():
        parts = {name: values.get(number, 0.0) for name, values in scaled.items()}
        whole = fold_text(passage.context + passage.text)
        parts["coverage"] = coverage(terms, whole)
        parts["pairs"] = pair_share(pairs, whole)
        parts["kind"] = _kind_share(query, passage)
        place = LISTED_BONUS if _is_listed(query, headings.get(number)) else 0.0
        if passage.document in outdated and passage.document not in query.documents:
            place -= OUTDATED
        score = place + sum(w * parts[name] for name, w in WEIGHTS.items() if name not in without)
        why = Why(*(ranks.get(view, {}).get(number) for view in ("words", "bigrams", "dense")))
        cosines = tuple(map(float, sentences.get(number, ())))
        candidates.append(Candidate(number, passage, parts, place, cosines, score, why))
    return sorted(candidates, key=lambda c: (-c.score, c.number))


def by_turns(candidates: Sequence[Candidate]) -> list[Candidate]:
    """``candidates`` by score, but after the first ``SURE`` by turns with those by ``NEAR``.

    A question in everyday words may share none with the clause that answers it, and no weight
    was found that mends this and leaves questions in official words as they are.
    """
    near = sorted(candidates, key=lambda c: (-c.place, -c.parts[NEAR]))
    turns = zip_longest(near, candidates[SURE:])
    ordered = [*candidates[:SURE], *(c for turn in turns for c in turn if c)]
    return list({candidate.number: candidate for candidate in ordered}.values())


def lexical_tokens(query: Query) -> list[str]:
    """Word tokens to search for: the question's own, and the official words for its phrases."""
    official = [word for term in query.terms for phrase in term.official for word in words(phrase)]
    return words(query.search_text) + official


def asks_for_list(query: Query) -> bool:
    """Whether the question may be answered by all that stands under one heading."""
    return bool(LISTING.search(query.text))


def _is_listed(query: Query, heading: str | None) -> bool:
    if heading is None or not asks_for_list(query):
        return False
    return len(heading) >= LISTED_HEADING and fold_text(heading) in fold_text(query.text)


def _divided(view: Ranking) -> dict[int, float]:
    best = max((score for _, score in view), default=0.0)
    return {number: score / best for number, score in view} if best > 0 else {}


def _stretched(view: Ranking) -> dict[int, float]:
    if not view:
        return {}
    low = min(score for _, score in view)
    span = max(score for _, score in view) - low
    return {number: (score - low) / span if span > 0 else 1.0 for number, score in view}


def _kind_share(query: Query, passage: Passage) -> float:
    if not query.wants:
        return 0.0
    return len(kinds_met(query, passage.text, passage.context)) / len(query.wants)
