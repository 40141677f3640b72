"""对比: what regions or documents say on a topic, and two documents clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.drawing import frame
from app.drawing.comparison import draw_pairs, draw_table
from app.drawing.document_facts import name_of
from app.drawing.exports import export_buttons
from app.drawing.labels import label
from app.state import journal, links
from app.state.access import Person
from app.state.comparison import ComparisonRequest, split_aspects
from kb import ComparisonTable, Document, KbError

TOPIC, DOCUMENTS = "按主题对比", "两份文件逐条对照"
EXAMPLES = ("康复床位", "康复医疗人才培养培训", "医保支付")


def draw() -> None:
    """Draw the page."""
    who = frame.person()
    frame.heading("对比", "各地规定并列，逐格引用原文；某地没有规定的写明“未作规定”，不作填补。")
    with frame.library() as library:
        documents = library.documents()
    by_topic, by_clause = st.tabs([TOPIC, DOCUMENTS])
    with by_topic:
        _draw_by_topic(documents, who)
    with by_clause:
        _draw_two(documents, who)


def _draw_by_topic(documents: Sequence[Document], who: Person) -> None:
    _reopen_link()
    _draw_form(documents, who)
    _draw_result(who)


def _draw_form(documents: Sequence[Document], who: Person) -> None:
    names = {document.id: name_of(document) for document in documents}
    state = st.session_state
    regions = {d.region.name for d in documents if d.region} | set(state.get("cmp_regions", ()))
    state["cmp_documents"] = [one for one in state.get("cmp_documents", []) if one in names]
    with st.form("compare", border=False):
        line, button = st.columns([6, 1], vertical_alignment="bottom")
        line.text_input(
            "主题", key="topic", max_chars=200, placeholder="例如：" + "、".join(EXAMPLES)
        )
        button.form_submit_button(
            "对比", type="primary", width="stretch", on_click=_compare, args=(who,)
        )
        left, middle, right = st.columns(3)
        left.multiselect(
            "地区（不选则为库内各地区）",
            sorted(regions),
            key="cmp_regions",
            placeholder="库内各地区",
        )
        middle.multiselect(
            "或指定文件", list(names), key="cmp_documents", format_func=names.__getitem__,
            placeholder="不指定",
        )  # fmt: skip
        right.text_input(
            "方面（可不填，用顿号分开）", key="cmp_aspects", max_chars=200,
            placeholder="例如：床位数量、完成时限",
        )  # fmt: skip


def _compare(who: Person) -> None:
    state = st.session_state
    request = ComparisonRequest(
        state["topic"].strip(),
        tuple(state["cmp_regions"]),
        tuple(state["cmp_documents"]),
        split_aspects(state["cmp_aspects"]),
    )
    _run(request, who)
    st.query_params.from_dict(links.comparison_parameters(request))


def _run(request: ComparisonRequest, who: Person | None) -> None:
    state = st.session_state
    state["comparison"], state["comparison_problem"], state["compared"] = None, None, request
    try:
        with frame.library() as library:
            state["comparison"] = library.compare(
                request.topic,
                regions=request.regions,
                documents=request.documents,
                aspects=request.aspects,
            )
    except KbError as error:
        state["comparison_problem"] = str(error)
    if who is not None:
        table: ComparisonTable | None = state["comparison"]
        cited = [d for column in table.columns for d in column.documents] if table else []
        frame.log(journal.comparison_entry(who.name, request, cited))


def _reopen_link() -> None:
    """Make the comparison that the address names, once."""
    state = st.session_state
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    request = links.read_comparison(parameters)
    if request is None or request == state.get("compared"):
        return
    state["topic"] = request.topic
    state["cmp_regions"], state["cmp_documents"] = list(request.regions), list(request.documents)
    state["cmp_aspects"] = "、".join(request.aspects)
    _run(request, frame.person())


def _draw_result(who: Person) -> None:
    state = st.session_state
    if state.get("comparison_problem"):
        frame.notice("无法对比", state["comparison_problem"])
    table: ComparisonTable | None = state.get("comparison")
    if table is None:
        return
    st.html(f'<h2 class="kb-question">{escape(table.topic)}</h2>')
    with st.container(horizontal=True):
        with st.popover("复制链接"):
            parameters = links.comparison_parameters(state["compared"])
            st.code(links.address(frame.base_address(), "compare", parameters), language=None)
        export_buttons(table, what="对比", subject=table.topic, who=who, key="topic")
    draw_table(table)


def _draw_two(documents: Sequence[Document], who: Person) -> None:
    names = {document.id: label(name_of(document)) for document in documents}
    left, right = st.columns(2)
    one = left.selectbox(
        "左边的文件", list(names), index=None, format_func=names.__getitem__, placeholder="选择文件"
    )
    other = right.selectbox(
        "右边的文件", list(names), index=None, format_func=names.__getitem__, placeholder="选择文件"
    )
    if not one or not other:
        st.text("选择两份文件后，逐条列出相同、改动、拆分、合并和独有的条款。")
        return
    if one == other:
        frame.notice("请选择两份不同的文件", "左右选的是同一份。", kind="info")
        return
    try:
        with frame.library() as library:
            found = library.compare_documents(one, other)
    except KbError as error:
        frame.notice("无法对照", str(error))
        return
    subject = f"{name_of(found.left)} / {name_of(found.right)}"
    with st.container(horizontal=True):
        export_buttons(found, what="逐条对照", subject=subject, who=who, key=f"{one}-{other}")
    draw_pairs(found)


draw()
