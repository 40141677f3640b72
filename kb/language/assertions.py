"""Does a sentence say what a question asserts? Figures, names, obligation and denial must agree.

A question that asserts something (…，对吗？) is confirmed only by a sentence that states the same
figures of the same things, names the same bodies and levels, is as binding, and does not deny
it: 鼓励设置 does not confirm 必须设置, and 康复治疗师12人 does not confirm 康复医师12人.
"""

from __future__ import annotations

import re

from kb.language.matching import fold_text
from kb.language.numerals import Quantity, find_quantities

BINDING = re.compile(r"必须|一律|应当|强制|不得不|只能|只有|都要|全都|所有|非得|务必|一定要")
PERMITTING = re.compile(r"鼓励|支持|可以|引导|探索|倡导|提倡|推动|试点|参照|优先|有条件")
DENYING = re.compile(
    r"不得|不能|不可|不予|不享受|不应|不需要|无需|禁止|严禁|不准|不许|取消|停止|免于|除外|不收取|不再"
)
# 能不能, 是不是, 不低于: a 不 that denies nothing
NO_DENIAL = re.compile(r"(.)不\1|没[记理看有]?错|不[得能可应]?(?:低于|少于|超过|高于|大于|小于)")
DOUBLE_DENIAL = re.compile(r"不[得能可]不(?=[^低少超高大小])")
SIDES = {"above", "below"}
NOT = "不[得能可应]?"
ABOVE_BEFORE = re.compile(
    rf"(?:{NOT}(?:少于|低于|小于)|至少|最少|(?<!不)(?<!不得)(?:超过|高于|多于|大于))\s*$"
)
BELOW_BEFORE = re.compile(
    rf"(?:{NOT}(?:超过|高于|多于|大于)|至多|最多|少于|低于|小于|不足|不到|不满)\s*$"
)
ABOVE_AFTER = re.compile(r"\s*(?:及|或)?以上")
BELOW_AFTER = re.compile(r"\s*(?:及|或)?(?:以下|以内|之内)")
# 三级医院 is not 二级医院, 市级 not 省级: a level must be the same.
LEVEL = re.compile(
    r"[一二三]级(?=[^别综]{0,2}(?:综合)?(?:中医)?(?:医院|医疗|以上|及以|甲))|[省市县]级|基层"
)
DAY = re.compile(r"\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|(?:19|20)\d\d年")
# What tells a hospital or school from its like, and a body: 第一附属医院, 市中心医院, 民政局.
PLACE = re.compile(
    r"第[一二三四五六七八九十\d]+[\u4e00-\u9fff]{0,4}(?:医院|大学|学院|中心|中学|小学)"
    r"|[省市县区](?:中心|人民|第[一二三四五六]+)医院"
)
BODY = re.compile(r"残联|(?<!卫)(?<!发)(?<!医)[\u4e00-\u9fff](?:部门|局|厅|委)(?!托|员)")


def states(claim: str, sentence: str) -> bool:
    """Whether ``sentence`` holds the quantities of ``claim`` exactly: 8人 is not 6人."""
    wanted = {quantity.key for quantity in find_quantities(claim)}
    return wanted <= {quantity.key for quantity in find_quantities(sentence)}


def differing_figure(question: str, sentence: str) -> str | None:
    """The first figure or day that ``question`` states and ``sentence`` does not, as written.

    A figure that the sentence gives to something else counts as not stated: between the word
    beside it in the question and the figure, the sentence must have no other figure of its unit.
    """
    folded = fold_text(sentence)
    for match in DAY.finditer(fold_text(question)):
        if match.group() not in folded:
            return match.group()
    figures = [q for q in find_quantities(question) if _is_claim(q)]
    held = find_quantities(sentence)
    distributed = "分别" in sentence
    for figure in figures:
        same = [q for q in held if q.key == figure.key]
        if not same:
            return figure.written
        neighbours = _neighbours(question, figure)
        if not distributed and not any(_belongs(q, neighbours, sentence, held) for q in same):
            return figure.written
    if distributed and not _in_order([q.key for q in figures], [q.key for q in held]):
        return "、".join(figure.written for figure in figures)
    return None


