"""A comparison, aspect by aspect: a table would break the quotations into slivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, page_of, status_of, titled

if TYPE_CHECKING:
    from kb.types import Cell, Citation, Column, ComparisonTable

SILENT = "未作规定"
UNHELD = "库内没有该地区的文件"


def show_comparison(table: ComparisonTable) -> None:
    """The differences, then each aspect with what every column says of it."""
    OUT.print(Text(f"对比：{table.topic}", "bold"))
    for column in table.columns:
        OUT.print(Text(f"  {column.name}：{_documents(column)}", "dim"))
    if table.differences:
        OUT.print(Text("要点：", "bold"))
    for difference in table.differences:
        OUT.print(Text(f"  · {difference.aspect}：{difference.text}"))
    for number, row in enumerate(table.rows, 1):
        OUT.print(Text(f"{number}. {row.aspect}", "bold"))
        silent = [c.name for c, cell in zip(table.columns, row.cells, strict=True) if cell.silent]
        for column, cell in zip(table.columns, row.cells, strict=True):
            if not cell.silent:
                _show_cell(column, cell)
        if silent:
            OUT.print(Text(f"   {'、'.join(silent)}：{SILENT}", "yellow"))
    if table.to_check:
        OUT.print(Text("未作规定的各栏中最接近的条款（未据以对照，供核对）：", "bold"))
    for one in table.to_check:
        OUT.print(Text(f"   {table.columns[one.column].name}：“{one.citation.quote}”"))
        _show_source(one.citation)


def _show_cell(column: Column, cell: Cell) -> None:
    OUT.print(Text(f"   {column.name}：{'' if column.documents else UNHELD}", "bold"))
    for statement in cell.statements:
        OUT.print(Text(f"     “{statement.text}”"))
        for place in statement.citations:
            _show_source(cell.citations[place])


def _show_source(citation: Citation) -> None:
    label = f"{citation.label}{page_of(citation)}{status_of(citation.document)}"
    OUT.print(Text(f"       {label}", "cyan"))


def _documents(column: Column) -> str:
    if not column.documents:
        return UNHELD
    names = [f"{titled(d.enclosed_title or d.title)}{status_of(d)}" for d in column.documents[:3]]
    more = f"等 {len(column.documents)} 份" if len(column.documents) > 3 else ""
    return "、".join(names) + more
