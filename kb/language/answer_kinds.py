"""The kind of answer that a question wants, and whether a sentence is of that kind.

多少钱 is not answered by a sentence without money, 哪天 not by one without a date, 几名 not by
one that counts hospitals.
"""

from __future__ import annotations

import re

from kb.language import patterns
from kb.language.dates import find_dates
from kb.language.normalize import fold
from kb.language.numerals import find_quantities
from kb.types import Query, Want

# Each pattern: what asks for that kind of answer.   + example   - counter-example
WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    # + 发文字号是什么   - 60号文
    (Want.NUMBER, re.compile(r"文号|发文字号|哪一?号文|几号文")),
    # + 联系电话   - 电话随访
    (Want.CONTACT, re.compile(r"(?:联系|咨询|办公|举报|服务)?(?:电话|热线|手机号|邮箱|网址|地址)(?!随访|预约|咨询服务)")),
    # + 补多少钱   + 收费标准   - 钱谁来出
    (
        Want.MONEY,
        re.compile(
            r"多少(?:钱|元|万|资金|经费|费用|补贴|补助|奖励)|几(?:元|块|万元)|(?:工资|薪酬|收费|补贴|补助|奖励|运营)[^，。？]{0,8}(?:标准|金额|额度|多少)"
            r"|最高额度|罚多少"
        ),
    ),
    # + 占比是多少   + 百分之几   - 比例协调
    (
        Want.SHARE,
        re.compile(
            r"(?:比例|占比|覆盖率|设置率|比率|百分比)(?:要求|目标|标准)?(?:是|为|达到|要|不低于)?[^，。？]{0,6}(?:多少|多大|多高|几)|百分之(?:几|多少)|多大(?:的)?比例|占[^，。？]{0,12}(?:多少|几成)"
        ),
    ),
    # + 多少学时   + 几个工作日   - 几月
    (
        Want.DURATION,
        re.compile(
            r"(?:多少|几)(?:个)?(?:学时|课时|小时|天|工作日|自然日|周|星期|年(?!前)|个?月(?!份|几|底|初))|多久|多长时间"
        ),
    ),
    # + 多少平方米   - 平方米
    (Want.AREA, re.compile(r"(?:多少|几)(?:个)?(?:平方米|平米|亩|公顷|㎡)|面积[^，。？]{0,10}(?:多少|多大|不能小于|不得)")),
    # + 哪一天印发的   + 发布日期   - 印发了什么
    (
        Want.ISSUE_DATE,
        re.compile(
            r"(?:印发|发布|发文|成文|出台|下发)的?(?:日期|时间)|(?:哪|什么时|何时|几号)[^，。？]{0,8}(?:印发|发布|出台|下发|公布|发)的?(?:[？?]|$)"
        ),
    ),
    # + 什么时候开始   + 哪年哪月   - 时候
    (
        Want.DATE,
        re.compile(
            r"什么时候|什么时间|啥时候|何时|何日|哪(?:一)?[年月日天]|几(?:月|号(?!文)|日)|起止|日期|(?:最迟|最晚|截止)[^，。？]{0,6}(?:天|日|时|间)|时间(?:安排|是)"
        ),
    ),
    # + 哪几家医院   + 哪所高校   - 哪些医院可以: a class of places answers that
    (
        Want.NAMED_PLACE,
        re.compile(
            r"哪(?:一|几|两|三|\d)?(?:家|所|个)[\u4e00-\u9fff]{0,4}(?:医院|学校|高校|院校|大学|企业|公司)"
        ),
    ),
    # + 由哪个部门牵头   + 谁负责   - 谁都可以
    (
        Want.BODY,
        re.compile(
            r"(?:哪|什么|啥)(?:些|个|几个|几家|两个|一)?(?:部门|单位|机关|局|委|科室?|处室|机构|组织)|谁(?!都)|牵头单位|责任单位|发文机关|由.{0,4}负责"
        ),
    ),
    # + 基地名单   - 列入名单的企业
    (Want.LIST, re.compile(r"(?:名单|清单|目录)(?:是|有|在|$|？|\?|和|及|什么)|具体(?:是|有)?(?:指)?哪")),
    # + 对吗   + 是不是   - 是否应当: that asks for the rule, not for a confirmation
    (
        Want.CONFIRM,
        re.compile(
            r"对吗|对吧|对不对|是吧|是不是[？?]?$|没错吧|准确吗|属实|是真的吗|真的假的|没记错吧|有这条吗|有这个规定吗|有这回事吗|对么|正确吗"
        ),
    ),
    # + 多少张   + 几家   - 几乎   - 哪几家   - 第几次
    (Want.AMOUNT, re.compile(r"多少|(?<![哪第好])几(?!乎|何|点|句|月|号|日)|数量是")),
)
COUNTED = frozenset({Want.MONEY, Want.SHARE, Want.DURATION, Want.AREA, Want.DATE})
# 想开几家店，有没有照顾: what is asked comes after, 几 only says some
ASKED_AFTER = re.compile(r"有没有|能不能|可不可以|行不行|怎么|怎样|如何|什么|吗")


