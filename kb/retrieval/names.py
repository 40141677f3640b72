"""The titles and 文号 by which questions may name the documents of a library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.language import patterns
from kb.language.normalize import fold
from kb.types import Document, Span

TITLE_LENGTH = 6  # characters; 通知 or 方案 in a question names no document
THIS_ONE = "本文件"
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
        named = {name for name, _ in self._mentions(text)}
        return tuple(sorted(named, key=self._places.__getitem__))

    def asked_of_it(self, text: str) -> str:
        """``text`` as it is asked of the one document that it names; the same for none or two.

        渝卫发〔2021〕60号什么时候施行 is 本文件什么时候施行: no text repeats its own name, so who
        reads one beside the name finds that it does not answer.
        """
        spans = {span for _, span in self._mentions(text)}
        longest = [s for s in spans if not any(_is_inside(s, other) for other in spans)]
        if len(longest) != 1:
            return text
        start, end = longest[0]
        if text[start - 1 : start] == "《" and text[end : end + 1] == "》":
            start, end = start - 1, end + 1
        return text[:start] + THIS_ONE + text[end:]

    def _mentions(self, text: str) -> Iterator[tuple[str, Span]]:
        """The ids of the documents that ``text`` names, each with its place (0-based) there."""
        folded = fold(text)
        places = [n for n, character in enumerate(folded) if not character.isspace()]
        bare = "".join(folded.split())
        for title, name in self._titled:
            if (at := bare.find(title)) >= 0:
                yield name, (places[at], places[at + len(title) - 1] + 1)
        for match in patterns.DOCUMENT_NUMBER.finditer(text):
            mentioned = _bare_number(match.group())
            for number, name in self._numbered:
                if mentioned.endswith(number):
                    yield name, match.span()


def _is_inside(span: Span, other: Span) -> bool:
    """Whether ``other`` is longer and holds all of ``span``: 条例 in the name of its 实施细则."""
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _bare_number(number: str) -> str:
    """A 文号 for comparing: 攀卫办（2022） 14号 is 攀卫办〔2022〕14号."""
    return _bare(number).translate(ROUND_TO_SQUARE)
