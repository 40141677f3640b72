"""The web page: what it shows, and that words of documents and people are never interpreted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kb.build import build_index
from kb.types import Encoder

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "app" / "main.py"
SECONDS = 60  # the first run imports streamlit's parts
# What shows text as Markdown or HTML, fetching pictures and eating marks.
INTERPRETED = ("markdown", "title", "header", "subheader", "caption", "html", "latex", "table",
               "error", "warning", "info", "success", "exception", "metric", "toast")  # fmt: skip
HOSTILE = (
    '![](http://x.invalid/p.png) <script>alert(1)</script> <img src=x onerror="a()">'
    " [康复](javascript:alert(1)) $x^2$ **康复床位** :material/home: | a | b |"
)


def open_page(index: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("KB_INDEX", str(index))
    page = AppTest.from_file(str(PAGE), default_timeout=SECONDS).run()
    assert not page.exception
    return page


def ask(page: AppTest, question: str) -> AppTest:
    page.text_input[0].set_value(question)
    page.button[0].click().run()
    assert not page.exception
    return page


def shown(page: AppTest) -> str:
    """Everything shown as plain text."""
    return "\n".join([element.value for element in (*page.text, *page.code)])


def interpreted(page: AppTest) -> list[str]:
    """Everything shown by an element that interprets it."""
    found: list[Any] = [element for kind in INTERPRETED for element in page.get(kind)]
    return [json.dumps(str(element.proto), ensure_ascii=False) for element in found]


def test_a_question_is_answered_with_its_source(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(open_page(built, monkeypatch), "攀枝花康复医疗床位数占比要达到多少？")
    assert any("2%以上" in code.value for code in page.code), "the quotation"
    label = "《攀枝花市康复医疗服务试点工作方案》（攀卫办〔2022〕14号）四、（一）3."
    assert any(label in text.value for text in page.text), "its source"


def test_several_regions_are_shown_apart(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ask(open_page(built, monkeypatch), "攀枝花和天津分别要求康复床位占医院总床位多少？")
    assert [heading.value for heading in page.subheader] == ["攀枝花市", "天津市"]
    assert "不得少于10张床" in shown(page)


def test_a_follow_up_goes_on_from_the_answer_before(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(open_page(built, monkeypatch), "攀枝花康复床位占比是多少？")
    page = ask(page, "那天津呢？")
    assert "按“天津康复床位占比是多少”理解" in shown(page)
    assert [heading.value for heading in page.subheader] == ["天津市"]
    page = ask(page, "由谁印发？")
    assert "《天津市康复医疗服务试点工作方案》由谁印发" in shown(page)
    page = ask(page, "重庆哪个部门推进医保支付方式改革？")
    assert "理解" not in shown(page), "it stands by itself"


def test_the_parts_of_a_question_are_shown_apart(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(open_page(built, monkeypatch), "重庆尘肺病康复站建多少，工资标准是多少？")
    assert "关于“工资标准是多少”：" in shown(page)
    assert "10%左右" in shown(page)
    assert "没有找到依据。" in shown(page)


REFUSALS = [
    ("上海康复床位占比是多少？", "上海市", "an absent region is named"),
    ("重庆康复治疗师的工资标准是多少？", "金额", "the missing detail is named"),
    ("重庆康复治疗师的工资标准是多少？", "《重庆市", "the nearest clauses are shown"),
    ("？？？", "没有文字", "a question without words"),
]


@pytest.mark.parametrize(("question", "words", "why"), REFUSALS)
def test_refusals(
    built: Path, monkeypatch: pytest.MonkeyPatch, question: str, words: str, why: str
) -> None:
    page = ask(open_page(built, monkeypatch), question)
    assert words in shown(page), why


def test_an_empty_question(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "空" in shown(ask(open_page(built, monkeypatch), ""))
    assert "空" in shown(ask(open_page(built, monkeypatch), "   "))


def test_a_missing_or_broken_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = tmp_path / "missing"
    page = open_page(missing, monkeypatch)
    assert str(missing) in shown(page)
    assert not page.text_input
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "CURRENT").write_bytes(b"\x00")
    assert str(broken) in shown(open_page(broken, monkeypatch))


@pytest.mark.parametrize("question", [HOSTILE, "攀枝花康复床位 " + HOSTILE])
def test_a_question_is_not_interpreted(
    built: Path, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    page = ask(open_page(built, monkeypatch), question)
    assert interpreted(page), "the page's own title at least"
    for text in interpreted(page):
        for part in ("http", "script", "onerror", "javascript", "material", "x^2"):
            assert part not in text


def test_a_document_is_not_interpreted(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    text = f"攀枝花市{HOSTILE}康复床位办法\n\n一、床位{HOSTILE}\n康复床位数不低于{HOSTILE}2%。\n"
    (corpus / "攀枝花市_办法.txt").write_text(text, encoding="utf-8")
    build_index(corpus, tmp_path / "index", encoder=encoder)
    page = ask(open_page(tmp_path / "index", monkeypatch), "攀枝花市康复床位数不低于多少？")
    assert "<script>alert(1)</script>" in shown(page), "shown as it stands"
    for element in interpreted(page):
        for part in ("http", "script", "onerror", "javascript", "material", "x^2"):
            assert part not in element
