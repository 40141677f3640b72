"""Which words of two wordings differ: the words of each that the other lacks.

Wordings are compared word by word, numbers whole with their units (2% and 3% differ as a whole,
第十二条 and 第十四条 too). Width, traditional forms, spaces and punctuation are no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from kb.language.normalize import fold
from kb.language.numerals import find_quantities
from kb.language.tokens import word_spans
from kb.types import Span

NUMERAL = r"(?:\d+|[零〇一二两三四五六七八九十百千万]+)"
# + 第十二条之一   + 第（三）项   + 前两款   + 二级以上   - 第一时间
ORDINAL = re.compile(
    rf"第 ?[（(]?{NUMERAL}[）)]? ?(?:[条款项章节编次届届期号批类类](?:之{NUMERAL})?|(?=[、至和]))"
    rf"|前{NUMERAL}[条款项]|[一二三四五六七八九十]级|\d+"
)
# Words that make a rule another rule: they are never swallowed between two changes.
BINDING = re.compile(r"不|应|须|可以|得|禁|严|无|未|免|除")
SHORT = 2  # characters of an unchanged word that reads better as part of the changes around it
WHOLE = 2  # characters in a row that two words must share to be told apart within
LONGEST = 4000  # words that are compared at once; beyond, whole sentences first


@dataclass(frozen=True, slots=True)
class Word:
    """A word at ``start`` to ``end`` of its text; words of one ``value`` are the same."""

    start: int
    end: int
    value: str
    is_number: bool


_Change = tuple[int, int, int, int]
"""Half-open places of what stands for one another: from and to in the left, then in the right."""


def words_in(text: str, start: int, end: int, skip: Sequence[Span] = ()) -> list[Word]:
    """The words of ``text[start:end]`` without the spans ``skip``, such as its numbering."""
    words: list[Word] = []
    at = start
    for first, last in (*skip, (end, end)):
        if at < first <= end:
            words.extend(_words(text, at, first))
        at = max(at, last)
    return words


def wording(words: Sequence[Word]) -> str:
    """What is compared of ``words``: equal wordings differ in no word."""
    return "".join(word.value for word in words)


def changed_words(
    left: Sequence[Word], right: Sequence[Word]
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of the words of ``left`` that ``right`` lacks, and the other way round.

    Spans are in the order of the words and do not overlap; none when the wordings are equal.
    """
    if wording(left) == wording(right):
        return (), ()
    a, b = _letters(left), _letters(right)
    finer = [
        part
        for i, j, k, m in _changes(left, right)
        for part in _refined(a, b, a.words[i], a.words[j], b.words[k], b.words[m])
    ]
    changes = _without_scraps(a, finer)
    return _spans(a.letters, [c[:2] for c in changes]), _spans(b.letters, [c[2:] for c in changes])


def like_order(parts: Sequence[Sequence[Word]], whole: Sequence[Word]) -> list[Sequence[Word]]:
    """``parts`` in the order in which ``whole`` has what they share with it most."""
    values = [word.value for word in whole]

    def place(part: Sequence[Word]) -> int:
        matcher = SequenceMatcher(None, values, [word.value for word in part], autojunk=False)
        return matcher.find_longest_match().a

    return sorted(parts, key=place)


def _words(text: str, start: int, end: int) -> Iterator[Word]:
    piece = text[start:end]
    numbers = sorted({*_numbers(piece)})
    at = 0
    for first, last in (*numbers, (len(piece), len(piece))):
        for a, b in word_spans(piece[at:first]):
            yield _word(piece, at + a, at + b, start, is_number=False)
        if first < last:
            yield _word(piece, first, last, start, is_number=True)
        at = last


def _word(piece: str, first: int, last: int, start: int, *, is_number: bool) -> Word:
    value = fold(piece[first:last])
    if is_number:
        value = re.sub(r"[\s,]", "", value)
    return Word(start + first, start + last, value, is_number)


def _numbers(piece: str) -> Iterator[Span]:
    """Quantities with their units, ordinals, and digits that are neither; none overlap."""
    found = [(q.start, q.end) for q in find_quantities(piece)]
    found += [match.span() for match in ORDINAL.finditer(piece)]
    end = 0
    for first, last in sorted(found, key=lambda span: (span[0], -span[1])):
        if first >= end:
            yield first, last
            end = last


