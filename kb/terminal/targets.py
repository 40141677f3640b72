"""指标 as tables: one for each indicator, the regions below each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from kb.answering.target_groups import group_targets, written_value
from kb.terminal.console import OUT, page_of, status_of

if TYPE_CHECKING:
    from kb.types import CitedTarget, TargetGroup

NOTHING = "没有找到符合条件的量化指标；可放宽地区、文件或指标词后再查，或用 kb search 查条款原文。"


def show_targets(rows: Sequence[CitedTarget]) -> None:
    """The targets, like with like, each with its value, deadline, scope and source."""
    if not rows:
        OUT.print(NOTHING)
        return
    groups = group_targets(rows)
    OUT.print(f"共 {len(rows)} 条指标，归为 {len(groups)} 组；“力争”表示力争、鼓励等非硬性要求。")
    for number, group in enumerate(groups, 1):
        OUT.print()
        OUT.print(Text(f"{number}. {group.indicator}", "bold"))
        OUT.print(_table(group), soft_wrap=False)


def _table(group: TargetGroup) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("地区", "对象", "数值", "期限", "要求", "出处"):
        table.add_column(name, overflow="fold", no_wrap=name == "数值")
    for row in group.rows:
        table.add_row(*(Text(cell) for cell in _cells(row, group)))
    return table


def _cells(row: CitedTarget, group: TargetGroup) -> tuple[str, ...]:
    target, document = row.target, row.citation.document
    own = "" if target.indicator == group.indicator else target.indicator
    held = target.scope if target.scope and not own.startswith(target.scope) else None
    scope = "：".join(part for part in (held, own) if part)
    return (
        document.region.name if document.region else "未载明",
        scope or "—",
        written_value(target),
        target.deadline or "未载明",
        "应达到" if target.binding else "力争",
        row.citation.label + page_of(row.citation) + status_of(document),
    )
