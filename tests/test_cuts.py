"""Words taken out of a sentence say in it what they say alone; which words of one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import KnowledgeBase
from kb.answering.answer import compose
from kb.answering.cuts import fair_cut, is_fair_cut
from kb.marks import Mark

CASES = [  # the sentence with the words taken out in <>, what they are widened to, why
    ("补助金额不超过<50万元>。", "不超过50万元。", "a bound"),
    ("医疗机构不得<收取费用>。", "不得收取费用。", "a prohibition"),
    ("每名医师配备1<6人>。", "16人。", "a number is not taken apart"),
    ("床位<1>0张以上。", "10张以上。", "nor at its end, nor from its unit and bound"),
    ("占比不低于<2>%。", "不低于2%。", "a share"),
    ("自受理之日起<7>个工作日内审核办结。", "7个工作日内", "a term"),
    ("应当<减免租金>，但连锁企业除外。", "减免租金，但连锁企业除外。", "what is taken back"),
    ("未<取得许可>的，责令改正。", "未取得许可", "a denial"),
    ("至少<3名护士>在岗。", "至少3名护士", "a bound before a count"),
    ("由<卫生健康部门>负责。", "卫生健康部门", "nothing to widen"),
    ("要节约<用水>。", "用水。", "约 of 节约 is no bound"),
    ("医院<设置>内部机构。", "设置", "内 of 内部 is no bound"),
    ("全部< 词语 >之外", "词语", "blanks"),
    ("整句话<>。", "整句话。", "nothing taken is all"),
]


@pytest.mark.parametrize(("marked", "wanted", "why"), CASES)
def test_a_cut_is_widened_until_it_is_fair(marked: str, wanted: str, why: str) -> None:
    before, rest = marked.split("<")
    words, after = rest.split(">")
    text = before + words + after
    start, end = fair_cut(text, len(before), len(before) + len(words))
    assert text[start:end] == wanted, why
    assert is_fair_cut(text, wanted)
    if words.strip() and words.strip() != wanted:
        assert not is_fair_cut(text, words.strip()), why


@pytest.mark.parametrize("text", ["不得收费。", " 两头有空格\n", "但书"])
def test_all_of_it_is_a_fair_cut(text: str) -> None:
    assert is_fair_cut(text, text)
    assert not is_fair_cut(" \n", " \n")


@pytest.mark.parametrize("words", ["", "没有的话", "由卫生部门负责"])
def test_what_is_not_in_the_sentence_is_no_cut(words: str) -> None:
    assert not is_fair_cut("由卫生健康部门负责。", words)


@given(
    st.text("不超过至少约到满以上内0123456789十万元张人%。，但 除外的康复", max_size=40), st.data()
)
def test_a_fair_cut_holds_the_words_and_is_stable(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = fair_cut(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert text[start:end].strip() in text[first:last]
    if text[first:last].strip():
        assert fair_cut(text, first, last) == (first, last)
        assert is_fair_cut(text, text[first:last])


class Chosen:
    """Marks ``words`` in every text that holds them, and surely so."""

    def __init__(self, words: str, certainty: float = 5.0) -> None:
        self.words = words
        self.certainty = certainty

    def mark(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Mark]:
        found = [(text.find(self.words), text) for _, text in texts]
        return [
            Mark(0.0, (at, at + len(self.words)) if at >= 0 else (0, 1), self.certainty)
            if at >= 0
            else Mark(0.0, (0, len(text)), -5.0)
            for at, text in found
        ]


def answer(library: KnowledgeBase, question: str, marker: Chosen | None):
    held = library._held
    query = held.understand(question, ())
    searcher = replace(held.searcher, marker=marker)
    everything = frozenset(document.id for document in held.documents)
    return compose(query, [searcher.find(searcher.prepare(query), None, documents=everything)])


QUESTION = "天津二级医院康复医学科床位不得少于多少张？"


def test_the_words_that_were_marked_are_the_answer_and_their_sentence_is_quoted(
    library: KnowledgeBase,
) -> None:
    given_ = answer(library, QUESTION, Chosen("10张"))
    (statement,) = [s for s in given_.statements if "10张" in s.text]
    assert statement.text == "不得少于10张"
    quote = given_.citations[statement.citations[0]].quote
    assert quote == "".join(statement.set_in(given_.citations))
    assert quote.endswith("不得少于10张床。")
    assert len(quote) > len(statement.text)


@pytest.mark.parametrize(
    ("marker", "why"),
    [
        (None, "no marker"),
        (Chosen("10张", certainty=-5.0), "it is much likelier that nothing answers"),
        (Chosen("落实"), "the words lack the number that is asked for"),
    ],
)
def test_otherwise_the_sentence_is_the_answer(
    library: KnowledgeBase, marker: Chosen | None, why: str
) -> None:
    given_ = answer(library, QUESTION, marker)
    assert given_.statements
    for statement in given_.statements:
        assert statement.text == given_.citations[statement.citations[0]].quote, why
