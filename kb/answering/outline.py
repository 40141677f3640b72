"""A question for the parts of a whole is answered by their headings.

分哪几个阶段, 安排了哪些试点任务, 基本原则有哪几条: what stands under the heading 试点任务 is a list
of headings, and no sentence among them is the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from kb.language.matching import covered_by, fold_text
from kb.types import Clause, Document, Findings, Query, Span

# 哪些, 哪几个, 哪四条, 几个方面的: what is counted stands after it, or before 有, 是, 分
ASKED = re.compile(
    r"(?:哪些|哪(?:几|[二两三四五六七八九十])(?:大?[个条项类种点步]|方面)?|几大?[个条项类点步])"
    r"(?:主要|具体)?(?P<after>[\u4e00-\u9fff]{2,4})?"
)
BEFORE = re.compile(
    r"(?P<before>[\u4e00-\u9fff]{2,4}?)(?:一共|总共|都|主要|具体)*(?:有|是|包括|分为|分成|分|设)$"
)
NOTE = re.compile(r"[（(][^（）()]*[）)]$")  # 组织实施阶段（2022年3月）
PARTS = range(2, 16)
COVERED = 0.5  # of the question's words, by the title and the headings: else it asks for a part
LONGEST = 200  # characters of a part without a heading
INTRODUCED = 60  # characters before the first part that may name what follows
DOCUMENTS = 3  # looked at, in the order of what was found


def find_outline(
    query: Query, findings: Findings, clauses_of: Callable[[str], Sequence[Clause]]
) -> tuple[Clause, ...]:
    """The clauses that are the parts which ``query`` asks for; none when it asks otherwise."""
    called = _Called(query.text)
    if not called.names:
        return ()
    documents = list(dict.fromkeys(hit.document for hit in findings.hits))
    for document in documents[:DOCUMENTS]:
        clauses, below = clauses_of(document.id), defaultdict[str | None, list[Clause]](list)
        for clause in clauses:
            below[clause.parent].append(clause)
        for whole in clauses:
            parts = tuple(below.get(whole.id, ()))
            if len(parts) in PARTS and _is_asked(called, document, whole, parts):
                said = document.text[whole.start : parts[0].start]
                names = said[-INTRODUCED:] + "".join(c.heading or "" for c in (whole, *parts))
                above = fold_text(document.title + (document.enclosed_title or ""))
                if covered_by(findings.terms, fold_text(names), above) >= COVERED:
                    return parts
    return ()


def words_of(document: Document, part: Clause) -> Span:
    """The heading of a part, or all of one that has none; 0-based characters of the text."""
    if part.heading:
        start = document.text.find(part.heading, part.start, part.end)
        if start >= 0:
            return start, start + len(part.heading)
    text = document.text[part.start : part.end]
    return part.start, part.start + len(text.rstrip())


class _Called:
    """What the parts may be called: 试点任务 and 任务 of 安排了哪些试点任务."""

    def __init__(self, question: str) -> None:
        self.after, self.before = set[str](), set[str]()
        for asked in ASKED.finditer(question):
            if noun := asked["after"]:
                self.after |= {noun[:size] for size in range(2, len(noun) + 1)}
            if before := BEFORE.search(question, 0, asked.start()):
                self.before |= {before["before"], before["before"][-2:]}

    @property
    def names(self) -> set[str]:
        return self.after | self.before


def _is_asked(called: _Called, document: Document, whole: Clause, parts: Sequence[Clause]) -> bool:
    headings = [part.heading for part in parts if part.heading]
    if len(headings) == len(parts):
        heading = whole.heading or ""
        return any(heading.endswith(name) for name in called.names) or any(
            all(NOTE.sub("", h).endswith(name) for h in headings) for name in called.after
        )
    before = document.text[whole.start : parts[0].start].rstrip()
    said = re.compile(rf"(?:{'|'.join(map(re.escape, called.names))})(?:如下|为|是|包括)?[：:]$")
    short = all(part.end - part.start <= LONGEST for part in parts)
    return not headings and short and bool(said.search(before))
