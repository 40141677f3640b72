"""Old versions and removed documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, titled

if TYPE_CHECKING:
    from kb.types import Version


def show_history(versions: Sequence[Version], name: str | None) -> None:
    """One paragraph a version, the oldest first, and how it is read or put back."""
    if not versions:
        OUT.print(f"“{name}”没有旧版本。" if name else "没有移出的文件。")
        return
    for version in versions:
        issued = version.issued_on.isoformat() if version.issued_on else "未载明"
        how = "被替换" if version.successor else "移出"
        OUT.print(Text(f"{version.number}. {titled(version.title)}", "bold"))
        left = datetime.fromisoformat(version.left_at).astimezone().strftime("%Y-%m-%d %H:%M")
        OUT.print(f"   印发日期：{issued}　{how}：{left}　编号：{version.document}")
        OUT.print(Text(f"   {version.source.path}　SHA-256 {version.source.sha256}", "dim"))
    if name:
        OUT.print(f"看第 N 个旧版本：kb clauses {name} --version N")
        OUT.print(f"与现行版本比对：kb align {name}@N {name}")
    else:
        OUT.print("恢复：kb restore 编号")
