"""Clause text to sentences that can be quoted by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.language import patterns
from kb.types import Span

LONG = 160  # characters; a longer sentence is cut at its semicolons
STOP = re.compile(r"[。！？!?]+[”\u2019）)》]*|\n+")
SEMICOLON = re.compile(r"；")


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of ``text[start:end]`` in order, as spans of ``text`` without blank ends.

    Issuers that stand on lines of their own under a document are one sentence together, since
    a joint document is issued by all of them.
    """
    previous: Span | None = None
    for span in _stops(text, start, end):
        line = text[span[0] : span[1]]
        if previous is not None:
            above = text[previous[0] : previous[1]].rsplit("\n", 1)[-1]
            if _names_issuer(line) and _names_issuer(above):
                previous = (previous[0], span[1])
                continue
            yield previous
        previous = span
    if previous is not None:
        yield previous


def _stops(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for match in STOP.finditer(text, start, end):
        yield from _pieces(text, at, match.end())
        at = match.end()
    yield from _pieces(text, at, end)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start <= LONG:
        if start < end:
            yield start, end
        return
    at = start
    for match in SEMICOLON.finditer(text, start, end - 1):
        yield at, match.end()
        at = match.end()
    yield at, end


def _names_issuer(line: str) -> bool:
    return bool(patterns.ORGANISATION.fullmatch(line))
