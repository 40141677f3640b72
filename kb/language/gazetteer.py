"""The table of administrative divisions: names to regions, and which lies within which.

The rows are those of ``data/regions.tsv`` (34 provinces, 333 prefectures, 2,847 counties and the
divisions abolished since 1998), loaded on first use. The logic of "within" is that of the adcode:
51 四川省, 5104 攀枝花市, 510403 西区.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kb.language.normalize import fold
from kb.types import Region, RegionLevel

DATA = Path(__file__).parent / "data"
COUNTRY = Region(name="全国", adcode="000000", level="国家", parent=None)
COUNTRY_NAMES = frozenset({"全国", "国家", "中央", "中国", "中华人民共和国", "国家层面"})
LEVELS: dict[str, RegionLevel] = {"省": "省", "市": "市", "县": "县"}
RANKS: dict[RegionLevel, int] = {"国家": 0, "省": 1, "市": 2, "县": 3}

LETTERS = {
    **{"京": "110000", "津": "120000", "冀": "130000", "晋": "140000", "蒙": "150000"},
    **{"辽": "210000", "吉": "220000", "黑": "230000", "沪": "310000", "苏": "320000"},
    **{"浙": "330000", "皖": "340000", "闽": "350000", "赣": "360000", "鲁": "370000"},
    **{"豫": "410000", "鄂": "420000", "湘": "430000", "粤": "440000", "桂": "450000"},
    **{"琼": "460000", "渝": "500000", "川": "510000", "蜀": "510000", "黔": "520000"},
    **{"贵": "520000", "滇": "530000", "云": "530000", "藏": "540000", "陕": "610000"},
    **{"秦": "610000", "甘": "620000", "陇": "620000", "青": "630000", "宁": "640000"},
    **{"新": "650000", "台": "710000", "港": "810000", "澳": "820000"},
}
"""One-character short names of provinces -> adcode."""

NameKind = Literal["full", "short", "former"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A region that goes by a certain name, and what kind of name that is for it."""

    region: Region
    kind: NameKind

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """Lower goes first: names in use before former ones, provinces before counties."""
        return self.kind == "former", RANKS[self.region.level], self.kind != "full"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The loaded table: regions by adcode, holders by folded name (乾安 is under 干安)."""

    by_code: dict[str, Region]
    by_name: dict[str, tuple[Holder, ...]]
    former: frozenset[str]  # adcodes of divisions that no longer exist


@cache
def gazetteer() -> Gazetteer:
    """Read ``regions.tsv`` once (3,300 rows, about 20 ms)."""
    lines = (DATA / "regions.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    names = {row[0]: row[1] for row in rows} | {COUNTRY.adcode: COUNTRY.name}
    by_code = {COUNTRY.adcode: COUNTRY}
    by_name: dict[str, list[Holder]] = defaultdict(list)
    for code, name, level, parent, short, former, _ in rows:
        above = names.get(parent) or names[f"{code[:2]}0000"]
        region = by_code[code] = Region(name, code, LEVELS[level], above)
        by_name[fold(name)].append(Holder(region, "full"))
        for alias in filter(None, short.split(",")):
            by_name[fold(alias)].append(Holder(region, "short"))
        for alias in filter(None, former.split(",")):
            by_name[fold(alias)].append(Holder(region, "former"))
    gone = frozenset(row[0] for row in rows if row[6])
    return Gazetteer(by_code, {name: tuple(found) for name, found in by_name.items()}, gone)


def best_holder(holders: tuple[Holder, ...]) -> Region | None:
    """The region to take for a name; ``None`` when two of one rank hold it (鼓楼区)."""
    if not holders:
        return None
    rank = min(holder.rank for holder in holders)
    regions = {holder.region for holder in holders if holder.rank == rank}
    return regions.pop() if len(regions) == 1 else None


def region_named(name: str, *, within: Region | None = None) -> Region | None:
    """The region that ``name`` is the whole name of, or ``None``: full, short or former names.

    Chains are understood (四川省攀枝花市西区, 四川攀枝花). A higher level goes before a lower
    one (朝阳 is 朝阳市 in 辽宁, 吉林 the province); a name that several counties hold gives
    ``None`` unless ``within`` says which.

    >>> region_named("渝"), region_named("鼓楼区")
    (Region(name='重庆市', adcode='500000', level='省', parent='全国'), None)
    """
    name = "".join(fold(name).split())
    if name in COUNTRY_NAMES:
        return COUNTRY if within in (None, COUNTRY) else None
    table = gazetteer()
    if name in LETTERS:
        province = table.by_code[LETTERS[name]]
        return province if within is None or is_within(province, within) else None
    holders = table.by_name.get(name, ())
    if within is not None:
        holders = tuple(h for h in holders if is_within(h.region, within))
    if holders:
        return best_holder(holders)
    for cut in range(len(name) - 2, 1, -1):
        head = name[:cut] in table.by_name and region_named(name[:cut], within=within)
        if head and (region := region_named(name[cut:], within=head)) and region != head:
            return region
    return None


def is_within(inner: Region, outer: Region) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it. Everything lies within 全国."""
    if outer.level == "国家" or inner == outer:
        return True
    width = {"省": 2, "市": 4, "县": 6}[outer.level]
    return inner.level != "国家" and inner.adcode[:width] == outer.adcode[:width]


def ancestors(region: Region) -> tuple[Region, ...]:
    """The regions above, nearest first, 全国 last; empty for 全国.

    >>> [above.name for above in ancestors(region_named("米易县"))]
    ['攀枝花市', '四川省', '全国']
    """
    if region.level == "国家":
        return ()
    by_code, code = gazetteer().by_code, region.adcode
    above = [by_code.get(f"{code[:4]}00"), by_code.get(f"{code[:2]}0000"), COUNTRY]
    return tuple(found for found in above if found and RANKS[found.level] < RANKS[region.level])
