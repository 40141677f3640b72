"""Who is charged with what, as a table by document and task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, shortened, status_of

if TYPE_CHECKING:
    from kb.types import Citation, Duty

ROLES = ("牵头", "负责", "配合")
TASK_LENGTH = 60  # characters


def show_duties(cited: Sequence[tuple[Duty, Citation]]) -> None:
    """Each document's tasks in its order, with the bodies that lead, do and help."""
    if not cited:
        OUT.print(Text("没有找到责任分工：文件没有写明，或没有符合条件的单位。", "yellow"))
    for _, of_document in groupby(cited, key=lambda pair: pair[0].document):
        entries = list(of_document)
        document = entries[0][1].document
        number = f"（{document.number}）" if document.number else ""
        title = document.enclosed_title or document.title
        OUT.print(Text(f"{title}{number}{status_of(document)}", "bold"))
        for _, of_task in groupby(entries, key=lambda pair: _task(pair[0])):
            _show_task(list(of_task))


def _task(duty: Duty) -> tuple[int, int]:
    return duty.task_start, duty.task_end


def _show_task(entries: Sequence[tuple[Duty, Citation]]) -> None:
    duty, citation = entries[0]
    task = citation.document.text[duty.task_start : duty.task_end]
    place = citation.path.replace("/", "")
    OUT.print(Text(f"  {place}  ", "cyan").append(shortened(task, TASK_LENGTH), "default"))
    for role in ROLES:
        bodies = _bodies(entries, role)
        if bodies:
            OUT.print(Text(f"    {role}：", "green").append("、".join(bodies), "default"))


def _bodies(entries: Iterable[tuple[Duty, Citation]], role: str) -> list[str]:
    return list(dict.fromkeys(duty.body for duty, _ in entries if duty.role == role))
