"""Questions with known answers over the corpus, and how they are read.

Each file was written by another author. The product was tuned on those called ``dev``; those called
``test`` were never looked at, and only their totals are reported.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Gold:
    """A clause that answers: source path of its document, clause path, words of the answer."""

    document: str
    path: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """``gold`` holds one entry a required clause, each with equally good alternatives.

    With ``every`` all entries are required, otherwise any one suffices.
    """

    id: str
    kind: str
    text: str
    answerable: bool
    every: bool
    gold: tuple[tuple[Gold, ...], ...]


def load_questions(name: str, folder: Path = FOLDER) -> list[Question]:
    """The questions of ``<name>.jsonl`` in file order."""
    lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [_question(json.loads(line)) for line in lines if line.strip()]


def _question(record: dict) -> Question:
    return Question(
        id=record["id"],
        kind=record["kind"],
        text=record["question"],
        answerable=record["answerable"],
        every=record.get("gold_mode") == "all",
        gold=tuple(
            tuple(Gold(**{name: g[name] for name in ("document", "path", "quote")}) for g in equals)
            for equals in ([entry, *entry.get("alt", [])] for entry in record["gold"])
        ),
    )
