"""Automatic numbering of Word files: what numbering.xml says becomes the text that Word shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.language.digits import format_numeral
from kb.reading.markup import Element, attribute, local_name

HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
EARTHLY = "子丑寅卯辰巳午未申酉戌亥"
LEGAL = str.maketrans("一二三四五六七八九十百千〇零", "壹贰叁肆伍陆柒捌玖拾佰仟零零")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
         (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital",
    "taiwaneseCounting", "taiwaneseCountingThousand",
}  # fmt: skip
SILENT = {"none", "bullet"}
LEVELS = 9  # that Word knows
LARGEST = 9999  # number that is written in Chinese
PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written; ``pattern`` is like ``（%1）``."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    blank_after: bool = True
    arabic: bool = False  # the numbers of all levels are written as figures
    style: str | None = None  # of the paragraphs that stand on this level
    restart: int | None = None  # begins anew after that level, 1-based; 0: never; None: any above


@dataclass(slots=True)
class _List:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)  # by level, said for this list alone
    levels: dict[int, Level] = field(default_factory=dict)
    used: bool = False


class Numbering:
    """The lists of a Word file, counted as its paragraphs come along."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of numbering.xml; None for a file without it."""
        self._abstracts: dict[str, dict[int, Level]] = {}
        self._style_of: dict[str, str] = {}  # abstract list -> the style whose list it stands for
        self._style_lists: dict[str, str] = {}  # style -> the abstract list that it names
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}  # abstract list -> level -> last number
        for element in () if root is None else root:
            if local_name(element) == "abstractNum":
                self._take_abstract(element)
        for element in () if root is None else root:
            if local_name(element) == "num":
                self._take_list(element)

    def next_label(self, number_id: str, level: int) -> str:
        """The label of the next paragraph of a list, "" when the list shows none."""
        found = self._lists.get(number_id)
        if found is None or not 0 <= level < LEVELS:
            return ""
        levels = {**self._levels(found.abstract), **found.levels}
        here = levels.get(level)
        if here is None:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        if not found.used:
            found.used = True
            for at in found.starts:
                counts.pop(at, None)
        start = found.starts.get(level, here.start)
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [n for n in counts if n > level]:
            after = levels[deeper].restart if deeper in levels else None
            if after is None or (after and level < after):
                del counts[deeper]
        return _label(here, levels, counts, level)

    def level_of(self, number_id: str, style: str) -> int:
        """The level of a list that belongs to a paragraph style; 0 when the list names none."""
        found = self._lists.get(number_id)
        levels = self._levels(found.abstract) if found else {}
        return next((at for at, level in levels.items() if level.style == style), 0)

    def _levels(self, abstract: str) -> dict[int, Level]:
        own = self._abstracts.get(abstract, {})
        style = self._style_of.get(abstract)
        return own or self._abstracts.get(self._style_lists.get(style or "", ""), {})

    def _take_abstract(self, element: Element) -> None:
        name = attribute(element, "abstractNumId") or ""
        levels: dict[int, Level] = {}
        for child in element:
            kind = local_name(child)
            if kind == "lvl":
                levels[_whole(attribute(child, "ilvl"))] = _level(child)
            elif kind == "numStyleLink":
                self._style_of[name] = attribute(child, "val") or ""
            elif kind == "styleLink":
                self._style_lists[attribute(child, "val") or ""] = name
        self._abstracts[name] = levels

    def _take_list(self, element: Element) -> None:
        found = _List("")
        for child in element:
            if local_name(child) == "abstractNumId":
                found.abstract = attribute(child, "val") or ""
            elif local_name(child) == "lvlOverride":
                at = _whole(attribute(child, "ilvl"))
                for inner in child:
                    if local_name(inner) == "startOverride":
                        found.starts[at] = _whole(attribute(inner, "val"))
                    elif local_name(inner) == "lvl":
                        found.levels[at] = _level(inner)
        self._lists[attribute(element, "numId") or ""] = found


def format_number(number: int, form: str) -> str:
    """``number`` as Word writes it in the form ``form``; figures for a form not known."""
    if form in SILENT:
        return ""
    if form in CHINESE and 1 <= number <= LARGEST:
        return format_numeral(number)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional") and 1 <= number <= LARGEST:
        return format_numeral(number).translate(LEGAL)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form == "ideographTraditional" and 1 <= number <= len(HEAVENLY):
        return HEAVENLY[number - 1]
    if form == "ideographZodiac" and 1 <= number <= len(EARTHLY):
        return EARTHLY[number - 1]
    if form in ("upperLetter", "lowerLetter") and number >= 1:
        times, letter = divmod(number - 1, 26)
        written = chr(ord("a") + letter) * (times + 1)
        return written.upper() if form == "upperLetter" else written
    if form in ("upperRoman", "lowerRoman") and 1 <= number < 4000:
        written = _roman(number)
        return written.upper() if form == "upperRoman" else written
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    return str(number)


def _label(here: Level, levels: dict[int, Level], counts: dict[int, int], level: int) -> str:
    if here.form in SILENT:
        return ""

    def number_at(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        known = levels.get(at, Level())
        # A level above that no paragraph has reached counts as begun.
        number = counts.get(at, known.start)
        return format_number(number, "decimal" if here.arabic and at <= level else known.form)

    label = PLACE.sub(number_at, here.pattern)
    # Chinese labels end with a mark that parts them from the text: 一、 （一） 1．
    parted = not label or label[-1] in "、．.，）)：:】〕 \u3000"
    return label if parted or not here.blank_after else label + " "


def _level(element: Element) -> Level:
    said: dict[str, str] = {}
    for child in element:
        value = attribute(child, "val")
        if local_name(child) == "isLgl":
            said["isLgl"] = value or "1"
        elif value is not None:
            said.setdefault(local_name(child), value)
        for inner in child:  # mc:AlternateContent around a form that older versions lack
            for choice in inner if local_name(inner) != "numFmt" else (inner,):
                if local_name(choice) == "numFmt":
                    said.setdefault("numFmt", attribute(choice, "val") or "decimal")
    restart = said.get("lvlRestart")
    return Level(
        start=_whole(said.get("start"), 1),
        form=said.get("numFmt", "decimal"),
        pattern=said.get("lvlText", ""),
        blank_after=said.get("suff", "tab") != "nothing",
        arabic=said.get("isLgl", "0") not in ("0", "false"),
        style=said.get("pStyle"),
        restart=None if restart is None else _whole(restart),
    )


def _whole(text: str | None, otherwise: int = 0) -> int:
    try:
        return max(0, min(int(text or otherwise), 100_000))
    except ValueError:
        return otherwise


def _roman(number: int) -> str:
    written = ""
    for value, letters in ROMAN:
        while number >= value:
            written += letters
            number -= value
    return written
