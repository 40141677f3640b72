from __future__ import annotations

from datetime import date

import pytest

from kb.language.mentions import compact_number
from kb.structure.header import genre_of, join_title
from kb.types import Document
from tests.structure_checks import parse


def document(raw: str, name: str = "文件.txt") -> Document:
    return parse(raw, name).document


HEAD = "攀枝花市卫生健康委员会\n关于印发康复方案的通知\n{}\n各县：\n一、甲\n乙。"
NUMBERS = [
    ("攀卫办〔2022〕14号", "攀卫办〔2022〕14号", "as it should be"),
    ("攀卫办[2022]14号", "攀卫办〔2022〕14号", "square brackets"),
    ("攀卫办【2022】14号", "攀卫办〔2022〕14号", "thick brackets"),
    ("攀卫办（2022）14号", "攀卫办〔2022〕14号", "round brackets"),
    ("攀卫办\uff3b2022\uff3d14号", "攀卫办〔2022〕14号", "full-width square brackets"),
    ("攀卫办 〔 2022 〕 14 号", "攀卫办〔2022〕14号", "blanks"),
    ("攀卫办〔2022〕第14号", "攀卫办〔2022〕14号", "with 第"),
    ("（攀卫办〔2022〕14号）", "攀卫办〔2022〕14号", "in brackets"),
    ("发文字号：攀卫办〔2022〕14号", "攀卫办〔2022〕14号", "with its label"),
    ("攀枝花市人民政府令第12号", "攀枝花市人民政府令第12号", "an order"),
    ("攀枝花市人民政府令 第 12 号", "攀枝花市人民政府令第12号", "an order with blanks"),
    ("根据攀卫办〔2022〕14号文件精神", None, "only mentioned"),
    ("〔2022〕14号", None, "no issuer's mark"),
    ("", None, "none"),
]


@pytest.mark.parametrize(("line", "number", "why"), NUMBERS)
def test_number(line: str, number: str | None, why: str) -> None:
    assert document(HEAD.format(line)).number == number, why


def test_number_in_the_title() -> None:
    found = document("攀枝花市康复医疗服务管理办法（攀卫办〔2022〕14号）\n一、甲\n乙。")
    assert found.number == "攀卫办〔2022〕14号"


def test_number_in_the_body_is_not_the_documents() -> None:
    found = document("某市方案\n一、甲\n根据以下文件：\n国办发〔2021〕19号\n二、乙" + "\n丙。" * 40)
    assert found.number in (None, "国办发〔2021〕19号")


TITLES = [
    ("某市康复方案\n一、甲", "某市康复方案", "one line"),
    ("某市康复\n医疗实施方案\n一、甲", "某市康复医疗实施方案", "two lines"),
    ("某市\n康复医疗\n实施方案\n一、甲", "某市康复医疗实施方案", "three lines"),
    (
        "省政府办公厅关于印发江苏省推动\n建设生育友好型社会\n若干措施的通知\n各市：\n一、甲",
        "省政府办公厅关于印发江苏省推动建设生育友好型社会若干措施的通知",
        "社会 is no issuer",
    ),
    (
        "- - - -\n【一图读懂】《某市救助办法》政策解读\n当前位置：首页 > 文件\n"
        "某市救助办法\n一、甲",
        "某市救助办法",
        "what a page has above its title",
    ),
    ("五年行动方案（2021 -2025年）\n一、甲", "五年行动方案（2021-2025年）", "blanks go"),
    (
        "关于 Smart Hospital 建设的意见\n甲。",
        "关于Smart Hospital建设的意见",
        "Latin words stay apart",
    ),
    ("某市民政局\n关于做好工作的通知\n甲。", "某市民政局关于做好工作的通知", "issuer and 关于"),
    ("某市民政局关于做好工作的通知\n甲。", "某市民政局关于做好工作的通知", "issuer in the title"),
    (
        "某市民政局\n某市财政局\n关于做好工作的通知\n甲。",
        "关于做好工作的通知",
        "joint issuers are not put before",
    ),
]


@pytest.mark.parametrize(("raw", "title", "why"), TITLES)
def test_title(raw: str, title: str, why: str) -> None:
    found = document(raw)
    assert found.title == title, why
    assert found.warnings == ()


