"""A query to hits: two lexical views and the dense one, fused, the best passage of each clause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from kb.indexing.index import Index
from kb.language.matching import weigh
from kb.language.tokens import bigrams
from kb.retrieval.fusion import Candidate, fuse, lexical_tokens
from kb.types import Clause, Encoder, Findings, Hit, Query, Term, WeighedTerm

POOL = 60  # passages taken from each view
FOUND = 12  # passages that an answer is drawn from


@dataclass(frozen=True)
class Searcher:
    """Searches one open generation of an index."""

    index: Index
    encoder: Encoder

    def search(self, query: Query, *, top: int, documents: frozenset[str]) -> list[Hit]:
        """The ``top`` clauses of ``documents`` for ``query``, best first.

        No documents give nothing.
        """
        best: dict[str, Candidate] = {}
        for candidate in self.candidates(query, documents=documents):
            best.setdefault(candidate.passage.clause, candidate)
        return [self._hit(c, rank) for rank, c in enumerate(list(best.values())[:top], 1)]

    def find(self, query: Query, region: str | None, *, documents: frozenset[str]) -> Findings:
        """What the answer to ``query`` is drawn from: passages of ``documents``, and words."""
        candidates = self.candidates(query, documents=documents)[:FOUND]
        hits = tuple(self._hit(c, rank) for rank, c in enumerate(candidates, 1))
        unknown = frozenset(t.word for t in query.terms if not self._is_held(t, documents))
        return Findings(region, hits, self.weigh(query), unknown)

    def candidates(self, query: Query, *, documents: frozenset[str]) -> list[Candidate]:
        """All passages of ``documents`` that any view found, fused, best first."""
        if not documents:
            return []
        tokens = lexical_tokens(query)
        numbers = self.index.passage_numbers(documents)
        lexical = self.index.lexical
        views = {
            "words": lexical.search(tokens, view="words", top=POOL, documents=documents),
            "bigrams": lexical.search(
                bigrams(query.search_text), view="bigrams", top=POOL, documents=documents
            ),
            "dense": self.index.dense.search(
                self.encoder.encode_query(query.text), top=POOL, numbers=numbers
            ),
        }
        found = sorted({number for view in views.values() for number, _ in view})
        passages = dict(zip(found, self.index.passages(found), strict=True))
        held = {p.document: self.index.document(p.document) for p in passages.values()}
        return fuse(query, self.weigh(query), passages, views, held)

    def weigh(self, query: Query) -> tuple[WeighedTerm, ...]:
        """The content words of ``query`` with their weights in this index."""
        return weigh(query.terms, self.frequency, len(self.index.lexical))

    def frequency(self, word: str, documents: frozenset[str] | None = None) -> int:
        """Number of passages (of ``documents``) that hold ``word``, however they are cut."""
        return self.index.lexical.count(bigrams(word), view="bigrams", documents=documents)

    def _is_held(self, term: Term, documents: frozenset[str]) -> bool:
        """Whether a passage of ``documents`` holds ``term`` or an official word for it."""
        return any(self.frequency(word, documents) for word in (term.word, *term.official))

    def clause(self, candidate: Candidate) -> Clause:
        """The clause that a candidate's passage stands in."""
        return self._clauses(candidate.passage.document)[candidate.passage.clause]

    @cached_property
    def _clause_cache(self) -> dict[str, dict[str, Clause]]:
        return {}

    def _clauses(self, document: str) -> dict[str, Clause]:
        if document not in self._clause_cache:
            self._clause_cache[document] = {c.id: c for c in self.index.clauses(document)}
        return self._clause_cache[document]

    def _hit(self, candidate: Candidate, rank: int) -> Hit:
        return Hit(
            rank=rank,
            score=round(candidate.score, 6),
            passage=candidate.passage,
            document=self.index.document(candidate.passage.document),
            clause=self.clause(candidate),
            why=replace(candidate.why, rerank_score=round(candidate.score, 6)),
        )
