"""The terminal, and what all that is shown there has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from kb.types import Citation, Document

# Document text goes through Text only: in rich's markup, [bookmark: x] would be a style.
OUT = Console(highlight=False, markup=False, soft_wrap=True)


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
