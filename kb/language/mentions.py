"""How official text names another document: 《…》（文号）, a 文号 alone, a short name for it.

What kind of link it is, the verb before it says (根据《甲》), or the words behind it
(现将《甲》转发给你们).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.language import patterns
from kb.types import ReferenceKind

# + （某府发〔2021〕5号）   + (某府发[2021]5 号文)   - （以下简称《意见》）
NUMBER_AFTER = re.compile(
    r"\s*[（(]\s*(?P<number>[^（()），,]{4,40}?号)\s*(?:文|文件)?"
    r"\s*(?:[，,；;]\s*以?下(?:简|统)?称[^（()）]*)?[）)]"
)
# A 文号 within the marks: 《关于…的通知(银发〔2022〕115号)》
NUMBER_INSIDE = re.compile(
    rf"[（(〔【\[]?\s*(?P<number>{patterns.DOCUMENT_NUMBER.pattern})\s*(?:文|文件)?\s*[）)〕】\]]?$"
)
# + （以下简称《意见》）   + （下称“办法”）   + (以下统称《条例》)   - （以下简称康复医院）
SHORT_NAME = re.compile(
    r"[^。；\n《]{0,30}?[（(](?:[^（()）《]{0,40}[，,；;]\s*)?以?下(?:简|统)?称[：:为]?\s*(?:《(?P<title>[^《》]{1,30})》|[“\"](?P<quoted>[^”\"]{1,30})[”\"])"
)
# A 文号 without 《》 names a document when the text does something with it or calls it one.
# + 根据鄂财综发〔2011〕32号文件规定   + 某政发〔2011〕97号文件同时废止   - 文号：某发〔2011〕1号
NUMBER_BEFORE = re.compile(
    r"(?:根据|依据|按照|依照|遵照|参照|执行|落实|贯彻|转发|印发|废止|和|及|、|按)\s*$"
)
NO_PREFIX = re.compile(
    r".*(?:根据|依据|按照|依照|遵照|参照|执行|落实好?|贯彻|转发|(?:印发|发布)的?|废止|文件|以及|按|和|及|与|于|见|原|的|通知|意见|方案|办法)|^[日号]|^自(?=自)"
)
CALLED_DOCUMENT = re.compile(
    r"\s*(?=[、和及][^，。；、]{2,20}〔?\[?\d{4}[^，。；、]{0,6}号)|"
    r"\s*(?:文件|文(?![化件明旅])|的?(?:规定|通知|要求|精神)|[^，。；]{0,12}废止)"
)
# Papers that a form or a deed is written on, no documents of policy.
# + 商品房预售许可证   + 购房补贴申请表   + 买卖合同   - 合同示范文本   - 行政许可法
PAPER = re.compile(
    r"(?:许可证|资格证|资质证|执业证|登记证|残疾人证|户口簿|身份证|居住证|优待证|毕业证|结婚证|证书|合格证|权证|凭证"
    r"|[申登统审备调明测评汇总]?[请记计批案查细分总报格][表单]|一览表|分工表|情况表|协议书?|合同书?|承诺书|确认书|委托书|告知书|通知书"
    r"|申请书|报告书|证明书?|发票|意见书|责任书|决定书|鉴定书|同意书|任务书|成果批复)(?:[（(][^（()）]*[）)])?$"
)

# The verb that governs a list of documents stands before it, in the same part of the sentence.
GOVERNING: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("废止", re.compile(r"废止|停止执行|失效")),
    ("替代", re.compile(r"代替|取代|替代")),
    (
        "依据",
        re.compile(r"根据|依据|依照|按照|遵照|参照|(?<=[，,。；\n（(具体])按(?!期|时)|^按|按\s*$"),
    ),
    ("落实", re.compile(r"贯彻|落实|(?<!不再)(?<!停止)(?<!暂停)(?<!暂缓)执行|为(?:了)?实施")),
    ("转发", re.compile(r"转发")),
    ("印发", re.compile(r"(?:(?:印发|发布|公布)了?|制定(?:了|如下))\s*$")),
)
# + 》转发给你们   + 》（某发〔2021〕1号）转发给你们
PASSED_ON = re.compile(r"[^，。；《》]{0,6}(?:转发|翻印|转给)")
ENACTED = re.compile(r"[^，。；《》]{0,10}(?:现)?(?:予以)?(?:印发|发布|公布)")
REPEALED = re.compile(r"[^，。；]{0,12}(?:同时)?(?:废止|停止执行|失效)")
# + 根据2018年…《关于修改〈甲法〉的决定》第一次修正: the history of the text, no ground of it
AMENDED_BY = re.compile(r"\s*(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)")
AS_GROUND = re.compile(r"[^，。；《》]{0,8}(?:为|作为)(?:依据|根据|指导|准则|遵循)")
STOPS = re.compile(r"[，,；;：:。]")
LIST_LENGTH = 40  # characters between two members of one list


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that a sentence names: ``start`` to ``end`` are its words, 文号 included."""

    start: int
    end: int
    title: str
    number: str | None