def test_a_text_without_title_takes_its_files_name_and_says_so() -> None:
    found = document("为加快发展，制定本规定。\n一、甲\n乙。", "重庆市_2021_方案.txt")
    assert found.title == "重庆市_2021_方案"
    assert found.warnings == ("正文中没有找到标题，暂用文件名",)
    assert found.region is not None
    assert found.region.name == "重庆市"


def test_links_above_a_text_are_no_title() -> None:
    found = document("关注 · 某市政府网\n一、领取需要什么条件？\n甲。", "H008.txt")
    assert found.title == "H008"


def test_no_header_at_all() -> None:
    found = document("一、甲\n乙。\n二、丙\n丁。")
    facts = (found.number, found.issuers, found.region, found.issued_on, found.effective_on)
    assert facts == (None, (), None, None, None)
    assert (found.period, found.genre, found.enclosed_title) == (None, None, None)
    assert found.header_spans == ()


SIGNED = "关于做好工作的通知\n各县：\n一、甲\n乙。\n{}"
SIGNATURES = [
    ("攀枝花市民政局\n2022年3月8日", ("攀枝花市民政局",), date(2022, 3, 8), "one"),
    (
        "攀枝花市民政局\n攀枝花市财政局\n2022年3月8日",
        ("攀枝花市民政局", "攀枝花市财政局"),
        date(2022, 3, 8),
        "joint",
    ),
    ("攀枝花市民政局\n2022年 3月 8日", ("攀枝花市民政局",), date(2022, 3, 8), "blanks in the date"),
    ("攀枝花市民政局\n2022 年 3 月 8 日", ("攀枝花市民政局",), date(2022, 3, 8), "more of them"),
    ("攀枝花市民政局\n二〇二二年三月八日", ("攀枝花市民政局",), date(2022, 3, 8), "in words"),
    (
        "攀枝花市民政局\n二○一六年十二月三十一日",
        ("攀枝花市民政局",),
        date(2016, 12, 31),
        "with circles",
    ),
    ("攀枝花市民政局\n2022年13月8日", ("攀枝花市民政局",), None, "no such month"),
    ("攀枝花市民政局", ("攀枝花市民政局",), None, "no date"),
    ("2022年3月8日", (), date(2022, 3, 8), "no issuer"),
    ("请于2022年3月8日前上报。", (), None, "a date in the text"),
]


@pytest.mark.parametrize(("tail", "issuers", "day", "why"), SIGNATURES)
def test_signature(tail: str, issuers: tuple[str, ...], day: date | None, why: str) -> None:
    found = document(SIGNED.format(tail))
    assert found.issuers == issuers, why
    assert found.issued_on == day, why


DATES = [
    ("某市条例\n（2020年5月1日市人大常委会通过）\n第一条 甲。", date(2020, 5, 1), "adopted"),
    (
        "某市条例\n2020年5月1日通过\n2021年6月2日修正\n第一条 甲。",
        date(2021, 6, 2),
        "the last amendment",
    ),
    ("某市意见\n（2025年5月2日）\n一、甲", date(2025, 5, 2), "a note under the title"),
    (
        "某市建议\n（2025年11月28日某市委员会\n第十一次全体会议通过）\n一、甲",
        date(2025, 11, 28),
        "a note on two lines",
    ),
    ("发布日期：2021-12-10\n某市方案\n一、甲", date(2021, 12, 10), "labelled"),
    ("成文日期: 2021年12月10日\n某市方案\n一、甲", date(2021, 12, 10), "labelled, ASCII colon"),
]


@pytest.mark.parametrize(("raw", "day", "why"), DATES)
def test_date_in_the_head(raw: str, day: date | None, why: str) -> None:
    assert document(raw).issued_on == day, why


EFFECTIVE = [
    ("本办法自2022年1月1日起施行。", date(2022, 1, 1), "a date"),
    ("本方案自发布之日起施行。", date(2021, 12, 10), "the day of issue"),
    ("本通知自印发之日起执行，有效期2年。", date(2021, 12, 10), "the same, more words"),
    ("本办法自2022年1月1日起施行，《旧办法》同时废止。", date(2022, 1, 1), "with a repeal"),
    ("本办法自发布之日起30日后施行。", date(2022, 1, 9), "days after the day of issue"),
    ("本办法自发布之日起30个工作日后施行。", None, "which days are worked is not known"),
    ("各县自2022年1月1日起施行差别化政策。", None, "not this document"),
    ("甲。", None, "not said"),
]


