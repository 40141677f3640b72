"""Word, in the manner of official documents (GB/T 9704), with footnotes and annexes."""

from __future__ import annotations

from collections.abc import Sequence

from kb.export import wordml
from kb.export.annex import clause_paragraphs, particulars_of, sources_table
from kb.export.docx_package import package
from kb.export.footnotes import note_text
from kb.export.paper import Cell, CitedClause, Heading, Paper, Paragraph, Run, Table, text_of
from kb.export.printable import one_line

CHARACTER = 210  # width of a table's character, in twentieths of a point
WHOLE_ROW = 14  # lines: a longer row may be split between pages


def to_docx(paper: Paper) -> bytes:
    """``paper`` as a Word file; its text lies on landscape pages when a table is wide."""
    named: set[int] = set()
    parts = _opening(paper)
    for block in paper.blocks:
        parts.append(_block(block, named, landscape=paper.landscape))
    parts += _closing(paper)
    annexes = [_clauses(paper.annex)] if paper.annex else []
    annexes.append(_sources(paper))
    for number, annex in enumerate(annexes, 1):
        parts += [wordml.paragraph("AnnexMark", wordml.run(f"附件{number}")), *annex]
    body = "".join(parts) + wordml.section(landscape=False)
    return package(
        f"<w:document {wordml.NAMESPACES}><w:body>{body}</w:body></w:document>",
        wordml.footnotes(one_line(note_text(citation)) for citation in paper.notes),
        {"odd": wordml.footer("right"), "even": wordml.footer("left")},
        title=one_line(paper.title),
        day=paper.particulars.day,
    )


def _opening(paper: Paper) -> list[str]:
    day = paper.particulars.day
    written = f"（{day.year}年{day.month}月{day.day}日）"
    return [
        wordml.paragraph("Title", wordml.run(paper.title)),
        wordml.paragraph("Subtitle", wordml.run(written)),
        wordml.paragraph("Subtitle", wordml.run(f"引文核对：{paper.particulars.check}")),
        wordml.paragraph("BodyText", ""),
    ]


def _closing(paper: Paper) -> list[str]:
    names = (["所引条款全文"] if paper.annex else []) + ["所引文件及核对情况"]
    lines = [f"附件：1.{names[0]}", *(f"\u3000\u3000\u30002.{name}" for name in names[1:])]
    if len(names) == 1:
        lines = [f"附件：{names[0]}"]
    *first, last = [wordml.run(line) for line in lines]
    end = wordml.section(landscape=True) if paper.landscape else ""
    return [
        *(wordml.paragraph("BodyText", line, looks="<w:keepNext/>") for line in first),
        wordml.paragraph("BodyText", last, looks=end),
    ]


def _block(block: Heading | Paragraph | Table, named: set[int], *, landscape: bool) -> str:
    if isinstance(block, Heading):
        return wordml.paragraph(f"Heading{block.level}", wordml.run(one_line(block.text)))
    if isinstance(block, Paragraph):
        return wordml.paragraph("BodyText", _runs(block, named))
    return _table(block, named, landscape=landscape)


def _runs(paragraph: Paragraph, named: set[int]) -> str:
    return "".join(
        wordml.run(run.text, bold=run.bold) + _marks(run, named) for run in paragraph.runs
    )


def _marks(run: Run, named: set[int]) -> str:
    marks = []
    for note in run.notes:
        again = note in named
        named.add(note)
        marks.append(wordml.note_again(note + 1) if again else wordml.note_reference(note + 1))
    return wordml.run("，", raised=True).join(marks)


def _table(table: Table, named: set[int], *, landscape: bool) -> str:
    whole = wordml.text_width(landscape=landscape)
    widths = [round(whole * width / sum(table.widths)) for width in table.widths]
    heads = [wordml.paragraph("TableHead", wordml.run(one_line(name))) for name in table.head]
    rows = [wordml.row(widths, heads, head=True, whole=True)]
    for row in table.rows:
        cells = [_cell(cell, named) for cell in row]
        short = max(map(_lines, row, widths), default=0) <= WHOLE_ROW
        rows.append(wordml.row(widths, cells, head=False, whole=short))
    return wordml.table(widths, rows)


def _cell(cell: Cell, named: set[int]) -> str:
    if cell.value is not None:
        return wordml.paragraph("TableText", wordml.run(str(cell.value)))
    paragraphs = [wordml.paragraph("TableText", _runs(p, named)) for p in cell.paragraphs]
    return "".join(paragraphs) or wordml.paragraph("TableText", "")


def _lines(cell: Cell, width: int) -> int:
    per_line = max(width // CHARACTER - 1, 1)
    return sum(-(-len(line) // per_line) for line in text_of(cell).split("\n"))


def _clauses(clauses: Sequence[CitedClause]) -> list[str]:
    parts = [wordml.paragraph("Title", wordml.run("所引条款全文"))]
    for clause in clauses:
        notes = "、".join(str(note + 1) for note in clause.notes)
        parts.append(
            wordml.paragraph("Heading2", wordml.run(f"{one_line(clause.label)}（注{notes}）"))
        )
        for paragraph in clause_paragraphs(clause):
            parts.append(wordml.paragraph("BodyText", _runs(paragraph, set())))
    return parts


def _sources(paper: Paper) -> list[str]:
    table = sources_table(paper.sources)
    lines = [f"{name}：{one_line(value)}" for name, value in particulars_of(paper)]
    return [
        wordml.paragraph("Title", wordml.run("所引文件及核对情况")),
        *(wordml.paragraph("BodyText", wordml.run(line)) for line in lines),
        *([_table(table, set(), landscape=False)] if table.rows else []),
        wordml.paragraph("BodyText", ""),
    ]
