"""Whether a number of a sentence only says when, or for whom, a rule holds. Texts are folded."""

from __future__ import annotations

import re

from kb.language.bounds import read_bound
from kb.language.indicators import RATIO_UNITS, TIMES, size_threshold
from kb.language.naming import VERB

# + 使用【五年】以上的验方   + 超过【60%】时   + 达到【500万元】的,   + 【3万元】以上(含)至
CONDITION = re.compile(
    r"(?: ?(?:及其?|或|\(含\))?(?:以上|以下|以内|之内))?(?:\([^()]{0,12}\))?"
    r"(?:的?(?:[,;。、]|$)|时|[期之]?[后前]|期间|[^,;。、]{0,10}?的[,])"
)
# What a rate or a sum of money may be followed by and still be what is set: 20%的比例给予补贴
GIVEN = re.compile(
    r"(?: ?(?:及其?|或)?(?:以上|以下|以内|左右))?(?:/[一-鿿]{1,4})?的?[^,;。、的]{0,8}?"
    r"(?:标准|比例|额度|幅度|费率|补[助贴]|奖励?|资助|支持|资金|经费|扶持|津贴|待遇|救助|优惠|优待)"
)
OF_SUCH = re.compile(
    r" ?(?:\(含[^()]{0,8}\))?(?:及其?|或|\(含\))?(?:以上|以下|以内)(?:\(含[^()]{0,8}\))?的"
)
# + 【三年】以上炮制经验的人员   + 【两名】以上残疾人的家庭
WHO = re.compile(
    r" ?(?:\(不?含[^()]{0,6}\))?(?:及其?|或)?(?:以上"
    r"|以下)(?:\([^()]{0,30}\))?[^,;。的]{1,24}?的(?!标准|比例)"
)
# + 【4人】及以上家庭   - 【6000座】以上,   - 从业【2年】以上驾驶经历
SUCH = re.compile(r"(?:及其?|或)?(?:以上|以下)(?!且|并|的|经|工作|驾|,)[一-鿿]{2}")
GAINS = re.compile(r"新[增建]|改造|认定|评选|发展|达到?|至少|少于|低于|每年|[有给予奖]$")
# + 【90平方米】以下补贴6000元   + 新引进【10亿元】以上项目70个
SO_GIVEN = re.compile(
    r"(?:\([^()]{0,8}\))?(?:及其?|或)?(?:以上|以下|以内)(?:\([^()]{0,8}\))?(?:补[贴助]|给予|奖励"
    r"|享受)"
)
OF_COUNTED = re.compile(
    r"(?:\([^()]{0,12}\))?(?:及其?|或)?(?:以上"
    r"|以下)?(?:\([^()]{0,12}\))?的?[^,;。、:\d]{2,16}?\d+ ?(?:余|多)?(?:个|家|项|户|所)"
)
WHEN = re.compile(
    r"(?: ?(?:及其?|或)?(?:以上|以下|以内|之内|内))?(?:\(不?含[^()]{0,8}\))?(?:以上|以下|以内"
    r"|之内|内)?(?:\(不?含[^()]{0,8}\))?(?:的(?:[,、;:。)]|$)|时[,])"
)
# + 五十人至【二百人】的单位应当
OF_KIND = re.compile(r"的(?:用人)?(?:单位|企业|机构|人员|家庭|职工|项目|房屋|住房)")
# + 每超过【一百人】   - 每年
BY_EACH = re.compile(r"每(?:超过?|满|增加?|减少) ?$")
# + 缴纳不低于【50%】的土地出让金后，
AFTERWARDS = re.compile(r"的[^,;。的]{1,14}后[,，]")
# + 【3个月】内完成契税缴纳的人员   + 【十五分钟】内不能到达   - 【3个月】内完成审批
DONE_BY = re.compile(
    r"(?:之|以)?内(?:不能|未|没有|[^,;。]{0,24}的(?:人员|家庭|项目|企业|单位|个人|职工"
    r"|购房人)(?:[,;。]|$))"
)
# + 【100万元】的给予20万元扶持   - 【100万元】的补贴
SO_DONE = re.compile(
    r"(?:\(不?含[^()]{0,8}\))?(?:及其?|或)?(?:以上|以下|以内)?(?:\(不?含[^()]{0,8}\))?"
    r"的(?:给予|奖励\d|补[贴助]\d|按|享受|也?可(?:以)?(?:申请|享受|按))"
)
# + 取消…【24个月】内办理的时间限制   + 取消不得超过【144平方米】的限制   - 取消限购，首付【15%】
LIFTED = re.compile(r"(?:取消|废除|不再执行|停止执行|解除|放开)[^,;。:]*$")
LIMITS = re.compile(r"[^,;。]*?(?:[、,][^,;。]*?){0,2}(?:限制|规定|要求|限购|门槛)(?:[,;。]|$)")
# + 对进口增量超过【1亿美元】的企业给予支持   - 对企业给予【20万元】的支持
OF_FAVOURED = re.compile(
    r"的(?:[^,;。的]{0,6}(?:企业|单位|机构|项目|家庭|职工|个人|人员|购房人|商户))(?:,|给予|予以|按|可|发放|实行)"
)
FAVOURED = re.compile(r"对于?[^,;。:给]{0,30}$")
AS_IF = re.compile(r"(?:^|[,;。:])(?:如果?|若|凡|当|对于?|每满|满|符合|每(?=超))[^,;。:]{0,40}$")
RAISED = re.compile(r"(?:提高|提升|调整|上浮|下调|降低|放宽|增加|延长)(?:到|至|为)?$")


def is_condition(before: str, after: str, unit: str) -> bool:
    """Whether a number only says when or for whom a rule holds."""
    if size_threshold(after, unit=unit):
        return False
    if SO_DONE.match(after) or (FAVOURED.search(before[-32:]) and OF_FAVOURED.match(after)):
        return True
    if LIFTED.search(before) and LIMITS.match(after):
        return True
    after = _without_asides(after)
    if unit in RATIO_UNITS or unit.startswith(("元", "美元")):
        if GIVEN.match(after[:30]):
            return False
    elif SO_GIVEN.match(after):
        return True
    stated = unit.startswith("元") or read_bound(before, after).operator
    if OF_COUNTED.match(after) and stated and unit not in RATIO_UNITS:
        return True
    if OF_SUCH.match(after) and unit not in RATIO_UNITS:
        return not VERB.search(before[-3:])
    if (WHO.match(after) or SUCH.match(after)) and unit not in RATIO_UNITS:
        return not (VERB.search(before[-4:]) or GAINS.search(before[-4:]))
    as_if = AS_IF.search(before[-48:]) and not RAISED.search(before[-4:])
    if as_if and CONDITION.match(after):
        return True
    if (
        BY_EACH.search(before[-8:])
        or AFTERWARDS.match(after)
        or (unit in TIMES and DONE_BY.match(after))
    ):
        return True
    return bool(WHEN.match(after) or (unit not in RATIO_UNITS and OF_KIND.match(after)))


def _without_asides(words: str) -> str:
    """``words`` without longer notes in brackets: 6个月内（自签订之日起计算）开工的项目."""
    return re.sub(r"\([^()]{7,}\)", "", words)
