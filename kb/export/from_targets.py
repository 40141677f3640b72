"""指标 as a paper: a table to read, and one with typed columns to reckon with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.export.annex import ClausesOf, cited_clauses
from kb.export.footnotes import Footnotes
from kb.export.paper import Cell, Heading, Paper, Paragraph, Particulars, Run, Table, plain_cell
from kb.types import Citation, CitedTarget, Target

PAGE = ("序号", "地区", "指标", "要求", "时限", "适用范围", "原文")
PAGE_WIDTHS = (1.3, 2.2, 4, 2.8, 2.4, 2.6, 9)
SHEET = (
    *("序号", "地区", "指标", "关系", "数值", "数值上限", "单位", "时限", "截止日期", "适用范围"),
    *("约束力", "原文"),
)
SHEET_WIDTHS = (1, 2, 4, 1, 2, 2, 1.5, 3, 2.5, 3, 2, 10)


def targets_to_paper(
    targets: Sequence[CitedTarget],
    *,
    particulars: Particulars,
    clauses_of: ClausesOf,
    record: dict[str, Any],
) -> Paper:
    """The targets in their order, each with the sentence or table row that sets it."""
    notes = Footnotes()
    pairs = [(n, cited.target, cited.citation) for n, cited in enumerate(targets, 1)]
    page = [_page_row(*pair, notes=notes) for pair in pairs]
    sheet = [_sheet_row(*pair, notes=notes) for pair in pairs]
    return Paper(
        title="政策指标一览表",
        particulars=particulars,
        blocks=(Heading("一、指标", 1), Table(PAGE, PAGE_WIDTHS, tuple(page))),
        sheets=(("结果", Table(SHEET, SHEET_WIDTHS, tuple(sheet))),),
        notes=notes.citations,
        annex=cited_clauses(notes.citations, clauses_of),
        sources=notes.documents,
        record=record,
    )


def _page_row(
    number: int, target: Target, citation: Citation, *, notes: Footnotes
) -> tuple[Cell, ...]:
    return (
        plain_cell(str(number)),
        plain_cell(_region(citation)),
        plain_cell(target.indicator),
        plain_cell(_demand(target)),
        plain_cell(target.deadline),
        plain_cell(target.scope),
        Cell((Paragraph((Run(f"“{citation.quote}”", notes=notes.cite([citation])),)),)),
    )


def _sheet_row(
    number: int, target: Target, citation: Citation, *, notes: Footnotes
) -> tuple[Cell, ...]:
    return (
        Cell(value=number),
        plain_cell(_region(citation)),
        plain_cell(target.indicator),
        plain_cell(target.operator),
        Cell(value=target.value),
        Cell(value=target.value_max),
        plain_cell(target.unit),
        plain_cell(target.deadline),
        Cell(value=target.due),
        plain_cell(target.scope),
        plain_cell(_force(target)),
        Cell((Paragraph((Run(citation.quote, notes=notes.cite([citation])),)),)),
    )


def _demand(target: Target) -> str:
    upper = "" if target.value_max is None else f"—{_number(target.value_max)}"
    operator = "" if target.operator == "=" else target.operator
    striven = "" if target.binding else "（努力方向）"
    return f"{operator}{_number(target.value)}{upper}{target.unit}{striven}"


def _force(target: Target) -> str:
    return "应当达到" if target.binding else "努力方向"


def _number(value: float) -> str:
    return f"{value:.10g}" if abs(value) < 1e10 else f"{value:.0f}"


def _region(citation: Citation) -> str | None:
    return citation.document.region.name if citation.document.region else None
