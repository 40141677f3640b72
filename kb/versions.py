"""What an open library held before: old versions of its documents, and removed documents."""

from __future__ import annotations

from dataclasses import replace

from kb.errors import UnknownNameError
from kb.holdings import Holdings
from kb.indexing.catalogue import find_document
from kb.indexing.history import History
from kb.indexing.holding import Entry
from kb.types import Clause, Document, Version

MARK = "@"  # between the name of a document and the number of an old version of it


def list_versions(held: Holdings, name: str | None) -> tuple[Version, ...]:
    """The old versions of a document; of a removed one with itself, the last; the removed ones.

    Raises:
        UnknownNameError: no document of this name is held, and none was removed.
    """
    removed = held.index.history(History.removed)
    if name is None:
        return removed
    try:
        return _before(held, held.document(name).id)
    except UnknownNameError:
        by_id = {version.document: version for version in removed}
        entries = [Entry(v.document, v.title, None, None, v.source) for v in by_id.values()]
        try:
            last = by_id[find_document(entries, name).id]
        except UnknownNameError:
            last = None
        if last is None:
            raise
        earlier = _before(held, last.document)
        return (*earlier, replace(last, number=len(earlier) + 1))


def read_version(held: Holdings, name: str) -> tuple[Document, tuple[Clause, ...]]:
    """The document that ``name`` names with its clauses; 某办法@1 is its first version.

    Raises:
        UnknownNameError: there is no such document or version; what there is is said.
    """
    try:
        document = held.document(name)
    except UnknownNameError:
        stem, mark, number = name.rpartition(MARK)
        if not mark or not number.isdecimal():
            raise
        return _former(held, stem, int(number))
    return document, held.index.clauses(document.id)


def _former(held: Holdings, name: str, number: int) -> tuple[Document, tuple[Clause, ...]]:
    versions = list_versions(held, name)
    if not 1 <= number <= len(versions):
        count = f"只保存了 {len(versions)} 个旧版本" if versions else "没有旧版本"
        raise UnknownNameError(f"“{name}”：{count}；可用 kb history 查看。")
    parsed = held.index.history(lambda kept: kept.former(versions[number - 1].document))
    if parsed is None:
        raise UnknownNameError(f"“{name}”：第 {number} 个旧版本的文字没有保存下来。")
    return parsed.document, parsed.clauses


def _before(held: Holdings, document_id: str) -> tuple[Version, ...]:
    return held.index.history(lambda kept: kept.versions(document_id))
