"""Conductor 2: an open index answers questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb.answering.alignment import compare_documents
from kb.asking import answer_question, search_clauses
from kb.comparing import compare_topic
from kb.graph import GraphLanguage, draw_lineage
from kb.holdings import Holdings
from kb.indexing.index import Index, open_index
from kb.listing import cite_duty, list_duties, list_targets
from kb.retrieval.lineage import trace
from kb.types import (
    Answer,
    Citation,
    CitedTarget,
    Clause,
    ComparisonTable,
    Document,
    DocumentComparison,
    Duty,
    Encoder,
    Hit,
    Lineage,
    Manifest,
    Query,
    Superseded,
    Validity,
    Version,
)
from kb.versions import list_versions, read_version


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
        self._held = Holdings(index, encoder, without)

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
        encoder = self._held.searcher.encoder
        encoder.encode_query("预热")
        encoder.encode_question("预热")
        self.documents()

    @property
    def manifest(self) -> Manifest:
        """What the library was made from, and with what."""
        return self.index.manifest

    def documents(self) -> tuple[Document, ...]:
        """All documents, by source path; ``status`` says of those superseded by today how."""
        return self._held.documents

    @property
    def superseded(self) -> Mapping[str, Superseded]:
        """What superseded each document that something in the library did, by id.

        Found at first use, by reading every text once: a quarter of a second for 1,400 laws.
        """
        return self._held.superseded

    def document(self, name: str) -> Document:
        """The document that ``name`` names: by id, file name, title or 文号; 某办法@1 an old one.

        Raises:
            UnknownNameError: none or several do; the message lists what there is.
        """
        return read_version(self._held, name)[0]

    def clauses(self, name: str) -> tuple[Clause, ...]:
        """The clauses of a document, in its order; ``name`` as for ``document``."""
        return read_version(self._held, name)[1]

    def history(self, name: str | None = None) -> tuple[Version, ...]:
        """The old versions of a document, oldest first; without ``name`` what was removed.

        Version n is read as ``document("name@n")``; it is never searched or cited.
        """
        return list_versions(self._held, name)

    def understand(self, question: str) -> Query:
        """What ``question`` asks; raises ``QuestionError`` when there is nothing to search for."""
        return self._held.understand(question, ())

    def search(
        self,
        question: str,
        *,
        top: int = 10,
        regions: Sequence[str] = (),
        documents: Sequence[str] = (),
        as_of: date | None = None,
    ) -> list[Hit]:
        """The ``top`` clauses for ``question``, best first.

        Regions that it names filter; several take turns, so that none crowds out another.

        Raises:
            QuestionError: there is nothing to search for.
            UnknownNameError: a region or document is named that is not known.
        """
        allowed = self._held.allowed(documents, as_of)
        return search_clauses(self._held, question, top=top, regions=regions, allowed=allowed)

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
        allowed = self._held.allowed(documents, as_of)
        answer = answer_question(
            self._held, question, previous=previous, regions=regions, allowed=allowed
        )
        return replace(answer, remarks=self._held.remarks(answer.citations, as_of))

    def compare(
        self,
        topic: str,
        *,
        regions: Sequence[str] = (),
        documents: Sequence[str] = (),
        aspects: Sequence[str] = (),
        as_of: date | None = None,
    ) -> ComparisonTable:
        """Set side by side what regions say on ``topic`` (康复床位), each searched by itself.

        The columns are ``regions`` (those that the topic names; else all that the library has
        documents of), or ``documents`` when only these are given. The rows are ``aspects``, or
        what the clauses themselves speak of. A silent cell says that every clause of the
        column's documents was held against the topic and none sets anything.

        Raises:
            QuestionError: the topic is empty, or there are fewer than two columns.
            UnknownNameError: a region or document is not known or not held.
            QuoteError: the index does not hold what it quotes.
        """
        allowed = self._held.allowed(documents, as_of)
        return compare_topic(
            self._held,
            topic,
            regions=regions,
            documents=documents,
            aspects=aspects,
            allowed=allowed,
        )

    def targets(
        self,
        *,
        regions: Sequence[str] = (),
        documents: Sequence[str] = (),
        indicator: str | None = None,
        as_of: date | None = None,
    ) -> tuple[CitedTarget, ...]:
        """指标: the numbers that clauses set, by document in the order of its text.

        ``indicator`` keeps those whose indicator or scope holds each of its words; none fitting
        gives ``()``. ``kb.group_targets`` lines up what regions set alike.

        Raises:
            UnknownNameError: a region or document is named that is not known.
        """
        allowed = self._held.allowed(documents, as_of)
        return list_targets(self.index, allowed, regions=regions, indicator=indicator)

    def lineage(self, name: str) -> Lineage:
        """What a document rests on, who cites it, what it replaces, what of its basis is missing.

        The basis is followed on to what it rests on (省 to 国家), and down to what rests on it.
        Raises:
            UnknownNameError: there is no such document.
        """
        return trace(self._held.document(name), self._held.by_id, self._held.links)

    def lineage_graph(self, name: str, language: GraphLanguage = "dot") -> str:
        """The lineage of a document as a graph: text for Graphviz (``dot``) or ``mermaid``.

        Raises:
            UnknownNameError: there is no such document.
        """
        return draw_lineage(self.lineage(name), self._held.by_id, language)

    def validity(self, name: str, as_of: date | None = None) -> Validity:
        """From when to when a document applies, with the words that say so.

        The remark is about the day ``as_of``, today when it is None; what the text does not say
        is None.

        Raises:
            UnknownNameError: there is no such document.
        """
        return self._held.validity(self._held.document(name), as_of)

    def duties(
        self,
        *,
        regions: Sequence[str] = (),
        documents: Sequence[str] = (),
        body: str | None = None,
        as_of: date | None = None,
    ) -> tuple[Duty, ...]:
        """Who is charged with what, by document and in its order.

        ``regions`` take documents of these regions and of places within them; ``body`` those
        charged under this name or another that it goes by (卫生健康: 市卫生计生委 too).

        Raises:
            UnknownNameError: a region or document is named that is not known.
        """
        allowed = self._held.allowed(documents, as_of)
        return list_duties(self.index, allowed, regions=regions, body=body)

    def citation(self, duty: Duty) -> Citation:
        """The words that charge a body, quoted with their place.

        Raises:
            QuoteError: the index does not hold them.
        """
        return cite_duty(self.index, self._held.by_id[duty.document], duty)

    def compare_documents(self, left: str, right: str) -> DocumentComparison:
        """Two documents clause by clause: what corresponds, with the words that differ marked.

        For two versions of a law and for two regions' plans alike; ``left`` and ``right`` as for
        ``document``.

        Raises:
            UnknownNameError: there is no such document.
            ComparisonError: both are one document, or one of them holds nothing to compare.
        """
        return compare_documents(
            read_version(self._held, left),
            read_version(self._held, right),
            documents=self._held.by_id,
            superseded=self.superseded,
        )

    def close(self) -> None:
        """Let go of the index's files."""
        self.index.close()

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
