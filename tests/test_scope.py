"""Which documents a question concerns: by region, by name, by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.errors import UnknownNameError
from kb.language.regions import region_named
from kb.retrieval.query import understand
from kb.retrieval.scope import absent_regions, concerns, group_by_region, in_force, known_region
from kb.types import Document, Period, Region, Source


def region(name: str) -> Region:
    found = region_named(name)
    assert found is not None
    return found


def document(name: str, place: str | None, title: str, number: str | None = None) -> Document:
    return Document(
        id=name,
        title=title,
        text=title,
        source=Source(f"{name}.txt", "0" * 64),
        number=number,
        region=region(place) if place else None,
    )


DOCUMENTS = (
    document("攀甲", "攀枝花市", "攀枝花市康复医疗方案", "攀卫办〔2022〕14号"),
    document("攀乙", "攀枝花市", "攀枝花市医养结合方案"),
    document("渝", "重庆市", "重庆市康复医疗方案", "渝卫发〔2021〕60号"),
    document("川", "四川省", "四川省康复医疗办法"),
    document("无", None, "康复医疗服务指南汇编"),
)
ALL = {"攀甲", "攀乙", "渝", "川", "无"}

GROUPS = [
    ("康复床位占比", {None: ALL}, "no region: all together"),
    ("重庆康复床位占比", {"重庆市": {"渝", "无"}}, "one region, and what names no region"),
    ("攀枝花康复床位占比", {"攀枝花市": {"攀甲", "攀乙", "川", "无"}},
     "a city: its own documents and its province's"),
    ("四川康复床位占比", {"四川省": {"川", "攀甲", "攀乙", "无"}},
     "a province: its cities' documents too"),
    ("米易县康复床位占比", {"米易县": {"攀甲", "攀乙", "川", "无"}}, "a county: those above it"),
    ("重庆和攀枝花康复床位占比",
     {"重庆市": {"渝"}, "攀枝花市": {"攀甲", "攀乙", "川"}}, "several"),
    ("四川攀枝花和米易县康复床位占比", {"攀枝花市": {"攀甲", "攀乙", "川"}},
     "the same documents are one group"),
    ("各地康复床位占比",
     {"重庆市": {"渝"}, "攀枝花市": {"攀甲", "攀乙"}, "四川省": {"川"}, None: {"无"}},
     "all regions, and what names none"),
    ("上海康复床位占比", {}, "a region without documents"),
    ("成都康复床位占比", {"成都市": {"川", "无"}}, "a city beside the one that is held"),
    ("渝卫发〔2021〕60号说了什么", {None: {"渝"}}, "named by 文号"),
    ("攀枝花市医养结合方案说了什么", {None: {"攀乙"}}, "named by title: only this one"),
    ("《四川省康复医疗办法》和攀卫办〔2022〕14号", {None: {"攀甲", "川"}}, "two are named"),
    ("康复医疗服务指南汇编说了什么", {None: {"无"}}, "named, without region"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected", "why"), GROUPS)
def test_groups(question: str, expected: dict[str | None, set[str]], why: str) -> None:
    groups = group_by_region(understand(question, DOCUMENTS), DOCUMENTS)
    assert {name: set(ids) for name, ids in groups} == expected, why
    assert len(groups) == len(expected), "each region once"


def test_a_named_document_beside_another_region() -> None:
    """攀枝花市医养结合方案和重庆的规定: the other region is asked about as well."""
    query = understand("攀枝花市医养结合方案和重庆的规定有什么不同", DOCUMENTS)
    ids = {name: set(found) for name, found in group_by_region(query, DOCUMENTS)}
    assert ids["重庆市"] == {"渝"}
    assert "攀乙" in ids["攀枝花市"]


def test_no_documents_give_no_group_with_documents() -> None:
    for question in ("康复", "重庆康复", "各地康复"):
        groups = group_by_region(understand(question, ()), ())
        assert all(not ids for _, ids in groups)


ABSENT = [
    ("上海康复床位占比", ["上海市"], "not held"),
    ("上海和重庆康复床位占比", ["上海市"], "one of two"),
    ("广东和上海的康复床位", ["广东省", "上海市"], "both, in their order"),
    ("重庆康复床位占比", [], "held"),
    ("米易县康复床位占比", [], "its city is held"),
    ("成都康复床位占比", [], "its province is held"),
    ("康复床位占比", [], "none is asked"),
]


@pytest.mark.parametrize(("question", "names", "why"), ABSENT)
def test_absent_regions(question: str, names: list[str], why: str) -> None:
    assert absent_regions(understand(question, DOCUMENTS), DOCUMENTS) == names, why


def test_a_document_without_region_is_of_those_it_names() -> None:
    plain = document("条例", None, "某条例")
    mentioning = replace(plain, mentions=(region("上海市"),))
    query = understand("上海康复床位占比", ())
    assert absent_regions(query, [plain]) == ["上海市"]
    assert absent_regions(query, [mentioning]) == []
    assert group_by_region(query, [plain, mentioning, *DOCUMENTS]) == [
        ("上海市", frozenset({"条例", "无"}))
    ]


def test_a_national_document_is_searched_for_every_region() -> None:
    national = document("国", None, "国家办法")
    national = replace(national, region=region("全国"))
    query = understand("上海和重庆康复床位占比", ())
    groups = dict(group_by_region(query, [national, *DOCUMENTS]))
    assert groups == {"上海市": frozenset({"国"}), "重庆市": frozenset({"国", "渝"})}
    assert absent_regions(query, [national, *DOCUMENTS]) == ["上海市"]


CONCERNS = [
    ("攀枝花市", "四川省", True, "the province includes the city"),
    ("四川省", "攀枝花市", True, "the province's rules hold in the city"),
    ("攀枝花市", "米易县", True, "the city's rules hold in the county"),
    ("四川省", "米易县", True, "two levels"),
    ("攀枝花市", "成都市", False, "two cities of one province"),
    ("重庆市", "四川省", False, "neighbours"),
    ("重庆市", "重庆市", True, "itself"),
    ("东区", "米易县", False, "two counties of one city"),
]


@pytest.mark.parametrize(("held", "asked", "expected", "why"), CONCERNS)
def test_concerns(held: str, asked: str, expected: bool, why: str) -> None:
    city = region("攀枝花市")
    of_held = region_named(held, within=city) or region(held)
    assert concerns(of_held, region(asked)) is expected, why


@pytest.mark.parametrize(
    ("name", "full"), [("渝", "重庆市"), (" 四川 ", "四川省"), ("攀枝花", "攀枝花市")]
)
def test_known_region(name: str, full: str) -> None:
    assert known_region(name).name == full


@pytest.mark.parametrize("name", ["", " ", "火星", "重庆攀枝花", "康复", "鼓楼区"])
def test_unknown_region(name: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        known_region(name)
    assert name in str(raised.value)


DAY = date(2022, 6, 30)
FORCE = [
    ({}, True, "no dates: not ruled out"),
    ({"issued_on": date(2022, 6, 30)}, True, "issued that day"),
    ({"issued_on": date(2022, 7, 1)}, False, "issued the day after"),
    ({"issued_on": date(2022, 1, 1), "effective_on": date(2022, 7, 1)}, False, "not yet in effect"),
    ({"issued_on": date(2022, 7, 1), "effective_on": date(2022, 1, 1)}, True, "in effect before"),
    ({"period": Period(None, date(2022, 6, 30))}, True, "the last day"),
    ({"period": Period(None, date(2022, 6, 29))}, False, "past"),
    ({"period": Period(date(2022, 1, 1), None)}, True, "no end"),
    ({"period": Period(None, None)}, True, "an empty period"),
]


@pytest.mark.parametrize(("fields", "expected", "why"), FORCE)
def test_in_force(fields: dict[str, object], expected: bool, why: str) -> None:
    held = Document(id="甲", title="甲", text="甲", source=Source("甲.txt", "0"), **fields)  # type: ignore[arg-type]
    assert in_force(held, DAY) is expected, why
