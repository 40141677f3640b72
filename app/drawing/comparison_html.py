"""Cells of a comparison and aligned clauses as HTML, from escaped text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from app.drawing.clause_html import marked
from app.state.links import ClauseLink, address, clause_parameters
from kb import AlignedClauses, Cell, Citation, Document, Row, place_of

Span = tuple[int, int]
SILENT = "未作规定"
# + 2%   + 10张   + 2023年   + 1.5万元   - 第十二条
FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|％|‰|[万亿]?[\u4e00-\u9fff])?")
KINDS = {
    "same": "相同",
    "changed": "有改动",
    "split": "拆分",
    "merged": "合并",
    "only_left": "仅左有",
    "only_right": "仅右有",
}


def figures(text: str) -> list[tuple[Span, str]]:
    """The numbers of ``text`` with their unit, without blanks: (place, 2%)."""
    return [(m.span(), re.sub(r"\s", "", m.group())) for m in FIGURE.finditer(text)]


def shared_figures(row: Row) -> frozenset[str]:
    """The numbers that every cell of ``row`` that says something has; none for a single one."""
    said = [
        {figure for statement in cell.statements for _, figure in figures(statement.text)}
        for cell in row.cells
        if cell.statements
    ]
    return frozenset(set.intersection(*said)) if len(said) > 1 else frozenset()


def statement_html(text: str, shared: frozenset[str], *, alone: bool) -> str:
    """The words of a cell: numbers that all cells share are quiet, the others are marked.

    ``alone`` says that no other cell says anything: then there is nothing to compare with.
    """
    pieces, at = [], 0
    for (start, end), figure in figures(text):
        kind = "kb-same" if figure in shared else "kb-other"
        number = escape(text[start:end])
        pieces.append(escape(text[at:start]))
        pieces.append(number if alone else f'<span class="{kind}">{number}</span>')
        at = end
    pieces.append(escape(text[at:]))
    return "".join(pieces).replace("\n", "<br>")


def is_alone(row: Row) -> bool:
    """Whether only one cell of ``row`` says something."""
    return sum(bool(cell.statements) for cell in row.cells) <= 1


def silent_html(cell: Cell) -> str:
    """What a cell without words shows; unknown is not the same as silent."""
    return f'<p class="kb-silent">{SILENT if cell.silent else "没有找到"}</p>'


def pair_html(pair: AlignedClauses, left: Document, right: Document) -> str:
    """Corresponding clauses side by side, the words that the other side lacks marked."""
    kind = KINDS[pair.kind] + ("，位置有移动" if pair.moved else "")
    sides = (_side(left, pair.left, pair.marks_left), _side(right, pair.right, pair.marks_right))
    columns = "".join(f'<div class="kb-side">{side}</div>' for side in sides)
    return f'<div class="kb-pair kb-{pair.kind}"><p class="kb-kind">{kind}</p>{columns}</div>'


def _side(document: Document, cited: Sequence[Citation], marks: Sequence[Span]) -> str:
    if not cited:
        return '<p class="kb-silent">没有对应的条款</p>'
    parts = []
    for one in cited:
        link = ClauseLink(document.id, one.path, (one.start, one.end))
        href = escape(address("", "library", clause_parameters(link)))
        place = escape(place_of(one.path))
        words = marked(document.text, (one.start, one.end), marks).replace("\n", "<br>")
        parts.append(f'<p class="kb-above"><a href="{href}" target="_blank">{place}</a></p>')
        parts.append(f"<p>{words}</p>")
    return "".join(parts)
