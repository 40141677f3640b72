"""时效: what a text says of its own time, and what is remarked on a day."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.validity import read_validity
from kb.retrieval.currency import find_superseded
from kb.retrieval.scope import in_force
from kb.retrieval.validity import validity_of
from kb.types import ParsedDocument, SaidDate, Validity
from tests.structure_checks import parse

ISSUED = date(2022, 3, 8)


def days(*said: SaidDate | None) -> list[str | None]:
    return [day and day.day.isoformat() for day in said]


# sentence, day of effect (issued on 2022-03-08), why
EFFECTIVE = [
    ("本办法自2023年1月1日起施行。", "2023-01-01", "a day"),
    ("本通知自印发之日起施行。", "2022-03-08", "the day of issue"),
    ("本通知由市民政局负责解释，自发布之日起执行。", "2022-03-08", "who explains it stands before"),
    ("以上政策措施自公布之日起实施。", "2022-03-08", "the measures are the document"),
    ("本办法自公布之日起30日后施行。", "2022-04-07", "days after"),
    ("本办法自公布之日起三个月后施行。", "2022-06-08", "months after"),
    ("本办法自公布之日起30个工作日后施行。", None, "nobody's working days"),
    ("第十九条 自2023年1月1日起施行。", "2023-01-01", "nothing but a marker before"),
    ("《某省献血条例》自2020年1月1日起施行。", None, "another text"),
    ("优惠政策自2023年4月1日起执行。", None, "one measure"),
    ("本市户籍人员自2023年1月1日起执行新标准。", None, "本市 is no document"),
    ("本办法施行前已办理的不再办理。", None, "no day"),
]


@pytest.mark.parametrize(("sentence", "day", "why"), EFFECTIVE)
def test_effective(sentence: str, day: str | None, why: str) -> None:
    text = f"某市办法\n一、甲\n乙。\n{sentence}"
    said = read_validity(text, ["某市办法"], ISSUED).effective
    assert days(said) == [day], why
    assert said is None or text[slice(*(said.said or (0, 0)))] in sentence


def test_effective_from_an_issue_that_is_not_known() -> None:
    assert read_validity("本办法自印发之日起施行，有效期五年。", [], None).effective is None
    assert read_validity("本办法自印发之日起施行，有效期五年。", [], None).end is None


# words, start, end, what the period is called, why (issued on 2022-03-08)
PERIODS = [
    ("本办法自2022年4月1日起施行，有效期五年。", "2022-04-01", "2027-03-31", "有效期", "years"),
    ("本办法自印发之日起施行，有效期为5年。", "2022-03-08", "2027-03-07", "有效期", "from issue"),
    ("本办法自2022年4月1日起施行，试行两年。", "2022-04-01", "2024-03-31", "试行期", "on trial"),
    ("本办法自2024年2月29日起施行，有效期1年。", "2024-02-29", "2025-02-27", "有效期", "leap"),
    ("本通知自2022年4月1日起执行，有效期半年。", "2022-04-01", "2022-09-30", "有效期", "half"),
    ("本通知自印发之日起施行，有效期至2026年12月31日止。", None, "2026-12-31", "有效期", "until"),
    ("上述政策自2023年9月1日起实施，至2023年10月31日结束。", None, "2023-10-31", "有效期", "ends"),
    ("政策执行期：发文之日至2024年3月31日", "2022-03-08", "2024-03-31", "执行期", "since issue"),
    ("（二）试点时间。2022年1月—12月。", "2022-01-01", "2022-12-31", "试点期", "a label"),
    ("（二）实施时间：2022年全年。", "2022-01-01", "2022-12-31", "实施期", "a whole year"),
    (
        "上述政策执行时间为2023年1月5日至2023年3月15日。",
        "2023-01-05",
        "2023-03-15",
        "执行期",
        "of all that is above",
    ),
    ("规划期为2021—2025年。", "2021-01-01", "2025-12-31", "规划期", "years of a plan"),
    ("实施期限：2022年12月31日", None, None, "", "the first day or the last"),
    ("消费券有效期至2023年12月31日。", None, None, "", "one measure"),
    ("申请人应当在有效期内办理。", None, None, "", "no day"),
    ("本意见自发布之日起施行，其中第八条政策实施至2022年12月31日。", None, None, "", "a part"),
    ("有效期：2023年1月至2023年6月\n有效期：2023年1月至2024年6月", None, None, "", "contradict"),
]


@pytest.mark.parametrize(("words", "start", "end", "kind", "why"), PERIODS)
def test_period(words: str, start: str | None, end: str | None, kind: str, why: str) -> None:
    text = f"某市办法\n一、甲\n乙。\n{words}"
    said = read_validity(text, ["某市办法"], ISSUED)
    assert days(said.start, said.end) == [start, end], why
    assert said.kind == kind, why
    for day in (said.start, said.end):
        assert day is None or text[slice(*(day.said or (0, 0)))], "with the words that say so"


TITLES = [
    ("某市康复行动方案（2021—2025年）", "实施期", "2025-12-31"),
    ("某市养老规划（2021-2025年）", "规划期", "2025-12-31"),
    ("某市2022年工作要点", "", None),
]


@pytest.mark.parametrize(("title", "kind", "end"), TITLES)
def test_period_of_a_title(title: str, kind: str, end: str | None) -> None:
    said = read_validity(f"{title}\n一、甲\n乙。", [title], None)
    assert (said.kind, days(said.end)) == (kind, [end])


# --- what is remarked -------------------------------------------------------------------------


def checked(parsed: ParsedDocument, day: date, *others: ParsedDocument) -> Validity:
    documents = {p.document.id: p.document for p in (parsed, *others)}
    superseded = find_superseded(documents.values())
    document = parsed.document
    return validity_of(
        document, superseded=superseded.get(document.id), documents=documents, day=day
    )


def plan(words: str) -> ParsedDocument:
    return parse(f"某市康复试点方案\n一、甲\n乙。\n{words}\n某市民政局\n2022年3月8日")


REMARKS = [
    ("（二）试点时间。2022年1月—12月。", date(2023, 1, 1), "试点期已于2022年12月届满", "a month"),
    ("（二）试点时间。2022年1月—12月。", date(2022, 12, 31), None, "on its last day"),
    ("（二）实施时间：2022年全年。", date(2023, 1, 1), "试点期已于2022年12月届满", "of a 试点"),
    ("本方案自印发之日起施行，有效期至2024年2月29日。", date(2024, 3, 1),
     "有效期已于2024年2月29日届满", "a day"),
    ("本方案自印发之日起施行，有效期两年。", date(2025, 1, 1),
     "有效期已于2024年3月7日届满", "a day that is reckoned"),
    ("本方案自2022年6月1日起施行。", date(2022, 5, 1),
     "自2022年6月1日起施行，2022年5月1日尚未施行", "not yet"),
    ("本方案自2022年6月1日起施行。", date(2022, 6, 1), None, "on its first day"),
    ("丙。", date(2030, 1, 1), None, "unknown stays unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "day", "remark", "why"), REMARKS)
def test_remark(words: str, day: date, remark: str | None, why: str) -> None:
    assert checked(plan(words), day).remark == remark, why


def test_the_day_of_issue_and_its_words() -> None:
    found = checked(plan("丙。"), date(2023, 1, 1))
    assert found.issued == SaidDate(date(2022, 3, 8), (found.issued.said if found.issued else None))
    text = plan("丙。").document.text
    assert found.issued is not None
    assert text[slice(*(found.issued.said or (0, 0)))] == "2022年3月8日"


def test_what_is_repealed_or_has_a_new_version() -> None:
    old = parse("某市康复医疗管理办法\n第一条 甲。\n某市民政局\n2015年3月8日", "甲.txt")
    by = parse(
        "某市康复服务条例\n某市发〔2020〕3号\n第一条 甲。\n第二条 本条例自2020年6月1日起施行。"
        "《某市康复医疗管理办法》同时废止。\n某市民政局\n2020年5月1日",
        "乙.txt",
    )
    assert checked(old, date(2020, 6, 2), by).remark == (
        "自2020年6月1日起已被《某市康复服务条例》（某市发〔2020〕3号）废止"
    )
    assert checked(old, date(2020, 5, 2), by).remark is None, "still in force that day"
    new = parse("某市康复医疗管理办法\n第一条 乙。\n某市民政局\n2021年3月8日", "丙.txt")
    assert checked(old, date(2022, 1, 1), new).remark == (
        "自2021年3月8日起已有新版《某市康复医疗管理办法》"
    )


@pytest.mark.parametrize(("words", "day", "remark", "why"), REMARKS)
def test_as_of_agrees_with_the_remark(words: str, day: date, remark: str | None, why: str) -> None:
    assert in_force(plan(words).document, day) is (remark is None), why


PIECES = st.sampled_from(
    [
        "本办法",
        "自",
        "2022年3月1日",
        "印发之日",
        "起",
        "施行",
        "，",
        "。",
        "有效期",
        "五年",
        "至",
        "2024年12月",
        "试点时间：",
        "\n",
        "—",
        "12月",
        "试行",
        "实施期限",
        "第一条",
        "本市",
        "30日后",
        "执行期",
        "二",
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_spans_are_exact(text: str) -> None:
    said = read_validity(text, [text[:20]], ISSUED)
    for day in (said.effective, said.start, said.end):
        if day and day.said:
            start, end = day.said
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip()


@pytest.mark.parametrize("piece", ["本办法自", "有效期至", "，至2", "实施时间：2022年", "本通知"])
def test_long_runs_take_linear_time(piece: str) -> None:
    begun = time.perf_counter()
    read_validity(piece * 8000, [], None)
    assert time.perf_counter() - begun < 5
