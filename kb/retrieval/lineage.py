"""What a document rests on, who cites it, what it replaces; and the chain from 国家 to 县."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.retrieval.register import Register
from kb.types import ChainLink, Document, Lineage, Reference, Span

BASIS_KINDS = frozenset({"依据", "落实", "转发"})
REPLACING_KINDS = frozenset({"废止", "替代"})
# A law names its ground in its first article, a plan sometimes within its first clause.
# + 根据《中医药法》，制定本条例   + 按照《甲意见》，制订以下措施   - 按照《甲标准》制定收费标准
GROUNDS = re.compile(
    r"(?:制定|制订|拟定|形成|提出|出台)(?:了)?(?:本|以下|如下|此|[^，。；]{0,14}(?:实施)?(?:意见|措施|方案|细则)如下)"
)


@dataclass(frozen=True, slots=True)
class Links:
    """Every mention of a library with its target: by the document that makes it, and by target."""

    made: Mapping[str, tuple[Reference, ...]]
    received: Mapping[str, tuple[Reference, ...]]


def resolve_all(
    documents: Iterable[Document],
    references: Callable[[str], Sequence[Reference]],
    register: Register,
) -> Links:
    """Resolve the ``references`` of all ``documents``, once for all questions of lineage."""
    made: dict[str, tuple[Reference, ...]] = {}
    received: dict[str, list[Reference]] = defaultdict(list)
    for document in documents:
        resolved = [_resolved(r, document, register) for r in references(document.id)]
        made[document.id] = tuple(_distinct(resolved))
        for reference in made[document.id]:
            if reference.target:
                received[reference.target].append(reference)
    return Links(made, {name: tuple(found) for name, found in received.items()})


def trace(document: Document, documents: Mapping[str, Document], links: Links) -> Lineage:
    """The lineage of ``document`` among ``documents`` (by id), whose mentions are ``links``."""
    own = links.made.get(document.id, ())
    basis = _basis(document, links)
    return Lineage(
        document=document,
        basis=basis,
        cited_by=links.received.get(document.id, ()),
        replaces=tuple(r for r in own if r.kind in REPLACING_KINDS),
        missing=tuple(r for r in basis if r.target is None),
        upstream=_follow(document, documents, links, up=True),
        downstream=_follow(document, documents, links, up=False),
    )


def sentence_at(text: str, start: int, end: int) -> Span:
    """The sentence of ``text`` around ``text[start:end]``, without blank ends."""
    begin = max(text.rfind(mark, 0, start) for mark in "。\n") + 1
    stops = [at for mark in "。\n" if (at := text.find(mark, end)) >= 0]
    stop = min(stops, default=len(text))
    stop += stop < len(text) and text[stop] == "。"
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, stop


def _follow(
    document: Document, documents: Mapping[str, Document], links: Links, *, up: bool
) -> tuple[ChainLink, ...]:
    """The documents that ``document`` rests on, and those that they rest on; or that rest on it.

    Nearest first; no document is followed twice, so a circle of documents comes to an end.
    """
    found: list[ChainLink] = []
    seen = {document.id}
    layer, steps = [document], 1
    while layer:
        following: list[Document] = []
        for one in layer:
            for reference in _basis(one, links) if up else _based_on(one, documents, links):
                other = reference.target if up else reference.document
                citing = documents[reference.document]
                cited = documents.get(reference.target or "")
                said = sentence_at(citing.text, reference.start, reference.end)
                found.append(ChainLink(citing, cited, reference, steps, *said))
                if other and other not in seen:
                    seen.add(other)
                    following.append(documents[other])
        layer, steps = following, steps + 1
    return tuple(found)


def _basis(document: Document, links: Links) -> tuple[Reference, ...]:
    named = links.made.get(document.id, ())
    return tuple(r for r in named if r.kind in BASIS_KINDS and _is_ground(r, document.text))


def _based_on(
    document: Document, documents: Mapping[str, Document], links: Links
) -> list[Reference]:
    cited = links.received.get(document.id, ())
    return [r for r in cited if r in _basis(documents[r.document], links)]


def _is_ground(reference: Reference, text: str) -> bool:
    """A basis stands before the first clause, or where the text says what it was made by.

    What another clause cites is a rule to keep to.
    """
    if reference.clause.rsplit(":", 1)[-1].split("/")[-1] in ("前言", "正文"):
        return True
    end = sentence_at(text, reference.start, reference.end)[1]
    return bool(GROUNDS.search(text, reference.end, end))


def _resolved(reference: Reference, citing: Document, register: Register) -> Reference:
    found = register.resolve(reference, citing)
    return replace(reference, target=found.id if found else None)


def _distinct(references: Iterable[Reference]) -> list[Reference]:
    """Each mentioned document once, at its first mention."""
    seen: dict[tuple[str, str], Reference] = {}
    for reference in references:
        seen.setdefault((reference.kind, reference.target or _bare(reference.title)), reference)
    return list(seen.values())


def _bare(title: str) -> str:
    return "".join(character for character in title if character not in " 《》〈〉<>")
