"""What a reader should notice in a comparison: numbers, deadlines, duty holders, who is silent.

Each sentence is put together from what the cells quote: nothing in it that no cell holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations

from kb.answering.comparison import OTHERS
from kb.answering.target_groups import dimension, group_targets, written_value
from kb.language.matching import fold_text
from kb.language.shared_wording import phrases_of, shared_wording
from kb.types import (
    Cell,
    CitedTarget,
    Column,
    Difference,
    DifferenceKind,
    Duty,
    Row,
    Target,
    TargetGroup,
)

LEADING = ("牵头", "负责")
MOST_PAIRS = 15  # pairs of columns whose words are compared, for one row
MOST_BODIES = 6  # bodies named in one sentence for one column
UNSTATED = "未写明期限"


def contrast(
    columns: Sequence[Column],
    rows: Sequence[Row],
    targets: Mapping[str, Sequence[Target]],
    duties: Mapping[str, Sequence[Duty]],
    mute: Set[int],
) -> tuple[Difference, ...]:
    """How ``columns`` differ in each of ``rows``, in their order.

    ``targets`` and ``duties`` are those of the columns' documents, by document id; ``mute`` are
    the 0-based places of columns of which all is said already. A row of which no column says
    anything gives one sentence. What is left over is of no one aspect: only its numbers, each
    with its indicator, can be compared.
    """
    found: list[Difference] = []
    told: set[Target] = set()
    for row in rows:
        found.extend(_numbers(row, columns, _targets_of(row, targets), told))
        if row.aspect != OTHERS:
            found.extend(_presence(row, columns, mute))
            found.extend(_bodies(row, columns, duties))
            found.extend(_shared(row, columns))
    return tuple(found)


def mute_columns(rows: Sequence[Row]) -> frozenset[int]:
    """0-based places of the columns that no row quotes; none if there is one row alone."""
    if len(rows) < 2:
        return frozenset()
    places = range(len(rows[0].cells))
    return frozenset(n for n in places if not any(row.cells[n].citations for row in rows))


def on_the_whole(topic: str, columns: Sequence[Column], mute: Set[int]) -> tuple[Difference, ...]:
    """Who speaks of the ``topic`` at all, said once for all rows; ``mute`` columns do not."""
    cells = tuple(Cell(silent=n in mute and bool(c.documents)) for n, c in enumerate(columns))
    return tuple(_presence(Row(topic, cells), columns, frozenset()))


def targets_within(cell: Cell, targets: Mapping[str, Sequence[Target]]) -> list[CitedTarget]:
    """The targets that the quotations of ``cell`` state, in their order."""
    return [
        CitedTarget(target, citation)
        for citation in cell.citations
        for target in targets.get(citation.document.id, ())
        if target.start < citation.end and citation.start < target.end
    ]


def _targets_of(row: Row, targets: Mapping[str, Sequence[Target]]) -> list[list[CitedTarget]]:
    return [targets_within(cell, targets) for cell in row.cells]


def _presence(row: Row, columns: Sequence[Column], mute: Set[int]) -> Iterator[Difference]:
    """Who speaks of the aspect, who is silent, of whom the library holds nothing."""
    told = [n for n in range(len(columns)) if n not in mute]
    silent = [n for n in told if row.cells[n].silent]
    unheld = [n for n in told if not columns[n].documents]
    speaking = [n for n in told if n not in silent and n not in unheld]
    parts = []
    if speaking and silent:
        only = "仅" if len(speaking) == 1 else ""
        parts.append(f"{only}{_names(speaking, columns)}有规定")
    if silent:
        parts.append(f"{_names(silent, columns)}未作规定")
    if silent and not speaking:
        read = len({document.id for n in silent for document in columns[n].documents})
        parts.append(f"所列 {read} 份文件已逐条查过；如果文件里是另一种叫法，请换个说法再比")
    if unheld:
        parts.append(f"库内没有{_names(unheld, columns)}的文件")
    if parts:
        yield _difference(row, "有无", "，".join(parts), told)


def _numbers(
    row: Row,
    columns: Sequence[Column],
    stated: Sequence[Sequence[CitedTarget]],
    told: set[Target],
) -> Iterator[Difference]:
    """For each indicator that the row states, the values of every column that sets one.

    A sentence may be quoted in two rows: values that are ``told`` are not said again, and those
    that are said are added to it.
    """
    column_of = {id(cited): n for n, own in enumerate(stated) for cited in own}
    speaking = [n for n, cell in enumerate(row.cells) if cell.citations]
    for group in group_targets([cited for own in stated for cited in own]):
        by_column: dict[int, list[CitedTarget]] = {}
        for cited in group.rows:
            by_column.setdefault(column_of[id(cited)], []).append(cited)
        if len(speaking) < 2 or told.issuperset(cited.target for cited in group.rows):
            continue
        told.update(cited.target for cited in group.rows)
        said = "；".join(
            f"{columns[n].name}{_values(cited, group)}" for n, cited in by_column.items()
        )
        text = _judged(by_column, said)
        yield _difference(row, "数值", _of(group, row) + text, by_column)
        yield from _deadlines(row, columns, group, by_column)


def _of(group: TargetGroup, row: Row) -> str:
    """The indicator that is spoken of, unless the row is named after it."""
    return "" if group.indicator.startswith(row.aspect) else f"{group.indicator}："


def _judged(by_column: Mapping[int, Sequence[CitedTarget]], said: str) -> str:
    if len(by_column) == 1:
        return f"{said}（其他栏引文未写明此项数值）"
    bounds = {frozenset(_bound(c.target) for c in cited) for cited in by_column.values()}
    scopes = {frozenset(c.target.scope for c in cited) for cited in by_column.values()}
    if len(bounds) > 1:
        return f"{said}（数值不同）"
    return f"{said}（{'数值一致' if len(scopes) == 1 else '数值一致，适用范围写法不同'}）"


def _deadlines(
    row: Row,
    columns: Sequence[Column],
    group: TargetGroup,
    by_column: Mapping[int, Sequence[CitedTarget]],
) -> Iterator[Difference]:
    """The deadlines of one indicator, when columns set it for different times."""
    times = {
        n: tuple(dict.fromkeys(c.target.deadline or UNSTATED for c in cited))
        for n, cited in by_column.items()
    }
    if len(times) > 1 and len(set(times.values())) > 1:
        said = "；".join(f"{columns[n].name}{'、'.join(when)}" for n, when in times.items())
        yield _difference(row, "期限", _of(group, row) + said, times)


def _bodies(
    row: Row, columns: Sequence[Column], duties: Mapping[str, Sequence[Duty]]
) -> Iterator[Difference]:
    """Who leads or is charged with what the row's clauses say, by column."""
    charged: dict[int, tuple[str, ...]] = {}
    for number, cell in enumerate(row.cells):
        bodies = [
            duty.body
            for citation in cell.citations
            for duty in duties.get(citation.document.id, ())
            if duty.role in LEADING
            and duty.task_start < citation.end
            and citation.start < max(duty.task_end, duty.end)
        ]
        if bodies:
            charged[number] = tuple(dict.fromkeys(bodies))
    if charged:
        said = "；".join(f"{columns[n].name}由{_listed(b)}负责" for n, b in charged.items())
        yield _difference(row, "责任", said, charged)


