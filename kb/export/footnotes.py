"""Footnotes of a paper: citations in the order in which they are named, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.export.paper import Run
from kb.types import Citation, Document, Statement


class Footnotes:
    """Collects citations while the blocks of a paper are made."""

    def __init__(self) -> None:
        """Start with none."""
        self._places: dict[tuple[str, str, int, int], int] = {}
        self._citations: list[Citation] = []

    def cite(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """The 0-based places of ``citations`` among the notes; new ones are added."""
        places = []
        for citation in citations:
            key = (citation.document.id, citation.path, citation.start, citation.end)
            if key not in self._places:
                self._places[key] = len(self._citations)
                self._citations.append(citation)
            places.append(self._places[key])
        return tuple(dict.fromkeys(places))

    def quote(self, statement: Statement, citations: Sequence[Citation]) -> Run:
        """``statement`` in quotation marks with its notes."""
        return Run(
            f"“{statement.text}”", notes=self.cite(citations[n] for n in statement.citations)
        )

    def tell(self, statement: Statement, citations: Sequence[Citation]) -> tuple[Run, ...]:
        """What ``statement`` quotes, whole and in quotation marks, its own words bold; its notes.

        A statement that is all of its quotation is not bold.
        """
        before, words, after = statement.set_in(citations)
        if not before and not after:
            return (self.quote(statement, citations),)
        notes = self.cite(citations[n] for n in statement.citations)
        return Run(f"“{before}"), Run(words, bold=True), Run(f"{after}”", notes=notes)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What was cited, in the order of the numbers."""
        return tuple(self._citations)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents cited, each once."""
        return tuple({c.document.id: c.document for c in self._citations}.values())


def note_text(citation: Citation) -> str:
    """What the footnote says: 《标题》（文号）四、（一）3.（第2页；源文件：某市_2022.txt）."""
    page = f"第{citation.page}页；" if citation.page is not None else ""
    status = f"〔{citation.document.status}〕" if citation.document.status else ""
    return f"{citation.label}{status}（{page}源文件：{citation.document.source.path}）"
