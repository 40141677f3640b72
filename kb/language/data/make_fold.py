"""Make ``fold.tsv``, the characters that ``kb.language.normalize.fold`` replaces one for one.

    python kb/language/data/make_fold.py

Needs opencc (Apache-2.0), at the time of making only. Three sources, in this order:

1. radicals and compatibility forms (⼈ ⺠ 金 as U+F90A): the ideograph they stand for, by Unicode's
   NFKC for U+2F00-2FD5 and U+F900-FAFF, and for U+2E80-2EF3 by its property
   Equivalent_Unified_Ideograph, copied below as pairs (NFKC leaves nearly all of those alone);
2. traditional forms: opencc's ``t2s`` on the single character, when it gives one character;
3. both again until nothing changes, so that folding twice is folding once.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import opencc

HERE = Path(__file__).parent
SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍尐⺎兀⺏尣⺐尢"
    "⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵"
    "⺢氺⺣灬⺤爫⺥爬⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓"
    "⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艺⻀艻⻁虎"
    "⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辷⻎辸⻏邑⻐钅⻑長"
    "⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜"
    "⻲亀⻳龟"
)
IDEOGRAPHS = (
    (0x2E80, 0x2FDF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
"""Blocks that are walked, both ends included: radicals, ideographs, compatibility forms."""


def make_table() -> dict[str, str]:
    """Character -> its folded form, for every character that changes."""
    supplement = dict(zip(SUPPLEMENT[::2], SUPPLEMENT[1::2], strict=True))
    t2s = opencc.OpenCC("t2s")

    def step(char: str) -> str:
        plain = supplement.get(char) or unicodedata.normalize("NFKC", char)
        simple = t2s.convert(plain if len(plain) == 1 else char)
        return simple if len(simple) == 1 else char

    table = {}
    for first, last in IDEOGRAPHS:
        for char in map(chr, range(first, last + 1)):
            folded, before = step(char), char
            while folded != before:
                folded, before = step(folded), folded
            if folded != char:
                table[char] = folded
    return table


def main() -> None:
    """Write the table next to this file."""
    table = make_table()
    lines = [f"{char}\t{folded}\n" for char, folded in sorted(table.items())]
    (HERE / "fold.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{len(table)} characters")


if __name__ == "__main__":
    main()
