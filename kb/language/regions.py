"""Regions in official text: which places a text names, which government issued it.

The table and the lookups (``region_named``, ``is_within``, ``ancestors``) are in ``gazetteer``,
one-character names in ``region_letters``; both are offered here too.

How a name of two or more characters is read in running text, longest first, left to right:

- Right behind its parent (甘肃白银, 四川省攀枝花市西区) or beside a sibling in a list (东区、西区),
  any name is read, and a name that several places hold is settled by that parent.
- Otherwise a name that two places of one level hold (鼓楼区) is not read at all, and an ordinary
  word (``word`` in ``data/place_words.txt``: 日照, 资源, 城区) is not read either.
- Names that often arise where two words meet (``strict``: 通化 in 普通化妆品; X县; short names of
  counties of two characters, but for those listed as ``sure``) are read between boundaries only:
  a mark, a digit, an end of the text, or a linking word (在, 和, 的 ...).
- All other names are read anywhere, but for what they must not stand behind (``after``: 复合肥).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kb.language.gazetteer import (
    COUNTRY,
    DATA,
    LETTERS,
    Holder,
    ancestors,
    best_holder,
    gazetteer,
    is_within,
    region_named,
)
from kb.language.normalize import fold
from kb.language.region_letters import find_letters, region_of_number
from kb.types import Region

__all__ = [
    "COUNTRY",
    "LETTERS",
    "RegionMention",
    "ancestors",
    "find_regions",
    "is_within",
    "region_named",
    "region_of_issuer",
    "region_of_number",
]

LINKS_BEFORE = "在和与及对比跟同从到向由将把据按至含即经给让问查请看找说据下辖了是属以"
LINKS_AFTER = "的和与及跟同比对在有是为等到至从向将也均都两各对被由怎哪谁为何已未能可应"
NOT_AFTER_COUNTY = "级城域市乡"
"""和县级以上, 古县城, 单县域: the name ends inside a word."""
# 市民 (not 市民政局), 市场, 县域, 区域: the name's last character belongs to the next word
NEXT_WORD = re.compile(
    r"市民(?!政|族|办|宗|革|建|盟|进|营)|市场|市值|县域|县级|县城|区域|区划|区间"
)
# 四川北路, 南京东路, 北京时间, 杭州湾, 天津中医药大学, 攀枝花市中心医院, 贵州茅台股份有限公司
ROAD = r"[东西南北中]?[一二三四五]?(?:路|大道|大街|街(?!道))(?![线径由网])|时间"
SCHOOL = (  # not 在广东上小学
    r"(?![上读念入办就][大中小]学)[^\W\d_的和与等各在建设加强推进支持发展鼓励所有为要]{0,9}(?:大学|学院|学校|中学|小学)(?!生)"
)
HOSPITAL = (
    r"[省市区县]?(?:第[一二三四五六七八九十]+|人民|中心|中医|中西医结合|妇幼|保健|儿童|妇女|肿瘤|口腔"
    r"|精神|卫生|康复|传染病|附属|总|职工|老年病|骨科|友谊|协和)+(?:医院|保健院)"
)
COMPANY = (
    r"[^\W\d_的和与等各在]{0,14}(?:股份|有限|集团)公司|[^\W\d_的和与等各在]{0,6}研究[院所]"
    r"|银行|日报|湾(?!区)"
)
INSIDE = re.compile(rf"(?:{ROAD}|{SCHOOL}|{HOSPITAL}|{COMPANY})")

MINISTRIES = (
    "外交|国防|教育|科技|科学技术|工业和信息化|公安|民政|司法|财政|人力资源和?社会保障|自然资源|生态环境"
    "|住房和?城乡建设|交通运输|水利|农业农村|农业|商务|文化和旅游|文化|卫生|应急管理|人社|环境保护"
)
# 国家卫生健康委员会, 国务院办公厅, 民政部, 海关总署; not 省委宣传部
NATIONAL = re.compile(
    rf"国家|国务院|中共中央|中央|中国|中华|全国|最高人民|海关总署|审计署|应急管理部|(?:{MINISTRIES})部"
    r"|证监会|银保监会|金融监管总局|国资委$|共青团中央"
)
SIBLING_GAP = re.compile(r" ?[、,/和与及] ?")


@dataclass(frozen=True, slots=True)
class RegionMention:
    """A region named in a text.

    ``inside_name``: the place is only the first part of another thing's name (天津中医药大学,
    四川北路, 北京时间), which says little about the region a text is about.
    """

    start: int
    end: int
    region: Region
    inside_name: bool


@dataclass(frozen=True, slots=True)
class _Words:
    word: frozenset[str]
    strict: frozenset[str]
    sure: frozenset[str]
    after: dict[str, str]


@cache
def _place_words() -> _Words:
    lines = (DATA / "place_words.txt").read_text(encoding="utf-8").splitlines()
    kinds: dict[str, set[str]] = {"word": set(), "strict": set(), "sure": set(), "after": set()}
    for kind, names in (line.split("\t") for line in lines if not line.startswith("#")):
        kinds[kind] |= set(names.split())
    after = dict(name.split(":") for name in kinds["after"])
    word, strict, sure = (frozenset(kinds[kind]) for kind in ("word", "strict", "sure"))
    return _Words(word, strict, sure, after)


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """First two characters -> lengths of the names that begin so, longest first."""
    sizes: dict[str, set[int]] = {}
    for name in gazetteer().by_name:
        sizes.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}


def _is_word(char: str) -> bool:
    return "一" <= char <= "鿿"


def _starts_free(text: str, start: int) -> bool:
    """Whether a boundary or a linking word stands before ``start``."""
    before = text[start - 1 : start]
    return not _is_word(before) or before in LINKS_BEFORE


def _ends_free(text: str, end: int) -> bool:
    """Whether a boundary or a linking word stands at ``end``."""
    after = text[end : end + 1]
    return not _is_word(after) or after in LINKS_AFTER


def _stands_alone(text: str, start: int, name: str, holders: tuple[Holder, ...]) -> bool:
    """Whether a name may be read here without its parent: the rules of the module's docstring."""
    words, end = _place_words(), start + len(name)
    if not holders or name in words.word:
        return False
    if start and text[start - 1] in words.after.get(name, ""):
        return False
    loose = len(name) == 2 and all(holder.region.level == "县" for holder in holders)
    if name not in words.strict and (not loose or name in words.sure):
        return True
    full = name[-1] in "县市区旗" and any(holder.kind != "short" for holder in holders)
    if full:
        return _starts_free(text, start) and text[end : end + 1] not in set(NOT_AFTER_COUNTY)
    return _starts_free(text, start) and _ends_free(text, end)


