"""Text of documents as HTML: escaped, in paragraphs, with the quoted words marked.

This and ``quotes`` are the only places where markup is put around words of a document; every
character of a document goes through ``html.escape`` here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from urllib.parse import urlencode

from kb import Clause, Document

Span = tuple[int, int]
SHOWN = 2400  # characters of a clause beside its marked words; what is beyond is left out


@dataclass(frozen=True, slots=True)
class Segment:
    """A clause without its children; ``number`` is its place among the document's clauses."""

    number: int
    clause: Clause
    start: int
    end: int

    @property
    def depth(self) -> int:
        """0 for a clause of the first level."""
        return min(self.clause.path.count("/"), 4)


def segments(document: Document, clauses: Sequence[Clause]) -> tuple[Segment, ...]:
    """The whole text in order, cut where a clause begins; nothing for a text without clauses."""
    ends = [*(clause.start for clause in clauses[1:]), len(document.text)]
    return tuple(
        Segment(number, clause, clause.start, ends[number]) for number, clause in enumerate(clauses)
    )


def document_html(
    document: Document, clauses: Sequence[Clause], *, marks: Sequence[Span], opened: int | None
) -> str:
    """The whole document; each clause is a section with the id ``clause-<number>``."""
    cut = segments(document, clauses)
    sections = [_section(document, segment, marks, opened=opened) for segment in cut]
    if not sections:
        sections = [paragraphs(document, (0, len(document.text)), marks)]
    return f'<div class="kb-text">{"".join(sections)}</div>'


def tree_html(clauses: Sequence[Clause], *, linked: bool, opened: int | None = None) -> str:
    """The clause tree, its entries as links to the sections of ``document_html``."""
    entries = []
    for number, clause in enumerate(clauses):
        name = escape(clause_name(clause))
        if linked:
            here = ' aria-current="true"' if number == opened else ""
            name = f'<a href="#clause-{number}"{here}>{name}</a>'
        entries.append(f'<li class="kb-d{min(clause.path.count("/"), 4)}">{name}</li>')
    return f'<nav class="kb-tree" aria-label="条款目录"><ol>{"".join(entries)}</ol></nav>'


def clause_name(clause: Clause, *, most: int = 30) -> str:
    """The marker of a clause with its heading, as in a table of contents."""
    marker = clause.label or clause.path.split("/")[-1]
    heading = clause.heading or ""
    name = " ".join(f"{marker}{'' if marker.endswith(('、', '.', '）')) else ' '}{heading}".split())
    return name if len(name) <= most else name[: most - 1] + "…"


def around_html(
    document: Document, clauses: Sequence[Clause], path: str, *, marks: Sequence[Span]
) -> str:
    """The clause at ``path`` with what stands before and after it, dimmed."""
    number = place_of(clauses, path)
    if number is None:
        start = marks[0][0] if marks else 0
        return _box("kb-here", paragraphs(document, _window((0, len(document.text)), start), marks))
    clause = clauses[number]
    anchor = marks[0][0] if marks else clause.start
    above = " / ".join(clause_name(one) for one in _above(clauses, clause))
    before, after = _beside(clauses, clause, len(document.text))
    boxes = [
        f'<p class="kb-above">{escape(above)}</p>' if above else "",
        _box("kb-near", paragraphs(document, before, ())) if before else "",
        _box("kb-here", paragraphs(document, _window((clause.start, clause.end), anchor), marks)),
        _box("kb-near", paragraphs(document, after, ())) if after else "",
    ]
    return f'<div class="kb-text">{"".join(boxes)}</div>'


def place_of(clauses: Sequence[Clause], path: str | None) -> int | None:
    """The place of the clause with this path; None when there is none."""
    return next((n for n, clause in enumerate(clauses) if clause.path == path), None)


def paragraphs(document: Document, span: Span, marks: Sequence[Span]) -> str:
    """A stretch of the text, a paragraph for each line, with the words of ``marks`` marked."""
    text, found = document.text, []
    start, end = span
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            head = any(a <= start and stop <= b for a, b in document.header_spans)
            kind = ' class="kb-head"' if head else ""
            found.append(f"<p{kind}>{marked(text, (start, stop), marks)}</p>")
        start = stop + 1
    return "".join(found)


def marked(text: str, span: Span, marks: Sequence[Span]) -> str:
    """``text[start:end]`` escaped, the parts that lie in ``marks`` in <mark>."""
    start, end = span
    cuts = {start, end, *(min(max(cut, start), end) for mark in marks for cut in mark)}
    edges = sorted(cuts)
    pieces = []
    for left, right in pairwise(edges):
        piece = escape(text[left:right])
        inside = any(a <= left and right <= b for a, b in marks)
        pieces.append(f"<mark>{piece}</mark>" if inside else piece)
    return "".join(pieces)


def _section(
    document: Document, segment: Segment, marks: Sequence[Span], *, opened: int | None
) -> str:
    kinds = f"kb-d{segment.depth}" + (" kb-opened" if segment.number == opened else "")
    inner = paragraphs(document, (segment.start, segment.end), marks)
    if _is_heading(document, segment):
        kinds += " kb-heading"
    query = urlencode({"document": document.id, "clause": segment.clause.path})
    link = f'<a class="kb-link" href="?{escape(query)}" title="这一条款的链接">链接</a>'
    return f'<section id="clause-{segment.number}" class="{kinds}">{inner}{link}</section>'


def _is_heading(document: Document, segment: Segment) -> bool:
    """Whether the first line of the clause is its marker and heading alone."""
    line = document.text[segment.start : segment.end].strip().split("\n")[0]
    clause = segment.clause
    return bool(clause.heading) and _bare(line) == _bare(f"{clause.label}{clause.heading}")


def _bare(text: str) -> str:
    return "".join(text.split()).rstrip("。")


def _above(clauses: Sequence[Clause], clause: Clause) -> list[Clause]:
    by_id = {one.id: one for one in clauses}
    found: list[Clause] = []
    while clause.parent is not None and clause.parent in by_id and len(found) < 8:
        clause = by_id[clause.parent]
        found.insert(0, clause)
    return found


def _beside(
    clauses: Sequence[Clause], clause: Clause, length: int
) -> tuple[Span | None, Span | None]:
    """The sibling before and the clause after, cut to a third of what is shown of the clause."""
    most = SHOWN // 3
    earlier = [one for one in clauses if one.parent == clause.parent and one.end <= clause.start]
    later = [one for one in clauses if one.start >= clause.end]
    before = after = None
    if earlier:
        before = (max(earlier[-1].start, earlier[-1].end - most), earlier[-1].end)
    if later:
        after = (later[0].start, min(later[0].end, later[0].start + most, length))
    return before, after


def _window(span: Span, at: int) -> Span:
    """As much of ``span`` around ``at`` as is shown."""
    start, end = span
    return max(start, at - SHOWN // 2), min(end, max(at, start) + SHOWN)


def _box(kind: str, inner: str) -> str:
    return f'<div class="{kind}">{inner}</div>'
