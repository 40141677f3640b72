"""The numbers that a sentence sets, each with what it counts, its bound, unit, scope and time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.language.deadlines import Deadline, deadline_at, find_deadlines
from kb.language.indicators import (
    AT_RATE,
    COUNTED_PEOPLE,
    MONEY,
    TIMES,
    Indicator,
    read_indicator,
    size_threshold,
)
from kb.language.naming import stripped
from kb.language.normalize import fold
from kb.language.scopes import addressee
from kb.language.standing import REACH, setting_quantities
from kb.language.stretches import Stretch, read_stretches
from kb.types import Operator

PART_BREAK = re.compile(r"[;。\n]")
PART = 400  # characters at most of a part of a sentence between semicolons
# + 1000mg【/L】
IN_EACH = re.compile(r"/ ?(m?[Ll]|kg|m[23²³]|升|毫升|千克)(?![A-Za-z])")
GROWTH = re.compile("(?:年均|平均|同比|比上年|累计)?(?:增长率?|增速|提高|增加|下降|降低)")
# Names that say nothing alone: 实施居家适老化改造，每年改造2.5万户
SHORT_NAMES = frozenset(
    ("改造", "新增", "新建", "配建", "建设", "标准", "培训", "产量", "年产量", "面积", "奖励额度")
)
ABOVE = re.compile(
    r"实施|开展|给予|筹集|提供|发展|推进|加强|建设(?=[一-鿿]{4})|按照?|发放|享受|达到|对"
)
# For the rest of the sentence's part. + 力争到2025年   + 争取达到   - 争取资金
STRIVES = re.compile(r"力争|争取(?![^,;。]{0,12}(?:投资|资金|支持|政策))|努力(?=实现|达到|建成)")
# For their own stretch. + 鼓励   + 有条件的   + 逐步   + 可给予   - 可操作   - 许可   - 支持政策
ALLOWS = re.compile(
    r"鼓励|引导|倡导|提倡|探索|有条件的|逐步|支持(?!政策|资金|力度|标准|中心|体系)"
    r"|(?<![许认])可(?:以|按|给予|适当|享受|申请|根据|采取|结合|在|由|对|将|一次性|获|提"
    r"|贷(?!款?额)|视|放宽|延|上浮|使用|再给|不)"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a sentence that sets something; spans are of that sentence.

    ``strives`` says that it is only striven for.
    """

    start: int
    end: int
    indicator: str
    operator: Operator
    value: Decimal
    value_max: Decimal | None
    unit: str
    deadline: Deadline | None
    scope: str | None
    strives: bool


def read_measures(sentence: str) -> tuple[Measure, ...]:
    """The measures of one sentence, in order; none for a sentence that only tells or punishes.

    >>> [(m.indicator, m.operator, str(m.value), m.unit) for m in read_measures(
        "每千人口床位达到7.5张"
    )]
    [('床位', '≥', '7.5', '张/千人口')]
    """
    quantities = setting_quantities(sentence)
    if not quantities:
        return ()
    folded, deadlines = fold(sentence), find_deadlines(sentence)
    found: list[Measure] = []
    named: Indicator | None = None
    for stretch in read_stretches(sentence, quantities):
        indicator = _indicator(stretch, named)
        if indicator.name is None:
            continue
        if stretch.row <= 1:
            named = indicator
        found.append(_measure(sentence, folded, stretch, indicator, deadlines))
    return tuple(_with_shared_rate(found, sentence, folded))


def _indicator(stretch: Stretch, named: Indicator | None) -> Indicator:
    """What a number counts; a number without own words counts what the one before does."""
    sized = size_threshold(stretch.after, unit=stretch.quantity.unit or "")
    if sized:
        return sized
    indicator = read_indicator(stretch.before, stretch.after, unit=stretch.quantity.unit or "")
    if indicator.name is not None and indicator.name.startswith("占"):
        whose = named.subject + indicator.name if named else indicator.name.removeprefix("占")
        return replace(indicator, name=whose)
    if named and indicator.name and _is_payee(indicator.name, named, stretch.quantity.unit or ""):
        return replace(indicator, name=named.name, scope=indicator.scope or indicator.name)
    if indicator.name and named and GROWTH.fullmatch(indicator.name):
        return replace(indicator, name=named.subject + indicator.name)
    if indicator.name in SHORT_NAMES:
        above = stripped(ABOVE.split(stretch.above)[-1])
        said = above if above.endswith(indicator.name) else above + indicator.name
        return replace(indicator, name=said)
    if indicator.name is not None and len(indicator.name) > 1:
        return indicator
    if named is None:
        # 可予以展期，最长不超过六个月: the part before says what is bounded.
        bounded = stretch.bound.operator and (stretch.quantity.unit or "") in TIMES
        above = stripped(stretch.above, verbs=True) if bounded else ""
        return replace(indicator, name=above if len(above) > 1 else None)
    money = (stretch.quantity.unit or "").startswith("元")
    name = named.name if money else named.subject or named.name
    return replace(indicator, name=name, scope=indicator.scope or named.scope)


