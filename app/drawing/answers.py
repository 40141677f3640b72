"""An answer: its sentences with numbered citations, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from app.drawing import frame
from app.drawing.clause_reader import open_clause
from app.drawing.labels import label
from app.state.answer_text import source_text
from app.state.conversation import SECONDS_SHOWN, Filters, Turn
from kb import Answer, Citation, Statement


def draw_answer(turn: Turn) -> None:
    """The question with its answer; a citation opens its clause in a panel."""
    st.html(f'<h2 class="kb-question">{escape(turn.question)}</h2>')
    answer = turn.answer
    if answer is None:
        frame.notice("无法回答", turn.problem or "")
        return
    if answer.understood:
        st.html(f'<p class="kb-under">按“{escape(answer.understood)}”理解</p>')
    limits = _limits(turn.filters)
    if limits:
        st.html(f'<p class="kb-under">限定范围：{escape(limits)}</p>')
    if answer.status == "not_found":
        _draw_refusal(turn.number, answer)
        return
    keys = _keys(turn.number)
    for part in answer.parts:
        st.html(f'<h3 class="kb-region">关于“{escape(part.question)}”</h3>')
        _draw_statements(answer, [answer.statements[n] for n in part.statements], keys)
        if part.reason:
            title = "说明" if part.statements else "没有找到依据"
            frame.notice(title, part.reason, kind="info" if part.statements else "warn")
    if not answer.parts:
        _draw_statements(answer, answer.statements, keys)
        if answer.reason:
            frame.notice("说明", answer.reason, kind="info")
    for remark in answer.remarks:
        frame.notice("请注意时效", remark)
    if turn.seconds > SECONDS_SHOWN:
        st.html(f'<p class="kb-under">用时 {turn.seconds:.1f} 秒</p>')


def _limits(filters: Filters) -> str:
    """What a person limited the question to; a refusal may come from that alone."""
    limits = ["、".join(filters.regions)] if filters.regions else []
    if filters.documents:
        limits.append(f"所选的 {len(filters.documents)} 份文件")
    if filters.as_of:
        limits.append(f"{filters.as_of.isoformat()} 可能有效的文件")
    return "；".join(limits)


def _draw_refusal(number: int, answer: Answer) -> None:
    frame.notice("没有找到依据", answer.reason or "")
    if answer.nearest:
        st.html('<h3 class="kb-region">最接近的条款，供核对</h3>')
    for place, citation in enumerate(answer.nearest, 1):
        st.html(f'<blockquote class="kb-quote kb-near">{_lines(citation.quote)}</blockquote>')
        _citation_button(place, citation, f"near-{number}-{place}")


def _draw_statements(answer: Answer, statements: Sequence[Statement], keys: Iterator[str]) -> None:
    for region, group in groupby(statements, key=lambda statement: statement.region):
        if region:
            st.html(f'<h3 class="kb-region">{escape(region)}</h3>')
        for statement in group:
            marks = "".join(f"<sup>\u2060[{number + 1}]</sup>" for number in statement.citations)
            before, words, after = map(_lines, statement.set_in(answer.citations))
            told = f"<strong>{words}</strong>" if before or after else words
            quoted = f"{before}{told}{after}{marks}"
            st.html(f'<blockquote class="kb-quote">{quoted}</blockquote>')
            for number in statement.citations:
                _citation_button(number + 1, answer.citations[number], next(keys))


def _citation_button(number: int, citation: Citation, key: str) -> None:
    text = f"[{number}] {label(source_text(citation), most=120)}"
    if st.button(text, key=f"cite-{key}", type="tertiary", wrap=True):
        open_clause(citation)


def _keys(number: int) -> Iterator[str]:
    place = 0
    while True:
        place += 1
        yield f"{number}-{place}"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))
