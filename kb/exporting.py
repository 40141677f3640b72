"""Conductor of exports: a result is checked, made into a paper, and written in its format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kb import __version__
from kb.answering.citations import check_answer, check_citation, check_statements, cite
from kb.contract import (
    alignment_to_json,
    answer_to_json,
    clauses_to_json,
    comparison_to_json,
    duties_to_json,
    targets_to_json,
)
from kb.errors import ExportError
from kb.export.annex import ClausesOf
from kb.export.from_answer import answer_to_paper
from kb.export.from_clauses import clauses_to_paper
from kb.export.from_comparison import comparison_to_paper
from kb.export.from_document_comparison import document_comparison_to_paper
from kb.export.from_duties import duties_to_paper
from kb.export.from_targets import targets_to_paper
from kb.export.paper import Paper, Particulars
from kb.export.saving import check_place, save
from kb.types import (
    Answer,
    Citation,
    CitedTarget,
    Clause,
    ComparisonTable,
    DocumentComparison,
    Duty,
    Span,
)

if TYPE_CHECKING:
    from kb.library import KnowledgeBase

Result = (
    Answer
    | ComparisonTable
    | DocumentComparison
    | Sequence[CitedTarget]
    | Sequence[Duty]
    | Sequence[Clause]
)

# Suffix of a file -> the function that writes it, loaded at first use.
_WRITERS = {
    "docx": ("kb.export.docx", "to_docx"),
    "xlsx": ("kb.export.xlsx", "to_xlsx"),
    "pdf": ("kb.export.pdf", "to_pdf"),
    "md": ("kb.export.markdown", "to_markdown"),
    "csv": ("kb.export.csv", "to_csv"),
    "json": ("kb.export.json", "to_json"),
}
FORMATS = tuple(_WRITERS)


def export_file(
    result: Result,
    path: Path | str,
    *,
    library: KnowledgeBase,
    question: str | None = None,
    overwrite: bool = False,
) -> Path:
    """Write ``result`` to ``path``, in the format that its suffix names, with its sources.

    ``result`` is an answer, a comparison of regions or of two documents, targets, duties, or
    clauses of one document, all out of ``library``; ``question`` is what was asked, when the
    result itself does not say. Every quotation is checked against its source first. The file is
    written wholly or not at all.

    Raises:
        ExportError: the suffix is not one of ``FORMATS``, there is nothing to export, a cited
            document has changed, or ``path`` cannot be written to.
        QuoteError: a quotation is not the text of its source; nothing is written.
    """
    kind = format_of(path)
    check_place(Path(path), overwrite=overwrite)
    data = export_bytes(result, kind, library=library, question=question)
    save(data, Path(path), overwrite=overwrite)
    return Path(path)


def export_bytes(
    result: Result,
    kind: str,
    *,
    library: KnowledgeBase,
    question: str | None = None,
    day: date | None = None,
) -> bytes:
    """``result`` as a file of the format ``kind``, one of ``FORMATS``; ``day`` is today.

    Raises:
        ExportError: ``kind`` is not a format, there is nothing to export, or a cited document
            has changed.
        QuoteError: a quotation is not the text of its source.
    """
    write = _writer(kind)
    return write(_paper(result, library, question, day or date.today()))


def format_of(path: Path | str) -> str:
    """The format that the suffix of ``path`` names.

    Raises:
        ExportError: none of ``FORMATS``.
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    kind = {"markdown": "md"}.get(suffix, suffix)
    if kind not in FORMATS:
        said = f"不认识后缀“.{suffix}”" if suffix else "文件名没有后缀"
        known = "、".join(f".{name}" for name in FORMATS)
        raise ExportError(f"未能导出到 {path}：{said}；请用 {known} 之一。")
    return kind


def _writer(kind: str) -> Callable[[Paper], bytes]:
    if kind not in _WRITERS:
        raise ExportError(f"不能导出为“{kind}”；可用的格式：{'、'.join(FORMATS)}。")
    module, name = _WRITERS[kind]
    write: Callable[[Paper], bytes] = getattr(import_module(module), name)
    return write


def _paper(result: Result, library: KnowledgeBase, question: str | None, day: date) -> Paper:
    if isinstance(result, Answer):
        return _of_answer(result, library, day)
    if isinstance(result, ComparisonTable):
        return _of_comparison(result, library, question, day)
    if isinstance(result, DocumentComparison):
        return _of_documents(result, library, question, day)
    if not result:
        raise ExportError("没有可以导出的内容：结果是空的；请换一个条件再查。")
    if isinstance(result[0], CitedTarget):
        rows = [one for one in result if isinstance(one, CitedTarget)]
        return _of_targets(rows, library, question, day)
    if isinstance(result[0], Duty):
        return _of_duties([d for d in result if isinstance(d, Duty)], library, question, day)
    return _of_clauses([c for c in result if isinstance(c, Clause)], library, question, day)


