"""Words of documents as HTML and as labels: nothing in them has a meaning of its own."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drawing.clause_html import (
    around_html,
    clause_name,
    document_html,
    marked,
    segments,
    tree_html,
)
from app.drawing.labels import label
from kb.build import parse_text
from kb.errors import SourceError
from kb.library import KnowledgeBase
from kb.types import Document, ParsedDocument, Source

HOSTILE = (
    '![](http://x.invalid/p.png) <script>alert(1)</script> <img src=x onerror="a()">'
    " [康复](javascript:alert(1)) $50万$ **康复床位** :material/home: | a | b | a~~b~~ `c`"
    " http://x.invalid www.x.invalid a@x.invalid &lt;b&gt; <!-- --> ]]> </section></div>"
)
OURS = {"div", "p", "section", "mark", "a", "nav", "ol", "li"}


class Elements(HTMLParser):
    """The elements and attributes of a piece of HTML, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(text: str) -> ParsedDocument:
    return parse_text(text, Source(f"{HOSTILE}.txt", "0" * 64))


NASTY = parsed(f"重庆市{HOSTILE}办法\n\n一、床位{HOSTILE}\n不少于{HOSTILE}2%。\n二、{HOSTILE}\n")
LINES = st.lists(
    st.sampled_from(["一、床位", "（一）护理", "1.补助<b>5000</b>元。", HOSTILE, "", "第一条 甲"])
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    min_size=1,
    max_size=12,
)


def test_nothing_of_a_document_becomes_an_element() -> None:
    document, clauses = NASTY.document, NASTY.clauses
    marks = [(5, 40), (30, 90)]
    pages = [
        document_html(document, clauses, marks=marks, opened=1),
        tree_html(clauses, linked=True, opened=0),
        tree_html(clauses, linked=False),
        *(around_html(document, clauses, clause.path, marks=marks) for clause in clauses),
        around_html(document, (), "没有这条", marks=[]),
    ]
    for page in pages:
        found = Elements(page)
        assert set(found.tags) <= OURS
        assert found.handlers == []
        assert all(link.startswith(("#clause-", "?document=")) for link in found.links)


@given(LINES, st.lists(st.tuples(st.integers(-5, 300), st.integers(0, 60)), max_size=4))
def test_every_word_is_shown_once_and_in_order(
    lines: list[str], cuts: list[tuple[int, int]]
) -> None:
    try:
        read = parsed("\n".join(["某市办法", *lines]))
    except SourceError:  # there is no text in it
        return
    marks = [(start, start + length) for start, length in cuts]
    page = document_html(read.document, read.clauses, marks=marks, opened=None)
    shown = re.sub(r'<a class="kb-link".*?</a>', "", page)
    text = Elements(shown).text
    assert "".join(text.split()) == "".join(read.document.text.split())


@given(
    st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4)
)
def test_marks_lose_no_character(text: str, cuts: list[tuple[int, int]]) -> None:
    marks = [(min(cut), max(cut)) for cut in cuts]
    html = marked(text, (0, len(text)), marks)
    bare = re.sub(r"</?mark>", "", html)
    assert unescape(bare) == text
    inside = "".join(re.findall(r"<mark>(.*?)</mark>", html, re.S))
    wanted = sum(any(a <= n < b for a, b in marks) for n in range(len(text)))
    assert len(unescape(inside)) == wanted


def test_the_quoted_words_are_marked_among_their_neighbours(library: KnowledgeBase) -> None:
    answer = library.ask("攀枝花康复医疗床位数占比要达到多少？")
    citation = answer.citations[0]
    clauses = library.clauses(citation.document.id)
    words = (citation.start, citation.end)
    page = around_html(citation.document, clauses, citation.path, marks=[words])
    assert f"<mark>{citation.quote}</mark>" in page
    assert "2.细化康复医疗工作制度" in page, "the clause before"
    assert "四、重点任务 / （一）健全康复医疗服务体系" in page, "the headings above"
    assert page.count('class="kb-near"') == 2


def test_segments_cover_a_document(library: KnowledgeBase) -> None:
    for document in library.documents():
        cut = segments(document, library.clauses(document.id))
        shown = "".join(document.text[one.start : one.end] for one in cut)
        assert "".join(shown.split()) == "".join(document.text.split())


LABELS = [
    ("天津二级医院康复床位有什么要求？", "天津二级医院康复床位有什么要求？"),
    ("四、（一）3.", "四、（一）3."),
    ("第一行\n第二行", "第一行 第二行"),
    ("$50万$", "\uff0450万\uff04"),
    ("![](http://x)", "\uff01\uff3b\uff3d(http\uff1a\uff0f\uff0fx)"),
]


@pytest.mark.parametrize(("text", "shown"), LABELS)
def test_labels(text: str, shown: str) -> None:
    assert label(text) == "\u2060" + shown


@given(st.text(max_size=200))
def test_a_label_has_no_mark_that_means_something(text: str) -> None:
    made = label(text)
    assert not set(made) & set("!$*<>[]\\_`|~:/@#&'\"{}^%")
    assert "www." not in made.lower()
    assert "\n" not in made
    assert len(made) <= 81


def test_a_clause_without_heading_is_named_by_its_marker() -> None:
    assert all(clause_name(clause) for clause in NASTY.clauses)
    plain = parsed("某市办法\n\n一、床位\n不少于20张。\n")
    assert "一、床位" in [clause_name(clause) for clause in plain.clauses]


def test_a_text_without_clauses_is_shown_whole() -> None:
    document = Document(id="a", title="甲", text="甲\n乙<b>", source=Source("a.txt", "0"))
    page = document_html(document, (), marks=[], opened=None)
    assert Elements(page).text == "甲乙<b>"
