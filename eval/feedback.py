"""What readers thought of answers, as questions: the feedback log of the app.

A good answer gives a question with its citations as gold. A bad one says that something was
wrong, not what would be right: it comes without gold, with the reader's note, to be worked on.

    python -m eval.feedback data/log/feedback.jsonl > my_questions.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def read_feedback(log: Path) -> list[Record]:
    """The questions of the log in the form of ``eval/questions``, the newest verdict on each.

    ``answerable`` is None after a bad verdict: whether there is an answer is what is not known.
    Lines that were cut off or are of another kind are left out. No log gives no questions.
    """
    newest: dict[tuple[str, str], Record] = {}
    for entry in _entries(log):
        newest[json.dumps(entry.get("after", [])), entry["question"]] = entry
    return [_question(number, entry) for number, entry in enumerate(newest.values(), 1)]


def _question(number: int, entry: Record) -> Record:
    good = entry["good"]
    return {
        "id": f"f{number:03}",
        "kind": "good" if good else "bad",
        "question": entry["question"],
        "after": entry.get("after", []),
        "regions": entry.get("regions_answered", []),
        "gold": entry["citations"] if good else [],
        "answerable": entry["status"] == "answered" if good else None,
        "note": entry.get("note", ""),
    }


def _entries(log: Path) -> Iterator[Record]:
    if not log.is_file():
        return
    for line in log.read_text("utf-8", errors="replace").split("\n"):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and {"question", "good", "status", "citations"} <= set(entry):
            yield entry


def main() -> None:
    """Print the questions of a log as JSON lines."""
    for question in read_feedback(Path(sys.argv[1])):
        print(json.dumps(question, ensure_ascii=False))


if __name__ == "__main__":
    main()
