"""Answers to questions about Chinese policy documents, with exact quotations; offline.

    from kb import KnowledgeBase

    with KnowledgeBase.open("indexes/policies") as library:
        answer = library.ask("天津二级医院康复医学科床位有什么要求？")

These names are the public interface; everything else may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kb.build import add_files, build_index, read_documents, remove_documents
    from kb.errors import KbError
    from kb.indexing.embedding import load_encoder
    from kb.library import KnowledgeBase
    from kb.model.export import export_encoder
    from kb.retrieval.search import PARTS
    from kb.types import (
        Answer,
        Citation,
        Clause,
        Document,
        Hit,
        Lineage,
        Manifest,
        PartAnswer,
        Statement,
        Superseded,
    )

_PLACES = {
    "KnowledgeBase": "kb.library",
    "KbError": "kb.errors",
    "PARTS": "kb.retrieval.search",
    "add_files": "kb.build",
    "build_index": "kb.build",
    "export_encoder": "kb.model.export",
    "load_encoder": "kb.indexing.embedding",
    "read_documents": "kb.build",
    "remove_documents": "kb.build",
    **dict.fromkeys(
        (
            *("Answer", "Citation", "Clause", "Document", "Hit", "Lineage", "Manifest"),
            *("PartAnswer", "Statement", "Superseded"),
        ),
        "kb.types",
    ),
}

__all__ = [
    "PARTS",
    "Answer",
    "Citation",
    "Clause",
    "Document",
    "Hit",
    "KbError",
    "KnowledgeBase",
    "Lineage",
    "Manifest",
    "PartAnswer",
    "Statement",
    "Superseded",
    "add_files",
    "build_index",
    "export_encoder",
    "load_encoder",
    "read_documents",
    "remove_documents",
]


def __getattr__(name: str) -> Any:
    # Loaded at first use: `kb --help` must not wait for numpy and the index.
    if name not in _PLACES:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