def _is_payee(name: str, named: Indicator, unit: str) -> bool:
    """单身职工 in 提取限额：单身职工21600元: whom a sum is for, when the sum was named before."""
    return unit.startswith("元") and not MONEY.search(name) and bool(MONEY.search(named.name or ""))


def _measure(
    sentence: str,
    folded: str,
    stretch: Stretch,
    indicator: Indicator,
    deadlines: tuple[Deadline, ...],
) -> Measure:
    quantity = stretch.quantity
    per = indicator.per or _carried_rate(folded, quantity.start)
    mixed = IN_EACH.match(folded, quantity.end)
    per = (sentence[slice(*mixed.span(1))],) if mixed else per
    part = [
        m.end() for m in PART_BREAK.finditer(folded, max(0, quantity.start - PART), quantity.start)
    ]
    since = part[-1] if part else max(0, quantity.start - PART)
    return Measure(
        start=quantity.start,
        end=quantity.end,
        indicator=indicator.name or "",
        operator="≥"
        if size_threshold(stretch.after, unit=quantity.unit or "")
        else stretch.bound.operator or "=",
        value=quantity.value,
        value_max=quantity.value_max,
        unit="/".join([quantity.unit or "", *per]),
        deadline=deadline_at(deadlines, quantity.start),
        scope=indicator.scope or addressee(sentence[since : quantity.start]),
        strives=is_striven_for(folded, since, quantity.start),
    )


def is_striven_for(folded: str, since: int, at: int) -> bool:
    """Whether what stands at ``at``, in a part that begins at ``since``, is only striven for.

    力争 at the head of a sentence holds for all of it.
    """
    opens = re.match(r"[\s、,]*(?:力争|争取)", folded)
    own = max(since, *(folded.rfind(mark, since, at) + 1 for mark in ",:"))
    return bool(opens or STRIVES.search(folded, since, at) or ALLOWS.search(folded, own, at))


def _carried_rate(folded: str, at: int) -> tuple[str, ...]:
    """每10万人口 of the same part of the sentence, when no other 每 or 其中 stands between."""
    part = re.split(r"[;。\n]|其中|全[市省县]", folded[max(0, at - REACH) : at])[-1]
    pattern = rf"每 ?((?:\d+ ?)?[十百千万]* ?(?:名|位)?{COUNTED_PEOPLE})(?=[^每]*$)"
    match = re.search(pattern, part)
    if match and "比例" not in part[match.end() :]:
        return (match[1].replace(" ", ""),)
    listed = re.search(r"每年[^,;。:]*、[^,;。:、]*$", part)  # 每年制定2项国际标准、100项行业标准
    return ("年",) if listed else ()


def _with_shared_rate(measures: list[Measure], sentence: str, folded: str) -> list[Measure]:
    """按甲300元、乙200元的标准给予补助: what the last is given as, the ones before are too."""
    named = list(measures)
    what = ""
    for n in range(len(named) - 2, -1, -1):
        here, ahead = named[n], named[n + 1]
        rate = AT_RATE.match(folded, ahead.end)
        what = sentence[rate.start("what") : rate.end("what")] if rate else what
        alike = here.unit.split("/")[0] == ahead.unit.split("/")[0]
        if not alike or not re.fullmatch(r"、[^,;。、]*", folded[here.end : ahead.start]):
            what = ""
        elif what and not here.indicator.endswith(what):
            named[n] = replace(here, indicator=stripped(here.indicator) + what)
    return named
