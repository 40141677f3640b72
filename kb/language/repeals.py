"""Which titles a text repeals in its own voice: …《甲办法》和《乙办法》同时废止.

The verb behind a list ends all of it. What only tells of a repeal (《甲法》已废止), asks for one
(建议予以废止), or ends a part of a text (《甲法》中有关…的规定同时废止) repeals nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.language import patterns

VERB = "(?:废止|失效|停止(?:执行|施行|实施|适用))"
# 《甲办法》（某发〔2012〕1号）, 《甲办法》等3件规章
BRACKETS = r"(?:\s*[（(][^（()）]*[）)])*"
AND_OTHERS = r"(?:\s*等[^，。；：《》条款项章中]{0,12})?"
# + 同时废止   + 自本办法施行之日起废止   + 予以废止   - 已废止   - 废止后   - 中有关规定同时废止
ENDED = re.compile(
    rf"{BRACKETS}{AND_OTHERS}\s*[，,]?\s*"
    r"(?:[自于从][^，。；：《》]{2,24}(?:起|日|时)[，,]?)?"
    rf"(?:同时|即行|即时|一并|一律|相应|现予以?|予以|宣布|均|也|亦|全部|现|起)*{VERB}"
    r"(?=\s*(?:[。；;，,！]|$))"
)
# + 现决定废止1999年发布的《甲办法》   + 本标准代替《乙标准》   - 制定、修改、废止《甲办法》的程序
ENDS = re.compile(
    rf"(?:(?:决定|现予?以?|同时|一并){VERB}|本[\u4e00-\u9fff]{{1,10}}(?:代替|取代|替代))"
    r"(?:[^，。；《》]{0,60}的|原)?\s*$"
)
END_OF_LIST = re.compile(rf"{BRACKETS}{AND_OTHERS}\s*(?:[。；;，,！]|$)")
# + 、   + 和1991年5月1日国务院发布的   + ，以及最高人民法院   - ，   - 自发布之日起施行，
BETWEEN = re.compile(rf"{BRACKETS}\s*(?:(?:、|和|及|以及|与|[，,](?=..))[^。；;：:《》]{{0,160}})?")
# + 根据《甲法》，《乙法》同时废止   + 现发布《甲办法》，   + 修改为《甲办法》
NO_MEMBER = re.compile(
    r"(?:根据|依据|按照|依照|参照|贯彻|落实|代替|取代|替代|修改|更名|适用)[^，。；《》]{0,20}$"
    r"|(?:发布|公布|印发|制定|颁布|施行|实施)了?\s*$"
)
# A text speaks of itself (本条例自公布之日起施行), a report of others (《甲法》自5月1日起施行)
OWN_VOICE = re.compile(r"本[\u4e00-\u9fff]|之日|决定|现[予将就]|同时|即行")
REPORTED = re.compile(
    r"》[^，。；《》]{0,20}[自于从](?!本)[^，。；《》]{2,24}(?:施行|实施|执行|生效)"
)
# + 建议对《甲法》予以废止   + 《甲法》曾被废止   + 《甲法》失效时
NOT_DONE = re.compile(
    r"建议|是否|如果|倘若|拟(?!定|订)|曾|已(?:经|于|被)|被|提请|可以|应当|尚未|认为"
)
NUMBER = re.compile(r"\s*[（(]([^（()）]{0,40}号)")
LOOKED_BACK = 120  # characters before a list in which its verb, or what takes it back, stands
SENTENCE = re.compile("[^。！？\n]+[。！？]?")


@dataclass(frozen=True, slots=True)
class Repeal:
    """A title that a text repeals, as written without 《》, and its 文号 if it is given.

    ``title_start`` is where its 《 stands; ``start`` and ``end`` are the sentence that says so.
    """

    title: str
    number: str | None
    title_start: int
    start: int
    end: int


def find_repeals(text: str) -> tuple[Repeal, ...]:
    """The titles that ``text`` repeals, in order; the time taken is linear in its length.

    >>> [r.title for r in find_repeals("本法自公布之日起施行。《甲法》、《乙法》同时废止。")]
    ['甲法', '乙法']
    """
    found: list[Repeal] = []
    for start, paragraph in _paragraphs(text):
        if "》" not in paragraph or not OWN_VOICE.search(paragraph) or REPORTED.search(paragraph):
            continue
        for match in SENTENCE.finditer(paragraph):
            found.extend(_in_sentence(match.group(), start + match.start()))
    return tuple(found)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs that may repeal something, with their places."""
    done = 0
    for match in re.finditer(rf"{VERB}|代替|取代|替代", text):
        if match.start() < done:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        done = text.find("\n", match.end()) + 1 or len(text) + 1
        yield start, text[start : done - 1]


def _in_sentence(sentence: str, at: int) -> Iterator[Repeal]:
    titles = list(patterns.QUOTED_TITLE.finditer(sentence))
    repealed: set[int] = set()
    for n, title in enumerate(titles):
        if ENDED.match(sentence, title.end()):
            repealed |= _list_before(sentence, titles, n)
        elif ENDS.search(sentence, max(0, title.start() - LOOKED_BACK), title.start()):
            repealed |= _list_behind(sentence, titles, n)
    for n in sorted(repealed):
        number = NUMBER.match(sentence, titles[n].end())
        yield Repeal(
            title=titles[n].group()[1:-1],
            number=number[1] if number else None,
            title_start=at + titles[n].start(),
            start=at,
            end=at + len(sentence),
        )


def _list_before(sentence: str, titles: Sequence[re.Match[str]], last: int) -> set[int]:
    """The places of the list that ends with the title at ``last``, whose verb stands behind it."""
    first = last
    while first and _is_list(sentence, titles[first - 1], titles[first]):
        first -= 1
    members = {n for n in range(first, last + 1) if not _is_no_member(sentence, titles[n])}
    end = titles[last].end()
    before = sentence[max(0, titles[first].start() - LOOKED_BACK) : titles[first].start()]
    said = re.split("[；;]", before)[-1] + sentence[end : end + 40]
    return set() if NOT_DONE.search(said) else members


def _list_behind(sentence: str, titles: Sequence[re.Match[str]], first: int) -> set[int]:
    """The places of the list that begins with the title at ``first``, whose verb is before it."""
    last = first
    while last + 1 < len(titles) and _is_list(sentence, titles[last], titles[last + 1]):
        last += 1
    begins = titles[first].start()
    done = not NOT_DONE.search(sentence, max(0, begins - LOOKED_BACK), begins)
    whole = END_OF_LIST.match(sentence, titles[last].end())
    return set(range(first, last + 1)) if done and whole else set()


def _is_list(sentence: str, one: re.Match[str], other: re.Match[str]) -> bool:
    between = sentence[one.end() : other.start()]
    return BETWEEN.fullmatch(between) is not None and not re.search(VERB, between)


def _is_no_member(sentence: str, title: re.Match[str]) -> bool:
    before = sentence[max(0, title.start() - 40) : title.start()]
    return NO_MEMBER.search(before.rsplit("》", 1)[-1]) is not None