@pytest.mark.parametrize(("sentence", "day", "why"), EFFECTIVE)
def test_effective_on(sentence: str, day: date | None, why: str) -> None:
    raw = f"某市办法\n一、甲\n乙。\n{sentence}\n某市民政局\n2021年12月10日"
    assert document(raw).effective_on == day, why


def test_day_of_issue_that_is_not_known_gives_none() -> None:
    assert document("某市办法\n一、甲\n本办法自发布之日起施行。").effective_on is None


PERIODS = [
    ("某市五年行动方案（2021-2025年）\n一、甲", (2021, 1, 1), (2025, 12, 31), "in the title"),
    ("某市“十四五”规划（2021—2025年）\n一、甲", (2021, 1, 1), (2025, 12, 31), "with a dash"),
    ("某市方案\n一、试点时间。2022年 1 月—12 月。", (2022, 1, 1), (2022, 12, 31), "试点时间"),
    ("某市方案\n一、实施时间：2022年全年。", (2022, 1, 1), (2022, 12, 31), "实施时间"),
    ("某市方案\n一、行动期限为2021年5月至2023年6月。", (2021, 5, 1), (2023, 6, 30), "行动期限"),
    ("某市2022年工作要点\n一、甲", None, None, "a year in the title is no period"),
    ("某市方案\n一、甲\n2021年5月—2025年12月，各市推进。", None, None, "a phase is not the whole"),
]


@pytest.mark.parametrize(("raw", "start", "end", "why"), PERIODS)
def test_period(
    raw: str, start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, why: str
) -> None:
    period = document(raw).period
    if start is None or end is None:
        assert period is None, why
    else:
        assert period is not None, why
        assert (period.start, period.end) == (date(*start), date(*end)), why


REGIONS = [
    ("攀枝花市民政局\n关于做好工作的通知\n甲。", "攀枝花市", "四川省", "the issuer"),
    ("关于做好工作的通知\n渝卫发〔2021〕60号\n甲。", "重庆市", "全国", "the number"),
    ("天津市康复方案\n甲。", "天津市", "全国", "the title"),
    ("关于做好工作的通知\n各县：\n甲。", None, None, "not said"),
]


@pytest.mark.parametrize(("raw", "name", "parent", "why"), REGIONS)
def test_region(raw: str, name: str | None, parent: str | None, why: str) -> None:
    region = document(raw).region
    assert (region and region.name, region and region.parent) == (name, parent), why


ENCLOSED = [
    ("关于印发《某市康复方案》的通知\n各县：\n一、甲", None, "only in a notice with its plan"),
    (
        "关于印发《某市康复方案》的通知\n各县：\n现印发给你们，请执行。\n某市民政局\n2022年3月8日\n"
        "某市康复方案\n一、甲\n乙。",
        "某市康复方案",
        "named by both",
    ),
]


@pytest.mark.parametrize(("raw", "title", "why"), ENCLOSED)
def test_enclosed_title(raw: str, title: str | None, why: str) -> None:
    assert document(raw).enclosed_title == title, why


def test_header_spans_are_lines() -> None:
    raw = "攀枝花市民政局\n关于做好工作的通知\n攀民〔2022〕1号\n各县：\n一、甲\n乙。\n2022年3月8日"
    found = document(raw)
    lines = [found.text[a:b] for a, b in found.header_spans]
    assert lines == [
        "攀枝花市民政局", "关于做好工作的通知", "攀民〔2022〕1号", "各县：", "2022年3月8日",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("某市康复方案", "方案"),
        ("关于印发《某市康复方案》的通知", "通知"),
        ("某市管理办法（试行）", "办法"),
        ("《某省若干意见》", "意见"),
        ("五年行动实施方案（2021-2025年）", "方案"),
        ("某市实施细则", "细则"),
        ("某市康复", None),
        ("", None),
    ],
)
def test_genre(title: str, genre: str | None) -> None:
    assert genre_of(title) == genre


def test_compact_number_and_join_title() -> None:
    assert compact_number("国卫\n办医函（ 2021 ）第 536 号") == "国卫办医函〔2021〕536号"
    assert join_title(["某市 康复", "  方案 "]) == "某市康复方案"
    assert join_title([]) == ""
