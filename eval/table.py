"""Results as tables, and the tables of eval/README.md: python -m eval.table [--check]

Every figure between ``<!-- results:NAME -->`` and ``<!-- /results -->`` comes from the newest
stored result of that name, so that none is typed by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from eval.results import FOLDER, newest
from eval.types import ALL

README = Path(__file__).parent / "README.md"
MARKED = re.compile(r"(<!-- results:(?P<name>\w+) -->\n).*?(<!-- /results -->)", re.DOTALL)


def main() -> None:
    """Write the tables anew, or say whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if outdated")
    options = parser.parse_args()
    before = README.read_text("utf-8")
    after = renewed(before)
    if options.check:
        sys.exit("eval/README.md is outdated: python -m eval.table" if before != after else 0)
    README.write_text(after, encoding="utf-8")


def renewed(text: str, folder: Path = FOLDER) -> str:
    """``text`` with every marked table made from the newest result; unmeasured ones stay."""

    def table(match: re.Match[str]) -> str:
        result = newest(match["name"], folder)
        return f"{match[1]}{render(result)}\n{match[3]}" if result else match[0]

    return MARKED.sub(table, text)


def render(result: dict[str, Any]) -> str:
    """``result`` as Markdown: a table for all questions, one for each group, then the rest."""
    if result["benchmark"] == "scale":
        return _scale(result)
    groups = result["questions"]
    parts = [_head(result), _table(result, ALL, timed=True)]
    if len(groups) > 2:  # all, and more than one part
        parts += [_titled(result, group) for group in groups if group != ALL]
    parts += [_refusals(result), _faults(result)]
    return "\n\n".join(part for part in parts if part)


def _scale(result: dict[str, Any]) -> str:
    names = ["passages", "documents", "search ms p50 / p95", "ask ms p50 / p95"]
    names += ["build s", "index MB", "peak MB of build", "peak MB of ask"]
    rows = [names, ["---:"] * len(names)]
    for point in result["points"]:
        figures = (point[name] for name in ("build_seconds", "index_mb", "build_peak_mb"))
        rows.append([f"{point['passages']:,}", f"{point['documents']:,}"])
        rows[-1] += [_span(point["search"]), _span(point["ask"])]
        rows[-1] += [*(f"{figure:.0f}" for figure in figures), f"{point['ask_peak_mb']:.0f}"]
    head = f"{_run(result)}; {result['vectors']} vectors, {result['questions']} questions."
    return f"{head}\n\n{_grid(rows)}\n\n![The same as curves](scale.svg)"


def _head(result: dict[str, Any]) -> str:
    index, asked = result["index"], result["questions"][ALL]
    built = index["seconds"]
    taken = f", built in {built:.0f} s ({index['embedded']} texts embedded)" if built else ""
    return (
        f"{_run(result)}; {index['documents']} documents, {index['passages']} passages{taken}; "
        f"{asked['answerable']} answerable questions, {asked['unanswerable']} unanswerable. "
        "In brackets: p of the difference from this project (paired randomisation)."
    )


def _run(result: dict[str, Any]) -> str:
    machine = f"{result['cpus']} processors, load {result['load']:.1f} at the end"
    return f"Commit {result['commit']}, {result['date'][:10]}, {machine}"


def _titled(result: dict[str, Any], group: str) -> str:
    asked = result["questions"][group]
    title = f"{group}: {asked['answerable']} answerable, {asked['unanswerable']} unanswerable"
    return f"{title}\n\n{_table(result, group, timed=False)}"


def _table(result: dict[str, Any], group: str, *, timed: bool) -> str:
    times = ["search ms p50 / p95", "ask ms p50 / p95"] if timed else []
    rows = [["", *result["columns"], *times]]
    for system in result["systems"]:
        row = [system["name"], *(_cell(system, name, group) for name in result["columns"])]
        if timed:
            row += [_span(system["latency"][kind]) for kind in ("search", "ask")]
        rows.append(row)
    rows.insert(1, ["---"] * len(rows[0]))
    return _grid(rows)


def _grid(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(system: dict[str, Any], measure: str, group: str) -> str:
    value = system["measures"].get(measure, {}).get(group)
    if value is None:
        return "-"
    chance = system["p"].get(measure, {}).get(group)
    return f"{value:.3f}" if chance is None else f"{value:.3f} ({_chance(chance)})"


def _chance(p: float) -> str:
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _span(times: dict[str, float] | None) -> str:
    return f"{times['p50']:.1f} / {times['p95']:.1f}" if times else "-"


def _refusals(result: dict[str, Any]) -> str:
    lines = []
    for group, kinds in result["refused"].items():
        if group != ALL and len(kinds) > 2:
            shares = ", ".join(f"{kind} {n}/{total}" for kind, (n, total) in kinds.items())
            lines.append(f"- refused in {group}: {shares}")
    return "\n".join(lines)


def _faults(result: dict[str, Any]) -> str:
    kinds = result["errors"].get(ALL, {})
    listed = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    return f"Errors by kind (all questions; one may have two): {listed}." if listed else ""


if __name__ == "__main__":
    main()
