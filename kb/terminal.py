"""What the command line shows people: colour where the terminal has it, plain text elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from kb.doctor import Check
    from kb.types import (
        Answer,
        Citation,
        Clause,
        Document,
        Hit,
        Lineage,
        Reference,
        Report,
        Statement,
    )

# Document text goes through Text only: in rich's markup, [bookmark: x] would be a style.
OUT = Console(highlight=False, markup=False, soft_wrap=True)


@contextmanager
def progress_bar(title: str, *, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error that shows how many passages are done; nothing when ``quiet``."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_report(report: Report, index: Path) -> None:
    """What was taken in, what was not and why."""
    for document in report.added:
        OUT.print(Text(f"  {document.source.path}", "green"))
        for warning in document.warnings:
            OUT.print(Text(f"    注意：{warning}", "yellow"))
    for skipped in report.skipped:
        OUT.print(Text(f"  未入库  {skipped.reason}", "red"))
    m = report.manifest
    OUT.print(f"索引 {index}：{m.documents} 份文件，{m.clauses} 个条款，{m.passages} 个段落。")


def show_answer(answer: Answer) -> None:
    """The answer's sentences by part and region with numbered sources, or the refusal."""
    OUT.print(Text(f"问：{answer.question}", "bold"))
    if answer.understood:
        OUT.print(Text(f"按“{answer.understood}”理解", "dim"))
    if answer.status == "not_found":
        OUT.print(Text(f"答：没有找到依据。{answer.reason or ''}", "yellow"))
        if answer.nearest:
            OUT.print("最接近的条款：")
        for citation in answer.nearest:
            OUT.print(Text(f"  · {citation.label}{_status(citation.document)}", "cyan"))
            OUT.print(Text(f"    {_short(citation.quote)}", "dim"))
        return
    for number, part in enumerate(answer.parts, 1):
        OUT.print(Text(f"（{number}）{part.question}", "bold"))
        _show_statements([answer.statements[n] for n in part.statements])
        if part.reason:
            lead = "说明：" if part.statements else "答：没有找到依据。"
            OUT.print(Text(lead + part.reason, "yellow"))
    if not answer.parts:
        _show_statements(answer.statements)
    OUT.print("出处：")
    for number, citation in enumerate(answer.citations, 1):
        label = f"{citation.label}{_page(citation)}{_status(citation.document)}"
        OUT.print(Text(f"  [{number}] {label}", "cyan"))
    if answer.reason and not answer.parts:
        OUT.print(Text(f"说明：{answer.reason}", "yellow"))


def _show_statements(statements: Sequence[Statement]) -> None:
    for region, group in groupby(statements, key=lambda s: s.region):
        OUT.print(Text(f"答（{region}）：" if region else "答：", "bold"))
        for statement in group:
            marks = "".join(f"[{n + 1}]" for n in statement.citations)
            OUT.print(Text(f"  “{statement.text}”").append(marks, "cyan"))


def show_hits(found: tuple[str, Sequence[Hit]]) -> None:
    """Found clauses with their labels."""
    from kb.answering.citations import label_of

    _, hits = found
    if not hits:
        OUT.print(Text("没有找到相关条款。", "yellow"))
    for hit in hits:
        label = label_of(hit.document, hit.clause.path) + _status(hit.document)
        OUT.print(Text(f"{hit.rank:>2}. {label}", "cyan"))
        OUT.print(Text(f"    {_short(hit.passage.text)}"))


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
        words = clause.heading or _short(document.text[clause.start : clause.end], 30)
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


def show_checks(checks: Sequence[Check]) -> None:
    """One line a check: what, whether it is well, what to do."""
    for check in checks:
        mark = Text("完好 ", "green") if check.ok else Text("有误 ", "red")
        OUT.print(mark.append(f"{check.name}：{check.detail}", "default"))


def _list_references(title: str, references: Sequence[Reference]) -> None:
    if not references:
        OUT.print(f"{title}：无")
        return
    OUT.print(f"{title}：")
    for reference in references:
        number = f"（{reference.number}）" if reference.number else ""
        held = "" if reference.target else "　不在库内"
        OUT.print(Text(f"  · {reference.kind}《{reference.title}》{number}{held}"))


def _page(citation: Citation) -> str:
    return f"，第 {citation.page} 页" if citation.page else ""


def _status(document: Document) -> str:
    return f"（{document.status}）" if document.status else ""


def _short(text: str, length: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length] + "…"
