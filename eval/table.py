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

from eval.projection import fit
from eval.results import FOLDER, newest
from eval.types import ALL

SYSTEMS = {"product": "this project", "practice": "LangChain 500/50 + FAISS"}
PROJECTED = (1_000_000, 10_000_000)  # passages
TINY = 0.1  # a cost that rounds to nothing
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
    head = f"{_run(result)}; {result['vectors']} vectors, {result['questions']} questions."
    parts = [head, _sizes(result)]
    if len(result["points"]) > 1:
        parts.append(_projected(result))
    return "\n\n".join((*parts, "![The same as curves](scale.svg)"))


def _sizes(result: dict[str, Any]) -> str:
    """A row a size and system; the encoder's time is reckoned when the vectors are random."""
    names = ["articles", "system", "pieces", "build s", "encoder s", "search ms p50 / p95"]
    names += ["ask ms p50 / p95", "cold s", "index MB", "peak MB of build", "of asking"]
    rows = [names, ["---:"] * len(names)]
    for point in result["points"]:
        for key, name in SYSTEMS.items():
            one = point[key]
            rows.append([f"{point['articles']:,}", name, f"{_pieces(one):,}"])
            rows[-1] += [f"{one['build_seconds']:.0f}", f"{_encoding(result, key, one):.0f}"]
            rows[-1] += [_span(one["search"]), _span(one.get("ask")), f"{one['cold_seconds']:.1f}"]
            memory = (one[measure] for measure in ("index_mb", "build_peak_mb", "ask_peak_mb"))
            rows[-1] += [f"{figure:.0f}" for figure in memory]
    a_second = result["texts_a_second"]
    said = (
        f"Texts embedded a second: {a_second['product']:.0f} by this project, "
        f"{a_second['practice']:.0f} by common practice."
    )
    return f"{_grid(rows)}\n\n{said}"


def _projected(result: dict[str, Any]) -> str:
    """Lines through the product's points, carried on to libraries that were not built."""
    measures = {
        "search ms p50": lambda one: one["search"]["p50"],
        "search ms p95": lambda one: one["search"]["p95"],
        "ask ms p50": lambda one: one["ask"]["p50"],
        "ask ms p95": lambda one: one["ask"]["p95"],
        "build s": lambda one: one["build_seconds"],
        "encoder s": lambda one: _encoding(result, "product", one),
        "cold s": lambda one: one["cold_seconds"],
        "index MB": lambda one: one["index_mb"],
        "peak MB of build": lambda one: one["build_peak_mb"],
        "peak MB of asking": lambda one: one["ask_peak_mb"],
    }
    names = [f"{size:,} passages" for size in PROJECTED]
    rows = [["cost", "fixed", "each 100,000 passages", *names, "line off by at most"]]
    rows.append(["---", *["---:"] * (len(rows[0]) - 1)])
    for name, cost in measures.items():
        ours = [point["product"] for point in result["points"]]
        line = fit([(_pieces(one), max(cost(one), TINY)) for one in ours])
        values = [line.fixed, 100_000 * line.each, *map(line.at, PROJECTED)]
        rows.append([name, *(f"{value:,.1f}" for value in values), f"{100 * line.off:.0f}%"])
    return f"Projected for this project, cost = fixed + each * passages:\n\n{_grid(rows)}"


def _encoding(result: dict[str, Any], system: str, one: dict[str, Any]) -> float:
    """Seconds of the encoder: taken, or reckoned from its texts when they got random vectors."""
    if result["vectors"] == "real":
        return float(one["encoder_seconds"])
    return float(one["texts"] / result["texts_a_second"][system])


def _pieces(one: dict[str, Any]) -> int:
    """Passages of this project, chunks of common practice."""
    return int(one.get("passages") or one["pieces"])


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
