"""The marks that structure Chinese official text, each built from named parts.

Every pattern has an example (``+``) and a counter-example (``-``) above it; the table in
``tests/test_patterns.py`` holds both.
"""

from __future__ import annotations

import re

HAN_NUMBER = "[一二三四五六七八九十百千零〇两]{1,9}"  # bounded: a run of them takes linear time
ARABIC = r"[0-9\uff10-\uff19]"
NUMBER = rf"(?:{HAN_NUMBER}|{ARABIC}+)"
BLANK = r"[ \t\u00a0\u2002\u2003\u3000]"
OPEN = "[（(]"
CLOSE = "[）)]"

# + 第二章 总则   + 第一分编 通则   - 第二章节   - 第二章的规定
DIVISION = re.compile(rf"第(?P<n>{NUMBER})(?P<unit>分编|编|章|节)(?=$|[^的、，。内中节])")
# A division without a number, alone on its line. + 序言   + 附　则   - 附则另定
UNNUMBERED = re.compile(rf"(?:序{BLANK}*言|[总分附]{BLANK}*则)(?={BLANK}*(?:\n|$))")
# + 第十二条 为了   + 第十二条之一   - 第三条第二款规定   - 第十二条之一所称
ARTICLE = re.compile(
    rf"第(?P<n>{NUMBER})条(?:之(?P<sub>{HAN_NUMBER}))?(?!第|之{HAN_NUMBER}|规定|的|、|和|至|及|或|款|中|所)"
)
# The heading of an article between its number and its rule.
# + 【适用范围】本市   + （适用范围）本市   + 　适用范围　本市   - （一）本市   - （含开发区）的单位
ARTICLE_NAME = re.compile(
    rf"{BLANK}*[【〔（(](?!{HAN_NUMBER}[）)])(?P<name>[\u4e00-\u9fff、]{{2,20}})[】〕）)](?=[^的，、\s])"
    rf"|{BLANK}*\u3000(?P<parted>[\u4e00-\u9fff、]{{2,12}})\u3000(?=\S)"
)
# + 一、总体要求   - 一是   - 一、二级医院
HAN_COMMA = re.compile(rf"(?P<n>{HAN_NUMBER}){BLANK}*[、．.](?!{HAN_NUMBER}[、级])")
# + （一）指导思想   + (一)   - （一期）
HAN_PAREN = re.compile(rf"{OPEN}{BLANK}*(?P<n>{HAN_NUMBER}){BLANK}*{CLOSE}")
# + 1.完善   + 1．机构   + 1、   + 2.2024年12月   - 1.5倍   - 2021.3
ARABIC_DOT = re.compile(
    rf"(?P<n>{ARABIC}{{1,3}}){BLANK}*[.．、](?:(?!{ARABIC})|(?=(?:19|20){ARABIC}{{2}}年))"
)
# + （1）   - （100张）
ARABIC_PAREN = re.compile(rf"{OPEN}{BLANK}*(?P<n>{ARABIC}{{1,3}}){BLANK}*{CLOSE}")
# + ①
CIRCLED = re.compile(r"(?P<n>[①-⑳])")

# Outermost first: the order in which official writing nests its numbering.
MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("division", DIVISION),
    ("article", ARTICLE),
    ("一、", HAN_COMMA),
    ("（一）", HAN_PAREN),
    ("1.", ARABIC_DOT),
    ("（1）", ARABIC_PAREN),
    ("①", CIRCLED),
)


def starts_with_marker(line: str) -> bool:
    """Whether ``line`` begins with a clause marker of any kind."""
    return any(pattern.match(line) for _, pattern in MARKERS)


def is_table_row(line: str) -> bool:
    """Whether ``line`` is a row of a table: cells parted by tabs, not a tab after a marker.

    + 床位	不少于20张   - 一、	总体要求   - 床位不少于20张
    """
    head, tab, rest = line.strip().partition("\t")
    if tab and any(pattern.fullmatch(head.strip()) for _, pattern in MARKERS):
        return "\t" in rest.strip()
    return bool(tab)


