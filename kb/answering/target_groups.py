"""Like with like: targets of several regions that set the same thing, lined up.

Two targets are alike when their units measure the same (名 and 人, 所 and 家) and their indicators,
without the scope and without what every indicator has (的比例, 数), share most of their pairs of
characters (Dice). 三级医院 and 二级医院 stand in one group: their rows name the scope.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kb.types import CitedTarget, Target, TargetGroup

ALIKE = 0.6  # Dice coefficient of the pairs of characters; 1 when the words are the same
MARKS = re.compile(r"[（）()“”\"《》、，·\s]")
COMMON = re.compile(
    r"的?(?:比例|占比|比重|比率|数量|总数|总量)|(?<=床位)数|[一二三](?:、[一二三])*级(?:及?以[上下])?(?:甲等)?"
    r"|二甲(?:及?以上)?|三甲|综合(?=医)|(?:医疗卫生|医疗)(?=机构)|^(?:建立|建有|建设|设有)|各|每个?"
)
SAME_WORD = (("老年人", "老人"), ("医疗卫生机构", "医疗机构"), ("占", ""))
SAME_UNIT = {
    **dict.fromkeys(("人", "名", "位"), "人"),
    **dict.fromkeys(("个", "家", "所", "处", "座", "间"), "个"),
    **dict.fromkeys(("张", "床", "床位", "张床位"), "张"),
    **dict.fromkeys(("%", "％"), "%"),
}
SCALES = ((10**8, "亿"), (10**4, "万"))


def group_targets(rows: Sequence[CitedTarget]) -> tuple[TargetGroup, ...]:
    """Put ``rows`` that are alike together; groups that span regions first, then as they came.

    Each row joins the group whose first row it is most alike, so the result depends on the rows
    given and their order alone. No rows give no groups.
    """
    groups: list[list[CitedTarget]] = []
    firsts: list[frozenset[str]] = []
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        unit, pairs = dimension(row.target.unit), _pairs(row.target)
        shared = Counter(n for pair in pairs for n in by_pair[unit, pair])
        scores = [(2 * c / (len(pairs) + len(firsts[n])), -n) for n, c in shared.items()]
        score, place = max(scores, default=(0.0, 0))
        if score >= ALIKE:
            groups[-place].append(row)
            continue
        for pair in pairs:
            by_pair[unit, pair].append(len(groups))
        groups.append([row])
        firsts.append(pairs)
    made = [TargetGroup(group[0].target.indicator, tuple(group)) for group in groups]
    return tuple(sorted(made, key=lambda group: -min(2, len(_regions(group)))))


def dimension(unit: str) -> str:
    """What a unit measures: 名/10万人口 and 人/10万人口 are one, 家 and 所 too."""
    return "/".join(SAME_UNIT.get(part, part) for part in unit.split("/"))


def written_value(target: Target) -> str:
    """The value as a reader would write it: ≥2%, 3～4家, 约10个, 1万元/张."""
    number = _number(target.value)
    if target.value_max is not None:
        number += f"～{_number(target.value_max)}"
    sign = "" if target.operator == "=" else target.operator
    return f"{sign}{number}{target.unit}"


def _number(value: float) -> str:
    for size, name in SCALES:
        if value >= size and round(value / size, 4) * size == value:
            return f"{value / size:g}{name}"
    return f"{value:.10g}"


def _regions(group: TargetGroup) -> set[str | None]:
    documents = [row.citation.document for row in group.rows]
    return {document.region.name if document.region else None for document in documents}


def _pairs(target: Target) -> frozenset[str]:
    """The pairs of characters of an indicator's own words; the word itself when it is short."""
    words = target.indicator
    if target.scope and words != target.scope:
        words = words.removeprefix(target.scope)
    words = MARKS.sub("", words)
    for word, same in SAME_WORD:
        words = words.replace(word, same)
    words = COMMON.sub("", words) or words
    return frozenset(words[n : n + 2] for n in range(len(words) - 1)) or frozenset((words,))
