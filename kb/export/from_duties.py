"""责任 as a paper: who leads, does or helps with what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.export.annex import ClausesOf, cited_clauses
from kb.export.footnotes import Footnotes
from kb.export.paper import Cell, Heading, Paper, Paragraph, Particulars, Run, Table, plain_cell
from kb.types import Citation, Duty

CitedDuty = tuple[Duty, Citation]

HEAD = ("序号", "地区", "单位", "职责", "任务", "原文")
WIDTHS = (1.3, 2.2, 3.5, 1.5, 7, 7)


def duties_to_paper(
    duties: Sequence[CitedDuty],
    *,
    particulars: Particulars,
    clauses_of: ClausesOf,
    record: dict[str, Any],
) -> Paper:
    """The duties in their order, each with its task and the words that charge the body."""
    notes = Footnotes()
    rows = [_row(number, *cited, notes=notes) for number, cited in enumerate(duties, 1)]
    table = Table(HEAD, WIDTHS, tuple(rows))
    return Paper(
        title="责任分工一览表",
        particulars=particulars,
        blocks=(Heading("一、责任分工", 1), table),
        sheets=(("结果", table),),
        notes=notes.citations,
        annex=cited_clauses(notes.citations, clauses_of),
        sources=notes.documents,
        record=record,
    )


def _row(number: int, duty: Duty, citation: Citation, *, notes: Footnotes) -> tuple[Cell, ...]:
    region = citation.document.region
    task = citation.document.text[duty.task_start : duty.task_end]
    return (
        Cell(value=number),
        plain_cell(region.name if region else ""),
        plain_cell(duty.body),
        plain_cell(duty.role),
        plain_cell(task.strip()),
        Cell((Paragraph((Run(f"“{citation.quote.strip()}”", notes=notes.cite([citation])),)),)),
    )
