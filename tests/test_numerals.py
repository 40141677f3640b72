from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.digits import spell_ranges
from kb.language.numerals import find_dates, find_quantities, format_numeral, parse_numeral

NUMERALS = [
    ("二十三", 23, "plain"),
    ("十", 10, "ten without one"),
    ("一百一十", 110, "hundred and ten"),
    ("一百二", 120, "spoken short form"),
    ("一百零二", 102, "with zero"),
    ("一千零五", 1005, "zero over two places"),
    ("一百二十三万", 1_230_000, "ten thousands"),
    ("一千零一亿", 100_100_000_000, "hundred millions"),
    ("一万二", 12_000, "spoken short form"),
    ("1.2亿", 120_000_000, "Arabic with a scale"),
    ("1亿2千万", 120_000_000, "two scales"),
    ("12,345.6万", 123_456_000, "commas"),
    ("2.5", Decimal("2.5"), "not whole"),
    ("三点五", Decimal("3.5"), "spoken decimal"),
    ("廿三", 23, "old twenty"),
    ("二〇二五", 2025, "digit by digit"),
    ("二○二五", 2025, "a circle for zero"),
    ("两", 2, "two of things"),
    ("〇", 0, "zero"),
    ("１２", 12, "full-width"),
    ("壹佰贰拾叁", 123, "formal"),
    ("百万", 1_000_000, "scale alone before a scale"),
    ("十四五", None, "a plan, not a number"),
    ("十十", None, "malformed"),
    ("三百千", None, "scales in the wrong order"),
    ("1万2万", None, "scales in the wrong order"),
    ("万", None, "no digit"),
    ("第三", None, "an ordinal"),
    ("", None, "empty"),
]


@pytest.mark.parametrize(("text", "value", "why"), NUMERALS)
def test_parse_numeral(text: str, value: int | Decimal | None, why: str) -> None:
    assert parse_numeral(text) == value, why


ROUGH = [
    ("八九月份", "8-9月份", "two months"),
    ("三四十人", "30-40人", "the scale is of both"),
    ("四五年", "4-5年", "years"),
    ("八九年", "八九年", "may be 1989"),
    ("三五年", "三五年", "not one after the other"),
    ("三四级医院", "三四级医院", "two levels"),
    ("十八九岁", "十八九岁", "part of a numeral"),
    ("一二三类", "一二三类", "three of them"),
]


@pytest.mark.parametrize(("text", "spelt", "why"), ROUGH)
def test_spell_ranges(text: str, spelt: str, why: str) -> None:
    assert spell_ranges(text) == spelt, why


