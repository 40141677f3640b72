"""What ``--json`` prints: a contract that tools outside the project read.

The names and shapes are those of the tables in the README; they change only with a major version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.records import document_to_dict
from kb.types import (
    AlignedClauses,
    Answer,
    Citation,
    Clause,
    Document,
    DocumentComparison,
    Hit,
    Lineage,
    PartAnswer,
    Reference,
    Report,
)

SHORT = ("id", "source", "title", "region", "number")
FULL = ("id", "source", "title", "number", "issuers", "region", "issued_on", "status", "period")

Json = dict[str, Any]


def document_to_json(document: Document, *, full: bool = False) -> Json:
    """A document: in hits and citations in short, with dates and issuers where it is the subject.

    ``source`` is the path of its file within the corpus; a field that the text does not state
    is null.
    """
    record = {**document_to_dict(document), "source": document.source.path}
    return {name: record[name] for name in (FULL if full else SHORT)}


def clauses_to_json(document: Document, clauses: Sequence[Clause]) -> Json:
    """``kb clauses``: start and end are 0-based characters of the document's text."""
    return {
        "document": document_to_json(document, full=True),
        "clauses": [
            {
                "path": clause.path,
                "label": clause.label,
                "heading": clause.heading,
                "start": clause.start,
                "end": clause.end,
                "text": document.text[clause.start : clause.end],
            }
            for clause in clauses
        ],
    }


def search_to_json(found: tuple[str, Sequence[Hit]]) -> Json:
    """``kb search``: the question and its hits, best first; rank is 1-based."""
    question, hits = found
    return {
        "query": question,
        "hits": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "document": document_to_json(hit.document),
                "path": hit.clause.path,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "text": hit.passage.text,
            }
            for hit in hits
        ],
    }


def answer_to_json(answer: Answer) -> Json:
    """``kb ask``: a statement's citations are 0-based places in the list of citations.

    ``understood`` is there only for a follow-up that was completed, ``parts`` only for a question
    of several parts; a part's statements are 0-based places in the list of statements.
    """
    record: Json = {
        "question": answer.question,
        "status": answer.status,
        "regions": list(answer.regions),
        "statements": [
            {"text": statement.text, "citations": list(statement.citations)}
            for statement in answer.statements
        ],
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "reason": answer.reason,
        "nearest": [_citation_to_json(citation) for citation in answer.nearest],
    }
    if answer.understood:
        record["understood"] = answer.understood
    if answer.parts:
        record["parts"] = [_part_to_json(part) for part in answer.parts]
    return record


def no_answer(question: str) -> Answer:
    """The answer to a question that could not be worked on."""
    return Answer(question, "not_found", (), (), (), None, ())


def no_hits(question: str) -> tuple[str, Sequence[Hit]]:
    """The hits of a question that could not be worked on."""
    return question, ()


def lineage_to_json(lineage: Lineage) -> Json:
    """``kb lineage``: ``target`` is the id of the document meant, null if it is not held."""
    return {
        "document": document_to_json(lineage.document, full=True),
        "basis": [_reference_to_json(reference) for reference in lineage.basis],
        "cited_by": [_reference_to_json(reference) for reference in lineage.cited_by],
        "replaces": [_reference_to_json(reference) for reference in lineage.replaces],
        "missing": [_reference_to_json(reference) for reference in lineage.missing],
    }


def comparison_to_json(
    comparison: DocumentComparison, shown: Sequence[AlignedClauses] | None = None
) -> Json:
    """``kb align``: marks are 0-based spans in the text of their document.

    ``shown`` are the pairs to list, all by default; the summary counts all.
    """
    pairs = comparison.pairs
    matched = [pair for pair in pairs if pair.left and pair.right]
    kinds = ("same", "changed", "split", "merged", "only_left", "only_right")
    return {
        "left": document_to_json(comparison.left, full=True),
        "right": document_to_json(comparison.right, full=True),
        "pairs": [_pair_to_json(pair) for pair in (pairs if shown is None else shown)],
        "summary": {
            "matched": len(matched),
            **{kind: sum(pair.kind == kind for pair in pairs) for kind in kinds},
            "moved": sum(pair.moved for pair in pairs),
            "text": comparison.summary,
        },
        "later": comparison.later,
        "partial": list(comparison.partial),
        "notes": list(comparison.notes),
    }


def report_to_json(report: Report) -> Json:
    """``kb build`` and ``kb add``: what was taken in and what was not, with the reason."""
    return {
        "documents": report.manifest.documents,
        "clauses": report.manifest.clauses,
        "passages": report.manifest.passages,
        "added": [
            {**document_to_json(document, full=True), "warnings": list(document.warnings)}
            for document in report.added
        ],
        "skipped": [{"path": s.path, "reason": s.reason} for s in report.skipped],
    }


def _pair_to_json(pair: AlignedClauses) -> Json:
    return {
        "kind": pair.kind,
        "left": [_citation_to_json(citation) for citation in pair.left],
        "right": [_citation_to_json(citation) for citation in pair.right],
        "marks_left": [list(span) for span in pair.marks_left],
        "marks_right": [list(span) for span in pair.marks_right],
        "moved": pair.moved,
        "similarity": pair.similarity,
    }


def _part_to_json(part: PartAnswer) -> Json:
    return {
        "question": part.question,
        "understood": part.understood,
        "status": part.status,
        "statements": list(part.statements),
        "reason": part.reason,
    }


def _citation_to_json(citation: Citation) -> Json:
    return {
        "document": document_to_json(citation.document),
        "path": citation.path,
        "label": citation.label,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
    }


def _reference_to_json(reference: Reference) -> Json:
    return {
        "kind": reference.kind,
        "title": reference.title,
        "number": reference.number,
        "document": reference.document,
        "path": reference.clause.split(":", 1)[-1],
        "start": reference.start,
        "end": reference.end,
        "target": reference.target,
    }
