"""Numerals as they are written: 二十三, 廿, 二〇二五, 壹佰, 1.2亿, １２, and back.

Only whole numerals are read here; ``kb.language.numerals`` finds them in running text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kb.language.normalize import fold

DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **{"两": 2},
}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
SAME = str.maketrans("拾佰仟", "十百千")
TENS = {"廿": "二十", "卅": "三十"}
NUMERALS = "一二三四五六七八九"
# 八九月份, 三四十人, 五六个; not 三四级, 十八九岁, nor 八九年, which may be a year
ABOUT = re.compile(
    r"(?<![零〇一二三四五六七八九十百千万亿\d第])(?P<low>[二两三四五六七八])(?P<high>[三四五六七八九])"
    r"(?P<scale>[十百千万亿]?)(?=[个名家月天日人张岁所项条元块倍周户位种次台件]|(?<![七八九])年)"
)

DIGIT = "[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
# 三千零二十, 一百二 (= 120), 十五, 百 (of 百万); each part at most once, in this order
SECTION = re.compile(
    rf"(?:(?P<千>{DIGIT}?)千)?(?:零?(?P<百>{DIGIT}?)百)?(?:零?(?P<十>{DIGIT}?)十)?"
    rf"(?:(?P<gap>[零〇])?(?P<ones>{DIGIT}))?"
)
# 二〇二五, 二零, 一九四九
PLAIN = re.compile(rf"(?:{DIGIT}|[〇零])+")
# 1,234.5 with 万 or 亿 behind; 1万2千
ARABIC = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>[十百千万亿]*)"
)


def spell_ranges(text: str) -> str:
    """``text`` with its rough counts as ranges: 八九月份 -> 8-9月份, 三四十人 -> 30-40人."""

    def spelt(match: re.Match[str]) -> str:
        low, high = DIGITS[match["low"]], DIGITS[match["high"]]
        scale = SCALES.get(match["scale"], 1)
        return f"{low * scale}-{high * scale}" if high == low + 1 else match.group()

    return ABOUT.sub(spelt, text)


def _section(text: str) -> int | None:
    """Value of a numeral below ten thousand: 一千零二十三 -> 1023, 三千五 -> 3500."""
    match = SECTION.fullmatch(text)
    if match is None or not text:
        return None
    total = last = 0
    for name in "千百十":
        if match[name] is not None:
            last = SCALES[name]
            total += (DIGITS[match[name]] if match[name] else 1) * last
    if match["ones"]:
        short = last > 10 and not match["gap"]  # 一百二 is 120, 一百零二 is 102
        total += DIGITS[match["ones"]] * (last // 10 if short else 1)
    return total


def _chinese(text: str) -> int | None:
    """Value of a Chinese numeral: 一百二十三万 -> 1230000, 二〇二五 -> 2025."""
    if len(text) > 1 and PLAIN.fullmatch(text):
        return int("".join(str(DIGITS[char]) for char in text))
    if text in ("〇", "零"):
        return 0
    if not text:
        return None
    total = 0
    for scale in "亿万":
        head, found, text = text.rpartition(scale) if scale in text else ("", "", text)
        if found:
            high = _chinese(head) if scale == "亿" else _section(head)
            if not head or high is None:
                return None
            total += high * SCALES[scale]
            if len(text) == 1 and text in DIGITS and text not in "零〇":
                return total + DIGITS[text] * SCALES[scale] // 10  # 一万二
            text = text.lstrip("零〇")
    rest = _section(text) if text else 0
    return None if rest is None else total + rest


def _arabic(text: str) -> Decimal | None:
    """Value of Arabic digits with Chinese scales: 1.2亿, 1万2千, 1,234."""
    total, at, below = Decimal(0), 0, None
    while at < len(text):
        match = ARABIC.match(text, at)
        if match is None:
            return None
        factor = 1
        for scale in match["scale"]:
            factor *= SCALES[scale]
        if below is not None and factor >= below:
            return None
        total += Decimal(match["number"].replace(",", "")) * factor
        at, below = match.end(), factor
    return total if text else None


def parse_numeral(text: str) -> int | Decimal | None:
    """The value of ``text`` when all of it is one numeral, else ``None``.

    Whole values are ``int``. 十四五 (a plan, not a number), 十十 and an empty text give ``None``.

    >>> parse_numeral("二十三"), parse_numeral("1.2亿"), parse_numeral("十四五")
    (23, 120000000, None)
    """
    plain = "".join(fold(text).split()).translate(SAME)
    for char, tens in TENS.items():
        plain = plain.replace(char, tens)
    if re.match(r"\d", plain):
        value = _arabic(plain)
    else:
        whole, point, part = plain.partition("点")
        high = _chinese(whole)
        value = None if high is None else Decimal(high)
        if point and value is not None:
            fits = PLAIN.fullmatch(part)
            value = value + Decimal(f"0.{_plain_digits(part)}") if fits else None
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value


def _plain_digits(text: str) -> str:
    return "".join(str(DIGITS[char]) for char in text)


def format_numeral(number: int) -> str:
    """The numeral of 1 to 9999 as headings and articles write it.

    Raises:
        ValueError: ``number`` is outside 1 to 9999.

    >>> format_numeral(23), format_numeral(110), format_numeral(1005)
    ('二十三', '一百一十', '一千零五')
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} is not between 1 and 9999")
    written, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            written += ("零" if gap and written else "") + NUMERALS[digit - 1] + name
        gap = digit == 0
    return written[1:] if written.startswith("一十") else written
