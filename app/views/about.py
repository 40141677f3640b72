"""关于: the version, the state of the index, the model, what is measured, what it does not do."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.drawing import frame
from kb import __version__

MEASURED = (
    ("五份文件，未参与调试的 161 个问题：正确条款排第一 / 前五", "89.2% / 97.5%"),
    ("本应说明“没有依据”的问题，确实这样说明的", "90.2%"),
    ("有依据的问题，误说没有依据的", "0.8%"),
    ("593 份政府文件：正确文件排第一", "82.1%"),
    ("593 份政府文件：本应说明“没有依据”、确实这样说明的", "58.7%"),
    ("引文与原文逐字一致", "100%"),
)
LIMITS = (
    "答复是原文的句子，不归纳、不改写；涉及多条的问题，请看所列的各条。",
    "“没有找到依据”是有误差的判断，不等于文件一定没有规定；请看所列的最接近的条款。",
    "时效只按库内文件判断：库外文件废止或替代了什么，这里不知道。",
    "文件没有载明的事项显示“未载明”，不作推测。",
    "不联网，不调用大模型，问题和文件不离开本机。",
)


def draw() -> None:
    """Draw the page."""
    frame.person()
    frame.heading("关于", "版本、资料库状态、测量结果和使用限制。")
    chosen = frame.settings()
    with frame.library() as library:
        held = library.manifest
        superseded = len(library.superseded)
    frame.part("版本和资料库")
    frame.facts(
        {
            "软件版本": __version__,
            "资料库": f"{chosen.index}，第 {held.generation} 代",
            "更新时间": datetime.fromisoformat(held.built_at)
            .astimezone()
            .strftime("%Y-%m-%d %H:%M"),
            "收录": f"{held.documents} 份文件，{held.clauses} 个条款，{held.passages} 个段落",
            "已被替代或废止": f"{superseded} 份（按库内文件判断）",
            "检索模型": f"{held.encoder}（{held.dim} 维，随软件提供）",
            "数据文件夹": str(chosen.data),
            "使用记录": "记录提问、引用和导出，只存本机" if chosen.audit else "已关闭",
        }
    )
    frame.part("测量结果")
    st.dataframe(
        [{"测量内容": what, "结果": value} for what, value in MEASURED],
        hide_index=True, width="stretch",
    )  # fmt: skip
    st.text("方法、完整数据和提交号见随软件提供的 README.md 和 eval/README.md。")
    frame.part("它不做什么")
    for limit in LIMITS:
        st.text(f"· {limit}")


draw()
