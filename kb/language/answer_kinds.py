"""Whether a sentence is of the kind of answer that a question wants.

多少钱 is not answered by a sentence without money, 哪天 not by one without a date, 几名 not by
one that counts hospitals.
"""

from __future__ import annotations

import re

from kb.language import patterns
from kb.language.dates import find_dates
from kb.language.normalize import fold
from kb.language.numerals import find_quantities
from kb.language.regions import find_regions
from kb.types import Query, Want

# Units that count the same kind of thing: a question with one is answered with any of its group.
UNIT_GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"人", "名", "位"}),
    frozenset({"家", "所", "个", "处", "间", "座"}),
    frozenset({"张", "床"}),
    frozenset({"次", "场", "期", "轮"}),
    frozenset({"种", "类", "项", "个", "条", "款"}),
    frozenset({"学时", "课时"}),
    frozenset({"天", "日", "工作日"}),
    frozenset({"年"}),
    frozenset({"月", "个月"}),
    frozenset({"岁", "周岁"}),
)
UNITS = "工作日|学时|课时|小时|分钟|人|名|位|家|所|个|处|间|张|次|场|期|种|类|项|条|款|天|岁|年"
ASKED_UNIT = re.compile(rf"(?:多少|几)个?(?P<unit>{UNITS})|(?:多少|几)(?P<bare>个)")
NUMBER = r"(?:\d[\d.,]*|[一二两三四五六七八九十百千万亿半]+)\s*"
MONEY = re.compile(rf"{NUMBER}(?:万|亿|千|百)?元")
FREE = re.compile(r"免费|不收费|不得收取")
PATTERNS_OF_KINDS = {
    Want.MONEY: MONEY,
    Want.SHARE: re.compile(
        r"\d\s*[%％‰]|百分之|[一二三四五六七八九十]成|分之[一二三四五]|全部|全覆盖"
    ),
    Want.AREA: re.compile(rf"{NUMBER}(?:平方米|平米|㎡|亩|公顷)"),
    Want.CONTACT: re.compile(
        r"(?<![\dA-Za-z])(?:0\d{2,3}[-－—]?\d{7,8}|1[3-9]\d{9}|12\d{3}|\d{7,8})(?![\dA-Za-z])"
        r"|@|\d+号(?:楼|院)"
    ),
    Want.WEBSITE: re.compile(r"网|APP|app|公众号|小程序|平台|https?://"),
    Want.HOURS: re.compile(r"\d\s*[:：点时]|周[一二三四五六日]|工作日|节假日|\d\s*小时"),
    Want.BODY: re.compile(
        r"委|局|厅|部门|政府|办公室|中心|医院|机构|单位|组织|协会|学会|联合会|残联|大学|学院|学校"
        r"|团队|小组|企业|公司|科|医师|人员|法院"
    ),
    Want.PERSON: re.compile(
        r"(?:主任|组长|院长|局长|书记|联系人|负责人|委\s*员)[：:为是\s]\s*[\u4e00-\u9fff]{2,3}"
    ),
    Want.PAYER: re.compile(r"承担|支付|负担|自付|自费|财政|基金|医保|报销|个人|收取"),
    Want.PENALTY: re.compile(
        r"罚|责令|追究|追责|问责|警告|吊销|取消|暂停|约谈|通报|[收追扣退]回|扣|不予|不得|处分|没收|整改|责任(?!单位)"
        r"|退出|停|终止|撤|信用|黑名单|拘留|改正|赔偿|强制|拆除|无效|视为|中止|降"
    ),
    Want.MATERIALS: re.compile(
        r"材料|资料|证明|证件|(?:身份|许可|登记|合格|资格|残疾|产权|结婚|出生)证|执照|户口|病历|复印件|手续"
        r"|(?:申请|登记|承诺|委托|通知|意见|协议)书|[请记报批]表|报告|单据|发票|合同|协议|图纸"
    ),
    Want.SCORE: re.compile(r"\d\s*分|[一二三四五六七八九十]分|分值|权重|得分|计分|评分|[%％]|百分"),
    Want.LIST: re.compile(r"(?:包括|包含|分别(?:为|是)|如下|即|有|为|：|:)[^。]*、"),
}
DURATION = re.compile(rf"{NUMBER}个?(?:年|月|天|日|工作日|自然日|小时|分钟|学时|课时|周|季度)")
DAY = re.compile(
    r"\d{1,2}\s*[月日]|[一二三四五六七八九十]+[月日]|全年|年底|之日|届满"
    r"|第[一二三四五六七八九十]+个(?:自然)?月"
)
# A clause's own number and the numbers of other texts say nothing about an amount.
NO_AMOUNT = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零\d]+条|[（(]?[一二三四五六七八九十\d]{1,3}[）)．.、])"
    r"|第[一二三四五六七八九十百零\d]+[条款项章节]|《[^》]*》|[〔\[(（]\d{4}[〕\])）]\d*号?"
    r"|\d{4}\s*年|\d{1,2}\s*月(?:\d{1,2}\s*日)?|“[^”]{1,4}五”"
)
COUNT = re.compile(
    r"\d|分之|[一二两三四五六七八九十百千万半]\s*"
    r"(?:人|名|位|家|所|个|张|次|种|类|项|元|年|天|日|倍|成|岁|周岁|毫升|平方米|分钟|小时|公里|吨|亩)"
)

