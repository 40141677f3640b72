"""A premise that one region's documents do not bear out: does another region have that rule?"""

from __future__ import annotations

from kb.answering.bearing import differs
from kb.answering.evidence import weigh_sentences
from kb.answering.verdicts import Support, text_of
from kb.language.ellipsis import content_of
from kb.language.figures import claimed_quantities
from kb.language.matching import fold_text, main_words, matched, whole_words
from kb.language.premises import Premise, find_premise
from kb.types import Citation, Findings, Query, Want, WeighedTerm

LOOKED_AT = 8  # sentences looked at
REGIONS = 3  # regions named
# A rule without figures is the same only when nearly all of its words are there.
SAME_WORDS = 0.8
MOST_WORDS = 0.5


def find_elsewhere(query: Query, findings: Findings, unknown: frozenset[str]) -> list[Support]:
    """The sentences, one a region, that state what ``query`` takes for true of another region.

    ``unknown`` are words that the documents asked about do not hold; then it is enough that a
    sentence holds the main ones among them.
    """
    premise = find_premise(query.text, confirming=Want.CONFIRM in query.wants)
    claim = Premise(premise.text if premise else query.text, "asserted")
    figured = bool(claimed_quantities(claim.text))
    lacking = _main_words(findings, unknown) if not premise and not figured else []
    found: dict[str | None, Support] = {}
    for support in weigh_sentences(query, findings)[:LOOKED_AT]:
        region = support.hit.document.region.name if support.hit.document.region else None
        said = fold_text(text_of(support))
        if lacking:
            held = all(matched(term.term, said) == 1.0 for term in lacking)
            fits = held and support.coverage >= MOST_WORDS
        else:
            covered = figured or support.coverage >= SAME_WORDS
            fits = covered and differs(claim, findings.terms, support) is None
        if fits:
            found.setdefault(region, support)
    return list(found.values())[:REGIONS]


def say_elsewhere(citations: list[Citation]) -> str:
    """One clause of a sentence: whose rule it is, and where it stands."""
    places = (
        f"{c.document.region.name}（{c.label}）" if c.document.region else c.label
        for c in citations
    )
    return f"这一内容见于{'、'.join(places)}"


def _main_words(findings: Findings, unknown: frozenset[str]) -> list[WeighedTerm]:
    whole = [term for term in whole_words(findings.terms) if content_of(term.term.word)]
    lacking = unknown - findings.unknown
    return [term for term in main_words(whole) if term.term.word in lacking]
