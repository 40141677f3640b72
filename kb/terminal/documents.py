"""One document: its clauses, and where it stands among others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, shortened

if TYPE_CHECKING:
    from kb.types import Clause, Document, Lineage, Reference


def show_clauses(document: Document, clauses: Sequence[Clause]) -> None:
    """The clause tree of a document, with what is odd about its numbering."""
    OUT.print(Text(document.title, "bold"))
    region = document.region.name if document.region else "未载明"
    issued = document.issued_on.isoformat() if document.issued_on else "未载明"
    OUT.print(f"文号：{document.number or '未载明'}　地区：{region}　印发日期：{issued}")
    OUT.print(f"发文机关：{'、'.join(document.issuers) or '未载明'}")
    if document.status:
        OUT.print(Text(f"状态：{document.status}", "yellow"))
    for clause in clauses:
        indent = "  " * clause.path.count("/")
        words = clause.heading or shortened(document.text[clause.start : clause.end], 30)
        OUT.print(Text(f"{indent}{clause.path}", "cyan").append(f"  {words}", "default"))
    for warning in document.warnings:
        OUT.print(Text(f"注意：{warning}", "yellow"))


def show_lineage(lineage: Lineage) -> None:
    """The basis of a document, who cites it, what it replaces."""
    OUT.print(Text(lineage.document.title, "bold"))
    _list_references("制定依据", lineage.basis)
    _list_references("被引用于", lineage.cited_by)
    _list_references("废止或替代", lineage.replaces)
    if lineage.missing:
        OUT.print(Text(f"其中 {len(lineage.missing)} 份依据不在库内。", "yellow"))


def _list_references(title: str, references: Sequence[Reference]) -> None:
    if not references:
        OUT.print(f"{title}：无")
        return
    OUT.print(f"{title}：")
    for reference in references:
        number = f"（{reference.number}）" if reference.number else ""
        held = "" if reference.target else "　不在库内"
        OUT.print(Text(f"  · {reference.kind}《{reference.title}》{number}{held}"))
