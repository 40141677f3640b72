"""What stands at the end of a paper: every cited clause in full, the sources, the particulars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from kb.errors import ExportError
from kb.export.paper import CitedClause, Paper, Paragraph, Run, Table, plain_cell
from kb.types import Citation, Clause, Document

ClausesOf = Mapping[str, Sequence[Clause]]
"""The clauses of each document that a paper cites, by the document's id, in their order."""


def cited_clauses(citations: Sequence[Citation], clauses_of: ClausesOf) -> tuple[CitedClause, ...]:
    """The clauses that ``citations`` quote, each once, by document and place.

    A clause within another cited one is not repeated.

    Raises:
        ExportError: a citation names a clause that its document does not have.
    """
    found = [(citation, _clause_of(citation, clauses_of)) for citation in citations]
    outermost: dict[str, Clause] = {}
    order = {citation.document.id: n for n, citation in reversed(list(enumerate(citations)))}
    for _, clause in sorted(found, key=lambda f: (order[f[1].document], f[1].start, -f[1].end)):
        if not any(_within(clause, outer) for outer in outermost.values()):
            outermost[clause.id] = clause
    return tuple(_cited(clause, found) for clause in outermost.values())


def clause_paragraphs(clause: CitedClause) -> list[Paragraph]:
    """The lines of ``clause`` that are not blank; what is quoted, unless it is all, in bold."""
    quoted = [False] * len(clause.text)
    for start, end in clause.quoted:
        quoted[start:end] = [True] * (end - start)
    if all(quoted[: len(clause.text.rstrip())]):
        quoted = [False] * len(clause.text)
    paragraphs, at = [], 0
    for line in clause.text.splitlines(keepends=True):
        marks = quoted[at : at + len(line)]
        at += len(line)
        if line.strip():
            paragraphs.append(Paragraph(_runs(line.rstrip(), marks)))
    return paragraphs


def sources_table(documents: Sequence[Document]) -> Table:
    """The files that a paper rests on, each with the fingerprint of its bytes."""
    rows = [
        tuple(
            plain_cell(text) for text in (d.title, d.number or "—", d.source.path, d.source.sha256)
        )
        for d in documents
    ]
    return Table(("文件名", "文号", "源文件", "SHA-256"), (4, 2.5, 3.5, 3.5), tuple(rows))


def particulars_of(paper: Paper) -> list[tuple[str, str]]:
    """What every export carries, by name."""
    said = paper.particulars
    question = [("问题", said.question)] if said.question else []
    return [
        ("导出日期", said.day.isoformat()),
        *question,
        ("知识库", said.library),
        ("引文核对", said.check),
    ]


def _runs(line: str, bold: Sequence[bool]) -> tuple[Run, ...]:
    groups = groupby(zip(line, bold, strict=False), key=lambda pair: pair[1])
    return tuple(Run("".join(c for c, _ in group), bold=marked) for marked, group in groups)


def _cited(clause: Clause, found: Iterable[tuple[Citation, Clause]]) -> CitedClause:
    inside = [(n, c, own) for n, (c, own) in enumerate(found) if _within(own, clause)]
    document = inside[0][1].document
    label = next(c.label for _, c, own in inside if own.id == clause.id)
    text = document.text[clause.start : clause.end]
    return CitedClause(
        label,
        text,
        tuple((c.start - clause.start, c.end - clause.start) for _, c, _ in inside),
        tuple(n for n, _, _ in inside),
    )


def _within(clause: Clause, outer: Clause) -> bool:
    same = clause.document == outer.document
    return same and outer.start <= clause.start and clause.end <= outer.end


def _clause_of(citation: Citation, clauses_of: ClausesOf) -> Clause:
    for clause in clauses_of.get(citation.document.id, ()):
        if clause.path == citation.path:
            return clause
    raise ExportError(f"{citation.label}：库里没有这一条，未导出；请重新查询后再导出。")
