"""问答: a question, its answer with numbered citations, follow-ups, history, links, feedback."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.drawing import frame
from app.drawing.answer_actions import draw_actions
from app.drawing.answers import draw_answer
from app.drawing.document_facts import name_of
from app.drawing.labels import label
from app.state import journal, links
from app.state.access import Person
from app.state.conversation import LONGEST, Filters, Turn, ask, kept, reopen, settle
from kb import Document, KbError, KnowledgeBase, asked_day

EXAMPLES = (
    "天津二级医院康复医学科床位有什么要求？",
    "攀枝花医养结合床位的运营补助标准是多少？",
    "攀枝花和重庆的康复医疗主要目标分别是什么？",
)
EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)


def draw() -> None:
    """Draw the page."""
    who = frame.person()
    with frame.library() as library:
        held = library.manifest
        frame.heading(
            "政策问答",
            f"库内 {held.documents} 份文件、{held.clauses} 个条款。逐字引用原文，不作改写。",
        )
        _reopen_link(library, who)
        _draw_form(library.documents(), who)
    turns: tuple[Turn, ...] = st.session_state.get("turns", ())
    shown = st.session_state.get("shown")
    turn = next((one for one in turns if one.number == shown), None)
    if turn is None:
        _draw_examples(who)
        return
    _draw_turn(turn, who)
    if turn is turns[-1] and turn.answer is not None:
        _draw_follow_up(who)
    _draw_history(turns, turn.number)


def _draw_form(documents: tuple[Document, ...], who: Person) -> None:
    names = {document.id: name_of(document) for document in documents}
    state = st.session_state
    regions = {d.region.name for d in documents if d.region} | set(state.get("regions", ()))
    state["documents"] = [name for name in state.get("documents", []) if name in names]
    with st.form("ask", border=False, enter_to_submit=True):
        line, button = st.columns([6, 1], vertical_alignment="bottom")
        line.text_input("问题", key="question", max_chars=LONGEST, placeholder=EXAMPLES[0])
        button.form_submit_button(
            "查询", type="primary", width="stretch", on_click=_ask_from_form, args=(who,)
        )
        with st.expander(_filter_label(names)):
            left, middle, right = st.columns(3)
            left.multiselect("地区", sorted(regions), key="regions", placeholder="按问题中的地区")
            middle.multiselect(
                "文件",
                list(names),
                key="documents",
                format_func=names.__getitem__,
                placeholder="全部文件",
            )
            right.date_input(
                "时点（只查当日可能有效的文件）", key="as_of", value=None, format="YYYY-MM-DD",
                min_value=EARLIEST, max_value=LATEST,
            )  # fmt: skip


def _filter_label(names: dict[str, str]) -> str:
    state = st.session_state
    day = state.get("as_of")
    chosen = [*state.get("regions", ()), *(names[one] for one in state.get("documents", ()))]
    chosen += [f"{day.isoformat()} 有效"] if day else []
    return f"限定地区、文件或时点{'：' + label('、'.join(chosen)) if chosen else ''}"


def _ask_from_form(who: Person) -> None:
    _ask(st.session_state["question"], who)


def _ask(question: str, who: Person, *, follow_up: bool = False) -> None:
    """Ask, and let the filters show what the question was asked of."""
    state = st.session_state
    turns: tuple[Turn, ...] = state.get("turns", ())
    with frame.library() as library:
        shown = {name: tuple(state.get(name, ())) for name in ("regions", "documents")}
        before = {name: state.get(f"{name}_by_question", ()) for name in shown}
        asked = {n: () if shown[n] == before[n] else shown[n] for n in shown}
        day, by_question = state.get("as_of"), state.get("as_of_by_question")
        if day == by_question:
            day = by_question = asked_day(question)
        filters = Filters(asked["regions"], asked["documents"], day)
        turn = ask(library, question, filters, turns)
        named = _named(library, turn)
    for name in shown:
        choice = settle(shown[name], before[name], named[name])
        state[name], state[f"{name}_by_question"] = list(choice.shown), choice.by_question
    state["as_of"], state["as_of_by_question"] = day, by_question
    if follow_up:
        state["question"] = question
    state["turns"], state["shown"] = kept((*turns, turn)), turn.number
    _remember_in_address(turn)
    frame.log(journal.question_entry(who.name, turn))


def _named(library: KnowledgeBase, turn: Turn) -> dict[str, tuple[str, ...]]:
    """The regions and documents that a question names, as it was understood."""
    answer = turn.answer
    if answer is None:
        return {"regions": (), "documents": ()}
    try:
        query = library.understand(answer.understood or turn.question)
    except KbError:
        return {"regions": (), "documents": ()}
    return {
        "regions": tuple(region.name for region in query.regions),
        "documents": query.documents,
    }


def _remember_in_address(turn: Turn) -> None:
    link = links.QuestionLink(turn.question, turn.filters, turn.after)
    st.query_params.from_dict(links.question_parameters(link))
    st.session_state["link"] = link


def _reopen_link(library: KnowledgeBase, who: Person) -> None:
    """Ask what the address asks, once."""
    state = st.session_state
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    link = links.read_question(parameters)
    if link is None or link == state.get("link"):
        return
    state["link"] = link
    turns = reopen(library, link.question, link.filters, link.after)
    state["turns"], state["shown"], state["question"] = turns, turns[-1].number, link.question
    named = _named(library, turns[-1])
    for name, chosen in (("regions", link.filters.regions), ("documents", link.filters.documents)):
        state[name] = list(chosen or named[name])
        state[f"{name}_by_question"] = () if chosen else named[name]
    state["as_of"] = link.filters.as_of
    frame.log(journal.question_entry(who.name, turns[-1]))


@st.fragment
def _draw_turn(turn: Turn, who: Person) -> None:
    with st.container(border=True, key="answer", gap="xsmall"):
        draw_answer(turn)
        draw_actions(turn, who)


def _draw_examples(who: Person) -> None:
    frame.part("可以这样问")
    for number, example in enumerate(EXAMPLES):
        st.button(
            example, key=f"example-{number}", type="tertiary", wrap=True, on_click=_ask_example,
            args=(example, who),
        )  # fmt: skip


def _ask_example(example: str, who: Person) -> None:
    st.session_state["question"] = example
    _ask(example, who)


def _draw_follow_up(who: Person) -> None:
    with st.form("follow", border=False, clear_on_submit=True):
        line, button = st.columns([6, 1], vertical_alignment="bottom")
        line.text_input("接着追问", key="follow_up", max_chars=LONGEST, placeholder="那天津呢？")
        button.form_submit_button("追问", width="stretch", on_click=_ask_follow_up, args=(who,))


def _ask_follow_up(who: Person) -> None:
    _ask(st.session_state["follow_up"], who, follow_up=True)


def _draw_history(turns: tuple[Turn, ...], shown: int) -> None:
    others = [turn for turn in reversed(turns) if turn.number != shown]
    if not others:
        return
    with st.expander(f"本次会话的其他问题（{len(others)}）"):
        for turn in others:
            st.button(
                label(turn.question), key=f"turn-{turn.number}", type="tertiary",
                on_click=_show, args=(turn,),
            )  # fmt: skip
        st.button("清空，换一个话题", key="clear", on_click=_clear)


def _show(turn: Turn) -> None:
    st.session_state["shown"], st.session_state["question"] = turn.number, turn.question
    _remember_in_address(turn)


def _clear() -> None:
    by_question = ("regions_by_question", "documents_by_question", "as_of_by_question")
    for name in ("turns", "shown", "link", *by_question):
        st.session_state.pop(name, None)
    st.session_state.update(question="", regions=[], documents=[], as_of=None)
    st.query_params.clear()


draw()
