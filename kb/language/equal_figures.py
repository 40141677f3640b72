"""Do two figures state the same: 2年 and 24个月, 五天 and 五日, 一年 and 每年度?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kb.language.numerals import Quantity, parse_numeral
from kb.language.same_place import Token

# A number of any kind with its scale: 89, 10万, 1.2亿, 二十七, 百分之五十五 without 百
RUN = re.compile(
    r"\d+(?:,\d{3})*(?:\.\d+)?[百千万亿]*|(?!百分)[零〇一二两三四五六七八九十百千万亿]+"
)
# Years come down to months, days to hours.
SPANS: dict[str, tuple[int, str]] = {
    "年": (12, "个月"),
    "月": (1, "个月"),
    "天": (24, "小时"),
    "日": (24, "小时"),
}
DATED = re.compile(r"[年月至—-]\s*$")
# 一年最多取三次 is what 每年度不超过三次 says
YEARLY = {
    "年": "[每全上本当]年|年度|第一年|头一年",
    "天": "[每全当][天日]|一日",
    "个月": "[每按]月|月度",
}
# 九市 is what 九个城市 says
PLACES = re.compile("[省市州区县镇乡村校园](?!级)")
COUNTERS = frozenset({"个", "种", "类", "项", "条", "家", "所"})
# 十一家 that issue a text are 11部门; but 个 is not 人: a unit that is changed must not pass
COUNTED_AS = {"个": "部门|单位", "家": "部门|单位"}


def numbers(text: str) -> list[Token]:
    """The numbers of any kind in ``text``, with their values."""
    return [Token(*m.span(), parse_numeral(m.group()) or m.group()) for m in RUN.finditer(text)]


def is_same(claimed: Quantity, held: Quantity) -> bool:
    """Whether two figures are equal; 200元 is what 200元/月/床位 says."""
    if claimed.key == held.key:
        return True
    rate = (held.unit or "").split("/")[0]
    return "/" not in (claimed.unit or "") and (claimed.value, claimed.value_max, claimed.unit) == (
        held.value,
        held.value_max,
        rate,
    )


def _lasting(quantity: Quantity) -> tuple[Decimal, Decimal | None, str | None]:
    """The key of a length of time in the smallest unit that years or days come down to."""
    value, top, unit = quantity.key
    times, smaller = SPANS.get(unit or "", (1, unit))
    return value * times, top * times if top is not None else None, smaller


def is_told(figure: Quantity, part: str, held: Sequence[Quantity]) -> bool:
    """Whether ``part`` has ``figure`` in another form: 24个月 for 两年, 每年 for 一年, 九市.

    ``held`` are the figures of ``part``. Days and months of a date last no time.
    """
    if any(_lasting(q) == _lasting(figure) and not DATED.search(part[: q.start]) for q in held):
        return True
    if figure.value_max is not None:
        ends = {(figure.value, figure.key[2]), (figure.value_max, figure.key[2])}
        return ends <= {(q.value, q.key[2]) for q in held}
    if figure.written[0] == "一" and (period := YEARLY.get(figure.unit or "")):
        return bool(re.search(period, part))
    if figure.unit not in COUNTERS or figure.value <= 2:
        return False
    counted = re.compile("|".join([PLACES.pattern, COUNTED_AS.get(figure.unit, "(?!)")]))
    return any(n.value == figure.value and counted.match(part, n.end) for n in numbers(part))
