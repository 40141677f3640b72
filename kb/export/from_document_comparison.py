"""Two documents clause by clause as a paper, with the words marked that the other lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kb.export.footnotes import Footnotes
from kb.export.paper import Cell, Heading, Paper, Paragraph, Particulars, Run, Table, plain_cell
from kb.types import AlignedClauses, Citation, Document, DocumentComparison, Span

KINDS = {
    "same": "相同",
    "changed": "有改动",
    "split": "一条分为数条",
    "merged": "数条合为一条",
    "only_left": "仅左列有",
    "only_right": "仅右列有",
}
ABSENT = "（无对应条款）"


def document_comparison_to_paper(
    comparison: DocumentComparison, *, particulars: Particulars, record: dict[str, Any]
) -> Paper:
    """Pairs of clauses in full, so there is no annex; differing words are bold."""
    notes = Footnotes()
    documents = (comparison.left, comparison.right)
    table = Table(
        ("变化", *map(_name, documents)),
        (2, 9, 9),
        tuple(_row(pair, notes) for pair in comparison.pairs),
    )
    return Paper(
        title="两份文件逐条对照",
        particulars=particulars,
        blocks=(
            Heading("一、概况", 1),
            *_about(comparison),
            Heading("二、逐条对照", 1),
            table,
        ),
        sheets=(("结果", table),),
        notes=notes.citations,
        annex=(),
        sources=documents,
        record=record,
    )


def _about(comparison: DocumentComparison) -> list[Paragraph]:
    left, right = _name(comparison.left), _name(comparison.right)
    columns = f"左列{left}，右列{right}；加粗的是另一份文件所没有的文字。"
    return [Paragraph((Run(said),)) for said in (comparison.summary, *comparison.notes, columns)]


def _row(pair: AlignedClauses, notes: Footnotes) -> tuple[Cell, ...]:
    kind = KINDS[pair.kind] + ("，次序不同" if pair.moved else "")
    return (
        plain_cell(kind),
        _side(pair.left, pair.marks_left, notes),
        _side(pair.right, pair.marks_right, notes),
    )


def _side(citations: Sequence[Citation], marks: Sequence[Span], notes: Footnotes) -> Cell:
    if not citations:
        return plain_cell(ABSENT)
    return Cell(
        tuple(Paragraph((*_marked(c, marks), Run("", notes=notes.cite([c])))) for c in citations)
    )


def _marked(citation: Citation, marks: Iterable[Span]) -> Iterable[Run]:
    text, at = citation.document.text, citation.start
    last = at + len(citation.quote.rstrip())
    for start, end in sorted(marks):
        start, end = max(start, at), min(end, last)
        if start < end:
            yield Run(text[at:start])
            yield Run(text[start:end], bold=True)
            at = end
    yield Run(text[at:last])


def _name(document: Document) -> str:
    title = (document.enclosed_title or document.title).replace("《", "〈").replace("》", "〉")
    return f"《{title}》" + (f"（{document.number}）" if document.number else "")
