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


def show_citation(number: int, citation: Citation) -> None:
    """One source: its label, the clause's own words around the quotation, nothing interpreted."""
    # Document text goes through st.text and st.code only: st.markdown would fetch and eat marks.
    page = f"，第 {citation.page} 页" if citation.page else ""
    st.text(f"[{number}] {citation.label}{page}")


def show_answer(answer: Answer) -> None:
    """The answer's sentences by region, or the refusal with the nearest clauses."""
    if answer.status == "not_found":
        st.text(f"没有找到依据。{answer.reason or ''}")
        if answer.nearest:
            st.text("最接近的条款：")
        for number, citation in enumerate(answer.nearest, 1):
            show_citation(number, citation)
            st.code(citation.quote, language=None, wrap_lines=True)
        return
    for region, statements in groupby(answer.statements, key=lambda s: s.region):
        if region:
            st.text(region)
        for statement in statements:
            marks = "".join(f" [{n + 1}]" for n in statement.citations)
            st.code(statement.text + marks, language=None, wrap_lines=True)
    st.text("出处")
    for number, citation in enumerate(answer.citations, 1):
        show_citation(number, citation)
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
    st.caption(f"库内 {library.manifest.documents} 份文件，{library.manifest.clauses} 个条款")
    example = st.selectbox("示例问题", EXAMPLES, index=None, placeholder="可以从示例开始")
    with st.form("question"):
        question = st.text_input("问题", value=example or "", max_chars=2000)
        asked = st.form_submit_button("查询", type="primary")
    if asked or example:
        try:
            show_answer(library.ask(question))
        except KbError as error:
            st.text(str(error))


main()
