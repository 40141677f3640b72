"""Which sentences of a column speak of a topic? Silence (未作规定) is decided here.

Every sentence is looked at with the headings it stands under, and judged by what is said in the
column's own documents alone: what another region says changes nothing, nor does the library.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, pstdev

from kb.errors import IndexBrokenError
from kb.language.announcing import names_charge
from kb.language.answer_kinds import kinds_met
from kb.language.matching import covered_by, fold_text, weigh
from kb.language.sentences import sentences
from kb.marks import Marker
from kb.types import Findings, Hit, Query, Span, Term, Want, WeighedTerm

CLOSING = "落款"
PREAMBLE = "前言"
STOPPED = re.compile(r"[。！？；;!?][”\u2019）)》]*$")
# Fitted by ``eval/fit_topic.py``, which prints these and what they give on topics held out.
BIAS = -5.37
WEIGHTS = {"held": 1.1, "rare": 3.95, "own": 1.84, "nearness": 1.12, "words": -0.61}
MOST_WORDS = 4  # of a topic; beyond, nothing is learnt from their number
FARTHEST, NEAREST = -1.0, 4.0  # standard deviations; beyond, nothing is learnt from them
# Chosen on topics left out in turn: a column speaks of the topic when one sentence surely does;
# then further ones that only may do so are shown as well.
THRESHOLD = 0.4
FURTHER = 0.3
# What is read: chosen on the topics of the split "tune" and on four groups of ``eval/written``
# that the marker did not learn from, by what ``eval/fit_reading.py`` prints.
SURE = 0.5  # of the words alone, and of what is read
READ = 4  # sentences a column, however many columns: a cell depends on no other
LONGEST = 130  # characters read of a sentence
WIDER = 1.0  # log odds that a sentence lacks which holds only other words for the topic
SUREST = 6.0  # bound of the marker's logit
# What the log odds by the words and the marker's logit count for, and a bias: where the words of
# some sentence are sure, it takes a clear no to overrule them; else it takes a clear yes.
OF_SURE, OF_UNSURE = (0.8, 0.6, 0.5), (1.0, 1.6, -1.0)
LEAST = 1e-6  # probability, in log odds
TO_CHECK = 0.1  # below it a sentence of a silent column is not worth a reader's look


@dataclass(frozen=True, slots=True)
class Speech:
    """A sentence that speaks of the topic; ``place`` is its 0-based place in its passage."""

    column: int
    hit: Hit
    place: int
    span: Span
    probability: float

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.hit.document.text[self.span[0] : self.span[1]]


def speeches(
    topic: Query, column: int, findings: Findings, marker: Marker | None = None
) -> list[Speech]:
    """The sentences of ``findings`` that speak of ``topic``, in the order of the texts.

    The ``marker`` reads the likeliest beside the topic, also those that hold other words for it:
    the words of a topic may stand in a sentence that is about something else. None when none
    surely does then: the column is silent.

    Raises:
        IndexBrokenError: the index was made by a version that cuts sentences differently.
    """
    said = _weighed(topic, column, findings)
    enough = SURE if marker else THRESHOLD
    if marker:
        said = _read(topic, said, _weighed(_widened(topic), column, findings), marker)
    if all(speech.probability < enough for speech in said):
        return []
    return [speech for speech in said if speech.probability >= FURTHER]


def _widened(topic: Query) -> Query:
    return replace(topic, terms=topic.wider)


def _read(
    topic: Query, said: Sequence[Speech], wider: Sequence[Speech], marker: Marker
) -> list[Speech]:
    """The sentences ``said``, of which the likeliest have been read beside the topic.

    None when none of those surely speaks of it: then what is less likely does not either.
    ``wider`` are the same, weighed with other words for the topic.
    """
    odds = [max(_log_odds(a), _log_odds(b) - WIDER) for a, b in zip(said, wider, strict=True)]
    sure = any(speech.probability >= SURE for speech in said)
    words, marked, bias = OF_SURE if sure else OF_UNSURE
    likeliest = sorted(sorted(range(len(said)), key=lambda n: -odds[n])[:READ])
    texts = [(said[n].hit.passage.context, said[n].text[:LONGEST]) for n in likeliest]
    result = list(said)
    for n, mark in zip(likeliest, marker.mark(topic.text, texts), strict=True):
        relevance = min(max(mark.relevance, -SUREST), SUREST)
        z = words * odds[n] + marked * relevance + bias
        result[n] = replace(said[n], probability=1 / (1 + math.exp(-z)))
    return result if any(result[n].probability >= SURE for n in likeliest) else []


def _log_odds(speech: Speech) -> float:
    chance = min(max(speech.probability, LEAST), 1 - LEAST)
    return math.log(chance / (1 - chance))


def nearest_speech(topic: Query, column: int, findings: Findings) -> Speech | None:
    """The sentence of a silent column that comes nearest to speaking of ``topic``.

    None when even that one is far from it, or when there is no sentence.

    Raises:
        IndexBrokenError: the index was made by a version that cuts sentences differently.
    """
    said = _weighed(topic, column, findings)
    best = max(said, key=lambda speech: speech.probability, default=None)
    return best if best and best.probability >= TO_CHECK else None


def _weighed(topic: Query, column: int, findings: Findings) -> list[Speech]:
    return [
        Speech(column, hit, place, span, speaks(values))
        for hit, place, span, values in weigh_sentences(topic, findings)
    ]


def mentions(speech: Speech, words: Sequence[Term]) -> bool:
    """Whether a sentence or a heading above it holds one of ``words``; none are held by any.

    A sentence may speak of a topic well enough without a word of the aspect that was asked for.
    """
    even = [WeighedTerm(word, 1.0) for word in words]
    above = fold_text(speech.hit.passage.context)
    return not even or covered_by(even, fold_text(speech.text), above) > 0


def speaks(values: dict[str, float]) -> float:
    """Probability that a sentence speaks of the topic: logistic function of its features."""
    z = BIAS + sum(WEIGHTS[name] * values[name] for name in WEIGHTS)
    return 1 / (1 + math.exp(-z))


def weigh_sentences(
    topic: Query, findings: Findings
) -> Iterator[tuple[Hit, int, Span, dict[str, float]]]:
    """Every sentence of ``findings`` that can say anything, with its features.

    ``held``: the share of the topic's words that it and its headings hold, ``rare``: the same by
    their rarity in these documents, ``own``: the share that it holds itself, ``nearness``: its
    cosine with the topic in standard deviations above the mean of the column, ``words``: how many
    words the topic has, since a part of a long one is another topic.

    Raises:
        IndexBrokenError: the index was made by a version that cuts sentences differently.
    """
    folded = [fold_text(hit.passage.context + hit.passage.text) for hit in findings.hits]
    rare = weigh(topic.terms, lambda word: sum(word in text for text in folded), len(folded))
    even = tuple(WeighedTerm(term.term, 1.0) for term in rare)
    cosines = [cosine for hit in findings.hits for cosine in hit.sentences]
    mean, spread = (fmean(cosines), pstdev(cosines)) if cosines else (0.0, 0.0)
    for hit in findings.hits:
        if _is_head_or_foot(hit):
            continue
        above = fold_text(hit.passage.context)
        for place, (span, cosine) in enumerate(_sentences(hit)):
            text = hit.document.text[span[0] : span[1]]
            if _is_heading(hit, text) or names_charge(text) or not _is_of_kind(topic, hit, text):
                continue
            sentence = fold_text(text)
            far = (cosine - mean) / spread if spread else 0.0
            values = {
                "held": covered_by(even, sentence, above),
                "rare": covered_by(rare, sentence, above),
                "own": covered_by(even, sentence, ""),
                "nearness": min(max(far, FARTHEST), NEAREST),
                "words": float(min(len(topic.terms), MOST_WORDS)),
            }
            yield hit, place, span, values


def _is_of_kind(topic: Query, hit: Hit, text: str) -> bool:
    """Whether it holds a thing of the kind looked for; who is charged stands elsewhere."""
    wanted = topic.wants - {Want.BODY}
    return not wanted or bool(kinds_met(topic, text, hit.passage.context) & wanted)


def _sentences(hit: Hit) -> list[tuple[Span, float]]:
    spans = list(sentences(hit.document.text, hit.passage.start, hit.passage.end))
    if len(spans) != len(hit.sentences):
        raise IndexBrokenError("索引由本程序的另一个版本建立；请用 kb build 重建索引。")
    return list(zip(spans, hit.sentences, strict=True))


def _is_head_or_foot(hit: Hit) -> bool:
    start = hit.passage.start
    heads = any(a <= start < b for a, b in hit.document.header_spans)
    states_nothing = hit.clause.kind in ("form", "contents")
    return heads or states_nothing or hit.clause.path.split("/")[-1] == CLOSING


def _is_heading(hit: Hit, sentence: str) -> bool:
    """Whether it only announces what the clause says; an article of one sentence says it.

    In the preamble a line without an end is a title, the addressees, or 现将有关事项通知如下：.
    """
    if hit.clause.path.split("/")[-1] == PREAMBLE and not STOPPED.search(sentence):
        return True
    bare = sentence.removeprefix(hit.clause.label).strip(" 。：:")
    alone = hit.document.text[hit.clause.start : hit.clause.end].strip() == sentence
    return hit.clause.heading is not None and bare == hit.clause.heading and not alone
