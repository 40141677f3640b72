"""What every reader gives: raw text with its pages, and what is known of its lines."""

from __future__ import annotations

from dataclasses import dataclass

from kb.types import Skipped

CELL_END = "\t"
"""Between the cells of a table's row, which stands on one line."""


@dataclass(frozen=True, slots=True)
class RawText:
    """The text of one document as a file holds it; pages are parted by form feeds.

    ``wrapped`` says that a line's end may fall inside a paragraph, as in plain text. A reader
    that knows the paragraphs says False: then each line is one, and only a form feed that
    follows no line end falls inside one. ``member`` is the name of the file inside an archive,
    None for a file by itself; ``sha256`` is that of the member's own bytes. ``title`` is what the
    file itself marks as its title (a page's heading), for a text that shows none.
    """

    text: str
    wrapped: bool = True
    member: str | None = None
    sha256: str | None = None
    title: str | None = None
    warnings: tuple[str, ...] = ()  # one sentence each on what was not read


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds: its document, or those of an archive and what was not read of it."""

    texts: tuple[RawText, ...]
    skipped: tuple[Skipped, ...] = ()
