"""Tables of duties whose cells came out as text: one row a line, or one cell a line.

Only rows with as many cells as the head are read: where cells are lost, nothing tells whose
they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.language import duty_words as words
from kb.structure.duty_forms import Charge, Charged
from kb.structure.parts import Paragraph, paragraphs
from kb.types import Span

BETWEEN_CELLS = re.compile(r"\s*[\t|｜]\s*")
# The column that says what is to be done.
TASK_COLUMN = re.compile(r"任务|内容|事项|措施|项目|工作|指标|要求")
HEAD_CELL = 14  # characters; a longer line is no head of a column
MOST_COLUMNS = 8


def find_rows(text: str) -> Iterator[Charge]:
    """The rows of the tables in ``text`` whose head names who leads, does or helps."""
    lines = list(paragraphs(text))
    for at, line in enumerate(lines):
        head = _cells(text, (line.start, line.end))
        if len(head) > 1 and _names_holder(text, head):
            yield from _rows_in_lines(text, head, lines[at + 1 :])
        elif re.fullmatch(r"\s*序\s*号\s*", line.text):
            yield from _rows_in_cells(text, lines, at)


def _cells(text: str, line: Span) -> list[Span]:
    cuts = list(BETWEEN_CELLS.finditer(text, *line))
    starts = [line[0], *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), line[1]]
    cells = list(zip(starts, ends, strict=True))
    # | a | b | begins and ends with a bar
    if len(cells) > 2 and all(a >= b for a, b in (cells[0], cells[-1])):
        cells = cells[1:-1]
    return cells


def _names_holder(text: str, head: list[Span]) -> bool:
    return any(words.COLUMN.fullmatch(text[a:b].strip()) for a, b in head)


def _rows_in_lines(text: str, head: list[Span], lines: list[Paragraph]) -> Iterator[Charge]:
    for line in lines:
        cells = _cells(text, (line.start, line.end))
        if len(cells) == len(head):
            yield from _row(text, head, cells)
        elif len(cells) == 1:
            return


def _rows_in_cells(text: str, lines: list[Paragraph], at: int) -> Iterator[Charge]:
    """序号, 任务, 牵头单位 on a line each; then a row from one number to the next."""
    first = next(
        (n for n in range(at + 1, min(at + MOST_COLUMNS + 1, len(lines)))
         if re.fullmatch(r"\s*[1一][、.．]?\s*", lines[n].text)),
        None,
    )  # fmt: skip
    if first is None:
        return
    head = [(line.start, line.end) for line in lines[at:first]]
    if any(b - a > HEAD_CELL for a, b in head) or not _names_holder(text, head):
        return
    number = 1
    while first < len(lines) and lines[first].text.strip(" 、.．") == str(number):
        number += 1
        after = [n for n in range(first + 1, min(first + len(head) + 1, len(lines) + 1))
                 if n == len(lines) or lines[n].text.strip(" 、.．") == str(number)]  # fmt: skip
        until = after[0] if after else first + len(head)
        cells = [(line.start, line.end) for line in lines[first:until]]
        if len(cells) == len(head):
            yield from _row(text, head, cells)
        first = until


def _row(text: str, head: list[Span], cells: list[Span]) -> Iterator[Charge]:
    names = [text[a:b].strip() for a, b in head]
    tasks = [
        cell
        for name, cell in zip(names, cells, strict=True)
        if TASK_COLUMN.search(name) and not words.COLUMN.fullmatch(name)
    ]
    task = max(tasks, key=lambda cell: cell[1] - cell[0], default=(cells[0][0], cells[-1][1]))
    bodies: list[Charged] = []
    for name, (start, end) in zip(names, cells, strict=True):
        column = words.COLUMN.fullmatch(name)
        if column:
            role = words.ROLE_OF_WORD[column["word"]]
            bodies += [(span, role, None) for span in words.bodies_in(text, start, end)]
    if bodies:
        yield Charge(cells[0][0], cells[-1][1], tuple(bodies), task)
