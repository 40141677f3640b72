"""Finding a document by what people call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kb.errors import UnknownNameError
from kb.language.normalize import fold
from kb.types import Document, Source

ROUND_TO_SQUARE = str.maketrans("()", "[]")  # people type 攀卫办(2022)14号


@dataclass(frozen=True, slots=True)
class Listed:
    """What a document is called; its text is not read for it."""

    id: str
    title: str
    enclosed_title: str | None
    number: str | None
    source: Source


_Named = TypeVar("_Named", Document, Listed)


def find_document(documents: Iterable[_Named], name: str) -> _Named:
    """The one document that ``name`` names: by id, file name, title or 文号.

    Raises:
        UnknownNameError: none or several do; the message lists what there is.
    """
    every = tuple(documents)
    wanted = name.strip()
    found = [document for document in every if wanted in _names_of(document)]
    if not found:
        bare = _bare(wanted)
        found = [d for d in every if bare in map(_bare, _names_of(d))]
    if not found:
        found = [d for d in every if bare and bare in _bare(f"{d.enclosed_title or ''} {d.title}")]
    if len(found) == 1:
        return found[0]
    listed = "；".join(d.source.path for d in (found or every)[:10])
    said = "不止一份文件与之相符" if found else "库里没有这份文件"
    raise UnknownNameError(f"“{name}”：{said}。可用的文件：{listed}。")


def _names_of(document: Document | Listed) -> set[str]:
    path = Path(document.source.path)
    names = {document.id, document.source.path, path.name, path.stem, document.title}
    names |= {document.number or "", document.enclosed_title or ""}
    if document.source.original_name:
        names |= {document.source.original_name, Path(document.source.original_name).stem}
    return names - {""}


def _bare(name: str) -> str:
    return "".join(fold(name).split()).translate(ROUND_TO_SQUARE)
