"""What a run measured, as one JSON file a benchmark and commit."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "results"
# What may differ from the commit without the figures being another commit's.
_MADE = ("eval/results", "eval/README.md", "eval/scale.svg")


def store(result: dict[str, Any], folder: Path = FOLDER) -> Path:
    """Write ``result`` as ``<benchmark>-<commit>.json``; gives the file.

    Systems that an earlier run of the same commit asked the same questions are kept, so that a
    slow one need not be asked again.
    """
    folder.mkdir(exist_ok=True)
    file = folder / f"{result['benchmark']}-{result['commit']}.json"
    if file.is_file():
        before = json.loads(file.read_text("utf-8"))
        if "systems" in before and before["questions"] == result["questions"]:
            rows = {row["name"]: row for row in (*before["systems"], *result["systems"])}
            result = {**result, "systems": list(rows.values())}
    file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def newest(benchmark: str, folder: Path = FOLDER) -> dict[str, Any] | None:
    """The result of ``benchmark`` with the latest date; None when none is stored."""
    files = folder.glob(f"{benchmark}-*.json")
    results = [json.loads(file.read_text("utf-8")) for file in files]
    return max(results, key=lambda result: result["date"], default=None)


def commit() -> str:
    """The short name of the commit, with ``-dirty`` when tracked files differ from it."""
    name = _git("rev-parse", "--short", "HEAD") or "unknown"
    kept = [f":(exclude){path}" for path in _MADE]
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", *kept)
    return f"{name}-dirty" if changed else name


def _git(*arguments: str) -> str:
    root = Path(__file__).parent.parent
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
