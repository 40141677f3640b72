"""What a number counts or measures, in the clause's own words.

``before`` and ``after`` are the words of the number's own stretch, up to the next comma or the
next number. Of two numbers of one thing the later may name it shortly (且不得少于10张床).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.language.normalize import fold

NOUN = r"[一-鿿a-zA-Z0-9()·\"'/+、\-]"
# Words that stand before what is counted and do not belong to it
LEAD = re.compile(
    r"\"?十[三四五]五\"?(?:期?末|期间)?|20\d\d年(?:[底末前]|全年|度)*|加快(?!发展)|实现|推动|政府|力争|争取|确保|原则上|应当?|必须|须|需要?|将|均|都(?!市|江)|也|且|并|同时"
    r"|其中|另外|以及|或者?|和(?!谐)|及|与|、| |努力|积极|进一步|逐步|要(?!素|求)|每年|年内|还|可以?(?![及再持]|行性)"
    r"|鼓励|引导|预计|继续|其余|按照?|对于?(?![口外接象照])|至少|最多|最高(?!额|限)|不少于|不低于|累计|全年|总共|共(?![同享建])"
    r"|约(?![束定])|在(?![校院编岗职园册])|到(?![位期访])|以(?![上下内外])|使(?!用)|把|于|令|由(?!来)|给予|发放|有(?![效害机序线关需条]|意愿)"
)
# Verbs before a counted noun; before a share they say what the share is of (设置康复科的比例)
VERB = re.compile(
    r"打造|布局|建设(?!标准|用|项目|补助|资金|规模)|建成|建立|创建|组建|设置|设立|开设|实现|完成(?!率)|开展|举办|组织|配备|配置|配有"
    r"|拥有|具有|培育|培养|引进|扶持|支持|遴选|选择|选派|推动|推进|落实好?|梳理|优化|制定|形成|提供|保持|安排|筹集|实施|做好|达到"
    r"|新建(?=成|设)|为(?![老民])|全部|基本(?!公共|医疗|养老|药|标准)|、|好"
)
TAIL = re.compile(
    r"(?:要|应当?|必?须|需要?|(?<![人户年月日平])均|都|也|且|各|共|共有|有|为|是|在|按照?|由|从|力争|争取|确保|分别|依次|平均|原则上|可以?|再|约|不得|一般|设置|配备|配置|安排"
    r"|(?:提高|提升|增加|增长|上升|扩大|延长|调整|下调|上调|下降|降低|减少|压减|缩短|稳定|保持|控制|维持|发展|增|降|减|升)(?:到|至|在|为)"
    r"|突破|达|稳定|保持|[由从][^,;由从]{0,16}\d[^,;\d]{0,6}"
    r"|到|至|达到?|给予|不|的|占|仅|最低|最高|最多|最长|至少|上限|限额?|每|超|:| |、|,|统一|逐步|基本|全部|总共|低于|以)$"
)
GRADE = r"(?:[一二三](?:[、,和及或]?[一二三])*级|[一二三]甲)(?:公立)?(?:及以上|及以下|以上|以下)?(?:甲等)?"
PLACE = r"(?:综合性?|中医|专科|康复|公立|教学|精神|妇幼|类|民族|医养结合|中西医结合)*"
# + 三级综合医院【康复医学科床位数】   + 各养老机构【每年】   + 每个区县   - 每床   - 各项
GRADED = re.compile(rf"{GRADE}{PLACE}(?:医院|医疗卫生机构|医疗机构|机构)")
WHOLE = re.compile(r"(?:全[市省县区国盟州镇乡]|我[市省县区]|本[市省县区])(?!性|民|系)")
EVERY = re.compile(
    r"(?:各|每个?|每[家所县区市乡镇村])(?!类|项|种|方面|床|张|名|人|年|月|日|天|千|万|百|十|\d|户|次|套|亩|季|平|辆|位|周|学|班|一|两|[二三四五六七八九])"
    r"[^,;。:每至要应须不达设配建\d有开举]{1,22}"
)
COUNTED_PEOPLE = "(?:常住人口|户籍人口|人口|老年人口?|老人|儿童|婴幼儿|学生|孕产妇|活产|居民|服务对象|参保人|床位|病床|床|张床位|张床)"
NUMERAL = r"(?:\d+(?:\.\d+)? ?[十百千万]*|[十百千万一二两三四五六七八九]+)"
# + 每10万人口   + 每千名老年人   + 每床   + 每人每月   + 每年   - 每个区县   - 每家机构
PER = re.compile(
    rf"每 ?(?P<per>{NUMERAL} ?(?:名|位|个)?{COUNTED_PEOPLE}|{NUMERAL} ?(?:人|名|张|户|床|年|个月|天|日|周|小时)|千人|万人"
    r"|床位?|张(?:床位?)?|人|户|月|年|日|天|次|周|亩|平方米|季度|学期|学年|名|位|套|辆|例|小时|床日|班|半年)"
    r"(?!次|均|份|底|级|口|民|工)"
)
STOP_AFTER = re.compile(
    r"(?: ?(?:\(含[^()]{0,8}\))?(?:及其?|或|\(含\))?(?:以上|以下|以内|之内|左右|上下|内(?![涵科容])))?(?:\(含[^()]{0,8}\))?(?:的|,)?"
)
MONEY_NOUN = re.compile(
    rf"^{NOUN}{{0,14}}?(?:补[助贴]金?|奖[励补金]金?|资助|津贴|支持|(?:资金|经费)(?:支持|补助|补贴|奖励|扶持)?"
    r"|扶持|救助金?|消费券|待遇|慰问金)"
)
AT_RATE = re.compile(
    rf"的?(?:标准|比例|额度|幅度|费率|价格)[,]?(?:一次性)?(?:给予|予以|发放|享受|进行|支付|收取|提供|给付|计发|缴纳|安排|拨付|补贴|补助)?"
    rf"(?P<what>{NOUN}{{2,20}})"
)
NO_NOUN = re.compile(
    r"(?:的|以|内|之|及|和|或|与|且|并|至|到|不|左|后|前|时|起|者|计|进行|给予|达到|\(|、|\"|-|/|期|标准|比例)"
)
TRIVIAL = frozenset(("床", "床位", "张", "人", "次", "元", "名", "家", "左右", "名额"))
ASIDE = re.compile(r"[（(][^（）()]{6,}[)）]")  # （以合同备案时间为准）
STANDARD_OF = re.compile(
    r"(?:以上)?的?标准(?:配备|配置|建设|设置)"
)  # 急救车辆按每四万人一辆的标准配备
PURPOSE = re.compile(r"(?:服务)?的?(?:总体|工作)?(?:部署|要求|目标|任务|原则|思路)$")
# + 【100张】床位以上符合条件的医养结合机构设立康复中心
SIZED = re.compile(
    r"(?P<what>床位?)?(?:及其?|或)?以上(?:的|规模的?)?(?P<such>[^,;。、\d]{0,10}?的)?"
    r"(?P<body>[^,;。、\d的]{0,10}?(?:机构|医院|养老院|敬老院|中心|福利院))"
)
# + 【60%】二级综合医疗机构设置康复医学科   - 【60%】居家养老
DOER = re.compile(
    r"(?P<who>[^,;。:]{2,24}?(?:机构|医院|中心|卫生院|养老院|学校|幼儿园|企业|乡镇|街道|社区|村|县|区))"
    r"(?=设[置立]|建[设有立成]|开[展设]|配[备置]|实现|达到|提供|完成|具备)"
)
BED_UNITS = frozenset(("张", "床", "床位"))
WHO_NOUN = "(?:机构|项目|人员|人|者|家庭|企业|单位|医院|中心|院|户|场所|学校|对象|儿童|村|乡镇|社区|县|区|市|平台|团队|职工|居民|床位|人才|学生|基地|园)"
# + 对养老机构，   + 对新建的养老机构给予   + 销售面积在5000平方米以上的，给予
ADDRESSEE = re.compile(
    r"(?:^|[,;。:])(?:对于?(?P<to>[^,;。:]{2,40}?)的(?=,|给予|按照|每[人户张]|一次性|发放|予以)"
    rf"|对于?(?P<noun>[^,;。:]{{1,40}}?{WHO_NOUN})(?=,|给予|按照|每[人户张]|一次性|发放|予以)"
    r"|(?P<who>[^,;。:]{3,40})的,(?=[^,;。:]*$))"
)
TIMES = frozenset(
    (
        "年",
        "个月",
        "月",
        "日",
        "天",
        "个工作日",
        "工作日",
        "小时",
        "个小时",
        "分钟",
        "周",
        "自然日",
        "秒",
    )
)
SINCE = re.compile(r"^(?:后|前|的|$)")
RATIO_UNITS = frozenset(("%", "％", "‰", "‱", "个百分点", "百分点", "倍", "个基点", "基点"))
OF_BASE = re.compile(
    r"^(?P<what>.{0,40}?)(?P<by>至少[为占达]到?|不(?:得|能|应|可)?(?:低于|少于|超过|高于)|要?达到?|应?占|为(?!准))"
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
    scope, words = _scope_of(ASIDE.sub("", _without_per(before)))
    base = OF_BASE.match(fold(words)) if unit in RATIO_UNITS else None
    if base:
        what = stripped(words[base.start("what") : base.end("what")])
        whole = words[base.start("base") : base.end("base")]
        share = f"{what}与{whole}之比" if unit == "倍" else f"{what}占{whole}的比例"
        graded, rest = _graded(share)
        return Indicator(rest, graded or scope, per, _graded(what)[1])
    counts = unit not in RATIO_UNITS
    if words.rstrip().endswith("的") and not counts and _behind(after):
        words = ""
    elif counts:
        parts = [part for part in re.split(r"按照?", words) if part.strip()]
        words = parts[0 if STANDARD_OF.match(fold(after)) else -1] if parts else ""
    subject = stripped(words, verbs=counts)
    graded, rest = _graded(subject)
    if counts and rest == subject:
        graded = None
    elif not counts and not graded:
        graded = _doer(_behind(after))
    behind = _behind(after)
    name = _name(subject, rest, behind, after, unit)
    if name and "占" in name and unit in RATIO_UNITS and not re.search(r"比例|比重|占比", name):
        name += "的比例"
    return Indicator(name or None, graded or scope, per, rest or subject)


def size_threshold(after: str, *, unit: str) -> Indicator | None:
    """The size from which a rule holds for institutions: 100张床位以上的机构; None for others."""
    match = SIZED.match(fold(after)) if unit in BED_UNITS else None
    if match is None:
        return None
    what = after[match.start("what") : match.end("what")] if match["what"] else "床位"
    body = after[match.start("body") : match.end("body")]
    return Indicator(what, body, (), what)


def addressee(words: str) -> str | None:
    """Whom the ``words`` before a number speak of: 对养老机构，…; 各医疗机构要…."""
    folded = fold(words)
    to = None
    for to in ADDRESSEE.finditer(folded):
        continue
    if to:
        group = to.lastgroup or "who"
        return stripped(words[to.start(group) : to.end(group)]) or None
    every = EVERY.match(folded)
    return words[: every.end()].strip() if every else None


def stripped(words: str, *, verbs: bool = False) -> str:
    """``words`` without the words at both ends that name nothing; leading ``verbs`` too."""
    start, end = 0, len(words)
    folded = fold(words)
    while start < end:
        match = LEAD.match(folded, start, end) or (verbs and VERB.match(folded, start, end))
        if not match:
            break
        start = match.end()
    while start < end and (match := TAIL.search(folded[start:end])):
        end = start + match.start()
    return _closed(words[start:end].strip(' 　:：,，、“”"').lstrip("）)"))


def _name(subject: str, rest: str, behind: str, after: str, unit: str) -> str:
    money = unit.startswith(("元", "美元"))
    rate = AT_RATE.match(fold(after)) if money or unit in RATIO_UNITS else None
    if rate:
        what = after[rate.start("what") : rate.end("what")]
        return subject + (what if money or not subject else after[: rate.end()].strip())
    if unit in RATIO_UNITS:
        if subject and behind and (behind.startswith("给予") or not NO_NOUN.match(fold(behind))):
            return subject + behind
        return rest or behind
    if money:
        given = MONEY_NOUN.match(fold(behind))
        return behind[: given.end()] if given else rest
    if unit in TIMES:
        return rest if not behind or SINCE.search(fold(behind)) else behind
    if behind and behind not in TRIVIAL and not NO_NOUN.match(fold(behind)):
        return behind
    return rest


def _behind(after: str) -> str:
    """The words behind a number and its bound, up to the end of its stretch."""
    folded = fold(after)
    match = STOP_AFTER.match(folded)
    words = after[match.end() if match else 0 :]
    return PURPOSE.sub("", _closed(words).strip(' 　、：:“”"')).removesuffix("的")


def _closed(words: str) -> str:
    """``words`` up to a closing bracket that they do not open, and without an open one."""
    depth = 0
    for at, char in enumerate(words):
        depth += (char in "（(") - (char in "）)")
        if depth < 0:
            return words[:at]
    return words if depth == 0 else words[: max(words.rfind("（"), words.rfind("("))]


def _without_per(before: str) -> str:
    folded, kept, at = fold(before), "", 0
    for match in PER.finditer(folded):
        kept += before[at : match.start()]
        at = match.end()
    return kept + before[at:]


def _scope_of(words: str) -> tuple[str | None, str]:
    """全市, 各养老机构, 每个区县 at the head of ``words``, and what is left of them."""
    at = 0
    folded = fold(words)
    while match := LEAD.match(folded, at):
        at = match.end()
    for pattern in (WHOLE, EVERY):
        match = pattern.match(folded, at)
        if match:
            return words[at : match.end()].strip(), words[match.end() :]
    return None, words


def _doer(words: str) -> str | None:
    """Who does it in 60%【基层医疗机构】设置康复医学科."""
    match = DOER.match(fold(words))
    return words[match.start("who") : match.end("who")] if match else None


def _graded(subject: str) -> tuple[str | None, str]:
    """三级综合医院 and what of it is measured; the whole when nothing is left."""
    match = GRADED.match(fold(subject))
    if match is None:
        return None, subject
    rest = stripped(subject[match.end() :])
    return subject[: match.end()], rest or subject
