"""Mentions of other documents: 《…》（文号), and what the sentence does with them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from kb.language.mentions import Mention, find_mentions, kind_of, short_names
from kb.language.repeals import find_repeals
from kb.types import Clause, Reference, ReferenceKind

SELF_LENGTH = 6  # characters: 《方案》 stands for a document named before
# + 中医药法   + 民法典   + 信访条例   - 办法   - 条例
LAW = re.compile(r"(?:[^办]法|法典|..条例)$")
SENTENCE_END = frozenset("。！？\n")


def find_references(
    document: str,
    text: str,
    clauses: tuple[Clause, ...],
    own_titles: tuple[str, ...] = (),
    own_number: str | None = None,
) -> tuple[Reference, ...]:
    """Mentions of other documents in ``text``, in order; the document itself is none.

    A short name（以下简称《意见》）is a mention of what it stands for, with its title and 文号.
    """
    own = {_bare(title) for title in own_titles if title}
    short = short_names(text)
    repealed = {repeal.title_start for repeal in find_repeals(text)}
    references = []
    for sentence_start, sentence in _sentences(text):
        kind: ReferenceKind = "引用"
        previous = 0
        for mention in find_mentions(sentence):
            kind = kind_of(sentence, previous, mention, kind)
            previous = mention.end
            meant = _meant(mention, short, text, sentence_start)
            if meant is None or _is_own(meant, own, own_number):
                continue
            start, end = sentence_start + mention.start, sentence_start + mention.end
            if start in repealed and kind != "替代":  # the verb behind a list governs all of it
                kind = "废止"
            clause = innermost(clauses, start)
            references.append(
                Reference(document, clause.id, kind, meant.title, meant.number, start, end)
            )
    return tuple(_repealed_lists(references, text))


def _repealed_lists(references: list[Reference], text: str) -> list[Reference]:
    """甲号、乙号同时废止: the verb behind the last member of a list governs those before it."""
    for n in range(len(references) - 1, 0, -1):
        one, other = references[n - 1], references[n]
        joined = re.fullmatch(r"\s*(?:、|和|及|以及|与)\s*", text[one.end : other.start])
        if other.kind == "废止" and one.kind != "替代" and joined:
            references[n - 1] = replace(one, kind="废止")
    return references


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


def _meant(
    mention: Mention, short: Mapping[str, Mention], text: str, sentence_start: int
) -> Mention | None:
    """What ``mention`` stands for; None where the short name is only being given."""
    given = short.get(mention.title)
    if given is None or mention.number:
        return mention
    at = sentence_start + mention.start
    return None if re.search(r"称[：:为]?\s*$", text[max(0, at - 4) : at]) else given


def _is_own(mention: Mention, own: set[str], own_number: str | None) -> bool:
    if mention.number is not None and mention.number == own_number:
        return True
    named = mention.number is not None or LAW.search(mention.title) is not None
    short = len(mention.title) <= SELF_LENGTH and not named
    return short or _bare(mention.title) in own


def _bare(title: str) -> str:
    return re.sub(r"[\s《》〈〉<>]", "", title)
