"""Measure how two documents are aligned: python -m eval.alignment [--half tuned] [--data DIR]

Three collections whose correspondence is known, each beside two baselines (clauses of the same
number; difflib over the articles in order):

- edited: laws of the statutes, edited by chance (eval/alignments/edits.py), every kind of edit;
- versions: laws in two dated versions, as far as surely known (eval/alignments/versions.py);
- plans: pairs of the five documents, paired by reading (eval/alignments/plans.jsonl).

Thresholds were set on the laws, seeds and plans of the half "tuned"; "report" is the default.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from eval.alignments import HALVES, Group, Link, Unit, baselines, half_of
from eval.alignments.counting import Count
from eval.alignments.edits import Edited, edit
from eval.alignments.versions import label_of, sure_groups
from eval.benchmarks import DATA, sample
from eval.benchmarks.articles import LABEL, Article, file_text
from eval.benchmarks.statutes import read_articles
from kb import AlignedClauses, KnowledgeBase, build_index

PLANS = Path(__file__).parent / "alignments" / "plans.jsonl"
LAWS = 40  # laws that are edited
LENGTHS = range(30, 200)  # articles of such a law
SEEDS = {"tuned": 1, "report": 1001}
KINDS = ("same", "changed", "moved", "split", "merged", "only_left", "only_right")
SYSTEMS = ("product", "same number", "difflib")
Table = dict[str, dict[str, Count]]


class NoVectors:
    """An encoder that gives one vector to all texts: aligning uses none."""

    name = hash = "none"
    dim, max_tokens = 8, 512

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        """Ones of unit length, shape [n, dim]."""
        return np.full((len(texts), self.dim), self.dim**-0.5, dtype=np.float32)

    def encode_query(self, text: str) -> np.ndarray:
        """The same, shape [dim]."""
        return self.encode_passages([text])[0]

    encode_question = encode_query

    def count_tokens(self, text: str) -> int:
        """Characters."""
        return len(text)


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of statutes")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--half", choices=HALVES, default="report")
    parser.add_argument("--laws", type=int, default=LAWS, help="laws that are edited")
    options = parser.parse_args()
    laws = _laws(options.data / "statutes", options.half)
    _print("edited laws", *measure_edited(laws, options.half, options.laws))
    _print("two versions of one law, sure articles", measure_versions(laws))
    _print("plans of two regions", measure_plans(options.corpus, options.half))


def measure_edited(
    laws: dict[str, list[list[Article]]], half: str, count: int
) -> tuple[Table, Table, list[float]]:
    """Groups recovered by kind, marked characters, and seconds for each comparison."""
    chosen = sample([v[0] for v in laws.values() if len(v[0]) in LENGTHS], count)
    groups, marked, seconds = _table(), _table(), list[float]()
    cases = [edit(articles, chosen[n - 1], SEEDS[half] + n) for n, articles in enumerate(chosen)]
    texts = [(_text(case.before), _text(case.after)) for case in cases]
    for case, (pairs, took) in zip(cases, _compared(texts), strict=True):
        seconds.append(took)
        left, right = _units(pairs)
        for system, found in _all_found(pairs, left, right).items():
            for kind in KINDS:
                wanted = {group for group in case.groups if group.kind == kind}
                groups[kind][system].add({g for g in found if g.kind == kind}, wanted)
        _count_marks(marked, case, pairs, left, right)
    return groups, marked, seconds


def measure_versions(laws: dict[str, list[list[Article]]]) -> Table:
    """Sure pairs and articles surely in one version alone; others are not judged."""
    table = _table()
    versions = [v for v in laws.values() if len(v) > 1]
    texts = [(file_text(v[0]), file_text(v[1])) for v in versions]
    for (old, new, *_), (pairs, _took) in zip(versions, _compared(texts), strict=True):
        links, alone = sure_groups(old, new)
        judged_left = {a for a, _ in links} | {p for g in alone for p in g.left}
        judged_right = {b for _, b in links} | {p for g in alone for p in g.right}
        held = [{label_of(a) for a in side} for side in (old, new)]
        left, right = (
            [u for u in side if u.path in paths]
            for side, paths in zip(_units(pairs), held, strict=True)
        )
        for system, found in _all_found(pairs, left, right).items():
            linked = _links(found)
            judged = {(a, b) for a, b in linked if a in judged_left or b in judged_right}
            table["pairs"][system].add(judged, links)
            for kind in ("only_left", "only_right"):
                ones = {g for g in found if g.kind == kind}
                judged_ones = {g for g in ones if g.left <= judged_left and g.right <= judged_right}
                wanted = {g for g in alone if g.kind == kind}
                table[kind][system].add(judged_ones, wanted)
    return table


def measure_plans(corpus: Path, half: str) -> Table:
    """Pairs of clauses; what a reader may see either way counts neither for nor against."""
    table = _table()
    with tempfile.TemporaryDirectory() as folder:
        build_index(corpus, Path(folder) / "index", encoder=NoVectors())
        with KnowledgeBase.open(Path(folder) / "index", encoder=NoVectors()) as library:
            for line in PLANS.read_text(encoding="utf-8").splitlines():
                gold = json.loads(line)
                if (gold["use"] == "tune") != (half == "tuned"):
                    continue
                pairs = library.compare_documents(gold["left"], gold["right"]).pairs
                links = {(a, b) for a, b in gold["links"]}
                possible = {(a, b) for a, b in gold["possible"]}
                name = f"{gold['left'][:2]}-{gold['right'][:2]}"
                left, right = _units(pairs)
                for system, found in _all_found(pairs, left, right).items():
                    table[f"{name} pairs"][system].add(_links(found) - possible, links)
                    for n, kind in enumerate(("only_left", "only_right")):
                        matched = {link[n] for link in links | possible}
                        alone = {u.path for u in (left, right)[n]} - matched
                        ones = {p for g in found if g.kind == kind for p in (g.left | g.right)} - {
                            link[n] for link in possible - links
                        }
                        table[f"{name} {kind}"][system].add(ones, alone)
    return table


def _laws(data: Path, half: str) -> dict[str, list[list[Article]]]:
    """The laws of a half, each in its dated versions, oldest first."""
    found: dict[str, dict[str, list[Article]]] = defaultdict(lambda: defaultdict(list))
    for article, _ in read_articles(data):
        if article.date and half_of(article.law) == half and LABEL.match(article.label):
            found[article.law][article.date].append(article)
    return {law: [dated[day] for day in sorted(dated)] for law, dated in found.items()}


def _text(articles: Sequence[str]) -> str:
    return "\n".join(("某某管理条例", *articles))


def _compared(
    texts: Sequence[tuple[str, str]],
) -> Iterator[tuple[tuple[AlignedClauses, ...], float]]:
    """The product's comparison of each two texts, and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        files, index = Path(folder) / "files", Path(folder) / "index"
        files.mkdir()
        for n, (before, after) in enumerate(texts):
            (files / f"{n}前.txt").write_text(f"{before}\n", encoding="utf-8")
            (files / f"{n}后.txt").write_text(f"{after}\n\n", encoding="utf-8")
        build_index(files, index, encoder=NoVectors())
        with KnowledgeBase.open(index, encoder=NoVectors()) as library:
            len(library.superseded)  # found once, at first use
            for n in range(len(texts)):
                start = time.perf_counter()
                compared = library.compare_documents(f"{n}前.txt", f"{n}后.txt")
                yield compared.pairs, time.perf_counter() - start


