"""One document: its clauses, and where it stands among others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, shortened, titled

if TYPE_CHECKING:
    from kb.types import ChainLink, Citation, Clause, Document, Lineage, Reference, Validity


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


def show_rule(rule: Citation) -> None:
    """The words of one article, paragraph or item, under its address."""
    OUT.print(Text(rule.label, "bold"))
    OUT.print(Text(rule.quote))


def show_lineage(lineage: Lineage) -> None:
    """The basis of a document, who cites it, what it replaces."""
    OUT.print(Text(lineage.document.title, "bold"))
    _list_references("制定依据", lineage.basis)
    _list_references("被引用于", lineage.cited_by)
    _list_references("废止或替代", lineage.replaces)
    if lineage.missing:
        OUT.print(Text(f"其中 {len(lineage.missing)} 份依据不在库内。", "yellow"))
    _list_chain("逐级依据", lineage.upstream)
    _list_chain("逐级落实", lineage.downstream)


def show_validity(
    document: Document,
    validity: Validity,
    by: Document | None,
    amending: Mapping[str, Document] | None = None,
) -> None:
    """The days of a document, each with the words that say it, what changed it, and the remark."""
    OUT.print(Text(document.title, "bold"))
    days = (
        ("印发", validity.issued),
        ("施行", validity.effective),
        ("期限起", validity.start),
        ("期限止", validity.end),
    )
    for name, said in days:
        line = Text(f"{name}：{said.day.isoformat() if said else '未载明'}")
        if said and said.said:
            line.append(f"　“{shortened(document.text[slice(*said.said)])}”", "dim")
        OUT.print(line)
    ended = validity.superseded
    if ended and by:
        since = ended.since.isoformat() if ended.since else "日期未载明"
        OUT.print(Text(f"{ended.how}：{titled(by.title)}，自 {since}"))
        if ended.said:
            OUT.print(Text(f"　　“{shortened(by.text[slice(*ended.said)])}”", "dim"))
    for change in validity.amended:
        text = (amending or {})[change.by]
        named = f"{change.place}已{change.how}：{titled(text.title)}，自 {change.since.isoformat()}"
        OUT.print(Text(named))
        OUT.print(Text(f"　　“{shortened(text.text[slice(*change.said)])}”", "dim"))
    if validity.remark:
        OUT.print(Text(f"注意：{validity.remark}。", "yellow"))


def _list_chain(title: str, links: Sequence[ChainLink]) -> None:
    """The links beyond those of the document itself, which stand above already."""
    if not any(link.steps > 1 for link in links):
        return
    OUT.print(f"{title}：")
    for link in links:
        name = link.cited.title if link.cited else link.reference.title
        held = "" if link.cited else "　不在库内"
        words = f"{link.citing.title} → {link.reference.kind} → {name}{held}"
        OUT.print(Text("  " * link.steps + words))
        quote = shortened(link.citing.text[link.start : link.end])
        OUT.print(Text("  " * (link.steps + 1) + f"“{quote}”", "dim"))


def _list_references(title: str, references: Sequence[Reference]) -> None:
    if not references:
        OUT.print(f"{title}：无")
        return
    OUT.print(f"{title}：")
    for reference in references:
        number = f"（{reference.number}）" if reference.number else ""
        held = "" if reference.target else "　不在库内"
        named = reference.title != reference.number  # else by its 文号 alone
        title = f"《{reference.title.strip('《》')}》{number}" if named else reference.title
        OUT.print(Text(f"  · {reference.kind}{title}{held}"))
