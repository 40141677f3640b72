"""The clauses of one document as a paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.export.paper import (
    Block,
    Cell,
    Heading,
    Paper,
    Paragraph,
    Particulars,
    Run,
    Table,
    plain_cell,
)
from kb.types import Citation, Clause, Document

OwnWords = tuple[Clause, tuple[Citation, ...]]
"""A clause, and those of its words that lie in no clause within it."""

HEAD = ("序号", "条款", "标题", "级", "页", "原文（不含下级条款）")
WIDTHS = (1, 3, 4, 1, 1, 12)


def clauses_to_paper(
    document: Document,
    clauses: Sequence[OwnWords],
    *,
    particulars: Particulars,
    record: dict[str, Any],
) -> Paper:
    """Every clause in its order with its own words, so there is no annex."""
    rows = [_row(number, *cited) for number, cited in enumerate(clauses, 1)]
    lines = [Paragraph((Run(f"{name}：{value}"),)) for name, value in _facts(document)]
    page = Table(("条款", "原文"), (3, 14), tuple((row[1], row[-1]) for row in rows))
    blocks: list[Block] = [Heading("一、文件", 1), *lines, Heading("二、条款", 1), page]
    return Paper(
        title=f"《{_inner(document)}》\n条款清单",
        particulars=particulars,
        blocks=tuple(blocks),
        sheets=(("结果", Table(HEAD, WIDTHS, tuple(rows))),),
        notes=(),
        annex=(),
        sources=(document,),
        record=record,
    )


def _row(number: int, clause: Clause, own: Sequence[Citation]) -> tuple[Cell, ...]:
    depth = clause.path.count("/") + 1
    return (
        Cell(value=number),
        plain_cell(clause.path),
        plain_cell(clause.heading or ""),
        Cell(value=depth),
        Cell(value=own[0].page if own else None),
        Cell(tuple(Paragraph((Run(citation.quote.strip()),)) for citation in own)),
    )


def _facts(document: Document) -> list[tuple[str, str]]:
    region = document.region.name if document.region else None
    issued = document.issued_on.isoformat() if document.issued_on else None
    facts = [
        ("文件名", document.title),
        ("文号", document.number),
        ("发文机关", "、".join(document.issuers)),
        ("地区", region),
        ("印发日期", issued),
        ("状态", document.status),
        ("编号问题", "；".join(document.warnings)),
    ]
    return [(name, value) for name, value in facts if value]


def _inner(document: Document) -> str:
    return (document.enclosed_title or document.title).replace("《", "〈").replace("》", "〉")
