"""Ruled tables on a page: lines drawn on paper to the cells between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOUCH = 2.5  # points by which rules that meet may miss each other
LEAST_SIDE = 6.0  # points: a shorter rule is an underline or a stroke of a sign
MAX_RULES = 4000  # of a page; more is a drawing


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from ``start`` to ``end`` along one axis, at ``at`` on the other."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its place in the grid, 0-based, and the rows and columns that it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its column edges from left, its row edges from top, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    def cell_at(self, x: float, y: float) -> GridCell | None:
        """The cell around a point, None outside of the table."""
        column, row = _interval(self.xs, x), _interval(self.ys, y)
        if column is None or row is None:
            return None
        for cell in self.cells:
            inside = cell.row <= row < cell.row + cell.rows
            if inside and cell.column <= column < cell.column + cell.columns:
                return cell
        return None


def find_grids(across: Sequence[Rule], down: Sequence[Rule]) -> list[Grid]:
    """Tables made by the rules ``across`` (at y) and ``down`` (at x), from the top.

    A frame around text, with one cell, is no table.
    """
    if len(across) + len(down) > MAX_RULES:
        return []
    across, down = _merged(across), _merged(down)
    grids = []
    for rows, columns in _connected(across, down):
        grid = _grid(rows, columns)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: grid.ys[0])


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules on one line that touch, as one."""
    merged: list[Rule] = []
    for at in sorted(rules, key=lambda rule: (round(rule.at / TOUCH), rule.start)):
        last = merged[-1] if merged else None
        if last and abs(last.at - at.at) <= TOUCH and at.start <= last.end + TOUCH:
            merged[-1] = Rule(last.at, last.start, max(last.end, at.end))
        else:
            merged.append(at)
    return [rule for rule in merged if rule.end - rule.start >= LEAST_SIDE]


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that meet each other."""
    meets = [[n for n, v in enumerate(down) if _meet(h, v)] for h in across]
    group_of = list(range(len(across)))
    first_of: dict[int, int] = {}
    for h, verticals in enumerate(meets):
        for v in verticals:
            a, b = _root(group_of, h), _root(group_of, first_of.setdefault(v, h))
            group_of[max(a, b)] = min(a, b)
    groups: dict[int, tuple[list[Rule], set[int]]] = {}
    for h, verticals in enumerate(meets):
        rows, columns = groups.setdefault(_root(group_of, h), ([], set()))
        rows.append(across[h])
        columns.update(verticals)
    return [(rows, [down[v] for v in sorted(columns)]) for rows, columns in groups.values()]


def _root(group_of: list[int], at: int) -> int:
    while group_of[at] != at:
        group_of[at] = group_of[group_of[at]]
        at = group_of[at]
    return at


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.start - TOUCH <= down.at <= across.end + TOUCH
        and down.start - TOUCH <= across.at <= down.end + TOUCH
    )


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    xs, ys = _edges(down), _edges(across)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            columns = 1
            while column + columns < len(xs) - 1 and not _parted(
                down, xs[column + columns], (ys[row] + ys[row + 1]) / 2
            ):
                columns += 1
            rows = 1
            middle = (xs[column] + xs[column + columns]) / 2
            while row + rows < len(ys) - 1 and not _parted(across, ys[row + rows], middle):
                rows += 1
            taken |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
            cells.append(GridCell(row, column, rows, columns))
    return Grid(tuple(xs), tuple(ys), tuple(cells)) if len(cells) > 1 else None


def _edges(rules: list[Rule]) -> list[float]:
    edges: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not edges or at - edges[-1] > 2 * TOUCH:
            edges.append(at)
    return edges


def _parted(rules: list[Rule], at: float, beside: float) -> bool:
    return any(
        abs(rule.at - at) <= 2 * TOUCH and rule.start - TOUCH <= beside <= rule.end + TOUCH
        for rule in rules
    )


def _interval(edges: tuple[float, ...], at: float) -> int | None:
    for n in range(len(edges) - 1):
        if edges[n] <= at <= edges[n + 1]:
            return n
    return None
