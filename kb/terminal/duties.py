"""Who is charged with what, as a table by document and task."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from kb.terminal.console import OUT, shortened, status_of

if TYPE_CHECKING:
    from kb.types import Citation, Duty

ROLES = ("牵头", "负责", "配合")
TASK_LENGTH = 60  # characters
MOST_BODIES = 30  # lines of totals


def show_duties(cited: Sequence[tuple[Duty, Citation]]) -> None:
    """Each document's tasks in its order, with the bodies that lead, do and help; then totals."""
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

    _show_totals(cited)


def _show_totals(cited: Sequence[tuple[Duty, Citation]]) -> None:
    """Across documents: how often each body leads, does and helps, those that lead most first."""
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for duty, citation in cited:
        region = citation.document.region.name if citation.document.region else "地区未载明"
        totals[region, duty.body][duty.role] += 1
    if len(totals) < 2:
        return
    OUT.print(Text("各单位合计（任务数）", "bold"))
    most = sorted(totals.items(), key=lambda entry: [-entry[1][role] for role in ROLES])
    for (region, body), counts in most[:MOST_BODIES]:
        said = "　".join(f"{role} {counts[role]}" for role in ROLES if counts[role])
        OUT.print(Text(f"  {region} {body}  ", "cyan").append(said, "default"))
    if len(most) > MOST_BODIES:
        OUT.print(f"  另有 {len(most) - MOST_BODIES} 个单位；用 --json 可得全部。")


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
