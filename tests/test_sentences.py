from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.sentences import LONG, sentences
from tests.structure_checks import solid

ITEM = "各级医疗机构要按照康复医院建设标准和管理规范推进康复医学科独立设置" * 2

CASES = [
    ("", [], "empty"),
    (" \n ", [], "blank"),
    ("甲。乙。", ["甲。", "乙。"], "full stops"),
    ("甲！乙？丙!?丁", ["甲！", "乙？", "丙!?", "丁"], "other stops"),
    ("“甲。”乙。", ["“甲。”", "乙。"], "a closing quotation mark belongs before"),
    ("（甲。）乙。", ["（甲。）", "乙。"], "and a bracket"),
    ("一、目标\n甲。", ["一、目标", "甲。"], "a heading"),
    ("甲\n\n乙", ["甲", "乙"], "blank lines"),
    ("甲；乙。", ["甲；乙。"], "a semicolon in a short sentence"),
    (f"{ITEM}；{ITEM}；{ITEM}。", [f"{ITEM}；", f"{ITEM}；", f"{ITEM}。"], "in a long one"),
    (ITEM * 3, [ITEM * 3], "a long one without semicolons stays whole"),
    (" 甲 。 乙 ", ["甲 。", "乙"], "blanks at the ends go, inside they stay"),
    ("2.5万元以下。3.2倍。", ["2.5万元以下。", "3.2倍。"], "decimal points"),
    (
        "某市民政局\n某市财政局\n2022年3月8日",
        ["某市民政局\n某市财政局", "2022年3月8日"],
        "joint issuers",
    ),
    ("某市民政局\n甲。", ["某市民政局", "甲。"], "one issuer"),
]


@pytest.mark.parametrize(("text", "expected", "why"), CASES)
def test_sentences(text: str, expected: list[str], why: str) -> None:
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == expected, why


def test_only_inside_the_span() -> None:
    text = "甲。乙丙。丁。"
    assert [text[a:b] for a, b in sentences(text, 1, 4)] == ["。", "乙丙"]
    assert list(sentences(text, 3, 3)) == []


PIECES = [
    "甲", "各级医疗机构要加强建设", "，", "。", "；", "！", "？", "”", "“", "）", "\n", "\n\n", " ",
    "\u3000", "某市民政局", "\n某市财政局\n", ITEM, "；" + ITEM, "1.", "（一）", "2022年3月8日",
    "《", "》",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.data())
def test_sentences_tile_their_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = list(sentences(text, start, end))
    assert all(start <= a < b <= end for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans)), "in order"
    assert solid("".join(text[a:b] for a, b in spans)) == solid(text[start:end]), "without loss"
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    for a, b in spans:
        said = text[a:b]
        assert b - a <= LONG or "；" not in said[:-1] or "\n" in said
