"""The terminal, and what all that is shown there has in common."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from kb.types import Citation, Document

# Document text goes through Text only: in rich's markup, [bookmark: x] would be a style.
OUT = Console(highlight=False, markup=False, soft_wrap=True)


@contextmanager
def progress_bar(title: str, *, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error that shows how many passages are done; nothing when ``quiet``."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def page_of(citation: Citation) -> str:
    """The page of a citation, when its source tells pages."""
    return f"，第 {citation.page} 页" if citation.page else ""


def status_of(document: Document) -> str:
    """What became of a document that no longer applies."""
    return f"（{document.status}）" if document.status else ""


def shortened(text: str, length: int = 90) -> str:
    """``text`` on one line of at most ``length`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length] + "…"


def titled(title: str) -> str:
    """A title in its marks; marks inside it become single ones."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"
