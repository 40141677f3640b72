"""In what a sentence is not what a question takes for true, and what it says instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.language import patterns
from kb.language.assertions import contradicts, differing_exception, differing_name
from kb.language.bodies import differing_body, named_bodies
from kb.language.digits import spell_ranges
from kb.language.figures import (
    differing_figure,
    differing_level,
    is_day,
    nearest_figure,
    reversed_bound,
)
from kb.language.normalize import fold

SHOWN = 60  # characters of the original that a reason shows
EDGES = "，,；;。\n"
ALIKE = 2  # pairs of characters that a piece shares with the claim to be about the same
LEAD_IN = re.compile(
    r"^.*(?:文号|字号|根据|按照|依据|请问|听说|我记得)?(?:是|为|叫|的|在|按|问|说|得)(?=.{2,}[〔\[(（])"
)
PERIOD = re.compile(r"每(?:个|一)?(?:半年|年度?|季度|月|周|星期|天|日|学期)")
SHORT = 14  # a piece between commas that is shorter is shown with the one before it


@dataclass(frozen=True, slots=True)
class Difference:
    """``said`` names what differs; ``original`` is what the sentence has there, if anything.

    ``counted``: it is a figure, which needs not be of the same thing in the original.
    """

    said: str
    original: str | None = None
    counted: bool = False

    def __str__(self) -> str:
        joint = "见" if self.said.startswith("原文") else "原文是"
        return f"{self.said}，{joint}“{self.original}”" if self.original else self.said


def find_difference(claim: str, sentence: str) -> Difference | None:
    """The first difference of ``sentence`` from what ``claim`` states; None when there is none.

    Figures, days and periods first, then bounds, levels, names, and last what is forbidden or
    only encouraged. The wording is not compared.
    """
    return differing_fact(claim, sentence) or _differing_in_words(claim, sentence)


def differing_fact(claim: str, sentence: str) -> Difference | None:
    """The first 文号, figure or day of ``claim`` that ``sentence`` has otherwise or not."""
    claim = spell_ranges(claim)
    number = _differing_number(claim, sentence)
    if number:
        return number
    figure = differing_figure(claim, sentence)
    if figure:
        at = nearest_figure(claim, figure, sentence)
        original = piece_around(sentence, *at) if at else None
        return Difference(f"没有“{figure}”这一规定", original, counted=not is_day(figure))
    period = _differing_period(claim, sentence)
    if period:
        return Difference(f"没有“{period[0]}”的说法", piece_around(sentence, *period[1]))
    return None


def _differing_period(question: str, sentence: str) -> tuple[str, tuple[int, int]] | None:
    """每月 for 每年: the period that ``question`` states and the span of ``sentence``'s own."""
    asked, said = PERIOD.search(question), list(PERIOD.finditer(sentence))
    if asked is None or not said or any(s.group()[-1] == asked.group()[-1] for s in said):
        return None
    return asked.group(), said[0].span()


def _differing_in_words(claim: str, sentence: str) -> Difference | None:
    bound = reversed_bound(claim, sentence)
    if bound:
        return Difference(f"原文的说法是“{bound}”")
    body = differing_body(claim, sentence)
    if body:
        rest = claim.replace(body, " ")
        return Difference(f"没有“{body}”的说法", nearest_piece(rest, sentence, named_bodies))
    name = (
        differing_level(claim, sentence)
        or differing_name(claim, sentence)
        or differing_exception(claim, sentence)
    )
    if name:
        return Difference(f"没有“{name}”的说法", nearest_piece(claim, sentence))
    against = contradicts(claim, sentence)
    return Difference(against, nearest_piece(claim, sentence)) if against else None


def _differing_number(claim: str, sentence: str) -> Difference | None:
    claimed = patterns.DOCUMENT_NUMBER.search(claim)
    held = list(patterns.DOCUMENT_NUMBER.finditer(sentence))
    if claimed is None or not held:
        return None
    bare = _bare(claimed.group())
    if any(bare.endswith(_bare(h.group())) or _bare(h.group()).endswith(bare) for h in held):
        return None
    return Difference(f"没有“{written_number(claimed.group())}”的说法", held[0].group())


def written_number(number: str) -> str:
    """A 文号 without what runs into it in a question: 文号是渝府发〔2021〕60号.

    >>> written_number("方案的文号是渝府发〔2021〕60号")
    '渝府发〔2021〕60号'
    """
    return LEAD_IN.sub("", number)


def _bare(number: str) -> str:
    return re.sub(r"[\s第]", "", fold(number)).replace("(", "[").replace(")", "]")


def nearest_piece(claim: str, sentence: str, holds: Callable[[str], object] = bool) -> str | None:
    """The piece of ``sentence`` between commas that shares most with ``claim``.

    Pieces for which ``holds`` is true go first.
    """
    pieces = list(re.finditer(r"[^，,；;。\n]+", sentence))
    best = max(
        pieces,
        key=lambda p: (bool(holds(p.group())), shared_pairs(claim, p.group()), len(p.group())),
        default=None,
    )
    if best is None or not holds(best.group()) or shared_pairs(claim, best.group()) < ALIKE:
        return None
    return piece_around(sentence, *best.span())


def shared_pairs(claim: str, text: str) -> int:
    """How many pairs of characters of ``text`` stand in ``claim``."""
    wanted = {claim[at : at + 2] for at in range(len(claim) - 1)}
    return sum(text[at : at + 2] in wanted for at in range(len(text) - 1))


def piece_around(sentence: str, start: int, end: int) -> str:
    """The piece of ``sentence`` between commas around a span; a short one with its neighbour."""
    left, right = _edges(sentence, start, end)
    if right - left < SHORT and sentence[left - 1 : left] in ("，", ","):
        left = _edges(sentence, left - 1, left)[0]
    elif right - left < SHORT and sentence[right : right + 1] in ("，", ","):
        right = _edges(sentence, right + 1, right + 1)[1]
    cut = max(left, end - SHOWN)
    piece = " ".join(sentence[cut : min(right, cut + SHOWN)].split())
    return ("…" if cut > left else "") + piece + ("…" if right > cut + SHOWN else "")


def _edges(sentence: str, start: int, end: int) -> tuple[int, int]:
    left = max(sentence.rfind(mark, 0, start) for mark in EDGES) + 1
    stop = re.compile(f"[{EDGES}]").search(sentence, end)
    return left, stop.start() if stop else len(sentence)
