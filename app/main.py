"""One page: a question, its answer with the clauses quoted, or why there is none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from kb import Answer, Citation, KbError, KnowledgeBase, Statement

EXAMPLES = (
    "天津二级医院康复医学科床位有什么要求？",
    "攀枝花医养结合床位的运营补助标准是多少？",
    "攀枝花和重庆的康复医疗主要目标分别是什么？",
)


@st.cache_resource(show_spinner="正在打开知识库……")
def open_library(index: str) -> KnowledgeBase:
    """The library, opened once for all sessions."""
    return KnowledgeBase.open(index)


def show_quote(text: str) -> None:
    """Words of a document, as they stand: no Markdown, no HTML, nothing is fetched."""
    st.code(text, language=None, wrap_lines=True)


def label_of(number: int, citation: Citation) -> str:
    """The numbered label of a source, with what became of it if it no longer applies."""
    page = f"，第 {citation.page} 页" if citation.page else ""
    status = f"（{citation.document.status}）" if citation.document.status else ""
    return f"[{number}] {citation.label}{page}{status}"


def show_answer(answer: Answer) -> None:
    """The answer's sentences by part and region, or the refusal with the nearest clauses."""
    if answer.understood:
        st.text(f"按“{answer.understood}”理解")
    if answer.status == "not_found":
        st.subheader("没有找到依据")
        st.text(answer.reason or "")
        if answer.nearest:
            st.text("最接近的条款，供核对：")
        for number, citation in enumerate(answer.nearest, 1):
            st.text(label_of(number, citation))
            show_quote(citation.quote)
        return
    for part in answer.parts:
        st.text(f"关于“{part.question}”：")
        show_statements(answer, [answer.statements[n] for n in part.statements])
        if part.reason:
            st.text(part.reason if part.statements else f"没有找到依据。{part.reason}")
    if not answer.parts:
        show_statements(answer, answer.statements)
        if answer.reason:
            st.text(f"说明：{answer.reason}")


def show_statements(answer: Answer, statements: Sequence[Statement]) -> None:
    """Sentences by region, each with its sources."""
    for region, group in groupby(statements, key=lambda s: s.region):
        st.subheader(region or "答复")
        for statement in group:
            show_quote(statement.text)
            for number in statement.citations:
                st.text(label_of(number + 1, answer.citations[number]))


def ask(library: KnowledgeBase, question: str) -> Answer:
    """The answer to ``question``, which may follow up the one answered before in this session.

    A page that is drawn again with the same question shows the same answer.
    """
    last = st.session_state.get("last")
    if last is None or last[0] != question:
        answer = library.ask(question, previous=last[1] if last else None)
        st.session_state["last"] = last = (question, answer)
    return last[1]


def main() -> None:
    """Draw the page."""
    st.set_page_config(page_title="政策知识库", layout="centered")
    st.title("政策知识库")
    try:
        library = open_library(os.environ.get("KB_INDEX", "indexes/policies"))
    except KbError as error:
        st.text(str(error))
        st.stop()
    held = library.manifest
    st.text(f"库内 {held.documents} 份文件，{held.clauses} 个条款。只引用原文，不作改写。")
    # Not as the field's value: that changes with each question, and the field would be made anew.
    st.session_state.setdefault("asked", st.query_params.get("q", ""))
    with st.form("question", border=False):
        question = st.text_input("问题", key="asked", max_chars=2000, placeholder=EXAMPLES[0])
        asked = st.form_submit_button("查询", type="primary")
    st.text("例如：" + "　".join(EXAMPLES[1:]))
    if asked or question:
        st.query_params["q"] = question
        try:
            show_answer(ask(library, question))
        except KbError as error:
            st.text(str(error))


main()