def _units(pairs: Sequence[AlignedClauses]) -> tuple[list[Unit], list[Unit]]:
    """The clauses of both documents, in their order."""
    left = sorted((c for pair in pairs for c in pair.left), key=lambda c: c.start)
    right = sorted((c for pair in pairs for c in pair.right), key=lambda c: c.start)
    return [Unit(c.path, c.quote) for c in left], [Unit(c.path, c.quote) for c in right]


def _all_found(
    pairs: Sequence[AlignedClauses], left: Sequence[Unit], right: Sequence[Unit]
) -> dict[str, list[Group]]:
    ours = []
    for pair in pairs:
        sides = frozenset(c.path for c in pair.left), frozenset(c.path for c in pair.right)
        ours.append(Group(pair.kind, *sides))
        ours.extend([Group("moved", *sides)] if pair.moved else [])
    return {
        "product": ours,
        "same number": baselines.same_number(left, right),
        "difflib": baselines.by_order(left, right),
    }


def _links(groups: Sequence[Group]) -> set[Link]:
    return {(a, b) for group in groups for a in group.left for b in group.right}


def _count_marks(
    table: Table,
    case: Edited,
    pairs: Sequence[AlignedClauses],
    left: Sequence[Unit],
    right: Sequence[Unit],
) -> None:
    """Marked characters of the changed articles that each system paired rightly."""
    texts = [{unit.path: unit.text for unit in side} for side in (left, right)]
    changed = [g for g in case.groups if g.kind == "changed"]
    ours = {(p.left[0].path, p.right[0].path): p for p in pairs if p.kind == "changed"}
    for group in changed:
        (a,), (b,) = group.left, group.right
        wanted = {(0, at) for at in case.marks.left[a]} | {(1, at) for at in case.marks.right[b]}
        heads = [len(LABEL.match(t).group()) + 1 for t in (texts[0][a], texts[1][b])]
        plain = baselines.marks(texts[0][a][heads[0] :], texts[1][b][heads[1] :])
        pair = ours.get((a, b))
        marks = (
            [
                {at - side[0].start - head for start, end in spans for at in range(start, end)}
                for side, spans, head in (
                    (pair.left, pair.marks_left, heads[0]),
                    (pair.right, pair.marks_right, heads[1]),
                )
            ]
            if pair
            else [set(), set()]
        )
        for system, found in (("product", marks), ("difflib", plain)):
            table["characters"][system].add({(n, at) for n in (0, 1) for at in found[n]}, wanted)


def _table() -> Table:
    return defaultdict(lambda: defaultdict(Count))


def _print(
    title: str, table: Table, marked: Table | None = None, seconds: Sequence[float] = ()
) -> None:
    print(f"\n# {title}\n\n| | wanted |" + "".join(f" {s} P / R / F1 |" for s in SYSTEMS))
    print("|---|---|" + "---|" * len(SYSTEMS))
    for rows in (table, marked or {}):
        for kind, row in rows.items():
            cells = "".join(f" {_cell(row.get(system))} |" for system in SYSTEMS)
            print(f"| {kind} | {row['product'].wanted} |{cells}")
    if seconds:
        print(f"\nseconds a comparison: mean {np.mean(seconds):.3f}, greatest {max(seconds):.3f}")


def _cell(count: Count | None) -> str:
    if count is None:
        return "-"
    return " / ".join(
        "-" if n is None else f"{n:.3f}" for n in (count.precision, count.recall, count.f1)
    )


if __name__ == "__main__":
    main()
