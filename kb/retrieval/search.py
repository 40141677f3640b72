"""A query to hits: two lexical views and two dense ones, fused, then sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.indexing.index import Index
from kb.indexing.selection import Selection
from kb.language.matching import rarity, weigh
from kb.language.normalize import fold
from kb.language.one_region import ask_one
from kb.language.tokens import bigrams
from kb.language.wants import asks_issuer
from kb.marks import Marker
from kb.retrieval.fusion import (
    NEAR,
    WEIGHTS,
    Candidate,
    Ranking,
    asks_for_list,
    by_turns,
    fuse,
    lexical_tokens,
    with_mark,
)
from kb.types import (
    Clause,
    Encoder,
    Findings,
    Hit,
    Passage,
    Query,
    Term,
    WeighedTerm,
    Why,
)

POOL = 60  # passages taken from each view, at least
FOUND = 12  # passages that an answer is drawn from
SHOWN = 400  # characters: passages of one clause are shown together up to this length
READ_BESIDE = 2  # passages that the marker reads, the first of a list; five brought no more
READ_OF_ALL = 10  # the same for all regions of a question together
READ = 1000  # passages that are read one by one for a comparison; of more, the nearest

# A word of these that a text holds is found there by its bigrams: no need to ask the index.
RUN = re.compile("[一-鿕]{2,}")

# What can be left out to measure what it is good for.
SEARCHED_BY = (*WEIGHTS, NEAR)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query with what is computed once for all its regions: its vectors and its weights.

    ``vector`` is of the encoder's one side, ``near`` of that trained on everyday questions.
    ``read`` is how many passages a search reads beside the question, and ``question`` what it
    reads there.
    """

    query: Query
    vector: NDArray[np.float32]
    near: NDArray[np.float32]
    terms: tuple[WeighedTerm, ...]
    pairs: Mapping[str, float]
    question: str
    read: int

    def one_of(self, groups: int, region: str | None) -> Prepared:
        """The same for one of so many ``groups`` of documents, which share the reading.

        A question about several regions is read as ``region`` is asked it.
        """
        read = min(self.read, READ_OF_ALL // max(1, groups))
        several = len(self.query.regions) > 1 or self.query.all_regions
        question = ask_one(self.query.inside, region) if region and several else self.query.inside
        return replace(self, question=question, read=read)


@dataclass(frozen=True)
class Searcher:
    """Searches one open generation of an index.

    ``outdated`` are the ids of documents that are no longer in force. ``without`` are parts of
    ``SEARCHED_BY`` that are left out, to measure what each is good for.
    """

    index: Index
    encoder: Encoder
    marker: Marker | None = None
    outdated: Set[str] = frozenset()
    without: frozenset[str] = frozenset()

    def prepare(self, query: Query) -> Prepared:
        """Encode ``query`` and weigh its words and bigrams by their rarity in this index."""
        passages = len(self.index.lexical)
        terms = weigh(query.terms, self._frequency, passages)
        counts = {pair: self._frequency(pair) for pair in dict.fromkeys(bigrams(query.search_text))}
        pairs = {pair: rarity(count, passages) for pair, count in counts.items()}
        vector = self.encoder.encode_query(query.text)
        near = self.encoder.encode_question(query.text)
        read = 0 if asks_issuer(query.text) else READ_BESIDE
        return Prepared(query, vector, near, terms, pairs, query.inside, read)

    def search(self, asked: Prepared, *, top: int, documents: frozenset[str]) -> list[Hit]:
        """The ``top`` stretches of clauses of ``documents``, best first.

        A stretch is a passage with its neighbours in the clause; no words are in two of them.
        No documents give nothing.
        """
        hits, shown = list[Hit](), set[str]()
        pool = max(POOL, 2 * top)
        candidates = self._marked(asked, self.candidates(asked, documents=documents, pool=pool))
        for candidate in by_turns(candidates):
            if len(hits) == top:
                break
            if candidate.passage.id in shown:
                continue
            stretch = self._stretch(candidate.passage, shown)
            shown.update(passage.id for passage in stretch)
            wide = replace(candidate, passage=self._joined(stretch), sentences=())
            hits.append(self._hit(wide, len(hits) + 1))
        return hits

    def find(self, asked: Prepared, region: str | None, *, documents: frozenset[str]) -> Findings:
        """What an answer is drawn from: passages of ``documents``, and which words they lack."""
        candidates = self._marked(asked, self.candidates(asked, documents=documents))[:FOUND]
        hits = tuple(self._hit(c, rank) for rank, c in enumerate(candidates, 1))
        chosen, texts = self.index.select(documents), [fold(_searched(c)) for c in candidates]
        unknown = frozenset(
            t.word for t in asked.query.terms if not self._is_held(t, chosen, texts)
        )
        missing = (t for t in asked.query.terms if t.word in unknown)
        everywhere = chosen.numbers is None
        foreign = frozenset(t.word for t in missing if not everywhere and self._is_anywhere(t))
        searched = self._count(chosen)
        return Findings(region, hits, asked.terms, unknown, searched, foreign=foreign)

    def read_through(
        self, asked: Prepared, region: str | None, *, documents: frozenset[str]
    ) -> Findings:
        """Every passage of ``documents``, in the order of the index; none is left out for its rank.

        Of more than ``READ`` passages, those that a view has among its best and those with the
        nearest sentences are taken.
        """
        numbers = [int(number) for number in self.index.passage_numbers(documents)]
        cosines = self.index.sentences.similarities(numbers, asked.vector)
        if len(numbers) > READ:
            pool = self.candidates(asked, documents=documents, pool=READ // 4)
            near = sorted(cosines, key=lambda n: -float(cosines[n].max()))[: READ // 2]
            numbers = sorted({*near, *(c.number for c in pool)})
        passages = self.index.passages(numbers)
        clauses = self.index.clauses_at((p.document, p.clause) for p in passages)
        hits = tuple(
            Hit(
                rank=rank,
                score=0.0,
                passage=passage,
                document=self.index.document(passage.document),
                clause=clauses[passage.document, passage.clause],
                sentences=tuple(map(float, cosines.get(number, ()))),
                why=Why(),
            )
            for rank, (number, passage) in enumerate(zip(numbers, passages, strict=True), 1)
        )
        return Findings(region, hits, asked.terms, frozenset(), len(numbers))

    def candidates(
        self, asked: Prepared, *, documents: frozenset[str], pool: int = POOL
    ) -> list[Candidate]:
        """The passages of ``documents`` that any view has among its ``pool`` best, best first."""
        if not documents:
            return []
        query, lexical = asked.query, self.index.lexical
        chosen = self.index.select(documents)
        searches: dict[str, Callable[[], Ranking]] = {
            "words": lambda: lexical.search(
                lexical_tokens(query), view="words", top=pool, documents=chosen
            ),
            "bigrams": lambda: lexical.search(
                bigrams(query.search_text), view="bigrams", top=pool, documents=chosen
            ),
            "dense": lambda: self.index.dense.search(
                asked.vector, top=pool, numbers=chosen.numbers
            ),
            NEAR: lambda: self.index.dense.search(asked.near, top=pool, numbers=chosen.numbers),
        }
        views = {name: search() for name, search in searches.items() if name not in self.without}
        found = sorted({number for view in views.values() for number, _ in view})
        passages = dict(zip(found, self.index.passages(found), strict=True))
        cosines = self.index.sentences.similarities(found, asked.vector)
        headings = self._headings_above(passages) if asks_for_list(query) else {}
        return fuse(
            query,
            asked.terms,
            passages,
            views,
            cosines,
            headings,
            pairs=asked.pairs,
            outdated=self.outdated,
            without=self.without,
        )

    def _marked(self, asked: Prepared, candidates: list[Candidate]) -> list[Candidate]:
        """``candidates`` in their order, the first ones read beside the question and put anew."""
        if not self.marker:
            return candidates
        first = candidates[: asked.read]
        texts = [(c.passage.context, c.passage.text) for c in first]
        marks = self.marker.mark(asked.question, texts)
        read = [with_mark(c, mark) for c, mark in zip(first, marks, strict=True)]
        return [*sorted(read, key=lambda c: (-c.score, c.number)), *candidates[len(read) :]]

    def _count(self, chosen: Selection) -> int:
        """The number of passages of ``chosen`` documents."""
        return len(self.index.lexical) if chosen.numbers is None else len(chosen.numbers)

    def _frequency(self, word: str, documents: Selection | None = None) -> int:
        """Number of passages (of ``documents``) that hold ``word``, however they are cut."""
        return self.index.lexical.count(bigrams(word), view="bigrams", documents=documents)

    def _is_held(self, term: Term, documents: Selection, texts: Sequence[str]) -> bool:
        """Whether ``documents`` hold ``term``; ``texts`` are the best of their passages, folded."""
        words = (term.word, *term.official)
        seen = any(RUN.fullmatch(word) and word in text for word in words for text in texts)
        return seen or any(self._frequency(word, documents) for word in words)

    def _is_anywhere(self, term: Term) -> bool:
        return any(self._frequency(word) for word in (term.word, *term.official))

    def _clause(self, passage: Passage) -> Clause:
        place = (passage.document, passage.clause)
        return self.index.clauses_at([place])[place]

    def _headings_above(self, passages: Mapping[int, Passage]) -> dict[int, str | None]:
        """The headings of the clauses right above those of the passages, by passage number."""
        places = {number: (p.document, p.clause) for number, p in passages.items()}
        own = self.index.clauses_at(places.values())
        parents = {n: (place[0], own[place].parent) for n, place in places.items()}
        above = self.index.clauses_at((d, parent) for d, parent in parents.values() if parent)
        return {
            n: above[d, parent].heading if parent else None for n, (d, parent) in parents.items()
        }

    def _stretch(self, passage: Passage, shown: Set[str]) -> tuple[Passage, ...]:
        """``passage`` with its neighbours in the clause, up to ``SHOWN`` characters in all.

        Neighbours that were ``shown`` already, or that stand behind a sub-clause, stay out.
        """
        of_clause = self.index.passages_in(passage)
        text = self.index.document(passage.document).text
        first = last = next(n for n, p in enumerate(of_clause) if p.id == passage.id)
        grows = True
        while grows:
            grows = False
            for new, low, high in ((last + 1, first, last + 1), (first - 1, first - 1, last)):
                if not 0 <= new < len(of_clause) or of_clause[new].id in shown:
                    continue
                begin, end = (last, new) if new > last else (new, first)
                joined = not text[of_clause[begin].end : of_clause[end].start].strip()
                if joined and of_clause[high].end - of_clause[low].start <= SHOWN:
                    first, last, grows = low, high, True
        return of_clause[first : last + 1]

    def _joined(self, stretch: Sequence[Passage]) -> Passage:
        start, end = stretch[0].start, stretch[-1].end
        text = self.index.document(stretch[0].document).text[start:end]
        return replace(stretch[0], start=start, end=end, text=text)

    def _hit(self, candidate: Candidate, rank: int) -> Hit:
        return Hit(
            rank=rank,
            score=round(candidate.score, 6),
            passage=candidate.passage,
            document=self.index.document(candidate.passage.document),
            clause=self._clause(candidate.passage),
            sentences=candidate.sentences,
            why=replace(candidate.why, rerank_score=round(candidate.score, 6)),
            mark=candidate.mark,
        )


def _searched(candidate: Candidate) -> str:
    return f"{candidate.passage.context}\n{candidate.passage.text}"


def take_turns(groups: Sequence[Sequence[Hit]], top: int) -> list[Hit]:
    """The ``top`` hits of ``groups``, one of each in turn, the group with the best one first."""
    taken: list[Hit] = []
    groups = sorted((group for group in groups if group), key=lambda group: -group[0].score)
    for place in range(top):
        taken.extend(group[place] for group in groups if place < len(group))
    return [replace(hit, rank=rank) for rank, hit in enumerate(taken[:top], 1)]
