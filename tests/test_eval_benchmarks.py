"""The benchmarks read their data, write their documents and tell right from wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.benchmarks import DATA, HALVES, half_of, sample
from eval.benchmarks.cutting import CHARACTERS, cut
from eval.benchmarks.ncp import Gold, Ncp, is_right
from eval.benchmarks.own import Own
from eval.types import Asked, Found
from kb import Answer, Citation, Document, Statement
from kb.types import Source
from tests.golden_files import CORPUS

ANSWER = (
    "按照不超过实际缴纳场租费用50%的标准给予支持，补助金额不超过50万元，由市商务局另行通知办理。"
)
OTHERS = "各区商务局要加强指导，及时了解企业的困难，并做好有关的统计工作。"


def written(folder: Path, name: str, records: list[dict[str, str]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    (folder / name).write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def ncp(tmp_path: Path) -> Ncp:
    """Three documents, two of them the same; one question of the one that is not kept."""
    documents = [
        {"id": "b", "text": "展会支持办法。" + ANSWER},
        {"id": "a", "text": "展会支持办法。" + ANSWER},
        {"id": "c", "text": OTHERS},
    ]
    written(tmp_path, "documents.jsonl", documents)
    question = {"id": "q", "question": "展会补多少？", "document": "b", "answer": ANSWER}
    written(tmp_path, "questions.jsonl", [question])
    written(tmp_path, "unanswerable.jsonl", [{"id": f"u{n}", "question": "？"} for n in range(9)])
    return Ncp(tmp_path)


def answer_of(text: str) -> Answer:
    """An answer that quotes ``text`` of the file a.txt; refused for ""."""
    document = Document("a", "标题", text, Source("a.txt", ""))
    quoted = Citation(document, "正文", "正文", text, 0, len(text), None)
    if not text:
        return Answer("？", "not_found", (), (), (), "没有依据。", ())
    return Answer("？", "answered", (), (Statement(text, (0,)),), (quoted,), None, ())


def test_of_equal_documents_the_first_is_kept_and_asked_for(ncp: Ncp, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    ncp.write_corpus(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "c.txt"]
    asked = ncp.questions(None)[0]
    assert asked.gold == Gold("a.txt", ANSWER)


def test_so_many_questions_are_asked(ncp: Ncp) -> None:
    assert len(ncp.questions(None)) == 10
    assert [len([q for q in ncp.questions(3) if not q.answerable])] == [3]
    assert ncp.questions(3) == ncp.questions(3)
    assert {q.kind for q in ncp.questions(0)} == {"answerable", "unanswerable"}


def test_a_right_passage_holds_the_beginning_of_the_answer() -> None:
    gold = Gold("a.txt", ANSWER)
    assert is_right(Found("a.txt", None, "办法。" + ANSWER[:40]), gold)
    assert is_right(Found("a.txt", None, ANSWER[:20] + "\n " + ANSWER[20:40]), gold)
    assert not is_right(Found("a.txt", None, ANSWER[:39]), gold)
    assert not is_right(Found("c.txt", None, ANSWER), gold)


def test_what_is_found_is_rated(ncp: Ncp) -> None:
    asked = ncp.questions(None)[0]
    wrong, right = Found("c.txt", None, OTHERS), Found("a.txt", None, ANSWER)
    rates = [dict(ncp.rate_found(asked, found)) for found in ([right], [wrong, right], [])]
    assert [rate["document@1"] for rate in rates] == [1, 0, 0]
    assert [rate["passage@1"] for rate in rates] == [1, 0, 0]
    assert [rate["passage@5"] for rate in rates] == [1, 1, 0]
    assert ncp.rate_found(ncp.questions(None)[1], [right]) == []


def test_answers_are_rated(ncp: Ncp) -> None:
    asked, none = ncp.questions(None)[:2]
    right = dict(ncp.rate_answer(asked, answer_of(ANSWER)))
    assert right == {"refused wrong": 0, "quote fidelity": 1, "Rouge-L": 1}
    assert dict(ncp.rate_answer(asked, answer_of(""))) == {"refused wrong": 1, "Rouge-L": 0}
    assert dict(ncp.rate_answer(none, answer_of(""))) == {"refused right": 1}
    made_up = dict(ncp.rate_answer(none, answer_of("补助60万元")))
    assert made_up == {"refused right": 0, "quote fidelity": 0}


FAULTS = [
    ([("a.txt", ANSWER)], ANSWER, (), "nothing wrong"),
    ([("c.txt", OTHERS)], ANSWER, ("right document not among 10",), "another document"),
    ([("a.txt", "展会")], ANSWER, ("right document, other passage",), "another passage"),
    ([("c.txt", OTHERS), ("a.txt", ANSWER)], ANSWER, ("passage in five but not first",), "second"),
    ([("a.txt", ANSWER)], "", ("refused though answerable",), "refused"),
    ([("a.txt", ANSWER)], OTHERS * 9, ("answer text long",), "too much"),
    ([("a.txt", ANSWER)], "50%", ("answer text short",), "too little"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "text", "expected", "why"), FAULTS)
def test_faults_have_kinds(
    ncp: Ncp, found: list[tuple[str, str]], text: str, expected: tuple[str, ...], why: str
) -> None:
    asked = ncp.questions(None)[0]
    pieces = [Found(document, None, passage) for document, passage in found]
    assert ncp.faults(asked, pieces, answer_of(text)) == expected, why


def test_an_unanswerable_question_is_to_be_refused(ncp: Ncp) -> None:
    none = ncp.questions(None)[1]
    assert ncp.faults(none, [], answer_of("")) == ()
    assert ncp.faults(none, [], answer_of("甲")) == ("answered though unanswerable",)


def test_own_questions_are_rated_by_clause_and_by_words() -> None:
    own = Own(CORPUS, ("dev",))
    asked = next(q for q in own.questions(None) if q.answerable and not q.gold.every)
    gold = asked.gold.gold[0][0]
    clause = Found(gold.document, gold.path + "/1", gold.quote)
    chunk = replace(clause, path=None)
    assert dict(own.rate_found(asked, [clause])) == {
        "clause@1": 1, "clause@5": 1, "words@1": 1, "words@5": 1
    }  # fmt: skip
    assert dict(own.rate_found(asked, [chunk])) == {"words@1": 1, "words@5": 1}
    assert set(dict(own.rate_found(asked, [])).values()) == {0}
    assert own.faults(asked, [clause], answer_of("")) == ("refused though answerable",)


def test_halves_are_fixed_and_about_even() -> None:
    names = [str(n) for n in range(1000)]
    assert [half_of(name) for name in names[:4]] == [half_of(name) for name in names[:4]]
    assert 450 < sum(half_of(name) == HALVES[0] for name in names) < 550


def test_a_sample_keeps_the_order() -> None:
    items = list(range(100))
    assert sample(items, 10) == sorted(sample(items, 10)) == sample(items, 10)
    assert sample(items, 0) == sample(items, 100) == sample(items, 200) == items


def test_passages_end_with_sentences_and_lose_nothing() -> None:
    text = "".join(f"第{n}条措施要落实到位；" * 9 + "结束。" for n in range(30)) + "没有句号"
    passages = cut(text)
    assert "".join(passages) == text
    assert all(CHARACTERS <= len(p) < CHARACTERS + 30 for p in passages[:-1])
    assert all(passage[-1] in "；。" for passage in passages[:-1])
    assert cut("") == []


@pytest.mark.skipif(not (DATA / "ncp").is_dir(), reason="the shared benchmarks are not here")
def test_every_gold_answer_of_ncp_stands_in_its_document() -> None:
    ncp = Ncp(DATA / "ncp")
    asked: list[Asked] = [question for question in ncp.questions(0) if question.answerable]
    assert (len(ncp.texts), len(asked)) == (593, 604)
    for question in asked:
        whole = Found(question.gold.document, None, ncp.texts[question.gold.document])
        assert is_right(whole, question.gold), question.id
