"""One-character short names of regions (渝, 川, 攀), which are words of their own elsewhere.

They are read in three places only:

- at the head of a 文号: 渝卫发〔2021〕60号, by the vetted ``data/number_prefixes.tsv``;
- in a group: 川渝, 成渝, 京津冀 (listed pairs; three or more different ones in a row), and any
  two before 两地: 渝津两地;
- alone between boundaries, for characters with no other use in such a place: 渝：, 渝的, 津、渝,
  在川. Never 始终不渝, 江津, 津贴, 新 or 青.
"""

from __future__ import annotations

import re
from functools import cache

from kb.language.gazetteer import DATA, LETTERS, gazetteer, region_named
from kb.language.normalize import fold
from kb.types import Region

PAIR_LIST = """
    川渝 渝川 成渝 京津 津冀 京冀 沪苏 沪浙 苏浙 苏皖 浙皖 沪皖 粤港 粤澳 港澳 粤桂 粤闽 闽粤 闽台
    闽赣 云贵 川滇 川黔 渝黔 渝鄂 渝陕 川陕 川藏 川青 川甘 青藏 桂黔 滇黔 湘鄂 湘赣 湘黔 湘粤 湘桂
    鄂豫 鄂赣 晋冀 晋陕 晋豫 冀鲁 冀辽 鲁豫 豫鲁 苏鲁 豫皖 陕甘 甘青 宁甘 甘宁 辽吉 吉黑 京沪 沪渝
    京渝
"""
PAIRS = frozenset(PAIR_LIST.split())
"""Two in a row that name two regions. Not 新京 (新京报), 贵港, 云台, 藏青."""
ALONE = frozenset("京津沪渝冀晋浙皖闽赣鲁豫鄂湘粤桂琼黔滇陕川辽")
"""Characters read alone. Not 新 青 宁 吉 云 贵 甘 台 港 苏 藏 蒙 ...: words of their own."""
TWO_AT_ONCE = {"成渝": ("510100", "500000")}
"""Groups whose characters are not those of provinces: 成 stands for 成都市."""

# 在川, 来渝, 渝：, 渝的, 川省, 津、渝; a Latin letter or digit beside it is no boundary
BEFORE = r"(?:^|(?<=[^\w一-鿿])|(?<=[在来赴返驻离和与及跟同比对]))"
AFTER = r"(?=$|[^\w一-鿿]|[的和与及跟同比两各等都均有省市在谁哪是])"
# 渝津两地, 晋渝两省市
TWO = rf"[{''.join(sorted(ALONE))}]{{2}}(?=两[地省市])"
GROUP = re.compile(
    rf"(?:{'|'.join(sorted(PAIRS))})(?![{''.join(LETTERS)}])|[{''.join(LETTERS)}]{{3,}}|{TWO}"
)
SINGLE = re.compile(rf"{BEFORE}[{''.join(sorted(ALONE))}]{AFTER}")
# 渝卫发〔2021〕60号, 国办发〔2022〕35 号: on folded text, brackets are [ ] or ( )
YEAR = r"[\[(] ?(?:19|20)\d\d ?年?[\])]"
NUMBER = re.compile(rf"(?P<prefix>[一-鿿]{{2,20}}) ?{YEAR} ?第? ?\d+ ?号")
# words that run into a 文号: 根据鄂财综发〔2021〕45号, 参照东府办发〔2022〕4号
LEAD_IN = re.compile(
    r"^.*?(?:根据|按照|依据|参照|执行|落实|对照|印发|转发|的通知|延续|以及|和|及|与|在|见|按|原)+"
)
# 京津新城, 港澳青年: the last character of a run that begins the next word
OWN_WORD = re.compile(r"新[城区型时增设技能]|青[年少]|台[账风]|宁[静愿]|吉[祥他]|云[计服端平]")
GOVERNING = "府政委办党区县市"
"""What follows a place's own name in a 文号: 渝中府发 is 渝中区's, 渝中医 is Chongqing's."""


@cache
def number_prefixes() -> dict[str, str]:
    """Head of a 文号 -> adcode. Heads that two governments use (宁政发, 济政) are left out."""
    rows = (DATA / "number_prefixes.tsv").read_text(encoding="utf-8").splitlines()
    return {row.split("\t")[0]: row.split("\t")[1] for row in rows}


def head_of_number(prefix: str) -> tuple[str, Region] | None:
    """The part of a 文号's prefix that names a region, and the region; ``None`` when none does."""
    for size in range(min(len(prefix) - 1, 12), 1, -1):
        if prefix[size] in GOVERNING or prefix[size - 1] in "省市县州盟":
            region = region_named(prefix[:size])
            if region and region.level != "国家":
                return prefix[:size], region
    known = number_prefixes()
    for size in range(min(len(prefix), 4), 0, -1):
        if prefix[:size] in known:
            return prefix[:1], gazetteer().by_code[known[prefix[:size]]]
    return None


def region_of_number(number: str) -> Region | None:
    """The region that issued a document, by the head of its 文号 or the whole 文号.

    ``None`` for the centre's (国办发, 国卫医发) and when two governments use the head
    (宁政发: 南京 and 宁夏), so ``None`` is "not known by its number", never "of the whole country".

    >>> region_of_number("渝卫发〔2021〕60号").name, region_of_number("攀办发").name
    ('重庆市', '攀枝花市')
    """
    prefix = re.match(r"[一-鿿]*", "".join(fold(number).split()))
    found = head_of_number(prefix[0]) if prefix and prefix[0] else None
    return found[1] if found else None


def find_letters(folded: str) -> list[tuple[int, int, Region]]:
    """Spans of one-character names in folded text and their regions, in order, not overlapping."""
    by_code = gazetteer().by_code
    found: dict[int, tuple[int, Region]] = {}
    for match in NUMBER.finditer(folded):
        lead = LEAD_IN.match(match["prefix"])
        skip = lead.end() if lead and lead.end() < len(match["prefix"]) else 0
        head = head_of_number(match["prefix"][skip:])
        if head and len(head[0]) == 1:
            found[match.start() + skip] = (match.start() + skip + 1, head[1])
    for match in GROUP.finditer(folded):
        start, own = match.start(), OWN_WORD.match(folded, match.end() - 1)
        letters = match[0][:-1] if own else match[0]
        counted = folded[match.end() : match.end() + 1] == "两"
        pair = letters in PAIRS or (len(letters) == 2 and counted)
        if (len(letters) < 3 and not pair) or len(set(letters)) < len(letters):
            continue
        codes = TWO_AT_ONCE.get(letters) or [LETTERS[letter] for letter in letters]
        for at, code in enumerate(codes, start):
            found.setdefault(at, (at + 1, by_code[code]))
    for match in SINGLE.finditer(folded):
        found.setdefault(match.start(), (match.end(), by_code[LETTERS[match[0]]]))
    return [(start, end, region) for start, (end, region) in sorted(found.items())]
