"""Rows to compare: those read by hand, the product's, and a baseline's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb import ParsedDocument

# The baseline: every number with a unit is a target, what stands before it is the indicator.
NUMBER = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)\s*(?P<scale>[百千万亿]?)"
    r"(?P<unit>%|个百分点|元(?:/[一-鿿]+)*|张|名|人|个|家|所|次|种|类|项|年|天|日|岁)"
)
SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
WORDS_BEFORE = 12  # characters before a number that the baseline takes for its indicator


@dataclass(frozen=True, slots=True)
class Row:
    """One target; ``source`` is the file's name, ``path`` the clause's."""

    source: str
    path: str
    indicator: str
    operator: str
    value: float
    value_max: float | None
    unit: str
    deadline: str | None = None
    scope: str | None = None
    binding: bool = True
    quote: str = ""

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Row:
        """A row of ``gold.jsonl``."""
        return cls(**record)

    @property
    def number(self) -> tuple[str, str, float, float | None, str]:
        """What must be equal at the first level: the clause, the value and the unit."""
        return self.source, self.path, self.value, self.value_max, re.sub(r"\s", "", self.unit)


def product_rows(parsed: ParsedDocument) -> list[Row]:
    """What the product finds in a document."""
    text = parsed.document.text
    paths = {clause.id: clause.path for clause in parsed.clauses}
    return [
        Row(
            parsed.document.source.path,
            paths[t.clause],
            t.indicator,
            t.operator,
            t.value,
            t.value_max,
            t.unit,
            t.deadline,
            t.scope,
            t.binding,
            text[t.start : t.end],
        )
        for t in parsed.targets
    ]


def baseline_rows(parsed: ParsedDocument) -> list[Row]:
    """Every number with a unit, wherever it stands, with ≥ when 以上 or 不低于 is beside it."""
    text = parsed.document.text
    rows = []
    for match in NUMBER.finditer(text):
        before = text[max(0, match.start() - WORDS_BEFORE) : match.start()]
        around = before[-4:] + text[match.end() : match.end() + 2]
        operator = "≥" if re.search("以上|不低于|不少于|至少|达到", around) else "="
        held = [c for c in parsed.clauses if c.start <= match.start() < c.end]
        path = max(held, key=lambda clause: clause.start).path if held else ""
        value = float(match["value"]) * SCALES[match["scale"]]
        source = parsed.document.source.path
        rows.append(Row(source, path, before, operator, value, None, match["unit"]))
    return rows
