"""What one text changes in another, and what the changed text's 时效 then says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.amendments import AMENDING_TITLE, find_amendments, quoted_rules
from kb.retrieval.amending import find_amended
from kb.retrieval.currency import find_superseded
from kb.retrieval.validity import validity_of
from kb.types import Document
from tests.structure_checks import parse
from tests.test_regulations import AMENDMENT, DECISION

TITLE = "某省人民代表大会常务委员会关于修改《某省甲条例》的决定"
# order, what it changes as law, place and how; why
ORDERS = [
    ("一、将第三条修改为：“第三条 乙。”", [("第三条", "修改")], "a whole article"),
    ("一、第三条第二款中的“甲”修改为“乙”。", [("第三条第二款", "修改")], "words of a 款"),
    ("一、删去第十条、第十一条。", [("第十条", "删去"), ("第十一条", "删去")], "two deleted"),
    ("一、第十条删去。", [("第十条", "删去")], "the verb behind"),
    ("一、在第五条后增加一条，作为第五条之一：“丙。”", [("第五条之一", "增加")], "the fifth stays"),
    ("一、第五条增加一款，作为第二款：“丙。”", [("第五条", "修改")], "a 款 more"),
    ("一、第五条改为第六条，修改为：“丁。”", [("第五条", "修改")], "its new number is none"),
    ("一、将第三条修改为：“依照第八条的规定修改。”", [("第三条", "修改")], "within the wording"),
    ("一、第三条、第四条中的“甲”修改为“乙”。", [("第三条", "修改"), ("第四条", "修改")], "two"),
    ("本决定自公布之日起施行。", [], "no change"),
    ("违反第十二条的，依照第十三条处罚。", [], "no order"),
]


@pytest.mark.parametrize(("order", "changes", "why"), ORDERS)
def test_order(order: str, changes: list[tuple[str, str]], why: str) -> None:
    found = find_amendments(TITLE, order)
    assert [(a.place, a.how) for a in found] == changes, why
    assert {a.title for a in found} <= {"某省甲条例"}
    assert all(a.place in order[a.start : a.end] for a in found)


def test_a_decision_on_two_texts_changes_each_under_its_own_heading() -> None:
    document = parse(DECISION).document
    found = [(a.title[-4:], a.place) for a in find_amendments(document.title, document.text)]
    assert found == [("暂行办法", "第二条"), ("实施细则", "第三条"), ("实施细则", "第十七条第一款")]


def test_an_amendment_to_the_criminal_code() -> None:
    document = parse(AMENDMENT).document
    found = find_amendments(document.title, document.text)
    assert [(a.title.removeprefix("中华人民共和国"), a.article, a.how) for a in found] == [
        ("刑法", "第一百七十七条之一", "增加"),
        ("刑法", "第一百九十六条", "修改"),
    ]


@pytest.mark.parametrize(
    ("title", "amends"),
    [
        (TITLE, True),
        ("中华人民共和国刑法修正案（十）", True),
        ("国务院关于修改部分行政法规的决定", True),
        ("最高人民法院关于《刑法修正案（九）》时间效力问题的解释", False),
        ("某省甲条例", False),
        ("关于修改后的民事诉讼法施行时未结案件适用法律若干问题的规定", False),
    ],
)
def test_which_texts_amend(title: str, amends: bool) -> None:
    assert bool(AMENDING_TITLE.search(title)) == amends


@given(st.text(alphabet="“”修改为：第三条。\n一、甲", max_size=60))
def test_new_wordings_lie_apart_within_the_text(text: str) -> None:
    end = 0
    for start, stop in quoted_rules(text, 0, len(text)):
        assert end <= start < stop <= len(text)
        assert text[start] == "“"
        end = stop


def law(name: str, day: str, rules: str = "") -> Document:
    articles = rules or "\n".join(f"第{n}条 甲{n}。" for n in "一二三四五")
    return parse(f"{name}\n（{day}某省人民代表大会常务委员会通过）\n{articles}\n").document


OLD = law("某省甲条例", "2010年5月1日")
DECIDED = law(TITLE, "2018年6月1日", "一、将第三条修改为：“第三条 乙。”\n二、删去第五条。")


def remark(document: Document, *documents: Document, day: date = date(2020, 1, 1)) -> str | None:
    held = {d.id: d for d in (document, *documents)}
    return validity_of(
        document,
        superseded=find_superseded(held.values()).get(document.id),
        documents=held,
        day=day,
        amended=find_amended(held.values()).get(document.id, ()),
    ).remark


def test_an_older_text_says_which_articles_were_changed() -> None:
    assert remark(OLD, DECIDED) == (
        "自2018年6月1日起第三条、第五条已被"
        "《某省人民代表大会常务委员会关于修改〈某省甲条例〉的决定》修改或删去"
    )
    assert remark(OLD, DECIDED, day=date(2018, 5, 31)) is None


def test_what_has_the_change_already_is_not_changed() -> None:
    new = law("某省甲条例", "2018年6月1日", "第一条 甲。\n第三条 乙。")
    assert find_amended([new, DECIDED]) == {}
    assert set(find_amended([OLD, new, DECIDED])) == {OLD.id}


def test_the_last_version_before_the_change_is_meant() -> None:
    older = law("某省甲条例", "2000年5月1日", "第一条 子。")
    assert set(find_amended([older, OLD, DECIDED])) == {OLD.id}


def test_a_text_of_another_place_or_without_a_date_is_not_changed() -> None:
    undated = parse("某省甲条例\n第一条 甲。\n第三条 乙。\n").document
    elsewhere = law("山西省甲条例", "2010年5月1日")
    assert find_amended([undated, elsewhere, DECIDED]) == {}
    assert find_amended([]) == {}
