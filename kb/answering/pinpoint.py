"""Which words of a sentence answer; the sentence itself is quoted whole."""

from __future__ import annotations

from kb.answering.cuts import fair_cut
from kb.answering.verdicts import Support
from kb.language.answer_kinds import kinds_met
from kb.types import Query, Span, Want

# Logarithms of the odds against "nothing in the passage answers". Below the first no words are
# chosen; it is under 0 since that something answers was decided before, by more than the passage.
# Above the second no further sentence is needed. Chosen on half of ncp and on our own questions.
CERTAIN, SURE = -4.0, 4.0


def marked_words(support: Support) -> Span | None:
    """The words of the document that the marker chose in the sentence's passage.

    0-based characters of the document's text. None when the passage was not read, or when it is
    much likelier that nothing in it answers.
    """
    mark = support.hit.mark
    if mark is None or mark.certainty < CERTAIN:
        return None
    first = support.hit.passage.start
    return first + mark.span[0], first + mark.span[1]


def is_marked(support: Support) -> bool:
    """Whether words of the sentence itself were chosen."""
    words = marked_words(support)
    return words is not None and words[0] < support.span[1] and support.span[0] < words[1]


def is_sure(support: Support) -> bool:
    """Whether the words chosen in the sentence's passage surely answer."""
    mark = support.hit.mark
    return mark is not None and mark.certainty >= SURE


def answering_words(query: Query, support: Support) -> Span:
    """The words of the sentence that answer ``query``; all of it when that is not sure.

    A statement that is to be confirmed is quoted whole, and so is a sentence whose marked words
    lack what is asked for (an amount, a date).
    """
    marked = marked_words(support)
    if marked is None or not is_marked(support) or Want.CONFIRM in query.wants:
        return support.span
    text = support.hit.document.text
    start, end = max(marked[0], support.span[0]), min(marked[1], support.span[1])
    begin = support.span[0]
    start, end = (
        begin + n for n in fair_cut(text[slice(*support.span)], start - begin, end - begin)
    )
    kinds = kinds_met(query, text[start:end], support.hit.passage.context)
    return (start, end) if support.kinds <= kinds else support.span
