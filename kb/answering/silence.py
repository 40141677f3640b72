"""Which regions are silent: asked of several, a region does not answer with something else.

A region's best clause is held against the best clause of all regions. What that one says of the
question and the region's own does not is lost; a region that loses too much, and is not nearer
to the question either, is reported as 未作规定 instead of being quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answering.evidence import SOFT_WANTS
from kb.answering.verdicts import Judged, Support, Verdict
from kb.language.figures import missing_quantity
from kb.language.matching import fold_text, main_words, matched, whole_words
from kb.types import Findings, Query

HELD = 0.8  # how far a clause must hold a word to say it (an official word for it suffices)
AS_NEAR = 0.003  # cosine: a region as near as the best one says it in other words
FARTHER = 0.0145  # cosine: clearly farther from the question than the best one
LITTLE_LOST, MUCH_LOST, ALL_LOST = 0.3, 0.5, 0.9  # shares of what the best clause says
# They name the kind of answer, and a sentence of that kind need not say them.
KIND_WORDS = frozenset({"比例", "占比", "比率", "数量", "人数", "金额", "时间", "日期", "期限"})
SILENT = "未作规定"


def find_silence(
    query: Query, verdicts: Sequence[Judged], witnesses: Sequence[Judged] = ()
) -> list[Judged]:
    """The ``verdicts``, those of silent regions turned to refusals.

    ``witnesses`` are judged regions that are not asked about and yet show what can be said.
    """
    answered = [v for _, v in (*verdicts, *witnesses) if v.supports]
    if len(verdicts) + len(witnesses) < 2 or not answered:
        return list(verdicts)
    best = max((v.supports[0] for v in answered), key=lambda s: s.strength)
    nearest = max(v.supports[0].similarity for v in answered)
    result = []
    for found, verdict in verdicts:
        silence = _silence(query, found, verdict, best, nearest) if verdict.supports else None
        if silence:
            verdict = replace(verdict, supports=(), reason=silence)
        result.append((found, verdict))
    return result


def _silence(
    query: Query, found: Findings, verdict: Verdict, best: Support, nearest: float
) -> str | None:
    """Why a region is silent; None when it is not."""
    own = verdict.supports[0]
    if own.hit.passage.id == best.hit.passage.id:
        return None
    if missing_quantity(query.text, _words(best)) is None:
        missing = [missing_quantity(query.text, _words(s)) for s in verdict.supports]
        if all(missing):
            return f"{SILENT}（没有写明“{missing[0]}”）"
    lost, behind = _lost(query, found, own, best), nearest - own.similarity
    enough = LITTLE_LOST if behind >= FARTHER else MUCH_LOST
    if lost >= ALL_LOST or (behind >= AS_NEAR and lost >= enough):
        word = _lacking_word(found, best)
        return SILENT + (f"（没有提到“{word}”）" if word else "")
    return None


def _lost(query: Query, found: Findings, own: Support, best: Support) -> float:
    """Share of what ``best``'s clause says of the question that ``own``'s clause does not.

    0 when no main word is lost.
    """
    whole = whole_words(found.terms)
    if query.wants - SOFT_WANTS:
        whole = [term for term in whole if term.term.word not in KIND_WORDS]
    main = main_words(whole)
    held = lost = 0.0
    main_lost = False
    for term in whole:
        if matched(term.term, _words(best)) >= HELD:
            # 中医 is no part of a 中医馆 that the region's documents never name
            says = 0.0 if term.term.word in found.unknown else matched(term.term, _words(own))
            lacking = max(0.0, HELD - says) / HELD
            held += term.weight
            lost += term.weight * lacking
            main_lost = main_lost or (lacking > 0 and term in main)
    return lost / held if main_lost else 0.0


def _lacking_word(found: Findings, best: Support) -> str | None:
    """The main word of the question that the region's documents do not hold at all."""
    said = _words(best)
    lacking = [
        term
        for term in whole_words(found.terms)
        if term.term.word in found.unknown and matched(term.term, said) >= HELD
    ]
    return max(lacking, key=lambda term: term.weight).term.word if lacking else None


def _words(support: Support) -> str:
    passage = support.hit.passage
    return fold_text(passage.context + passage.text)
