"""The bound that the words around a number state: 不低于 is ≥, 以内 is ≤, 左右 is 约.

Texts are folded (``normalize.fold``). The words may stand apart from the number
(至少设置康复医院10家).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.types import Operator

NOT = "不(?:得|能|应|可|宜|会)?"
GAP = r"[^,;。:、\d]"  # what may stand between 至少 and its number
VERB = "(?:有|为|在|达到?|要|到|是|按|给予)?"

# In this order: 不超过 before 超过.
# + 比例不低于【2%】   + 至少设置康复医院【10家】   + 床位数达到【2%】   - 不到【2%】
# + 最长不超过【6个月】   + 最高给予【20万元】   - 最高额度为【60万元】 (a name: its number is =)
BEFORE: tuple[tuple[Operator, re.Pattern[str]], ...] = (
    ("≥", re.compile(rf"{NOT}(?:低于|少于|小于|短于|足于) ?$")),
    ("≤", re.compile(rf"(?:最[高多长大]|至多)?{NOT}(?:超过?|高于|多于|大于|突破|长于|迟于) ?$")),
    ("≥", re.compile(rf"(?:至少|最少){GAP}{{0,16}}$|最低(?:为|达到?|是)? ?$")),
    ("≤", re.compile(rf"(?:最[高多长](?!额度|限额|贷款|比例|保额|价)|至多){GAP}{{0,8}}$")),
    ("≤", re.compile(r"(?:(?:上限|限额|封顶线?)(?:为|是|至)?|控制在|以?不超) ?$")),
    ("约", re.compile(r"(?:大?约(?:为|占)?|接近|近) ?$")),
    (">", re.compile(r"(?:超过?|高于|多于|大于|突破)了? ?$")),
    ("<", re.compile(r"(?:低于|少于|小于|不足|不到|不满) ?$")),
    ("≥", re.compile(r"(?:[≥≧]|>=|达到?) ?$")),
    ("≤", re.compile(r"(?:[≤≦]|<=) ?$")),
    (">", re.compile(r"> ?$")),
    ("<", re.compile(r"< ?$")),
)
# + 【2%】以上   + 【30日】内   + 【10个】左右   - 【3年】内涵
AFTER: tuple[tuple[Operator, re.Pattern[str]], ...] = (
    ("≥", re.compile(r" ?(?:\(含[^()]{0,8}\))?(?:及其?|或|\(含\))?以上(?:\(含[^()]{0,8}\))?")),
    (
        "≤",
        re.compile(
            r" ?(?:\(含[^()]{0,8}\))?(?:及其?|或)?(?:以下|以内|之内)|内(?![涵容部外科地陆])"
        ),
    ),
    ("约", re.compile(r" ?(?:左右|上下)")),
)
# + 不低于医院床位数的【2%】   + 至少为医院床位数的【2%】   - 医院床位数的【2%】
OF_BASE = re.compile(
    r"(?P<by>至少[为占达]到?|(?<!不)(?<!不得)(?:低于|少于|超过|高于|大于|小于)|达到)"
    r"[^,;。:、\d]{2,20}的 ?$"
    rf"|(?P<no>{NOT}(?:低于|少于|超过|高于|大于|小于))[^,;。:、\d]{{2,20}} ?$"
)
NEAR = re.compile(r"(?:至少|最少|最[高多长大]|至多)(?:不得?超过?|为|达到?|给予|有|可[达贷]?|按)?")
WINDOW = 24  # characters before a number in which its bound is looked for


@dataclass(frozen=True, slots=True)
class Bound:
    """``operator`` (None: none is stated); ``lead`` and ``trail`` characters beside say so."""

    operator: Operator | None
    lead: int
    trail: int


def read_bound(before: str, after: str) -> Bound:
    """The bound of a number between ``before`` and ``after``, both folded.

    ``lead`` counts only words that touch the number, since 至少 may stand far in front of it.
    What follows decides over what stands before, save that 不超过 and the like stay what they are.
    """
    window = before[-WINDOW:]
    base = OF_BASE.search(window)
    stated = (base["by"] or base["no"]) if base else window
    found = next(((o, m) for o, p in BEFORE if (m := p.search(stated))), None)
    behind = next(((o, m) for o, p in AFTER if (m := p.match(after))), None)
    lead = len(_touching(window))
    trail = behind[1].end() if behind else 0
    if behind and (found is None or behind[0] == "约" or found[0] in ("≥", "约")):
        return Bound(behind[0], lead, trail)
    return Bound(found[0] if found else None, lead, trail)


def _touching(window: str) -> str:
    """The bound's words at the end of ``window``; none when a noun stands between (最高贴息)."""
    for _, pattern in BEFORE:
        match = pattern.search(window)
        if match:
            far = re.match(r"至少|最少|最[高多长]|至多", match.group())
            return match.group() if not far or NEAR.fullmatch(match.group()) else ""
    return ""
