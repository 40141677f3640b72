"""责任: which body leads, does or helps with what, and the words that say what it is."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from kb.language.duty_words import CLOSERS, LISTS_DUTIES, OPENERS
from kb.structure.duty_forms import (
    Charge,
    find_fields,
    find_notes,
    find_obligations,
    find_sentences,
)
from kb.structure.duty_tables import find_rows
from kb.structure.references import innermost
from kb.types import BLOCK_KINDS, Clause, Duty, Span

TASK_LENGTH = 400  # characters; of a longer passage before a field its clause's heading says more
SHORTEST_TASK = 4  # characters
EDGES = OPENERS + CLOSERS + " \n\u3000。；;，,、"


def find_duties(document: str, text: str, clauses: tuple[Clause, ...]) -> tuple[Duty, ...]:
    """Who is charged with what in ``text``, in its order; ``clauses`` are those of ``text``.

    A body is charged once by the words that name it.
    """
    forms = [clause for clause in clauses if clause.kind == "form"]
    clauses = tuple(clause for clause in clauses if clause.kind not in BLOCK_KINDS)
    noted = _apart(chain(find_fields(text), find_notes(text), find_rows(text)))
    by_id = {clause.id: clause for clause in clauses}
    spoken = _clear_of(noted, chain(find_sentences(text), _obligations(text, clauses)))
    tasks = _tasks(text, clauses, noted)
    found: dict[int, Duty] = {}
    for charge, task in (*zip(noted, tasks, strict=True), *((c, c.task) for c in spoken)):
        clause = _holding(clauses, by_id, charge)
        asked = any(form.start <= charge.start < form.end for form in forms)
        if clause is None or task is None or asked or task[0] >= task[1]:
            continue
        for (start, end), role, own in charge.bodies:
            a, b = own or task
            duty = Duty(document, clause.id, text[start:end], role, a, b, charge.start, charge.end)
            found.setdefault(start, duty)
    return tuple(found[start] for start in sorted(found))


def _obligations(text: str, clauses: tuple[Clause, ...]) -> Iterator[Charge]:
    for clause in clauses:
        heading = _heading(text, clause)
        if heading and LISTS_DUTIES.search(text, *heading):
            yield from find_obligations(text, heading[1], clause.end)


def _apart(charges: Iterable[Charge]) -> list[Charge]:
    """``charges`` in order without those that lie in words already taken."""
    kept: list[Charge] = []
    for charge in sorted(charges, key=lambda c: (c.start, -c.end)):
        if not kept or charge.start >= kept[-1].end:
            kept.append(charge)
    return kept


def _clear_of(taken: Sequence[Charge], charges: Iterable[Charge]) -> Iterator[Charge]:
    """Those of ``charges`` that share no words with ``taken``, which are in order and apart."""
    ends = [charge.end for charge in taken]
    for charge in charges:
        at = bisect_left(ends, charge.start + 1)
        if at == len(taken) or taken[at].start >= charge.end:
            yield charge


def _holding(
    clauses: tuple[Clause, ...], by_id: Mapping[str, Clause], charge: Charge
) -> Clause | None:
    """The innermost clause that holds all words of ``charge``; None if none does."""
    clause: Clause | None = innermost(clauses, charge.start)
    while clause and clause.end < charge.end:
        clause = by_id.get(clause.parent or "")
    return clause


# --- what is to be done -----------------------------------------------------------------------


def _tasks(text: str, clauses: tuple[Clause, ...], charges: Sequence[Charge]) -> list[Span]:
    """What each of ``charges``, in order, is about.

    Fields side by side (牵头单位：甲；责任单位：乙) are about the same. Alone in its clause, a
    field is about what the heading says; of several, each about the words since the one before.
    """
    places = [innermost(clauses, charge.start) for charge in charges]
    joined = [n > 0 and _joins(text, charges, places, n) for n in range(len(charges))]
    groups = Counter(place.id for place, joins in zip(places, joined, strict=True) if not joins)
    tasks: list[Span] = []
    ended: dict[str, int] = {}  # clause -> where the last field in it ends
    for place, charge, joins in zip(places, charges, joined, strict=True):
        begin = ended.get(place.id)
        if charge.task:
            tasks.append(charge.task)
        elif joins:
            tasks.append(tasks[-1])
        else:
            tasks.append(_task(text, clauses, place, charge, begin, groups))
        ended[place.id] = charge.end
    return tasks


def _joins(text: str, charges: Sequence[Charge], places: Sequence[Clause], n: int) -> bool:
    between = _trim(text, charges[n - 1].end, charges[n].start)
    same = places[n - 1].id == places[n].id
    return same and between[1] - between[0] < SHORTEST_TASK


def _task(
    text: str,
    clauses: tuple[Clause, ...],
    clause: Clause,
    charge: Charge,
    begin: int | None,
    groups: Counter[str],
) -> Span:
    """The task of ``charge``, in ``clause``; ``begin`` is where the field before it there ends."""
    parent = _closed_by(clauses, clause, charge, groups, text)
    heading = _heading(text, parent or clause)
    if heading and heading[0] < charge.start < heading[1]:
        heading = _trim(text, heading[0], charge.start)
    if heading and (parent or groups[clause.id] == 1):
        return heading
    first = heading[1] if heading and not parent else clause.start + len(clause.label)
    said = _trim(text, begin or first, charge.start)
    if said[1] - said[0] > TASK_LENGTH:
        said = heading or (max(said[0], text.rfind("\n", *said) + 1), said[1])
    return said if said[1] - said[0] >= SHORTEST_TASK else heading or (charge.start, charge.end)


def _closed_by(
    clauses: tuple[Clause, ...], clause: Clause, charge: Charge, groups: Counter[str], text: str
) -> Clause | None:
    """The clause above whose list a field on its own line closes, if it is of all of the list.

    It is when the field ends the last of several members and no member before has one.
    """
    if not charge.own_line or text[charge.end : clause.end].strip(EDGES):
        return None
    siblings = [c for c in clauses if c.parent == clause.parent and c.kind == clause.kind]
    if len(siblings) < 2 or siblings[-1] != clause:
        return None
    if any(groups[c.id] for c in clauses if siblings[0].start <= c.start < clause.start):
        return None
    return next((c for c in clauses if c.id == clause.parent), None)


def _heading(text: str, clause: Clause) -> Span | None:
    if not clause.heading:
        return None
    start = text.find(clause.heading, clause.start, clause.end)
    return (start, start + len(clause.heading)) if start >= 0 else None


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in OPENERS + " \n\u3000":
        end -= 1
    return start, end
