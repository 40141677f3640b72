"""What can be done with an answer: copy it, link to it, export it, say what one thinks of it."""

from __future__ import annotations

import streamlit as st

from app.drawing import frame
from app.drawing.exports import export_buttons
from app.state import journal, links
from app.state.access import Person
from app.state.answer_text import answer_text
from app.state.conversation import Turn


def draw_actions(turn: Turn, who: Person) -> None:
    """A row of small panels under an answer."""
    answer = turn.answer
    if answer is None:
        return
    with st.container(horizontal=True, key=f"actions-{turn.number}"):
        with st.popover("复制文字"):
            st.text("连同出处一起复制：")
            st.code(answer_text(answer), language=None, wrap_lines=True)
        with st.popover("复制链接"):
            st.text("打开后重新提出同一问题（含筛选条件）：")
            link = links.QuestionLink(turn.question, turn.filters, turn.after)
            parameters = links.question_parameters(link)
            st.code(links.address(frame.base_address(), "", parameters), language=None)
        export_buttons(answer, what="答复", subject=turn.question, who=who, key=f"{turn.number}")
        with st.popover("评价"):
            _draw_feedback(turn, who)


def _draw_feedback(turn: Turn, who: Person) -> None:
    given = st.session_state.setdefault("feedback_given", set())
    if turn.number in given:
        st.text("已记录，谢谢。")
        return
    with st.form(f"feedback-{turn.number}", border=False):
        verdict = st.radio("这个答复", ("有帮助", "没有帮助"), horizontal=True)
        note = st.text_area(
            "说明（可不填）",
            max_chars=journal.LONGEST_NOTE,
            placeholder="例如：漏了某条、引用的不是现行文件",
        )
        if not st.form_submit_button("提交评价"):
            return
    entry = journal.feedback_entry(who.name, turn, good=verdict == "有帮助", note=note)
    try:
        journal.append(frame.settings().data, journal.FEEDBACK, entry)
    except OSError as error:
        frame.notice("评价没有写入", f"{error.strerror}；请告知管理员。")
        return
    given.add(turn.number)
    st.text("已记录，谢谢。")
