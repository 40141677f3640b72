"""The kind of answer that a question wants: 多少钱 money, 哪天 a date, 几名 a count of people."""

from __future__ import annotations

import re

from kb.types import Want

# 几 that asks: not 好几年, 第几, 几乎
SOME = r"(?<![哪第好那这前近后成上])几(?![乎何点句千百十万亿])"
MANY = rf"(?:多少|{SOME})(?:个)?"

# What asks for each kind.   + example   - counter-example
ASKS: tuple[tuple[Want, str], ...] = (
    # + 发文字号是什么   - 不需要批准文号
    (Want.NUMBER, r"(?<!批准)(?<!备案)文号|发文字号|哪一?号文|几号文"),
    # + 联系电话   - 电话随访
    (Want.CONTACT, r"(?:电话|热线|手机号|邮箱|地址)(?!随访|预约|咨询服务)"),
    # + 在哪个网站下载   - 网站建设
    (Want.WEBSITE, r"网址|(?:哪个|什么|啥|哪些)(?:网站|APP|app|平台|公众号|小程序)"),
    # + 周六上不上班   + 几点关门   - 第几点意见
    (Want.HOURS, r"上不上班|(?<!第)几点|(?:上班|办公|营业|开放|开门)时间"),
    # + 由哪位院长负责   - 各位
    (Want.PERSON, r"哪(?:一)?位|姓名|(?:院长|主任|局长|组长|负责人|联系人)是谁"),
    # + 由谁承担   + 钱谁来出   - 谁负责   - 由哪家医院承担建设任务
    (
        Want.PAYER,
        r"(?:谁|哪里|哪儿|哪方|哪家|哪个)[^，。？]{0,4}(?:出(?!诊|台|具|面)|支付|负担|掏|买单"
        r"|承担(?=[^，。？]{0,8}(?:费|钱|款|金|成本|开支|责任)|[的呢啊呀]*(?:[，。？?]|$)))",
    ),
    # + 选址在哪个市   - 在哪些方面
    (Want.PLACE, r"选址|哪(?:一)?个(?:县|市|区|省|镇|乡)|在哪(?:里|儿)(?:建|办|设)"),
    # + 补多少钱   + 收费标准   + 罚他多少   + 收多少床位费   - 钱谁来出
    (
        Want.MONEY,
        r"多少(?:钱|元|块|万)|多少[^，。？]{0,4}(?:补贴|补助|奖励|津贴|补偿|资金|经费|费(?!时))"
        rf"|{SOME}(?:元|块|万元|块钱)|罚[^，。？]{{0,4}}多少"
        r"|(?:工资|薪酬|收费|补贴|补助|奖励|运营|津贴)[^，。？]{0,8}(?:标准|金额|额度|多少)",
    ),
    # + 占比是多少   + 百分之几   + 医保报几成   - 比例协调
    (
        Want.SHARE,
        r"(?:比例|占比|覆盖率|设置率|比率|百分比)[^，。？]{0,10}(?:多少|多大|多高|几)"
        r"|(?:比例|占比|覆盖率|设置率|比率)(?:的|上)?"
        r"(?:规定|要求|标准|目标|指标|有什么|有何|怎么规定|如何规定|谁|更?[高低]|[？?]?$)"
        r"|多少比例|百分之(?:几|多少)|多大(?:的)?比例|占[^，。？]{0,12}多少|几成(?![功熟为果])",
    ),
    # + 多少学时   + 几个工作日   - 好几年
    (
        Want.DURATION,
        rf"{MANY}(?:学时|课时|小时|分钟|天|工作日|自然日|周|星期|年(?!前)|个?月(?!份|底|初))"
        r"|多久|多长时间|多长",
    ),
    # + 多少平方米   - 那几亩地
    (
        Want.AREA,
        rf"{MANY}(?:平方米|平米|亩|公顷|㎡)|面积[^，。？]{{0,10}}(?:多少|多大|不能小于|不得|是什么)"
        r"|(?:最低|最小|建筑)面积",
    ),
    # + 哪一天印发的   + 发布日期   + 发文字号和日期   - 印发了什么   - 哪些单位联合印发
    (
        Want.ISSUE_DATE,
        r"(?:印发|发布|发文|成文|出台|下发)的?(?:日期|时间)|(?:文号|字号)[和及与、](?:日期|时间)"
        r"|(?:哪(?:一)?[年月日天]|[什啥]么?时|何[时日]|几[月号日])[^，。？]{0,8}"
        r"(?:印发|发布|出台|下发|公布|发)的?(?:[？?]|$)",
    ),
    # + 什么时候开始   + 哪年哪月   - 时候
    (
        Want.DATE,
        r"什么时候|什么时间|啥时候|啥时间|何时|何日|哪(?:一)?[年月日天]|几(?:月|号(?!文)|日)|起止|日期"
        r"|(?:最迟|最晚|截止)[^，。？]{0,6}(?:天|日|时|间)|时间(?:安排|是)",
    ),
    # + 哪几家医院   + 哪所高校   - 哪些医院可以: a class of places answers that
    (
        Want.NAMED_PLACE,
        r"哪(?:一|几|两|三|\d)?(?:家|所|个)[\u4e00-\u9fff]{0,4}"
        r"(?:医院|学校|高校|院校|大学|企业|公司)",
    ),
    # + 由哪个部门牵头   + 谁负责   - 谁都可以
    (
        Want.BODY,
        r"(?:哪|什么|啥)(?:些|个|几个|几家|两个|一)?(?:部门|单位|机关|局|委|科室?|处室|机构|组织)"
        r"|谁(?!都)|牵头单位|责任单位|发文机关|由.{0,4}负责",
    ),
    # + 基地名单   + 具体是哪些   - 列入名单的企业
    (Want.LIST, r"(?:名单|清单|目录)(?:是|有|在|$|？|\?|和|及|什么)|具体(?:是|有)?(?:指)?哪"),
    # + 会受到什么处罚   + 怎么追责   - 哪些行为会被罚款   - 要怎么处理掉
    (
        Want.PENALTY,
        r"(?:什么|啥|(?<!如)何种?|怎样的|哪些)(?:法律)?(?:后果|处罚|惩罚|惩戒|处分|处理(?![办方措意程]))"
        r"|(?:会|将|被)(?:怎么|怎样|如何)(?:处理|处置|处罚|罚|办)|怎么罚|罚不罚"
        r"|(?:怎么|怎样|如何)(?:处罚|追责|问责|追究|惩处|惩戒)|会被?(?:处罚|罚款|追责|问责)吗",
    ),
    # + 要交哪些材料   - 材料里写了什么
    (
        Want.MATERIALS,
        r"(?:什么|哪些|啥|几样)(?:申请|申报|证明|书面)?(?:材料|资料|证件|证明)(?![里中名])"
        r"|(?:材料|资料)(?:清单|有哪些|要哪些|是什么)",
    ),
    # + 怎么打分   + 占多少分   - 多少分钟
    (Want.SCORE, r"(?:多少|几)分(?![之钟])|(?:怎么|怎样|如何)(?:打分|计分|评分)|分值|权重"),
    # + 对吗   + 听说…   - 是否应当: that asks for the rule, not for a confirmation
    (
        Want.CONFIRM,
        r"对吗|对吧|对不对|对么|是吧|是吗[？?]?$|是这样|没错|准确吗|属实|是真的|真的假的|没记错|理解错"
        r"|没看错|(?<!没)有这(?:条|个规定|回事)|正确吗|听说|据说|我记得|请确认|确认一下|确认下|的吧[？?]?$"
        r"|理解得对|是不是(?=[？?]|$|这个意思|意味着|说)|^为什么|^为何|^凭什么",
    ),
    # + 多少张   + 几家   - 几乎   - 哪几家   - 第几次
    (Want.AMOUNT, rf"多少|{SOME}(?!月|号|日)|数量是"),
)
ASKING = tuple((want, re.compile(pattern)) for want, pattern in ASKS)
# What a 多少 in the question already asks for: 补多少钱, 文号是多少, 电话是多少
COUNTED = frozenset(
    {
        *(Want.MONEY, Want.SHARE, Want.DURATION, Want.AREA, Want.DATE, Want.HOURS),
        *(Want.NUMBER, Want.CONTACT),
    }
)
# 想开几家店，有没有照顾: what is asked comes after, 几 only says some
ASKED_AFTER = re.compile(
    r"有没有|能不能|可不可以|行不行|该不该|怎么|怎样|如何|什么|哪|谁|咋|吗|列[出举]|罗列|说说|讲讲"
)


# 哪些单位联合印发, 谁发布的: told by the foot of a text, of which the marker learnt nothing
ISSUER = re.compile(
    r"(?:谁|(?:哪|什么|啥)(?:些|个|几个|几家)?(?:部门|单位|机关|局|委|机构))(?:来|共同|联合)*"
    r"(?:印发|发布|发文|下发|出台|制发)"
)


def asks_issuer(question: str) -> bool:
    """Whether ``question`` asks who issued a document."""
    return bool(ISSUER.search(question))


def wanted_kinds(question: str) -> frozenset[Want]:
    """The kinds of answer that ``question`` wants; none when it asks openly."""
    found = {want: match for want, asking in ASKING if (match := asking.search(question))}
    amount = found.get(Want.AMOUNT)
    if amount and (COUNTED & found.keys() or ASKED_AFTER.search(question, amount.end())):
        del found[Want.AMOUNT]
    return frozenset(found)
