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

NAMED = 10  # files of a kind that are named; the report file has all


def show_report(report: Report, index: Path) -> None:
    """What was taken in, what was not and why: the first of each, and how many there are."""
    for document in report.added[:NAMED]:
        OUT.print(Text(f"  {document.source.path}", "green"))
        for warning in document.warnings:
            OUT.print(Text(f"    注意：{warning}", "yellow"))
    _count_rest(len(report.added), "份已入库")
    for skipped in report.skipped[:NAMED]:
        OUT.print(Text(f"  未入库  {skipped.reason}", "red"))
    _count_rest(len(report.skipped), "份未入库")
    if report.taken_over:
        how = "续建：接上次未完成的建库" if report.resumed else "未改动的文件不再重读"
        OUT.print(f"{how}，沿用 {report.taken_over} 份。")
    duplicates = sum(file.outcome == "duplicate" for file in report.files)
    if duplicates or len(report.skipped) > duplicates:
        refused = len(report.skipped) - duplicates
        OUT.print(
            f"未入库 {len(report.skipped)} 份：内容重复 {duplicates} 份，无法读取 {refused} 份。"
        )
    if report.departed:
        OUT.print(f"有 {report.departed} 份被替换或移出，可用 kb history 查看、kb restore 恢复。")
    for note in report.notes:
        OUT.print(Text(f"注意：{note}", "yellow"))
    m = report.manifest
    OUT.print(f"索引 {index}：{m.documents} 份文件，{m.clauses} 个条款，{m.passages} 个段落。")


def show_checks(checks: Sequence[Check]) -> None:
    """One line a check: what, whether it is well, what to do."""
    for check in checks:
        mark = Text("完好 ", "green") if check.ok else Text("有误 ", "red")
        OUT.print(mark.append(f"{check.name}：{check.detail}", "default"))


def _count_rest(count: int, said: str) -> None:
    if count > NAMED:
        OUT.print(f"  …… 另有 {count - NAMED} {said}")
