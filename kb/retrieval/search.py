"""A query to hits: two lexical views and the dense one, fused, then sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.indexing.index import Index
from kb.language.matching import weigh
from kb.language.tokens import bigrams
from kb.retrieval.fusion import Candidate, fuse, lexical_tokens
from kb.types import (
    Clause,
    Encoder,
    Findings,
    Hit,
    Passage,
    Query,
    Term,
    WeighedTerm,
)

POOL = 60  # passages taken from each view
FOUND = 12  # passages that an answer is drawn from


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query with what is computed once for all its regions: its vector and its weights."""

    query: Query
    vector: NDArray[np.float32]
    terms: tuple[WeighedTerm, ...]


@dataclass(frozen=True)
class Searcher:
    """Searches one open generation of an index."""

    index: Index
    encoder: Encoder

    def prepare(self, query: Query) -> Prepared:
        """Encode ``query`` and weigh its content words by their rarity in this index."""
        terms = weigh(query.terms, self._frequency, len(self.index.lexical))
        return Prepared(query, self.encoder.encode_query(query.text), terms)

    def search(self, asked: Prepared, *, top: int, documents: frozenset[str]) -> list[Hit]:
        """The ``top`` clauses of ``documents``, best first; no documents give nothing."""
        best: dict[str, Candidate] = {}
        for candidate in self.candidates(asked, documents=documents):
            best.setdefault(candidate.passage.clause, candidate)
        return [self._hit(c, rank) for rank, c in enumerate(list(best.values())[:top], 1)]

    def find(self, asked: Prepared, region: str | None, *, documents: frozenset[str]) -> Findings:
        """What an answer is drawn from: passages of ``documents``, and which words they lack."""
        candidates = self.candidates(asked, documents=documents)[:FOUND]
        hits = tuple(self._hit(c, rank) for rank, c in enumerate(candidates, 1))
        unknown = frozenset(t.word for t in asked.query.terms if not self._is_held(t, documents))
        return Findings(region, hits, asked.terms, unknown)

    def candidates(self, asked: Prepared, *, documents: frozenset[str]) -> list[Candidate]:
        """All passages of ``documents`` that any view found, fused, best first."""
        if not documents:
            return []
        query, lexical = asked.query, self.index.lexical
        numbers = self.index.passage_numbers(documents)
        views = {
            "words": lexical.search(
                lexical_tokens(query), view="words", top=POOL, documents=documents
            ),
            "bigrams": lexical.search(
                bigrams(query.search_text), view="bigrams", top=POOL, documents=documents
            ),
            "dense": self.index.dense.search(asked.vector, top=POOL, numbers=numbers),
        }
        found = sorted({number for view in views.values() for number, _ in view})
        passages = dict(zip(found, self.index.passages(found), strict=True))
        sentences = self.index.sentences.similarities(found, asked.vector)
        headings = {n: self._heading_above(passage) for n, passage in passages.items()}
        return fuse(query, asked.terms, passages, views, sentences, headings)

    def _frequency(self, word: str, documents: frozenset[str] | None = None) -> int:
        """Number of passages (of ``documents``) that hold ``word``, however they are cut."""
        return self.index.lexical.count(bigrams(word), view="bigrams", documents=documents)

    def _is_held(self, term: Term, documents: frozenset[str]) -> bool:
        return any(self._frequency(word, documents) for word in (term.word, *term.official))

    @cached_property
    def _clauses(self) -> dict[str, dict[str, Clause]]:
        return {}

    def _clause(self, passage: Passage) -> Clause:
        if passage.document not in self._clauses:
            clauses = self.index.clauses(passage.document)
            self._clauses[passage.document] = {clause.id: clause for clause in clauses}
        return self._clauses[passage.document][passage.clause]

    def _heading_above(self, passage: Passage) -> str | None:
        parent = self._clause(passage).parent
        return self._clauses[passage.document][parent].heading if parent else None

    def _hit(self, candidate: Candidate, rank: int) -> Hit:
        return Hit(
            rank=rank,
            score=round(candidate.score, 6),
            passage=candidate.passage,
            document=self.index.document(candidate.passage.document),
            clause=self._clause(candidate.passage),
            sentences=candidate.sentences,
            why=replace(candidate.why, rerank_score=round(candidate.score, 6)),
        )
