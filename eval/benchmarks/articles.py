"""Articles of statutes as files, and from what a system finds in a file back to articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from eval.measures.visible import visible
from eval.types import Found

NAME_LENGTH = 80  # characters of a law's name in the name of its file
LABEL = re.compile(r"第[〇零一二三四五六七八九十百千两]+条(?:之[一二三四五六七八九十]+)?")
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')


@dataclass(frozen=True, slots=True)
class Article:
    """An article; ``date`` and ``chapter`` are None where the source does not say."""

    id: int
    law: str
    date: str | None
    chapter: str | None
    label: str
    text: str


def group_by_law(articles: Iterable[Article]) -> dict[str, list[Article]]:
    """Articles by the name of the file of their law and date; both keep their order.

    Raises:
        ValueError: two laws would get the same file.
    """
    groups: dict[tuple[str, str | None], list[Article]] = {}
    for article in articles:
        groups.setdefault((article.law, article.date), []).append(article)
    named = {
        f"{_FORBIDDEN.sub('_', law)[:NAME_LENGTH]}_{date}.txt": found
        for (law, date), found in groups.items()
    }
    if len(named) < len(groups):
        raise ValueError(f"{len(groups)} laws, but {len(named)} file names")
    return named


def file_text(articles: Sequence[Article]) -> str:
    """A law as it is issued: name, date, chapters, articles; a line each."""
    first = articles[0]
    day = first.date.replace("-", "年", 1).replace("-", "月", 1) if first.date else None
    lines = [first.law, f"（{day}日通过）" if day else ""]
    chapter = None
    for article in articles:
        if article.chapter and article.chapter != chapter:
            chapter = article.chapter
            lines.append(chapter)
        lines.append(article.text)
    return "\n".join(lines)


@dataclass(frozen=True)
class ArticleMap:
    """Finds the articles that a piece of text is of; ``laws`` as ``group_by_law`` gives them."""

    laws: Mapping[str, list[Article]]

    def ids(self, found: Sequence[Found]) -> list[int]:
        """Ids of the articles of ``found``, each once, in the order of their first pieces."""
        return list(dict.fromkeys(name for piece in found for name in self._of(piece)))

    def _of(self, piece: Found) -> tuple[int, ...]:
        """By the label in the path when that article holds the text, else by the text alone."""
        text = visible(piece.text)
        label = LABEL.search(piece.path or "")
        named = self._by_label.get((piece.document, label.group()), []) if label else []
        for article in named:
            if text in visible(article.text):
                return (article.id,)
        return self._by_place(piece.document, text) or tuple(a.id for a in named[:1])

    def _by_place(self, document: str, text: str) -> tuple[int, ...]:
        """Articles that lie for the greater part in ``text``, or hold the greater part of it."""
        bare, spans = self._bare_law(document)
        start = bare.find(text)
        if start < 0 or not text:
            return ()
        end = start + len(text)
        common = ((name, min(b, end) - max(a, start), b - a) for name, a, b in spans)
        return tuple(n for n, shared, size in common if 2 * shared > min(size, len(text)))

    def _bare_law(self, document: str) -> tuple[str, list[tuple[int, int, int]]]:
        """The file's text without blanks, and where each article lies in it: id, start, end."""
        if document not in self._bare_laws:
            articles = self.laws.get(document, [])
            bare = visible(file_text(articles)) if articles else ""
            spans, at = [], 0
            for article in articles:
                text = visible(article.text)
                at = bare.index(text, at)
                spans.append((article.id, at, at + len(text)))
                at += len(text)
            self._bare_laws[document] = bare, spans
        return self._bare_laws[document]

    @cached_property
    def _bare_laws(self) -> dict[str, tuple[str, list[tuple[int, int, int]]]]:
        return {}

    @cached_property
    def _by_label(self) -> dict[tuple[str, str], list[Article]]:
        labelled: dict[tuple[str, str], list[Article]] = {}
        for document, articles in self.laws.items():
            for article in articles:
                label = LABEL.search(article.label)
                if label:
                    labelled.setdefault((document, label.group()), []).append(article)
        return labelled
