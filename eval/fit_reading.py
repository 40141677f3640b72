"""What the numbers that a mark is used with are worth: python -m eval.fit_reading [--data ...]

One number is changed at a time, and the product asked again: comparisons by the topics of the
split "tune" and by those of ``eval/written`` over policies that the marker did not learn from,
questions of our own sets, health and the half "tuned" of ncp. Prints a row for each value; what
stands in the code was chosen from such rows: the fewest cells falsely silent while no more are
falsely provided than without the marker, the most words in common with the gold answer while own
questions lose none. Each text is read once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from statistics import fmean
from types import ModuleType
from unittest.mock import patch

from eval import comparison, written
from eval.benchmarks.answers import said
from eval.benchmarks.own import quotes_gold
from eval.measures.recall import holds_words
from eval.measures.rouge import rouge_l
from eval.results import commit
from eval.topics import load_topics
from eval.tuning import TuningSet, add_options, open_sets
from eval.types import Asked, Found
from kb import Answer, KnowledgeBase, marks
from kb.answering import pinpoint, topic
from kb.marks import Mark, Marker

SETS = ("own", "health", "ncp")
NEVER = 99.0
OF_TOPICS: dict[str, tuple[object, ...]] = {
    "SURE": (0.4, 0.5, 0.6, 0.75),
    "READ": (2, 3, 4, 6),
    "WIDER": (0.5, 1.0, 1.5, NEVER),
    "OF_SURE": ((1.0, 0.0, 0.0), (1.0, 0.4, 1.0), (0.8, 0.6, 0.5), (1.0, 1.0, 0.5)),
    "OF_UNSURE": ((1.0, 1.2, -1.0), (1.0, 1.6, -2.0), (1.0, 1.6, -1.0), (1.0, 1.6, 0.0)),
    "FURTHER": (0.2, 0.3, 0.4),
}
OF_ANSWERS: dict[tuple[ModuleType, str], tuple[float, ...]] = {
    (marks, "MOST"): (0.0, 0.05, 0.1, 0.2),
    (pinpoint, "CERTAIN"): (-6.0, -4.0, -2.0, 0.0, NEVER),
    (pinpoint, "SURE"): (2.0, 4.0, 6.0, NEVER),
}
CELLS = ("shown", "false silent", "false provided")


class Remembering:
    """A marker that reads every text once."""

    def __init__(self, marker: Marker) -> None:
        """Ask ``marker`` what is not known yet."""
        self.marker = marker
        self.known: dict[tuple[str, str, str], Mark] = {}

    def mark(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Mark]:
        """As ``Marker``."""
        new = [text for text in texts if (question, *text) not in self.known]
        for text, mark in zip(new, self.marker.mark(question, new) if new else [], strict=True):
            self.known[question, *text] = mark
        return [self.known[question, *text] for text in texts]


def main() -> None:
    """Open, ask again and again, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser, SETS)
    options = parser.parse_args()
    print(f"# at {commit()}\n")
    _print_topics(options)
    for held in open_sets(options, unanswerable=1):
        remember(held.library)
        _print_answers(held)


def remember(library: KnowledgeBase) -> KnowledgeBase:
    """``library``, which has every text read once from here on."""
    marker = library._held.marker
    assert marker, "the encoder comes without a marker"
    library._held.__dict__["marker"] = Remembering(marker)
    return library


def _print_topics(options: argparse.Namespace) -> None:
    """Cells shown, falsely silent and falsely provided for each value of ``OF_TOPICS``."""
    libraries = {
        name: remember(library)
        for name, library in comparison.open_libraries(
            options.data, options.corpus, options.work / "topics"
        ).items()
    }
    tuned = [t for t in load_topics() if t.split == "tune" and t.set in libraries]
    held = [t for t in written.written("topics") if t["group"] in written.HELD]
    policies = [t for t in held if t["cells"][0]["source"] != written.REGULATIONS]
    cells = (cell for one in policies for cell in one["cells"])
    index = written.build(options.data, options.work / "topics-written", cells)
    other = remember(KnowledgeBase.open(index))

    def row(name: str) -> None:
        judged = comparison.judge(tuned, libraries, comparison.by_product)[0]
        told = [cell for one in policies for cell in written.compare(other, one)]
        figures = [comparison.rates(judged)[column] for column in CELLS]
        figures += written.rates(told)[: len(CELLS)]
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in figures)} |", flush=True)

    columns = [f"{of}: {column}" for of in ("tuned on", "policies") for column in CELLS]
    print(f"| topics | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    row("as it is")
    for name, values in OF_TOPICS.items():
        for value in values:
            with patch.object(topic, name, value):
                row(f"{name} {value}")
    for library in (*libraries.values(), other):
        library.close()


def _print_answers(held: TuningSet) -> None:
    """The first passage and the words of the answer for each value of ``OF_ANSWERS``."""
    asked = [one for one in held.questions if one.answerable]
    worth = WORTH[held.name]

    def row(name: str) -> None:
        first = [_is_first(held, one) for one in asked]
        words = [worth(one, held.library.ask(one.text)) for one in asked]
        print(f"| {name} | {fmean(first):.3f} | {fmean(words):.3f} |", flush=True)

    print(f"\n| {held.name}, {len(asked)} questions | first | words |\n|---|---|---|")
    row("as it is")
    for (module, name), values in OF_ANSWERS.items():
        for value in values:
            with patch.object(module, name, value):
                row(f"{name} {value}")


def _is_first(held: TuningSet, asked: Asked) -> bool:
    found = held.library.search(asked.text, top=1)
    pieces = [Found(h.document.source.path, h.clause.path, h.passage.text) for h in found]
    return any(held.is_right(asked, piece) for piece in pieces)


def _quotes_gold_of_health(asked: Asked, answer: Answer) -> float:
    quoted = "".join(citation.quote for citation in answer.citations)
    return float(any(holds_words(quoted, words) for words in asked.gold["quotes"]))


# What an answer is worth: quoting the gold words; of ncp, words in common with the gold answer.
WORTH: dict[str, Callable[[Asked, Answer], float]] = {
    "own": lambda asked, answer: float(quotes_gold(answer, asked.gold)),
    "health": _quotes_gold_of_health,
    "ncp": lambda asked, answer: rouge_l(said(answer), asked.gold.answer),
}


if __name__ == "__main__":
    main()
