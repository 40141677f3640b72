"""What a watch did, a line each, with the time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT

if TYPE_CHECKING:
    from kb.watching.notices import Notice

STYLES = {
    "done": "green",
    "refused": "red",
    "waiting": "default",
    "asked": "yellow",
    "trouble": "yellow",
}


def show_start(folder: Path, index: Path, every: float) -> None:
    """What is watched."""
    OUT.print(f"看守 {folder}，索引 {index}，每 {every:g} 秒看一次；按 Ctrl-C 结束。")


def show_notice(notice: Notice) -> None:
    """One thing that was done, or was not and why."""
    OUT.print(Text(f"{datetime.now():%H:%M:%S}  ").append(notice.text, STYLES[notice.kind]))


def show_end() -> None:
    """The watch was ended by its user."""
    OUT.print("已停止看守；已完成的更新都在索引里。")