def _shared(row: Row, columns: Sequence[Column]) -> Iterator[Difference]:
    """The longest words that two columns share, and which columns have them."""
    texts = {
        n: "\n".join(citation.quote for citation in cell.citations)
        for n, cell in enumerate(row.cells)
        if cell.citations
    }
    pairs = list(combinations(texts, 2))[:MOST_PAIRS]
    runs = [
        (words, one, other)
        for one, other in pairs
        for span, _ in shared_wording(texts[one], texts[other])
        for words in phrases_of(texts[one], span)
    ]
    if runs:
        words, one, other = max(runs, key=lambda run: len(run[0]))
        folded = fold_text(words)
        alike = [n for n, text in texts.items() if n in (one, other) or folded in fold_text(text)]
        yield _difference(row, "表述", f"{_names(alike, columns)}表述相同：“{words}”", alike)


def _values(cited: Sequence[CitedTarget], group: TargetGroup) -> str:
    """The values that one column sets, each with whom it holds for and when, said once."""
    return "、".join(dict.fromkeys(_value(c.target, group) for c in cited))


def _value(target: Target, group: TargetGroup) -> str:
    scope = target.scope or ""
    if scope and scope in group.indicator:
        scope = ""
    aside = "，".join(p for p in (target.deadline, None if target.binding else "力争") if p)
    return f"{scope}{written_value(target)}{f'（{aside}）' if aside else ''}"


def _bound(target: Target) -> tuple[str, float, float | None, str]:
    return target.operator, target.value, target.value_max, dimension(target.unit)


def _listed(bodies: Sequence[str]) -> str:
    more = f"等{len(bodies)}家" if len(bodies) > MOST_BODIES else ""
    return "、".join(bodies[:MOST_BODIES]) + more


def _names(places: Sequence[int], columns: Sequence[Column]) -> str:
    return "、".join(columns[n].name for n in places)


def _difference(row: Row, kind: DifferenceKind, text: str, columns: Iterable[int]) -> Difference:
    return Difference(row.aspect, kind, text, tuple(columns))
