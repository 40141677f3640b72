"""What ``--json`` prints: a contract that tools outside the project read.

The names and shapes are those of the tables in the README; they change only with a major version.
What a build reports is in ``reporting.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.records import document_to_dict
from kb.types import (
    AlignedClauses,
    AmendedArticle,
    Answer,
    Cell,
    ChainLink,
    Citation,
    CitedTarget,
    Clause,
    ComparisonTable,
    Document,
    DocumentComparison,
    Duty,
    Hit,
    Lineage,
    PartAnswer,
    Reference,
    SaidDate,
    Validity,
    Version,
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
    of several parts; a part's statements are 0-based places in the list of statements; ``remarks``
    only when a cited document no longer applies.
    """
    record: Json = {
        "question": answer.question,
        "status": answer.status,
        "regions": list(answer.regions),
        "statements": [
            {"text": statement.text, "citations": list(statement.citations)}
            for statement in answer.statements
        ],
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "reason": answer.reason,
        "nearest": [citation_to_json(citation) for citation in answer.nearest],
    }
    if answer.understood:
        record["understood"] = answer.understood
    if answer.parts:
        record["parts"] = [_part_to_json(part) for part in answer.parts]
    if answer.remarks:
        record["remarks"] = list(answer.remarks)
    return record


def comparison_to_json(table: ComparisonTable) -> Json:
    """``kb compare``: a cell's statements cite 0-based places in the cell's own citations.

    A column without documents (the library holds none of that region) has cells that are neither
    silent nor hold a statement. A difference speaks of the 0-based ``columns``. ``to_check`` is
    there when a column that is silent throughout has a clause that comes near.
    """
    record = {
        "topic": table.topic,
        "columns": [
            {
                "name": column.name,
                "region": column.region,
                "documents": [document_to_json(document) for document in column.documents],
            }
            for column in table.columns
        ],
        "rows": [
            {"aspect": row.aspect, "cells": [_cell_to_json(cell) for cell in row.cells]}
            for row in table.rows
        ],
        "differences": [
            {
                "aspect": difference.aspect,
                "kind": difference.kind,
                "text": difference.text,
                "columns": list(difference.columns),
            }
            for difference in table.differences
        ],
    }
    if table.to_check:
        record["to_check"] = [
            {"column": one.column, "citation": citation_to_json(one.citation)}
            for one in table.to_check
        ]
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
        "chain": {
            "upstream": [_link_to_json(link) for link in lineage.upstream],
            "downstream": [_link_to_json(link) for link in lineage.downstream],
        },
    }


def targets_to_json(rows: Sequence[CitedTarget]) -> list[Json]:
    """``kb targets``: ``value_max`` is the upper end of a range, ``due`` the deadline's last day.

    ``binding`` is false for what is only striven for (力争, 鼓励).
    """
    return [_target_to_json(row) for row in rows]


def validity_to_json(
    document: Document,
    validity: Validity,
    by: Document | None,
    amending: Mapping[str, Document] | None = None,
) -> Json:
    """``kb validity``: each day with the words that say it; what is not stated is null.

    A day without words was reckoned from others. ``by`` is the document that superseded it,
    ``amending`` are those that change some of its articles, by id; ``amended`` lists the changes
    when there are any.
    """

    def said(day: SaidDate | None) -> Json | None:
        if day is None:
            return None
        start, end = day.said or (None, None)
        quote = document.text[start:end] if day.said else None
        return {"date": day.day.isoformat(), "quote": quote, "start": start, "end": end}

    ended = validity.superseded
    start, end = (ended and ended.said) or (None, None)
    record: Json = {
        "document": document_to_json(document, full=True),
        "issued": said(validity.issued),
        "effective": said(validity.effective),
        "period": {"start": said(validity.start), "end": said(validity.end)},
        "superseded": ended
        and by
        and {
            "by": document_to_json(by),
            "how": ended.how,
            "since": ended.since and ended.since.isoformat(),
            "whole": ended.whole,
            "quote": by.text[start:end] if ended.said else None,
            "start": start,
            "end": end,
        },
        "remark": validity.remark,
    }
    if validity.amended:
        texts = amending or {}
        record["amended"] = [_amended_to_json(a, texts[a.by]) for a in validity.amended]
    return record


def _amended_to_json(change: AmendedArticle, by: Document) -> Json:
    start, end = change.said
    return {
        "article": change.article,
        "place": change.place,
        "how": change.how,
        "by": document_to_json(by),
        "since": change.since.isoformat(),
        "quote": by.text[start:end],
        "start": start,
        "end": end,
    }


def duties_to_json(duties: Sequence[tuple[Duty, Citation]]) -> list[Json]:
    """``kb duties``: who is charged with what; ``task`` is cut from the document's text."""
    return [
        {
            "body": duty.body,
            "role": duty.role,
            "task": citation.document.text[duty.task_start : duty.task_end],
            "task_start": duty.task_start,
            "task_end": duty.task_end,
            "region": citation.document.region and citation.document.region.name,
            "citation": citation_to_json(citation),
        }
        for duty, citation in duties
    ]


def alignment_to_json(
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


def history_to_json(versions: Sequence[Version]) -> list[Json]:
    """``kb history``: ``successor`` is the id of what replaced the version, null when removed."""
    return [
        {
            "number": version.number,
            "id": version.document,
            "title": version.title,
            "source": version.source.path,
            "sha256": version.source.sha256,
            "issued_on": version.issued_on and version.issued_on.isoformat(),
            "left_at": version.left_at,
            "successor": version.successor,
        }
        for version in versions
    ]


def _cell_to_json(cell: Cell) -> Json:
    return {
        "silent": cell.silent,
        "statements": [
            {"text": statement.text, "citations": list(statement.citations)}
            for statement in cell.statements
        ],
        "citations": [citation_to_json(citation) for citation in cell.citations],
    }


def _pair_to_json(pair: AlignedClauses) -> Json:
    return {
        "kind": pair.kind,
        "left": [citation_to_json(citation) for citation in pair.left],
        "right": [citation_to_json(citation) for citation in pair.right],
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


def _target_to_json(row: CitedTarget) -> Json:
    target, region = row.target, row.citation.document.region
    return {
        "indicator": target.indicator,
        "operator": target.operator,
        "value": _number(target.value),
        "value_max": None if target.value_max is None else _number(target.value_max),
        "unit": target.unit,
        "deadline": target.deadline,
        "due": target.due.isoformat() if target.due else None,
        "scope": target.scope,
        "binding": target.binding,
        "region": region.name if region else None,
        "citation": citation_to_json(row.citation),
    }


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def citation_to_json(citation: Citation) -> Json:
    """A quotation with its place; ``kb clauses --at`` prints one."""
    return {
        "document": document_to_json(citation.document),
        "path": citation.path,
        "label": citation.label,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
    }


def _link_to_json(link: ChainLink) -> Json:
    return {
        **_reference_to_json(link.reference),
        "steps": link.steps,
        "from": document_to_json(link.citing),
        "to": link.cited and document_to_json(link.cited),
        "quote": link.citing.text[link.start : link.end],
        "quote_start": link.start,
        "quote_end": link.end,
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
