"""One page: a question, its answer with the clauses quoted, or why there is none."""

from __future__ import annotations

import os
from itertools import groupby

import streamlit as st

from kb import Answer, Citation, KbError, KnowledgeBase

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
    """The answer's sentences by region, or the refusal with the nearest clauses."""
    if answer.status == "not_found":
        st.subheader("没有找到依据")
        st.text(answer.reason or "")
        if answer.nearest:
            st.text("最接近的条款，供核对：")
        for number, citation in enumerate(answer.nearest, 1):
            st.text(label_of(number, citation))
            show_quote(citation.quote)
        return
    for region, statements in groupby(answer.statements, key=lambda s: s.region):
        st.subheader(region or "答复")
        for statement in statements:
            show_quote(statement.text)
            for number in statement.citations:
                st.text(label_of(number + 1, answer.citations[number]))
    if answer.reason:
        st.text(f"说明：{answer.reason}")


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
    with st.form("question", border=False):
        question = st.text_input(
            "问题",
            value=st.query_params.get("q", ""),
            max_chars=2000,
            placeholder=EXAMPLES[0],
        )
        asked = st.form_submit_button("查询", type="primary")
    st.text("例如：" + "　".join(EXAMPLES[1:]))
    if asked or question:
        st.query_params["q"] = question
        try:
            show_answer(library.ask(question))
        except KbError as error:
            st.text(str(error))


main()
