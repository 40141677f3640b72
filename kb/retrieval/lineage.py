"""What a document rests on, who cites it, what it replaces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kb.types import Document, Lineage, Reference

BASIS_KINDS = frozenset({"依据", "落实", "转发"})
REPLACING_KINDS = frozenset({"废止", "替代"})


def trace(
    document: Document,
    documents: Sequence[Document],
    references: Callable[[str], Sequence[Reference]],
) -> Lineage:
    """The lineage of ``document`` among ``documents``; ``references`` gives those of an id."""
    own = _distinct(_resolved(r, documents) for r in references(document.id))
    basis = tuple(r for r in own if r.kind in BASIS_KINDS and _is_of_the_head(r))
    cited_by = tuple(
        resolved
        for other in documents
        if other.id != document.id
        for resolved in _distinct(_resolved(r, documents) for r in references(other.id))
        if resolved.target == document.id
    )
    return Lineage(
        document=document,
        basis=basis,
        cited_by=cited_by,
        replaces=tuple(r for r in own if r.kind in REPLACING_KINDS),
        missing=tuple(r for r in basis if r.target is None),
    )


def _is_of_the_head(reference: Reference) -> bool:
    """A basis stands before the first clause; what a clause cites is a rule to keep to."""
    return reference.clause.rsplit(":", 1)[-1].split("/")[-1] in ("前言", "正文")


def _resolved(reference: Reference, documents: Sequence[Document]) -> Reference:
    """``reference`` with its target, when exactly one document of the library fits."""
    wanted = _bare(reference.title)
    fitting = [
        document
        for document in documents
        if (reference.number and document.number == reference.number)
        or wanted in {_bare(document.title), _bare(document.enclosed_title or "")} - {""}
    ]
    return replace(reference, target=fitting[0].id if len(fitting) == 1 else None)


def _distinct(references: Iterable[Reference]) -> list[Reference]:
    """Each mentioned document once, at its first mention."""
    seen: dict[tuple[str, str], Reference] = {}
    for reference in references:
        seen.setdefault((reference.kind, _bare(reference.title)), reference)
    return list(seen.values())


def _bare(title: str) -> str:
    return "".join(character for character in title if character not in " 《》〈〉<>")
