"""What a document rests on, and who cites it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from app.drawing import frame
from app.drawing.labels import label
from app.state.links import ClauseLink
from kb import Lineage, Reference, place_of

Go = Callable[[ClauseLink], None]


def draw_lineage(lineage: Lineage, go: Go) -> None:
    """Lists of links to the documents that the library holds; the others are named."""
    frame.part("制定依据")
    _draw(lineage.basis, "正文开头没有写明依据。", go)
    frame.part("废止或替代")
    _draw(lineage.replaces, "没有写明废止或替代其他文件。", go)
    frame.part("被库内文件引用")
    if not lineage.cited_by:
        st.text("库内没有文件引用它。")
    for number, one in enumerate(lineage.cited_by):
        path = one.clause.split(":", 1)[-1]
        link = ClauseLink(one.document, path, (one.start, one.end))
        text = f"{one.kind}：{one.title}（{place_of(path)}）"
        st.button(
            label(text),
            key=f"cited-{number}",
            type="tertiary",
            wrap=True,
            on_click=go,
            args=(link,),
        )


def _draw(references: Sequence[Reference], nothing: str, go: Go) -> None:
    if not references:
        st.text(nothing)
    for one in references:
        text = f"{one.kind}：《{one.title}》{f'（{one.number}）' if one.number else ''}"
        if one.target is None:
            st.html(f'<p class="kb-line">{escape(text)}　<em>库内没有</em></p>')
        else:
            link = ClauseLink(one.target)
            st.button(
                label(text), key=f"to-{one.start}-{one.end}", type="tertiary",
                on_click=go, args=(link,),
            )  # fmt: skip
