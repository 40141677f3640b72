"""The numbers that a sentence sets, each with what it counts, its bound, unit, scope and time.

Three views of one sentence: its quantities (``numerals``), its stretches between commas, and rows
of numbers that share their words (三级和二级分别达到85%、70%).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.language.bounds import Bound, read_bound
from kb.language.dates import find_dates
from kb.language.deadlines import Deadline, deadline_at, find_deadlines
from kb.language.indicators import (
    AT_RATE,
    COUNTED_PEOPLE,
    TIMES,
    Indicator,
    addressee,
    read_indicator,
    size_threshold,
    stripped,
)
from kb.language.normalize import fold
from kb.language.numerals import Quantity, find_quantities
from kb.language.patterns import QUOTED_TITLE
from kb.language.standing import (
    is_condition,
    is_manner_of_speaking,
    is_no_rule,
    is_other_number,
    reports,
)
from kb.types import Operator

BREAK = re.compile(r"[,;。:!?\n]")
PART_BREAK = re.compile(r"[;。\n]")
REACH = 120  # characters beside a number in which its words are looked for: keeps time linear
INSIDE = re.compile(r"(?:之|以)?内[,，]?")
# + 力争到2025年   + 鼓励   + 有条件的   + 逐步   + 可给予   - 可操作   - 许可   - 支持政策
STRIVES = re.compile(
    r"力争|争取(?!资金|支持)|努力|鼓励|引导|倡导|提倡|探索|有条件的|逐步|支持(?!政策|资金|力度|标准|中心|体系)"
    r"|(?<![许认])可(?:以|按|给予|适当|享受|申请|根据|采取|结合|在|由|对|将|一次性|获|提|贷(?!款?额)|视|放宽|延|上浮|使用|再给|不)"
)
# + 连续使用半年以上   - 上半年   - 每半年 (a denominator)   - 一个半月
HALF = re.compile(r"(?<![上下前后每多个])半(?P<unit>年|个月|天|小时)(?=以上|以内|之内|内)")
SEVERALLY = re.compile(r"分别|依次")
LIST_MARK = re.compile("[、,]|和|与|及")
SEVERAL_WITHIN = 24
GIVEN_AS = re.compile("[一-鿿]*(?:补[贴助]|奖励|资助)[一-鿿]*$")
GLUED = re.compile(
    r"(?:预期性|约束性)\s*\d|\d%[一-鿿]{2,8}\d{6,}"
)  # cells of a table without a mark between them


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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A quantity with the words before and behind it that are its own."""

    quantity: Quantity
    bound: Bound
    before: str
    after: str
    row: int  # which number of a row of numbers it is; 0 for one that stands alone
    of: int  # how many numbers the row has


def read_measures(sentence: str) -> tuple[Measure, ...]:
    """The measures of one sentence, in order; none for a sentence that only tells or punishes.

    >>> [(m.indicator, m.operator, str(m.value), m.unit) for m in read_measures("每千人口床位达到7.5张")]
    [('床位', '≥', '7.5', '张/千人口')]
    """
    folded = fold(sentence)
    if GLUED.search(folded) or is_no_rule(folded):
        return ()
    quantities = _standing(sentence, folded)
    deadlines = find_deadlines(sentence)
    found: list[Measure] = []
    named: Indicator | None = None
    for stretch in _stretches(sentence, folded, quantities):
        indicator = _indicator(stretch, named)
        if indicator.name is None:
            continue
        if stretch.row <= 1:
            named = indicator
        found.append(_measure(sentence, folded, stretch, indicator, deadlines))
    return tuple(_with_shared_rate(found, sentence, folded))


def _standing(sentence: str, folded: str) -> list[Quantity]:
    """The quantities that may set something: no dates, no conditions, nothing reported."""
    dates = [(d.start, d.end) for d in find_dates(sentence)]
    dates = sorted([*dates, *(m.span() for m in QUOTED_TITLE.finditer(sentence))])
    kept = []
    at = 0
    for quantity in _quantities(sentence, folded):
        while at < len(dates) and dates[at][1] <= quantity.start:
            at += 1
        if at < len(dates) and dates[at][0] <= quantity.start:
            continue
        before = folded[max(0, quantity.start - REACH) : quantity.start]
        after = folded[quantity.end : quantity.end + REACH]
        if _sets(quantity, re.split(r"[;。\n]", before)[-1], after):
            kept.append(quantity)
    return kept


