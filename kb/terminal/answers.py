"""Answers and hits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, page_of, shortened, status_of

if TYPE_CHECKING:
    from kb.types import Answer, Citation, Hit, Statement


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
            OUT.print(Text(f"  · {citation.label}{status_of(citation.document)}", "cyan"))
            OUT.print(Text(f"    {shortened(citation.quote)}", "dim"))
        return
    for number, part in enumerate(answer.parts, 1):
        OUT.print(Text(f"（{number}）{part.question}", "bold"))
        _show_statements([answer.statements[n] for n in part.statements], answer.citations)
        if part.reason:
            lead = "说明：" if part.statements else "答：没有找到依据。"
            OUT.print(Text(lead + part.reason, "yellow"))
    if not answer.parts:
        _show_statements(answer.statements, answer.citations)
    OUT.print("出处：")
    for number, citation in enumerate(answer.citations, 1):
        label = f"{citation.label}{page_of(citation)}{status_of(citation.document)}"
        OUT.print(Text(f"  [{number}] {label}", "cyan"))
    if answer.reason and not answer.parts:
        OUT.print(Text(f"说明：{answer.reason}", "yellow"))
    for remark in answer.remarks:
        OUT.print(Text(f"注意：{remark}", "yellow"))


def _show_statements(statements: Sequence[Statement], citations: Sequence[Citation]) -> None:
    for region, group in groupby(statements, key=lambda s: s.region):
        OUT.print(Text(f"答（{region}）：" if region else "答：", "bold"))
        for statement in group:
            marks = "".join(f"[{n + 1}]" for n in statement.citations)
            before, words, after = statement.set_in(citations)
            style = "bold" if before or after else ""
            said = Text(f"  “{before}").append(words, style).append(f"{after}”")
            OUT.print(said.append(marks, "cyan"))


def show_hits(found: tuple[str, Sequence[Hit]]) -> None:
    """Found clauses with their labels."""
    from kb.answering.citations import label_of

    _, hits = found
    if not hits:
        OUT.print(Text("没有找到相关条款。", "yellow"))
    for hit in hits:
        label = label_of(hit.document, hit.clause.path) + status_of(hit.document)
        OUT.print(Text(f"{hit.rank:>2}. {label}", "cyan"))
        OUT.print(Text(f"    {shortened(hit.passage.text)}"))
