"""Each number of a sentence with the words beside it that are its own.

They reach to the next comma or the next number; numbers of a row share theirs
(三级和二级分别达到85%、70%).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.language.bounds import Bound, read_bound
from kb.language.indicators import PER, TIMES
from kb.language.normalize import fold
from kb.language.numerals import Quantity
from kb.language.standing import REACH
from kb.types import Span

BREAK = re.compile(r"[,;。:!?\n]")
INSIDE = re.compile(r"(?:之|以)?内[,，]?")
SEVERALLY = re.compile(r"分别|依次")
LIST_MARK = re.compile("[、,]|和|与|及")
GIVEN_AS = re.compile("[一-鿿]*(?:补[贴助]|奖励|资助)[一-鿿]*$")
BETWEEN = re.compile(r"(?:以上|以下|左右)?(?:[、,]|和|及|与|、?和)")
ABOVE = 40  # characters of the stretch before that are kept
BOUND = 40  # characters before a number that may state its bound


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quantity with the words before and behind it that are its own."""

    quantity: Quantity
    bound: Bound
    before: str
    after: str
    above: str  # the stretch before its own, up to the comma
    row: int  # which number of a row of numbers it is; 0 for one that stands alone
    of: int  # how many numbers the row has


def read_stretches(sentence: str, quantities: Sequence[Quantity]) -> list[Stretch]:
    """Each of ``quantities`` of ``sentence`` with its own words, in order."""
    folded = fold(sentence)
    found = []
    for n, (quantity, row) in enumerate(zip(quantities, _rows(folded, quantities), strict=True)):
        last = quantities[n - 1].end if n else 0
        following = quantities[n + 1] if n + 1 < len(quantities) else None
        edge, start = _start(folded, last, quantity, first=n == 0)
        behind, end = _behind(folded, quantity, following)
        near = folded[max(0, quantity.start - BOUND) : quantity.start]
        bound = read_bound(near, folded[quantity.end : end])
        before = sentence[start : max(start, quantity.start - bound.lead)]
        after = sentence[behind:end]
        if quantity.unit in TIMES:
            after = INSIDE.sub("", after)
        above = re.split("[,，]", sentence[max(0, edge - ABOVE) : max(0, edge - 1)])[-1]
        found.append(Stretch(quantity, bound, before, after, above, *row))
    return _with_row_words(found)


def _start(folded: str, last: int, quantity: Quantity, *, first: bool) -> Span:
    """Where the stretch of a quantity begins, and where its own words do."""
    low = max(last, quantity.start - REACH)
    breaks = [match.end() for match in BREAK.finditer(folded, low, quantity.start)]
    edge = max(breaks[-1] if breaks else low, _unopened(folded, low, quantity.start))
    if first or edge != last:
        return edge, edge
    return edge, _after_bound(folded, last, quantity.start)


def _behind(folded: str, quantity: Quantity, following: Quantity | None) -> Span:
    """The words behind a quantity: to the next break, or to where the next one's begin."""
    far = min(len(folded), quantity.end + REACH)
    at, start = quantity.end, quantity.end
    inside = INSIDE.match(folded, at) if quantity.unit in TIMES else None
    if inside:  # 自成立之日起三十日内，向…办理登记
        at = inside.end()
    elif following and following.start == quantity.end:  # 8类10项技术
        at = start = following.end
    elif following and following.start <= far:
        stop = BREAK.search(folded, at, following.start)
        return start, stop.start() if stop else _list_cut(folded, at, following.start)
    stop = BREAK.search(folded, at, max(at, far))
    return start, stop.start() if stop else max(at, far)


def _unopened(folded: str, start: int, end: int) -> int:
    """Behind a bracket that opens between ``start`` and ``end`` and does not close there."""
    opened = folded.rfind("(", start, end)
    return opened + 1 if opened >= 0 and ")" not in folded[opened:end] else start


def _list_cut(folded: str, start: int, ahead: int) -> int:
    """Where the words behind a number end and those before the next begin: at the last 、 or 和."""
    marks = [m.start() for m in LIST_MARK.finditer(folded, start, ahead)]
    return marks[-1] if marks else start


def _after_bound(folded: str, last: int, at: int) -> int:
    bound = read_bound("", folded[last:at])
    mark = LIST_MARK.search(folded, last, at)
    return mark.end() if mark else last + bound.trail


def _rows(folded: str, quantities: Sequence[Quantity]) -> list[tuple[int, int]]:
    """For each quantity its place in a row like 85%、70% and the row's length; (0, 1) alone."""
    places: list[tuple[int, int]] = [(0, 1)] * len(quantities)
    start = 0
    for n in range(1, len(quantities) + 1):
        joined = (
            n < len(quantities)
            and _kind(quantities[n]) == _kind(quantities[n - 1])
            and BETWEEN.fullmatch(folded, quantities[n - 1].end, quantities[n].start)
        )
        if joined:
            continue
        if n - start > 1:
            places[start:n] = [(k + 1, n - start) for k in range(n - start)]
        start = n
    return places


def _kind(quantity: Quantity) -> str:
    return (quantity.unit or "").split("/")[0]


def _with_row_words(stretches: list[Stretch]) -> list[Stretch]:
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
    rates = "".join(m.group() for m in PER.finditer(fold(before[mark.end() :])))
    return item + (given.group() if given else "") + rates


def _shared_tail(items: list[str]) -> str:
    """What of the last item belongs to all: 设置康复科的比例 of 三级中医医院和二级中医医院设置…."""
    first, last = items[0], items[-1]
    for size in range(min(len(first), len(last), REACH), 1, -1):
        at = last.find(first[-size:])
        if at >= 0:
            return last[at + size :]
    return ""
