"""指标: the numbers that documents set, in a table, as bars across regions, on a line of time."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.drawing import frame
from app.drawing.clause_reader import open_clause
from app.drawing.document_facts import day_text, title_of
from app.drawing.exports import export_buttons
from app.drawing.labels import label
from app.drawing.target_html import bars_html, region_of, timeline_html
from app.state.access import Person
from kb import CitedTarget, group_targets, written_value

ANY, BINDING, STRIVEN = "全部", "应达到", "力争"


def draw() -> None:
    """Draw the page."""
    who = frame.person()
    frame.heading("指标", "文件里的量化要求，逐条注明出处；没有写明的期限、对象显示“未载明”。")
    rows = _draw_filters()
    if not rows:
        frame.notice("没有符合的指标", "请换一个词，或清空地区。", kind="info")
        return
    _draw_table(rows, who)
    _draw_bars(rows)
    frame.part("期限")
    line = timeline_html(rows)
    if line:
        st.html(line)
    else:
        st.text("这些指标都没有写明完成期限。")


def _draw_filters() -> tuple[CitedTarget, ...]:
    with frame.library() as library:
        documents = library.documents()
        regions = sorted({d.region.name for d in documents if d.region})
        left, middle, right = st.columns([2, 2, 1])
        words = left.text_input(
            "指标中的词", key="indicator", max_chars=60, placeholder="例如：康复医师"
        )
        chosen = middle.multiselect("地区", regions, key="target_regions", placeholder="全部地区")
        force = right.selectbox("要求", (ANY, BINDING, STRIVEN), key="force")
        rows = library.targets(regions=chosen, indicator=words.strip() or None)
    wanted = {ANY: (True, False), BINDING: (True,), STRIVEN: (False,)}[force]
    return tuple(row for row in rows if row.target.binding in wanted)


@st.fragment
def _draw_table(rows: Sequence[CitedTarget], who: Person) -> None:
    table = [
        {
            "地区": region_of(row),
            "指标": row.target.indicator,
            "对象": row.target.scope or "未载明",
            "要求": written_value(row.target),
            "数值": row.target.value,
            "期限": row.target.deadline or "未载明",
            "截止日": day_text(row.target.due) or "未载明",
            "约束": BINDING if row.target.binding else STRIVEN,
            "文件": title_of(row.citation.document),
        }
        for row in rows
    ]
    st.text(f"共 {len(rows)} 条；点列名排序，选中一行打开原文。")
    picked = st.dataframe(
        table, hide_index=True, on_select="rerun", selection_mode="single-row", key="targets",
        alt="指标列表；选中一行打开原文",
    )  # fmt: skip
    with st.container(horizontal=True):
        export_buttons(tuple(rows), what="指标", subject=f"{len(rows)} 条", who=who, key="all")
    chosen = picked["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        row = rows[chosen[0]]
        if st.session_state.get("target_opened") != row:
            st.session_state["target_opened"] = row
            open_clause(row.citation)


@st.fragment
def _draw_bars(rows: Sequence[CitedTarget]) -> None:
    frame.part("各地同类指标")
    groups = [group for group in group_targets(rows) if len(group.rows) > 1]
    if not groups:
        st.text("没有两条以上可以并列的同类指标。")
        return
    chosen = st.selectbox(
        "指标", range(len(groups)), key="group",
        format_func=lambda n: label(f"{groups[n].indicator}（{len(groups[n].rows)} 条）"),
    )  # fmt: skip
    group = groups[min(chosen, len(groups) - 1)]
    st.html(bars_html(group.rows))
    st.html('<p class="kb-under">指向或用 Tab 键选中一条可看原文；斜纹为力争、鼓励等要求。</p>')


draw()
