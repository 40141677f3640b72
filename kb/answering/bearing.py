"""Do sentences bear out what a question takes for true; and if not, in what do they differ?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answering.verdicts import Support, text_of
from kb.language.differences import (
    Difference,
    differing_fact,
    find_difference,
    shared_pairs,
)
from kb.language.ellipsis import content_of
from kb.language.matching import covered_by, fold_text, main_words, matched, whole_words
from kb.language.premises import Premise
from kb.types import WeighedTerm

LOOKED_AT = 2  # sentences looked at for one that bears out what is taken for true
OTHERS = 12  # sentences looked at for one that says what is so instead
# What is asserted (…，对吗？) is confirmed only by a sentence that covers most of its words.
CONFIRMING_COVERAGE = 0.6
WORD_FOR_WORD = 0.9  # coverage
UNSAID = Difference("没有这样的规定")
"""What a sentence lacks of a statement that it covers in few words: it may say it in others."""
# Figures are compared as figures, 三年 with 3年; only the other words must be the sentence's.
BOUND = re.compile(r"[低高少多大小]于|超过|至少|至多|最[少多]|\d")
NUMERAL = re.compile(r"[\d.%一二三四五六七八九十百千万两]+[年月日天个人张家次元]?")


def bear_out(
    premise: Premise,
    terms: Sequence[WeighedTerm],
    supports: Sequence[Support],
    others: Sequence[Support] = (),
) -> tuple[list[Support], tuple[Support, Difference] | None]:
    """The ``supports`` that bear out the premise; if none, the one that says what is so instead.

    What is only supposed is not borne out by a sentence that says less of it than one that
    differs from it. When none of the sentences says anything instead, ``others`` are looked at.
    """

    def against_claim(support: Support) -> Difference | None:
        difference = differs(premise, terms, support)
        if difference and difference.counted and not speaks_of(terms, support):
            return Difference(difference.said)
        return difference

    looked_at = list(supports[:LOOKED_AT])
    likest = max(supports, key=lambda s: s.coverage)
    if likest not in looked_at:
        looked_at.append(likest)
    against = [(s, against_claim(s)) for s in looked_at]
    differing = [(s, difference) for s, difference in against if difference]
    said = max((s.coverage for s, _ in differing), default=0.0)
    least = said if premise.how == "supposed" else 0.0
    bearing = [s for s, difference in against if not difference and s.coverage >= least]
    # What a sentence says nearly word for word is not confirmed by a looser one beside it.
    if likest.coverage >= WORD_FOR_WORD and any(s is likest for s, _ in differing):
        bearing = []
    if bearing or not differing:
        return bearing, None
    if not any(difference.original for _, difference in differing):
        more = [(s, against_claim(s)) for s in others[:OTHERS]]
        differing += [
            (s, d) for s, d in more if d and d.original and d.said == differing[0][1].said
        ]
    return [], max(differing, key=lambda pair: _told(premise, pair[1]))


def differs(premise: Premise, terms: Sequence[WeighedTerm], support: Support) -> Difference | None:
    """In what a sentence is not what the question takes for true; None when it bears it out."""
    sentence = text_of(support)
    if premise.how == "questioned":
        return differing_fact(premise.text, sentence)
    difference = find_difference(premise.text, sentence)
    if difference or premise.how == "supposed":
        return difference
    worded = [term for term in terms if not NUMERAL.fullmatch(term.term.word)]
    above = fold_text(support.hit.passage.context)
    wording = covered_by(worded, fold_text(sentence), above) if worded else 1.0
    covers = max(wording, support.coverage) >= CONFIRMING_COVERAGE
    return None if covers else UNSAID


def speaks_of(terms: Sequence[WeighedTerm], support: Support) -> bool:
    """Whether a sentence, with its headings, holds one of the main things that are asked about.

    Otherwise its figure is no answer to another figure: 床位占比2% is not 设置100%康复医学科.
    """
    named = [t for t in whole_words(terms) if content_of(t.term.word) and not _is_figure(t)]
    text = fold_text(support.hit.passage.context + text_of(support))
    return any(matched(t.term, text) > 0 for t in main_words(named)) or not named


def _is_figure(term: WeighedTerm) -> bool:
    return bool(NUMERAL.fullmatch(term.term.word) or BOUND.search(term.term.word))


def _told(premise: Premise, difference: Difference) -> int:
    """How much the original that a difference quotes has to do with the premise."""
    return shared_pairs(premise.text, difference.original or "")
