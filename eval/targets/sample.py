"""Documents that the rules were not made on, and the rows of them that were judged by hand.

``health.jsonl`` is split by the parity of the SHA-256 of a document's id: the even half was read
while the rules were made, rows to judge are drawn from the odd half alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from kb import ParsedDocument, Source, Target, parse_text

SAMPLE = 100  # rows
MAJOR = ("target", "value", "unit")
LEVELS = (
    ("clause, value, unit", MAJOR),
    ("+ operator", (*MAJOR, "operator")),
    ("+ indicator", (*MAJOR, "operator", "indicator")),
    (
        "+ deadline, scope, binding",
        (*MAJOR, "operator", "indicator", "deadline", "scope", "binding"),
    ),
)
FIELDS = (
    *("start", "end", "indicator", "operator", "value", "value_max", "unit", "deadline", "scope"),
    "binding",
)


def report_documents(health: Path) -> list[ParsedDocument]:
    """The documents of the half that the rules were not made on."""
    records = [json.loads(line) for line in health.read_text("utf-8").splitlines()]
    return [_parse(record) for record in records if _is_report(record["id"])]


def draw(documents: Sequence[ParsedDocument], seed: int) -> list[tuple[ParsedDocument, Target]]:
    """``SAMPLE`` rows at random of all that is found in ``documents``."""
    found = [(parsed, target) for parsed in documents for target in parsed.targets]
    return random.Random(seed).sample(found, min(SAMPLE, len(found)))


def key(parsed: ParsedDocument, target: Target) -> dict[str, Any]:
    """A row as it is kept in ``judged.jsonl``: no text of the document but its own fields."""
    name = parsed.document.source.path.removesuffix(".txt")
    return {"document": name, **{field: getattr(target, field) for field in FIELDS}}


def precision(judged: Sequence[Mapping[str, Any]]) -> list[tuple[str, float]]:
    """For each level the share of ``judged`` rows without a fault in its fields."""
    return [
        (name, sum(not set(row["faults"]) & set(fields) for row in judged) / len(judged))
        for name, fields in LEVELS
    ]


def _is_report(name: str) -> bool:
    return bool(int(sha256(name.encode()).hexdigest(), 16) % 2)


def _parse(record: Mapping[str, Any]) -> ParsedDocument:
    digest = sha256(record["text"].encode()).hexdigest()
    return parse_text(record["text"], Source(f"{record['id']}.txt", digest))
