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
    frozenset({"学时", "课时", "小时", "钟头"}),
    frozenset({"天", "日", "工作日", "小时", "周", "月", "个月"}),
    frozenset({"年"}),
    frozenset({"月", "个月"}),
    frozenset({"岁", "周岁"}),
    frozenset({"度", "摄氏度", "℃"}),
    frozenset({"台", "部"}),
    frozenset({"条", "只", "头"}),
)
UNITS = (
    r"工作日|学时|课时|小时|钟头|分钟|人(?![民工均])|名|位|家(?!庭)|所|个|处|间|张|次|场(?![地所馆景])|期"
    r"|种|类|项|条|款|天|岁|年|台|只|头|户|辆|部|层|米|度|星级|级|棵|株|件|份|套|栋"
)
SHARED_OUT = frozenset({"人", "名", "位", "户"})  # 三分之二以上的职工
TIMES = frozenset({"工作日", "学时", "课时", "小时", "钟头", "分钟", "天", "年"})
# 医师数量 is told in people, 床位数 in beds or as a share of all beds
COUNTED_NOUNS = (
    ({"人"}, re.compile("(?:人|[师士员]|人才|专家)的?数")),
    ({"张", "%"}, re.compile("床位?的?数|张数")),
    ({"家"}, re.compile("(?:机构|医院|中心|站点?|网点|企业)的?数|家数")),
    ({"次"}, re.compile("次数|频次")),
    ({"岁"}, re.compile("年龄|岁数")),
)
ASKED_UNIT = re.compile(rf"(?:多少|几)个?(?P<unit>{UNITS})|(?:多少|几)(?P<bare>个)")
NUMBER = r"(?:\d[\d.,]*|[一二两三四五六七八九十百千万亿半]+)\s*"
# A sum may be told as a share of another, as what a thing costs, or by nothing to be paid.
MONEY = re.compile(
    rf"{NUMBER}(?:余|多)?(?:万|亿|千|百)?元|免[收缴交于征]|减免|自理"
    r"|按[^，。；]{0,20}(?:造价|市价|市场价|评估价|实际成本|实际损失|重置价)"
)
PART_OF_SUM = re.compile(
    r"(?:[价款费额税金酬入]|工资|投资|补贴|奖励)[^，。；、]{0,12}"
    rf"(?:\d\s*[%％‰]|[百千万]分之|{NUMBER}倍|[一二三四五六七八九]成)"
)
FREE = re.compile(r"免费|不收|不得收取|无偿")
TOLL = re.compile(r"费|要.{0,2}钱|花.{0,4}钱|[交付]")
FRACTION = r"百分之|[二三四五六十]分之[一二三四五]|半数|过半|全体|一半|\d\s*/\s*\d"
PATTERNS_OF_KINDS = {
    Want.MONEY: MONEY,
    Want.SHARE: re.compile(
        rf"\d\s*[%％‰]|[千万]分之|百分点|[一二三四五六七八九十]成|{FRACTION}|全部|全覆盖"
        r"|均分|平均|比(?:不|应|为|控)[^，。；比]{0,8}\d|\d\s*[:：]\s*\d|[≥≤]"
    ),
    Want.AREA: re.compile(
        rf"{NUMBER}(?:平方米|平方公里|平方千米|平米|㎡|m2|m²|亩|公顷)|\d\s*[%％]"
    ),
    Want.CONTACT: re.compile(
        r"(?<![\dA-Za-z])(?:0\d{2,3}[-－—]?\d{7,8}|1[3-9]\d{9}|12\d{3}|\d{7,8})(?![\dA-Za-z])"
        r"|@|[路街道]\d+号|\d+号(?:楼|院)"
    ),
    Want.WEBSITE: re.compile(r"网|APP|app|公众号|小程序|平台|https?://"),
    Want.HOURS: re.compile(
        r"[\d一二三四五六七八九十]\s*[:：点时]|周[一二三四五六日]|工作日|节假日|小时|昼夜|全天|高峰|夜间"
    ),
    Want.BODY: re.compile(
        r"委|局|厅|部门|政府|办公室|中心|医院|机构|单位|组织|协会|学会|联合会|残联|大学|学院|学校"
        r"|团队|小组|企业|公司|科|医师|人员|法院"
    ),
    Want.PERSON: re.compile(
        r"(?:主任|组长|院长|局长|书记|联系人|负责人|委\s*员)[：:为是\s]\s*[\u4e00-\u9fff]{2,3}"
        r"|由[^，。；]{2,16}(?:担任|兼任)"
    ),
    Want.PAYER: re.compile(
        r"承担|支付|负担|自付|自费|自理|财政|基金|医保|报销|个人|收取|垫付|缴|列支|补偿|出资|经费|无偿|负责|统筹|解决"
    ),
    Want.PENALTY: re.compile(
        r"罚|责令|追究|追责|问责|警告|吊销|取消|暂停|约谈|通报|[收追扣退]回|扣|不予|不得(?![少低多高超大小])|禁止|处分|没收|整改|责任(?!单位)"
        r"|退出|停|终止|撤|信用|黑名单|拘留|改正|赔偿|强制|拆除|无效|视为|中止|降"
    ),
    Want.MATERIALS: re.compile(
        r"材料|资料|证明|证件|作业证|接种证|联系函|(?:身份|许可|登记|合格|资格|残疾|产权|结婚|出生)证|执照|户口|病历|复印件|手续"
        r"|(?:申请|登记|承诺|委托|通知|意见|协议)书|[请记报批]表|报告|单据|发票|合同|协议|图纸"
    ),
    Want.SCORE: re.compile(r"\d\s*分|[一二三四五六七八九十]分|分值|权重|得分|计分|评分|[%％]|百分"),
    Want.LIST: re.compile(r"(?:包括|包含|分别(?:为|是)|如下|即|有|为|：|:)[^。]*、"),
}
DURATION = re.compile(
    rf"{NUMBER}个?(?:年|月|天|日|工作日|自然日|小时|分钟|学时|课时|周|季度|秒|刻钟|采暖期|学期)"
    rf"|{NUMBER}个?法定工作日"
)
ALWAYS = re.compile(
    r"永久|终身|长期|全天|昼夜|超过[^，。；]{0,20}[年期]限|取消[^，。；]{0,12}[年期]限"
)
# 多久一次, 隔多久 is answered by 每季度; 绳子多长 by 两米
OFTEN = re.compile(r"[隔每]|一[次回趟遍]|[清查开碰聚管检]")
REPEATED = re.compile(r"[每按逐](?:一|半|个|学)?[年月周日天季]|日产日清|\d次")
LENGTH = re.compile(rf"{NUMBER}(?:米|公里|千米|厘米)")
DAY = re.compile(
    r"\d{1,2}\s*[月日]|[一二三四五六七八九十]+[月日]|全年|年底|年度|季度|每年|之日|届满|期满|期间"
    r"|第[一二三四五六七八九十]+个(?:自然)?月|[今明当次][日天月年]"
    r"|[一二三四五六七八九十\d]\s*(?:小时|个?工作日|年|个月)(?:[之以]?[内前后]|起)"
)
# 什么时候 may be told by what happens then, 哪一天 not
WHEN = re.compile(r"时候|何时|啥时|时段|算完|为止|什么时间")
EVENT = re.compile(
    r"(?:[前后时起的]|时间|情形|高峰)(?:[，,；;。：:、）)]|$|[向将内应须可提予由方才再申办])|同时|同步"
)
# A clause's own number and the numbers of other texts say nothing about an amount.
NO_AMOUNT = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零\d]+条|[（(]?[一二三四五六七八九十\d]{1,3}[）)．.、])"
    r"|第[一二三四五六七八九十百零\d]+[条款项章节]|《[^》]*》|[〔\[(（]\d{4}[〕\])）]\d*号?"
    r"|\d{4}\s*年|\d{1,2}\s*月(?:\d{1,2}\s*日)?|“[^”]{1,4}五”"
)
COUNT = re.compile(
    r"\d|分之|[一二两三四五六七八九十百千万半]\s*"
    r"(?:人|名|位|家|所|个|张|次|种|类|项|元|年|天|日|倍|成|岁|周岁|毫升|平方米|分钟|小时|公里|吨|亩"
    r"|米|户|条|只|辆|台|度|步|层|楼层)|半数|半价|[一二三四五六七八九\d]折|全[部额]|减半"
)
OPEN = re.compile(r"多少(?:[，。？?、的]|出来|$)")  # 一个人一个月贴多少
SITED = re.compile(r"设[在于]|位于|坐落|[路街道]\d*号|\d号|地段|[选避]")
# What an ordinary noun phrase before 医院 or 大学 is made of; a name has something besides.
GENERIC = re.compile(
    r"[一二三四五六]级(?:甲等|乙等|以上|及以上|及以下|以下)?|综合|专科|专业|中医药?|中西医结合|康复|医学|医疗"
    r"|卫生|服务|社区|乡镇|基层|各级|各类|各|省|市|县|区|级|公立|民营|民办|社会办|养老|示范|培训|实训|指导|教学"
    r"|选择|选定|选取|遴选|挑选|重点|上级|有条件|临床|高等|职业|普通|相关|具有|特色|部分|其他|鼓励|支持|由|和|与|及|或|等|的|大|以|个"
    r"|所|家|医院|建设|建成|建立|达到|成为|设置|设立|实现|至少|不少于|有|、|，|\d|\s"
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
    units = {m["unit"] or m["bare"] for m in ASKED_UNIT.finditer(question)}
    units = units.union(*(of for of, noun in COUNTED_NOUNS if noun.search(question)))
    if not units or OPEN.search(question):
        return bool(COUNT.search(NO_AMOUNT.sub(" ", sentence)))
    return any(_counts(unit, sentence) for unit in units)


def _counts(unit: str, sentence: str) -> bool:
    """Whether ``sentence`` counts in ``unit`` or in one of its group."""
    bare = NO_AMOUNT.sub(" ", sentence)
    allowed = frozenset({unit}).union(*(group for group in UNIT_GROUPS if unit in group))
    if any(q.unit in allowed for q in find_quantities(bare)):
        return True
    if unit in SHARED_OUT and re.search(FRACTION, bare):
        return True
    written = "|".join(sorted(map(re.escape, allowed), key=len, reverse=True))
    return bool(re.search(rf"{NUMBER}个?(?:{written})", fold(bare)))


def _supplies_duration(question: str, sentence: str) -> bool:
    """Whether ``sentence`` says how long, or how often, or until when for ever."""
    long = re.search("多久|多长时间", question)
    if long and OFTEN.search(question) and REPEATED.search(sentence):
        return True
    if not long and "多长" in question and LENGTH.search(sentence):
        return True
    units = {m["unit"] for m in ASKED_UNIT.finditer(question)} & TIMES
    counted = not units or any(_counts(unit, sentence) for unit in units)
    return bool(ALWAYS.search(sentence) or (counted and DURATION.search(sentence)))


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
            part = "元" not in question and PART_OF_SUM.search(sentence)
            return bool(part or (TOLL.search(question) and FREE.search(sentence)))
        case Want.AMOUNT:
            return supplies_amount(question, sentence)
        case Want.DURATION:
            return _supplies_duration(question, sentence)
        case Want.DATE:
            told = WHEN.search(question) and EVENT.search(sentence)
            return bool(told) or supplies_date(sentence)
        case Want.ISSUE_DATE:
            return "印发日期" in names and bool(patterns.DATE_LINE.search(sentence))
        case Want.NAMED_PLACE:
            return supplies_named_place(question, sentence)
        case Want.PLACE:
            return bool(SITED.search(sentence) or find_regions(sentence))
        case Want.NUMBER:
            found = patterns.DOCUMENT_NUMBER.search(sentence)
            return bool(found or patterns.ORDER_NUMBER.search(sentence))
        case Want.CONFIRM:
            return True
        case _:
            return False
