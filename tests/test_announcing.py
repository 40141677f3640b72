"""Sentences that announce what others say, and what an answer makes of them."""

from __future__ import annotations

import pytest

from kb.answering.evidence import weigh_sentences
from kb.language.announcing import asks, echoes, names_charge
from kb.types import (
    Clause,
    Document,
    Findings,
    Hit,
    Passage,
    Query,
    Source,
    Term,
    Want,
    WeighedTerm,
    Why,
)

QUESTION = "养老机构怎样申请建设补贴？"

SENTENCES = [
    ("养老机构怎样申请建设补贴？", (False, True, True), "the question as a heading"),
    ("（责任单位：市民政局、市财政局）", (True, False, False), "who is charged with it"),
    ("申请建设补贴。", (False, False, True), "a heading in the question's words"),
    ("养老机构向县级民政部门提出申请。", (False, False, False), "says more"),
    ("是否补贴由区县决定。", (False, False, False), "决定 whether"),
    ("责任单位应当按月报送。", (False, False, False), "what 责任单位 do"),
    ("", (False, False, True), "nothing"),
]


@pytest.mark.parametrize(("sentence", "expected", "why"), SENTENCES)
def test_kinds(sentence: str, expected: tuple[bool, bool, bool], why: str) -> None:
    found = names_charge(sentence), asks(sentence), echoes(sentence, QUESTION)
    assert found == expected, why


def weighed(
    text: str, spans: int, *, wants: frozenset[Want] = frozenset()
) -> list[tuple[str, float]]:
    """The sentences of a clause that may answer, in the order of the text, with their coverage."""
    document = Document(id="d", title="补贴问答", text=text, source=Source("d.txt", "0"))
    clause = Clause("d:正文", "d", "preface", "正文", "", None, 0, len(text), None)
    passage = Passage("d:正文@0", "d", "d:正文", 0, len(text), text, "")
    hit = Hit(1, 0.8, passage, document, clause, (0.9,) * spans, Why())
    terms = tuple(WeighedTerm(Term(word, ()), 1.0) for word in ("养老机构", "申请", "建设补贴"))
    query = Query(QUESTION, (), False, (), QUESTION, (), wants, (), QUESTION)
    found = weigh_sentences(query, Findings(None, (hit,), terms, frozenset(), 100))
    return [(text[slice(*s.span)], s.coverage) for s in sorted(found, key=lambda s: s.span)]


def test_what_follows_a_question_stands_under_it() -> None:
    answer = "提出人先登录平台填报材料。"
    ((alone, bare),) = weighed(answer, 1)
    found = weighed(f"{QUESTION}{answer}（责任单位：市民政局）", 3)
    assert [sentence for sentence, _ in found] == [alone] == [answer]
    assert found[0][1] > bare == 0


def test_a_single_sentence_and_one_to_confirm_are_weighed() -> None:
    assert len(weighed(QUESTION, 1)) == 1
    confirmed = weighed(f"申请建设补贴。{QUESTION}", 2, wants=frozenset({Want.CONFIRM}))
    assert len(confirmed) == 2
