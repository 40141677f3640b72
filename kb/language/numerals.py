"""Quantities in running text: 60～64岁, 1.2亿元, 百分之五十五, 800元/月/床位.

Numerals themselves are read in ``digits``, dates in ``dates``; both are offered here too.

What counts as a quantity: an Arabic number, with or without a unit, or a Chinese numeral with a
unit of ``data/units.tsv``. The parts of a date count (2022年, 3月, 8日); ``find_dates`` reads them
as dates. What does not:

- ordinals and labels: 第一条, 第3次, 三级医院, 二期工程, 14号, 〔2022〕14号, 十四五;
- markers of clauses: 1. at the head of a line, （1）; codes, telephone numbers, 2021-12-10;
- 一 as a mere article or part of a word: 一些, 一是, 一体化, 进一步, 一次性, 一人一档, and 一个,
  一种, 一项, 一类, 一批 unless a bound stands before it (至少一种);
- 百, 千, 万 without a digit (百年, 千家万户), unless 每 stands before it (每千人口: 1000 人口).

A minus sign is not read (it looks like a dash), nor 半 (半年), 几 (十几人), 成 (八成).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from kb.language.dates import DateMention, find_dates
from kb.language.digits import format_numeral, parse_numeral
from kb.language.normalize import fold

__all__ = [
    "DateMention",
    "Quantity",
    "find_dates",
    "find_quantities",
    "format_numeral",
    "parse_numeral",
]

UNITS_FILE = Path(__file__).parent / "data" / "units.tsv"
COMMA = re.compile("，(?!000(?!\\d))")
"""A full-width comma parts thousands in 2，000元 only, never in 300人，500元."""
PER = {"百": "%", "千": "‰", "万": "‱"}
ARTICLES = (
    "个",
    "种",
    "项",
    "类",
    "批",
    "条",
    "套",
    "件",
    "份",
    "位",
    "名",
    "所",
    "家",
    "支",
    "场",
)
"""Units before which a lone 一 is an article, not a count."""
BOUNDS = re.compile(
    r"(?:至少|最多|不少于|不低于|不超过|不多于|低于|超过|达到|满|仅|其中|共|各|或|选)$"
)

HAN = "[零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+"
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.(?!(?:19|20)\d\d ?年)\d+)?"
# 1.2亿, 10万, 3千, 1万2千, 500百万; 千 of 千米 and 百 of 百分 belong to what follows
SCALE = r"(?:万亿|[十百千]?[万亿]|千(?![米克瓦])|百(?!分))"
ARABIC = rf"{DIGITS}(?: ?{SCALE}(?:\d+(?:[千百]?万|千|百))?)?"
NUMBER = rf"(?:{ARABIC}|{HAN}(?:点[零〇一二三四五六七八九]+)?)"
TO = r" ?(?:-{1,2}|至|到) ?"

# 第一条, 第3次, 第一、二、三条
ORDINAL = rf"第 ?(?:\d+|{HAN})(?: ?[-、,和至] ?第? ?(?:\d+|{HAN}))*"
# 三级医院, 二期, 14号, 3号楼, A座; 3级 with a digit too
LABEL = rf"(?:\d+|{HAN}) ?(?:级|号|期(?!间)|版|型|线|楼|室|栋|幢|届|甲)"
# 〔2022〕14号, 〔2022〕, （1）, 1. or 1、 at the head of a line (1.5 and 1.2022年 are not markers)
BRACKETED = r"[\[(] ?(?:(?:19|20)\d\d|\d{1,2}) ?[\])](?: ?第? ?\d+ ?号)?"
MARKER = r"^ *\d{1,2}(?:[、)]|\.(?!\d)|\.(?=(?:19|20)\d\d ?年))"
# 2021-12-10, 2022.3.8, 028-12345678, 8:30, GB/T 33190-2016, COVID-19, 5G, 十四五
CODE = "|".join(
    (
        r"(?<!\d)(?:19|20)\d\d(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?:(?=\d\d:\d)|(?!\d))",
        r"\d{3,4}-\d{7,8}",
        r"\d{1,2}:\d\d(?::\d\d)?",
        r"\d{9,}",
        r"[a-z]+(?:/[a-z]+)*[- ]?\d[\d.a-z-]*",
        r"\d{1,2} ?[时点](?! ?[间候代效段长限位])(?: ?\d{1,2} ?分)?",  # 9时30分
    )
)
PLAN = r"十[一二三四五六]五"
# 三门峡, 五台县, 一次性, 一件事, 一人一档, 三位一体, 十分重要
WORDS = (
    r"三门[峡县]|[三五]台[县山]|一次性|一件事|一(?=[^\d,;。、]一)|[三四五六]位一体|十分(?=[一-鿿])"
)
SKIP = "|".join((ORDINAL, BRACKETED, MARKER, CODE, PLAN, WORDS, LABEL))
PERCENT = (
    rf"(?P<per>[百千万])分之(?P<part>{NUMBER})(?:{TO}(?:[百千万]分之)?(?P<part_max>{NUMBER}))?"
)
FRACTION = (
    rf"(?P<whole>{HAN})分之(?P<share>{HAN})|(?<![\d/])(?P<num>\d)/(?P<den>\d{{1,2}})(?![\d/])"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as a text states it. ``value_max`` is the upper end of a range (60～64岁).

    Scales are worked into the value (1万元: 10000 元); ``unit`` is the unit as written, without
    spaces, or ``None``; ``written`` is the exact slice of the text.
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    written: str

    @property
    def key(self) -> tuple[Decimal, Decimal | None, str | None]:
        """Equal for two quantities that state the same: 1万元 and 10000元, ２％ and 百分之二."""
        parts = re.split(r"([/·])", self.unit or "")
        unit = "".join(unit_table().get(part, part) for part in parts)
        return self.value, self.value_max, unit or None


@cache
def unit_table() -> dict[str, str]:
    """Unit -> its usual name: 周岁 -> 岁, 公里 -> 千米."""
    return {unit: usual or unit for unit, usual, _ in _unit_rows()}


def _unit_rows() -> list[list[str]]:
    lines = UNITS_FILE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@cache
def _pattern() -> re.Pattern[str]:
    """What is passed over, or a share, or a number with its unit and perhaps a second one."""
    rows = sorted(_unit_rows(), key=lambda row: -len(row[0]))
    units = "|".join(re.escape(u) + (f"(?!{bad})" if bad else "") for u, _, bad in rows)
    unit = rf"(?:{units})(?: ?[/·] ?每?(?:{units}))*"
    counted = (
        rf"(?<!\d)(?:(?<!\.)|(?=(?:19|20)\d\d ?年))(?P<first>{NUMBER})[余多]?(?P<unit> ?{unit})?"
        rf"(?:{TO}(?P<last>{NUMBER})[余多]?(?P<last_unit> ?{unit})?)?"
    )
    return re.compile(rf"(?P<skip>{SKIP})|{PERCENT}|{FRACTION}|{counted}", re.MULTILINE)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of ``text`` in order, not overlapping; empty text gives ``()``.

    >>> [(q.value, q.value_max, q.unit) for q in find_quantities("60～64岁不低于百分之二")]
    [(Decimal('60'), Decimal('64'), '岁'), (Decimal('2'), None, '%')]
    """
    folded = fold(COMMA.sub("、", text))
    pattern, found, at = _pattern(), list[Quantity](), 0
    while match := pattern.search(folded, at):
        at = match.end()
        if match["skip"] is not None:
            continue
        if match["first"] is None:
            quantity = _share(match, text)
        else:
            quantity, at = _counted(match, text)
        if quantity:
            found.append(quantity)
        at = max(at, match.start() + 1)
    return tuple(found)


