"""指标 as bars and on a line of time; each mark carries its clause, for pointer and keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from kb import CitedTarget, written_value

MOST = 60  # marks in one picture; more cannot be told apart
LEAST = 1.5  # per cent of the width, so that a small value can be seen


def region_of(row: CitedTarget) -> str:
    """The region that a target holds for, or that it is not stated."""
    region = row.citation.document.region
    return region.name if region else "地区未载明"


def bars_html(rows: Sequence[CitedTarget]) -> str:
    """One bar a target, as long as its value; all are of one kind of unit."""
    most = max((abs(_upper(row)) for row in rows), default=0) or 1
    bars = []
    for row in rows[:MOST]:
        share = max(100 * abs(_upper(row)) / most, LEAST)
        soft = "" if row.target.binding else " kb-soft"
        value = escape(written_value(row.target)) + ("" if row.target.binding else "（力争）")
        bars.append(
            f'<li tabindex="0"><span class="kb-who">{_who(row)}</span>'
            f'<span class="kb-track"><span class="kb-bar{soft}" style="width:{share:.1f}%"></span>'
            f'</span><span class="kb-value">{value}</span>{_clause(row)}</li>'
        )
    return f'<ol class="kb-bars">{"".join(bars)}</ol>'


def timeline_html(rows: Sequence[CitedTarget]) -> str:
    """The days by which targets are due, on one line a region; empty when none states a day."""
    dated = [(row.target.due, row) for row in rows if row.target.due is not None][:MOST]
    if not dated:
        return ""
    first = date(min(day for day, _ in dated).year, 1, 1)
    last = date(max(day for day, _ in dated).year + 1, 1, 1)
    whole = (last - first).days
    years = "".join(
        f'<span style="left:{100 * (date(year, 1, 1) - first).days / whole:.2f}%">{year}</span>'
        for year in range(first.year, last.year)
    )
    lines = []
    for name in dict.fromkeys(region_of(row) for _, row in dated):
        marks = "".join(
            f'<li tabindex="0" style="left:{100 * (day - first).days / whole:.2f}%">'
            f'<span class="kb-point"></span>{_clause(row)}</li>'
            for day, row in dated
            if region_of(row) == name
        )
        lines.append(f'<div class="kb-line-of"><b>{escape(name)}</b><ol>{marks}</ol></div>')
    return f'<div class="kb-time"><div class="kb-years">{years}</div>{"".join(lines)}</div>'


def _who(row: CitedTarget) -> str:
    scope = f"　{row.target.scope}" if row.target.scope else ""
    return escape(f"{region_of(row)}{scope}")


def _clause(row: CitedTarget) -> str:
    target = row.target
    due = f"（{target.deadline}）" if target.deadline else ""
    head = f"{target.indicator} {written_value(target)}{due}"
    return (
        f'<span class="kb-tip" role="note"><b>{escape(head)}</b><br>{escape(row.citation.quote)}'
        f"<br>{escape(row.citation.label)}</span>"
    )


def _upper(row: CitedTarget) -> float:
    target = row.target
    return target.value if target.value_max is None else target.value_max
