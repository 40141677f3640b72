"""What a number counts or measures, in the clause's own words.

``before`` and ``after`` are the words of the number's own stretch, up to the next comma or the
next number. Of two numbers of one thing the later may name it shortly (且不得少于10张床).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.language.naming import VERB, closed, stripped
from kb.language.normalize import fold
from kb.language.scopes import doer_of, graded, scope_at_head

NOUN = r"[一-鿿a-zA-Z0-9()·\"'/+、\-]"
COUNTED_PEOPLE = (
    "(?:常住人口|户籍人口|人口|老年人口?|老人|儿童|婴幼儿|学生|孕产妇|活产|居民|服务对象|参保人"
    "|床位|病床|床|张床位|张床)"
)
NUMERAL = r"(?:\d+(?:\.\d+)? ?[十百千万]*|[十百千万一二两三四五六七八九]+)"
# + 每10万人口   + 每千名老年人   + 每床   + 每人每月   + 每年   - 每个区县   - 每家机构
PER = re.compile(
    rf"每 ?(?P<per>{NUMERAL} ?(?:名|位|个)?{COUNTED_PEOPLE}|{NUMERAL} ?(?:人|名|张|户|床|年|个月"
    rf"|天|日|周|小时|平方米|亩|公里)|千人|万人"
    r"|床位?|张(?:床位?)?|人|户|月|年|日|天|次|周|亩|平方米|季度|学期|学年|名|位|套|辆|例|小时"
    r"|床日|班|半年)"
    r"(?!次|均|份|底|级|口|民|工)"
)
STOP_AFTER = re.compile(
    r"(?: ?(?:\(含[^()]{0,8}\))?(?:及其?|或|\(含\))?(?:以上|以下|以内|之内|左右|上下"
    r"|内(?![涵科容])))?(?:\(含[^()]{0,8}\))?(?:的|,)?"
)
MONEY_NOUN = re.compile(
    rf"^{NOUN}{{0,14}}?(?:补[助贴]金?|奖[励补金]金?|资助|津贴|支持|(?:资金|经费)(?:支持|补助|补贴"
    rf"|奖励|扶持)?"
    r"|扶持|救助金?|消费券|贴息|租金|[一-鿿]费(?:用)?|待遇|慰问金)"
)
AT_RATE = re.compile(
    rf"的?(?:标准|比例|额度|幅度|费率|价格)[,]?(?:一次性)?(?:给予|予以|发放|享受|进行|支付|收取"
    rf"|提供|给付|计发|缴纳|安排|拨付|补贴|补助)?"
    rf"(?P<what>{NOUN}{{2,20}})"
)
NOTHING = frozenset(("执行", "计算", "计提", "安排", "收取", "缴纳", "支付", "实行", "人口", ""))
NO_NOUN = re.compile(
    r"(?:的|以|内|之|及|和|或|与|且|并|至|到|不|左|后|前|时|起|者|计|进行|给予|达到|\(|、|-|/|期"
    r"|标准|比例)"
)
LONGEST_DEED = 16  # characters of what a sum is for when nothing stands before it
TRIVIAL = frozenset(("床", "床位", "张", "人", "次", "元", "名", "家", "左右", "名额"))
# + 【1个】以县级医院为龙头的紧密型医共体
CENTRED = re.compile(r"^以[^，,；;。]{2,40}为[^，,；;。]{1,30}的(?=[^的]{2,16}$)")
ASIDE = re.compile(r"[（(][^（）()]{6,}[)）]")  # （以合同备案时间为准）
# + 【200个】文艺团队、培训千名骨干   - 【20种】常见病、多发病的诊疗方案
LISTED = re.compile(
    rf"、(?=[^、]*(?:\d|[千万百][名场人]))|、(?=(?:{VERB.pattern.replace('|、|好', '')}))"
)
# + 急救车辆按每四万人【一辆】的标准配备
STANDARD_OF = re.compile(r"(?:以上)?的?标准(?:配备|配置|建设|设置)")
PURPOSE = re.compile(r"(?:服务)?的?(?:总体|工作)?(?:部署|要求|目标|任务|原则|思路)$")
# + 【100张】床位以上符合条件的医养结合机构设立康复中心
SIZED = re.compile(
    r"(?P<what>床位?)?(?:及其?|或)?以上(?:的|规模的?)?(?P<such>[^,;。、\d]{0,10}?的)?"
    r"(?P<body>[^,;。、\d的]{0,10}?(?:机构|医院|养老院|敬老院|中心|福利院))"
)
MONEY = re.compile(
    r"[额费补奖资金价款贷税薪租]|标准|津贴|收入|产值|消费|投入|保障|待遇|总值|总量|投资"
)
BED_UNITS = frozenset(("张", "床", "床位"))
TIMES = frozenset(
    (
        *("年", "个月", "月", "日", "天", "周", "个工作日", "工作日", "自然日", "小时"),
        *("个小时", "分钟", "秒"),
    )
)
SINCE = re.compile(r"^(?:后|前|的|$)")
RATIO_UNITS = frozenset(("%", "％", "‰", "‱", "个百分点", "百分点", "倍", "个基点", "基点"))
OF_BASE = re.compile(
    r"^(?P<what>.{0,40}?)(?P<by>至少[为占达]到?|(?:调整|统一)?为?不(?:得|能|应|可)?(?:低于|少于"
    r"|超过|高于|大于|小于)|要?达到?|应?占|为(?!准))"
    r"(?P<base>[^,]{2,20})的$"
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """``name`` in the clause's words (None: it does not say), ``scope``, ``per`` denominators."""

    name: str | None
    scope: str | None
    per: tuple[str, ...]
    subject: str


