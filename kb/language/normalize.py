"""One folding of width, traditional forms, brackets and spaces: for matching, never for display.

``fold`` works character for character, so an offset in the folded text is the same offset in
the text itself. What is shown or quoted is always cut from the text as it stands.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLD_TABLE = Path(__file__).parent / "data" / "fold.tsv"
"""Two columns, ``character <tab> folded``; made by ``data/make_fold.py``."""

FULL_WIDTH = (0xFF01, 0xFF5E)
"""The full-width ASCII characters ！ to ～, both ends included; ASCII is 0xFEE0 lower."""

PUNCTUATION = {
    "(": "\u2985\ufd3e\u2768\u276a",  # （ and ） are folded with all full-width ASCII
    ")": "\u2986\ufd3f\u2769\u276b",
    "[": "〔【〖〚﹝⟦",  # 〔2022〕14号 is also written [2022] and 【2022】
    "]": "〕】〗〛﹞⟧",
    "<": "〈〈",  # 《 and 》 stay: they mark titles
    ">": "〉〉",
    '"': "“”„‟〝〞〟「」『』\uff02",
    "'": "\u2018\u2019\u201a\u201b\uff07",
    # 10—11月, 60～64岁, 2021-2025年 with any of the dashes and waves in use
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u2500\u2501\u2043\ufe58\ufe63"
    "~\uff5e\u301c\u223c",
    " ": "\t\u00a0\u00ad\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u200c\u200d\u200e\u200f\u202f\u205f\u2060\u3000\ufeff",
    "·": "•‧∙⋅・･●",
    ".": "．﹒",
    ",": "，﹐",
    ";": "；﹔",
    ":": "：﹕\u2236\ufe30",
    "%": "％﹪",
    "¥": "￥",
    "〇": "○◯",  # 二○二二年
}
"""Folded form -> the characters that become it. Line breaks are left alone."""


@cache
def fold_table() -> dict[int, str]:
    """Code point -> folded character, read once (about 4,500 entries)."""
    rows = FOLD_TABLE.read_text(encoding="utf-8").splitlines()
    table = {ord(row[0]): row[2] for row in rows}
    first, last = FULL_WIDTH
    table.update({code: chr(code - 0xFEE0).lower() for code in range(first, last + 1)})
    table.update({code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)})
    table.update({ord(char): folded for folded, chars in PUNCTUATION.items() for char in chars})
    return table


def fold(text: str) -> str:
    """The matching form of ``text``, of the same length, character for character.

    Full-width ASCII becomes half-width, capital ASCII letters small, traditional characters
    and radicals simplified, brackets, quotes, dashes and spaces one kind each.
    ``fold(fold(t)) == fold(t)``. Empty in, empty out.

    >>> fold("攀卫办【2022】１号　復健技術")
    '攀卫办[2022]1号 复健技术'
    """
    return text.translate(fold_table())
