"""Conductor 2: an open index answers questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType

from kb.answering.answer import compose
from kb.answering.joining import join_parts
from kb.indexing.catalogue import find_document
from kb.indexing.embedding import load_encoder
from kb.indexing.index import Index, check_encoder, open_index
from kb.language.ellipsis import continues
from kb.language.follow_up import Previous, resume
from kb.language.question_parts import split_question
from kb.retrieval.currency import find_superseded, with_status
from kb.retrieval.lineage import trace
from kb.retrieval.query import check_question, understand
from kb.retrieval.scope import (
    Group,
    absent_regions,
    excepted_groups,
    group_by_region,
    in_force,
    known_region,
)
from kb.retrieval.search import Searcher
from kb.types import (
    Answer,
    Clause,
    Document,
    Encoder,
    Findings,
    Hit,
    Lineage,
    Manifest,
    Query,
    Superseded,
)


class KnowledgeBase:
    """An open library of policy documents. Use it in ``with``, or call ``close``."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder | None = None,
        *,
        without: frozenset[str] = frozenset(),
    ) -> None:
        """Take an open ``index``; without ``encoder`` the bundled one is loaded at first use."""
        self.index = index
        self._encoder = encoder
        self._without = without

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        encoder: Encoder | None = None,
        without: frozenset[str] = frozenset(),
    ) -> KnowledgeBase:
        """Open the index in the folder ``path`` with the bundled encoder or another.

        ``without`` leaves out parts of ``kb.PARTS``, to measure what each is good for.

        Raises:
            IndexMissingError: nothing was built there.
            IndexBrokenError: it is damaged.
            EncoderMismatchError: it was made with another encoder than the one given.
        """
        return cls(open_index(Path(path), encoder=encoder), encoder, without=without)

    def load(self) -> None:
        """Load now what is otherwise loaded at the first question.

        Raises:
            EncoderMismatchError: the index was made with another encoder than the bundled one.
            EncoderError: the encoder's files are missing or damaged.
        """
        self._searcher.encoder.encode_query("预热")
        self.index.load()
        self.documents()

    @cached_property
    def _searcher(self) -> Searcher:
        encoder = self._encoder or load_encoder()
        check_encoder(self.index.manifest, encoder)
        outdated = frozenset(name for name, by in self.superseded.items() if by.whole)
        return Searcher(self.index, encoder, outdated, self._without)

    @property
    def manifest(self) -> Manifest:
        """What the library was made from, and with what."""
        return self.index.manifest

    def documents(self) -> tuple[Document, ...]:
        """All documents, by source path; ``status`` says of those superseded by today how."""
        return tuple(self._documents.values())

    @cached_property
    def superseded(self) -> Mapping[str, Superseded]:
        """What superseded each document that something in the library did, by id.

        Found at first use, by reading every text once: a quarter of a second for 1,400 laws.
        """
        return find_superseded(self.index.documents())

    def document(self, name: str) -> Document:
        """The document that ``name`` names: by id, file name, title or 文号.

        Raises:
            UnknownNameError: none or several do; the message lists what there is.
        """
        return find_document(self.documents(), name)

    def clauses(self, name: str) -> tuple[Clause, ...]:
        """The clauses of a document, in its order; ``name`` as for ``document``."""
        return self.index.clauses(self.document(name).id)

    def search(
        self,
        question: str,
        *,
        top: int = 10,
        regions: Sequence[str] = (),
        documents: Sequence[str] = (),
        as_of: date | None = None,
    ) -> list[Hit]:
        """The ``top`` clauses for ``question``, best first; regions that it names filter.

        Several regions take turns, so that none crowds out another.

        Raises:
            QuestionError: there is nothing to search for.
            UnknownNameError: a region or document is named that is not known.
        """
        query = self._understand(question, regions)
        allowed = self._allowed(documents, as_of)
        asked = self._searcher.prepare(query)
        groups = [
            self._searcher.search(asked, top=top, documents=chosen)
            for _, chosen in group_by_region(query, allowed)
        ]
        return [self._current(hit) for hit in _take_turns(groups, top)]

    def ask(
        self,
        question: str,
        *,
        previous: Answer | Sequence[str] | str | None = None,
        regions: Sequence[str] = (),
        documents: Sequence[str] = (),
        as_of: date | None = None,
    ) -> Answer:
        """Answer ``question`` with exact quotations, or say why not.

        ``previous`` is the answer, or the questions in their order, that it may follow up
        (那天津呢？); a question that stands by itself is not altered. A question of several parts
        has each part answered by itself.

        Raises:
            QuestionError: there is nothing to answer.
            UnknownNameError: a region or document is named that is not known.
            QuoteError: the index does not hold what it quotes.
        """
        allowed, text = self._allowed(documents, as_of), check_question(question)
        if isinstance(previous, str):
            previous = [previous]
        if previous is not None and not isinstance(previous, Answer):
            previous = self._replayed(previous, allowed)
        understood = resume(text, _earlier(previous)) if previous else text
        earlier = previous if understood != text else None
        answers: list[tuple[str, Answer]] = []
        for part in split_question(understood):
            if part.follows:
                earlier = answers[-1][1]
            answers.append((part.asked, self._follow(part.whole, regions, allowed, earlier)))
        answer = join_parts(text, answers) if len(answers) > 1 else answers[0][1]
        return replace(answer, question=text, understood=understood if understood != text else None)

    def lineage(self, name: str) -> Lineage:
        """What a document rests on, who cites it, what it replaces, what of its basis is missing.

        Raises:
            UnknownNameError: there is no such document.
        """
        return trace(self.document(name), self.documents(), self.index.references)

    def close(self) -> None:
        """Let go of the index's files."""
        self.index.close()

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def _documents(self) -> dict[str, Document]:
        documents = sorted(self.index.documents(), key=lambda d: d.source.path)
        today = date.today()
        return {d.id: with_status(d, self.superseded.get(d.id), today) for d in documents}

    def _current(self, hit: Hit) -> Hit:
        return replace(hit, document=self._documents[hit.document.id])

    def _understand(self, question: str, regions: Sequence[str]) -> Query:
        query = understand(question, self.index.documents())
        if not regions:
            return query
        return replace(
            query, regions=tuple(map(known_region, regions)), all_regions=False, excepted=()
        )

    def _replayed(self, questions: Sequence[str], allowed: list[Document]) -> Answer | None:
        """The answer to the last of ``questions``, each a possible follow-up of those before."""
        answer = None
        for question in questions:
            text = check_question(question)
            whole = resume(text, _earlier(answer)) if answer else text
            answer = replace(self._answer(whole, (), allowed), understood=whole)
        return answer

    def _follow(
        self,
        question: str,
        regions: Sequence[str],
        allowed: list[Document],
        earlier: Answer | None,
    ) -> Answer:
        """Answer from the documents that ``earlier`` cites, if it goes on about the same.

        Regions that it does not cite keep all their documents; if nothing is found so, all do.
        """
        cited = [citation.document for citation in earlier.citations] if earlier else []
        if earlier and cited and continues(question, earlier.understood or earlier.question):
            places = [d.region for d in cited]
            narrowed = [d for d in allowed if d in cited or d.region not in places]
            answer = self._answer(question, regions, narrowed)
            if answer.status == "answered":
                return answer
        return self._answer(question, regions, allowed)

    def _answer(self, question: str, regions: Sequence[str], allowed: list[Document]) -> Answer:
        query = self._understand(question, regions)
        asked = self._searcher.prepare(query)
        groups = group_by_region(query, allowed)
        held = {document for _, chosen in groups for document in chosen}

        def find(chosen: Sequence[Group]) -> list[Findings]:
            found = [self._searcher.find(asked, name, documents=ids) for name, ids in chosen]
            return [replace(f, hits=tuple(map(self._current, f.hits))) for f in found]

        def elsewhere() -> Findings | None:
            others = frozenset(d.id for d in allowed if d.id not in held)
            return find([(None, others)])[0] if query.regions and others else None

        witnesses = find(excepted_groups(query, allowed))
        absent = absent_regions(query, allowed)
        return compose(query, find(groups), absent, witnesses, elsewhere)

    def _allowed(self, names: Sequence[str], as_of: date | None) -> list[Document]:
        chosen = [self.document(name) for name in names] or self.documents()
        return [d for d in chosen if as_of is None or in_force(d, as_of)]


def _earlier(answer: Answer) -> Previous:
    """What a follow-up of ``answer`` may point at."""
    question = answer.understood or answer.question
    if not answer.citations:
        return Previous(question)
    document = answer.citations[0].document
    region = document.region.name if document.region else None
    return Previous(question, document.enclosed_title or document.title, region)


def _take_turns(groups: Sequence[Sequence[Hit]], top: int) -> list[Hit]:
    taken: list[Hit] = []
    groups = sorted((group for group in groups if group), key=lambda group: -group[0].score)
    for place in range(top):
        taken.extend(group[place] for group in groups if place < len(group))
    return [replace(hit, rank=rank) for rank, hit in enumerate(taken[:top], 1)]
