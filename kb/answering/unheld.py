"""What a question takes for given that nothing found holds: a document, or a figure of a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answering.bearing import speaks_of
from kb.answering.verdicts import Support, text_of
from kb.language import patterns
from kb.language.differences import Difference, piece_around, written_number
from kb.language.figures import claimed_quantities, nearest_figure, states_quantity
from kb.language.matching import fold_text
from kb.language.premises import is_ruled
from kb.types import Document, Findings, Query, Want

LOOKED_AT = 12  # sentences looked at for another figure of that kind
TITLE_LENGTH = 6  # characters; 《方案》 names no document
ALIKE = 0.6  # shared bigrams of two titles of one kind that may name the same document
GENRE = re.compile(rf"(?:{'|'.join(patterns.GENRES)}|法)(?:\([^()]*\))?$")


def unheld_document(query: Query, findings: Findings) -> str | None:
    """The 文号 or title by which ``query`` names a document that nothing found is or mentions."""
    numbers = list(patterns.DOCUMENT_NUMBER.finditer(query.text))
    titles = list(patterns.QUOTED_TITLE.finditer(query.text))
    if query.documents or Want.NUMBER in query.wants or not (numbers or titles):
        return None
    texts = [fold_text(hit.passage.text) for hit in findings.hits]
    held = list({hit.document.id: hit.document for hit in findings.hits}.values())
    for match in numbers:
        number = fold_text(match.group())
        own = [fold_text(d.number) for d in held if d.number]
        if not any(number.endswith(n) for n in own) and not any(number in t for t in texts):
            return f"库内没有文号为“{written_number(match.group())}”的文件"
    for match in titles:
        title = fold_text(match.group()[1:-1])
        known = any(title in text for text in texts) or any(_is_called(d, title) for d in held)
        if len(title) >= TITLE_LENGTH and not known:
            return f"库内没有{match.group()}"
    return None


def unheld_figure(
    query: Query, findings: Findings, supports: Sequence[Support]
) -> tuple[Support, Difference] | None:
    """A figure that ``query`` names as a rule's and no found passage holds.

    With it the sentence of ``supports`` that states another figure of that kind, or the first.
    """
    for figure in claimed_quantities(query.text):
        ruled = is_ruled(query.text, figure.start, figure.end)
        if not ruled or any(states_quantity(figure, hit.passage.text) for hit in findings.hits):
            continue
        said = f"没有“{figure.written}”这一规定"
        for support in supports[:LOOKED_AT]:
            sentence = text_of(support)
            at = nearest_figure(query.text, figure.written, sentence)
            if at and speaks_of(findings.terms, support):
                return support, Difference(said, piece_around(sentence, *at))
        return supports[0], Difference(said)
    return None


def _is_called(document: Document, title: str) -> bool:
    names = [fold_text(t) for t in (document.title, document.enclosed_title) if t]
    return any(title in name or name in title or _is_alike(name, title) for name in names)


def _is_alike(name: str, title: str) -> bool:
    genres = [match.group() if (match := GENRE.search(t)) else None for t in (name, title)]
    pairs = [{t[at : at + 2] for at in range(len(t) - 1)} for t in (name, title)]
    shared = len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))
    return genres[0] == genres[1] and shared >= ALIKE
