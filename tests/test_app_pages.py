"""The pages of the app: what they show, and that words of documents are never interpreted."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kb.build import build_index, read_document
from kb.sources import write_sources
from kb.types import Correction, Encoder
from tests.test_app_html import HOSTILE, Elements

ROOT = Path(__file__).parent.parent
MAIN = ROOT / "app" / "main.py"
SECONDS = 60  # the first run imports streamlit's parts
# What reads text as Markdown; st.html is looked at by itself.
MARKDOWN = ("markdown", "title", "header", "subheader", "caption", "latex", "table", "error",
            "warning", "info", "success", "exception", "metric", "toast")  # fmt: skip
LABELLED = ("button", "expander", "text_input", "text_area", "checkbox", "radio", "selectbox",
            "multiselect", "date_input")  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KB_INDEX", str(built))
    monkeypatch.setenv("KB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KB_CORPUS", str(ROOT / "corpus"))
    st.cache_resource.clear()
    yield tmp_path / "data"
    st.cache_resource.clear()


def opened(page: str = "ask", **parameters: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=SECONDS)
    for name, value in parameters.items():
        app.query_params[name] = value
    if page != "ask":
        app.switch_page(f"views/{page}.py")
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def asked(question: str) -> AppTest:
    app = opened()
    app.text_input(key="question").set_value(question)
    return press(app, "查询")


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def shown(app: AppTest) -> str:
    """Every word on the page that is shown as it stands."""
    plain = [element.value for element in (*app.text, *app.code)]
    return "\n".join([unescape(re.sub(r"<[^>]*>", "", html_of(app))), *plain])


def test_a_question_is_answered_with_its_source(data: Path) -> None:
    app = asked("攀枝花康复医疗床位数占比要达到多少？")
    assert "2%以上" in shown(app)
    source = "[1] \u2060《攀枝花市康复医疗服务试点工作方案》（攀卫办〔2022〕14号）四、（一）3."
    assert source in [button.label for button in app.button]
    lines = (data / "log" / "audit.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(lines[0])
    assert (len(lines), entry["did"], entry["status"]) == (1, "提问", "answered")
    assert entry["documents"][0]["title"] == "攀枝花市康复医疗服务试点工作方案"


def test_a_citation_opens_its_clause_with_the_words_marked(data: Path) -> None:
    app = asked("攀枝花康复医疗床位数占比要达到多少？")
    next(button for button in app.button if button.label.startswith("[1]")).click().run()
    assert not app.exception
    found = html_of(app)
    assert "<mark>各医疗机构要结合临床发展" in found
    assert "2.细化康复医疗工作制度" in found, "its neighbour"
    assert any("/library?document=" in code.value for code in app.code), "a link to it"


def test_the_question_sets_the_filters_and_a_person_overrides_them(data: Path) -> None:
    app = asked("攀枝花和天津分别要求康复床位占医院总床位多少？")
    assert app.multiselect(key="regions").value == ["攀枝花市", "天津市"]
    app.text_input(key="question").set_value("重庆的康复床位有什么要求？")
    assert press(app, "查询").multiselect(key="regions").value == ["重庆市"]
    app.multiselect(key="regions").set_value(["天津市"])
    app.text_input(key="question").set_value("康复床位有什么要求？")
    app = press(app, "查询")
    assert app.multiselect(key="regions").value == ["天津市"]
    assert "不得少于10张床" in shown(app)
    assert app.query_params["region"] == "天津市"


def test_the_day_a_question_asks_about_sets_the_filter(data: Path) -> None:
    app = asked("2022年6月有效的规定里，天津二级医院康复医学科床位有什么要求？")
    assert str(app.date_input(key="as_of").value) == "2022-06-30"
    app.text_input(key="question").set_value("攀枝花康复床位占比是多少？")
    assert press(app, "查询").date_input(key="as_of").value is None


def test_a_document_named_sets_the_filter(data: Path) -> None:
    app = asked("渝卫发〔2021〕60号从什么时候起施行")
    assert len(app.multiselect(key="documents").value) == 1


def test_follow_ups_history_and_a_new_topic(data: Path) -> None:
    app = asked("攀枝花康复床位占比是多少？")
    app.text_input(key="follow_up").set_value("那天津呢？")
    app = press(app, "追问")
    assert "按“天津康复床位占比是多少”理解" in shown(app)
    app.text_input(key="follow_up").set_value("由谁印发？")
    app = press(app, "追问")
    assert "《天津市康复医疗服务试点工作方案》由谁印发" in shown(app)
    app.button(key="turn-1").click().run()
    assert "2%以上" in shown(app)
    app = press(app, "清空，换一个话题")
    assert "可以这样问" in shown(app)
    assert app.text_input(key="question").value == ""


def test_an_example_can_be_asked(data: Path) -> None:
    app = opened()
    app.button(key="example-0").click().run()
    assert "不得少于10张床" in shown(app)


def test_a_link_reopens_a_question_with_its_filters(data: Path) -> None:
    app = asked("攀枝花康复床位占比是多少？")
    app.text_input(key="follow_up").set_value("那天津呢？")
    app = press(app, "追问")
    again = opened(**app.query_params)
    assert "按“天津康复床位占比是多少”理解" in shown(again)
    limited = opened(q="康复床位有什么要求？", region="天津市", as_of="2022-06-01")
    assert "不得少于10张床" in shown(limited)
    assert limited.multiselect(key="regions").value == ["天津市"]
    assert str(limited.date_input(key="as_of").value) == "2022-06-01"
    assert "天津市；2022-06-01 可能有效的文件" in shown(limited)


BAD_LINKS = [
    ({"q": "？？？"}, "没有文字"),
    ({"q": "康复床位", "region": "火星市"}, "火星市"),
    ({"q": "康复床位", "document": "没有这份"}, "没有这份"),
    ({"q": "康复床位", "as_of": "0001-01-01"}, "0001-01-01 可能有效"),
]


@pytest.mark.parametrize(("parameters", "said"), BAD_LINKS)
def test_links_that_ask_nothing_sensible(data: Path, parameters: Any, said: str) -> None:
    assert said in shown(opened(**parameters))


def test_the_parts_of_a_question_are_shown_apart(data: Path) -> None:
    words = shown(asked("重庆尘肺病康复站建多少，工资标准是多少？"))
    assert "关于“工资标准是多少”" in words
    assert "10%左右" in words
    assert "没有找到依据" in words


REFUSALS = [
    ("上海康复床位占比是多少？", "上海市", "an absent region is named"),
    ("重庆康复治疗师的工资标准是多少？", "金额", "the missing detail is named"),
    ("重庆康复治疗师的工资标准是多少？", "最接近的条款", "the nearest clauses are shown"),
    ("？？？", "没有文字", "a question without words"),
    ("", "空", "nothing"),
    ("   ", "空", "blanks"),
    ("\x00\x01", "空", "control characters"),
]


@pytest.mark.parametrize(("question", "words", "why"), REFUSALS)
def test_refusals(data: Path, question: str, words: str, why: str) -> None:
    assert words in shown(asked(question)), why


def test_feedback_is_kept(data: Path) -> None:
    app = asked("攀枝花康复床位占比是多少？")
    app.radio[0].set_value("没有帮助")
    app.text_area[0].set_value("漏了一条")
    app = press(app, "提交评价")
    assert "已记录" in shown(app)
    entry = json.loads((data / "log" / "feedback.jsonl").read_text("utf-8"))
    assert (entry["good"], entry["note"]) == (False, "漏了一条")


def test_the_audit_log_can_be_switched_off(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_AUDIT", "0")
    asked("攀枝花康复床位占比是多少？")
    assert not (data / "log").exists()


PANZHIHUA = "攀枝花市_2022_康复医疗服务试点工作方案.txt"


def test_the_library_opens_a_clause(data: Path) -> None:
    app = opened("library", document=PANZHIHUA, clause="四/（一）/3", words="1299-1358")
    words, found = shown(app), html_of(app)
    assert "攀卫办〔2022〕14号" in words
    assert "2022年3月8日" in words
    assert "<mark>各医疗机构要结合临床发展" in found
    assert 'class="kb-d2 kb-opened' in found
    assert "scrollIntoView" in found
    assert app.get("download_button"), "the source file"


def test_the_reader_searches_inside(data: Path) -> None:
    app = opened("library", document=PANZHIHUA)
    field = next(one for one in app.text_input if one.label == "在文中查找")
    field.set_value("康复医师").run()
    assert "<mark>康复医师</mark>" in html_of(app)
    assert re.search(r"共 [1-9]\d* 处", shown(app))
    next(one for one in app.text_input if one.label == "在文中查找").set_value("(无此词").run()
    assert "文中没有这个词" in shown(app)


def test_the_library_shows_what_a_document_rests_on(data: Path) -> None:
    app = opened("library", document=PANZHIHUA)
    assert "库内没有" in shown(app)
    (graph,) = app.get("graphviz_chart")
    assert "国卫办医函〔2021〕536号" in graph.proto.spec


def test_the_library_finds_documents(data: Path) -> None:
    app = opened("library")
    assert len(app.dataframe[0].value) == 5
    next(one for one in app.text_input if one.label == "查找文件").set_value("医养").run()
    assert list(app.dataframe[0].value["标题"]) == ["攀枝花市医养结合试点工作实施方案"]
    next(one for one in app.text_input if one.label == "查找文件").set_value("没有").run()
    assert "没有符合的文件" in shown(app)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"document": "没有这份"}, "不在库内"),
        ({"document": PANZHIHUA, "clause": "九十九"}, "不在这份文件里"),
        ({"document": PANZHIHUA, "clause": "二", "words": "9-3"}, "工作目标"),
        ({"document": PANZHIHUA, "words": "99999998-99999999"}, "工作目标"),
    ],
)
def test_links_to_what_is_not_there(data: Path, parameters: Any, said: str) -> None:
    assert said in shown(opened("library", **parameters))


def test_about_says_what_it_is_and_does_not(data: Path) -> None:
    words = shown(opened("about"))
    for said in ("5 份文件", "multilingual-e5-small", "不联网", "第 1 代"):
        assert said in words


def signed_in(user: dict[str, Any], page: str) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=SECONDS)
    app.user.clear()
    app.user.update(user)
    if page != "ask":
        app.switch_page(f"views/{page}.py")
    app.run()
    assert not app.exception
    return app


def test_without_sign_in_everybody_may_import_unless_it_is_read_only(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened("imports").file_uploader
    monkeypatch.setenv("KB_READ_ONLY", "1")
    assert not opened("imports").file_uploader


def test_roles_of_people_who_signed_in(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SIGN_IN", "1")
    monkeypatch.setenv("KB_EDITORS", "editor@x.gov.cn")
    monkeypatch.setenv("KB_READERS", "reader@x.gov.cn")
    stranger, reader, editor = (
        {"is_logged_in": True, "email": f"{name}@x.gov.cn"}
        for name in ("stranger", "reader", "editor")
    )
    app = signed_in(stranger, "ask")
    assert "没有权限" in shown(app)
    assert not app.text_input
    assert signed_in(reader, "ask").text_input
    assert not signed_in(reader, "imports").file_uploader
    assert signed_in(editor, "imports").file_uploader
    for app in (signed_in({"is_logged_in": False}, "ask"), signed_in({}, "imports")):
        assert "请先登录" in shown(app)
        assert "secrets.toml" in shown(app), "what the administrator has to do"
        assert not app.text_input
        assert not app.file_uploader


def test_a_wrong_setting_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_AUDIT", "也许")
    assert "KB_AUDIT" in shown(opened())


@pytest.mark.parametrize("page", ["ask", "library", "imports", "about"])
def test_a_missing_or_broken_index(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    missing, broken = tmp_path / "missing", tmp_path / "broken"
    broken.mkdir()
    (broken / "CURRENT").write_bytes(b"\x00")
    for index in (missing, broken):
        monkeypatch.setenv("KB_INDEX", str(index))
        words = shown(opened(page))
        assert str(index) in words
        assert "kb build" in words, "what to do"


@pytest.fixture
def nasty(tmp_path: Path, data: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    text = f"攀枝花市{HOSTILE}康复床位办法\n\n一、床位{HOSTILE}\n康复床位数不低于{HOSTILE}2%。\n"
    path = corpus / "攀枝花市_办法.txt"
    path.write_text(text, encoding="utf-8")
    title = Correction("title", f"攀枝花市{HOSTILE[:150]}康复床位办法", None, HOSTILE, "2026-01-01")
    number = Correction(
        "number", "攀<img src=x onerror=a()>〔2022〕1号", None, HOSTILE, "2026-01-01"
    )
    source = read_document(path).document.source
    write_sources(corpus, [replace(source, original_name=HOSTILE, corrections=(title, number))])
    build_index(corpus, tmp_path / "index", encoder=encoder)
    monkeypatch.setenv("KB_INDEX", str(tmp_path / "index"))
    return tmp_path


def check_harmless(app: AppTest) -> None:
    for kind in MARKDOWN:
        for element in app.get(kind):
            assert "x.invalid" not in str(element.proto), kind
    for kind in LABELLED:
        for element in app.get(kind):
            label = str(element.proto.label)
            assert not set("<>[]$`*|~") & set(re.sub(r"^\[\d+\] ", "", label)), label
            assert "://" not in label
    for element in app.get("html"):
        body = str(element.proto.body)
        if "scrollIntoView" in body or "<style>" in body:
            assert "invalid" not in body
            continue
        found = Elements(body)
        assert not {"script", "img", "iframe", "object", "form"} & set(found.tags)
        assert not [name for name in found.handlers if name.startswith("on")]
        assert all(link.startswith(("#clause-", "?document=")) for link in found.links)


def test_a_document_is_not_interpreted(nasty: Path) -> None:
    app = asked("攀枝花市康复床位数不低于多少？")
    assert "<script>alert(1)</script>" in shown(app), "shown as it stands"
    check_harmless(app)
    next(button for button in app.button if button.label.startswith("[1]")).click().run()
    check_harmless(app)
    app = opened("library", document="攀枝花市_办法.txt", clause="一")
    assert "<script>alert(1)</script>" in shown(app)
    check_harmless(app)
    check_harmless(opened("imports"))


@pytest.mark.parametrize("question", [HOSTILE, "攀枝花康复床位 " + HOSTILE])
def test_a_question_is_not_interpreted(data: Path, question: str) -> None:
    app = asked(question)
    assert "<script>alert(1)</script>" in shown(app)
    check_harmless(app)
    app.text_input(key="question").set_value("天津康复床位占比？")
    check_harmless(press(app, "查询"))  # the question stands in the history


def test_a_removed_document_can_still_be_read_where_it_was_cited(
    data: Path, tmp_path: Path, built: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.build import remove_documents

    index = Path(shutil.copytree(built, tmp_path / "index"))
    monkeypatch.setenv("KB_INDEX", str(index))
    app = asked("攀枝花康复医疗床位数占比要达到多少？")
    remove_documents([PANZHIHUA], index, encoder=encoder)
    next(button for button in app.button if button.label.startswith("[1]")).click().run()
    assert not app.exception
    assert "已移出资料库" in shown(app)
    assert "<mark>各医疗机构要结合临床发展" in html_of(app)
