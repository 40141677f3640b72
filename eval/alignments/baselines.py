"""Two simple ways to align: the same number, and the order of the articles."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from eval.alignments import Group, Unit
from eval.benchmarks.articles import LABEL


def same_number(left: Sequence[Unit], right: Sequence[Unit]) -> list[Group]:
    """Clauses of one path correspond."""
    others = {unit.path: unit for unit in right}
    groups = [
        _pair(unit, others[unit.path]) if unit.path in others else _only_left(unit) for unit in left
    ]
    held = {unit.path for unit in left}
    return groups + [_only_right(unit) for unit in right if unit.path not in held]


def by_order(left: Sequence[Unit], right: Sequence[Unit]) -> list[Group]:
    """Equal texts in order correspond (difflib); between them the first with the first."""
    texts = [[_bare(unit) for unit in side] for side in (left, right)]
    groups: list[Group] = []
    for _, i, j, k, m in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        both = min(j - i, m - k)
        groups += [_pair(left[i + n], right[k + n]) for n in range(both)]
        groups += [_only_left(unit) for unit in left[i + both : j]]
        groups += [_only_right(unit) for unit in right[k + both : m]]
    return groups


def marks(left: str, right: str) -> tuple[set[int], set[int]]:
    """Places of the characters that differ, compared character by character."""
    found: tuple[set[int], set[int]] = (set(), set())
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            found[0].update(range(i, j))
            found[1].update(range(k, m))
    return found


def _bare(unit: Unit) -> str:
    return LABEL.sub("", unit.text, count=1).strip()


def _pair(one: Unit, other: Unit) -> Group:
    kind = "same" if _bare(one) == _bare(other) else "changed"
    return Group(kind, frozenset({one.path}), frozenset({other.path}))


def _only_left(unit: Unit) -> Group:
    return Group("only_left", frozenset({unit.path}), frozenset())


def _only_right(unit: Unit) -> Group:
    return Group("only_right", frozenset(), frozenset({unit.path}))
