"""What every page rests on: the settings, the person, the open library, the log, the style."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from app.state import journal
from app.state.access import Person, admit
from app.state.import_desk import ImportDesk
from app.state.open_library import OpenLibrary
from app.state.settings import Settings, SettingsError, read_settings
from kb import Encoder, KbError, KnowledgeBase, load_encoder

STYLE = Path(__file__).parent.parent / "style.css"


def settings() -> Settings:
    """The administrator's settings; a value that cannot be read stops the page with a sentence."""
    try:
        return read_settings(os.environ)
    except SettingsError as error:
        notice("设置有误", str(error))
        st.stop()


def person() -> Person:
    """Who uses this session; without the right to enter the page ends here, with a sentence."""
    chosen = settings()
    address = None
    if chosen.sign_in:
        address = str(st.user.get("email") or "") if st.user.get("is_logged_in") else None
    found = admit(chosen, address)
    if found is None:
        _ask_to_sign_in(address)
        st.stop()
    return found


def _ask_to_sign_in(address: str | None) -> None:
    if address is not None:
        notice("没有权限", f"{address} 不在可以使用的人员名单内；请联系管理员。")
        st.button("退出登录", on_click=st.logout)
        return
    notice("请先登录", "这个知识库只供登录后使用。")
    try:
        configured = "auth" in st.secrets
    except FileNotFoundError:
        configured = False
    if configured:
        st.button("登录", type="primary", on_click=st.login)
    else:
        st.text("登录尚未配置；请管理员按 README 的“登录”一节填写 .streamlit/secrets.toml。")


@st.cache_resource(show_spinner=False)
def shelf(index: str) -> OpenLibrary:
    """The open library of the whole process."""
    return OpenLibrary(Path(index), lambda path: KnowledgeBase.open(path, encoder=encoder()))


@st.cache_resource(show_spinner=False)
def desk(_settings: Settings, index: str) -> ImportDesk:
    """Where changes to the library at ``index`` are made, one for the whole process."""
    return ImportDesk(_settings, encoder)


@st.cache_resource(show_spinner=False)
def encoder() -> Encoder:
    """The encoder of the process: it takes most of a second to load."""
    return load_encoder()


@contextmanager
def library() -> Iterator[KnowledgeBase]:
    """The library for one run of a page; when it cannot be opened, the page says what to do."""
    lender = shelf(str(settings().index))
    try:
        borrowed = lender.borrow()
        opened = borrowed.__enter__()
    except KbError as error:
        notice("资料库无法打开", str(error))
        st.stop()
    try:
        if lender.problem:
            notice("资料库更新后无法打开，仍使用更新前的内容", lender.problem)
        yield opened
    finally:
        borrowed.__exit__(None, None, None)


def log(entry: dict[str, Any]) -> None:
    """Write ``entry`` to the audit log, if that is switched on; a full disk stops nobody's work."""
    chosen = settings()
    if chosen.audit:
        try:
            journal.append(chosen.data, journal.AUDIT, entry)
        except OSError as error:
            notice("使用记录没有写入", f"{chosen.data}：{error.strerror}；请告知管理员。")


def notice(title: str, text: str, *, kind: str = "warn") -> None:
    """A sentence in a box; ``kind`` is warn, info or done."""
    st.html(
        f'<div class="kb-notice kb-{kind}" role="status"><strong>{escape(title)}</strong>'
        f"<span>{escape(text)}</span></div>"
    )


def heading(title: str, under: str) -> None:
    """The head of a page."""
    st.html(f'<h1 class="kb-title">{escape(title)}</h1><p class="kb-under">{escape(under)}</p>')


def part(title: str) -> None:
    """The head of a part of a page."""
    st.html(f'<h2 class="kb-part">{escape(title)}</h2>')


def facts(pairs: dict[str, str | None]) -> None:
    """Names with their values; what is not known is shown as such."""
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value) if value else '未载明'}</dd></div>"
        for name, value in pairs.items()
    )
    st.html(f'<dl class="kb-facts">{rows}</dl>')


def base_address() -> str:
    """The address of the app as this reader opened it, without the page."""
    url = str(st.context.url or "")
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/')[0]}" if rest else ""
