"""Which articles of a text a later one of the library changes: 修正案, 关于修改《甲条例》的决定.

Of several versions of a text the last one before the change is meant; a version that came with
the change or after it has it already. Texts without dates are neither before nor after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kb.language.amendments import AMENDING_TITLE, find_amendments
from kb.retrieval.currency import bare_name, issued_day, may_be_of_one_place
from kb.types import AmendedArticle, Document


def find_amended(documents: Iterable[Document]) -> dict[str, tuple[AmendedArticle, ...]]:
    """The articles that were changed, by the id of their document; what nothing changes is absent.

    The changes of one document are in the order of the days on which they were made.
    """
    held = list(documents)
    amending = [document for document in held if _amends(document)]
    if not amending:
        return {}
    by_name: dict[str, list[Document]] = defaultdict(list)
    for document in held:
        for name in {bare_name(title) for title in _titles(document)}:
            by_name[name].append(document)
    found: dict[str, list[AmendedArticle]] = defaultdict(list)
    for document in sorted(amending, key=lambda d: _day(d) or date.max):
        for name, changes in _changes(document).items():
            old = _last_before(document, by_name.get(name, ()))
            if old is not None:
                found[old.id].extend(changes)
    return {name: tuple(changes) for name, changes in found.items()}


def _amends(document: Document) -> bool:
    return any(AMENDING_TITLE.search(title.strip("》")) for title in _titles(document))


def _titles(document: Document) -> tuple[str, ...]:
    return tuple(title for title in (document.enclosed_title, document.title) if title)


def _day(document: Document) -> date | None:
    return issued_day(document) or document.effective_on


def _changes(document: Document) -> Mapping[str, list[AmendedArticle]]:
    """What ``document`` changes, by the name of the text that it changes."""
    day = _day(document)
    found: dict[str, list[AmendedArticle]] = defaultdict(list)
    if day is None:
        return found
    since = max(day, document.effective_on or day)
    title = next(t for t in _titles(document) if AMENDING_TITLE.search(t.strip("》")))
    for change in find_amendments(title, document.text):
        said = (change.start, change.end)
        found[bare_name(change.title)].append(
            AmendedArticle(change.article, change.place, change.how, document.id, since, said)
        )
    return found


def _last_before(amending: Document, named: Iterable[Document]) -> Document | None:
    """The last of the documents ``named`` that is older than the one that changes them."""
    day = _day(amending)
    older = [
        (own, document)
        for document in named
        if document.id != amending.id
        and (own := _day(document)) is not None
        and day is not None
        and own < day
        and may_be_of_one_place(amending, document)
    ]
    return max(older, key=lambda pair: pair[0])[1] if older else None
