"""Precision and recall of 指标 against rows read by hand: python -m eval.targets [--draw SEED]

The five documents have a complete list (``gold.jsonl``), made by reading them before the
extractor was run on them. Of other documents a random sample of what the extractor finds was
judged row by row (``judged.jsonl``): its precision is reported, and no recall. The rules were
mended after each of rounds 1 to 4. Rows of ``policies`` were judged at first sight in every round,
those of ``health`` in rounds 1 to 3; the samples of rounds 4 and 5 are drawn at random over the
same half of ``health`` again, most of whose rows had been read by then. The levels, each with the
one before: clause, value and unit; the operator; an indicator that shares half of the shorter
one's pairs of characters. ``--draw`` prints a new sample to judge.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.benchmarks import DATA
from eval.targets.rows import Row, baseline_rows, product_rows
from eval.targets.sample import draw, key, precision, report_documents
from kb import ParsedDocument, parse_file

HERE = Path(__file__).parent
CORPUS = Path("corpus")
OF_JUDGEMENT = ("round", "collection", "faults")  # what a judged row has besides its key
SHARED_PAIRS = 0.5  # of the shorter indicator's pairs of characters
ALIKE: tuple[tuple[str, Callable[[Row, Row], bool]], ...] = (
    ("clause, value, unit", lambda a, b: a.number == b.number),
    ("+ operator", lambda a, b: a.number == b.number and a.operator == b.operator),
    (
        "+ indicator",
        lambda a, b: (
            a.number == b.number
            and a.operator == b.operator
            and shares_words(a.indicator, b.indicator)
        ),
    ),
)


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--health", type=Path, default=DATA.parent / "real" / "health.jsonl")
    parser.add_argument("--draw", type=int, help="print a sample drawn with this seed, to judge")
    options = parser.parse_args()
    if options.draw is not None:
        _print_sample(options.health, options.draw)
        return
    _print_gold()
    if options.health.is_file():
        _print_judged(options.health)


def match_rows(found: Sequence[Row], gold: Sequence[Row], alike: Callable[[Row, Row], bool]) -> int:
    """How many of ``found`` are alike with one of ``gold``, each used once.

    Rows with more in common are paired first, so that two rows with one number stay apart.
    """
    left, paired = list(gold), 0
    for row in sorted(found, key=lambda row: -_best(row, gold)):
        partners = [g for g in left if alike(row, g)]
        if partners:
            left.remove(max(partners, key=lambda g: _pairs_shared(row.indicator, g.indicator)))
            paired += 1
    return paired


def shares_words(one: str, other: str) -> bool:
    """Whether two indicators share half of the shorter one's pairs of characters."""
    return _pairs_shared(one, other) >= SHARED_PAIRS


def _best(row: Row, gold: Sequence[Row]) -> float:
    return max((_pairs_shared(row.indicator, g.indicator) for g in gold), default=0.0)


def _pairs_shared(one: str, other: str) -> float:
    a, b = ({text[n : n + 2] for n in range(len(text) - 1)} for text in (one, other))
    return len(a & b) / min(len(a), len(b)) if a and b else float(one == other)


def _print_gold() -> None:
    gold = [Row.from_json(json.loads(line)) for line in _lines("gold.jsonl")]
    parsed = [parse_file(path, CORPUS) for path in sorted(CORPUS.glob("*.txt"))]
    systems = (("this project", product_rows), ("every number with a unit", baseline_rows))
    for system, rows_of in systems:
        print(f"\n{system}, five documents, {len(gold)} rows by hand: precision / recall")
        for name, alike in ALIKE:
            counts = [_counts(document, rows_of, gold, alike) for document in parsed]
            paired, found, wanted = (sum(column) for column in zip(*counts, strict=True))
            each = "  ".join(f"{p / max(f, 1):.2f}/{p / max(w, 1):.2f}" for p, f, w in counts)
            print(f"  {name:22}{paired / found:.3f} / {paired / wanted:.3f}   each: {each}")
    _print_other_fields(gold, parsed)


def _counts(
    document: ParsedDocument,
    rows_of: Callable[[ParsedDocument], list[Row]],
    gold: Sequence[Row],
    alike: Callable[[Row, Row], bool],
) -> tuple[int, int, int]:
    found = rows_of(document)
    wanted = [row for row in gold if row.source == document.document.source.path]
    return match_rows(found, wanted, alike), len(found), len(wanted)


def _print_other_fields(gold: Sequence[Row], parsed: Sequence[ParsedDocument]) -> None:
    """Of the rows found at the last level, how many have deadline, scope and binding right."""
    found = [row for document in parsed for row in product_rows(document)]
    pairs = [(g, [f for f in found if ALIKE[-1][1](f, g)]) for g in gold]
    held = [(g, max(fs, key=lambda f: f.deadline == g.deadline)) for g, fs in pairs if fs]
    for field in ("deadline", "scope", "binding"):
        right = sum(getattr(g, field) == getattr(f, field) for g, f in held)
        print(f"  {field} as read by hand: {right} of {len(held)}")


def _print_judged(health: Path) -> None:
    judged = [json.loads(line) for line in _lines("judged.jsonl")]
    found = {
        json.dumps(key(parsed, target), ensure_ascii=False)
        for parsed in report_documents(health)
        for target in parsed.targets
    }
    print("\nother documents, rows judged by hand: precision at each level")
    for group in sorted({(row["round"], row["collection"]) for row in judged}):
        rows = [row for row in judged if (row["round"], row["collection"]) == group]
        same = sum(_key_of(row) in found for row in rows)
        held = f"{same} found as they were" if group[1] == "health" else "not looked up"
        print(f"  round {group[0]}, {group[1]}, {len(rows)} rows ({held})")
        for name, share in precision(rows):
            print(f"    {name:28}{share:.2f}")


def _key_of(row: dict[str, object]) -> str:
    fields = {name: value for name, value in row.items() if name not in OF_JUDGEMENT}
    return json.dumps(fields, ensure_ascii=False)


def _print_sample(health: Path, seed: int) -> None:
    for parsed, target in draw(report_documents(health), seed):
        quote = parsed.document.text[target.start : target.end]
        print(json.dumps({**key(parsed, target), "faults": []}, ensure_ascii=False))
        print("    " + quote.replace("\n", "⏎"))


def _lines(name: str) -> list[str]:
    return (HERE / name).read_text("utf-8").splitlines()


if __name__ == "__main__":
    main()