# What an ordinary noun phrase before 医院 or 大学 is made of; a name has something besides.
GENERIC = re.compile(
    r"[一二三四五六]级(?:甲等|乙等|以上|及以上|及以下|以下)?|综合|专科|专业|中医药?|中西医结合|康复|医学|医疗"
    r"|卫生|服务|社区|乡镇|基层|各级|各类|各|省|市|县|区|级|公立|民营|民办|社会办|养老|示范|培训|实训|指导|教学"
    r"|选择|选定|选取|遴选|挑选|重点|上级|有条件|临床|高等|职业|普通|相关|具有|特色|部分|其他|鼓励|支持|由|和|与|及|或|等|的|大|以|个"
    r"|所|家|、|，|\d|\s"
)
PLACE_SUFFIXES = {
    "医院": "医院", "学校": "学校|学院|大学|院校", "高校": "大学|学院|学校",
    "院校": "大学|学院|学校", "大学": "大学|学院", "企业": "公司|厂|集团", "公司": "公司|厂|集团",
}  # fmt: skip
ASKED_PLACE = re.compile(
    rf"哪(?:一|几|两|三|\d)?(?:家|所|个)?[\u4e00-\u9fff]{{0,4}}?({'|'.join(PLACE_SUFFIXES)})"
)


def kinds_met(query: Query, sentence: str, names: str = "") -> frozenset[Want]:
    """The wants of ``query`` that ``sentence`` meets; ``names`` is what its passage is called."""
    return frozenset(want for want in query.wants if _meets(want, query.text, sentence, names))


def supplies_amount(question: str, sentence: str) -> bool:
    """Whether ``sentence`` counts what ``question`` counts (几名 by 人, 几家 by 所 ...)."""
    bare = NO_AMOUNT.sub(" ", sentence)
    asked = ASKED_UNIT.search(question)
    if asked is None:
        return bool(COUNT.search(bare))
    unit = asked["unit"] or asked["bare"]
    allowed = frozenset({unit}).union(*(group for group in UNIT_GROUPS if unit in group))
    if any(q.unit in allowed for q in find_quantities(bare)):
        return True
    written = "|".join(sorted(map(re.escape, allowed), key=len, reverse=True))
    return bool(re.search(rf"{NUMBER}个?(?:{written})", fold(bare)))


def supplies_date(sentence: str) -> bool:
    """Whether ``sentence`` names a date, a period or an event that fixes one."""
    return bool(DAY.search(sentence)) or bool(find_dates(sentence))


def supplies_named_place(question: str, sentence: str) -> bool:
    """Whether ``sentence`` names a particular hospital, school ..., as ``question`` asks."""
    asked = ASKED_PLACE.search(question)
    suffix = PLACE_SUFFIXES[asked[1]] if asked else "医院|大学|学院|中心"
    for match in re.finditer(rf"([\u4e00-\u9fff]{{2,14}}?)(?:{suffix})", sentence):
        rest = GENERIC.sub("", match[1])
        if len(rest) >= 2 or re.search(r"(?:^|[由在以依托确定推进])(?:省|市)", match[1]):
            return True
    return False


def _meets(want: Want, question: str, sentence: str, names: str) -> bool:
    pattern = PATTERNS_OF_KINDS.get(want)
    if pattern is not None and pattern.search(sentence):
        return True
    match want:
        case Want.MONEY:
            return "费" in question and bool(FREE.search(sentence))
        case Want.AMOUNT:
            return supplies_amount(question, sentence)
        case Want.DURATION:
            counted = ASKED_UNIT.search(question) is None or supplies_amount(question, sentence)
            return counted and bool(DURATION.search(sentence))
        case Want.DATE:
            return supplies_date(sentence)
        case Want.ISSUE_DATE:
            return "印发日期" in names and bool(patterns.DATE_LINE.search(sentence))
        case Want.NAMED_PLACE:
            return supplies_named_place(question, sentence)
        case Want.PLACE:
            return bool(find_regions(sentence))
        case Want.NUMBER:
            found = patterns.DOCUMENT_NUMBER.search(sentence)
            return bool(found or patterns.ORDER_NUMBER.search(sentence))
        case Want.CONFIRM:
            return True
        case _:
            return False
