from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.normalize import fold, fold_table

CASES = [
    ("技術", "技术", "traditional to simplified"),
    ("臺灣廣東", "台湾广东", "traditional to simplified"),
    ("⼈⺠⻔⻓", "人民门长", "radicals that some PDFs give for ideographs"),
    ("\uf90a", "金", "a compatibility ideograph"),
    ("⾨", "门", "a radical of a traditional form: both steps"),
    ("\uff21\uff22\uff23１２３", "abc123", "full-width ASCII, capitals"),
    ("（一）", "(一)", "brackets"),
    ("〔2022〕【2022】\uff3b2022\uff3d", "[2022][2022][2022]", "the brackets of a 文号"),
    ("“康复”「康復」", '"康复""康复"', "quotation marks"),
    ("60～64岁 10—11月 3\u20134家", "60-64岁 10-11月 3-4家", "dashes and waves"),
    ("1．加强", "1.加强", "full-width full stop of a marker"),
    ("２１％", "21%", "full-width percent"),
    ("\u3000\u00a0\u200b\ufeff", "    ", "spaces, seen and unseen"),
    ("二○二二年", "二〇二二年", "circle written for zero"),
    ("①㎡，。、《》", "①㎡,。、《》", "no folding that changes length or meaning (NFKC would)"),
    ("一\n二\r\n", "一\n二\r\n", "line breaks stay"),
    ("", "", "empty"),
]


@pytest.mark.parametrize(("text", "folded", "why"), CASES)
def test_fold(text: str, folded: str, why: str) -> None:
    assert fold(text) == folded, why


@given(st.text())
def test_fold_keeps_length_and_is_idempotent(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(st.text(), st.text())
def test_fold_works_character_for_character(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


def test_table_maps_one_to_one_and_is_closed() -> None:
    table = fold_table()
    assert len(table) > 5000
    assert all(len(folded) == 1 for folded in table.values())
    assert all(fold(folded) == folded for folded in table.values())


def test_simplified_text_of_policies_is_left_alone() -> None:
    text = "攀枝花市卫生健康委员会关于印发《攀枝花市康复医疗服务试点工作方案》的通知。"
    assert fold(text) == text