# + 附件1   + 附件：   + 附 件 2   + 附件1重点任务分工表   + 附表2   + 附录   - 附件中所列
# - 附件一览表   - 附则
ATTACHMENT = re.compile(
    rf"附{BLANK}*(?P<sort>[件表录]){BLANK}*(?P<n>{NUMBER})?"
    rf"(?:{BLANK}*[:：.．、]{BLANK}*|{BLANK}+|(?<={ARABIC})(?![中所的和及至])|$)(?P<title>.*)$"
)

# + 目录   + 目　次   - 目录如下
CONTENTS = re.compile(rf"目{BLANK}*[录次]")
# + 第一章 总则……1   + 总则 ... 12   + 一、总体要求	3   - 第一章 总则
PAGE_OF_ENTRY = re.compile(
    rf"(?:[.…．·]{{2,}}|{BLANK}{{2,}}|\t)[.…．·\s]*[-—]?{ARABIC}{{1,4}}[-—]?$"
)
# + 表1 主要指标   + 附表2：任务清单   + 表3-1　床位   + 附表   - 表明   - 表1所示   - 表1中的
TABLE_CAPTION = re.compile(
    rf"(?P<label>(?:附{BLANK}*表{BLANK}*(?:{NUMBER})?|(?:表|专栏){BLANK}*{NUMBER})"
    rf"(?:[-—－.．]{ARABIC}+)?)"
    rf"(?:{BLANK}*[:：.．、]{BLANK}*|{BLANK}+|(?<={ARABIC})(?![中所的和及至])|$)(?P<title>[^。]{{0,60}})"
)
# A caption without a number. + 重点任务分工表   + 权责清单   - 填写下表：   - （一）清单
TABLE_NAME = re.compile(
    r"[^。；：:，、\t]{2,40}(?:表|清单|名录|名单|目录)(?:[（(][^（()）]{1,20}[）)])?"
)
# + 单位：万元   + （单位：张）   - 单位：市卫生健康委员会
TABLE_UNIT = re.compile(rf"{OPEN}?(?:计量)?单位{BLANK}*[:：][^，。；]{{1,6}}{CLOSE}?")
# + 注：1.本表…   + 备注：   - 注意事项
TABLE_NOTE = re.compile(r"(?:备?注|说明)\s*\d*\s*[:：]")
# + 某某补贴申请表   + 参会回执   + 承诺书（样式）   - 申请表填写说明   - 请提交申请表。
FORM_TITLE = re.compile(
    r"[^。；：:，\t]{0,40}"
    r"(?:(?:申请|审批|审核|登记|备案|申报|报名|推荐|确认|调查|评估|考核|情况|反馈)表"
    r"|回执单?|承诺书|申请书|委托书|证明|审批单)(?:[（(][^（()）]{1,20}[）)])?"
)
# A line that waits to be filled in.
# + 姓名：____   + □是 □否   + 年  月  日   + （签章）   + 联系电话：   + 姓名\t\t性别
# - 2022年3月8日
TO_FILL_IN = re.compile(
    r"_{2,}|\uff3f{2,}|□|[\u00d7xX]{3,}|年[\s\u3000]{1,12}月[\s\u3000]{1,12}日"
    r"|[（(](?:签字|签章|盖章|公章|签名)[^（()）]{0,8}[）)]"
    r"|^[^。；，：:]{2,14}[:：]\s*$|^[^\t。]{1,20}\t(?:\t|[^\t。]{1,20}\t\t)"
)

