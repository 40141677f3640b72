"""A comparison: the differences first, then the table, every cell with its sources."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.drawing import frame
from app.drawing.clause_reader import open_clause
from app.drawing.comparison_html import (
    is_alone,
    pair_html,
    shared_figures,
    silent_html,
    statement_html,
)
from app.drawing.document_facts import name_of
from app.drawing.labels import label
from app.state.answer_text import source_text
from kb import Cell, ComparisonTable, DocumentComparison

SIDE_BY_SIDE = 4  # columns that fit beside each other; more are shown in bands


@st.fragment
def draw_table(table: ComparisonTable) -> None:
    """The differences in sentences, then aspect by aspect the cells of all columns."""
    frame.part("主要差异")
    items = "".join(
        f'<li><b class="kb-badge">{one.kind}</b>{escape(one.aspect)}：{escape(one.text)}</li>'
        for one in table.differences
    )
    if items:
        st.html(f'<ul class="kb-differences">{items}</ul>')
    else:
        st.text("没有发现可以直接对照的差异；请看下表各格的原文。")
    frame.part("逐项对照")
    st.html('<p class="kb-under">数字标黄的各地不同，灰色的各地相同；点出处打开原文。</p>')
    for number, row in enumerate(table.rows):
        with st.container(border=True, gap="xsmall"):
            st.html(f'<h3 class="kb-region">{escape(row.aspect)}</h3>')
            shared, alone = shared_figures(row), is_alone(row)
            for band in range(0, len(row.cells), SIDE_BY_SIDE):
                cells = row.cells[band : band + SIDE_BY_SIDE]
                for place, beside in enumerate(st.columns(len(cells)), band):
                    with beside, st.container(gap="xsmall"):
                        st.html(f'<p class="kb-column">{escape(table.columns[place].name)}</p>')
                        _draw_cell(row.cells[place], shared, f"{number}-{place}", alone=alone)
    _draw_to_check(table)
    frame.part("所依据的文件")
    for column in table.columns:
        documents = "；".join(name_of(document) for document in column.documents) or "库内没有文件"
        st.text(f"{column.name}：{documents}")


def _draw_to_check(table: ComparisonTable) -> None:
    """What comes nearest in the columns that are silent throughout."""
    if not table.to_check:
        return
    frame.part("供核对")
    st.html('<p class="kb-under">下列各栏判为未作规定；这里是其中最接近的条款，没有据以对照。</p>')
    for one in table.to_check:
        st.html(f'<p class="kb-column">{escape(table.columns[one.column].name)}</p>')
        st.html(f'<blockquote class="kb-quote kb-cell">{escape(one.citation.quote)}</blockquote>')
        text = label(source_text(one.citation), most=120)
        if st.button(text, key=f"near-{one.column}", type="tertiary", wrap=True):
            open_clause(one.citation)


def _draw_cell(cell: Cell, shared: frozenset[str], key: str, *, alone: bool) -> None:
    if not cell.statements:
        st.html(silent_html(cell))
    for place, statement in enumerate(cell.statements):
        st.html(
            f'<blockquote class="kb-quote kb-cell">'
            f"{statement_html(statement.text, shared, alone=alone)}</blockquote>"
        )
        for number in statement.citations:
            citation = cell.citations[number]
            text = label(source_text(citation), most=120)
            if st.button(text, key=f"cell-{key}-{place}-{number}", type="tertiary", wrap=True):
                open_clause(citation)


@st.fragment
def draw_pairs(found: DocumentComparison) -> None:
    """Two documents clause by clause; what is the same can be left out."""
    counts = {kind: sum(pair.kind == kind for pair in found.pairs) for kind in ("same", "changed")}
    others = len(found.pairs) - sum(counts.values())
    st.text(f"相同 {counts['same']} 处，改动 {counts['changed']} 处，其他 {others} 处。")
    hide = st.toggle("只看不同", value=True, key="only_different")
    heads = "".join(f"<div>{escape(name_of(d))}</div>" for d in (found.left, found.right))
    pairs = "".join(
        pair_html(pair, found.left, found.right)
        for pair in found.pairs
        if not hide or pair.kind != "same" or pair.moved
    )
    st.html(f'<div class="kb-pairs"><div class="kb-heads">{heads}</div>{pairs}</div>')
