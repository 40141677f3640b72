"""Are the articles of laws found: python -m eval.regulations --data ../shared/bench/statutes

The data give the number and the words of each article; the laws are made to files of them
(eval/benchmarks/articles.py) and structured. An article is found when a clause of kind ``article``
has its number and exactly its words. Rules were written with the ``tuned`` half of the names alone.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from eval.benchmarks.articles import Article, file_text, group_by_law
from eval.benchmarks.statutes import read_articles
from kb import Source, parse_text

BLANK = re.compile(r"[\s\u200b\ufeff]")
HALVES = ("tuned", "report")


def main() -> None:
    """Read the options and print a line for each half."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/bench/statutes"))
    options = parser.parse_args()
    laws = group_by_law(article for article, _ in read_articles(options.data))
    for half in HALVES:
        print(half, measure({k: v for k, v in laws.items() if half_of(v[0].law) == half}))


def half_of(law: str) -> str:
    """The half that a law's name falls into, whatever its edition."""
    return HALVES[hashlib.md5(re.sub(r"\W|\d", "", law).encode()).digest()[0] % 2]


def measure(laws: Mapping[str, list[Article]]) -> dict[str, float]:
    """Files, articles, the share that was found, what became of the others, articles a second."""
    outcomes: Counter[str] = Counter()
    seconds = 0.0
    for name, articles in laws.items():
        raw = file_text(articles)
        start = time.process_time()
        parsed = parse_text(raw, Source(name, hashlib.sha256(raw.encode()).hexdigest()))
        seconds += time.process_time() - start
        text = parsed.document.text
        found: dict[str, list[str]] = defaultdict(list)
        for clause in parsed.clauses:
            if clause.kind == "article":
                found[solid(clause.label)].append(solid(text[clause.start : clause.end]))
        outcomes.update(outcome(article, found) for article in articles)
    total = outcomes.total()
    missed = {kind: n for kind, n in outcomes.items() if kind != "found"}
    share = round(outcomes["found"] / total, 5) if total else 0.0
    rate = round(total / seconds) if seconds else 0
    return {"files": len(laws), "articles": total, "found": share, **missed, "a second": rate}


def outcome(article: Article, found: Mapping[str, Iterable[str]]) -> str:
    """found, cut short, runs on, absent, or other words."""
    words, held = solid(article.text), list(found.get(solid(article.label), ()))
    if words in held:
        return "found"
    if not held:
        return "absent"
    if any(words.startswith(text) for text in held):
        return "cut short"
    return "runs on" if any(text.startswith(words) for text in held) else "other words"


def solid(text: str) -> str:
    """``text`` without what cannot be seen."""
    return BLANK.sub("", text)


if __name__ == "__main__":
    main()
