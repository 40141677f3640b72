"""The neutral paper that every writer draws; it knows nothing of formats or of answering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.export.printable import printable
from kb.types import Citation, Document, Span

WIDEST_UPRIGHT = 4  # columns of a table; one with more lies on a landscape page


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; ``notes``, 0-based places in ``Paper.notes``, stand after them."""

    text: str
    bold: bool = False
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number; ``level`` is 1 (一、) or 2 （一）."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text. A line feed in a run starts a new line."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs, and for spreadsheets its ``value`` when it is typed."""

    paragraphs: tuple[Paragraph, ...] = ()
    value: float | date | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are the shares of its columns, of any sum."""

    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause in full; ``quoted`` are the spans of ``text`` that are quoted, by ``notes``.

    Cited clauses that lie within it are not repeated; ``label`` names the outer one.
    """

    label: str
    text: str
    quoted: tuple[Span, ...]
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Particulars:
    """What every export carries: ``check`` is the sentence on the check of the quotations."""

    day: date
    question: str | None
    library: str
    check: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A result as it is set on paper.

    ``blocks`` are for pages; ``sheets``, named tables, for spreadsheets, the first of them for
    CSV. ``notes`` are numbered from 1 in the order in which ``blocks`` name them first.
    ``record`` is the result as JSON.
    """

    title: str
    particulars: Particulars
    blocks: tuple[Block, ...]
    sheets: tuple[tuple[str, Table], ...]
    notes: tuple[Citation, ...]
    annex: tuple[CitedClause, ...]
    sources: tuple[Document, ...]
    record: dict[str, Any]

    @property
    def landscape(self) -> bool:
        """Whether a table is too wide for an upright page."""
        tables = (block for block in self.blocks if isinstance(block, Table))
        return any(len(table.head) > WIDEST_UPRIGHT for table in tables)


def plain_cell(text: str | None) -> Cell:
    """A cell of plain text; without any an empty one."""
    return Cell((Paragraph((Run(text),)),)) if text else Cell()


def notes_of(cell: Cell) -> tuple[int, ...]:
    """The 0-based places of a cell's notes, each once."""
    runs = (run for paragraph in cell.paragraphs for run in paragraph.runs)
    return tuple(dict.fromkeys(note for run in runs for note in run.notes))


def text_of(cell: Cell) -> str:
    """The words of a cell, a line a paragraph."""
    return printable("\n".join("".join(run.text for run in p.runs) for p in cell.paragraphs))
