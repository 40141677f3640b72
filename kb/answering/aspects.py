"""What a row of a comparison is called: the heading its clauses share, or their own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from kb.answering.topic import Speech
from kb.language.matching import fold_text, rarity
from kb.language.tokens import STOP_WORDS, words
from kb.language.topics import GENERAL

LONGEST = 24  # characters of a name
KEYWORDS = 2  # words that tell rows under one heading apart
EDGES = " \u3000。；：，、:;,▲★*"
# A heading that says nothing of what it holds.   + 总则   + 其他   - 法律责任
EMPTY = re.compile(r"总\s*则|附\s*则|前言|其[他它](?:规定|事项|要求)?")
# The words of a rule, whole or its beginning, are no name.
# + 市民政部门应当履行下列职责   + 本条例适用于…活动   - 禁止下列行为   - 适用范围
RULE = re.compile(r"[，；。：]|应当|不得|必须|可以|是指|适用[本于]|负责|^符合|^本(?:条例|办法)|等$")
ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]|以下|[一二三四五六七八九十百]+[个条]?$")
# Words that any clause has: 任何, 下列, 接受.
COMMON = frozenset(
    (
        *("任何", "个人", "单位", "部门", "主管部门", "人民政府", "政府", "县级", "以上"),
        *("本市", "本省", "有关", "相关", "其他", "下列", "情况", "情形", "作用", "为主"),
        *("基础", "做好", "承担", "从事", "所在", "创造条件", "方面", "内容", "国家", "各级"),
        *("行为", "规定", "要求", "根据", "依法", "按照", "进行", "纳入", "予以", "给予"),
        *("可以", "不得", "适当", "各自", "行政", "引领", "发挥", "违反", "条例", "办法"),
        *("不到", "定期", "接受", "创造", "制定", "负责", "鼓励", "参加", "设立", "建立"),
        *("协调", "用于", "发生", "说明", "开发", "配备", "机关", "人民", "直属", "积极"),
    )
)


def name_rows(
    rows: Sequence[Sequence[Speech]], targets: Sequence[Sequence[Set[str]]], topic: str
) -> list[str]:
    """A name for each of ``rows``, all different, in their order.

    It is the indicator that sentences of several columns set, by ``targets``; or the heading that
    most of the row's sentences stand under. Rows under one heading are told apart by the words
    that most of their sentences hold and the others' do not.
    """
    headings = [_indicator(*row) or _heading(row[0]) for row in zip(rows, targets, strict=True)]
    texts = [fold_text("".join(speech.text for speech in row)) for row in rows]
    names: list[str] = []
    for row, heading in zip(rows, headings, strict=True):
        name = heading
        if headings.count(heading) > 1 or not heading:
            key = "、".join(_keywords(row, texts, topic + heading))
            name = f"{heading}：{key}" if heading and key else heading or key or topic
        names.append(_numbered(name, names))
    return names


def _indicator(row: Sequence[Speech], targets: Sequence[Set[str]]) -> str | None:
    """The indicator that the most columns set; none if it is fewer than two or than half."""
    columns: dict[str, set[int]] = {}
    for speech, names in zip(row, targets, strict=True):
        for name in names:
            columns.setdefault(name, set()).add(speech.column)
    if not columns:
        return None
    name = max(columns, key=lambda n: (len(columns[n]), -len(n), n))
    enough = max(2, (len({speech.column for speech in row}) + 1) // 2)
    return name if len(columns[name]) >= enough and _is_name(name) else None


def _heading(row: Sequence[Speech]) -> str:
    found = Counter(heading for speech in row if (heading := _heading_of(speech)))
    return found.most_common(1)[0][0] if found else ""


def _heading_of(speech: Speech) -> str:
    """The nearest heading above a sentence that can name a row, without its marker, or none.

    What stands above a clause begins with the title and the region, which are no headings.
    """
    clause, document = speech.hit.clause, speech.hit.document
    above = speech.hit.passage.context.removeprefix(document.enclosed_title or document.title)
    places = (document.region.name, document.region.parent) if document.region else ()
    for heading in (clause.heading or "", *reversed(above.split(" "))):
        bare = heading.strip(EDGES)
        if bare not in places and _is_name(bare):
            return bare
    return ""


def _is_name(text: str) -> bool:
    """Whether it can name a row: short, no rule, and not what any document has."""
    return 1 < len(text) <= LONGEST and not RULE.search(text) and not EMPTY.fullmatch(text)


def _keywords(row: Sequence[Speech], texts: Sequence[str], known: str) -> list[str]:
    """The words that the most sentences of the row hold, and the fewest rows."""
    counts = Counter(
        word
        for speech in row
        for word in dict.fromkeys(words(speech.text))
        if len(word) > 1 and not _is_common(word) and word not in known and not word.isascii()
    )
    held = {word: sum(word in text for text in texts) for word in counts}
    ordered = sorted(counts, key=lambda w: (-counts[w] * rarity(held[w], len(texts)), -len(w), w))
    chosen: list[str] = []
    for word in ordered:
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == KEYWORDS:
            break
    return chosen


def _is_common(word: str) -> bool:
    return word in STOP_WORDS or word in GENERAL or word in COMMON or bool(ORDINAL.match(word))


def _numbered(name: str, taken: Sequence[str]) -> str:
    alike = sum(other == name or other.startswith(f"{name}（") for other in taken)
    return f"{name}（{alike + 1}）" if alike else name
