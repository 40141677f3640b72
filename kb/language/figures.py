"""Does a sentence state the figures that a question states, of the same things?

8人 is not 6人, 2% not 20%; and 康复治疗师12人 does not state 康复医师12人, although 12人 is there.
"""

from __future__ import annotations

import re

from kb.language.equal_figures import is_same, is_told, numbers
from kb.language.matching import fold_text
from kb.language.numerals import Quantity, find_quantities
from kb.language.same_place import replaced

DAY = re.compile(
    r"(?P<year>\d{4}年)(?P<day>\d{1,2}月\d{1,2}日)|\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{4}年"
)
# 三级医院 is not 二级医院, 市级 not 省级: a level must be the same. 二、三级医院 are both.
LEVEL = re.compile(
    r"(?P<grades>(?:[一二三]级?[、,和及或]){0,2}[一二三]级)"
    r"(?=[^别综]{0,2}(?:综合)?(?:中医)?(?:医院|医疗|以上|及以|甲))|[省市县]级|基层"
)
AGAIN = re.compile(r"一(.)[接又复比挨]?一\1")  # 一天接一天 counts no days
IN_NAME = re.compile(r"行动|规划|计划|工程")  # 五年行动: a figure of a name
GRADED = re.compile(r"[一二三]级(?:甲等|综合|中医)*(?:医院|医疗机构)?")
WRITTEN_DAY = re.compile(r"\d[\d\s年月日—～-]*[年月日]底?")
SHOWN_AFTER = 20  # characters behind a figure that may name what it counts
SAME_SUBJECT = 2  # pairs of characters around a figure that the question must share
# Any level, of whatever: 国家级, 县级, 九级 of a disability
ANY_LEVEL = re.compile(
    r"(?<![所局厅委会省市区县乡镇村])一级(?!别|学科|指标|预防|护理|联动)"
    r"|[二三四五六七八九十]级(?!别|学科|指标|预防|护理|联动)|国家级|[省市县区乡镇村]级|基层"
)
CLEARLY = 2  # times as much alike as its own words the words around another figure must be
SUBJECT_WITHIN = 14  # characters beside a figure in which the thing that it counts is named
SUBJECT_BEFORE = 3  # characters that a thing named before its figure has at least
SUBJECT_AFTER = 2
HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]+$")
HAN_AFTER = re.compile(r"[\u4e00-\u9fff]+")
MEASURES = frozenset("年月日天岁元%‰")  # units with which even 一 and 两 are figures
CHANGED = re.compile(r"调整[为到至]|[提放上下]\S[到至为]|增加[到至]|改为|变更为")
SIDES = {"above", "below"}
NOT = "不[得能可应]?"
ABOVE_BEFORE = re.compile(
    rf"(?:{NOT}(?:少于|低于|小于)|至少|最少|(?<!不)(?<!不得)(?:超过|高于|多于|大于))\s*$"
)
BELOW_BEFORE = re.compile(
    rf"(?:{NOT}(?:超过|高于|多于|大于)|至多|最多|少于|低于|小于|不足|不到|不满)\s*$"
)
ABOVE_AFTER = re.compile(r"\s*(?:及|或)?以上")
BELOW_AFTER = re.compile(r"\s*(?:及|或)?(?:以下|以内|之内)")


def differing_figure(question: str, sentence: str) -> str | None:
    """The first figure or day that ``question`` states and ``sentence`` does not, as written.

    All must stand in one part of the sentence between semicolons: 2022年底…6人；2025年底…8人 does
    not state 2022年底…8人. A figure that the sentence gives to something else is not stated.
    """
    asked = fold_text(question)
    parts = re.split(r"[；;]", fold_text(sentence))
    differing = [_differing_in_part(asked, part) for part in parts]
    if None in differing:
        return _differing_in_place(asked, fold_text(sentence))
    return differing[max(range(len(parts)), key=lambda n: (_shared(asked, parts[n]), -n))]


def missing_quantity(question: str, text: str) -> str | None:
    """The first figure that ``question`` states and ``text`` does not hold at all; years aside."""
    held = find_quantities(text)
    claimed = claimed_quantities(question)
    return next((q.written for q in claimed if not any(is_same(q, h) for h in held)), None)


