"""Two documents clause by clause: what corresponds, and the words that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from kb.answering.alignment_notes import is_partial, later_of, notes_on, partial_note, summarise
from kb.answering.citations import cite
from kb.answering.correspondence import INDEPENDENT, VERSIONS, Group, Scores, correspond
from kb.answering.likeness import Features, Likeness
from kb.answering.units import Unit, units_of
from kb.errors import ComparisonError
from kb.language.changed_words import Word, changed_words, like_order, wording, words_in
from kb.types import (
    AlignedClauses,
    AlignmentKind,
    Citation,
    Clause,
    Document,
    DocumentComparison,
    Side,
    Span,
    Superseded,
)

# Beside the likeness of two units: units with equal words, or numbers, go first among equals.
EQUAL = 0.05
SAME_NUMBER = 0.02
ALIKE = 0.6  # likeness of two texts, one of which comes from the other
SAME_ORIGIN = 0.3  # share of the shorter document's units that have such a text in the other
OPENING = ("前言", "通知/前言")  # the opening paragraphs of two documents have the same office
SAME_OFFICE = 0.22  # of two opening paragraphs, which have to be a little alike besides


Parsed = tuple[Document, Sequence[Clause]]
"""A document with its clauses."""


def compare_documents(
    left: Parsed,
    right: Parsed,
    *,
    documents: Mapping[str, Document],
    superseded: Mapping[str, Superseded],
) -> DocumentComparison:
    """Two documents clause by clause, with the summary and what to note about them.

    ``documents`` are those of the library and ``superseded`` what superseded them, by id.

    Raises:
        ComparisonError: the documents are one, or one of them has no clause to compare.
    """
    pairs = align(left, right)
    later = later_of(left[0], right[0], superseded)
    sides: dict[Side, Parsed] = {"left": left, "right": right}
    partial = tuple(side for side, (_, clauses) in sides.items() if is_partial(clauses))
    return DocumentComparison(
        left=left[0],
        right=right[0],
        pairs=pairs,
        later=later,
        partial=partial,
        summary=summarise(pairs, later=later, partial=partial),
        notes=(
            *notes_on(left[0], right[0], documents, superseded),
            *map(partial_note, partial),
        ),
    )


def align(left: Parsed, right: Parsed) -> tuple[AlignedClauses, ...]:
    """The clauses of two documents that correspond, in the order of the left one.

    Each unit of either document (``units_of``) stands in exactly one group.

    Raises:
        ComparisonError: the documents are one, or one of them has no clause to compare.
    """
    if left[0].id == right[0].id:
        raise ComparisonError(f"两边是同一份文件（{left[0].source.path}）；请给出两份不同的文件。")
    one, other = _Side(*left), _Side(*right)
    likeness = Likeness(one.features, other.features)
    scores = _scores(one, other, likeness)
    bounds = VERSIONS if _are_versions(likeness, scores) else INDEPENDENT
    groups = correspond(likeness, scores, bounds)
    return tuple(_aligned(one, other, likeness, group) for group in groups)


class _Side:
    """A document with its units, and what each is compared by."""

    def __init__(self, document: Document, clauses: Sequence[Clause]) -> None:
        self.document = document
        self.units = units_of(document, clauses)
        if not self.units:
            raise ComparisonError(
                f"{document.source.path}：除标题外没有可以比对的条款；请换成有正文的文件。"
            )
        self.texts = [_bare(document, unit) for unit in self.units]
        self.features = [
            Features.of(text, unit.heading)
            for text, unit in zip(self.texts, self.units, strict=True)
        ]

    def words(self, places: Iterable[int]) -> list[Sequence[Word]]:
        units = [self.units[n] for n in places]
        return [words_in(self.document.text, u.start, u.end, u.markers) for u in units]

    def cite(self, places: Iterable[int]) -> tuple[Citation, ...]:
        units = [self.units[n] for n in places]
        return tuple(cite(self.document, unit.clause, unit.start, unit.end) for unit in units)

    def within(self, places: Sequence[int], marks: Iterable[Span]) -> tuple[Span, ...]:
        """Marks cut where a unit ends, in the order of the text."""
        cut = [
            (max(start, unit.start), min(end, unit.end))
            for start, end in marks
            for unit in (self.units[n] for n in places)
        ]
        return tuple(sorted((start, end) for start, end in cut if start < end))


def _bare(document: Document, unit: Unit) -> str:
    """The text of a unit without its numbering."""
    pieces, at = [], unit.start
    for start, end in unit.markers:
        pieces.append(document.text[at:start])
        at = max(at, end)
    return "\n".join((*pieces, document.text[at : unit.end])).strip()


def _scores(one: _Side, other: _Side, likeness: Likeness) -> Scores:
    """The likeness of the pairs of units that may correspond."""
    places = {unit.clause.path: j for j, unit in enumerate(other.units)}
    same_path = {
        (i, places[unit.clause.path])
        for i, unit in enumerate(one.units)
        if unit.clause.path in places
    }
    scores: Scores = {}
    for i, j in likeness.candidates() | same_path:
        a, b = one.units[i], other.units[j]
        if a.section != b.section:
            continue
        equal, named_alike = one.texts[i] == other.texts[j], a.clause.path == b.clause.path
        score = 1.0 + EQUAL if equal else likeness.score(i, j)
        score += SAME_NUMBER * named_alike + SAME_OFFICE * (
            named_alike and a.clause.path in OPENING
        )
        scores[i, j] = score
    return scores


def _are_versions(likeness: Likeness, scores: Scores) -> bool:
    """Whether two documents are of one origin: much of the shorter one stands in the other."""
    alike = [(i, j) for i, j in scores if likeness.text_score(i, j) >= ALIKE]
    shorter = min(len(likeness.left), len(likeness.right))
    return min(len({i for i, _ in alike}), len({j for _, j in alike})) >= SAME_ORIGIN * shorter


def _aligned(one: _Side, other: _Side, likeness: Likeness, group: Group) -> AlignedClauses:
    kind, similarity = _only(group), 0.0
    marks: tuple[tuple[Span, ...], tuple[Span, ...]] = (), ()
    if kind is None:
        left, right = one.words(group.left), other.words(group.right)
        if len(right) > 1:
            right = like_order(right, left[0])
        if len(left) > 1:
            left = like_order(left, right[0])
        a, b = list(chain.from_iterable(left)), list(chain.from_iterable(right))
        equal = wording(a) == wording(b)
        kind = _kind(group, equal=equal)
        similarity = 1.0 if equal else likeness.between(group.left, group.right)
        marks = changed_words(a, b)
    return AlignedClauses(
        kind=kind,
        left=one.cite(group.left),
        right=other.cite(group.right),
        marks_left=one.within(group.left, marks[0]),
        marks_right=other.within(group.right, marks[1]),
        moved=group.moved,
        similarity=round(similarity, 3),
    )


def _only(group: Group) -> AlignmentKind | None:
    if not group.right:
        return "only_left"
    return None if group.left else "only_right"


def _kind(group: Group, *, equal: bool) -> AlignmentKind:
    if len(group.right) > 1:
        return "split"
    if len(group.left) > 1:
        return "merged"
    return "same" if equal else "changed"
