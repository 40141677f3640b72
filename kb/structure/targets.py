"""指标: the numbers that the clauses of a document set, as typed rows.

Each sentence of a clause's own words is read by itself (``language.measures``). From its
surroundings a row takes only what they state for it: the deadline of a list's opening line
(到2025年，具体指标为：), and, in a clause about goals, the single deadline that the clause names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.language.dates import find_dates
from kb.language.deadlines import Deadline, find_deadlines
from kb.language.measures import Measure, read_measures
from kb.language.patterns import MARKERS
from kb.language.sentences import sentences
from kb.language.wholes import read_wholes
from kb.types import Clause, Span, Target

GOALS = re.compile(r"目标|指标")
MARKER = 24  # characters that a marker with the blanks behind it takes at most
DAY = re.compile(r"日|[-/.]\d")  # of a date with its day: not 2025年底
HEAD = 300  # characters at either end of a text in which its day may stand
LIST_OPENS = re.compile(r"[:：]\s*$")


@dataclass(frozen=True, slots=True)
class _Given:
    """What a clause's surroundings state for its rows."""

    deadline: Deadline | None


def find_targets(
    document: str,
    text: str,
    clauses: Sequence[Clause],
    *,
    header_spans: Sequence[Span] = (),
    issued_on: date | None = None,
) -> tuple[Target, ...]:
    """The targets of a document, in the order of its text; lines of its head set none.

    What was to be reached before the year of ``issued_on`` is a report, no target; when the head
    does not state that day, the first day named at its beginning or its end stands for it.
    """
    written_on = issued_on or _day_in(text[:HEAD]) or _day_in(text[-HEAD:])
    since = date(written_on.year, 1, 1) if written_on else date.min
    own = _own_spans(clauses)
    by_id = {clause.id: clause for clause in clauses}
    found: list[Target] = []
    for clause in clauses:
        if clause.kind in ("closing", "notice", "contents", "form"):
            continue
        given = _given(clause, by_id, own, text)
        for start, end in own[clause.id]:
            for span in sentences(text, start, end):
                said = (_behind_marker(text, *span), span[1])
                if said[0] < said[1] and not any(
                    a < said[1] and said[0] < b for a, b in header_spans
                ):
                    found.extend(_targets(document, clause, said, text, given))
    return tuple(t for t in sorted(found, key=lambda t: t.start) if t.due is None or t.due >= since)


def _day_in(words: str) -> date | None:
    days = [d.last for d in find_dates(words) if d.first == d.last and DAY.search(d.written)]
    return min(days, default=None)


def _behind_marker(text: str, start: int, end: int) -> int:
    """Where the words of a sentence begin that may open with its clause's marker."""
    line = text[start : min(end, start + MARKER)]
    for _, pattern in MARKERS:
        match = pattern.match(line)
        if match:
            behind = line[match.end() :]
            return start + match.end() + len(behind) - len(behind.lstrip(" 　、.．"))
    return start


def _own_spans(clauses: Sequence[Clause]) -> dict[str, list[Span]]:
    """For each clause the stretches of its text that no clause within it holds."""
    children: dict[str, list[Clause]] = {clause.id: [] for clause in clauses}
    for clause in clauses:
        if clause.parent is not None:
            children[clause.parent].append(clause)
    own = {}
    for clause in clauses:
        at, spans = clause.start, list[Span]()
        for child in children[clause.id]:
            spans.append((at, child.start))
            at = child.end
        own[clause.id] = [span for span in (*spans, (at, clause.end)) if span[0] < span[1]]
    return own


def _given(
    clause: Clause, by_id: dict[str, Clause], own: dict[str, list[Span]], text: str
) -> _Given:
    """The deadline that the clause's opening, or the line that opens its list, states for all."""
    named = {d.written: d for span in own[clause.id] for d in find_deadlines(text[slice(*span)])}
    if len(named) == 1 and GOALS.search(_opening(clause, text)):
        return _Given(next(iter(named.values())))
    parent = by_id.get(clause.parent or "")
    if named or parent is None or not own[parent.id]:
        return _Given(None)
    opening = text[slice(*own[parent.id][0])]
    stated = {d.written: d for d in find_deadlines(opening)}
    opens = LIST_OPENS.search(opening) or GOALS.search(_opening(parent, text))
    return _Given(next(iter(stated.values())) if len(stated) == 1 and opens else None)


def _opening(clause: Clause, text: str) -> str:
    return clause.heading or text[clause.start : clause.start + 30].split("。")[0]


def _targets(
    document: str, clause: Clause, span: Span, text: str, given: _Given
) -> Iterator[Target]:
    sentence = text[slice(*span)]
    measures: list[Measure] = [*read_measures(sentence), *read_wholes(sentence)]
    for measure in measures:
        deadline = measure.deadline or given.deadline
        yield Target(
            document=document,
            clause=clause.id,
            indicator=measure.indicator,
            operator=measure.operator,
            value=float(measure.value),
            value_max=None if measure.value_max is None else float(measure.value_max),
            unit=measure.unit,
            deadline=deadline.written if deadline else None,
            due=deadline.due if deadline else None,
            scope=measure.scope,
            binding=not measure.strives,
            start=span[0],
            end=span[1],
        )