def claimed_quantities(question: str) -> list[Quantity]:
    """The figures that ``question`` states; years and days aside."""
    days = [match.span() for match in DAY.finditer(question) if "月" in match.group()]
    days += [match.span() for match in AGAIN.finditer(question)]
    return [
        quantity
        for quantity in find_quantities(question)
        if _is_claim(quantity)
        and not any(a <= quantity.start < b for a, b in days)
        and not IN_NAME.match(question, quantity.end)
    ]


def states_quantity(figure: Quantity, text: str) -> bool:
    """Whether ``text`` holds ``figure``, of whatever."""
    held = find_quantities(text)
    return any(is_same(figure, one) for one in held) or is_told(figure, text, held)


def differing_level(question: str, sentence: str) -> str | None:
    """The first level that ``question`` asks about when ``sentence`` is about other levels."""
    said = {level for _, levels in _levels(sentence) for level in levels}
    asked = [level for _, levels in _levels(question) for level in levels]
    return next((level for level in asked if said and level not in said), None)


def is_day(figure: str) -> bool:
    """Whether ``figure`` is a day, a month of a year or a year."""
    return bool(DAY.fullmatch(fold_text(figure)))


def nearest_figure(question: str, figure: str, sentence: str) -> tuple[int, int] | None:
    """Where ``sentence`` states a figure of the kind of ``figure``, beside what is asked about."""
    day = is_day(figure)
    if day:
        found = [match.span() for match in WRITTEN_DAY.finditer(sentence)]
    else:
        counted = {_counted(q) for q in find_quantities(figure)}
        found = [(q.start, q.end) for q in find_quantities(sentence) if _counted(q) in counted]
    rest = question.replace(figure, " ")

    def near(span: tuple[int, int]) -> int:
        before = sentence[max(0, span[0] - SUBJECT_WITHIN) : span[0]]
        after = re.split("[；;]", sentence[span[0] :])[0][:SHOWN_AFTER]
        return 2 * _shared(rest, before) + _shared(rest, after)

    def in_part(span: tuple[int, int]) -> int:
        start = max(sentence.rfind(mark, 0, span[0]) for mark in "；;") + 1
        return _shared(rest, re.split("[；;]", sentence[start:])[0])

    best = max(found, key=lambda span: near(span) + 2 * in_part(span), default=None)
    return best if best and (day or near(best) >= SAME_SUBJECT) else None


def _shared(question: str, text: str) -> int:
    """How many pairs of characters of ``text`` stand in ``question``."""
    wanted = {question[at : at + 2] for at in range(len(question) - 1)}
    return sum(text[at : at + 2] in wanted for at in range(len(text) - 1))


def reversed_bound(question: str, sentence: str) -> str | None:
    """What ``sentence`` says when ``question`` turns a bound round: 少于 for 不得少于; or None."""
    held = find_quantities(sentence)
    for figure in find_quantities(question):
        bound = _bound(question, figure)
        same = [q for q in held if q.key == figure.key]
        if bound and same and all({bound, _bound(sentence, q)} == SIDES for q in same):
            before = sentence[max(0, same[0].start - 4) : same[0].start]
            return before + sentence[same[0].start : same[0].end + 2]
    return None


def _differing_in_place(asked: str, said: str) -> str | None:
    """The first number of ``asked`` in whose place ``said`` has another: 第89次, 附件5, 三次性.

    Figures that count something have been found in the sentence before: they differ only when
    the words around them are clearly another figure's.
    """
    counts = [q for q in find_quantities(asked) if _is_claim(q)]
    counted = [n for n in numbers(asked) if any(q.start <= n.start < q.end for q in counts)]
    labels = [n for n in numbers(asked) if n not in counted]
    held = numbers(said)
    other = replaced(asked, labels, said, held) or replaced(
        asked, counted, said, held, times=CLEARLY
    )
    return asked[other[0].start : other[0].end + 2] if other else None


def _differing_in_part(question: str, part: str) -> str | None:
    for match in DAY.finditer(question):
        if not _states_day(match, part):
            return match.group()
    held = find_quantities(part)
    figures = claimed_quantities(question)
    for figure in figures:
        same = [q for q in held if is_same(figure, q)]
        if not same and is_told(figure, part, held):
            continue
        if not same:
            return figure.written
        if "分别" in part:
            continue
        if not any(_belongs(q, figure, question, part) for q in same):
            return figure.written
    if "分别" in part and not _distributed_alike(question, figures, part, held):
        return "、".join(figure.written for figure in figures)
    return None


def _states_day(day: re.Match[str], part: str) -> bool:
    """Whether ``part`` holds a day; without its year when ``part`` names none."""
    if day.group() in part:
        return True
    return bool(day["day"]) and day["day"] in part and not re.search(r"\d{4}年", part)


