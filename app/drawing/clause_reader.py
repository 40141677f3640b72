"""A clause in its document, in a panel beside the page that cites it."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.drawing import frame
from app.drawing.clause_html import around_html
from app.drawing.document_facts import day_text, name_of
from app.state import links
from kb import Citation, KbError

LIBRARY = "library"  # the address of the page 文件库


@st.dialog("原文", width="medium", position="right")
def open_clause(citation: Citation) -> None:
    """The cited clause with the quoted words marked and its neighbours around it."""
    document = citation.document
    held = True
    with frame.library() as library:
        try:
            clauses = library.clauses(document.id)
        except KbError:
            clauses, held = (), False
    st.html(f'<h3 class="kb-cited">{escape(citation.label)}</h3>')
    region = document.region.name if document.region else "地区未载明"
    issued = day_text(document.issued_on)
    under = [region, f"{issued}印发" if issued else "印发日期未载明"]
    if citation.page:
        under.append(f"第 {citation.page} 页")
    if document.status:
        under.append(document.status)
    st.html(f'<p class="kb-under">{escape("　".join(under))}</p>')
    if not held:
        frame.notice("这份文件已移出资料库", "以下是答复时引用的原文。")
    words = (citation.start, citation.end)
    st.html(around_html(document, clauses, citation.path, marks=[words]))
    if held:
        link = links.ClauseLink(document.id, citation.path, words)
        _actions(link, name_of(document))


def _actions(link: links.ClauseLink, name: str) -> None:
    parameters = links.clause_parameters(link)
    if st.button("在文件库中打开全文", key="open_whole"):
        st.session_state["leaving_for"] = parameters
        st.rerun()
    st.text("这一条款的链接（可复制给同事）：")
    st.code(links.address(frame.base_address(), LIBRARY, parameters), language=None)
