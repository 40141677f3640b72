"""Questions about regions in general: 各地, 哪些地方, 三地, 除了天津还有谁.

Asked so, each region of the library is searched by itself. 各地 is not always asked about: in
中央要求各地做什么 it only says who is to act, and in 设在哪个市 it is a place within a region.
"""

from __future__ import annotations

import re

from kb.language.normalize import fold
from kb.types import Span

# 省级, 市民, 地点, 地震: the character belongs to another word
OWN_WORD = r"(?![级民政域直属场长辖点址面质道产位理步铁震名势形下图税方])"
PLACES = (
    rf"(?:地区|地方|地市|市州|省区市|省市|省份|城市|区域|省{OWN_WORD}|市{OWN_WORD}|地{OWN_WORD})"
)
OTHERS = r"(?:其他|其它|其余|别的|另外)的?(?:几个|各)?"
WHICH = r"哪(?:些|几个|一个|个)"
EACH = (
    r"各个?|每一?个?|(?:所有|全部|不同)的?|(?<![更许不差很大])多个?"
    r"|(?:[三四五六七八九十几]|\d{1,2})个?"
)
RULES = "规定|提出|提到|明确|要求|出台|写明|写了|制定"
# + 各地   + 哪个市   + 四个地方   + 三地   + 其他省   + 哪里规定了   - 各自   - 各区县   - 市级
GENERAL = re.compile(
    r"(?:全国|国内|库内)?(?:"
    rf"(?P<others>{OTHERS}{PLACES})|(?P<which>{WHICH}{PLACES})|(?:{EACH}){PLACES}"
    r"|(?:地区|省|区域|城市|省市)之?间|省际|哪里的"
    rf"|(?:哪[里儿家]|(?<!由)谁)(?=(?:还|也|都|专门)?(?:有)?(?:{RULES})))"
)
# Who is told to act: 中央要求各地, 指导各地; but 对床位的要求各地有什么不同
DIRECTING = re.compile(
    r"(?:(?<!的)要求|指导|督促|督导|推动|支持|鼓励|引导|组织|部署|责成|指示|号召|提醒|协调|允许|授权"
    r"|通知|发给)(?:全国|全省|全市|我省|我市)?$"
)
COMPARED = re.compile(
    r"[^，,。？?]{0,6}?(?:分别|各[是有自]|有[什何]么?(?:不同|区别|差异)|一致|一样)"
)
# 设在哪个市, 给哪些地方: a place within a region's rule; but 在哪些地方有规定
LOCATING = re.compile(r"(?:[在到于往去归给选放向]|来自|属于)$")
RULED = re.compile(rf"[^，,。？?]{{0,4}}?(?:{RULES}|政策|文件)")
# 除了天津还有谁, 除重庆外, 重庆以外的地方
EXCEPT = re.compile(
    r"除(?:了|去|开)?([^，,。？?；;]{1,30}?)(?:之外|以外|外|[，,]|还有|(?=其他|其它|别的|哪))"
    r"|([^，,。？?；;除]{1,20})(?:之外|以外)"
)
# 天津和其他地方: 天津 is compared with the others
BESIDE = re.compile(r"[和与跟同及比、]$")


def asks_all_regions(text: str) -> bool:
    """Whether a question asks about regions in general (各地, 哪些地区) and not only by name."""
    folded = fold(text)
    return any(_is_asked(folded, match) for match in GENERAL.finditer(folded))


def general_spans(text: str) -> tuple[Span, ...]:
    """Where ``text`` speaks of regions in general: words that say nothing about the subject."""
    return tuple(match.span() for match in GENERAL.finditer(fold(text)))


def asks_others(text: str) -> bool:
    """Whether ``text`` asks about regions besides those it names (其他地方呢)."""
    folded = fold(text)
    return any(m["others"] and _is_asked(folded, m) for m in GENERAL.finditer(folded))


def excepted_spans(text: str) -> tuple[Span, ...]:
    """Where ``text`` names the regions that it leaves out: 除了天津, and 天津 before 其他地方呢.

    >>> excepted_spans("除了天津还有谁规定了床位")
    ((2, 4),)
    """
    folded = fold(text)
    spans = [match.span(1 if match[1] else 2) for match in EXCEPT.finditer(folded)]
    others = next((match for match in GENERAL.finditer(folded) if match["others"]), None)
    if others and not BESIDE.search(folded[: others.start()]):
        spans.append((0, others.start()))
    return tuple(spans)


def _is_asked(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if match["which"] and LOCATING.search(before):
        return bool(RULED.match(after))
    return not DIRECTING.search(before) or bool(COMPARED.match(after))
