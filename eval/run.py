"""Measure finding, quoting and refusing: python -m eval.run [--set dev --set test]

Prints, for each set of questions, the product beside the baselines from the same run. A clause
is right when it is the gold clause; for systems without clauses (and for all, in the second pair
of columns) a piece is right when it holds the gold words.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from eval.measures.fidelity import quote_fidelity
from eval.measures.recall import holds_words, recalled, same_clause
from eval.measures.refusal import refusal_rates
from eval.questions import Question, load_questions
from eval.systems import BigramBM25, PlainLangChain, Product, System
from kb import Answer, KnowledgeBase, export_encoder


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("indexes/policies"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument(
        "--set", action="append", dest="sets", help="dev, dev_hard, test; all by default"
    )
    parser.add_argument("--errors", action="store_true", help="list the questions that went wrong")
    options = parser.parse_args()
    with KnowledgeBase.open(options.index) as library, tempfile.TemporaryDirectory() as folder:
        model = export_encoder(Path(folder) / "model")
        systems = [
            Product(library),
            BigramBM25(library),
            PlainLangChain(options.corpus, model),
        ]
        print(f"commit {_commit()}, {library.manifest.passages} passages")
        for name in options.sets or ["dev", "dev_hard", "test"]:
            questions = load_questions(name)
            _print_finding(name, questions, systems)
            _print_answers(questions, library, options.corpus, errors=options.errors)


def _print_finding(name: str, questions: list[Question], systems: list[System]) -> None:
    asked = [question for question in questions if question.answerable]
    print(f"\n{name}: {len(asked)} answerable questions")
    print(f"{'':50} clause@1 clause@5  words@1  words@5")
    for system in systems:
        rates = [_rates(system, question) for question in asked]
        means = [sum(column) / len(rates) for column in zip(*rates, strict=True)]
        has_clauses = any(rate[1] for rate in rates)
        shown = [f"{mean:8.3f}" for mean in means]
        none = ["       -"] * 2
        print(f"{system.name:50}", *(shown if has_clauses else [*none, *shown[2:]]))


def _rates(system: System, question: Question) -> list[bool]:
    found = system.search(question.text, 10)
    clauses = list(dict.fromkeys((piece.document, piece.path) for piece in found))
    paths = [[(g.document, g.path) for g in entry] for entry in question.gold]
    words = [[g.quote for g in entry] for entry in question.gold]
    texts = [piece.text for piece in found]
    every = question.every
    return [
        *(recalled(clauses, paths, k, every=every, fits=same_clause) for k in (1, 5)),
        *(recalled(texts, words, k, every=every, fits=holds_words) for k in (1, 5)),
    ]


def _print_answers(
    questions: list[Question], library: KnowledgeBase, corpus: Path, *, errors: bool
) -> None:
    sources = {path.name: path.read_text("utf-8-sig") for path in corpus.glob("*.txt")}
    outcomes, quotes, answered = [], [], []
    refused_by_kind: Counter[str] = Counter()
    for question in questions:
        answer = library.ask(question.text)
        refused = answer.status == "not_found"
        outcomes.append((question.answerable, refused))
        refused_by_kind[question.kind] += refused
        shown = (*answer.citations, *answer.nearest)
        quotes += [(c.quote, sources[c.document.source.path]) for c in shown]
        if question.answerable:
            answered.append(not refused and _quotes_gold(answer, question))
        went_wrong = not answered[-1] if question.answerable else not refused
        if errors and went_wrong:
            print(f"  {question.id} {question.kind}: {question.text} -> {_said(answer)}")
    right, wrong = refusal_rates(outcomes)
    print(f"answers that quote the gold words      {sum(answered) / len(answered):.3f}")
    print(f"refused when it should                 {right:.3f}")
    print(f"refused when it should not             {wrong:.3f}")
    print(f"quote fidelity                         {quote_fidelity(quotes):.3f} of {len(quotes)}")
    kinds = Counter(question.kind for question in questions)
    print("refused by kind:", ", ".join(f"{k} {refused_by_kind[k]}/{n}" for k, n in kinds.items()))


def _quotes_gold(answer: Answer, question: Question) -> bool:
    quoted = ["".join(citation.quote for citation in answer.citations)]
    words = [[gold.quote for gold in entry] for entry in question.gold]
    return recalled(quoted, words, 1, every=question.every, fits=holds_words)


def _said(answer: Answer) -> str:
    if answer.status == "not_found":
        return f"refused: {answer.reason}"
    return " | ".join(statement.text[:50] for statement in answer.statements)


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
