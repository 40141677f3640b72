"""The lexical baselines score as their formula says, and every figure finds its table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.bm25 import BM25, bigrams, jieba_words
from eval.outcomes import chances, fault_counts, means, measure
from eval.results import newest, store
from eval.systems import NAMES, Place, Product, systems
from eval.table import README, render, renewed
from eval.types import Asked, Found, Outcome
from kb import Answer

TEXTS = (
    "康复医疗床位占比不低于2%",
    "养老机构内设医疗机构",
    "家庭医生签约服务",
    "康复护理与早期康复",
)
PIECES = [Found(f"{n}.txt", None, text) for n, text in enumerate(TEXTS)]


@pytest.mark.parametrize("tokenise", [bigrams, jieba_words], ids=lambda cut: cut.__name__)
@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_text_finds_itself(tokenise: Callable[[str], list[str]], number: int) -> None:
    system = BM25("BM25", PIECES, tokenise)
    assert system.search(TEXTS[number], 4)[0] == PIECES[number]
    assert system.search("无此词语也", 4) == []
    assert len(system.search("康复", 1)) == 1


def by_formula(question: str, tokenise: Callable[[str], list[str]]) -> list[float]:
    held = [Counter(tokenise(text)) for text in TEXTS]
    average = sum(c.total() for c in held) / len(held)
    scores = [0.0] * len(held)
    for token in tokenise(question):
        n = sum(token in count for count in held)
        idf = math.log(1 + (len(held) - n + 0.5) / (n + 0.5))
        for at, count in enumerate(held):
            norm = 1.2 * (1 - 0.75 + 0.75 * count.total() / average)
            scores[at] += idf * count[token] * 2.2 / (count[token] + norm)
    return scores


def test_scores_order_as_the_formula_does() -> None:
    question = "康复医疗机构的床位和康复护理"
    scores = by_formula(question, bigrams)
    order = sorted((n for n in range(4) if scores[n]), key=lambda n: (-scores[n], n))
    assert BM25("BM25", PIECES, bigrams).search(question, 9) == [PIECES[n] for n in order]


def test_the_context_is_searched_too() -> None:
    pieces = [Found("a", None, "第一条", "养老条例"), Found("b", None, "第一条", "医师法")]
    assert BM25("BM25", pieces, bigrams).search("医师", 2) == [pieces[1]]


def test_words_without_punctuation() -> None:
    assert jieba_words("床位2%，有什么 要求？") == ["床位", "2%", "有", "什么", "要求"]


class Tiny:
    """A benchmark over ``PIECES``; every question is a text."""

    name, about, depth = "tiny", "four sentences", 2
    columns = ("first", "missing")
    held_out = frozenset({"b"})

    def questions(self, limit: int | None) -> list[Asked]:
        return [Asked(str(n), t, "ab"[n % 2], "fact", True, n) for n, t in enumerate(TEXTS)]

    def rate_found(self, asked: Asked, found: list[Found]) -> list[tuple[str, float]]:
        return [("first", float(found[:1] == [PIECES[asked.gold]]))]

    def rate_answer(self, asked: Asked, answer: Answer) -> list[tuple[str, float]]:
        return [("refused wrong", float(answer.status == "not_found"))]

    def faults(self, asked: Asked, found: list[Found], answer: Answer) -> tuple[str, ...]:
        return ("refused",) if answer.status == "not_found" else ()


class Fixed:
    """A system that always finds the same."""

    name = "fixed"

    def search(self, question: str, k: int) -> list[Found]:
        return PIECES[:k]


def test_outcomes_become_means_by_group() -> None:
    bench = Tiny()
    done = measure(BM25("BM25", PIECES, bigrams), bench, bench.questions(None))
    fixed = measure(Fixed(), bench, bench.questions(None))
    assert means(done.outcomes) == {"first": {"all": 1.0, "a": 1.0, "b": 1.0}}
    assert means(fixed.outcomes) == {"first": {"all": 0.25, "a": 0.5, "b": 0.0}}
    assert chances(done, done, bench.columns) == {"first": {"all": 1.0, "a": 1.0, "b": 1.0}}
    assert chances(done, fixed, bench.columns)["first"]["all"] == pytest.approx(0.25, abs=0.02)
    assert (len(done.search_seconds), done.ask_seconds, done.wrong) == (4, [], [])


def test_the_product_answers_too(built: Path) -> None:
    bench = Tiny()
    place = Place(lambda: PIECES, built, built, built)
    (product,) = systems(place, ["product"], without=())
    assert isinstance(product, Product)
    done = measure(product, bench, bench.questions(None))
    assert {o.measure for o in done.outcomes} == {"first", "refused wrong"}
    refused = sum(o.value for o in done.outcomes if o.measure == "refused wrong")
    assert fault_counts(done.wrong).get("all", {}).get("refused", 0) == refused
    product.library.close()


def test_only_the_chosen_systems_are_made() -> None:
    place = Place(lambda: PIECES, Path(), Path(), Path())
    made = systems(place, ["bigrams", "jieba"], without=())
    assert [system.name for system in made] == ["BM25, jieba", "BM25, bigrams"]
    assert set(NAMES) == {"product", "jieba", "bigrams", "encoder", "langchain"}


def test_every_part_is_left_out_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    left_out: dict[str, frozenset[str]] = {}

    class Recorder:
        def __init__(self, name: str, index: Path, without: frozenset[str] = frozenset()) -> None:
            self.name = name
            left_out[name] = without

    monkeypatch.setattr("eval.systems.PARTS", ("words", "dense", "kind"))
    monkeypatch.setattr("eval.systems.Product", Recorder)
    place = Place(lambda: PIECES, Path(), Path(), Path())
    list(systems(place, ["product", "encoder"], without=("words", "dense", "kind")))
    assert left_out == {
        "this project": frozenset(),
        "encoder alone": {"words", "kind"},
        "this project without words": {"words"},
        "this project without dense": {"dense"},
        "this project without kind": {"kind"},
    }


def result(commit: str, date: str) -> dict[str, object]:
    asked = {"answerable": 4, "unanswerable": 0}
    rows = [("this project", 0.75, {}), ("fixed", 0.25, {"first": {"all": 0.0002, "a": 0.04}})]
    return {
        "benchmark": "tiny", "commit": commit, "date": date, "cpus": 2, "load": 0.5, "options": {},
        "index": {"documents": 1, "passages": 4, "sentences": 4, "seconds": None, "embedded": 0},
        "columns": ["first", "missing"],
        "questions": {"all": asked, "a": asked, "b": asked},
        "systems": [
            {
                "name": name, "measures": {"first": {"all": value, "a": 0.5, "b": 1.0}},
                "p": p, "latency": {"search": {"p50": 1.0, "p95": 2.0}, "ask": None},
            }
            for name, value, p in rows
        ],
        "refused": {"all": {"fact": [1, 4]}}, "errors": {"all": {"refused": 1}},
    }  # fmt: skip


def test_a_result_becomes_tables() -> None:
    shown = render(result("abc", "2026-01-01T00:00:00+00:00"))
    assert "| this project | 0.750 | - | 1.0 / 2.0 | - |" in shown
    assert "| fixed | 0.250 (<.001) | - | 1.0 / 2.0 | - |" in shown
    assert "| fixed | 0.500 (.040) | - |" in shown
    assert "a: 4 answerable, 0 unanswerable" in shown
    assert "refused 1" in shown


def test_the_newest_result_fills_its_place(tmp_path: Path) -> None:
    places = (("tiny", "old"), ("none", "kept"))
    text = "".join(f"<!-- results:{n} -->\n{t}\n<!-- /results -->\n" for n, t in places)
    assert renewed(text, tmp_path) == text
    for commit, date in (("new", "2026-02-01"), ("old", "2026-01-01")):
        store(result(commit, date), tmp_path)
    found = newest("tiny", tmp_path)
    assert found is not None
    assert found["commit"] == "new"
    once = renewed(text, tmp_path)
    assert "Commit new" in once
    assert "old" not in once
    assert "kept" in once
    assert renewed(once, tmp_path) == once


def test_rows_of_the_same_commit_and_questions_are_kept(tmp_path: Path) -> None:
    first, again, other = (result("abc", f"2026-01-0{n}") for n in (1, 2, 3))
    store(first, tmp_path)
    again["systems"] = [{**first["systems"][0], "name": name} for name in ("new", "fixed")]  # type: ignore[index]
    store(again, tmp_path)
    found = newest("tiny", tmp_path)
    assert found is not None
    assert [row["name"] for row in found["systems"]] == ["this project", "fixed", "new"]
    assert found["systems"][1]["p"] == {}, "measured again"
    store({**other, "questions": {"all": {}}, "systems": []}, tmp_path)
    assert (newest("tiny", tmp_path) or {})["systems"] == [], "other questions do not compare"


def test_the_tables_are_those_of_the_stored_results() -> None:
    text = README.read_text("utf-8")
    assert renewed(text) == text, "python -m eval.table"


def test_an_outcome_names_its_measure() -> None:
    assert means([Outcome("m", "1", "a", 1.0), Outcome("m", "1", "a", 0.0)]) == {
        "m": {"all": 0.5, "a": 0.5}
    }
