"""文件库: the documents, and a reader with the clause tree beside the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from app.drawing import frame
from app.drawing.clause_html import clause_name, document_html, place_of, tree_html
from app.drawing.document_facts import day_text, draw_facts, name_of, standing_text, title_of
from app.drawing.labels import label
from app.drawing.lineage import draw_lineage
from app.state import links
from app.state.changes import source_folders
from app.state.uploads import source_file
from kb import Clause, Document, Duty, KbError, KnowledgeBase
from kb import place_of as place_text

NOWHERE = "地区未载明"
MOST_FOUND = 200  # places of a searched word that are listed; more help nobody


def draw() -> None:
    """Draw the page."""
    frame.person()
    frame.heading("文件库", "全部文件；打开一份可以看条款目录、全文、制定依据和被引用情况。")
    with frame.library() as library:
        documents = library.documents()
        _draw_list(library, documents)
        link = _opened(documents)
        if link is None:
            return
        try:
            document = library.document(link.document)
        except KbError:
            frame.notice(
                "链接中的文件不在库内", "它可能已移出或被新版本替代；请在上面的列表里查找。"
            )
            return
        _draw_document(library, document, link)


def _draw_list(library: KnowledgeBase, documents: Sequence[Document]) -> None:
    left, right = st.columns([3, 2])
    words = left.text_input("查找文件", placeholder="标题、文号或发文机关中的字", max_chars=100)
    regions = sorted({d.region.name if d.region else NOWHERE for d in documents})
    chosen = right.multiselect("地区", regions, placeholder="全部地区")
    shown = [d for d in documents if _fits(d, words, chosen)]
    if not shown:
        frame.notice("没有符合的文件", "请换一个词，或清空地区。", kind="info")
        return
    place = (str(frame.settings().index), library.manifest.generation, date.today())
    counts = _counts_and_standing(*place, library)
    rows = [
        {
            "标题": title_of(d),
            "地区": d.region.name if d.region else NOWHERE,
            "文号": d.number or "未载明",
            "印发日期": day_text(d.issued_on) or "未载明",
            "时效": counts[d.id][1],
            "条款": counts[d.id][0],
        }
        for d in shown
    ]
    key = "table-" + ",".join(sorted(chosen)) + words
    picked = st.dataframe(
        rows, hide_index=True, on_select="rerun", selection_mode="single-row", key=key,
        height=min(38 + 36 * len(rows), 330), alt="文件列表；选中一行即打开",
    )  # fmt: skip
    _open_picked([shown[n] for n in picked["selection"]["rows"]])
    names = {d.id: label(name_of(d)) for d in shown}
    st.selectbox(
        "打开文件", list(names), index=None, format_func=names.__getitem__, key="open",
        placeholder="选择或输入标题，也可以在上表中选中一行", on_change=_open_chosen,
    )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=2)
def _counts_and_standing(
    index: str, generation: int, day: date, _library: KnowledgeBase
) -> dict[str, tuple[int, str]]:
    """For each document how many clauses it has, and whether it applies today."""
    return {
        document.id: (
            len(_library.clauses(document.id)),
            standing_text(document, _library.validity(document.id)),
        )
        for document in _library.documents()
    }


def _fits(document: Document, words: str, regions: Sequence[str]) -> bool:
    region = document.region.name if document.region else NOWHERE
    if regions and region not in regions:
        return False
    every = (document.title, document.enclosed_title or "", document.number or "")
    return words.strip() in " ".join((*every, *document.issuers))


def _open_picked(picked: Sequence[Document]) -> None:
    chosen = picked[0].id if picked else None
    if chosen and chosen != st.session_state.get("picked"):
        _go(links.ClauseLink(chosen))
    st.session_state["picked"] = chosen


def _open_chosen() -> None:
    if st.session_state["open"]:
        _go(links.ClauseLink(st.session_state["open"]))


def _go(link: links.ClauseLink) -> None:
    st.query_params.from_dict(links.clause_parameters(link))


def _opened(documents: Sequence[Document]) -> links.ClauseLink | None:
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    link = links.read_clause(parameters)
    if link is None and len(documents) == 1:
        return links.ClauseLink(documents[0].id)
    return link


def _draw_document(library: KnowledgeBase, document: Document, link: links.ClauseLink) -> None:
    clauses = library.clauses(document.id)
    st.html(f'<h2 class="kb-question">{escape(title_of(document))}</h2>')
    if document.enclosed_title:
        st.html(f'<p class="kb-under">印发通知：{escape(document.title)}</p>')
    draw_facts(document, library.validity(document.id))
    for warning in document.warnings:
        frame.notice("识别提示", warning, kind="info")
    _draw_download(document)
    reading, relations, charges = st.tabs(["全文", "制定依据和被引用", "责任分工"])
    with reading:
        _draw_reader(document, clauses, link)
    with relations:
        draw_lineage(library.lineage(document.id), _go)
        _draw_graph(library, document)
    with charges:
        _draw_duties(document, library.duties(documents=[document.id]))


def _draw_graph(library: KnowledgeBase, document: Document) -> None:
    """The chain of documents above and below as a picture; drawn by the browser itself."""
    lineage = library.lineage(document.id)
    if lineage.upstream or lineage.downstream or lineage.missing or lineage.replaces:
        frame.part("关系图（虚线框为不在库内的文件）")
        st.graphviz_chart(library.lineage_graph(document.id), width="content")


def _draw_duties(document: Document, duties: Sequence[Duty]) -> None:
    if not duties:
        st.text("文中没有写明责任单位。")
        return
    rows = [
        {
            "单位": one.body,
            "分工": one.role,
            "任务": document.text[one.task_start : one.task_end],
            "条款": place_text(one.clause.split(":", 1)[-1]),
        }
        for one in duties
    ]
    st.dataframe(rows, hide_index=True, alt="责任分工")


def _draw_download(document: Document) -> None:
    file = source_file(document, source_folders(frame.settings()))
    if file is None:
        st.text("源文件不在这台机器上；以下全文与导入时一致。")
        return
    st.download_button(
        "下载源文件", file.read_bytes, file_name=document.source.original_name or file.name,
        key="source", on_click="ignore",
    )  # fmt: skip


@st.fragment
def _draw_reader(document: Document, clauses: tuple[Clause, ...], link: links.ClauseLink) -> None:
    words = st.text_input("在文中查找", key=f"find-{document.id}", max_chars=100)
    found = _places(document.text, words.strip())
    opened = place_of(clauses, link.clause)
    marks = [*found, *([link.words] if link.words else [])]
    if words.strip():
        _draw_found(document, clauses, found)
    tree, text = st.columns([1, 2.6])
    tree.html(tree_html(clauses, linked=True, opened=opened))
    text.html(document_html(document, clauses, marks=marks, opened=opened))
    if link.clause is not None and opened is None:
        frame.notice("链接中的条款不在这份文件里", "以下从头显示全文。")
    if opened is not None and st.session_state.get("scrolled_to") != link:
        st.session_state["scrolled_to"] = link
        # Our own words and a number only: nothing of a document is in it.
        st.html(
            f'<script>document.getElementById("clause-{int(opened)}")'
            '?.scrollIntoView({block: "start"})</script>',
            unsafe_allow_javascript=True,
        )


def _places(text: str, words: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(re.escape(words), text, re.I)] if words else []


def _draw_found(
    document: Document, clauses: Sequence[Clause], found: Sequence[tuple[int, int]]
) -> None:
    if not found:
        frame.notice("文中没有这个词", "请换一个说法。", kind="info")
        return
    entries = []
    for start, end in found[:MOST_FOUND]:
        number = max((n for n, c in enumerate(clauses) if c.start <= start), default=0)
        name = clause_name(clauses[number]) if clauses else ""
        near = document.text[max(0, start - 12) : end + 18].replace("\n", " ")
        entries.append(f'<li><a href="#clause-{number}">{escape(name)}</a> …{escape(near)}…</li>')
    st.html(
        f'<details class="kb-found"><summary>共 {len(found)} 处</summary>'
        f"<ol>{''.join(entries)}</ol></details>"
    )


draw()
