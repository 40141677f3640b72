"""Until when something is to be reached: 到2025年底, 2022年12月15日前, “十四五”末."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from kb.language.dates import find_dates
from kb.language.normalize import fold

# + 到【2025年】   + 至【2025年底】   - 自【2022年】   - 比【2020年】
UNTIL_BEFORE = re.compile(r"(?:力争|争取|确保)?(?P<until>[到至在]|(?<!关)于) ?$")
SINCE_BEFORE = re.compile(r"(?:自|从|比|较|以|截至|截止|截止到|截至到|同|由|按|与|第) ?$")
# + 【2022年】底前   + 【2025年】,   - 【2012年】版   - 【2020年】以来   - 【2022年】1号文
BEHIND = re.compile(r" ?(?:[年]?[底末])?(?:之前|以前|前)?")
UNTIL_BEHIND = re.compile(r" ?(?:[底末]|之?前|以前)")
NOT_BEHIND = re.compile(
    r" ?(?:起(?!至)|以来|以?后|版|度?基础|为基数|的|印发|发布|出台|修[订正]|同期|度计划)"
)
# + 到“十四五”末   + “十四五”期间   + 年底前   + 三年内   - 十四五规划
RELATIVE = re.compile(
    r'到?"?十[三四五六]五"?(?:期?末|期间|时期)|(?:到|至)?(?:今|明|当|本)年[底末]前?|(?<![\d])年底前'
    r"|(?<![每\d一二三四五六七八九十两])年内"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """``written`` is the exact slice ``start`` to ``end``; ``due`` its last day, when stated."""

    start: int
    end: int
    written: str
    due: date | None


def find_deadlines(text: str) -> tuple[Deadline, ...]:
    """The deadlines that ``text`` states, in order; spans are of ``text``.

    Days from which something runs (自2022年起), versions (2012年版) and dates that others are
    compared with (比2020年) are none.

    >>> [(d.written, str(d.due)) for d in find_deadlines("到2025年底，覆盖率达到60%")]
    [('到2025年底', '2025-12-31')]
    """
    folded = fold(text)
    found = []
    for mention in find_dates(text):
        before = folded[max(0, mention.start - 6) : mention.start]
        after = folded[mention.end : mention.end + 8]
        if SINCE_BEFORE.search(before) or NOT_BEHIND.match(after):
            continue
        until = UNTIL_BEFORE.search(before)
        opening = before.rstrip()[-1:]
        bounded = (
            bool(until)
            or bool(UNTIL_BEHIND.match(after))
            or bool(re.search("[底末至到-]", mention.written))
        )
        if (not bounded and opening and opening not in ",;。:争保") or _in_brackets(
            folded, mention.start
        ):
            continue
        start = mention.start - (len(before) - until.start("until") if until else 0)
        behind = BEHIND.match(after)
        end = mention.end + (behind.end() if behind else 0)
        written = text[start:end].rstrip()
        found.append(Deadline(start, start + len(written), written, mention.last))
    taken = iter([(d.start, d.end) for d in found])
    stated = next(taken, None)
    for match in RELATIVE.finditer(folded):
        while stated and stated[1] <= match.start():
            stated = next(taken, None)
        if stated is None or match.end() <= stated[0]:
            found.append(Deadline(*match.span(), text[slice(*match.span())], None))
    return tuple(sorted(found, key=lambda d: d.start))


def _in_brackets(folded: str, at: int) -> bool:
    """Whether a bracket of the last 60 characters before ``at`` is still open."""
    near = folded[max(0, at - 60) : at]
    return near.rfind("(") > near.rfind(")") or near.rfind("《") > near.rfind("》")


def deadline_at(deadlines: tuple[Deadline, ...], at: int) -> Deadline | None:
    """The deadline that stands nearest before character ``at``; None when there is none."""
    before = bisect_right(deadlines, at, key=lambda deadline: deadline.end)
    return deadlines[before - 1] if before else None
