"""What a build did, and how the program is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT

if TYPE_CHECKING:
    from kb.doctor import Check
    from kb.types import Report


def show_report(report: Report, index: Path) -> None:
    """What was taken in, what was not and why."""
    for document in report.added:
        OUT.print(Text(f"  {document.source.path}", "green"))
        for warning in document.warnings:
            OUT.print(Text(f"    注意：{warning}", "yellow"))
    for skipped in report.skipped:
        OUT.print(Text(f"  未入库  {skipped.reason}", "red"))
    m = report.manifest
    OUT.print(f"索引 {index}：{m.documents} 份文件，{m.clauses} 个条款，{m.passages} 个段落。")


def show_checks(checks: Sequence[Check]) -> None:
    """One line a check: what, whether it is well, what to do."""
    for check in checks:
        mark = Text("完好 ", "green") if check.ok else Text("有误 ", "red")
        OUT.print(mark.append(f"{check.name}：{check.detail}", "default"))
