"""An answer, or a refusal, as a paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from kb.export.annex import ClausesOf, cited_clauses
from kb.export.footnotes import Footnotes
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
from kb.export.printable import ordinal
from kb.types import Answer, Citation, PartAnswer, Statement

TITLE = "政策条款查询答复"
HEAD = ("序号", "问题", "地区", "原文")
WIDTHS = (1, 3, 2, 10)
NOT_FOUND = "没有找到依据。"
NEAREST = "三、最接近的条款（不是对问题的答复）"


def answer_to_paper(
    answer: Answer, *, particulars: Particulars, clauses_of: ClausesOf, record: dict[str, Any]
) -> Paper:
    """The question, the quotations by part and region, what stays open, and the nearest clauses."""
    notes = Footnotes()
    blocks = [*_question(answer), *_answered(answer, notes)]
    blocks += _nearest(answer.nearest, notes)
    return Paper(
        title=TITLE,
        particulars=particulars,
        blocks=tuple(blocks),
        sheets=(("结果", _sheet(answer, notes)),),
        notes=notes.citations,
        annex=cited_clauses(notes.citations, clauses_of),
        sources=notes.documents,
        record=record,
    )


def _question(answer: Answer) -> list[Block]:
    blocks: list[Block] = [Heading("一、问题", 1), _plain(answer.question)]
    if answer.understood:
        blocks.append(_plain(f"按“{answer.understood}”理解。"))
    return blocks


def _answered(answer: Answer, notes: Footnotes) -> list[Block]:
    blocks: list[Block] = [Heading("二、答复", 1)]
    for number, part in enumerate(answer.parts, 1):
        blocks.append(Heading(f"（{ordinal(number)}）{part.question}", 2))
        said = [answer.statements[n] for n in part.statements]
        blocks += _statements(said, answer.citations, notes)
        blocks += _open(part.reason, answered=bool(said))
    if not answer.parts:
        blocks += _statements(answer.statements, answer.citations, notes)
        blocks += _open(answer.reason, answered=answer.status == "answered")
    return [*blocks, *(_plain(f"提示：{remark}") for remark in answer.remarks)]


def _statements(
    statements: Sequence[Statement], citations: Sequence[Citation], notes: Footnotes
) -> list[Block]:
    blocks: list[Block] = []
    for region, group in groupby(statements, key=lambda statement: statement.region):
        lead = (Run(f"{region}：", bold=True),) if region else ()
        for statement in group:
            blocks.append(Paragraph((*lead, *notes.tell(statement, citations))))
            lead = ()
    return blocks


def _open(reason: str | None, *, answered: bool) -> list[Paragraph]:
    if answered:
        return [_plain(f"说明：{reason}")] if reason else []
    return [_plain(NOT_FOUND + (reason or ""))]


def _nearest(nearest: Sequence[Citation], notes: Footnotes) -> list[Block]:
    if not nearest:
        return []
    quotes = [Paragraph((Run(f"“{c.quote}”", notes=notes.cite([c])),)) for c in nearest]
    return [Heading(NEAREST, 1), *quotes]


def _sheet(answer: Answer, notes: Footnotes) -> Table:
    rows: list[tuple[str, str, Paragraph]] = []
    whole = PartAnswer(answer.question, "", answer.status, (), answer.reason)
    if not answer.parts:
        rows += [(answer.question, *_said(s, answer, notes)) for s in answer.statements]
    for part in answer.parts or (whole,):
        said = [answer.statements[n] for n in part.statements]
        rows += [(part.question, *_said(statement, answer, notes)) for statement in said]
        answered = part.status == "answered"
        rows += [(part.question, "", p) for p in _open(part.reason, answered=answered)]
    rows += [
        (answer.question, "最接近的条款", Paragraph((Run(c.quote, notes=notes.cite([c])),)))
        for c in answer.nearest
    ]
    rows += [(answer.question, "提示", _plain(remark)) for remark in answer.remarks]
    cells = [
        (Cell(value=n), plain_cell(question), plain_cell(region), Cell((said,)))
        for n, (question, region, said) in enumerate(rows, 1)
    ]
    return Table(HEAD, WIDTHS, tuple(cells))


def _said(statement: Statement, answer: Answer, notes: Footnotes) -> tuple[str, Paragraph]:
    cited = notes.cite(answer.citations[n] for n in statement.citations)
    before, words, after = statement.set_in(answer.citations)
    if not before and not after:
        return statement.region or "", Paragraph((Run(words, notes=cited),))
    runs = Run(before), Run(words, bold=True), Run(after, notes=cited)
    return statement.region or "", Paragraph(tuple(run for run in runs if run.text or run.notes))


def _plain(text: str) -> Paragraph:
    return Paragraph((Run(text),))
