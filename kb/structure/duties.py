"""责任: which body leads, does or helps with what, and the words that say what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
from kb.types import Clause, Duty, Span

TASK_LENGTH = 400  # characters; of a longer passage before a field its clause's heading says more
SHORTEST_TASK = 4  # characters
EDGES = OPENERS + CLOSERS + " \n\u3000。；;，,、"


def find_duties(document: str, text: str, clauses: tuple[Clause, ...]) -> tuple[Duty, ...]:
    """Who is charged with what in ``text``, in its order; ``clauses`` are those of ``text``.

    A body is charged once by the words that name it.
    """
    noted = _apart([*find_fields(text), *find_notes(text), *find_rows(text)])
    spoken = [*find_sentences(text), *_obligations(text, clauses)]
    spoken = [c for c in spoken if not any(_overlap(c, other) for other in noted)]
    found: dict[int, Duty] = {}
    places = [innermost(clauses, charge.start) for charge in noted]
    charged = [clause.id for clause in places]
    for n, charge in enumerate(noted):
        task = charge.task or _task(text, clauses, places[n], noted, n, charged)
        _put(found, document, text, places[n], charge, task)
    for charge in spoken:
        if charge.task:
            _put(found, document, text, innermost(clauses, charge.start), charge, charge.task)
    return tuple(found[start] for start in sorted(found))


def _obligations(text: str, clauses: tuple[Clause, ...]) -> Iterator[Charge]:
    for clause in clauses:
        heading = _heading(text, clause)
        if heading and LISTS_DUTIES.search(text, *heading):
            yield from find_obligations(text, heading[1], clause.end)


def _put(
    found: dict[int, Duty], document: str, text: str, clause: Clause, charge: Charge, task: Span
) -> None:
    for (start, end), role, own in charge.bodies:
        a, b = own or task
        duty = Duty(document, clause.id, text[start:end], role, a, b, charge.start, charge.end)
        found.setdefault(start, duty)


def _apart(charges: Iterable[Charge]) -> list[Charge]:
    """``charges`` in order without those that lie in words already taken."""
    kept: list[Charge] = []
    for charge in sorted(charges, key=lambda c: (c.start, -c.end)):
        if not kept or charge.start >= kept[-1].end:
            kept.append(charge)
    return kept


def _overlap(one: Charge, other: Charge) -> bool:
    return one.start < other.end and other.start < one.end


def _task(
    text: str,
    clauses: tuple[Clause, ...],
    clause: Clause,
    charges: Sequence[Charge],
    n: int,
    charged: Sequence[str],
) -> Span:
    """What the ``n``-th of ``charges``, which stands in ``clause``, is about."""
    charge = charges[n]
    parent = _closed_by(clauses, clause, charge, charged, text)
    heading = _heading(text, parent or clause)
    if heading and heading[0] < charge.start < heading[1]:
        heading = _trim(text, heading[0], charge.start)
    if heading and (parent or charged.count(clause.id) == 1):
        return heading
    begin = clause.start + len(clause.label)
    if n and charged[n - 1] == clause.id:
        begin = charges[n - 1].end
    said = _trim(text, begin, charge.start)
    if n and charged[n - 1] == clause.id and said[1] - said[0] < SHORTEST_TASK:
        # 牵头单位：A；责任单位：B are two fields of one task.
        return _task(text, clauses, clause, charges, n - 1, charged)
    if said[1] - said[0] > TASK_LENGTH:
        said = heading or _last_paragraph(text, said)
    return said if said[1] - said[0] >= SHORTEST_TASK else heading or (charge.start, charge.end)


def _closed_by(
    clauses: tuple[Clause, ...], clause: Clause, charge: Charge, charged: Sequence[str], text: str
) -> Clause | None:
    """The clause above whose list a field on its own line closes, if it is of all of the list.

    It is when the field ends the last of several members and no member before has one.
    """
    siblings = [c for c in clauses if c.parent == clause.parent and c.kind == clause.kind]
    closes = not text[charge.end : clause.end].strip(EDGES)
    if not (charge.own_line and closes and len(siblings) > 1 and siblings[-1] == clause):
        return None
    others = {c.id for c in clauses if siblings[0].start <= c.start < clause.start}
    if others & set(charged):
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


def _last_paragraph(text: str, span: Span) -> Span:
    return max(span[0], text.rfind("\n", *span) + 1), span[1]
