"""Mentions of other documents: 《…》（文号), and what the sentence does with them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from kb.language import patterns
from kb.language.repeals import find_repeals
from kb.structure.header import compact_number
from kb.types import Clause, Reference, ReferenceKind

NUMBER_AFTER = re.compile(r"\s*[（(]\s*(?P<number>[^（()）]{4,40}?号)\s*(?:文)?[）)]")
# The verb that governs a list of documents stands before it, in the same sentence.
GOVERNING: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("废止", re.compile(r"废止|停止执行|失效")),
    ("替代", re.compile(r"代替|取代|替代")),
    ("依据", re.compile(r"根据|依据|依照|按照|遵照|参照")),
    ("落实", re.compile(r"贯彻|落实|执行")),
    ("转发", re.compile(r"转发")),
    ("印发", re.compile(r"印发|制定(?:了)?|发布|公布")),
)
SELF_LENGTH = 6  # characters: 《方案》 stands for a document named before, 《结婚证》 is a paper
# + 中医药法   + 民法典   + 信访条例   - 办法   - 条例
LAW = re.compile(r"(?:[^办]法|法典|..条例)$")
SENTENCE_END = frozenset("。！？\n")


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    title: str
    number: str | None


def find_references(
    document: str, text: str, clauses: tuple[Clause, ...], own_titles: tuple[str, ...] = ()
) -> tuple[Reference, ...]:
    """Mentions of other documents in ``text``, in order; ``own_titles`` are not references."""
    own = {_bare(title) for title in own_titles}
    repealed = {repeal.title_start for repeal in find_repeals(text)}
    references = []
    for sentence_start, sentence in _sentences(text):
        kind: ReferenceKind = "引用"
        previous = 0
        for mention in _mentions(sentence):
            if _is_own(mention, own):
                previous = mention.end
                continue
            start, end = sentence_start + mention.start, sentence_start + mention.end
            kind = _kind_of(sentence, previous, mention, kind)
            if start in repealed and kind != "替代":  # the verb behind a list governs all of it
                kind = "废止"
            clause = innermost(clauses, start)
            references.append(
                Reference(document, clause.id, kind, mention.title, mention.number, start, end)
            )
            previous = mention.end
    return tuple(references)


def innermost(clauses: tuple[Clause, ...], at: int) -> Clause:
    """The innermost of ``clauses``, which are in document order, that holds character ``at``.

    Raises:
        LookupError: ``at`` lies in none of them.
    """
    # In document order a clause comes before those inside it: the last that holds is innermost.
    for n in range(bisect_right(clauses, at, key=lambda clause: clause.start) - 1, -1, -1):
        if at < clauses[n].end:
            return clauses[n]
    raise LookupError(f"no clause holds character {at}")


def _sentences(text: str) -> list[tuple[int, str]]:
    found = []
    start = 0
    depth = 0
    for at, character in enumerate(text + "\n"):
        depth = max(0, depth + (character == "《") - (character == "》"))
        if character in SENTENCE_END and (depth == 0 or character == "\n"):
            found.append((start, text[start:at]))
            start, depth = at + 1, 0
    return found


def _mentions(sentence: str) -> list[_Mention]:
    found = []
    for match in patterns.QUOTED_TITLE.finditer(sentence):
        after = NUMBER_AFTER.match(sentence, match.end())
        number = None
        end = match.end()
        if after and re.search(r"\d", after["number"]):
            number, end = compact_number(after["number"]), after.end()
        title = re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", match.group()[1:-1])
        found.append(_Mention(match.start(), end, title, number))
    return found


def _kind_of(
    sentence: str, previous: int, mention: _Mention, inherited: ReferenceKind
) -> ReferenceKind:
    between = sentence[previous : mention.start]
    after = sentence[mention.end : mention.end + 20]
    if re.match(r"[^，。；]{0,12}(?:同时)?(?:废止|停止执行|失效)", after):
        return "废止"
    places = [
        (max(match.start() for match in pattern.finditer(between)), kind)
        for kind, pattern in GOVERNING
        if pattern.search(between)
    ]
    if places:
        return max(places)[1]
    # Nothing but a list between two mentions: the verb before the first governs both.
    in_list = previous > 0 and "；" not in between and len(between) <= 40
    return inherited if in_list else "引用"


def _is_own(mention: _Mention, own: set[str]) -> bool:
    named = mention.number is not None or LAW.search(mention.title) is not None
    short = len(mention.title) <= SELF_LENGTH and not named
    return short or _bare(mention.title) in own


def _bare(title: str) -> str:
    return re.sub(r"[\s《》〈〉<>]", "", title)
