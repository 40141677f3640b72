"""A law edited by chance, so that what corresponds is known: both texts, the groups, the marks."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.alignments import Group, Marked
from eval.benchmarks.articles import LABEL, Article

SHARE = 0.05  # of the articles for each kind of edit, and one at least
CHANGED_SHARE = 0.15
FAR = 4  # places at least over which an article is moved
HALF = 25  # characters at least of each part of a split article
SENTENCE = re.compile(r"(?<=[。；])\s*(?=[^\s（(])")
# What an edit puts for what: other duties, other bodies, other numbers.
WORDS = (
    ("应当", "可以"),
    ("可以", "应当"),
    ("不得", "可以"),
    ("主管部门", "监督管理机构"),
    ("或者", "并且"),
    ("及时", "立即"),
    ("有关", "相关"),
    ("批准", "备案"),
)
NUMBER = re.compile(r"[二三四五六七八九](?=[万千百]?元|[年日个]|十日|倍)")
INSERTED = ("除法律另有规定外，", "依法", "会同有关单位", "在三十日内")
DIGITS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Edited:
    """A law, what became of it, and how the two correspond."""

    before: list[str]
    after: list[str]
    groups: list[Group]
    marks: Marked


@dataclass(slots=True)
class _Piece:
    """An article to be: its words, the articles before that it comes from, and what was done."""

    words: str
    origins: tuple[int, ...]
    done: str
    marks: tuple[tuple[set[int], set[int]], ...] = ()


def edit(articles: Sequence[Article], others: Sequence[Article], seed: int) -> Edited:
    """Delete, insert, move, split, merge and change articles of a law; numbers run on.

    ``others`` are articles of another law, to insert from.
    """
    rng = random.Random(seed)
    bare = [LABEL.sub("", a.text, count=1).strip() for a in articles]
    count = max(1, round(SHARE * len(bare)))
    plan = _plan(rng, bare, count)
    pieces: list[_Piece] = []
    for n, words in enumerate(bare):
        pieces.extend(_edited(rng, plan.get(n, "same"), n, words, bare))
    _move(rng, pieces, [n for n, kind in plan.items() if kind == "moved"])
    for other in rng.sample(list(others), min(count, len(others))):
        words = LABEL.sub("", other.text, count=1).strip()
        pieces.insert(rng.randrange(len(pieces) + 1), _Piece(words, (), "only_right"))
    return _numbered(bare, pieces)


def _plan(rng: random.Random, bare: Sequence[str], count: int) -> dict[int, str]:
    """What is done to which article; a merge takes the next one along."""
    plan: dict[int, str] = {}
    places = list(range(len(bare)))
    rng.shuffle(places)
    wanted = {"only_left": count, "moved": count, "split": count, "merged": count}
    wanted["changed"] = max(1, round(CHANGED_SHARE * len(bare)))
    for n in places:
        if n in plan:
            continue
        for kind, left in wanted.items():
            if left and _may(kind, n, bare, plan):
                plan[n] = kind
                wanted[kind] -= 1
                if kind == "merged":
                    plan[n + 1] = "taken"
                break
    return plan


def _may(kind: str, n: int, bare: Sequence[str], plan: dict[int, str]) -> bool:
    if kind == "split":
        return bool(_cuts(bare[n]))
    if kind == "merged":
        return n + 1 < len(bare) and n + 1 not in plan and min(map(len, bare[n : n + 2])) >= HALF
    return kind != "changed" or bool(_places(bare[n]))


def _cuts(words: str) -> list[int]:
    """Places at which an article can be cut in two."""
    ends = [match.start() for match in SENTENCE.finditer(words)]
    return [at for at in ends if HALF <= at <= len(words) - HALF and words[at - 1] == "。"]


def _edited(rng: random.Random, kind: str, n: int, words: str, bare: Sequence[str]) -> list[_Piece]:
    if kind in ("only_left", "taken"):
        return []
    if kind == "split":
        at = rng.choice(_cuts(words))
        return [_Piece(part.strip(), (n,), kind) for part in (words[:at], words[at:])]
    if kind == "merged":
        return [_Piece(f"{words}\n{bare[n + 1]}", (n, n + 1), kind)]
    if kind == "changed":
        return [_changed(rng, n, words)]
    return [_Piece(words, (n,), kind)]


def _places(words: str) -> list[tuple[int, str, str]]:
    """Where words can be changed: place, the words, those to put instead."""
    found = [(match.start(), old, new) for old, new in WORDS for match in re.finditer(old, words)]
    found += [
        (m.start(), m.group(), DIGITS[(DIGITS.index(m.group()) + 2) % 9])
        for m in NUMBER.finditer(words)
    ]
    found += [(m.end(), "", "") for m in re.finditer("，", words)]
    return found


def _changed(rng: random.Random, n: int, words: str) -> _Piece:
    """One or two changes of words or numbers; the places that differ on either side."""
    chosen = sorted(rng.sample(_places(words), min(rng.choice((1, 2)), len(_places(words)))))
    result, at = "", 0
    left: set[int] = set()
    right: set[int] = set()
    for start, old, new in chosen:
        if start < at:
            continue
        put = new or rng.choice(INSERTED)
        result += words[at:start]
        left |= set(range(start, start + len(old)))
        right |= set(range(len(result), len(result) + len(put)))
        result += put
        at = start + len(old)
    return _Piece(result + words[at:], (n,), "changed", ((left, right),))


def _move(rng: random.Random, pieces: list[_Piece], chosen: Sequence[int]) -> None:
    for n in chosen:
        at = next(k for k, piece in enumerate(pieces) if piece.origins == (n,))
        places = [k for k in range(len(pieces)) if abs(k - at) >= FAR]
        if not places:
            pieces[at].done = "same"
            continue
        piece = pieces.pop(at)
        pieces.insert(rng.choice(places), piece)


def _numbered(bare: Sequence[str], pieces: Sequence[_Piece]) -> Edited:
    """Both texts with their numbers, and what corresponds by these."""
    paths = [f"第{numeral(n + 1)}条" for n in range(max(len(bare), len(pieces)))]
    groups, marks, kept = list[Group](), Marked(), set[int]()
    for n, piece in enumerate(pieces):
        kept |= set(piece.origins)
        kind = "same" if piece.done == "moved" else piece.done
        left = frozenset(paths[o] for o in piece.origins)
        if kind == "split":
            rights = frozenset(paths[k] for k, p in enumerate(pieces) if p.origins == piece.origins)
            group = Group(kind, left, rights)
        else:
            group = Group(kind, left, frozenset({paths[n]}))
        if group not in groups:
            groups.append(group)
        if piece.done == "moved":
            groups.append(Group("moved", left, frozenset({paths[n]})))
        for before, after in piece.marks:
            marks.left[paths[piece.origins[0]]] = before
            marks.right[paths[n]] = after
    groups += [
        Group("only_left", frozenset({paths[n]}), frozenset())
        for n in range(len(bare))
        if n not in kept
    ]
    before = [f"{paths[n]} {words}" for n, words in enumerate(bare)]
    after = [f"{paths[n]} {piece.words}" for n, piece in enumerate(pieces)]
    return Edited(before, after, groups, marks)


def numeral(number: int) -> str:
    """The numeral of 1 to 9999 as articles are numbered."""
    written, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit - 1] + name
        gap = digit == 0
    return written[1:] if written.startswith("一十") else written
