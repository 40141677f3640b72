"""Which numbers of a sentence set something, and which only report, describe, define or punish?

Texts are folded. What reports (截至2020年已建成120家), sets a condition (距退休不足1年的人员),
names people by age (65岁以上老年人), defines (是指…), reckons or punishes (处五千元罚款) sets no
target.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kb.language.bounds import read_bound
from kb.language.conditions import is_condition
from kb.language.dates import find_dates
from kb.language.indicators import RATIO_UNITS, TIMES
from kb.language.normalize import fold
from kb.language.numerals import Quantity, find_quantities
from kb.language.patterns import QUOTED_TITLE

# + 截至目前【120家】   + 已建成【120家】   + 从10505元增加到了【16361元】   - 到2025年达到【120家】
REPORTS = re.compile(
    r"截[至止](?!前|时)|目前|现有(?![^,;。\d]{1,12}的 ?$)|现已"
    r"|已(?!经?备案|婚|拥有|有(?:政策|规定)|购(?!置)|缴|结清|签|支付)(?![^,;。]{1,14}的)"
    r"|共有|以来|同期|[同环]比(?!例)|上年|上一?年度"
    r"|(?:年均|实际|累计)完成|圆满|顺利|了\d|历史性|连续[\d一二三四五六七八九十]+年|跃居|居全国"
)
# + 【48条】经验获全国推广   + 【68%】，居全国前列   - 获得补助【5万元】
TOLD_BEHIND = re.compile(
    r"[^,;。\d]{0,24}获(?:得|评|批)?(?:了)?(?:全国|国家|国务院|省级?|部委)[^,;。]{0,6}(?:推广|批复|表彰|通报|认定)"
)
# + 到2025年   + 力争   + 不低于 (what is still to be)   - 达到
SETS = re.compile(
    r"(?:力争|争取|确保|到20[2-9]\d年|至20[2-9]\d年|应当?|须|不[得能]?(?:低于|少于|超过))"
)
# Cells of a table without a mark between them: 粮食综合生产能力万吨1075≥1075约束性2
# and lists of telephone numbers.
GLUED = re.compile(
    r"(?:预期性|约束性)\s*\d|\d%[一-鿿]{2,8}\d{6,}|1[3-9]\d{9}\D{1,40}1[3-9]\d{9}(?!\d)"
)
# + 处五千元以上罚款   + 有期徒刑三年   + 扣2分   + 职工医院是指20张床位以下…   + 甲/乙*100%
PUNISHES = re.compile(
    r"罚款|罚金|处罚|拘留|徒刑|违法所得|滞纳金|处分|吊销|责令|违反本|拒不|直接责任人"
    r"|[扣得]\d+(?:\.\d+)?分|扣分|得分|满分"
)
DEFINES = re.compile(
    r"[家员户的业]指(?!导|标|定|南|数|挥|示|引|派|出)|是指|系指|指的是|所称|计算(?:方法|公式)(?!中)"
    r"|[\u00d7÷∑]|\*100|/同期"
)
# + 照片【1张】   + 复印件【2份】   (what is handed in)   - 床位【10张】
PAPERS = re.compile(
    r"(?:照片|寸照|复印件|原件|证明|申请[表书]|审批表|一览表|评审表|材料)"
    r"[^,;。、\d]{0,6}(?:各|共|一式)? ?$"
)
# + （例如：有效氯含量【5%】，取【1份】加水   + 配制方法举例：
EXAMPLE = re.compile(r"(?:举例|例如|比如)[^;。()]*$")
# + 【34项】具体措施   + 以下【2个】条件   - 不少于10项惠民措施 (its bound is stated)
OF_TEXT = re.compile(
    r"(?:个|项|条|大)?(?:方面|(?:具体|政策|重点|支持|保障|优惠|惠企)?(?:措施|举措|条件|情形))(?!率)"
)
# + 【76家】医院名单
LISTED_BEHIND = re.compile(r"[^,;。、\d]{0,8}名单(?!制)")
PAPER_UNITS = frozenset(("张", "份", "套", "式"))
QUOTE_REACH = 10  # characters of a quoted watchword before its number
AGES = frozenset(("岁", "周岁"))
OF_AGE = re.compile(r"寿命|年龄|龄(?:应|须|不|为|在|限)")
OF_TIME = re.compile(
    r"(?:期限?|时[间长限]|有效期|补[助贴贷]|为期|保存|每[年月日天周次][^,]{0,6}|连续[^,]{1,6}"
    r"|工龄|缩短[至到为])$"
)
NAME_BEHIND = re.compile(
    r"行动|规划|计划|工程|过渡期|制(?!度)|期(?!限)|[左右]?来|前[,的]|后[,的]?|间|级|一[次遇]|度"
)
# + 等6个部门   + 20个省市   + 两个核心目标   - 等29项医疗康复项目
OF_OTHERS = re.compile(
    r"(?:个|大|类|项|方面|家)?(?:[^,;。、]{0,6}城市|部门|部委|委办局|省|城市|国家|省市|单位|领域|方面|环节"
    r"|阶段|条件|情形|问题)"
)
# + 国家【1类】新药   - 【12类】基本公共卫生服务
LABEL_BEHIND = re.compile(r"(?:、\d类|新药|医疗器械|人才|地区|学科|项目|企业)")
MEMBERS = frozenset(("家", "所", "名", "位", "人", "部门", "个部门"))  # 甲大学、乙大学等7所高校
PLACES = re.compile("个(?:试点)?(?:城市|省份|省市|县区|地区)")  # 北京、天津、西安11个城市
LISTED_WORK = re.compile(r"等[^,;。、\d]{0,8}项(?:工作|任务)$")  # 等营商环境5项工作
QUOTED_NAME = re.compile(r"[一-鿿]{0,4}\"")
# + 全市【16个】行政区   - 全市建设【16个】
OF_ALL = re.compile(r"(?:全[市省县区国州]|辖区)(?:内|现|共)?(?:有|辖)?$")
FROM_BEFORE = re.compile(r"(?:[由从]|下限由)[^,;。]{0,24}$")
FROM_BEHIND = re.compile(
    r"[^,;。]{0,6}?(?:[提调上下升降增减扩延放][一-鿿]{0,4}(?:到|至|为)|(?:到|至|为)\d)"
)
# + 一张   + 十五分钟   - 三百张   - 二十三家
HAN_ONLY = re.compile(
    r"[一二两三四五六七八九十]{1,2}(?![一二三四五六七八九十百千万亿])[一-鿿]{1,3}"
)
LABELLED = re.compile(r"[、\"]?(?:首套|二套|三套|[一二三]孩|[二三]胎)")


REACH = 120  # characters beside a number in which its words are looked for: keeps time linear
# + 连续使用半年以上   - 上半年   - 每半年 (a denominator)   - 一个半月
HALF = re.compile(r"(?<![上下前后每多个])半(?P<unit>年|个月|天|小时)(?=以上|以内|之内|内)")


def setting_quantities(sentence: str) -> list[Quantity]:
    """The quantities of ``sentence`` that may set something, in order.

    None are parts of dates or titles, conditions, denominators, or reported.
    """
    folded = fold(sentence)
    if GLUED.search(folded) or is_no_rule(folded):
        return []
    passed = sorted(
        [
            *((d.start, d.end) for d in find_dates(sentence)),
            *(match.span() for match in QUOTED_TITLE.finditer(sentence)),
        ]
    )
    kept, at = [], 0
    for quantity in _quantities(sentence, folded):
        while at < len(passed) and passed[at][1] <= quantity.start:
            at += 1
        if at < len(passed) and passed[at][0] <= quantity.start:
            continue
        before = folded[max(0, quantity.start - REACH) : quantity.start]
        after = folded[quantity.end : quantity.end + REACH]
        if _in_watchword(sentence, quantity):
            continue
        if _sets(quantity, re.split(r"[;。\n]", before)[-1], after):
            kept.append(quantity)
    return kept


def reports(before: str) -> bool:
    """Whether the words ``before`` a number, of its own sentence, tell what is or was."""
    told = [m.end() for m in REPORTS.finditer(before)]
    return bool(told) and not SETS.search(before, told[-1])


def _in_watchword(sentence: str, quantity: Quantity) -> bool:
    """Whether a Chinese numeral stands within quotation marks: “最多跑一次”."""
    begun = sentence.rfind("“", max(0, quantity.start - QUOTE_REACH), quantity.start)
    closed = sentence.find("”", quantity.end, quantity.end + QUOTE_REACH)
    between = sentence[begun : quantity.start] + sentence[quantity.end : closed]
    held = begun >= 0 and closed >= 0 and not re.search("[”“，,。；;]", between[1:])
    return held and is_manner_of_speaking(quantity.written)


def is_no_rule(sentence: str) -> bool:
    """Whether ``sentence`` punishes, defines or reckons, so that no number in it is a target."""
    return bool(PUNISHES.search(sentence) or DEFINES.search(sentence))


def is_other_number(before: str, written: str, after: str, unit: str) -> bool:
    """Whether a number is an age of people, a span of time by the way, or a manner of speaking."""
    if unit in ("周年", "人口", "批") and read_bound(before, after).operator is None:
        return True
    if unit in PAPER_UNITS and PAPERS.search(before[-16:]):
        return True
    if before.endswith("含") or LISTED_WORK.search(before[-12:] + unit + after[:2]):
        return True
    if unit == "套" and before.endswith(("拥有", "名下有", "仅有", "已有")):
        return True
    if unit in AGES:
        return not OF_AGE.search(before[-14:])
    if unit in TIMES and _is_by_the_way(before, after):
        return True
    if FROM_BEFORE.search(before[-26:]) and FROM_BEHIND.match(after):
        return True
    if before.endswith("等") and (unit in MEMBERS or OF_OTHERS.match(unit + after)):
        return True
    if "、" in before[-20:] and PLACES.match(unit + after):
        return True
    if QUOTED_NAME.match(after) and before.endswith('"'):  # “0.1微克”攻坚行动
        return True
    if (unit == "类" and LABEL_BEHIND.match(after)) or (
        unit == "日" and re.search("每月[^,;。]{0,4}$", before)
    ):
        return True
    if LISTED_BEHIND.match(after) or (unit in ("条", "项") and before.endswith(("中,有", "中有"))):
        return True
    if OF_TEXT.match(unit + after) and read_bound(before, after).operator is None:
        return True
    if EXAMPLE.search(before) or (unit == "次" and before.endswith(("最近", "上", "下"))):
        return True
    if (unit + after).startswith(("个自然年", "个年度", "个自然月", "个指标")):
        return True
    return bool(
        LABELLED.fullmatch(written.strip())
        or (unit not in RATIO_UNITS and OF_ALL.search(before[-8:]))
    )


def is_manner_of_speaking(written: str) -> bool:
    """Whether a small count in Chinese numerals states no number: 一张网, 两个目标, 五个类别."""
    return bool(HAN_ONLY.fullmatch(written.strip()))


def _is_by_the_way(before: str, after: str) -> bool:
    """近3年, 3年行动, 5年前: no duration that is set. Within 30日, 补助3年, 不少于2年 are."""
    if re.search(r"(?:近|前|过去|上|头|第|毕业后?|改革前|满|[一二三四五六七八九十\d])$", before):
        return True
    if NAME_BEHIND.match(after):
        return True
    bounded = re.match(
        r" ?(?:(?:及其?|或)?以上(?=[^,;。]{0,6}(?:经[验历]|工作|[,;。]|$))|以内|之内|内|左右)",
        after,
    )
    stated = re.search(
        r"(?:不(?:得|能)?(?:少于|低于|超过|高于|多于|长于)|至少|最[长短多少](?:不超过)?"
        r"|达到?)(?:为|达)?$",
        before,
    )
    return not (bounded or stated or OF_TIME.search(before[-10:]))


def _quantities(sentence: str, folded: str) -> list[Quantity]:
    halves = [
        Quantity(*m.span(), Decimal("0.5"), None, m["unit"], sentence[slice(*m.span())])
        for m in HALF.finditer(folded)
    ]
    return sorted([*find_quantities(sentence), *halves], key=lambda q: q.start)


def _sets(quantity: Quantity, before: str, after: str) -> bool:
    unit = quantity.unit
    if unit is None:
        bare = re.match(r"(?:以上|以下|左右|[,;。、)]|$)", after)
        return bool(bare and read_bound(before, after).operator and "." in quantity.written)
    if unit in ("年", "月", "日") and (quantity.value > 999 or _is_day(before, after, unit)):
        return False
    if re.search(r"每 ?$", before):  # 每10万人口: a denominator
        return False
    if is_manner_of_speaking(quantity.written) and not _counts(before, after):
        return False
    return not (
        reports(before)
        or TOLD_BEHIND.match(after)
        or is_other_number(before, quantity.written, after, unit)
        or is_condition(before, after, unit)
    )


def _counts(before: str, after: str) -> bool:
    """Whether a small Chinese numeral is a count: 至少两名, 每年一次, 十张以上."""
    stated = read_bound(before, after).operator is not None
    return stated or bool(re.search(r"每[^,;。]{1,12}$", before))


def _is_day(before: str, after: str, unit: str) -> bool:
    """3月 and 8日 of a date without its year."""
    if unit == "月":
        return bool(re.match(r" ?(?:\d|[上中下]旬|[底末初份])", after)) or not before.endswith("个")
    return unit == "日" and before.endswith("月")