def read_indicator(before: str, after: str, *, unit: str) -> Indicator:
    """What the number of ``unit`` between ``before`` and ``after`` counts.

    ``before`` is without the bound that touches the number.
    """
    per = tuple(re.sub(r"\s", "", m["per"]) for m in PER.finditer(fold(before)))
    scope, words = scope_at_head(ASIDE.sub("", _without_per(before)))
    behind = _behind(after)
    base = OF_BASE.match(fold(words)) if unit in RATIO_UNITS else None
    if base:
        what, whole = (words[base.start(name) : base.end(name)] for name in ("what", "base"))
        level, rest = graded(_share(stripped(what), whole, behind, unit))
        return Indicator(rest, level or scope, per, graded(stripped(what))[1])
    counts = unit not in RATIO_UNITS
    if words.rstrip().endswith("的") and not counts and behind:
        words = ""
    elif counts:
        parts = [part for part in re.split(r"按照?", words) if part.strip()]
        words = parts[0 if STANDARD_OF.match(fold(after)) else -1] if parts else ""
    subject = stripped(words, verbs=counts)
    level, rest = graded(subject)
    if counts and rest == subject:
        level = None
    elif not counts and not level:
        level = doer_of(behind)
    name = _name(subject, rest, behind, after, unit)
    if "占" in name and not counts and not re.search(r"比例|比重|占比", name):
        name += "的比例"
    return Indicator(name if name not in NOTHING else None, level or scope, per, rest or subject)


def _share(what: str, whole: str, behind: str, unit: str) -> str:
    """康复床位数占医院总床位数的比例, from 康复床位数达到医院总床位数的2%."""
    if not what and behind:
        return whole + behind
    return f"{what}与{whole}之比" if unit == "倍" else f"{what}占{whole}的比例"


def size_threshold(after: str, *, unit: str) -> Indicator | None:
    """The size from which a rule holds for institutions: 100张床位以上的机构; None for others."""
    match = SIZED.match(fold(after)) if unit in BED_UNITS else None
    if match is None:
        return None
    what = after[match.start("what") : match.end("what")] if match["what"] else "床位"
    body = after[match.start("body") : match.end("body")]
    return Indicator(what, body, (), what)


def _name(subject: str, rest: str, behind: str, after: str, unit: str) -> str:
    money = unit.startswith(("元", "美元"))
    rate = AT_RATE.match(fold(after)) if money or unit in RATIO_UNITS else None
    if rate:
        what = after[rate.start("what") : rate.end("what")]
        return subject + (what if money or not subject else after[: rate.end()].strip())
    if unit in RATIO_UNITS:
        if (
            subject
            and behind
            and (behind.startswith(("给予", "达到")) or not NO_NOUN.match(fold(behind)))
        ):
            return subject + behind
        return rest or behind
    if money:
        given = MONEY_NOUN.match(fold(behind))
        return behind[: given.end()] if given else rest or behind[:LONGEST_DEED]
    if unit in TIMES:
        return rest if not behind or SINCE.search(fold(behind)) else behind
    behind = CENTRED.sub("", behind)
    if behind and behind not in TRIVIAL and not NO_NOUN.match(fold(behind)):
        return behind
    return rest


def _behind(after: str) -> str:
    """The words behind a number and its bound, up to the end of its stretch."""
    folded = fold(after)
    match = STOP_AFTER.match(folded)
    words = after[match.end() if match else 0 :]
    words = LISTED.split(words)[0]
    return PURPOSE.sub("", closed(words).strip(' 　、：:"')).removesuffix("的")


def _without_per(before: str) -> str:
    folded, kept, at = fold(before), "", 0
    for match in PER.finditer(folded):
        kept += before[at : match.start()]
        at = match.end()
    return kept + before[at:]