@given(st.integers(min_value=1, max_value=9999))
def test_numerals_come_back(number: int) -> None:
    assert parse_numeral(format_numeral(number)) == number
    assert parse_numeral(str(number)) == number


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_format_numeral_refuses(number: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 9999"):
        format_numeral(number)


@given(st.text())
def test_parse_numeral_never_fails(text: str) -> None:
    parse_numeral(text)


# text, [(value, value_max, unit)], why
QUANTITIES = [
    ("60～64岁", [("60", "64", "岁")], "range"),
    ("3-4家", [("3", "4", "家")], "range"),
    ("10—11月", [("10", "11", "月")], "range"),
    ("3名至5名", [("3", "5", "名")], "range with both units"),
    ("5%～10%", [("5", "10", "%")], "range of shares"),
    ("1-2万元", [("10000", "20000", "元")], "the scale is for both"),
    ("2022年 3月", [("2022", None, "年"), ("3", None, "月")], "space, parts of a date"),
    ("6 人", [("6", None, "人")], "space before the unit"),
    ("１００张床位", [("100", None, "张")], "full-width"),
    ("百分之五十五", [("55", None, "%")], "share in words"),
    ("百分之五至百分之十", [("5", "10", "%")], "range of shares in words"),
    ("四分之三、1/4", [("0.75", None, None), ("0.25", None, None)], "fractions"),
    (
        "每10万人口精神科医师8人",
        [("100000", None, "人口"), ("8", None, "人")],
        "the base is a quantity of its own",
    ),
    ("每千名老年人4.5个", [("1000", None, "名"), ("4.5", None, "个")], "bare thousand after 每"),
    ("800元/月/床位", [("800", None, "元/月/床位")], "rate"),
    ("20元/人·日", [("20", None, "元/人·日")], "rate"),
    ("100多张、30余人", [("100", None, "张"), ("30", None, "人")], "about"),
    ("1,000元，2，000元", [("1000", None, "元"), ("2000", None, "元")], "commas in thousands"),
    ("300人，500元", [("300", None, "人"), ("500", None, "元")], "comma of the sentence"),
    ("三个工作日", [("3", None, "个工作日")], "the longest unit"),
    ("提高5个百分点", [("5", None, "个百分点")], "not 5个"),
    ("两个月内", [("2", None, "个月")], "not 两个"),
    ("不低于一年，至少一种", [("1", None, "年"), ("1", None, "种")], "one, bounded"),
    ("一种方式，一名医生，一个中心", [], "one as an article"),
    ("一次性补贴500元", [("500", None, "元")], "一次性 is a word"),
    ("一些、一是、一体化、进一步、统一、一网通办、一人一档", [], "words with one"),
    ("三级医院、二期工程、3级、2型糖尿病", [], "grades and labels"),
    ("“十四五”规划、十二五", [], "plans"),
    ("第一条、第3次、第一、二、三条", [], "ordinals"),
    ("渝卫发〔2021〕60号、536 号", [], "numbers of documents"),
    ("1.细化\n（1）推进\n3、加强", [], "markers"),
    ("2.100张床位以上", [("2.100", None, "张")], "a marker run into a number: not told apart"),
    ("12.2022年", [("2022", None, "年")], "a marker before a year"),
    ("GB/T 33190-2016、COVID-19、5G", [], "codes"),
    ("2021-12-10 8:30 028-12345678", [], "dates, hours, telephones"),
    ("三门峡、五台县、三位一体、十分重要、千家万户", [], "names and idioms"),
    ("五六个、十几人", [], "vague: not read"),
    ("五年级、三人民", [], "the unit belongs to the next word"),
    ("覆盖率达到8", [("8", None, None)], "no unit"),
    ("", [], "empty"),
]


@pytest.mark.parametrize(("text", "expected", "why"), QUANTITIES)
def test_find_quantities(
    text: str, expected: list[tuple[str, str | None, str | None]], why: str
) -> None:
    found = [(q.value, q.value_max, q.unit) for q in find_quantities(text)]
    assert found == [
        (Decimal(value), Decimal(top) if top else None, unit) for value, top, unit in expected
    ], why


SAME = [
    ("1万元", "10000元", True, "scale"),
    ("２％", "百分之二", True, "share"),
    ("60周岁", "60岁", True, "unit by another name"),
    ("3名", "3人", True, "unit by another name"),
    ("二〇二二年", "2022年", True, "numeral"),
    ("2.0%", "2%", True, "trailing zero"),
    ("100元/月", "100元/年", False, "other rate"),
    ("60岁", "60～64岁", False, "range"),
    ("8人", "8家", False, "other unit"),
    ("3个月", "3月", False, "a span of time is not a month"),
]


@pytest.mark.parametrize(("left", "right", "same", "why"), SAME)
def test_quantity_key(left: str, right: str, same: bool, why: str) -> None:
    assert (find_quantities(left)[0].key == find_quantities(right)[0].key) is same, why


DATES = [
    ("2022年3月8日", ["2022-03-08", "2022-03-08"], "day"),
    ("2022年 3月 8日", ["2022-03-08", "2022-03-08"], "spaces"),
    ("二〇二一年十二月十日", ["2021-12-10", "2021-12-10"], "numerals"),
    ("２０２２年３月", ["2022-03-01", "2022-03-31"], "full-width"),
    ("2021-12-10", ["2021-12-10", "2021-12-10"], "ISO"),
    ("2023-05-0516:14:41", ["2023-05-05", "2023-05-05"], "a web page's date run into the hour"),
    ("2022年1月—12月", ["2022-01-01", "2022-12-31"], "months, year once"),
    ("2025年8—9月", ["2025-08-01", "2025-09-30"], "months, year and 月 once"),
    ("2022年全年", ["2022-01-01", "2022-12-31"], "whole year"),
    ("2021年5月—2025年12月", ["2021-05-01", "2025-12-31"], "range of months"),
    ("2021-2025年", ["2021-01-01", "2025-12-31"], "range of years"),
    ("（2021 —2025年）", ["2021-01-01", "2025-12-31"], "range with a space"),
    ("(2021-2025)", ["2021-01-01", "2025-12-31"], "range in brackets"),
    ("到2025年", ["2025-01-01", "2025-12-31"], "by a year"),
    ("2022年底", ["2022-12-31", "2022-12-31"], "end of the year: a day"),
    ("2022年第一季度", ["2022-01-01", "2022-03-31"], "quarter"),
    ("2022年3月上旬", ["2022-03-01", "2022-03-10"], "ten days"),
    (
        "2022年7月1日起至2025年6月30日",
        ["2022-07-01", "2025-06-30"],
        "range of days",
    ),
    ("2022年3月8日至10日", ["2022-03-08", "2022-03-10"], "days of one month"),
    ("2022年12月至2023年2月", ["2022-12-01", "2023-02-28"], "over the turn of the year"),
    ("2020年2月29日", ["2020-02-29", "2020-02-29"], "leap year"),
    ("2021年2月29日", None, "no such day"),
    ("2022年13月", None, "no such month"),
    ("1990年代", None, "a decade is not a year"),
    ("2022年3、4月", None, "two months: not guessed"),
    ("渝卫发〔2021〕60号", None, "number of a document"),
    ("投资12022年", None, "inside a longer number"),
    ("2022-2023学年", None, "school years are not calendar years"),
    ("3月8日", None, "no year"),
]


@pytest.mark.parametrize(("text", "days", "why"), DATES)
def test_find_dates(text: str, days: list[str] | None, why: str) -> None:
    found = [[str(mention.first), str(mention.last)] for mention in find_dates(text)]
    assert found == ([days] if days else []), why


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_dates_come_back(day: date) -> None:
    (mention,) = find_dates(f"自{day.year}年{day.month}月{day.day}日起施行")
    assert (mention.first, mention.last) == (day, day)


PIECES = st.sampled_from(
    [*"0123456789３１二十三百千万亿〇两年月日第一至—-～%％分之元人个/.，、。（） \n康复"]
)


@given(st.lists(PIECES).map("".join))
def test_spans_slice_back_in_order(text: str) -> None:
    for mentions in (find_quantities(text), find_dates(text)):
        at = 0
        for mention in mentions:
            assert at <= mention.start < mention.end <= len(text)
            assert text[mention.start : mention.end] == mention.written
            at = mention.end


UNITS_BEFORE_WORDS = [
    ("选择5家医疗机构", "5家", "a counter before 医疗"),
    ("选择 3-4 家医疗机构", "3-4 家", "a range"),
    ("十家医院", "十家", "a Chinese numeral"),
    ("2名医师", "2名", "名 before 医师, not 名医"),
    ("3名家庭医生", "3名", "名 before 家庭"),
    ("1名副主任", "1名", "名 before 副主任"),
    ("5所学校", "5所", "所 before 学校, not 所学"),
    ("3家具有资质的机构", "3家", "家 before 具有, not 家具"),
    ("10家用人单位", "10家", "家 before 用人, not 家用"),
    ("2家乡镇卫生院", "2家", "家 before 乡镇, not 家乡"),
    ("3项目标任务", "3项", "项 before 目标, not 项目"),
    ("附件3名单", None, "名单 is a word"),
    ("表1所示", None, "所示 is a word"),
    ("3项目", None, "项目 is a word"),
]


@pytest.mark.parametrize(("text", "written", "why"), UNITS_BEFORE_WORDS)
def test_a_unit_ends_where_the_next_word_begins(text: str, written: str | None, why: str) -> None:
    found = [q.written for q in find_quantities(text) if q.unit]
    assert found == ([written] if written else []), why
