"""What a row of a comparison is called: the heading its clauses share, or their own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from statistics import fmean

from kb.answering.topic import Speech
from kb.language.naming import closed
from kb.language.tokens import bigrams

LONGEST = 24  # characters of a name
TELLING = range(5, 21)  # characters of the words that tell rows under one heading apart
EDGES = " \u3000。；：，、:;,▲★*"
# A heading that says nothing of what it holds.   + 总则   + 其他   - 法律责任
EMPTY = re.compile(r"总\s*则|附\s*则|前言|其[他它](?:规定|事项|要求)?")
# The words of a rule, whole or its beginning, are no name.
# + 市民政部门应当履行下列职责   + 本条例适用于…活动   - 禁止下列行为   - 适用范围
RULE = re.compile(r"[，；。：]|应当|不得|必须|可以|是指|适用[本于]|负责|^符合|^本(?:条例|办法)|等$")
HAN = re.compile(r"[\u4e00-\u9fff]{3}")
# The ends of sentences and of their parts; what stands in a list stays together.
PIECES = re.compile(r"[，；。：:;,！？\s]+")
# + （一）   + 12.   + ②
MARKER = re.compile(r"^(?:[（(][一二三四五六七八九十\d]+[）)]|\d+[.、]|[①-⑳])")
# + 鼓励…增设床位   + 支持社会力量举办   - 支持性服务
URGING = re.compile(r"^(?:鼓励(?:和?支持)?|支持(?!性)|引导|积极|大力|切实|进一步|不断|逐步|持续)+")


def name_rows(
    rows: Sequence[Sequence[Speech]], targets: Sequence[Sequence[Set[str]]], topic: str
) -> list[str]:
    """A name for each of ``rows``, all different, in their order.

    It is the indicator that sentences of several columns set, by ``targets``; or the heading that
    most of the row's sentences stand under. Rows under one heading are told apart by the few words
    of theirs that are most like their other sentences, and least like the other rows.
    """
    headings = [_indicator(*row) or _heading(row[0]) for row in zip(rows, targets, strict=True)]
    texts = [set(bigrams("".join(speech.text for speech in row))) for row in rows]
    names: list[str] = []
    for n, (row, heading) in enumerate(zip(rows, headings, strict=True)):
        name = heading
        if headings.count(heading) > 1 or not heading:
            others = [text for m, text in enumerate(texts) if m != n]
            key = _telling(row, others, bigrams(topic))
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


def _telling(row: Sequence[Speech], others: Sequence[Set[str]], topic: Sequence[str]) -> str | None:
    """The part of a sentence of the row that says best what the row, and no other, is about."""
    said = [set(bigrams(speech.text)) for speech in row]

    def worth(piece: str) -> float:
        own = set(bigrams(piece))
        shared = fmean(len(own & text) / len(own) for text in said)
        elsewhere = max((len(own & text) / len(own) for text in others), default=0.0)
        return shared - elsewhere + len(own & set(topic)) / (len(own) + len(set(topic)))

    return max(dict.fromkeys(_pieces(row)), key=worth, default=None)


def _pieces(row: Sequence[Speech]) -> Iterator[str]:
    for speech in row:
        for part in PIECES.split(MARKER.sub("", speech.text.removeprefix(speech.hit.clause.label))):
            piece = URGING.sub("", part.strip(EDGES))
            whole = HAN.search(piece) and closed(piece) == piece
            if len(piece) in TELLING and whole and not RULE.search(piece):
                yield piece


def _numbered(name: str, taken: Sequence[str]) -> str:
    alike = sum(other == name or other.startswith(f"{name}（") for other in taken)
    return f"{name}（{alike + 1}）" if alike else name