def _quantities(sentence: str, folded: str) -> list[Quantity]:
    halves = [
        Quantity(*m.span(), Decimal("0.5"), None, m["unit"], sentence[slice(*m.span())])
        for m in HALF.finditer(folded)
    ]
    return sorted([*find_quantities(sentence), *halves], key=lambda q: q.start)


def _sets(quantity: Quantity, before: str, after: str) -> bool:
    unit = quantity.unit
    if unit is None:
        bare = re.match(r"(?:以上|以下|左右|[,;。、)]|$)", after)
        return bool(bare and read_bound(before, after).operator and "." in quantity.written)
    if unit in ("年", "月", "日") and (quantity.value > 999 or _is_day(before, after, unit)):
        return False
    if re.search(r"每 ?$", before):  # 每10万人口: a denominator
        return False
    if is_manner_of_speaking(quantity.written) and not _counts(before, after):
        return False
    return not (
        reports(before)
        or is_other_number(before, quantity.written, after, unit)
        or is_condition(before, after, unit)
    )


def _counts(before: str, after: str) -> bool:
    """Whether a small Chinese numeral is a count: 至少两名, 每年一次, 十张以上."""
    stated = read_bound(before, after).operator is not None
    return stated or bool(re.search(r"每[^,;。]{1,12}$", before))


def _is_day(before: str, after: str, unit: str) -> bool:
    """3月 and 8日 of a date without its year."""
    if unit == "月":
        return bool(re.match(r" ?(?:\d|[上中下]旬|[底末初份])", after)) or not before.endswith("个")
    return unit == "日" and before.endswith("月")


def _stretches(sentence: str, folded: str, quantities: list[Quantity]) -> list[_Stretch]:
    """Each quantity with the words up to the next break or the next quantity."""
    found = []
    rows = _rows(folded, quantities)
    for n, quantity in enumerate(quantities):
        last = quantities[n - 1].end if n else 0
        low = max(last, quantity.start - REACH)
        breaks = [m.end() for m in BREAK.finditer(folded, low, quantity.start)]
        start = breaks[-1] if breaks else low
        start = max(start, _unopened(folded, start, quantity.start))
        ahead = quantities[n + 1].start if n + 1 < len(quantities) else len(folded)
        high = min(ahead, quantity.end + REACH)
        stop = BREAK.search(folded, quantity.end, high)
        end = stop.start() if stop else high
        inside = INSIDE.match(folded, quantity.end) if quantity.unit in TIMES else None
        if inside:  # 自成立之日起三十日内，向…办理登记
            later = BREAK.search(folded, inside.end(), quantity.end + REACH)
            end = later.start() if later else min(len(folded), quantity.end + REACH)
        if not stop and ahead == high and n + 1 < len(quantities):
            end = _list_cut(folded, quantity.end, ahead)
        if ahead == quantity.end and n + 1 < len(quantities):  # 8类10项技术
            later = BREAK.search(folded, quantities[n + 1].end, quantity.end + REACH)
            end = later.start() if later else min(len(folded), quantity.end + REACH)
        bound = read_bound(
            folded[max(0, quantity.start - 40) : quantity.start], folded[quantity.end : end]
        )
        if n and start == last:
            start = _after_bound(folded, last, quantity.start)
        before = sentence[start : max(start, quantity.start - bound.lead)]
        row, of = rows[n]
        behind = max(
            quantity.end,
            quantities[n + 1].end if ahead == quantity.end and n + 1 < len(quantities) else 0,
        )
        after = (
            INSIDE.sub("", sentence[behind:end]) if quantity.unit in TIMES else sentence[behind:end]
        )
        found.append(_Stretch(quantity, bound, before, after, row, of))
    return _with_row_words(found)


def _unopened(folded: str, start: int, end: int) -> int:
    """Behind a bracket that opens between ``start`` and ``end`` and does not close there."""
    opened = folded.rfind("(", start, end)
    return opened + 1 if opened >= 0 and ")" not in folded[opened:end] else start


def _list_cut(folded: str, start: int, ahead: int) -> int:
    """Where the words behind a number end and those before the next begin: at the last 、 or 和."""
    marks = [m.start() for m in LIST_MARK.finditer(folded, start, ahead)]
    return marks[-1] if marks else ahead if folded[ahead - 1 : ahead] in "的" else start


def _after_bound(folded: str, last: int, at: int) -> int:
    bound = read_bound("", folded[last:at])
    mark = LIST_MARK.search(folded, last, at)
    return mark.end() if mark else last + bound.trail


