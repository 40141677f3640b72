"""A topic to its words, and what kind of thing it asks for."""

from __future__ import annotations

import pytest

from kb.language.topics import topic_kinds
from kb.retrieval.query import understand_topic
from kb.types import Want

WORDS = [
    ("康复医疗床位", ["康复", "医疗", "床位"], "each word"),
    (
        "用地保障",
        ["用地"],
        "保障 may end any topic; 用地 is a word, although 用 and 地 are not",
    ),
    ("信息化建设", ["信息化"], "so may 建设"),
    ("工作机制", ["机制"], "nothing but a general word: it is kept"),
    ("社会力量参与", ["社会力量"], "a phrase with an entry is one word"),
    ("督导检查", ["督导"], "words that stand for each other are one"),
    ("医疗责任险", ["医疗", "责任险"], "责任 inside a longer word is not the topic"),
    ("中医服务包", ["中医", "务包"], "a last character in no word counts with its neighbour"),
    ("肺康复", ["肺康", "康复"], "so does a first one"),
    ("康复床位占比", ["康复", "床位"], "the kind of answer is no word of it"),
    ("医师人数", ["医师"], "nor is 人数"),
]


@pytest.mark.parametrize(("topic", "words", "why"), WORDS)
def test_words_of_a_topic(topic: str, words: list[str], why: str) -> None:
    assert [term.word for term in understand_topic(topic).terms] == words, why


def test_a_word_brings_what_texts_write_instead() -> None:
    (money,) = understand_topic("资金保障").terms
    assert {"经费", "财政"} <= set(money.official)


KINDS = [
    ("床位占比", "床位", {Want.SHARE}),
    ("完成时限", "完成", {Want.DATE, Want.DURATION}),
    ("运营补贴标准", "运营", {Want.MONEY}),
    ("责任单位", "责任单位", {Want.BODY}),
    ("家庭病床的责任单位", "家庭病床", {Want.BODY}),
    ("时间银行", "时间银行", set()),
    ("数量经济", "数量经济", set()),
]


@pytest.mark.parametrize(("topic", "bare", "kinds"), KINDS)
def test_kind_of_thing_a_topic_asks_for(topic: str, bare: str, kinds: set[Want]) -> None:
    assert topic_kinds(topic) == (bare, kinds)