def _decimal(written: str | None) -> Decimal | None:
    value = parse_numeral(written) if written else None
    return None if value is None else Decimal(value)


def _share(match: re.Match[str], text: str) -> Quantity | None:
    """百分之五十五, 百分之五至十, 三分之一, 2/3."""
    start, end = match.span()
    if match["per"]:
        value, top = _decimal(match["part"]), _decimal(match["part_max"])
        unit: str | None = PER[match["per"]]
    else:
        share, whole = (
            _decimal(match["share"] or match["num"]),
            _decimal(match["whole"] or match["den"]),
        )
        value = share / whole if share and whole and share < whole else None
        top = unit = None
    if value is None:
        return None
    return Quantity(start, end, value, top, unit, text[start:end])


def _counted(match: re.Match[str], text: str) -> tuple[Quantity | None, int]:
    """A number and its unit, or a range; and where to go on reading."""
    first, last = _decimal(match["first"]), _decimal(match["last"])
    unit, last_unit = _unit(match["unit"]), _unit(match["last_unit"])
    if first is not None and last is not None and last_unit and unit in (None, last_unit):
        low = _shared_scale(match["first"], match["last"], first, last)
        if low < last:
            start, end = match.span()
            return Quantity(start, end, low, last, last_unit, text[start:end]), end
    stop = match.end("unit") if unit else match.end("first")
    if match["last"] and unit is None:
        return None, match.start("last") if last_unit else match.end()
    if first is None or not _is_quantity(match, unit):
        return None, stop
    start = match.start()
    return Quantity(start, stop, first, None, unit, text[start:stop]), stop


def _unit(written: str | None) -> str | None:
    return written.replace(" ", "") if written else None


def _shared_scale(first: str, last: str, low: Decimal, high: Decimal) -> Decimal:
    """1-2万元 is 10000 to 20000: the first number takes the second one's scale."""
    scale = re.search(r"[百千万亿]+$", last)
    if scale is None or re.search(r"[十百千万亿]", first):
        return low
    factor = _decimal(f"1{scale[0]}")
    return low * factor if factor and low <= high / factor else low


def _is_quantity(match: re.Match[str], unit: str | None) -> bool:
    """Whether a single number is one by the rules of the module's docstring."""
    text, written, start = match.string, match["first"], match.start()
    before, after = text[max(0, start - 4) : start], text[match.end("first") :][:1]
    if written[0].isdigit():
        if unit:
            return not re.search(r"[a-z]$", before)
        bare = len(written) < 8 and not re.match(r"0\d", written)
        return (
            bare
            and not re.search(r"[a-z\[(/\-:号]$", before)
            and not re.match(r"[a-z.、)\]:/\-]", after)
        )
    if unit is None:
        return False
    if not re.search(r"[零〇一二两三四五六七八九廿卅壹贰叁肆伍陆柒捌玖]|十", written):
        return before.endswith("每")
    if len(written) > 1 and not re.search(r"[十百千万亿点廿卅拾佰仟]", written):
        return len(written) == 4 and unit == "年"  # 二〇二二年; not 五六个, 一二三类
    if written == "一":
        plain = unit in ARTICLES and not BOUNDS.search(before)
        return not plain and not re.search(r"[统唯进同单之逐专不任合归划如某每另这那哪]$", before)
    return True
