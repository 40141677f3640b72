"""共同表述: the longest runs of words that two texts share word for word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.language.changed_words import words_in
from kb.language.normalize import fold
from kb.types import Span

EDGE = re.compile(r"[，。；：！？,;:!?\n]")
# What stands before the words of a rule.   + 第四条   + （五）   + 四）   + 3.   - 第四季度
MARKER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百千零\d]+[条章节]|[（(]?[一二三四五六七八九十\d]+[）)]"
    r"|[一二三四五六七八九十]+、|\d+[.．、](?!\d))\s*"
)
LOOSE = re.compile(r"^[的和与及或等、“”（）()《》\s]+|[和与及或、（(“《\s]+$")
LONG = 16  # characters from which words that begin or end amid a clause are worth showing
LEAST = 12  # characters, punctuation not counted, from which a run is no coincidence
# Places of one run of characters that are tried; a text that repeats itself stays cheap.
TRIED = 20

_Edges = tuple[set[int], set[int]]


def shared_wording(left: str, right: str, *, least: int = LEAST) -> list[tuple[Span, Span]]:
    """Where two texts say the same in the same words, in the order of ``left``.

    Each run has ``least`` characters or more, begins and ends with a word, and shares no
    character with another; the longest are taken first (greedy tiling: Wise, String similarity
    via greedy string tiling, 1993). Width, spaces and punctuation may differ, so both slices are
    to be quoted as they stand. ``[]`` when nothing is shared.

    >>> shared_wording("要将康复理念贯穿于预防、诊疗全过程。", "将康复理念贯穿于预防，诊疗全过程")
    [((1, 17), (0, 16))]
    """
    one, other = _letters(left), _letters(right)
    edges, others = _edges(left, one), _edges(right, other)
    taken: tuple[set[int], set[int]] = (set(), set())
    runs: list[tuple[Span, Span]] = []
    matches = _matches(_folded(left, one), _folded(right, other), least)
    for size, i, j in sorted(matches, key=lambda match: (-match[0], match[1:])):
        for start, end in _untaken(i, j, size, taken):
            a, b = _whole_words(i + start, i + end, edges, others, j - i)
            if b - a < least:
                continue
            taken[0].update(range(a, b))
            taken[1].update(range(a + j - i, b + j - i))
            runs.append((_span(one, a, b), _span(other, a + j - i, b + j - i)))
    return sorted(runs)


def phrases_of(text: str, run: Span) -> Iterator[str]:
    """The parts of a shared ``run`` of ``text`` that a reader can be shown, line by line.

    Without the marker of a clause, and from one stop to another where enough is left; what is
    short and begins or ends amid a clause is left out.

    >>> list(phrases_of("第四条 应当坚持统一受理、统一调度的原则，并按时报告。", (0, 25)))
    ['应当坚持统一受理、统一调度的原则']
    """
    start = run[0]
    for line in text[run[0] : run[1]].split("\n"):
        yield from _phrase(text, (start, start + len(line)))
        start += len(line) + 1


def _phrase(text: str, line: Span) -> Iterator[str]:
    start, end = line
    marker = MARKER.match(text, start, end)
    clear = marker is not None or start == 0 or bool(EDGE.match(text[start - 1]))
    start = marker.end() if marker else start
    stops = [match.start() for match in EDGE.finditer(text, start, end)]
    first = start if clear else (stops[0] + 1 if stops else end)
    ended = end == len(text) or bool(EDGE.match(text[end]))
    last = end if ended else (stops[-1] if stops else start)
    whole, part = text[first:last].strip(), LOOSE.sub("", text[start:end])
    if len(_letters(whole)) >= LEAST:
        yield whole
    elif len(_letters(part)) >= LONG:
        yield part


def _span(letters: Sequence[int], start: int, end: int) -> Span:
    return letters[start], letters[end - 1] + 1


def _folded(text: str, letters: Sequence[int]) -> str:
    folded = fold(text)
    return "".join(folded[at] for at in letters)


def _letters(text: str) -> list[int]:
    """Places of the characters that are compared: no blanks, of punctuation only what numbers have.

    1.5 is not 15.
    """
    return [
        at
        for at, char in enumerate(text)
        if char.isalnum() or char in "%％‰" or (char == "." and text[at - 1 : at + 2 : 2].isdigit())
    ]


def _matches(one: str, other: str, least: int) -> list[tuple[int, int, int]]:
    """Runs of letters that are equal and cannot be made longer: size, place, place."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in range(len(other) - least + 1):
        held = places[other[j : j + least]]
        if len(held) < TRIED:
            held.append(j)
    found = []
    for i in range(len(one) - least + 1):
        for j in places.get(one[i : i + least], ()):
            if i and j and one[i - 1] == other[j - 1]:
                continue  # part of a longer run
            size = least
            while one[i + size : i + size + 1] == other[j + size : j + size + 1] != "":
                size += 1
            found.append((size, i, j))
    return found


def _untaken(i: int, j: int, size: int, taken: tuple[set[int], set[int]]) -> Iterator[Span]:
    """The stretches of a match, from its beginning, that no run before it has."""
    start = 0
    for at in range(size + 1):
        if at == size or i + at in taken[0] or j + at in taken[1]:
            if at > start:
                yield start, at
            start = at + 1


def _edges(text: str, letters: Sequence[int]) -> _Edges:
    """Letters before which a word begins, and those before which one has ended."""
    words = words_in(text, 0, len(text))
    return (
        {bisect_left(letters, word.start) for word in words},
        {bisect_left(letters, word.end) for word in words},
    )


def _whole_words(start: int, end: int, edges: _Edges, others: _Edges, shift: int) -> Span:
    """A stretch of letters without the parts of words at its ends; empty when nothing is left.

    ``shift`` leads from a letter of the left to its place in the right.
    """
    while start < end and not (start in edges[0] and start + shift in others[0]):
        start += 1
    while start < end and not (end in edges[1] and end + shift in others[1]):
        end -= 1
    return start, end