def _counted(quantity: Quantity) -> str | None:
    """What a figure counts: 元 for 万元 and for 元/月/床位."""
    unit = (quantity.key[2] or "").split("/")[0]
    return unit.lstrip("万亿千百") or None


def _levels(text: str) -> list[tuple[int, frozenset[str]]]:
    """Levels that ``text`` names and where: 二、三级医院 are 二级 and 三级."""
    found = []
    for match in LEVEL.finditer(fold_text(text)):
        grades = match["grades"]
        levels = {f"{c}级" for c in grades if c in "一二三"} if grades else {match.group()}
        found.append((match.start(), frozenset(levels)))
    return found


def _level_before(text: str, at: int) -> frozenset[str] | None:
    """The grades of hospitals that stand nearest before ``at``; None when there are none."""
    before = [levels for start, levels in _levels(text) if start < at and "级" in min(levels)]
    graded = [levels for levels in before if min(levels)[0] in "一二三"]
    return graded[-1] if graded else None


def _is_claim(quantity: Quantity) -> bool:
    """Figures in digits, measures, and counts above two: 一张 and 两家 are manners of speaking."""
    if quantity.unit == "年" and quantity.value > 100 and quantity.value_max is None:
        return False  # a year, which is compared as a day
    in_digits = re.search(r"\d", quantity.written)
    counted = bool(in_digits) or quantity.value > 2 or quantity.unit in MEASURES
    return quantity.unit is not None and counted


def _belongs(held: Quantity, figure: Quantity, question: str, part: str) -> bool:
    """Whether ``held`` counts in ``part`` what ``figure`` counts in ``question``.

    What a figure counts is named beside it; no other figure of its unit may stand between.
    """
    asked, said = _level_before(question, figure.start), _level_before(part, held.start)
    if asked and said and not asked & said:
        return False
    others = [
        q
        for q in find_quantities(part)
        if q.unit == held.unit
        and q.start != held.start
        and not CHANGED.search(part, q.end, max(q.end, held.start))
    ]
    left = HAN_BEFORE.search(question, max(0, figure.start - SUBJECT_WITHIN), figure.start)
    right = HAN_AFTER.match(question, figure.end, figure.end + SUBJECT_WITHIN)
    found = []
    named = GRADED.split(left.group())[-1] if left else ""  # the level itself is compared above
    before = _longest_shared(named, part, SUBJECT_BEFORE)
    if before:
        at = part.rfind(before, 0, held.start)
        end = at + len(before)  # 二万元以上不满 before 二十万元 has a figure of its own
        found.append(at >= 0 and not any(end <= q.start < held.start for q in others))
    after = _longest_shared(right.group() if right else "", part, SUBJECT_AFTER)
    if after:
        at = part.find(after, held.end)
        found.append(at >= 0 and not any(held.end <= q.start < at for q in others))
    return any(found) if found else True


def _longest_shared(words: str, part: str, least: int) -> str:
    """The longest run of Chinese in ``words`` that stands in ``part``; "" below ``least``."""
    for size in range(len(words), least - 1, -1):
        for at in range(len(words) - size, -1, -1):
            run = words[at : at + size]
            if run in part:
                return run
    return ""


def _distributed_alike(
    question: str, figures: list[Quantity], part: str, held: tuple[Quantity, ...]
) -> bool:
    """三级和二级…分别达到85%、70%: each level has the figure in its place in the row."""
    levels, asked = (
        [level for _, group in _levels(text) for level in sorted(group)]
        for text in (part, question)
    )
    if figures and asked:
        row = [q.key for q in held if q.unit == figures[0].unit]
        if len(levels) == len(row) and len(asked) == len(figures):
            given = dict(zip(levels, row, strict=True))
            return all(given.get(a) == f.key for a, f in zip(asked, figures, strict=True))
    remaining = iter([q.key for q in held])
    return all(figure.key in remaining for figure in figures)


def _bound(text: str, figure: Quantity) -> str | None:
    """Whether the figure is said to be reached or passed ("above"), or not ("below")."""
    before, after = text[max(0, figure.start - 8) : figure.start], text[figure.end :][:3]
    if ABOVE_BEFORE.search(before) or ABOVE_AFTER.match(after):
        return "above"
    if BELOW_BEFORE.search(before) or BELOW_AFTER.match(after):
        return "below"
    return None
