"""Dates and periods in running text: 2022年 3月 8日, 二〇二一年十二月, 2021—2025年, 2022年底.

A date is read only with its year. What no calendar holds (2022年13月, 2月30日) gives nothing.
年底 and 年末 are the last day of the year, 年初 the first: they name a moment, not a month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from kb.language.digits import parse_numeral
from kb.language.normalize import fold

HAN_DIGIT = "[零〇一二三四五六七八九]"
YEAR = rf"(?:(?:19|20)\d\d|[一二]{HAN_DIGIT}{{3}})"
MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
DAY = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
PART_OF_YEAR = r"全年|上半年|下半年|第?[一二三四1-4]季度|年?[底末初]|度"
PART_OF_MONTH = "[上中下]旬|[底末初]"
# 2022年3月8日, 2022年 3月, 2022年全年, 2022年底, 2022年第一季度
# not 1990年代, 2022年级, 2022年3、4月
WRITTEN = (
    rf"(?P<y_N>{YEAR}) ?年(?!代|级|龄|轻| ?{MONTH} ?[、,和或] ?{MONTH} ?月)(?:"
    rf" ?(?P<m_N>{MONTH}) ?月份?(?: ?(?P<d_N>{DAY}) ?[日号]| ?(?P<mp_N>{PART_OF_MONTH}))?"
    rf"| ?(?P<yp_N>{PART_OF_YEAR}))?"
)
# 2021-12-10, 2021/12/10, 2021.12.10
ISO = (
    r"(?P<iso>(?P<iy>(?:19|20)\d\d)(?P<sep>[-/.])(?P<im>\d{1,2})(?P=sep)(?P<id>\d{1,2}))"
    r"(?:(?=\d\d:\d\d)|(?!\d|[./-]\d))"  # a web page's 2023-05-0516:14 has lost its space
)
TO = r" ?(?:起?至|-{1,2}|到) ?"
# what may follow a first date without repeating its year: —12月, 至4月2日, —10日
TAIL = rf"(?:(?P<tm>{MONTH}) ?月(?: ?(?P<td>{DAY}) ?[日号])?|(?P<tdd>{DAY}) ?[日号])"
# 2021—2025年, 2021 -2025年; (2021-2025) in brackets
YEARS = (
    rf"(?P<ys>{YEAR})(?: ?年)?{TO}(?P<ye>{YEAR}) ?年(?! ?{MONTH} ?月|级|代)(?P<yep> ?[底末])?"
    rf"|(?<=[(\[])(?P<bs>(?:19|20)\d\d){TO}(?P<be>(?:19|20)\d\d)(?=[)\]])"
)
# 2025年8—9月
MONTHS = rf"(?P<my>{YEAR}) ?年 ?(?P<ms>{MONTH}){TO}(?P<me>{MONTH}) ?月"
PATTERN = re.compile(
    rf"(?<![\d零〇一二三四五六七八九])(?:{ISO}|{YEARS}|{MONTHS}"
    rf"|{WRITTEN.replace('_N', '1')}(?:{TO}(?:{WRITTEN.replace('_N', '2')}|{TAIL}))?)"
)
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period; ``first`` and ``last`` are the days it covers, both inclusive."""

    start: int
    end: int
    first: date
    last: date
    written: str


def find_dates(text: str) -> tuple[DateMention, ...]:
    """The dates of ``text`` in order, not overlapping; spans are of ``text``.

    >>> [(str(d.first), str(d.last)) for d in find_dates("2025年8—9月，到2025年底")]
    [('2025-08-01', '2025-09-30'), ('2025-12-31', '2025-12-31')]
    """
    folded, found = fold(text), []
    for match in PATTERN.finditer(folded):
        days = _days(match)
        if days and days[0] <= days[1]:
            start, end = match.span()
            found.append(DateMention(start, end, *days, text[start:end]))
    return tuple(found)


def _days(match: re.Match[str]) -> Days | None:
    """First and last day of a match; ``None`` when the calendar does not hold it."""
    if match["iso"]:
        return _span(match["iy"], match["im"], match["id"])
    if match["my"]:
        return _join(_span(match["my"], match["ms"]), _span(match["my"], match["me"]))
    if match["ys"] or match["bs"]:
        return _join(_span(match["ys"] or match["bs"]), _span(match["ye"] or match["be"]))
    first = _part(match, 1)
    if match["y2"]:
        return _join(first, _part(match, 2))
    if match["tm"]:
        return _join(first, _span(match["y1"], match["tm"], match["td"]))
    if match["tdd"]:
        return _join(first, _span(match["y1"], match["m1"], match["tdd"])) if match["d1"] else None
    return first


def _part(match: re.Match[str], number: int) -> Days | None:
    """The days of the ``number``-th written date of a match."""
    year, month, day, month_part, year_part = (
        match[f"{name}{number}"] for name in ("y", "m", "d", "mp", "yp")
    )
    days = _span(year, month, day)
    if days and year_part:
        return _part_of_year(days, year_part)
    if days and month_part:
        return _part_of_month(days, month_part)
    return days


def _join(first: Days | None, last: Days | None) -> Days | None:
    return (first[0], last[1]) if first and last else None


def _span(year: str, month: str | None = None, day: str | None = None) -> Days | None:
    """The days of a year, a month or a day written in digits or numerals."""
    y, m, d = (int(parse_numeral(part) or 0) if part else None for part in (year, month, day))
    try:
        if y is None or m is None:
            return date(y or 0, 1, 1), date(y or 0, 12, 31)
        if d is None:
            return date(y, m, 1), date(y, m, monthrange(y, m)[1])
        return date(y, m, d), date(y, m, d)
    except (ValueError, IndexError):
        return None


def _part_of_year(days: Days, part: str) -> Days:
    """全年, 上半年, 第一季度, 底, 初 of the year in ``days``."""
    first, last = days
    if part.endswith(("底", "末")):
        return last, last
    if part.endswith("初"):
        return first, first
    if part in ("上半年", "下半年"):
        half = (first, date(first.year, 6, 30)), (date(first.year, 7, 1), last)
        return half[part == "下半年"]
    if part.endswith("季度"):
        quarter = int(parse_numeral(part.removeprefix("第")[0]) or 1)
        month = 3 * quarter
        end = date(first.year, month, monthrange(first.year, month)[1])
        return date(first.year, month - 2, 1), end
    return days


def _part_of_month(days: Days, part: str) -> Days:
    """上旬, 中旬, 下旬, 底, 初 of the month in ``days``."""
    first, last = days
    parts = {
        "上旬": (first, first.replace(day=10)),
        "中旬": (first.replace(day=11), first.replace(day=20)),
        "下旬": (first.replace(day=21), last),
        "初": (first, first),
    }
    return parts.get(part, (last, last))
