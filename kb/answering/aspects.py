"""What a row of a comparison is called: the heading its clauses share, or their own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from kb.answering.topic import Speech
from kb.language.matching import fold_text, rarity
from kb.language.tokens import STOP_WORDS, words

LONGEST = 24  # characters of a name
KEYWORDS = 2  # words that tell rows under one heading apart


def name_rows(
    rows: Sequence[Sequence[Speech]], targets: Sequence[Sequence[Set[str]]], topic: str
) -> list[str]:
    """A name for each of ``rows``, all different, in their order.

    It is the indicator that sentences of several columns set, by ``targets``; or the heading that
    most of the row's sentences stand under. Rows under one heading are told apart by the words
    that most of their sentences hold and the others' do not.
    """
    headings = [_indicator(*row) or _heading(row[0]) for row in zip(rows, targets, strict=True)]
    texts = [fold_text("".join(speech.text for speech in row)) for row in rows]
    names: list[str] = []
    for row, heading in zip(rows, headings, strict=True):
        name = heading
        if headings.count(heading) > 1 or not heading:
            key = "、".join(_keywords(row, texts, topic + heading))
            name = f"{heading}：{key}" if heading and key else heading or key or topic
        names.append(_numbered(name, names))
    return names


def _indicator(row: Sequence[Speech], targets: Sequence[Set[str]]) -> str | None:
    """The indicator that the most columns set; none if it is fewer than two or than half."""
    columns: dict[str, set[int]] = {}
    for speech, names in zip(row, targets, strict=True):
        for name in names:
            columns.setdefault(name, set()).add(speech.column)
    if not columns:
        return None
    name = max(columns, key=lambda n: (len(columns[n]), -len(n), n))
    enough = max(2, (len({speech.column for speech in row}) + 1) // 2)
    return name[:LONGEST] if len(columns[name]) >= enough else None


def _heading(row: Sequence[Speech]) -> str:
    found = Counter(heading for speech in row if (heading := _heading_of(speech)))
    return found.most_common(1)[0][0] if found else ""


def _heading_of(speech: Speech) -> str:
    """The heading nearest above a sentence, without its marker; none if there is only a title."""
    clause, document = speech.hit.clause, speech.hit.document
    heading = clause.heading or speech.hit.passage.context.rsplit(" ", 1)[-1]
    titles = (document.title, document.enclosed_title or "")
    return "" if heading in titles else heading.strip(" 。：:")[:LONGEST]


def _keywords(row: Sequence[Speech], texts: Sequence[str], known: str) -> list[str]:
    """The words that the most sentences of the row hold, and the fewest rows."""
    counts = Counter(
        word
        for speech in row
        for word in dict.fromkeys(words(speech.text))
        if len(word) > 1 and word not in STOP_WORDS and word not in known and not word.isascii()
    )
    held = {word: sum(word in text for text in texts) for word in counts}
    ordered = sorted(counts, key=lambda w: (-counts[w] * rarity(held[w], len(texts)), -len(w), w))
    chosen: list[str] = []
    for word in ordered:
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == KEYWORDS:
            break
    return chosen


def _numbered(name: str, taken: Sequence[str]) -> str:
    alike = sum(other == name or other.startswith(f"{name}（") for other in taken)
    return f"{name}（{alike + 1}）" if alike else name
