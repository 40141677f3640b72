"""What was recognised in an uploaded file, with its header fields to correct."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from app.drawing import frame
from app.drawing.clause_html import tree_html
from app.drawing.document_facts import name_of
from app.state.changes import Accepted
from app.state.previews import Preview, corrections
from kb import CORRECTABLE, CorrectedField, field_text

PLACEHOLDERS: dict[CorrectedField, str] = {
    "title": "文件标题",
    "enclosed_title": "通知所印发的方案、办法等的标题",
    "number": "例如 攀卫办〔2022〕14号",
    "issuers": "几个机关用顿号分开",
    "region": "省、市、县的全称，例如 重庆市",
    "issued_on": "例如 2022-06-30",
    "effective_on": "例如 2022-06-30",
}
STANDINGS = {
    "新文件": ("新文件", "库内没有相同或同名的文件。", "done"),
    "已在库内": ("已在库内", "库内已有这个文件：{}。不会重复导入。", "info"),
    "正文相同": ("正文相同", "与库内文件的正文一字不差：{}。不会重复导入。", "info"),
    "可能是新版本": ("可能是另一版本", "库内有同名文件：{}。请选择如何处理。", "warn"),
}
REPLACE, KEEP_BOTH = "替换库内的旧版本（可恢复）", "两份都保留"

Choose = Callable[[], Accepted | None]


def draw_preview(one: Preview, by: str | None) -> Choose:
    """Draw the preview inside a form; what it gives is called when the form was sent.

    The call gives None for a file that is not to be imported, and raises ``KbError`` for a field
    that cannot be read.
    """
    document = one.parsed.document
    key = document.id
    with st.container(border=True):
        st.html(f'<h3 class="kb-cited">{escape(one.file.name)}</h3>')
        title, said, kind = STANDINGS[one.standing]
        frame.notice(title, said.format(name_of(one.other) if one.other else ""), kind=kind)
        if one.standing in ("已在库内", "正文相同"):
            return lambda: None
        wanted = st.checkbox("导入这份文件", value=True, key=f"take-{key}")
        how = KEEP_BOTH
        if one.standing == "可能是新版本":
            how = st.radio("与旧版本的关系", (REPLACE, KEEP_BOTH), key=f"how-{key}")
        typed = _draw_fields(one, key)
        _draw_reading(one)

    def choose() -> Accepted | None:
        if not wanted:
            return None
        replaced = one.other.id if one.other and how == REPLACE else None
        return Accepted(one, corrections(document, typed, by=by), replaced)

    return choose


def _draw_fields(one: Preview, key: str) -> dict[CorrectedField, str]:
    document = one.parsed.document
    fields: Sequence[CorrectedField] = [
        field for field in CORRECTABLE if field != "enclosed_title" or document.enclosed_title
    ]
    typed: dict[CorrectedField, str] = {}
    left, right = st.columns(2)
    for place, field in enumerate(fields):
        column = left if place % 2 == 0 else right
        typed[field] = column.text_input(
            CORRECTABLE[field], value=field_text(document, field) or "",
            placeholder=PLACEHOLDERS[field], max_chars=300, key=f"{field}-{key}",
        )  # fmt: skip
    return typed


def _draw_reading(one: Preview) -> None:
    document, clauses = one.parsed.document, one.parsed.clauses
    for warning in document.warnings:
        frame.notice("请核对", warning)
    with st.expander(f"条款目录（{len(clauses)} 条）"):
        st.html(tree_html(clauses, linked=False))
    with st.expander(f"正文（{len(document.text)} 字）"):
        st.text(document.text[:3000] + ("……" if len(document.text) > 3000 else ""))
