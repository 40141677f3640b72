"""An open library with what is worked out once for all questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from kb.indexing.catalogue import find_document
from kb.indexing.embedding import load_encoder
from kb.indexing.index import Index, check_encoder
from kb.retrieval.currency import find_superseded, with_status
from kb.retrieval.query import understand
from kb.retrieval.scope import in_force, known_region
from kb.retrieval.search import Searcher
from kb.types import Document, Encoder, Hit, Query, Superseded


class Holdings:
    """The documents of an open index, and the search in it; nothing is read before it is used."""

    def __init__(self, index: Index, encoder: Encoder | None, without: frozenset[str]) -> None:
        """Take an open ``index``; without ``encoder`` the bundled one is loaded at first use."""
        self.index = index
        self._encoder = encoder
        self._without = without

    @cached_property
    def searcher(self) -> Searcher:
        """The search in the index.

        Raises:
            EncoderMismatchError: the index was made with another encoder than the one at hand.
            EncoderError: the encoder's files are missing or damaged.
        """
        encoder = self._encoder or load_encoder()
        check_encoder(self.index.manifest, encoder)
        outdated = frozenset(name for name, by in self.superseded.items() if by.whole)
        return Searcher(self.index, encoder, outdated, self._without)

    @cached_property
    def superseded(self) -> Mapping[str, Superseded]:
        """What superseded each document that something in the library did, by id."""
        return find_superseded(self.index.documents())

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
        query = understand(question, self.index.documents())
        if not regions:
            return query
        return replace(
            query, regions=tuple(map(known_region, regions)), all_regions=False, excepted=()
        )

    def current(self, hit: Hit) -> Hit:
        """``hit`` with its document's status today."""
        return replace(hit, document=self.by_id[hit.document.id])