YEAR_OPEN = r"[〔\[【（(﹝\uff3b]"
YEAR_CLOSE = r"[〕\]】）)﹞\uff3d]"
YEAR_BRACKETS = rf"{YEAR_OPEN}\s*(?:19|20)\s*\d\s*\d\s*{YEAR_CLOSE}"
# + 攀卫办〔2022〕14号   + 国卫 办医函〔2021〕536 号   - 〔2022〕   - 攀卫办〔2022〕
DOCUMENT_NUMBER = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff](?:[ \u3000\n]?[\u4e00-\u9fff]){0,14})\s*"
    rf"(?P<year>{YEAR_BRACKETS})\s*(?:第\s*)?(?P<serial>\d+(?:\s?\d+)*)\s*号"
)
# + 广州市人民政府令第179号   - 令人满意
ORDER_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,20}令\s*第?\s*\d{1,4}\s*号")

# 《 may hold 〈 〉 or < >, and, against the rule, 《 》 again.
# + 《方案》   + 《关于印发《方案》的通知》   - 《方案   - “方案”
QUOTED_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)+》")

# + 2022年 3月 8日   + 二〇二二年三月八日   - 2022年3月   - 3月8日
DATE_LINE = re.compile(
    r"(?:(?:19|20)\s?\d\s?\d|[一二三四五六七八九〇○零]{4})\s*年\s*"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)

GENRES = (
    "通知", "意见", "方案", "办法", "规定", "细则", "规划", "计划", "措施", "条例", "指南",
    "标准", "规则", "制度", "预案", "纲要", "要点", "决定", "公告", "通告", "通报", "批复",
    "函", "报告", "请示", "命令", "建议", "章程", "规范", "清单", "目录", "政策", "解读",
)  # fmt: skip
# + 关于印发《…方案》的通知   + …实施方案（2021 -2025年）   - 现印发给你们
TITLE_END = re.compile(rf"(?:{'|'.join(GENRES)})(?:{OPEN}[^（()）]{{1,24}}{CLOSE})*[》〉]?$")

# + 中华人民共和国国旗法   + 中华人民共和国民法典   + 中华人民共和国刑法修正案（十）
# - 国旗制法说明   - 中华人民共和国的办法
LAW_TITLE = re.compile(
    rf"中华人民共和国(?!的)[\u4e00-\u9fff、]{{1,30}}法(?:典|修正案(?:{OPEN}[^（()）]{{1,8}}{CLOSE})?)?"
)
# The last line of a title whose first lines could stand alone.
# + 政策解读   + 的通知   - 总则
TITLE_REST = re.compile(rf"的?(?:政策|实施|工作)?(?:{'|'.join(GENRES)})")

ORGANISATION_END = (
    "(?:委员会|人民政府|政府|办公室|办公厅|卫生健康委|局|厅|(?<![全内外干])部|院|联合会|总会|委"
    "|中心|公司|党组|署|(?<![进执推试举实])行|(?<![社机])会)"
)
# + 重庆市卫生健康委员会   + 攀枝花市人民政府办公室   - 为进一步加快我市康复医疗   - 友好型社会
ORGANISATION = re.compile(rf"[\u4e00-\u9fff（）()·]{{2,28}}{ORGANISATION_END}")

# + 重庆市卫生健康委员会行政规范性文件   - 关于印发规范性文件的通知
RUNNING_HEAD = re.compile(
    r"[\u4e00-\u9fff]{2,28}(?:委员会|政府|厅|局|办公室|办公厅|部|院)(?:行政规范性|规范性)?文件"
)
DASH = r"[—－\u2013\-·•]"
# + — 3 —   + - 12 -   + 第 3 页 共 9 页   - 3   - 第 3 页的表
PAGE_NUMBER = re.compile(
    rf"{DASH}{{1,2}}\s*\d{{1,4}}\s*{DASH}{{1,2}}"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
)

# A paragraph that ends with one of these has come to its end.
TERMINAL = "。！？!?；;：:"
# + 本实施方案自发布之日起施行。   + 本办法由市民政局负责解释。   - 本方案明确的任务
CLOSING_FORMULA = re.compile(
    r"(?:本|此)[\u4e00-\u9fff]{0,8}(?:自|从|由|有效期|试行期)[^。]{0,60}"
    r"(?:施行|实施|执行|生效|解释|有效期|废止|年|止)[^。]{0,60}。?$"
)
