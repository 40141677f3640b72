"""Shares that are stated in words: 全部设置, 实现全覆盖 are 100%."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from kb.language.deadlines import Deadline, deadline_at, find_deadlines
from kb.language.indicators import Indicator, read_indicator
from kb.language.measures import Measure, is_striven_for
from kb.language.naming import stripped
from kb.language.normalize import fold
from kb.language.standing import REACH, is_no_rule, reports

SHORTEST = 3  # characters that an indicator has more than
DONE = (
    "(?:设置|设立|设有|建有|建成|建立|建设|开设|开展|配备|配置|达到|完成|实现|纳入|落实|覆盖|取得"
    "|接入|通过|消除"
    "|改造|提供|签订|启用|使用)(?!内容|任务|费用|资金)"
)
BODIES = (
    "(?:机构|医院|中心|卫生院|院|学校|幼儿园|企业|乡镇|街道|社区|村|县|区|市|部门|单位|站|科室"
    "|老年人|人员)"
)
# + 康复医院全部设置康复治疗室   + 全部社区卫生服务中心建有中医馆   - 全部费用   - 全部责任
OF_SUBJECT = re.compile(
    rf"(?P<who>[一-鿿()、]{{2,40}}?)(?:要|应|均)?全部(?={DONE})(?P<what>[^,;。:]{{2,40}})"
)
AT_HEAD = re.compile(
    rf"(?:^"
    rf"|[,;。:])(?:实现)?全部(?P<who>[一-鿿()、]{{2,40}}?{BODIES})(?P<what>{DONE}[^,;。:]{{2,40}})"
)
# + 实现医养结合服务的全覆盖   + 基本公共卫生服务要实现全覆盖   - 建立全覆盖体系
COVERED = re.compile(
    r"(?:实现|达到|做到)(?P<what>[^,;。:]{0,40}?)(?:的)?(?:全覆盖|全面覆盖"
    r"|百分之百覆盖)(?![多层一-鿿]{0,8}(?:体系|网络|机制|格局|的))"
)


def read_wholes(sentence: str) -> tuple[Measure, ...]:
    """The shares of 100% that ``sentence`` states in words, in order."""
    folded = fold(sentence)
    if is_no_rule(folded):
        return ()
    deadlines = find_deadlines(sentence)
    found: dict[int, Measure] = {}
    for match in (*OF_SUBJECT.finditer(folded), *AT_HEAD.finditer(folded)):
        who, what = (sentence[match.start(name) : match.end(name)] for name in ("who", "what"))
        indicator = replace(read_indicator(who, what, unit="%"), scope=stripped(who) or None)
        found[match.start("who")] = _whole(folded, match, indicator, deadlines)
    for match in COVERED.finditer(folded):
        start = _edge(folded, match.start(), ",;。:")
        before, what = (
            sentence[start : match.start()],
            sentence[match.start("what") : match.end("what")],
        )
        found[match.start()] = _whole(
            folded, match, read_indicator(before, what, unit="%"), deadlines
        )
    return tuple(
        measure
        for start, measure in sorted(found.items())
        if len(measure.indicator) > SHORTEST
        and not reports(folded[max(0, start - 60) : measure.end])
    )


def _edge(folded: str, at: int, marks: str) -> int:
    """Behind the last of ``marks`` before ``at``, not farther than ``REACH``."""
    low = max(0, at - REACH)
    return max(low, *(folded.rfind(mark, low, at) + 1 for mark in marks))


def _whole(
    folded: str, match: re.Match[str], indicator: Indicator, deadlines: tuple[Deadline, ...]
) -> Measure:
    return Measure(
        start=match.start(),
        end=match.end(),
        indicator=indicator.name or "",
        operator="=",
        value=Decimal(100),
        value_max=None,
        unit="%",
        deadline=deadline_at(deadlines, match.start()),
        scope=indicator.scope,
        strives=is_striven_for(folded, _edge(folded, match.start(), ";。"), match.start()),
    )
