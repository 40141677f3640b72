"""Markdown in which the text of a document is only text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.export.annex import particulars_of
from kb.export.footnotes import note_text
from kb.export.paper import Cell, Heading, Paper, Paragraph, Run, Table
from kb.export.printable import one_line, printable

_SIGNS = re.compile(r"[\\`*_{}\[\]()#+\-!|~$^=@:\"']")
_LISTED = re.compile(r"^(\d+)([.)])", re.MULTILINE)  # "1. 目标" yes, "2.5倍" at its start too
_WWW = re.compile(r"(?<=www)\.", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def to_markdown(paper: Paper) -> bytes:
    """``paper`` with footnotes ``[^1]``; quotations and all other text do nothing."""
    lines = [f"# {escaped(one_line(paper.title))}", ""]
    lines += [f"- {name}：{escaped(one_line(value))}" for name, value in particulars_of(paper)]
    for block in paper.blocks:
        lines.append("")
        if isinstance(block, Heading):
            lines.append(f"{'#' * (block.level + 1)} {escaped(one_line(block.text))}")
        elif isinstance(block, Paragraph):
            lines.append(_paragraph(block))
        else:
            lines += _table(block)
    if paper.notes:
        lines += ["", "## 注释", ""]
    for number, citation in enumerate(paper.notes, 1):
        lines.append(f"[^{number}]: {escaped(one_line(note_text(citation)))}")
    lines += _annex(paper)
    return ("\n".join(lines) + "\n").encode("utf-8")


def escaped(text: str) -> str:
    """``text`` so that no Markdown reader takes any of it for markup, a link or HTML."""
    safe = _SIGNS.sub(r"\\\g<0>", printable(text).translate(_ENTITIES))
    safe = _WWW.sub(r"\\.", _LISTED.sub(r"\1\\\2", safe))
    return "\n".join(line.strip(" \t") for line in safe.split("\n"))


def _paragraph(paragraph: Paragraph) -> str:
    return "".join(map(_run, paragraph.runs)).replace("\n", "  \n")


def _run(run: Run) -> str:
    marks = "".join(f"[^{note + 1}]" for note in run.notes)
    lines = escaped(run.text).split("\n")
    if run.bold:
        # Tags, line by line: beside Chinese punctuation, ** does not open or close.
        lines = [line and f"<strong>{line}</strong>" for line in lines]
    return "\n".join(lines) + marks


def _table(table: Table) -> list[str]:
    head = [escaped(one_line(name)) for name in table.head]
    rows = [_row(head), _row("---" for _ in head)]
    return rows + [_row(map(_cell, row)) for row in table.rows]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    if cell.value is not None:
        return escaped(str(cell.value))
    paragraphs = ("".join(map(_run, paragraph.runs)) for paragraph in cell.paragraphs)
    return "<br>".join(paragraphs).replace("\n", "<br>")


def _annex(paper: Paper) -> list[str]:
    lines = []
    if paper.annex:
        lines += ["", "## 附件1 所引条款全文"]
    for clause in paper.annex:
        notes = "、".join(str(note + 1) for note in clause.notes)
        lines += ["", f"### {escaped(one_line(clause.label))}（注{notes}）", ""]
        lines += [f"{line}  " for line in escaped(clause.text).split("\n") if line]
    lines += ["", f"## 附件{2 if paper.annex else 1} 所引文件", ""]
    for document in paper.sources:
        source = document.source
        lines.append(f"- {escaped(one_line(source.path))}（SHA-256：{source.sha256}）")
    return lines
