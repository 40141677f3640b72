"""Sentences of several columns to a table: rows of aspects, cells of quotations, silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from itertools import groupby

from kb.answering.aspects import name_rows
from kb.answering.citations import check_citation, cite
from kb.answering.target_groups import group_targets
from kb.answering.topic import THRESHOLD, Speech
from kb.types import Cell, Citation, CitedTarget, Column, Row, Span, Statement, Target

SILENT = Cell(silent=True)
UNHELD = Cell(silent=False)  # the library has no document of that column: nothing can be said
MOST_ROWS = 15
OTHERS = "其他规定"
JOINED = 0.15  # likeness with which a column's sentence is shown in a row of others as well

Likeness = Callable[[int, Sequence[int]], float]


def table_rows(
    topic: str,
    columns: Sequence[Column],
    said: Sequence[Speech],
    groups: Sequence[Sequence[int]],
    likeness: Likeness,
    targets: Sequence[Set[str]],
) -> tuple[Row, ...]:
    """The rows of the table: first what most columns speak of, then what speaks most clearly.

    ``groups`` holds 0-based places in ``said``, each group one aspect. A column without a
    sentence of its own in a group is quoted there with the one that is most alike, if it is
    alike enough; otherwise it is silent there. ``targets`` names the indicators that each of
    ``said`` sets: one that several of a row set is its name. Sentences that only may speak of
    the topic make no row by themselves. When nobody says anything, there
    is one row, named after the topic.

    Raises:
        QuoteError: a quotation is not its source (a damaged index).
    """
    if not said:
        return (Row(topic, tuple(SILENT if c.documents else UNHELD for c in columns)),)
    sure = [g for g in groups if any(said[n].probability >= THRESHOLD for n in g)]
    ordered = _ordered(sure, said)
    kept = _joined(_filled(ordered[:MOST_ROWS], said, columns, likeness))
    shown = {n for group in kept for n in group}
    rest = [n for group in ordered[MOST_ROWS:] for n in group if n not in shown]
    own = [[said[n] for n in group] for group in kept]
    names = name_rows(own, [[targets[n] for n in group] for group in kept], topic)
    if rest:
        kept.append(rest)
        names.append(OTHERS)
    return tuple(
        Row(name, tuple(_cell(n, c, [said[m] for m in group]) for n, c in enumerate(columns)))
        for name, group in zip(names, kept, strict=True)
    )


def alike_targets(
    said: Sequence[Speech], targets: Mapping[str, Sequence[Target]]
) -> list[frozenset[str]]:
    """For each sentence the indicators that it sets; alike ones go by one name.

    ``targets`` are those of the documents, by document id.
    """
    placed = [
        (n, CitedTarget(target, _cite([speech])))
        for n, speech in enumerate(said)
        for target in targets.get(speech.hit.document.id, ())
        if target.start < speech.span[1] and speech.span[0] < target.end
    ]
    place_of = {id(cited): n for n, cited in placed}
    names: list[set[str]] = [set() for _ in said]
    for group in group_targets([cited for _, cited in placed]):
        for cited in group.rows:
            names[place_of[id(cited)]].add(group.indicator)
    return [frozenset(found) for found in names]


def given_rows(
    aspects: Sequence[str], columns: Sequence[Column], said: Sequence[Sequence[Speech]]
) -> tuple[Row, ...]:
    """The rows for ``aspects`` that the user named, with the sentences that speak of each.

    Raises:
        QuoteError: a quotation is not its source (a damaged index).
    """
    return tuple(
        Row(aspect, tuple(_cell(n, column, speeches) for n, column in enumerate(columns)))
        for aspect, speeches in zip(aspects, said, strict=True)
    )


def _ordered(groups: Sequence[Sequence[int]], said: Sequence[Speech]) -> list[Sequence[int]]:
    def rank(group: Sequence[int]) -> tuple[int, float, int]:
        speaking = {said[n].column for n in group}
        return -len(speaking), -max(said[n].probability for n in group), min(group)

    return sorted(groups, key=rank)


def _filled(
    groups: Sequence[Sequence[int]],
    said: Sequence[Speech],
    columns: Sequence[Column],
    likeness: Likeness,
) -> list[list[int]]:
    """``groups``, with the sentence most alike of each column that has none in one.

    A sentence is shown once beside its own row, where it is most alike.
    """
    spare: list[tuple[float, int, int]] = []
    for row, group in enumerate(groups):
        speaking = {said[n].column for n in group}
        for column in set(range(len(columns))) - speaking:
            own = [n for n, speech in enumerate(said) if speech.column == column]
            if own:
                nearest = max(own, key=lambda n: likeness(n, group))
                spare.append((likeness(nearest, group), row, nearest))
    filled, shown = [list(group) for group in groups], set()
    for alike, row, place in sorted(spare, reverse=True):
        if alike >= JOINED and place not in shown:
            filled[row].append(place)
            shown.add(place)
    return filled


def _joined(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """``rows``, one that is quoted whole in an earlier one, or quotes it whole, joined to it."""
    joined: list[list[int]] = []
    for row in rows:
        for earlier in joined:
            if set(row) <= set(earlier) or set(earlier) <= set(row):
                earlier.extend(n for n in row if n not in earlier)
                break
        else:
            joined.append(list(row))
    return joined


def _cell(number: int, column: Column, speeches: Sequence[Speech]) -> Cell:
    """What one column says; sentences that follow each other in a clause are one quotation."""
    own = [speech for speech in speeches if speech.column == number]
    if not column.documents:
        return UNHELD
    if not own:
        return SILENT
    citations = tuple(_cite(run) for run in _runs(own))
    statements = tuple(
        Statement(citation.quote, (place,), column.region)
        for place, citation in enumerate(citations)
    )
    return Cell(False, statements, citations)


def _runs(speeches: Sequence[Speech]) -> list[list[Speech]]:
    ordered = sorted(
        set(speeches), key=lambda s: (s.hit.document.source.path, s.span, s.hit.clause.id)
    )
    runs: list[list[Speech]] = []
    for _, of_clause in groupby(ordered, key=lambda s: (s.hit.document.id, s.hit.clause.id)):
        for speech in of_clause:
            last = runs[-1][-1] if runs else None
            if last and last.hit.clause == speech.hit.clause and _adjoins(last, speech.span):
                runs[-1].append(speech)
            else:
                runs.append([speech])
    return runs


def _adjoins(before: Speech, span: Span) -> bool:
    text = before.hit.document.text
    return before.span[1] <= span[0] and not text[before.span[1] : span[0]].strip()


def _cite(run: Sequence[Speech]) -> Citation:
    first = run[0].hit
    citation = cite(first.document, first.clause, run[0].span[0], run[-1].span[1])
    check_citation(citation)
    return citation
