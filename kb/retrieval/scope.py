"""Which documents a question concerns: by region, by name, by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.errors import UnknownNameError
from kb.language.regions import is_within, region_named
from kb.types import Document, Query, Region

Group = tuple[str | None, frozenset[str]]  # region's name (None: all together), document ids


def group_by_region(query: Query, documents: Sequence[Document]) -> list[Group]:
    """The ``documents`` that ``query`` concerns, by region when it asks about regions.

    Each region is searched by itself, so that one region's clauses never fill another's place.
    A document named by title or 文号 is searched alone, unless other regions are asked about too.
    """
    named = [d for d in documents if d.id in query.documents]
    if named and (not query.regions or _only_names(query, named)):
        return [(None, frozenset(d.id for d in named))]
    if query.regions:
        concerned = {
            d.id: d.region.name
            for region in query.regions  # in the order in which they are asked about
            for d in documents
            if d.region and concerns(d.region, region)
        }
    elif query.all_regions:
        concerned = {d.id: d.region.name for d in documents if d.region}
    else:
        return [(None, frozenset(d.id for d in documents))]
    return [
        (name, frozenset(d for d, region in concerned.items() if region == name))
        for name in dict.fromkeys(concerned.values())
    ]


def absent_regions(query: Query, documents: Sequence[Document]) -> list[str]:
    """Names of the regions that ``query`` asks about and no document concerns."""
    held = [d.region for d in documents if d.region]
    return [r.name for r in query.regions if not any(concerns(h, r) for h in held)]


def _only_names(query: Query, named: Sequence[Document]) -> bool:
    """Whether the regions of ``query`` are those of the documents it names anyway."""
    held = [d.region for d in named if d.region]
    return all(any(concerns(h, region) for h in held) for region in query.regions)


def known_region(name: str) -> Region:
    """The region called ``name``.

    Raises:
        UnknownNameError: there is no such region.
    """
    region = region_named(name.strip())
    if region is None:
        raise UnknownNameError(f"“{name}”不是省、市、县的名称；请写全称或通用简称，例如“重庆”。")
    return region


def in_force(document: Document, day: date) -> bool:
    """Whether ``document`` may be in force on ``day``: unknown dates do not rule it out."""
    start = document.effective_on or document.issued_on
    end = document.period.end if document.period else None
    return (start is None or start <= day) and (end is None or day <= end)


def concerns(held: Region, asked: Region) -> bool:
    """Whether documents of ``held`` concern those who ask about ``asked``.

    四川 is answered from 攀枝花's documents as well, and 米易县 from 攀枝花's and 四川's.
    """
    return is_within(held, asked) or is_within(asked, held)
