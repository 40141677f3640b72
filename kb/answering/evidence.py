"""Does this sentence answer this question? The refusal is decided here.

Each sentence of the found passages is looked at with the headings it stands under. Some things
rule an answer out by themselves: a figure that the question states and no sentence holds, words
put in quotation marks that the text does not have, the wrong kind of answer. The rest is weighed
into a probability.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.answering.bearing import UNSAID, bear_out, speaks_of
from kb.answering.unheld import unheld_document, unheld_figure
from kb.answering.verdicts import Support, Verdict, text_of
from kb.errors import IndexBrokenError
from kb.language.announcing import asks, echoes, names_charge
from kb.language.answer_kinds import kinds_met
from kb.language.differences import Difference
from kb.language.ellipsis import content_of
from kb.language.figures import differing_level
from kb.language.matching import covered_by, fold_text, main_words, whole_words
from kb.language.premises import find_premise
from kb.language.sentences import sentences
from kb.types import Findings, Hit, Query, Want

# Nearly every sentence names a body, and a statement may be confirmed by any sentence.
SOFT_WANTS = frozenset({Want.CONFIRM, Want.BODY})
# Only these are answered by the lines of a document's head and foot: issuers, 文号, dates.
HEAD_WANTS = frozenset({Want.NUMBER, Want.ISSUE_DATE, Want.DATE, Want.BODY})
HEAD_ONLY = frozenset({Want.NUMBER, Want.ISSUE_DATE})  # the marker learnt nothing of them
# 责任单位：… answers who is charged, and only that.
CHARGED = re.compile(
    r"责任单位|牵头|分工|负责|[由归](?:哪|谁|什么)|谁[来去]?(?:管|定|抓|办|负责)|哪个(?:局|委|部门|单位)"
)
HEAD_WORDS = re.compile(r"文号|发文|印发|发布|落款")
COUNTED = frozenset({Want.AMOUNT, Want.SHARE, Want.MONEY, Want.DURATION, Want.AREA})

LOOKED_AT = 8  # passages a region whose sentences are weighed
KIND_BONUS = 0.35  # for a sentence that is of the kind of answer wanted
RANK_SHARE = 0.6  # what the search's score counts for beside the sentence's own coverage
NEARNESS = 2.0  # what the sentence's nearness to the question counts for
FAR = 0.8  # cosine that e5 gives to texts that have nothing to do with each other
# A sentence of the wanted kind should come near the best one, and must not be far from it: it
# covers that share of what the best sentence covers, and its passage of what the best one does.
NEAR = (0.5, 0.8)
ASIDE = (0.2, 0.4)

# The probability that a sentence answers: a logistic function, fitted by ``eval/fit_evidence.py``.
# The more passages are searched, the nearer comes what does not answer: so the bias falls with
# their number above that of a handful of documents.
BIAS = -4.45
WEIGHTS = {
    "similarity": 8.0,
    "coverage": 0.57,
    "relevance": 0.67,
    "size": -2.59,
    "score in many": 2.84,
    "of a kind": -1.02,
    "aside": -2.23,
    "unsaid": -3.99,
    "foreign": -0.74,
}
SUREST = 5.0  # logit of the marker; beyond, nothing is learnt from it
SMALL, LARGE = 400, 5600  # passages; beyond the larger library nothing was fitted
THRESHOLD = 0.55
OUTLINED = 0.9  # the probability that the headings under the one asked about answer
NAMED_WORDS = 3  # words that a refusal names as missing


def judge(query: Query, findings: Findings) -> Verdict:
    """Weigh the ``findings`` for ``query``.

    Raises:
        IndexBrokenError: the index was made by a version that cuts sentences differently.
    """
    supports = weigh_sentences(query, findings)
    where = findings.region or "库内文件"
    if not supports:
        return Verdict(0.0, (), "没有找到与问题相关的条款")
    unknown = unheld_document(query, findings)
    if unknown:
        return Verdict(0.0, (), unknown)
    for words in query.quoted:
        if not any(words in fold_text(h.passage.context + h.passage.text) for h in findings.hits):
            return Verdict(0.0, (), f"{where}的条款中没有“{words}”")
    if findings.outline:
        return Verdict(OUTLINED, tuple(supports), None)
    demanded = query.wants - SOFT_WANTS
    on_level = [s for s in supports if not _is_off_level(query, s)]
    meeting = _meeting(demanded, _near_the_best(supports, on_level, NEAR))
    aside = bool(demanded and not meeting)
    if aside:
        meeting = _meeting(demanded, _near_the_best(supports, on_level, ASIDE))
    if demanded and not meeting:
        return Verdict(0.0, (), _unmet(demanded))
    meeting = meeting or supports
    premise = find_premise(query.text, confirming=Want.CONFIRM in query.wants)
    unsaid: Verdict | None = None
    if premise:
        bearing, difference = bear_out(premise, findings.terms, meeting, supports)
        if difference:
            reason = f"{where}的条款与问题所说不符：{difference[1]}"
            unsaid = Verdict(0.0, (), reason, True, _about(findings, *difference))
            if difference[1] is not UNSAID:
                return unsaid
        meeting = bearing or meeting
    elif (unheld := unheld_figure(query, findings, supports)) is not None:
        return Verdict(0.0, (), f"{where}的条款中{unheld[1]}", True, _about(findings, *unheld))
    values = features(query, meeting[0], findings, aside=aside, unsaid=bool(unsaid))
    probability = answer_probability(values)
    if probability >= THRESHOLD:
        return Verdict(probability, tuple(meeting), None)
    if unsaid:
        return replace(unsaid, probability=probability)
    reason = _unmet(demanded) if aside else _low_reason(findings)
    return Verdict(probability, (), reason, lacking=frozenset() if aside else findings.unknown)


def _is_foreign(findings: Findings) -> bool:
    """Whether a main word of the question stands in other documents alone."""
    whole = [t for t in whole_words(findings.terms) if content_of(t.term.word)]
    return any(term.term.word in findings.foreign for term in main_words(whole))


def _about(findings: Findings, support: Support, difference: Difference) -> Support | None:
    """The sentence, when it says something of what the question takes for true."""
    told = difference.original or speaks_of(findings.terms, support)
    return support if told else None


def weigh_sentences(query: Query, findings: Findings) -> list[Support]:
    """The sentences of the ``findings`` with what speaks for them, strongest first.

    Raises:
        IndexBrokenError: the index was made by a version that cuts sentences differently.
    """
    return sorted(_supports(query, findings), key=lambda s: -s.strength)


def features(
    query: Query,
    best: Support,
    findings: Findings,
    *,
    aside: bool = False,
    unsaid: bool = False,
) -> dict[str, float]:
    """What the probability is computed from.

    ``similarity`` and ``coverage`` of the sentence; ``relevance``, the greatest logit of what the
    marker read, 0 where it read nothing that it knows; ``size``, the logarithm of how many times
    the passages of a handful of documents were searched; and the score (before reading) times it,
    since among many there is always something near. ``of a kind`` is 1 when the question demands
    a kind of answer, of which something is easily found; ``aside``, when only a sentence is of
    that kind that does not come near the best; ``unsaid``, when a statement to be confirmed is
    covered by few words of the sentence; ``foreign``, when a main word of it stands in
    documents alone that it does not ask about.
    """
    score = best.hit.score - (best.hit.mark.gain if best.hit.mark else 0.0)
    size = math.log(min(max(findings.searched, SMALL), LARGE) / SMALL)
    return {
        "similarity": best.similarity,
        "coverage": best.coverage,
        "relevance": _relevance(query, findings),
        "size": size,
        "score in many": size * score,
        "of a kind": float(bool(query.wants - SOFT_WANTS)),
        "aside": float(aside),
        "unsaid": float(unsaid),
        "foreign": float(_is_foreign(findings)),
    }


def _relevance(query: Query, findings: Findings) -> float:
    marks = [hit.mark.relevance for hit in findings.hits if hit.mark]
    if not marks or query.wants & HEAD_ONLY:
        return 0.0
    return min(max(*marks, -SUREST), SUREST)


def answer_probability(values: dict[str, float]) -> float:
    """Logistic function of the weighed features: 1 / (1 + exp(-(bias + sum(w * x))))."""
    z = BIAS + sum(WEIGHTS[name] * values[name] for name in WEIGHTS)
    return 1 / (1 + math.exp(-z))


def _supports(query: Query, findings: Findings) -> Iterator[Support]:
    about_the_head = bool(query.wants & HEAD_WANTS or HEAD_WORDS.search(query.text))
    for hit in findings.hits[:LOOKED_AT]:
        passage = hit.passage
        if _states_nothing(hit) or (_is_head_line(hit) and not about_the_head):
            continue
        above = fold_text(passage.context)
        whole = covered_by(findings.terms, fold_text(passage.text), above)
        spans = list(sentences(hit.document.text, passage.start, passage.end))
        if len(spans) != len(hit.sentences):
            raise IndexBrokenError("索引由本程序的另一个版本建立；请用 kb build 重建索引。")
        for span, similarity in zip(spans, hit.sentences, strict=True):
            text = hit.document.text[span[0] : span[1]]
            covered = covered_by(findings.terms, fold_text(text), above)
            kinds = kinds_met(query, text, passage.context)
            if len(spans) > 1 and not kinds - SOFT_WANTS:
                if _is_heading(hit, text):
                    continue
                if text == hit.document.title or _announces(query, text):
                    above += fold_text(text)
                    continue
            met = len(kinds) / len(query.wants) if query.wants else 0.0
            near = (similarity - FAR) / (1 - FAR)
            strength = covered + KIND_BONUS * met + RANK_SHARE * hit.score + NEARNESS * near
            yield Support(hit, span, covered, whole, similarity, strength, kinds)


def _near_the_best(
    supports: Sequence[Support], among: Sequence[Support], shares: tuple[float, float]
) -> list[Support]:
    """Those ``among`` the ``supports`` with these shares of the greatest coverages."""
    sentence = shares[0] * max(s.coverage for s in supports)
    passage = shares[1] * max(s.passage_coverage for s in supports)
    return [s for s in among if s.coverage >= sentence and s.passage_coverage >= passage]


def _meeting(demanded: frozenset[Want], near: Sequence[Support]) -> list[Support]:
    """The sentences of all kinds ``demanded``; or those of one document that have them together.

    文号和日期 stand in two lines of the head.
    """
    whole = [support for support in near if demanded <= support.kinds]
    if whole or not near:
        return whole
    partly = [s for s in near if s.kinds & demanded and s.hit.document is near[0].hit.document]
    return partly if demanded <= frozenset().union(*(s.kinds for s in partly)) else []


def _is_heading(hit: Hit, sentence: str) -> bool:
    bare = sentence.removeprefix(hit.clause.label).strip(" 。：:")
    return hit.clause.heading is not None and bare == hit.clause.heading


def _announces(query: Query, sentence: str) -> bool:
    """Whether it answers nothing, but may be what the sentences after it stand under."""
    if Want.CONFIRM in query.wants:
        return False
    charge = names_charge(sentence) and not CHARGED.search(query.text)
    return asks(sentence) or charge or echoes(sentence, query.text)


def _is_off_level(query: Query, support: Support) -> bool:
    """三级医院…百分之几 is not answered by the figure for 二级医院."""
    counted = query.wants & COUNTED
    return bool(counted) and differing_level(query.text, text_of(support)) is not None


def _states_nothing(hit: Hit) -> bool:
    """A form waits to be filled in: what is printed in it is no rule, and no fact."""
    return hit.clause.kind in ("form", "contents")


def _is_head_line(hit: Hit) -> bool:
    passage = hit.passage
    spans = hit.document.header_spans
    return any(a <= passage.start < b for a, b in spans)


def _unmet(demanded: frozenset[Want]) -> str:
    return f"相关条款没有写明所问的{'、'.join(sorted(want.value for want in demanded))}"


def _low_reason(findings: Findings) -> str:
    terms = whole_words(findings.terms)
    lacking = [term for term in terms if term.term.word in findings.unknown]
    if lacking:
        rarest = sorted(lacking, key=lambda term: -term.weight)[:NAMED_WORDS]
        words = "、".join(f"“{term.term.word}”" for term in rarest)
        return f"{findings.region or '库内文件'}的条款没有提到{words}"
    return "找到的条款与问题不够吻合，不能据以回答"
