"""The measures compute what their formulas say, and the questions' gold is sound."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.benchmarks.own import REPORTED, SETS, TUNED_ON
from eval.measures.fidelity import quote_fidelity
from eval.measures.hit import hit
from eval.measures.latency import percentile
from eval.measures.ndcg import ndcg
from eval.measures.recall import holds_words, recalled, same_clause
from eval.measures.recall_share import recall_share
from eval.measures.refusal import refusal
from eval.measures.rouge import common_length, rouge_l
from eval.measures.significance import paired_p
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
    ([("床位2%", "康复\u200b床\u200d位2%")], 1.0, "marks without width between"),
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
    (True, True, ("refused wrong", 1.0), "answerable, refused"),
    (True, False, ("refused wrong", 0.0), "answerable, answered"),
    (False, True, ("refused right", 1.0), "unanswerable, refused"),
    (False, False, ("refused right", 0.0), "unanswerable, answered"),
]


@pytest.mark.parametrize(("answerable", "refused", "expected", "why"), REFUSALS)
def test_refusal(answerable: bool, refused: bool, expected: tuple[str, float], why: str) -> None:
    assert refusal(answerable=answerable, refused=refused) == expected, why


ROUGE = [
    ("床位占比2%", "床位占比2%", 1.0, "the same"),
    ("床位 占比\n2%", "床位占比2%", 1.0, "blanks left out"),
    ("甲床乙位丙", "床位", 4 / 7, "in order, with others between"),
    ("位床", "床位", 0.5, "the other order: one of the two"),
    ("床位床位", "床位", 2 / 3, "said twice costs precision"),
    ("养老", "床位", 0.0, "nothing in common"),
    ("", "床位", 0.0, "nothing said: a refusal"),
    ("床位", " ", 0.0, "no gold"),
]


@pytest.mark.parametrize(("said", "gold", "expected", "why"), ROUGE)
def test_rouge_l(said: str, gold: str, expected: float, why: str) -> None:
    assert rouge_l(said, gold) == pytest.approx(expected), why


@settings(max_examples=200, deadline=None)
@given(st.text("甲乙丙丁", max_size=12), st.text("甲乙丙丁", max_size=12))
def test_common_length_is_that_of_the_textbook(a: str, b: str) -> None:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            longer = max(table[i][j + 1], table[i + 1][j])
            table[i + 1][j + 1] = table[i][j] + 1 if left == right else longer
    assert common_length(a, b) == table[-1][-1]


# found, gold, k; hit, recall, ndcg
RANKED = [
    ([1, 2], {1}, 1, True, 1.0, 1.0, "the first"),
    ([2, 1], {1}, 1, False, 0.0, 0.0, "the second, too late"),
    ([2, 1], {1}, 10, True, 1.0, 0.6309, "the second: 1 / log2(3)"),
    ([1, 2, 3], {1, 3}, 10, True, 1.0, 0.9197, "(1 + 1/2) / (1 + 1/log2 3)"),
    ([1, 2], {1, 3}, 10, True, 0.5, 0.6131, "one of two"),
    ([1, 2, 3], {1, 2, 3}, 1, True, 1 / 3, 1.0, "no more than k can be had"),
    ([], {1}, 10, False, 0.0, 0.0, "nothing found"),
    ([1], set(), 10, False, 0.0, 0.0, "nothing is right"),
]


@pytest.mark.parametrize(("found", "gold", "k", "hits", "recall", "gain", "why"), RANKED)
def test_ranked(
    found: list[int], gold: set[int], k: int, hits: bool, recall: float, gain: float, why: str
) -> None:
    assert hit(found, gold, k) is hits, why
    assert recall_share(found, gold, k) == pytest.approx(recall), why
    assert ndcg(found, gold, k) == pytest.approx(gain, abs=1e-4), why


def test_equal_outcomes_differ_by_chance_alone() -> None:
    assert paired_p([1, 0, 1, 1], [1, 0, 1, 1]) == 1.0
    assert paired_p([], []) == 1.0
    assert paired_p([1, 0] * 50, [0, 1] * 50) == 1.0, "as often better as worse"


def test_a_clear_difference_is_no_chance() -> None:
    assert paired_p([1] * 60 + [0] * 40, [0] * 60 + [0] * 40) < 0.001
    assert paired_p([0.0] * 40, [0.3] * 40) < 0.001, "two-sided"


def test_the_chance_of_few_differences_is_the_exact_one() -> None:
    # 5 against 0: 2 of the 32 ways to give signs are as far from even
    assert paired_p([1] * 5 + [0] * 90, [0] * 95) == pytest.approx(2 / 32, abs=0.01)


def test_only_the_same_questions_compare() -> None:
    with pytest.raises(ValueError, match="2 outcomes against 1"):
        paired_p([1, 0], [1])


PERCENTILES = [
    ([3, 1, 2], 0.5, 2, "the middle"),
    ([4, 1, 2, 3], 0.5, 2, "of an even number the lower one"),
    (list(range(1, 101)), 0.95, 95, "95 of a hundred do not exceed it"),
    ([7], 0.95, 7, "one value"),
    ([5, 9], 0.0, 5, "the least"),
    ([], 0.5, 0, "none"),
]


@pytest.mark.parametrize(("values", "share", "expected", "why"), PERCENTILES)
def test_percentile(values: list[float], share: float, expected: float, why: str) -> None:
    assert percentile(values, share) == expected, why


# --- the questions ---

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
    for tuned, reported in product(TUNED_ON, REPORTED):
        same = {q.text for q in load_questions(tuned)} & {q.text for q in load_questions(reported)}
        assert len(same) <= 3, "written apart: only a few agree by chance"


@pytest.mark.parametrize("name", SETS)
def test_gold_is_given_exactly_where_there_is_an_answer(name: str) -> None:
    for question in load_questions(name):
        assert bool(question.gold) is question.answerable, question.id
        if question.kind in KINDS_WITHOUT_ANSWER:
            assert not question.answerable, question.id


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