# Units that count the same kind of thing: a question with one is answered with any of its group.
UNIT_GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"人", "名", "位"}),
    frozenset({"家", "所", "个", "处", "间", "座"}),
    frozenset({"张", "床"}),
    frozenset({"次", "场", "期", "轮"}),
    frozenset({"种", "类", "项", "个", "条", "款"}),
    frozenset({"学时", "课时"}),
    frozenset({"天", "日", "工作日", "个工作日"}),
    frozenset({"年"}),
    frozenset({"月", "个月"}),
    frozenset({"岁", "周岁"}),
    frozenset({"平方米", "平米", "㎡"}),
)
ASKED_UNIT = re.compile(
    r"(?:多少|几)(?P<unit>个?工作日|个?学时|个?课时|平方米|平米|个?小时|人|名|位|家|所|个|处|间|张|次|场|期|种|类|项|条|款|天|岁|年)"
)
MONEY = re.compile(r"\d[\d.,]*\s*(?:万|亿|千|百)?元|[一二三四五六七八九十百千万]+元|免费|无偿")
SHARE = re.compile(r"\d\s*[%％‰]|百分之|[一二三四五六七八九十]成|分之[一二三四五]|全部|全覆盖")
DURATION = re.compile(
    r"(?:\d|[一二三四五六七八九十两半])\s*(?:个)?(?:年|月|天|日|工作日|小时|学时|课时|周|季度)"
)
AREA = re.compile(r"\d\s*(?:平方米|平米|㎡|亩|公顷)")
CONTACT = re.compile(r"\d{3,4}[-－—]?\d{7,8}|1[3-9]\d{9}|\b12\d{3}\b|https?://|www\.|@|\d+号(?:楼|院)")
BODY = re.compile(
    r"委|局|厅|部门|政府|办公室|中心|医院|机构|单位|组织|协会|学会|联合会|残联|大学|学院|学校|团队|小组|企业|公司|科|医师|人员|法院"
)
LISTED = re.compile(r"[^、]、[^、]")
PATTERNS_OF_KINDS = {
    Want.MONEY: MONEY,
    Want.SHARE: SHARE,
    Want.AREA: AREA,
    Want.CONTACT: CONTACT,
    Want.BODY: BODY,
    Want.LIST: LISTED,
}
# What an ordinary noun phrase before 医院 or 大学 is made of; a name has something besides.
GENERIC = re.compile(
    r"[一二三四五六]级(?:甲等|乙等|以上|及以上|及以下|以下)?|综合|专科|专业|中医药?|中西医结合|康复|医学|医疗|卫生|服务|社区|乡镇|基层|各级|各类|各|省|市|县|区|级|"
    r"公立|民营|民办|社会办|养老|示范|培训|实训|指导|教学|重点|上级|有条件|临床|高等|职业|普通|相关|具有|特色|部分|其他|鼓励|支持|由|和|与|及|或|等|的|大|以|个|所|家|、|，|\d|\s"
)
PLACE_SUFFIXES = {
    "医院": "医院", "学校": "学校|学院|大学|院校", "高校": "大学|学院|学校", "院校": "大学|学院|学校",
    "大学": "大学|学院", "基地": "医院|大学|学院|中心", "机构": "医院|中心|学院|大学|公司",
    "中心": "中心|医院", "企业": "公司|厂|集团", "单位": "医院|中心|局|委|公司|学院|大学|院",
}  # fmt: skip
ASKED_PLACE = re.compile(rf"哪(?:一|几|两|三|\d)?(?:家|所|个)?[\u4e00-\u9fff]{{0,4}}?({'|'.join(PLACE_SUFFIXES)})")


