"""What a text changes in another: 将第三条修改为：“第三条 …”, 删去第十条, 增加第五条之一.

The new wording stands between “ and ”; each of its paragraphs may open with “ again, and only the
last one closes. It is text of the item that orders the change, no rule of the amending text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.language import patterns
from kb.types import AmendmentHow, Span

HAN = patterns.HAN_NUMBER
ARTICLE = rf"第{HAN}条(?:之{HAN})?"
# + 刑法修正案（十）   + 关于修改《甲条例》的决定   + 关于修改〈甲办法〉等3件规章的决定
# - 《刑法修正案（九）》时间效力问题的解释   - 修改会议记录的通知
AMENDING_TITLE = re.compile(
    rf"修正案(?:{patterns.OPEN}[^（()）]{{1,8}}{patterns.CLOSE})?$"
    r"|(?:修改|修正|修订|废止)(?:部分|[《〈<]).*的(?:决定|命令|令|公告|通知)$"
)
# + 将第三条修改为：“   + 增加一条，作为第五条之一：“   + 内容如下：“   - 所称“   - 表述为“
ORDERED = re.compile(r"(?:改为|(?:作为|增加|增写)[^“”：:。]{2,40}|内容如下|规定)[：:，,]?\s*“")
CLOSED = re.compile(r"”[。；;，,）)]*\s*$")
LONGEST = 20_000  # characters of one new wording
# + 将第三条   + 第三条第二款   + 在刑法第一百七十七条后   + 删去第十条、第十一条
# + 作为第五条之一   + 第三条至第五条   - 依照第十二条的规定
PLACE = re.compile(
    rf"(?P<law>《[^《》]{{2,60}}》|宪法|刑法)?(?P<article>{ARTICLE})(?:至(?P<last>{ARTICLE}))?"
    rf"(?P<part>第{HAN}款)?(?P<item>第{HAN}项)?"
)
# What is done with a place stands behind it, or, of 删去 and 增加, before it.
CHANGED = re.compile(r"修改为|(?<!相应)改为|修改|删去|删除|增加|增写|合并|移至|分为|调整")
DELETED = re.compile(r"删去|删除")
ADDED = re.compile(r"(?:增加|增写)[^“”。；]{0,40}作为\s*$|，\s*作为\s*$")
# The order that opens a group: 二、对《甲细则》作出修改；第一款 of 甲法 otherwise
GROUP = re.compile(
    r"(?:对|将|，|^)[^《》。；]{0,12}《(?P<law>[^《》]{2,60})》[^《》。；]{0,12}(?:作出|作)?[^《》。；]{0,8}修改"
)
TITLE_LAW = re.compile(r"(?:修改|修正|修订)\s*[《〈<](?P<law>[^》〉>]{2,60})[》〉>]")
AMENDMENT_LAW = re.compile(r"(?P<law>[\u4e00-\u9fff]{2,30})修正案")
SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


@dataclass(frozen=True, slots=True)
class Amendment:
    """That a text changes ``place`` (第三条第二款) of the law ``title``.

    ``article`` is the article of the place; ``start`` to ``end`` are the words that order it,
    without the new wording.
    """

    title: str
    article: str
    place: str
    how: AmendmentHow
    start: int
    end: int


def quoted_rules(text: str, start: int, end: int) -> list[Span]:
    """Spans of ``text[start:end]`` that give the new wording of a rule, from “ to ”.

    A wording that is not closed before the next order ends before it.

    >>> quoted_rules("一、将第三条修改为：“第三条 甲。\\n（一）乙。”\\n二、丙。", 0, 32)
    [(10, 24)]
    """
    found: list[Span] = []
    for order in ORDERED.finditer(text, start, end):
        opened = order.end() - 1
        if found and opened < found[-1][1]:
            continue
        found.append((opened, _closing(text, opened, min(end, opened + LONGEST))))
    return found


def _closing(text: str, opened: int, end: int) -> int:
    first_end = text.find("\n", opened, end)
    first_end = end if first_end < 0 else first_end
    closing = text.rfind("”", opened, first_end)
    if closing >= 0:
        return closing + 1
    at = first_end
    while at < end:
        line_end = text.find("\n", at + 1, end)
        line_end = end if line_end < 0 else line_end
        line = text[at + 1 : line_end]
        if ORDERED.search(line) and not line.lstrip().startswith("“"):
            return at
        if CLOSED.search(line):
            return line_end
        at = line_end
    return first_end


def find_amendments(title: str, text: str) -> tuple[Amendment, ...]:
    """What ``text``, whose title is ``title``, changes article by article; () if it amends nothing.

    A change of a law that neither the title nor the order names is left out.
    """
    if not AMENDING_TITLE.search(title.strip("》")):
        return ()
    named = TITLE_LAW.search(title) or AMENDMENT_LAW.search(title)
    laws = {match["law"] for match in TITLE_LAW.finditer(title)}
    law = named["law"] if named and len(laws) <= 1 else None
    found: list[Amendment] = []
    quoted = quoted_rules(text, 0, len(text))
    for sentence in _orders(text, quoted):
        words = text[slice(*sentence)]
        group = GROUP.search(words)
        if group:
            law = group["law"]
        found.extend(_in_order(text, sentence, law))
    return tuple(found)


def _orders(text: str, quoted: list[Span]) -> Iterator[Span]:
    """The sentences outside the new wordings, cut where a wording begins."""
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        for a, b in quoted:
            if a <= start < b:
                start = min(b, end)
            elif start < a < end:
                yield start, a
                start = min(b, end)
        if start < end:
            yield start, end


def _in_order(text: str, sentence: Span, law: str | None) -> Iterator[Amendment]:
    words = text[slice(*sentence)]
    if not CHANGED.search(words):
        return
    for place in PLACE.finditer(words):
        before, behind = words[: place.start()], words[place.end() :]
        title = (place["law"] or "").strip("《》") or law
        how = _how(before, behind)
        if title and how:
            start, end = sentence
            yield Amendment(title, place["article"], _place(place), how, start, end)


def _place(place: re.Match[str]) -> str:
    return place.group()[len(place["law"] or "") :]


def _how(before: str, behind: str) -> AmendmentHow | None:
    if before.endswith(("改为", "调整为")):
        return None  # 第十五条改为第十六条: its new number
    if ADDED.search(before):
        return "增加"
    verb = CHANGED.search(behind)
    if DELETED.search(before) and not (verb and DELETED.match(verb.group())):
        return "删去"
    if verb is None:
        return None
    if behind.startswith(("后", "之后", "前")):
        return None  # 在第五条后增加一条: the fifth itself stays as it was
    return "删去" if DELETED.match(verb.group()) else "修改"
