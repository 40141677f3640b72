"""A question of several parts to its parts, each a whole question by itself.

    攀枝花床位占比是多少，由谁负责？  -> 攀枝花床位占比是多少 | 攀枝花床位占比由谁负责
    天津的床位和人员分别有什么要求？  -> 天津的床位有什么要求 | 天津的人员有什么要求

One question stays one: several regions are one part, and so is a story with a question at its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kb.language.ellipsis import (
    ASKED,
    ASPECT,
    ATTRIBUTE,
    OF_DOCUMENT,
    WHEN,
    WHO,
    complete,
    continues,
    is_elliptical,
    named_places,
    scope_of,
)
from kb.language.follow_up import Previous, resume

MOST = 8  # parts; a longer list is no question
ITEMS = 6  # things named before 分别
ITEM_LENGTH = 10  # characters of one of them
NUMBERED = re.compile(
    r"(?:(?:^|(?<=[\s？?；;。，,：:]))(?:\d{1,2}[.．、)）](?!\d)|第[一二三四五六七八]个?(?:问题)?[，,、：:是])"
    r"|[（(]\d{1,2}[）)]|[①-⑨])\s*"
)
ANOTHER = re.compile(r"^(?:那么?)?(?P<what>.{1,12})呢$")  # 天津呢, 二级呢, 对转诊呢
STOP = re.compile(r"[？?；;。！!\n]+")
COMMA = re.compile(r"[，,]")
CLOSED = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|（[^）]*）|\([^)]*\)|「[^」]*」")
# 对吗, 请分别说明, 还是…: they belong to what stands before
TAIL = re.compile(
    r"^(?:对吗|对吧|是吗|是吧|对不对|是不是|行不行|行吗|好吗|可以吗|没错|属实|准确吗|真的吗|请|还是|或者?|还|都怎么"
    r"|都是|都有|分别|[跟与和].{1,6}比|谁[^，。？]{0,4}(?:更|多|高|好)|哪个[^，。？]{0,3}(?:更|多|高|好)|为什么$|怎么样$|比如|例如|包括)"
)
# 我妈…: a story; its parts hang together
STORY = re.compile(r"我|俺|咱|阿拉|侬|家里|老伴|孩子|娃|老人家|听说|据说|听人")
# 什么时候完成以及由谁负责
JOINED = re.compile(
    rf"(?:以及|并且?|和|及|、)(?=(?:由|在|从|归|向|于)?(?:{WHO}|{WHEN}))"
    r"|、(?=[^、，]{2,10}(?:多少|几[\u4e00-\u9fff]|什么)[？?]?$)"
)
# 开几家店, 问不出家在哪, 这上头: a chunk that asks nothing by itself
SOME = re.compile(
    r"(?<![有是分要共需补发领拿管设建选占到期限])几(?=[个家名张次种类条项位所])(?!.{0,3}$)|十几"
)
UNKNOWN = re.compile(r"不知道?|不清楚|不晓得|问不出|说不清|不管|无论|不论")
REFERRING = re.compile(r"这(?:上头|方面|块|事|些|种|样|个|里|项)")
SHARED_VERB = re.compile(
    rf"^(?P<head>.*?)(?P<first>由?{WHO}|(?:在|于)?{WHEN})(?:、|和|以及)(?P<second>由?{WHO}|(?:在|于)?{WHEN})"
    r"(?P<verb>[\u4e00-\u9fff]{1,6}的?)[？?]?$"
)
EACH = re.compile(r"(?:分别|各自|各(?=[是有管分要占为由建补设需]))")
AND = re.compile(r"、|以及|和(?!谐)|(?<!参)与|(?<![涉普推])及")
EDGE = re.compile(
    r"[的，,：:》向]|对(?![象口策比应照接])|在(?![岗职线家])|给(?![予付])|方案|办法|规定|通知"
)
SUFFIX = re.compile(r"的[^的、，]{1,8}$")  # 三级医院和二级医院的康复科分别


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it was asked, and as the whole question that it stands for.

    ``follows``: its subject is that of the part before it.
    """

    asked: str
    whole: str
    follows: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that ask something; ``goes_on``: the sentence they stand in asked before."""

    text: str
    goes_on: bool = False


def split_question(question: str) -> tuple[Part, ...]:
    """The parts of ``question`` in order; one alone when it asks one thing.

    >>> [part.whole for part in split_question("山西的总结什么时候报，报给谁？")]
    ['山西的总结什么时候报', '山西的总结报给谁']
    """
    listed = _listed(question)
    numbered = [_Piece(piece) for piece in _numbered(question)]
    pieces = numbered or _asked_in_turn(question)
    if not 1 < len(pieces) <= MOST:
        return tuple(Part(piece, piece) for piece in listed or [question])
    parts = [Part(pieces[0].text, pieces[0].text)]
    for piece in pieces[1:]:
        before, text = parts[-1].whole, piece.text
        if ANOTHER.match(text):
            whole = resume(text, Previous(before))
        else:
            whole = complete(text, before, same_sentence=piece.goes_on)
        parts.append(Part(text, whole, follows=continues(whole, before)))
    return tuple(parts)


def _numbered(question: str) -> list[str]:
    marks = list(NUMBERED.finditer(question))
    if len(marks) < 2:
        return []
    starts = [mark.end() for mark in marks]
    ends = [*(mark.start() for mark in marks[1:]), len(question)]
    lead = question[: marks[0].start()].strip(" ：:，,？?。")
    pieces = [question[a:b].strip(" ？?；;。，,\n") for a, b in zip(starts, ends, strict=True)]
    pieces = [piece for piece in pieces if piece]
    if lead and pieces:
        pieces[0] = complete(pieces[0], lead) if scope_of(lead) else pieces[0]
    return pieces


def _asked_in_turn(question: str) -> list[_Piece]:
    """The parts that end marks and commas divide, each with something that it asks."""
    pieces: list[_Piece] = []
    story = bool(STORY.search(question))
    for sentence in _divided(question, STOP):
        chunks = [sentence] if story else _chunks(sentence)
        for place, chunk in enumerate(chunks):
            if pieces and (not _stands(chunk) or _is_same(chunk, pieces[-1].text)):
                pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text}，{chunk}")
            else:
                pieces.append(_Piece(chunk, goes_on=place > 0))
    if story and not all(scope_of(piece.text) for piece in pieces):
        return [_Piece(question)]
    return pieces


def _chunks(sentence: str) -> list[str]:
    shared = SHARED_VERB.match(sentence)
    if shared:
        return [shared["head"] + shared[name] + shared["verb"] for name in ("first", "second")]
    chunks: list[str] = []
    for chunk in _divided(sentence, COMMA):
        joint = JOINED.search(chunk)
        if joint and ASKED.search(chunk[: joint.start()]):
            chunks += [chunk[: joint.start()], chunk[joint.end() :].removesuffix("吗")]
        else:
            chunks.append(chunk)
    return chunks


def _stands(chunk: str) -> bool:
    """Whether ``chunk`` asks something of its own: not 对吗, 分别是什么, or a mere statement."""
    another = ANOTHER.match(chunk)
    if another and not ASKED.search(another["what"]):
        return True
    if TAIL.match(chunk) or not _asks(chunk):
        return False
    return not is_elliptical(chunk) or bool(ASPECT.search(chunk))


def _asks(chunk: str) -> bool:
    return bool(ASKED.search(SOME.sub("某", chunk))) and not UNKNOWN.search(chunk)


def _is_same(chunk: str, before: str) -> bool:
    """Whether ``chunk`` only ends what ``before`` has begun."""
    placed = scope_of(chunk) and not scope_of(before)
    return not _asks(before) or bool(REFERRING.search(chunk)) or bool(placed)


def _listed(question: str) -> list[str]:
    """床位和人员分别有什么要求: one part for each thing that is named before 分别."""
    each = EACH.search(question)
    if each is None or not ASKED.search(question, each.end()):
        return []
    before, after = question[: each.start()], question[each.end() :].strip("？?。")
    start, items = _items(before)
    suffix = SUFFIX.search(before)
    if len(items) < 2 and suffix:
        before, after = before[: suffix.start()], suffix.group() + after
        start, items = _items(before)
    if not 1 < len(items) <= ITEMS or any(named_places(item) for item in items):
        return []
    size = len(items[0])
    # 重度失能、中度失能老年人: what follows the last is said of all
    if len(items[-1]) > size and items[-1][size - 1] == items[0][-1]:
        items, after = [*items[:-1], items[-1][:size]], items[-1][size:] + after
    shared = items[0].rfind(items[-1][:2])
    if shared > 0:
        start, items[0] = start + shared, items[0][shared:]
    # 社区和居家康复: 社区 is short for 社区康复, no thing by itself
    short = len(items) == 2 and len(items[0]) == 2 < len(items[1]) - 1
    if short and not (ATTRIBUTE.search(items[0]) or OF_DOCUMENT.search(items[0])):
        return []
    if any(not 2 <= len(item) <= ITEM_LENGTH for item in items):
        return []
    return [before[:start] + item + after for item in items]


def _items(before: str) -> tuple[int, list[str]]:
    """Where the things begin that stand before 分别, and what they are."""
    edges = [match.end() for match in EDGE.finditer(before)]
    start = max([0, *edges, *(mention.end for mention in named_places(before))])
    return start, [item for item in AND.split(before[start:]) if item]


def _divided(text: str, marks: re.Pattern[str]) -> list[str]:
    """``text`` cut at ``marks``, not inside brackets and quotation marks."""
    masked = CLOSED.sub(lambda match: "书" * len(match.group()), text)
    at, found = 0, []
    for match in marks.finditer(masked):
        found.append(text[at : match.start()])
        at = match.end()
    return [piece.strip() for piece in [*found, text[at:]] if piece.strip()]
