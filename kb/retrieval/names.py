"""The titles and 文号 by which questions may name the documents of a library."""

from __future__ import annotations

from collections.abc import Iterable

from kb.language import patterns
from kb.language.normalize import fold
from kb.types import Document

TITLE_LENGTH = 6  # characters; 通知 or 方案 in a question names no document
ROUND_TO_SQUARE = str.maketrans("()", "[]")


class DocumentNames:
    """Names made comparable once a library, since every question is held against all of them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Take the names of ``documents``."""
        self._numbered: list[tuple[str, str]] = []
        self._titled: list[tuple[str, str]] = []
        self._places: dict[str, int] = {}
        for document in documents:
            self._places[document.id] = len(self._places)
            if number := _bare_number(document.number or ""):
                self._numbered.append((number, document.id))
            for title in {_bare(document.title), _bare(document.enclosed_title or "")}:
                if len(title) >= TITLE_LENGTH:
                    self._titled.append((title, document.id))

    def named_in(self, text: str) -> tuple[str, ...]:
        """The ids of the documents that ``text`` names, in the order in which they were given."""
        folded = _bare(text)
        named = {name for title, name in self._titled if title in folded}
        for match in patterns.DOCUMENT_NUMBER.finditer(text):
            mentioned = _bare_number(match.group())
            named |= {name for number, name in self._numbered if mentioned.endswith(number)}
        return tuple(sorted(named, key=self._places.__getitem__))


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _bare_number(number: str) -> str:
    """A 文号 for comparing: 攀卫办（2022） 14号 is 攀卫办〔2022〕14号."""
    return _bare(number).translate(ROUND_TO_SQUARE)
