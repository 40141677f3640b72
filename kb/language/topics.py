"""A topic to the words that tell whether a text speaks of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby

from kb.language.normalize import fold
from kb.language.tokens import words
from kb.types import Term, Want

# What any topic may end in, and says nothing of which topic it is: 康复人才建设, 资金保障.
GENERAL = frozenset(
    (
        *("建设", "保障", "工作", "发展", "管理", "支持", "措施", "机制", "体系", "制度"),
        *("服务", "能力", "提升", "加强", "推进", "促进", "完善", "落实", "做法", "举措"),
        *("开展", "方式", "模式", "力度", "环境", "条件", "机构", "单位", "事业", "事项"),
        *("项目", "活动", "水平", "改革", "规范化", "参与", "办理", "义务", "权利", "应对"),
        *("扶持", "推广", "实施", "执行", "运用", "使用", "利用", "安排", "需求", "供给"),
    )
)

# + 床位占比   + 医师人数   + 完成时限   + 责任单位   - 时间银行   - 数量经济
KINDS: tuple[tuple[re.Pattern[str], frozenset[Want]], ...] = (
    (re.compile(r"(?:占比|比例|比率|比重|百分比)$"), frozenset({Want.SHARE})),
    (re.compile(r"(?:人数|数量|个数|家数|总数|总量|张数)$"), frozenset({Want.AMOUNT})),
    (re.compile(r"(?:期限|时限|时间|日期|时长|周期)$"), frozenset({Want.DATE, Want.DURATION})),
    (re.compile(r"面积$"), frozenset({Want.AREA})),
    (re.compile(r"(?:金额|(?:补助|补贴|奖励|收费|给付|支付)标准)$"), frozenset({Want.MONEY})),
    (re.compile(r"(?:责任|牵头|配合|主管)(?:单位|部门|主体)$"), frozenset({Want.BODY})),
)
HAN = re.compile(r"[\u4e00-\u9fff]+")
# They join words, or say only that something is done or counted: 社会力量办…, 医师数.
JOINING = frozenset("的和与及或在对为把被等之以从到由了办建设做搞数量率额度类型性化")


def topic_kinds(topic: str) -> tuple[str, frozenset[Want]]:
    """``topic`` without a last word that only says what kind of thing is looked for, and the kinds.

    康复床位占比 is what is said of 康复床位 with a share in it; any one of the kinds will do. No
    such word gives no kinds; a topic of such a word alone keeps it.
    """
    bare = topic.strip()
    for pattern, kinds in KINDS:
        match = pattern.search(bare)
        if match:
            return bare[: match.start()].rstrip("的 ") or bare, kinds
    return bare, frozenset()


def topic_terms(
    topic: str,
    lay: Mapping[str, tuple[str, ...]],
    *,
    empty: Callable[[str], bool],
    wide: bool = False,
) -> tuple[Term, ...]:
    """The words of a ``topic``, with what texts write instead; general words only if alone.

    ``lay`` are everyday phrases in it with their official words, ``empty`` tells words that say
    nothing. 资金保障 is 资金, or 经费, or 财政: what is 保障 besides says nothing. A phrase that
    has an entry is one word (社会力量, not 社会 and 力量), words that stand for each other
    (督导检查) are one, and a character in no word counts with its neighbour: 肺康 of 肺康复.
    ``wide`` adds what texts only may write: 购置住房 for 买房, 责令改正 for 处罚.
    """
    folded = fold(topic)
    related = {
        **lay,
        **(_entries("wider_words.txt") if wide else {}),
        **_entries("topic_words.txt"),
    }
    found = list(dict.fromkeys(word for word in words(topic) if not empty(word)))
    phrases = _outermost([phrase for phrase in related if phrase in folded])
    phrases = [p for p in phrases if not any(p in word for word in found if word != p)]
    found = [word for word in found if not any(word in phrase for phrase in phrases)]
    found = [word for word in found if not _is_torn_out(word, found)]
    every = [*found, *phrases, *_left_over(folded, (*words(topic), *phrases))]
    chosen = [word for word in every if word not in GENERAL] or every
    chosen.sort(key=folded.find)
    return tuple(_united([Term(word, related.get(word, ())) for word in chosen]))


def _outermost(found: Sequence[str]) -> list[str]:
    return [word for word in found if not any(word in other for other in found if other != word)]


def _is_torn_out(word: str, others: Sequence[str]) -> bool:
    """Whether ``word`` is part of a word whose rest is none: 责任 of 责任险."""
    for longer in others:
        parts = [part for part in others if part != longer and part in longer]
        if word in parts:
            covered = {n for p in parts for n in range(longer.find(p), longer.find(p) + len(p))}
            if len(covered) < len(longer):
                return True
    return False


def _left_over(topic: str, known: Sequence[str]) -> list[str]:
    """What no word of two characters holds: 占比, or one character with the one beside it."""
    covered = {
        n
        for word in known
        if len(word) > 1
        for at in range(len(topic))
        if topic.startswith(word, at)
        for n in range(at, at + len(word))
    }
    pieces = []
    for match in HAN.finditer(topic):
        lone = [n for n in range(*match.span()) if n not in covered and topic[n] not in JOINING]
        for _, run in groupby(enumerate(lone), key=lambda pair: pair[1] - pair[0]):
            places = [place for _, place in run]
            first, last = places[0], places[-1] + 1
            if len(places) == 1:
                first, last = (first, last + 1) if last < match.end() else (first - 1, last)
            if last - first > 1 and first >= match.start():
                pieces.append(topic[first:last])
    return pieces


def _united(terms: Sequence[Term]) -> list[Term]:
    """``terms``, a word that stands for one before it added to that one."""
    united: list[Term] = []
    for term in terms:
        for n, before in enumerate(united):
            if term.word in before.official or before.word in term.official:
                official = dict.fromkeys((*before.official, term.word, *term.official))
                united[n] = Term(before.word, tuple(official))
                break
        else:
            united.append(term)
    return united


@cache
def _entries(name: str) -> dict[str, tuple[str, ...]]:
    text = (files("kb.language") / "data" / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    entries = (line.split("=") for line in lines)
    return {fold(topic.strip()): tuple(fold(written).split()) for topic, written in entries}