def _of_answer(answer: Answer, library: KnowledgeBase, day: date) -> Paper:
    check_answer(answer)
    cited = (*answer.citations, *answer.nearest)
    return answer_to_paper(
        answer,
        particulars=_particulars(cited, library, answer.question, day),
        clauses_of=_clauses_of(cited, library),
        record=answer_to_json(answer),
    )


def _of_comparison(
    table: ComparisonTable, library: KnowledgeBase, question: str | None, day: date
) -> Paper:
    cells = [cell for row in table.rows for cell in row.cells]
    for cell in cells:
        check_statements(cell.statements, cell.citations)
    near = [one.citation for one in table.to_check]
    for citation in near:
        check_citation(citation)
    cited = [*(citation for cell in cells for citation in cell.citations), *near]
    return comparison_to_paper(
        table,
        particulars=_particulars(cited, library, question or table.topic, day),
        clauses_of=_clauses_of(cited, library),
        record=comparison_to_json(table),
    )


def _of_documents(
    comparison: DocumentComparison, library: KnowledgeBase, question: str | None, day: date
) -> Paper:
    cited = [c for pair in comparison.pairs for c in (*pair.left, *pair.right)]
    particulars = _particulars(cited, library, question, day)
    record = alignment_to_json(comparison)
    return document_comparison_to_paper(comparison, particulars=particulars, record=record)


def _of_targets(
    targets: Sequence[CitedTarget], library: KnowledgeBase, question: str | None, day: date
) -> Paper:
    citations = [cited.citation for cited in targets]
    return targets_to_paper(
        targets,
        particulars=_particulars(citations, library, question, day),
        clauses_of=_clauses_of(citations, library),
        record={"targets": targets_to_json(targets)},
    )


def _of_duties(
    duties: Sequence[Duty], library: KnowledgeBase, question: str | None, day: date
) -> Paper:
    cited = [(duty, library.citation(duty)) for duty in duties]
    citations = [citation for _, citation in cited]
    return duties_to_paper(
        cited,
        particulars=_particulars(citations, library, question, day),
        clauses_of=_clauses_of(citations, library),
        record={"duties": duties_to_json(cited)},
    )


def _of_clauses(
    clauses: Sequence[Clause], library: KnowledgeBase, question: str | None, day: date
) -> Paper:
    document = library.document(clauses[0].document)
    own = [
        (c, tuple(cite(document, c, *span) for span in _own(c, clauses, document.text)))
        for c in clauses
    ]
    return clauses_to_paper(
        document,
        own,
        particulars=_particulars([c for _, cited in own for c in cited], library, question, day),
        record=clauses_to_json(document, clauses),
    )


def _own(clause: Clause, clauses: Sequence[Clause], text: str) -> list[Span]:
    """The spans of the words of ``clause`` that lie in none of the clauses within it."""
    inner = [(c.start, c.end) for c in clauses if c.parent == clause.id]
    starts = [clause.start, *(end for _, end in inner)]
    ends = [*(start for start, _ in inner), clause.end]
    between = zip(starts, ends, strict=True)
    return [(start, end) for start, end in between if text[start:end].strip()]


def _particulars(
    cited: Iterable[Citation], library: KnowledgeBase, question: str | None, day: date
) -> Particulars:
    """Check every quotation, here and against what the library holds now, and say so."""
    cited = tuple(cited)
    for citation in cited:
        check_citation(citation)
    held = {name: library.document(name) for name in {c.document.id for c in cited}}
    for document in (citation.document for citation in cited):
        if held[document.id].text != document.text:
            raise ExportError(f"{document.source.path} 已经更新，未导出；请重新查询后再导出。")
    count = len({(c.document.id, c.path, c.start, c.end) for c in cited})
    said = f"{count}处引文与原文逐字一致" if count else "没有引文"
    made = library.manifest
    index = f"第{made.generation}代索引，{made.built_at[:10]}建立，{made.documents}份文件"
    return Particulars(day, question, f"{index}；软件版本{__version__}", said)


def _clauses_of(cited: Iterable[Citation], library: KnowledgeBase) -> ClausesOf:
    return {name: library.clauses(name) for name in {c.document.id for c in cited}}
