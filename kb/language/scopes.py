"""Whom a number holds for: 全市, 各养老机构, 三级综合医院, 对养老机构，…"""

from __future__ import annotations

import re

from kb.language.naming import LEAD, stripped
from kb.language.normalize import fold

GRADE = (
    r"(?:[一二三](?:[、,和及或]?[一二三])*级|[一二三]甲)(?:公立)?"
    r"(?:及以上|及以下|以上|以下)?(?:甲等)?"
)
PLACE = r"(?:综合性?|中医|专科|康复|公立|教学|精神|妇幼|类|民族|医养结合|中西医结合)*"
# + 三级综合医院【康复医学科床位数】   + 各养老机构【每年】   + 每个区县   + 每个设区的市
# - 每床   - 各项
GRADED = re.compile(rf"{GRADE}{PLACE}(?:医院|医疗卫生机构|医疗机构|机构)")
WHOLE = re.compile(r"(?:全[市省县区国盟州镇乡]|我[市省县区]|本[市省县区])(?!性|民|系)")
EVERY = re.compile(
    r"(?:各|每个?|每[家所县区市乡镇村])(?!类|项|种|方面|床|张|名|人|年|月|日|天|千|万|百|十|\d|户"
    r"|次|套|亩|季|平|辆|位|周|学|班|一|两|[二三四五六七八九])"
    r"(?:设区的?市|个?[^,;。:个每至要应须不达设配建\d有开举][^,;。:每至要应须不达设配建\d有开举]{0,21})"
)
# + 【60%】二级综合医疗机构设置康复医学科   - 【60%】居家养老
DOER = re.compile(
    r"(?P<who>[^,;。:]{2,24}?(?:机构|医院|中心|卫生院|养老院|学校|幼儿园|企业|乡镇|街道|社区|村"
    r"|县|区))"
    r"(?=设[置立]|建[设有立成]|开[展设]|配[备置]|实现|达到|提供|完成|具备)"
)
WHO_NOUN = (
    "(?:机构|项目|人员|人|者|家庭|企业|单位|医院|中心|院|户|场所|学校|对象|儿童|村|乡镇|社区"
    "|县|区|市|平台|团队|职工|居民|床位|人才|学生|基地|园)"
)
# + 对养老机构，   + 对新建的养老机构给予   + 销售面积在5000平方米以上的，给予
ADDRESSEE = re.compile(
    r"(?:^|[,;。:])(?:对于?(?P<to>[^,;。:]{2,40}?)的(?=,|给予|按照|每[人户张]|一次性|发放|予以)"
    rf"|对于?(?P<noun>[^,;。:]{{1,40}}?{WHO_NOUN})(?=,|给予|按照|每[人户张]|一次性|发放|予以)"
    r"|(?P<who>[^,;。:]{3,40})的,(?=[^,;。:]*$))"
)


def addressee(words: str) -> str | None:
    """Whom the ``words`` before a number speak of: 对养老机构，…; 各医疗机构要…."""
    folded = fold(words)
    found = list(ADDRESSEE.finditer(folded))
    if found:
        to = found[-1]
        group = to.lastgroup or "who"
        return stripped(words[to.start(group) : to.end(group)]) or None
    every = EVERY.match(folded)
    return words[: every.end()].strip() if every else None


def scope_at_head(words: str) -> tuple[str | None, str]:
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


def doer_of(words: str) -> str | None:
    """Who does it in 60%【基层医疗机构】设置康复医学科."""
    match = DOER.match(fold(words))
    return words[match.start("who") : match.end("who")] if match else None


def graded(subject: str) -> tuple[str | None, str]:
    """三级综合医院 and what of it is measured; the whole when nothing is left."""
    match = GRADED.match(fold(subject))
    if match is None:
        return None, subject
    rest = stripped(subject[match.end() :].removeprefix("的"))
    return subject[: match.end()], rest or subject