def wanted_kinds(question: str) -> frozenset[Want]:
    """The kinds of answer that ``question`` wants; none when it asks openly."""
    found = {want: match for want, pattern in WANTS if (match := pattern.search(question))}
    amount = found.get(Want.AMOUNT)
    if amount and (COUNTED & found.keys() or ASKED_AFTER.search(question, amount.end())):
        del found[Want.AMOUNT]
    return frozenset(found)


def kinds_met(query: Query, sentence: str, names: str = "") -> frozenset[Want]:
    """The wants of ``query`` that ``sentence`` meets; ``names`` is what its passage is called."""
    return frozenset(want for want in query.wants if _meets(want, query.text, sentence, names))


def supplies_amount(question: str, sentence: str) -> bool:
    """Whether ``sentence`` counts what ``question`` counts (几名 by 人, 几家 by 所 ...)."""
    asked = ASKED_UNIT.search(question)
    quantities = [q for q in find_quantities(sentence) if q.unit]
    if asked is None:
        return bool(quantities) or bool(re.search(r"\d|[一二两三四五六七八九十]", sentence))
    unit = asked["unit"].removeprefix("个") or "个"
    allowed = frozenset({unit}).union(*(group for group in UNIT_GROUPS if unit in group))
    if any(q.unit in allowed for q in quantities):
        return True
    written = "|".join(sorted(map(re.escape, allowed), key=len, reverse=True))
    return bool(re.search(rf"(?:\d|[一二两三四五六七八九十百])\s*(?:{written})", fold(sentence)))


def supplies_date(sentence: str) -> bool:
    """Whether ``sentence`` names a date, a period or an event that fixes one."""
    month_day = re.search(r"\d{1,2}\s*月|\d{1,2}\s*日|全年|年底|之日", sentence)
    return bool(month_day) or bool(find_dates(sentence))


def supplies_named_place(question: str, sentence: str) -> bool:
    """Whether ``sentence`` names a particular hospital, school ..., as ``question`` asks."""
    asked = ASKED_PLACE.search(question)
    suffix = PLACE_SUFFIXES[asked[1]] if asked else "医院|大学|学院|中心"
    for match in re.finditer(rf"([\u4e00-\u9fff]{{2,14}}?)(?:{suffix})", sentence):
        rest = GENERIC.sub("", match[1])
        if len(rest) >= 2 or re.search(r"(?:^|[由在以依托确定推进])(?:省|市)", match[1]):
            return True
    return False


def supplies_number(sentence: str) -> bool:
    """Whether ``sentence`` holds a 文号."""
    return bool(
        patterns.DOCUMENT_NUMBER.search(sentence) or patterns.ORDER_NUMBER.search(sentence)
    )


def _meets(want: Want, question: str, sentence: str, names: str) -> bool:
    pattern = PATTERNS_OF_KINDS.get(want)
    if pattern is not None:
        return bool(pattern.search(sentence))
    match want:
        case Want.AMOUNT:
            return supplies_amount(question, sentence)
        case Want.DURATION:
            return bool(DURATION.search(sentence)) and supplies_amount(question, sentence)
        case Want.DATE:
            return supplies_date(sentence)
        case Want.ISSUE_DATE:
            return "印发日期" in names and bool(patterns.DATE_LINE.search(sentence))
        case Want.NAMED_PLACE:
            return supplies_named_place(question, sentence)
        case Want.NUMBER:
            return supplies_number(sentence)
        case _:
            return True
