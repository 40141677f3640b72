"""An answer as plain text with its sources, to paste into a letter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kb import Answer, Citation, Statement


def answer_text(answer: Answer) -> str:
    """The question, the sentences with numbers, and the numbered sources."""
    lines = [f"问：{answer.question}"]
    if answer.understood:
        lines.append(f"（按“{answer.understood}”理解）")
    if answer.status == "not_found":
        lines.append(f"答：没有找到依据。{answer.reason or ''}")
        lines += [f"最接近的条款：{source_text(citation)}" for citation in answer.nearest]
        return "\n".join(lines)
    for part in answer.parts:
        lines.append(f"关于“{part.question}”：")
        said = [answer.statements[number] for number in part.statements]
        lines += _statements(said, answer.citations)
        if part.reason:
            lines.append(part.reason if part.statements else f"没有找到依据。{part.reason}")
    if not answer.parts:
        lines += _statements(answer.statements, answer.citations)
    lines.append("出处：")
    lines += [f"[{n}] {source_text(citation)}" for n, citation in enumerate(answer.citations, 1)]
    if answer.reason and not answer.parts:
        lines.append(f"说明：{answer.reason}")
    lines += [f"时效：{remark}" for remark in answer.remarks]
    return "\n".join(lines)


def source_text(citation: Citation) -> str:
    """Where a quotation stands, with the page and what became of the document."""
    page = f"，第 {citation.page} 页" if citation.page else ""
    status = f"（{citation.document.status}）" if citation.document.status else ""
    return f"{citation.label}{page}{status}"


def _statements(statements: Sequence[Statement], citations: Sequence[Citation]) -> list[str]:
    lines = []
    for region, group in groupby(statements, key=lambda statement: statement.region):
        lines.append(f"答（{region}）：" if region else "答：")
        for statement in group:
            marks = "".join(f"[{number + 1}]" for number in statement.citations)
            lines.append(f"“{''.join(statement.set_in(citations))}”{marks}")
    return lines
