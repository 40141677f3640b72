"""What the app knows between two clicks: settings, roles, filters, links, logs."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state import journal
from app.state.access import admit
from app.state.answer_text import answer_text
from app.state.conversation import Choice, Filters, ask, kept, reopen, settle
from app.state.links import (
    ClauseLink,
    QuestionLink,
    clause_parameters,
    question_parameters,
    read_clause,
    read_question,
)
from app.state.settings import Settings, SettingsError, read_settings
from kb.library import KnowledgeBase

BASE = Settings(Path("i"), Path("d"), Path("c"))


def test_settings_have_defaults() -> None:
    assert read_settings({}) == Settings(Path("indexes/policies"), Path("data"), Path("corpus"))


def test_settings_are_read() -> None:
    environment = {
        "KB_DATA": "/srv/kb",
        "KB_AUDIT": "否",
        "KB_SIGN_IN": "1",
        "KB_EDITORS": "A@x.gov.cn, b@x.gov.cn,",
        "KB_UPLOAD_MB": "8",
    }
    read = read_settings(environment)
    assert (read.data, read.audit, read.sign_in) == (Path("/srv/kb"), False, True)
    assert read.editors == {"a@x.gov.cn", "b@x.gov.cn"}
    assert read.most_megabytes == 8


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KB_AUDIT", "也许"),
        ("KB_READ_ONLY", "2"),
        ("KB_UPLOAD_MB", "0"),
        ("KB_UPLOAD_MB", "65"),
        ("KB_UPLOAD_FILES", "\uff11\uff10"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


SIGNED = Settings(
    Path("i"), Path("d"), Path("c"), sign_in=True, editors=frozenset({"e@x"}),
    readers=frozenset({"r@x"}),
)  # fmt: skip
OPEN = Settings(Path("i"), Path("d"), Path("c"), sign_in=True, editors=frozenset({"e@x"}))
READ_ONLY = Settings(Path("i"), Path("d"), Path("c"), read_only=True)
ROLES = [
    (BASE, None, "editor", "this machine, no sign-in"),
    (READ_ONLY, None, "reader", "read-only"),
    (SIGNED, None, None, "not signed in"),
    (SIGNED, "", None, "signed in without an address"),
    (SIGNED, "E@X", "editor", "addresses fold"),
    (SIGNED, "r@x", "reader", "on the list of readers"),
    (SIGNED, "z@x", None, "on no list"),
    (OPEN, "z@x", "reader", "no list of readers: everybody"),
]


@pytest.mark.parametrize(("settings", "address", "role", "why"), ROLES)
def test_roles(settings: Settings, address: str | None, role: str | None, why: str) -> None:
    person = admit(settings, address)
    assert (person.role if person else None) == role, why
    assert person is None or person.may_edit == (role == "editor")


SETTLED = [
    ((), (), ("重庆市",), Choice(("重庆市",), (), ("重庆市",)), "the question sets the filter"),
    (("重庆市",), ("重庆市",), ("天津市",), Choice(("天津市",), (), ("天津市",)), "then the next"),
    (("重庆市",), ("重庆市",), (), Choice((), (), ()), "a question without a region clears it"),
    (("山西省",), (), ("天津市",), Choice(("山西省",), ("山西省",), ()), "a person's choice stays"),
    (("甲省", "乙市"), ("乙市",), (), Choice(("甲省", "乙市"), ("甲省", "乙市"), ()), "added to"),
    ((), ("重庆市",), ("天津市",), Choice((), (), ()), "emptied by hand: everything"),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "by_question", "named", "choice", "why"), SETTLED)
def test_filters_settle(
    shown: tuple[str, ...],
    by_question: tuple[str, ...],
    named: tuple[str, ...],
    choice: Choice,
    why: str,
) -> None:
    assert settle(shown, by_question, named) == choice, why


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(
    WORDS.filter(str.strip),
    st.lists(WORDS, max_size=3),
    st.lists(WORDS, max_size=3),
    st.none() | st.dates(),
    st.lists(WORDS, max_size=3),
)
def test_a_link_reopens_the_same_question(
    question: str, regions: list[str], documents: list[str], day: date | None, after: list[str]
) -> None:
    link = QuestionLink(question, Filters(tuple(regions), tuple(documents), day), tuple(after))
    assert read_question(question_parameters(link)) == link


@given(WORDS, st.none() | WORDS, st.none() | st.tuples(st.integers(0, 9999), st.integers(1, 99)))
def test_a_link_reopens_the_same_clause(
    document: str, clause: str | None, words: tuple[int, int] | None
) -> None:
    span = (words[0], words[0] + words[1]) if words else None
    link = ClauseLink(document, clause, span)
    assert read_clause(clause_parameters(link)) == link


MALFORMED = [
    ({}, None, "nothing asked"),
    ({"q": ["  "]}, None, "blanks"),
    ({"q": ["甲"], "as_of": ["昨天"]}, QuestionLink("甲", Filters(), ()), "no date"),
    ({"q": ["甲"], "region": [""]}, QuestionLink("甲", Filters(), ()), "an empty region"),
]


@pytest.mark.parametrize(("parameters", "link", "why"), MALFORMED)
def test_malformed_question_links(
    parameters: Mapping[str, list[str]], link: QuestionLink | None, why: str
) -> None:
    assert read_question(parameters) == link, why


@pytest.mark.parametrize("words", ["", "3", "5-3", "a-b", "-1-2", "1" * 12 + "-2", "٣-٩"])
def test_malformed_words_are_not_marked(words: str) -> None:
    assert read_clause({"document": ["a"], "words": [words]}) == ClauseLink("a")


def test_a_long_link_is_cut() -> None:
    read = read_question({"q": ["甲" * 9000], "after": ["乙"] * 500})
    assert read is not None
    assert (len(read.question), len(read.after)) == (2000, 20)


def test_a_follow_up_keeps_what_it_follows(library: KnowledgeBase) -> None:
    first = ask(library, "攀枝花康复床位占比是多少？", Filters())
    second = ask(library, "那天津呢？", Filters(), (first,))
    assert second.answer is not None
    assert second.answer.understood == "天津康复床位占比是多少"
    assert (second.number, second.after) == (2, ("攀枝花康复床位占比是多少？",))
    again = reopen(library, second.question, second.filters, second.after)
    assert again[-1].answer == second.answer
    assert kept([first] * 60) == (first,) * 50


def test_what_is_no_question_has_a_reason(library: KnowledgeBase) -> None:
    turn = ask(library, "？？？", Filters())
    assert turn.answer is None
    assert turn.problem is not None
    third = ask(library, "天津康复床位占比是多少？", Filters(), (turn,))
    assert third.after == ()
    unknown = ask(library, "康复床位占比是多少？", Filters(regions=("火星市",)))
    assert "火星市" in (unknown.problem or "")


def test_an_answer_as_text_has_every_quotation_and_source(library: KnowledgeBase) -> None:
    answer = library.ask("攀枝花和天津分别要求康复床位占医院总床位多少？")
    text = answer_text(answer)
    for statement in answer.statements:
        assert statement.text in text
        assert f"“{answer.citations[statement.citations[0]].quote}”[" in text
    for number, citation in enumerate(answer.citations, 1):
        assert f"[{number}] {citation.label}" in text
    refused = answer_text(library.ask("重庆康复治疗师的工资标准是多少？"))
    assert "没有找到依据" in refused
    assert "最接近的条款：《重庆市" in refused
    parts = answer_text(library.ask("重庆尘肺病康复站建多少，工资标准是多少？"))
    assert "关于“工资标准是多少”：" in parts


def test_the_logs_say_who_asked_what_and_what_was_cited(
    tmp_path: Path, library: KnowledgeBase
) -> None:
    turn = ask(library, "天津二级医院康复医学科床位有什么要求？", Filters(regions=("天津市",)))
    journal.append(tmp_path, journal.AUDIT, journal.question_entry("a@x", turn))
    journal.append(tmp_path, journal.AUDIT, journal.export_entry(None, "答复", "docx", "甲"))
    entry = journal.feedback_entry(None, turn, good=False, note="  漏了一条 ")
    journal.append(tmp_path, journal.FEEDBACK, entry)
    lines = (tmp_path / "log" / journal.AUDIT).read_text("utf-8").splitlines()
    asked, exported = map(json.loads, lines)
    assert asked["who"] == "a@x"
    assert asked["regions"] == ["天津市"]
    assert asked["documents"][0]["title"] == "天津市康复医疗服务试点工作方案"
    assert exported["form"] == "docx"
    read = json.loads((tmp_path / "log" / journal.FEEDBACK).read_text("utf-8"))
    assert (read["good"], read["note"]) == (False, "漏了一条")
    assert read["citations"][0]["document"].endswith(".txt")


def test_lines_of_several_sessions_do_not_mix(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for _ in range(20):
            journal.append(tmp_path, "a.jsonl", {"number": number, "text": "甲" * 3000})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = (tmp_path / "log" / "a.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 160
    assert all(len(json.loads(line)["text"]) == 3000 for line in lines)