def _rows(folded: str, quantities: list[Quantity]) -> list[tuple[int, int]]:
    """For each quantity its place in a row like 85%、70% and the row's length; (0, 1) alone."""
    places: list[tuple[int, int]] = [(0, 1)] * len(quantities)
    start = 0
    for n in range(1, len(quantities) + 1):
        joined = (
            n < len(quantities)
            and _kind(quantities[n]) == _kind(quantities[n - 1])
            and re.fullmatch(
                r"(?:以上|以下|左右)?(?:[、,]|和|及|与|、?和)",
                folded[quantities[n - 1].end : quantities[n].start],
            )
        )
        if joined:
            continue
        if n - start > 1:
            places[start:n] = [(k + 1, n - start) for k in range(n - start)]
        start = n
    return places


def _kind(quantity: Quantity) -> str:
    return (quantity.unit or "").split("/")[0]


def _with_row_words(stretches: list[_Stretch]) -> list[_Stretch]:
    """Numbers of a row take the words before its first and behind its last number."""
    whole = list(stretches)
    for n, stretch in enumerate(stretches):
        if stretch.row == 0:
            continue
        first, last = stretches[n - stretch.row + 1], stretches[n - stretch.row + stretch.of]
        operator = stretch.bound.operator or first.bound.operator
        if last.bound.trail and last.bound.operator:
            operator = last.bound.operator
        before = _own_item(first.before, stretch.row, stretch.of)
        bound = replace(stretch.bound, operator=operator)
        whole[n] = replace(stretch, before=before, after=last.after, bound=bound)
    return whole


def _own_item(before: str, place: int, count: int) -> str:
    """For 三级和二级…分别 the words with only the ``place``-th of ``count`` listed items."""
    mark = SEVERALLY.search(before)
    words = before[: mark.start()] if mark else before
    given = GIVEN_AS.search(before[mark.end() :]) if mark else None
    items = re.split(r"[、]|和|与|及(?!以)", words)
    if len(items) < count or not mark:
        return words
    item = items[-1] if place == count else items[-count + place - 1] + _shared_tail(items[-count:])
    return item + (given.group() if given else "")


def _shared_tail(items: list[str]) -> str:
    """What of the last item belongs to all: 设置康复科的比例 of [三级中医医院, 二级中医医院设置…]."""
    first, last = items[0], items[-1]
    for size in range(min(len(first), len(last)), 1, -1):
        at = last.find(first[-size:])
        if at >= 0:
            return last[at + size :]
    return ""


def _indicator(stretch: _Stretch, named: Indicator | None) -> Indicator:
    """What a number counts; a number without own words counts what the one before does."""
    sized = size_threshold(stretch.after, unit=stretch.quantity.unit or "")
    if sized:
        return sized
    indicator = read_indicator(stretch.before, stretch.after, unit=stretch.quantity.unit or "")
    if indicator.name is not None and indicator.name.startswith("占"):
        whose = named.subject + indicator.name if named else indicator.name.removeprefix("占")
        return replace(indicator, name=whose)
    if indicator.name is not None and len(indicator.name) > 1:
        return indicator
    if named is None:
        return replace(indicator, name=None)
    money = (stretch.quantity.unit or "").startswith("元")
    name = named.name if money else named.subject or named.name
    return replace(indicator, name=name, scope=indicator.scope or named.scope)


def _measure(
    sentence: str,
    folded: str,
    stretch: _Stretch,
    indicator: Indicator,
    deadlines: tuple[Deadline, ...],
) -> Measure:
    quantity = stretch.quantity
    per = indicator.per or _carried_rate(folded, quantity.start)
    part = [
        m.end() for m in PART_BREAK.finditer(folded, max(0, quantity.start - 400), quantity.start)
    ]
    since = part[-1] if part else max(0, quantity.start - 400)
    head = re.match(r"[\s、,]*(?:力争|争取)", folded)
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
        strives=bool(head or STRIVES.search(folded, since, quantity.start)),
    )


def _carried_rate(folded: str, at: int) -> tuple[str, ...]:
    """每10万人口 of the same part of the sentence, when no other 每 or 其中 stands between."""
    part = re.split(r"[;。\n]|其中|全[市省县]", folded[max(0, at - REACH) : at])[-1]
    pattern = rf"每 ?((?:\d+ ?)?[十百千万]* ?(?:名|位)?{COUNTED_PEOPLE})(?=[^每]*$)"
    match = re.search(pattern, part)
    return (match[1].replace(" ", ""),) if match and "比例" not in part[match.end() :] else ()


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
