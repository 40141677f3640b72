"""The measures compute what their formulas say, and the questions' gold is sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.measures.fidelity import quote_fidelity
from eval.measures.recall import holds_words, recalled, same_clause
from eval.measures.refusal import refusal_rates
from eval.questions import FOLDER, Question, load_questions
from kb.library import KnowledgeBase

RECALLED = [
    (["a", "b"], [["a"]], 1, False, True, "the first is right"),
    (["b", "a"], [["a"]], 1, False, False, "the second is right"),
    (["b", "a"], [["a"]], 5, False, True, "among the first five"),
    (["b", "a"], [["x", "a"]], 5, False, True, "an equally good one"),
    (["b", "a"], [["x"], ["a"]], 5, False, True, "any one suffices"),
    (["b", "a"], [["x"], ["a"]], 5, True, False, "all are required"),
    (["b", "a"], [["b"], ["a"]], 5, True, True, "all are there"),
    (["b", "a"], [["b"], ["a"]], 1, True, True, "k is raised to their number"),
    (["b", "c", "a"], [["b"], ["a"]], 1, True, False, "but no further"),
    ([], [["a"]], 5, False, False, "nothing found"),
    (["a"], [], 5, False, False, "nothing is right"),
]


@pytest.mark.parametrize(("found", "gold", "k", "every", "expected", "why"), RECALLED)
def test_recalled(
    found: list[str], gold: list[list[str]], k: int, every: bool, expected: bool, why: str
) -> None:
    assert recalled(found, gold, k, every=every, fits=str.__eq__) is expected, why


CLAUSES = [
    (("d", "四/（一）/3"), ("d", "四/（一）/3"), True, "the clause"),
    (("d", "四/（一）/3"), ("d", "四/（一）"), True, "a clause in it"),
    (("d", "四/（一）"), ("d", "四/（一）/3"), False, "the clause around it"),
    (("d", "四/（一）/31"), ("d", "四/（一）/3"), False, "a number that begins so"),
    (("e", "四"), ("d", "四"), False, "another document"),
    (("d", None), ("d", "四"), False, "a system without clauses"),
]


@pytest.mark.parametrize(("found", "right", "expected", "why"), CLAUSES)
def test_same_clause(
    found: tuple[str, str | None], right: tuple[str, str], expected: bool, why: str
) -> None:
    assert same_clause(found, right) is expected, why


WORDS = [
    ("康复 床位\n占比2%", "床位占比2%", True, "blanks left out"),
    ("**教育部门**要加强", "教育部门要", True, "asterisks left out"),
    ("占比2%", "占比20%", False, "another figure"),
    ("", "床位", False, "no text"),
]


@pytest.mark.parametrize(("text", "words", "expected", "why"), WORDS)
def test_holds_words(text: str, words: str, expected: bool, why: str) -> None:
    assert holds_words(text, words) is expected, why


FIDELITY = [
    ([("床位2%", "康复床位\n2%以上")], 1.0, "a line break between"),
    ([("床位2%", "康复床位20%")], 0.0, "another figure"),
    ([("床位2%", "床位2%"), ("床位3%", "床位2%")], 0.5, "one of two"),
    ([("", "床位")], 0.0, "an empty quotation is none"),
    ([(" \n", "床位")], 0.0, "blanks are none"),
    ([], 1.0, "no quotations"),
]


@pytest.mark.parametrize(("quotes", "expected", "why"), FIDELITY)
def test_quote_fidelity(quotes: list[tuple[str, str]], expected: float, why: str) -> None:
    assert quote_fidelity(quotes) == expected, why


REFUSALS = [
    ([(True, False), (False, True)], (1.0, 0.0), "all right"),
    ([(True, True), (False, False)], (0.0, 1.0), "all wrong"),
    ([(True, True), (True, False), (False, True), (False, False)], (0.5, 0.5), "half"),
    ([(True, False)], (0.0, 0.0), "none is unanswerable"),
    ([], (0.0, 0.0), "no questions"),
]


@pytest.mark.parametrize(("outcomes", "expected", "why"), REFUSALS)
def test_refusal_rates(
    outcomes: list[tuple[bool, bool]], expected: tuple[float, float], why: str
) -> None:
    assert refusal_rates(outcomes) == expected, why


# --- the questions ---

SETS = ("dev", "test")
KINDS_WITHOUT_ANSWER = {"other_region", "missing_detail", "false_premise", "off_topic"}


@pytest.mark.parametrize("name", SETS)
def test_ids_and_texts_are_unique(name: str) -> None:
    questions = load_questions(name)
    assert len(questions) >= 60
    for field in ("id", "text"):
        values = [getattr(question, field) for question in questions]
        assert len(set(values)) == len(values), field
    assert all(question.text.strip() == question.text != "" for question in questions)


def test_there_are_enough_of_every_kind() -> None:
    questions = [question for name in SETS for question in load_questions(name)]
    assert len(questions) >= 120
    kinds = {question.kind for question in questions}
    assert {"fact", "lay", "several", "keyword", *KINDS_WITHOUT_ANSWER} <= kinds
    dev, test = ({question.text for question in load_questions(name)} for name in SETS)
    assert len(dev & test) <= 3, "written apart: only a few agree by chance"


@pytest.mark.parametrize("name", SETS)
def test_gold_is_given_exactly_where_there_is_an_answer(name: str) -> None:
    for question in load_questions(name):
        assert bool(question.gold) is question.answerable, question.id
        if question.kind in KINDS_WITHOUT_ANSWER:
            assert not question.answerable, question.id
        if question.every:
            assert len(question.gold) > 1, question.id


@pytest.mark.parametrize("name", SETS)
def test_gold_lies_in_its_clause(library: KnowledgeBase, name: str) -> None:
    clauses = {
        (document.source.path, clause.path): document.text[clause.start : clause.end]
        for document in library.documents()
        for clause in library.clauses(document.id)
    }
    for question in load_questions(name):
        for gold in (gold for entry in question.gold for gold in entry):
            place = (gold.document, gold.path)
            assert place in clauses, f"{question.id}: no clause {place}"
            assert gold.quote, question.id
            assert holds_words(clauses[place], gold.quote), f"{question.id}: {gold.quote}"


@pytest.mark.parametrize("path", sorted(Path(FOLDER).glob("*.jsonl")), ids=lambda path: path.name)
def test_every_file_of_questions_is_read(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        assert isinstance(record["question"], str)


def test_questions_are_read_in_order(tmp_path: Path) -> None:
    gold = {"document": "甲.txt", "path": "一", "quote": "床位"}
    other = {**gold, "path": "二"}
    lines = [
        {"id": "1", "kind": "fact", "question": "甲？", "answerable": True,
         "gold": [{**gold, "alt": [other]}]},
        {"id": "2", "kind": "several", "question": "乙？", "answerable": True,
         "gold": [gold, other], "gold_mode": "all"},
        {"id": "3", "kind": "off_topic", "question": "丙？", "answerable": False, "gold": []},
    ]  # fmt: skip
    text = "\n\n".join(json.dumps(line) for line in lines)
    (tmp_path / "own.jsonl").write_text(text, encoding="utf-8")
    first, second, third = load_questions("own", tmp_path)
    assert isinstance(first, Question)
    assert [[g.path for g in entry] for entry in first.gold] == [["一", "二"]]
    assert (first.every, second.every, third.every) == (False, True, False)
    assert [[g.path for g in entry] for entry in second.gold] == [["一"], ["二"]]
    assert third.gold == ()
