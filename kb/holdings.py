"""An open library with what is worked out once for all questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from kb.indexing.catalogue import find_document
from kb.indexing.embedding import load_encoder
from kb.indexing.index import Index, check_encoder
from kb.indexing.marking import marker_of
from kb.marks import Marker
from kb.retrieval.amending import find_amended
from kb.retrieval.currency import find_superseded, titled, with_status
from kb.retrieval.lineage import Links, resolve_all
from kb.retrieval.names import DocumentNames
from kb.retrieval.query import understand
from kb.retrieval.register import Register
from kb.retrieval.scope import in_force, known_region
from kb.retrieval.search import SEARCHED_BY, Searcher
from kb.retrieval.validity import validity_of
from kb.types import AmendedArticle, Citation, Document, Encoder, Hit, Query, Superseded, Validity

MARKER = "marker"
PARTS = (*SEARCHED_BY, MARKER)
"""What can be left out to measure what it is good for."""


class Holdings:
    """The documents of an open index, and the search in it; nothing is read before it is used."""

    def __init__(self, index: Index, encoder: Encoder | None, without: frozenset[str]) -> None:
        """Take an open ``index``; without ``encoder`` the bundled one is loaded at first use."""
        self.index = index
        self._encoder = encoder
        self._without = without
        self._validities: dict[tuple[str, date], Validity] = {}

    @cached_property
    def searcher(self) -> Searcher:
        """The search in the index.

        Raises:
            EncoderMismatchError: the index was made with another encoder than the one at hand.
            EncoderError: the encoder's files are missing or damaged.
        """
        check_encoder(self.index.manifest, self.encoder)
        outdated = frozenset(name for name, by in self.superseded.items() if by.whole)
        return Searcher(self.index, self.encoder, self.marker, outdated, self._without)

    @cached_property
    def marker(self) -> Marker | None:
        """What reads texts beside a question; None when the encoder comes without one.

        Raises:
            EncoderError: its files are missing or damaged.
        """
        return None if MARKER in self._without else marker_of(self.encoder)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder given, or the bundled one.

        Raises:
            EncoderError: its files are missing or damaged.
        """
        return self._encoder or load_encoder()

    @cached_property
    def names(self) -> DocumentNames:
        """The titles and 文号 by which a question may name a document."""
        return DocumentNames(self.index.documents())

    @cached_property
    def superseded(self) -> Mapping[str, Superseded]:
        """What superseded each document that something in the library did, by id."""
        return find_superseded(self.index.documents())

    @cached_property
    def amended(self) -> Mapping[str, tuple[AmendedArticle, ...]]:
        """The articles that another text of the library changes, by the id of their document."""
        return find_amended(self.index.documents())

    @cached_property
    def by_id(self) -> Mapping[str, Document]:
        """All documents by id, in the order of their source paths, with their status today."""
        documents = sorted(self.index.documents(), key=lambda d: d.source.path)
        today = date.today()
        return {d.id: with_status(d, self.superseded.get(d.id), today) for d in documents}

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, by source path."""
        return tuple(self.by_id.values())

    @cached_property
    def links(self) -> Links:
        """Every mention of a document in the library with its target, as far as one is sure."""
        documents = self.index.documents()
        register = Register(documents, self.superseded)
        return resolve_all(documents, self.index.references, register)

    def validity(self, document: Document, day: date | None) -> Validity:
        """From when to when ``document`` applies, with what to remark on ``day`` (today)."""
        key = document.id, day or date.today()
        if key not in self._validities:  # worked out once: answers cite few documents often
            record = self.superseded.get(document.id)
            self._validities[key] = validity_of(
                document,
                superseded=record,
                documents=self.by_id,
                day=key[1],
                amended=self.amended.get(document.id, ()),
            )
        return self._validities[key]

    def remarks(self, citations: Iterable[Citation], day: date | None) -> tuple[str, ...]:
        """A sentence for each cited document that does not apply, or not wholly, on ``day``."""
        cited = {citation.document.id: citation.document for citation in citations}
        found = [(document, self.validity(document, day).remark) for document in cited.values()]
        return tuple(f"{titled(document)}{remark}。" for document, remark in found if remark)

    def document(self, name: str) -> Document:
        """The document that ``name`` names: by id, file name, title or 文号.

        Raises:
            UnknownNameError: none or several do; the message lists what there is.
        """
        return find_document(self.documents, name)

    def allowed(self, names: Sequence[str], as_of: date | None) -> list[Document]:
        """The documents that ``names`` name, or all, as far as they may apply on ``as_of``.

        Raises:
            UnknownNameError: there is no such document.
        """
        chosen = [self.document(name) for name in names] or self.documents
        return [d for d in chosen if as_of is None or in_force(d, as_of)]

    def understand(self, question: str, regions: Sequence[str]) -> Query:
        """What ``question`` asks; ``regions``, when given, take the place of those it names.

        Raises:
            QuestionError: there is nothing to search for.
            UnknownNameError: a region is not known.
        """
        query = understand(question, self.names)
        if not regions:
            return query
        return replace(
            query, regions=tuple(map(known_region, regions)), all_regions=False, excepted=()
        )

    def current(self, hit: Hit) -> Hit:
        """``hit`` with its document's status today."""
        return replace(hit, document=self.by_id[hit.document.id])