def reversed_bound(question: str, sentence: str) -> str | None:
    """What ``sentence`` says when ``question`` turns a bound round: 少于 for 不得少于; or None."""
    held = find_quantities(sentence)
    for figure in find_quantities(question):
        bound = _bound(question, figure)
        same = [q for q in held if q.key == figure.key]
        if bound and same and all({bound, _bound(sentence, q)} == SIDES for q in same):
            before = sentence[max(0, same[0].start - 4) : same[0].start]
            return before + sentence[same[0].start : same[0].end + 2]
    return None


def differing_name(question: str, sentence: str) -> str | None:
    """The first name of a place or a body that ``question`` states and ``sentence`` does not."""
    names = (*PLACE.findall(question), *BODY.findall(question))
    return next((str(name) for name in names if name not in sentence), None)


def differing_level(question: str, sentence: str) -> str | None:
    """The first level that ``question`` asks about when ``sentence`` is about other levels."""
    said = set(LEVEL.findall(sentence))
    asked = LEVEL.findall(question)
    return next((str(level) for level in asked if said and level not in said), None)


def contradicts(question: str, sentence: str) -> str | None:
    """Why ``sentence`` does not bear out what ``question`` asserts; None when nothing speaks so."""
    asserted = _without_mere_negation(question)
    said = _without_mere_negation(_nearest_part(question, sentence))
    permitting = PERMITTING.search(said)
    binding = BINDING.search(asserted) and not DENYING.search(asserted)
    if binding and permitting and not BINDING.search(said):
        return f"原文的说法是“{permitting.group()}”"
    denied = DENYING.search(said)
    if bool(DENYING.search(asserted)) != bool(denied):
        return f"原文的说法是“{denied.group()}”" if denied else "原文没有这样的禁止或限制"
    return None


def _without_mere_negation(text: str) -> str:
    """``text`` with 不得不 as 必须, and without a 不 that denies nothing."""
    return NO_DENIAL.sub(" ", DOUBLE_DENIAL.sub("必须", text))


def _is_claim(quantity: Quantity) -> bool:
    """Figures in digits and shares; 一张, 两家 and the parts of dates are manners of speaking."""
    if quantity.unit in ("年", "月", "日") and quantity.value > 100:
        return False
    in_digits = re.search(r"\d", quantity.written)
    return quantity.unit is not None and (bool(in_digits) or quantity.value > 2)


def _bound(text: str, figure: Quantity) -> str | None:
    """Whether the figure is said to be reached or passed ("above"), or not ("below")."""
    before, after = text[max(0, figure.start - 8) : figure.start], text[figure.end :][:3]
    if ABOVE_BEFORE.search(before) or ABOVE_AFTER.match(after):
        return "above"
    if BELOW_BEFORE.search(before) or BELOW_AFTER.match(after):
        return "below"
    return None


def _neighbours(question: str, figure: Quantity) -> tuple[str, str]:
    """The two characters after the figure and the word-like run before it ("" if none)."""
    after = re.match(r"\s*(?:左右|以上|以下)?的?([\u4e00-\u9fff]{2})", question[figure.end :])
    filler = r"(?:要|应|须|需|得|是|为|达到|占比|占|至少|不低于|不少于|不得少于|设置|配|有|在)*\s*$"
    before = re.search(rf"([\u4e00-\u9fff]{{2,4}}?){filler}", question[: figure.start])
    return (after[1] if after else "", before[1][-4:] if before else "")


def _belongs(
    held: Quantity, neighbours: tuple[str, str], sentence: str, every: tuple[Quantity, ...]
) -> bool:
    """Whether nothing of the same unit stands between a figure and its word in ``sentence``."""
    after, before = neighbours
    others = [q for q in every if q.unit == held.unit and q.start != held.start]
    if after and after in sentence:
        at = sentence.find(after, held.end)
        if at >= 0 and not any(held.end <= q.start < at for q in others):
            return True
        if not (before and before in sentence):
            return False
    if before and before in sentence:
        at = sentence.rfind(before, 0, held.start)
        return at >= 0 and not any(at < q.start < held.start for q in others)
    return True


def _in_order(claimed: list[object], held: list[object]) -> bool:
    remaining = iter(held)
    return all(key in remaining for key in claimed)


def _nearest_part(question: str, sentence: str) -> str:
    """The part of ``sentence`` between commas that shares most with ``question``."""
    wanted = {question[at : at + 2] for at in range(len(question) - 1)}

    def shared(part: str) -> int:
        return sum(part[at : at + 2] in wanted for at in range(len(part) - 1))

    return max(re.split(r"[，；;,]", sentence), key=shared)
