"""The app: who may enter, the pages, the style. Start it with ``kb app``."""

from __future__ import annotations

import logging

import streamlit as st

from app.drawing import frame
from app.drawing.clause_reader import LIBRARY
from kb import KbError


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="政策知识库", layout="wide", initial_sidebar_state="collapsed")
    st.html(frame.STYLE)
    who = frame.person()
    library = st.Page("views/library.py", title="文件库", url_path=LIBRARY)
    pages = [
        st.Page("views/ask.py", title="问答", url_path="ask", default=True),
        st.Page("views/compare.py", title="对比", url_path="compare"),
        st.Page("views/targets.py", title="指标", url_path="targets"),
        library,
    ]
    if who.may_edit:
        pages.append(st.Page("views/imports.py", title="导入", url_path="imports"))
    pages.append(st.Page("views/about.py", title="关于", url_path="about"))
    page = st.navigation(pages, position="top")
    leaving = st.session_state.pop("leaving_for", None)
    if leaving is not None:
        st.switch_page(library, query_params=leaving)
    try:
        page.run()
    except KbError as error:
        frame.notice("无法完成", str(error))
    except Exception:
        logging.getLogger("kb.app").exception("page %s", page.title)
        frame.notice(
            "页面出错", "请刷新页面再试；仍然如此，请把现在的时间告诉管理员，以便查看日志。"
        )


main()
