"""How often the rules would refuse what a text answers: python -m eval.rules [--data ...]

No search takes part. Of each answerable question of ``eval/written`` the sentence with its answer
is looked at: is it of every kind of answer that the question is taken to want? And of each true
statement: is the sentence that proves it found to differ from it? Each such row would be refused
although the text answers. The rules were mended on the rows that are not ``held``.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.benchmarks import DATA
from eval.results import commit
from eval.written import find_answer, texts, written
from kb.answering.evidence import SOFT_WANTS
from kb.language.answer_kinds import kinds_met
from kb.language.differences import differing_fact, find_difference
from kb.language.premises import find_premise
from kb.retrieval.query import understand
from kb.types import Want

NAMES = "印发日期"  # what the passage of a date of issue is called
ENDS = "。；\n"  # of a sentence
STATEMENT = "a statement"


def main() -> None:
    """Judge every row, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="beside it lie the documents")
    parser.add_argument("--show", help="a kind, of which the rows not held are listed")
    options = parser.parse_args()
    rows = [row for row in written("questions") if row["answer"]]
    held_texts = dict(texts(options.data.parent, rows))
    asked, refused = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    for row in rows:
        for kind, met in _judged(row, held_texts[row["source"], row["document"]]):
            asked[kind, row["held"]] += 1
            refused[kind, row["held"]] += not met
            if kind == options.show and not met and not row["held"]:
                print(row["question"], row["answer"])
    print(f"# {len(rows)} answerable questions, at {commit()}\n")
    print("| asked for | questions | refused | held | refused |\n|---|---|---|---|---|")
    for kind in sorted({kind for kind, _ in asked}, key=lambda k: -asked[k, False]):
        counts = [of[kind, held] for held in (False, True) for of in (asked, refused)]
        print(f"| {kind} | {' | '.join(map(str, counts))} |")


def _judged(row: dict[str, Any], text: str) -> Iterator[tuple[str, bool]]:
    """Each kind that the question is taken to want, and whether its sentence is of it."""
    span = find_answer(text, row["answer"])
    if span is None:
        return
    start = max(text.rfind(mark, 0, span[0]) for mark in ENDS) + 1
    ends = [at for mark in ENDS if (at := text.find(mark, span[1] - 1)) >= 0]
    sentence = text[start : min(ends, default=len(text)) + 1]
    query = understand(row["question"], ())
    met = kinds_met(query, sentence, NAMES)
    for want in query.wants - SOFT_WANTS:
        yield want.value, want in met
    premise = find_premise(query.text, confirming=Want.CONFIRM in query.wants)
    if premise:
        differs = differing_fact if premise.how == "questioned" else find_difference
        yield STATEMENT, differs(premise.text, sentence) is None


if __name__ == "__main__":
    main()
