"""Which documents a question concerns: by region, by name, by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from kb.errors import UnknownNameError
from kb.language.regions import is_within, region_named
from kb.types import Column, Document, Query, Region

Group = tuple[str | None, frozenset[str]]  # region's name (None: all together), document ids


def group_by_region(query: Query, documents: Sequence[Document]) -> list[Group]:
    """The ``documents`` that ``query`` concerns, by region when it asks about regions.

    Each region asked about is searched by itself, so that one region's clauses never fill
    another's place. A document named by title or 文号 is searched alone, unless other regions are
    asked about too.
    """
    named = [d for d in documents if d.id in query.documents]
    if named and (not query.regions or _only_names(query, named)):
        return [(None, frozenset(d.id for d in named))]
    if query.regions:
        alone = len(query.regions) == 1
        asked = {r.name: _about(r, documents, alone=alone) for r in query.regions}
        # 攀枝花 and 四川, asked together, are one group when they have the same documents.
        first = {ids: name for name, ids in reversed(asked.items()) if ids}
        return [(name, ids) for name, ids in asked.items() if ids and first[ids] == name]
    if query.all_regions:
        documents = [d for d in documents if not _is_excepted(d, query.excepted)]
        by_region: dict[Region | None, list[str]] = {}
        for document in documents:
            by_region.setdefault(document.region, []).append(document.id)
        unstated = by_region.pop(None, [])
        groups: list[Group] = [(r.name, frozenset(ids)) for r, ids in by_region.items() if r]
        return [*groups, (None, frozenset(unstated))] if unstated else groups
    return [(None, frozenset(d.id for d in documents))]


def excepted_groups(query: Query, documents: Sequence[Document]) -> list[Group]:
    """The documents of each region that a question about all regions leaves out."""
    groups = {r.name: [d for d in documents if _is_excepted(d, [r])] for r in query.excepted}
    return [(name, frozenset(d.id for d in held)) for name, held in groups.items() if held]


def absent_regions(query: Query, documents: Sequence[Document]) -> list[str]:
    """Names of the regions that ``query`` asks about and no document is of or names."""
    return [region.name for region in query.regions if not documents_of(region, documents)]


def columns_of_regions(names: Sequence[str], documents: Sequence[Document]) -> tuple[Column, ...]:
    """A column for each of the regions ``names``, or for each that has ``documents``.

    A document stands in one column, that of the innermost region asked about: asked about 四川
    and 攀枝花, those of 攀枝花 are not 四川's besides. A region without documents keeps its
    column, empty; 全国 has the national documents alone: a city's rule is not the state's.
    Without ``names``, documents that state no region have a column each.

    Raises:
        UnknownNameError: there is no such region.
    """
    held = dict.fromkeys(d.region for d in documents if d.region)
    asked = list(dict.fromkeys(map(known_region, names))) if names else list(held)
    chosen: dict[Region, list[Document]] = {region: [] for region in asked}
    for document in documents:
        around = [r for r in asked if document.region and _speaks_for(document.region, r)]
        if around:
            innermost = max(around, key=lambda r: sum(is_within(r, other) for other in asked))
            chosen[innermost].append(document)
    columns = [Column(region.name, region.name, tuple(own)) for region, own in chosen.items()]
    if not names:
        columns.extend(columns_of_documents([d for d in documents if d.region is None]))
    return tuple(columns)


def _speaks_for(inner: Region, outer: Region) -> bool:
    return inner == outer or (outer.level != "国家" and is_within(inner, outer))


def columns_of_documents(documents: Sequence[Document]) -> tuple[Column, ...]:
    """A column for each document, named after its title, each once."""
    return tuple(
        Column(d.enclosed_title or d.title, d.region.name if d.region else None, (d,))
        for d in dict.fromkeys(documents)
    )


def _about(region: Region, documents: Sequence[Document], *, alone: bool) -> frozenset[str]:
    """Documents to search for ``region``: its own and the national ones.

    Asked about ``alone``, those as well that do not say whose they are and name no other region;
    beside other regions they would fill the place of one that is silent.
    """
    own = documents_of(region, documents)
    national = {d.id for d in documents if d.region and d.region.level == "国家"}
    if own and alone:
        own |= {d.id for d in documents if d.region is None and not d.mentions}
    return frozenset(own | national)


def documents_of(region: Region, documents: Sequence[Document]) -> set[str]:
    """Ids of the documents of ``region``, above it or within it; and unstated ones that name it."""
    return {
        d.id
        for d in documents
        if (d.region and d.region.level != "国家" and concerns(d.region, region))
        or any(concerns(mention, region) for mention in d.mentions)
    }


def _is_excepted(document: Document, excepted: Sequence[Region]) -> bool:
    return document.region is not None and any(is_within(document.region, r) for r in excepted)


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


def is_of(document: Document, regions: Sequence[Region]) -> bool:
    """Whether ``document`` is of one of ``regions`` or of a place within them."""
    held = document.region
    return held is not None and any(is_within(held, region) for region in regions)


def in_force(document: Document, day: date) -> bool:
    """Whether ``document`` may be in force on ``day``: unknown dates do not rule it out."""
    start = document.effective_on or document.issued_on
    end = document.period.end if document.period else None
    return (start is None or start <= day) and (end is None or day <= end)


@lru_cache(100_000)  # the same few hundred regions, asked of every document at every question
def concerns(held: Region, asked: Region) -> bool:
    """Whether documents of ``held`` concern those who ask about ``asked``.

    四川 is answered from 攀枝花's documents as well, and 米易县 from 攀枝花's and 四川's.
    """
    return is_within(held, asked) or is_within(asked, held)