def compact_number(number: str) -> str:
    """文号 as it is cited: no blanks, year in 〔〕: 攀卫办〔2022〕14号.

    >>> compact_number("攀卫办 [ 2022 ] 第14 号")
    '攀卫办〔2022〕14号'
    """
    bare = re.sub(r"\s", "", number)
    year = rf"{patterns.YEAR_OPEN}(\d{{4}}){patterns.YEAR_CLOSE}第?"
    return re.sub(year, r"〔\1〕", bare)


def find_mentions(sentence: str) -> Iterator[Mention]:
    """The documents that ``sentence`` names, in order, forms and deeds left out."""
    taken = 0
    for match in patterns.QUOTED_TITLE.finditer(sentence):
        if match.start() < taken:
            continue  # 《甲》（某发〔2021〕1号，以下简称《乙》）
        yield from _bare_numbers(sentence, taken, match.start())
        mention = _titled(sentence, match)
        taken = mention.end
        if mention.number or not PAPER.search(mention.title):
            yield mention
    yield from _bare_numbers(sentence, taken, len(sentence))


def short_names(text: str) -> dict[str, Mention]:
    """What ``text`` calls documents for short: short name -> the mention that it stands for."""
    found: dict[str, Mention] = {}
    for match in patterns.QUOTED_TITLE.finditer(text):
        mention = _titled(text, match)
        said = SHORT_NAME.match(text, match.end())
        if said and not PAPER.search(mention.title):
            found.setdefault(said["title"] or said["quoted"], mention)
    return found


def kind_of(
    sentence: str, previous: int, mention: Mention, inherited: ReferenceKind
) -> ReferenceKind:
    """What ``sentence`` does with ``mention``; ``previous`` is where the mention before ends.

    Nothing but a list between two mentions: the verb before the first governs both.
    """
    between = sentence[previous : mention.start]
    after = sentence[mention.end :][:30]
    if REPEALED.match(after):
        return "废止"
    if AMENDED_BY.match(after):
        return "引用"
    if PASSED_ON.match(after) and re.search(r"现?将", between):
        return "转发"
    part = STOPS.split(between)[-1]
    places = [
        (max(match.start() for match in pattern.finditer(part)), kind)
        for kind, pattern in GOVERNING
        if pattern.search(part)
    ]
    # 按照省厅印发《甲》: it is issued by another, and kept to here.
    places = [place for place in places if place[1] != "印发"] or places
    if places:
        return max(places)[1]
    if AS_GROUND.match(after):
        return "依据"
    in_list = previous > 0 and "；" not in between and len(between) <= LIST_LENGTH
    return inherited if in_list and not STOPS.search(between[1:]) else "引用"


def _titled(sentence: str, match: re.Match[str]) -> Mention:
    inner = match.group()[1:-1]
    inside = NUMBER_INSIDE.search(inner)
    after = NUMBER_AFTER.match(sentence, match.end())
    number, end = None, match.end()
    if after and re.search(r"\d", after["number"]):
        number, end = compact_number(after["number"]), after.end()
    elif inside and inside.start() > 1:
        number, inner = compact_number(inside["number"]), inner[: inside.start()]
    return Mention(match.start(), end, _without_blanks(inner), number)


def _bare_numbers(sentence: str, start: int, end: int) -> Iterator[Mention]:
    for match in patterns.DOCUMENT_NUMBER.finditer(sentence, start, end):
        begin = match.start() + _lead(match["prefix"])
        governed = NUMBER_BEFORE.search(sentence, start, begin)
        if governed or CALLED_DOCUMENT.match(sentence, match.end()):
            number = compact_number(sentence[begin : match.end()])
            yield Mention(begin, match.end(), number, number)


def _lead(prefix: str) -> int:
    """Characters of a 文号's prefix that are words before it: 根据鄂财综发."""
    found = NO_PREFIX.match(prefix)
    return found.end() if found else 0


def _without_blanks(title: str) -> str:
    return re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", title)
