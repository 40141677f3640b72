"""A document as the units that are compared with another document's.

A law's unit is the article with its 款 and 项; a plan's is the innermost clause that says
something by itself; of a text without numbering it is the paragraph. Lines of the head (title,
文号) and headings that stand alone over other clauses are no units: they are shown with the
document and as what a unit stands under.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.types import BLOCK_KINDS, Clause, Document, Span

# 有下列情形之一的：（一）…；（二）…  A list in a sentence, which says nothing when cut up.
SHORT_ITEM = 60  # characters, on the average, of the items of such a list
UNNUMBERED = "正文"  # a text without markers, of which each paragraph is a unit
LINE = re.compile(r"\S[^\n]*")
LEADS_IN = re.compile(r"[：:]\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch ``start`` to ``end`` of a clause that is compared as one.

    ``markers`` are the spans of its numbering, which is not compared. ``heading`` is its own, or
    the next one above it; ``section`` is the part of the document that it can correspond to
    (通知, 附件; "" for the body).
    """

    clause: Clause
    start: int
    end: int
    markers: tuple[Span, ...]
    heading: str
    section: str


def units_of(document: Document, clauses: Sequence[Clause]) -> list[Unit]:
    """The units of ``document`` in order, not overlapping; [] when it has a head alone."""
    below: dict[str | None, list[Clause]] = defaultdict(list)
    for clause in clauses:
        if clause.kind not in BLOCK_KINDS:  # a table is part of the text that it stands in
            below[clause.parent].append(clause)
    units: list[Unit] = []
    for clause in below[None]:
        _collect(document, clause, below, "", units)
    return units


def _collect(
    document: Document,
    clause: Clause,
    below: Mapping[str | None, list[Clause]],
    heading: str,
    units: list[Unit],
) -> None:
    own = clause.heading if clause.kind not in ("notice", "division") else None
    heading = own or ("" if clause.kind == "article" else heading)
    inner = below.get(clause.id, [])
    if clause.path.endswith(UNNUMBERED):
        for line in LINE.finditer(document.text, clause.start, clause.end):
            units.extend(_unit(document, clause, line.end(), (), "", start=line.start()))
        return
    if not inner or _is_one(document, clause, inner):
        units.extend(_unit(document, clause, clause.end, _markers(clause, below), heading))
        return
    stop = inner[0].start
    if _says_more(document, clause, stop):
        units.extend(_unit(document, clause, stop, _own_marker(clause), heading))
    for child in inner:
        _collect(document, child, below, heading, units)


def _is_one(document: Document, clause: Clause, inner: Sequence[Clause]) -> bool:
    """Whether a clause is compared with all that is in it."""
    if clause.kind == "article":
        return True
    if clause.kind != "item" or any(child.heading for child in inner):
        return False
    length = sum(child.end - child.start for child in inner) / len(inner)
    led = LEADS_IN.search(document.text, clause.start, inner[0].start)
    return bool(led) and length <= SHORT_ITEM


def _says_more(document: Document, clause: Clause, stop: int) -> bool:
    """Whether there are words besides the heading before the first clause inside."""
    words = document.text[clause.start + len(clause.label) : stop].strip()
    if clause.kind in ("notice", "attachment", "division"):
        return False
    return bool(words.rstrip("。：:")) and words.rstrip("。：:") != (clause.heading or "").strip()


def _unit(
    document: Document,
    clause: Clause,
    end: int,
    markers: tuple[Span, ...],
    heading: str,
    *,
    start: int | None = None,
) -> list[Unit]:
    start, end = _without_head(document, clause.start if start is None else start, end)
    while end > start and document.text[end - 1].isspace():
        end -= 1
    if start >= end:
        return []
    part = clause.path[:2]
    section = part if part in ("通知", "附件") else ""
    return [Unit(clause, start, end, markers, heading, section)]


def _without_head(document: Document, start: int, end: int) -> Span:
    """A stretch without the lines of the document's head that it begins with."""
    for first, last in document.header_spans:
        if first <= start < last:
            start = last
            while start < end and document.text[start].isspace():
                start += 1
    return start, end


def _own_marker(clause: Clause) -> tuple[Span, ...]:
    if clause.kind in ("notice", "attachment"):
        return ()
    return ((clause.start, clause.start + len(clause.label)),) if clause.label else ()


def _markers(clause: Clause, below: Mapping[str | None, list[Clause]]) -> tuple[Span, ...]:
    """The spans of the numbering of a clause and of all clauses in it, in order."""
    found = list(_own_marker(clause))
    for child in below.get(clause.id, []):
        found.extend(_markers(child, below))
    return tuple(found)
