"""Measure comparisons, premises, parts and follow-ups: python -m eval.behaviours [--errors]

The questions are own ones, written while these were built: they show that nothing was lost, and
are no proof for other questions.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.questions import FOLDER
from kb import Answer, Citation, KnowledgeBase

Record = dict[str, Any]
Outcome = tuple[str, bool]  # what is measured, whether it went right


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("indexes/policies"))
    parser.add_argument("--errors", action="store_true", help="list the questions that went wrong")
    options = parser.parse_args()
    checks = {"dev_compare": compared, "dev_premise": refuted, "dev_turns": taken}
    with KnowledgeBase.open(options.index) as library:
        for name, check in checks.items():
            tally: dict[str, list[bool]] = {}
            records = _records(name)
            for record in records:
                answer = library.ask(record["question"], previous=record.get("previous"))
                for what, right in check(record, answer):
                    tally.setdefault(what, []).append(right)
                    if options.errors and not right:
                        print(f"  {record['id']} {what}: {record['question']} -> {answer.reason}")
            print(f"{name}: {len(records)} questions")
            for what, rights in tally.items():
                print(f"  {what:42} {sum(rights)} of {len(rights)}")


def compared(record: Record, answer: Answer) -> Iterator[Outcome]:
    """Which regions speak, with the right clause; which are called silent or absent."""
    cited = {_region(citation) for citation in answer.citations}
    reason = answer.reason or ""
    for entry in record["gold"]:
        places = [(gold["document"], gold["path"]) for gold in (entry, *entry.get("alt", []))]
        right = [c for c in answer.citations if (c.document.source.path, c.path) in places]
        yield "region with a rule: its clause is quoted", bool(right)
    for name in record["silent"]:
        yield "silent region: nothing is quoted", name not in cited
        yield "silent region: named as silent", name not in cited and name in reason
    for name in record["absent"]:
        absent = reason.partition("的文件")[0]
        yield "region without documents: named so", "库内没有" in absent and name in absent


def refuted(record: Record, answer: Answer) -> Iterator[Outcome]:
    """A false premise is refused, what differs and where is said; a true one is answered."""
    reason = "".join((answer.reason or "").split())
    if record["answerable"]:
        gold = record["gold"][0]
        places = [(c.document.source.path, c.path) for c in answer.citations]
        yield "true premise: its clause is quoted", (gold["document"], gold["path"]) in places
        return
    yield "false premise: refused", answer.status == "not_found"
    if record["about"]:
        about = record["about"]
        first = answer.nearest[:1]
        right = [(c.document.source.path, c.path) for c in first]
        yield "the clause that differs stands first", right == [(about["document"], about["path"])]
    if record["original"]:
        yield "the original is quoted in the reason", "".join(record["original"].split()) in reason
    for name in record["elsewhere"]:
        yield "a region that has the rule is named", "见于" in reason and name in reason


def taken(record: Record, answer: Answer) -> Iterator[Outcome]:
    """What a follow-up was taken for, and the parts of a question."""
    if "previous" in record:
        kind = "follow-up completed" if record["understood"] else "standing question left as it is"
        yield kind, answer.understood == record["understood"]
    if "parts" in record:
        kind = "parts found" if record["parts"] else "one question left as it is"
        yield kind, [part.understood for part in answer.parts] == record["parts"]


def _records(name: str) -> list[Record]:
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _region(citation: Citation) -> str | None:
    region = citation.document.region
    return region.name if region else None


if __name__ == "__main__":
    main()