def _changes(left: Sequence[Word], right: Sequence[Word]) -> Iterator[_Change]:
    """The words that stand for one another, by whole phrases first when there are many."""
    if max(len(left), len(right)) <= LONGEST:
        yield from _unequal([word.value for word in left], [word.value for word in right])
        return
    starts, others = _phrases(left), _phrases(right)
    for i, j, k, m in _unequal(
        [wording(left[i:j]) for i, j in pairwise(starts)],
        [wording(right[k:m]) for k, m in pairwise(others)],
    ):
        first, last, start, end = starts[i], starts[j], others[k], others[m]
        if max(last - first, end - start) > LONGEST:
            yield first, last, start, end
            continue
        for a, b, c, d in _changes(left[first:last], right[start:end]):
            yield a + first, b + first, c + start, d + start


def _unequal(a: Sequence[str], b: Sequence[str]) -> list[_Change]:
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(i, j, k, m) for tag, i, j, k, m in codes if tag != "equal"]


def _phrases(words: Sequence[Word]) -> list[int]:
    """Places at which a run of words begins that nothing parts, and the place after the last."""
    inner = [n for n in range(1, len(words)) if words[n].start > words[n - 1].end]
    return [0, *inner, len(words)] if words else [0]


@dataclass(frozen=True, slots=True)
class _Letters:
    """Words as single letters, numbers whole; ``words`` says where each word begins, and the end.

    ``home`` is the place of each letter's word.
    """

    letters: list[Word]
    words: list[int]
    home: list[int]


def _letters(words: Sequence[Word]) -> _Letters:
    letters: list[Word] = []
    starts: list[int] = []
    home: list[int] = []
    for n, word in enumerate(words):
        starts.append(len(letters))
        if word.is_number:
            letters.append(word)
        else:
            places = enumerate(word.value, word.start)
            letters.extend(Word(at, at + 1, letter, False) for at, letter in places)
        home.extend([n] * (len(letters) - len(home)))
    return _Letters(letters, [*starts, len(letters)], home)


def _refined(a: _Letters, b: _Letters, i: int, j: int, k: int, m: int) -> Iterator[_Change]:
    """A change without the letters that are alike, where the two sides were cut differently.

    有关部门 and 有关|主管部门 differ in 主管 alone. What is left of a word on both sides is the
    whole word: 管理人 and 管理者.
    """
    one, other = a.letters[i:j], b.letters[k:m]
    matcher = SequenceMatcher(None, [x.value for x in one], [x.value for x in other], False)
    at, there = 0, 0
    for x, y, size in matcher.get_matching_blocks():
        alike = size >= WHOLE or (size == 1 and one[x].is_number) or x == len(one)
        if not alike:
            continue
        if at < x and there < y:
            yield *_whole_words(a, i + at, i + x), *_whole_words(b, k + there, k + y)
        elif at < x or there < y:
            yield i + at, i + x, k + there, k + y
        at, there = x + size, y + size


def _whole_words(text: _Letters, start: int, end: int) -> Span:
    return text.words[text.home[start]], text.words[text.home[end - 1] + 1]


def _without_scraps(a: _Letters, changes: Sequence[_Change]) -> list[_Change]:
    """Changes joined over a scrap of unchanged words between two replacements, and overlaps."""
    joined: list[_Change] = []
    for change in changes:
        if joined and _reads_as_one(a, joined[-1], change):
            i, j, k, m = joined[-1]
            change = i, max(j, change[1]), k, max(m, change[3])
            joined.pop()
        joined.append(change)
    return joined


def _reads_as_one(a: _Letters, first: _Change, second: _Change) -> bool:
    if second[0] < first[1] or second[2] < first[3]:
        return True  # a word was completed from both sides
    if not all(i < j and k < m for i, j, k, m in (first, second)):
        return False
    between = a.letters[first[1] : second[0]]
    if len(between) > SHORT or BINDING.search(wording(between)):
        return False
    around = a.letters[first[1] - 1 : second[0] + 1]  # a number is marked by itself
    return all(y.start == x.end for x, y in pairwise(around)) and not any(
        x.is_number for x in around
    )


def _spans(letters: Sequence[Word], ranges: Sequence[Span]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for first, last in ranges:
        for n in range(first, last):
            letter = letters[n]
            touches = spans and letter.start >= spans[-1][1]
            if touches and (n > first or letter.start == spans[-1][1]):
                spans[-1] = (spans[-1][0], letter.end)
            else:
                spans.append((letter.start, letter.end))
    return tuple(spans)