def _settled(text: str, start: int, name: str, last: RegionMention) -> Region | None:
    """The region that ``name`` stands for right behind its parent or beside a sibling."""
    holders, gap = gazetteer().by_name[name], text[last.end : start]
    if len(gap) < 2 and not gap.strip(" "):
        within = (h for h in holders if h.region != last.region)
        holders = tuple(h for h in within if is_within(h.region, last.region))
    elif SIBLING_GAP.fullmatch(gap) and last.region.level in ("市", "县"):
        above, plain = ancestors(last.region), best_holder(holders)
        if last.region.level == "县" and plain in above:  # 君山区、岳阳经济技术开发区
            return None
        holders = tuple(h for h in holders if ancestors(h.region)[0] == above[0])
    else:
        return None
    region = best_holder(holders)
    short = all(holder.kind == "short" for holder in holders)
    if short and name in _place_words().word and not _ends_free(text, start + len(name)):
        return None  # 湖北公安机关, 广西资源丰富
    return region


def _region_at(text: str, start: int, name: str, last: RegionMention | None) -> Region | None:
    """The region that ``name`` at ``start`` stands for, if it may be read there."""
    holders = gazetteer().by_name.get(name, ())
    if holders and last and (region := _settled(text, start, name, last)):
        return region
    return best_holder(holders) if _stands_alone(text, start, name, holders) else None


def _find_names(text: str) -> list[RegionMention]:
    """Mentions of names of two or more characters in folded text."""
    sizes, found, at = _sizes(), list[RegionMention](), 0
    while at < len(text) - 1:
        for size in sizes.get(text[at : at + 2], ()):
            if len(text) - at < size or NEXT_WORD.match(text, at + size - 1):
                continue
            last = found[-1] if found else None
            if region := _region_at(text, at, text[at : at + size], last):
                end = at + size
                found.append(RegionMention(at, end, region, bool(INSIDE.match(text, end))))
                at = end - 1
                break
        at += 1
    return found


def find_regions(text: str) -> tuple[RegionMention, ...]:
    """The regions that ``text`` names, in order, not overlapping; spans are of ``text``.

    >>> [mention.region.name for mention in find_regions("川渝两地和攀枝花米易县")]
    ['四川省', '重庆市', '攀枝花市', '米易县']
    """
    folded = fold(text)
    names = _find_names(folded)
    taken = {at for mention in names for at in range(mention.start, mention.end)}
    letters = [
        RegionMention(start, end, region, False)
        for start, end, region in find_letters(folded)
        if start not in taken
    ]
    return tuple(sorted(names + letters, key=lambda mention: mention.start))


def region_of_issuer(issuer: str) -> Region | None:
    """The region whose government body ``issuer`` is; 全国 for a central one.

    ``None`` when the name does not say (省卫生健康委员会). A central body's branch is of its
    region: 国家税务总局重庆市税务局 gives 重庆市.

    >>> region_of_issuer("攀枝花市卫生健康委员会").name, region_of_issuer("国家卫生健康委员会").name
    ('攀枝花市', '全国')
    """
    name = "".join(issuer.split())
    return first_region(name) or (COUNTRY if NATIONAL.match(fold(name)) else None)


def first_region(text: str) -> Region | None:
    """The region that ``text`` names first, with what follows within it: 四川省遂宁市射洪市.

    None when it names none.
    """
    first: RegionMention | None = None
    for mention in find_regions(text):
        if first and (mention.start != first.end or not is_within(mention.region, first.region)):
            break
        first = mention
    return first.region if first else None
