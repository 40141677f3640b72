"""Two documents clause by clause, the words that differ marked in colour, or by 【】 without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, page_of, status_of, titled

if TYPE_CHECKING:
    from kb.types import (
        AlignedClauses,
        AlignmentKind,
        Citation,
        Document,
        DocumentComparison,
        Span,
    )

# How kinds are called between two versions of one text, and between two texts.
VERSIONS: dict[AlignmentKind, str] = {
    "same": "相同",
    "changed": "改动",
    "split": "拆分",
    "merged": "合并",
    "only_left": "只有左侧有",
    "only_right": "只有右侧有",
}
TEXTS = {**VERSIONS, "changed": "对应", "split": "一条对几条", "merged": "几条对一条"}
BACKWARD: dict[AlignmentKind, str] = {"split": "合并", "merged": "拆分"}
LEFT, RIGHT = "bold red", "bold green"  # of the words that the other side lacks


def show_comparison(comparison: DocumentComparison, shown: Sequence[AlignedClauses]) -> None:
    """Both documents, what was found, and the pairs ``shown`` with their words."""
    _show_document("左侧", comparison.left)
    _show_document("右侧", comparison.right)
    for note in comparison.notes:
        OUT.print(Text(note, "yellow"))
    OUT.print(Text(comparison.summary, "bold"))
    if any(pair.marks_left or pair.marks_right for pair in shown):
        OUT.print("标红、标绿的是对方没有的词。" if _has_colour() else "【】内是对方没有的词。")
    for pair in shown:
        _show_pair(pair, comparison)


def _show_document(side: str, document: Document) -> None:
    title = document.enclosed_title or document.title
    number = f"（{document.number}）" if document.number else ""
    day = document.issued_on.isoformat() if document.issued_on else "未载明"
    text = f"{side}：{titled(title)}{number}{status_of(document)}　印发日期：{day}"
    OUT.print(Text(f"{text}　{document.source.path}", "bold"))


def _show_pair(pair: AlignedClauses, comparison: DocumentComparison) -> None:
    kind = _kind(pair, comparison)
    sides = " ↔ ".join("＋".join(map(_place, side)) for side in (pair.left, pair.right) if side)
    OUT.print(Text(f"〔{kind}〕{sides}", "cyan"))
    if pair.kind == "same":
        return
    for side, citations, marks, style in (
        ("左", pair.left, pair.marks_left, LEFT),
        ("右", pair.right, pair.marks_right, RIGHT),
    ):
        for citation in citations:
            OUT.print(Text(f"  {side} ").append_text(_marked(citation, marks, style)))


def _kind(pair: AlignedClauses, comparison: DocumentComparison) -> str:
    """What became of a clause, read from the older text to the newer one; or what it faces."""
    later = comparison.later
    side = {"only_left": "left", "only_right": "right"}.get(pair.kind)
    if later is None:
        return TEXTS[pair.kind] + ("，顺序不同" if pair.moved else "")
    if side is not None:
        other = "right" if side == "left" else "left"
        if other in comparison.partial:
            return VERSIONS[pair.kind]
        return "新增" if side == later else "删去"
    name = BACKWARD.get(pair.kind, VERSIONS[pair.kind]) if later == "left" else VERSIONS[pair.kind]
    return name + ("，移位" if pair.moved else "")


def _place(citation: Citation) -> str:
    from kb.answering.citations import place_of

    return place_of(citation.path) + page_of(citation)


def _marked(citation: Citation, marks: Sequence[Span], style: str) -> Text:
    """The quotation with the marks that lie in it."""
    text, at = Text(), citation.start
    for start, end in marks:
        if not citation.start <= start < end <= citation.end:
            continue
        text.append(_cut(citation, at, start))
        words = _cut(citation, start, end)
        text.append(words if _has_colour() else f"【{words}】", style)
        at = end
    return text.append(_cut(citation, at, citation.end))


def _cut(citation: Citation, start: int, end: int) -> str:
    """Part of a quotation; its paragraphs stand under one another."""
    words = citation.quote[start - citation.start : end - citation.start]
    return words.replace("\n", "\n     ")


def _has_colour() -> bool:
    return OUT.is_terminal and not OUT.no_color and OUT.color_system is not None
