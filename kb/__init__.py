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
    from kb.answering.target_groups import group_targets
    from kb.build import (
        add_files,
        build_index,
        parse_file,
        parse_text,
        read_documents,
        remove_documents,
    )
    from kb.errors import ExportError, KbError
    from kb.export.file_names import safe_file_name
    from kb.exporting import FORMATS, export_bytes, export_file
    from kb.indexing.embedding import load_encoder
    from kb.library import KnowledgeBase
    from kb.model.export import export_encoder
    from kb.retrieval.search import PARTS
    from kb.types import (
        AlignedClauses,
        Answer,
        ChainLink,
        Citation,
        CitedTarget,
        Clause,
        ComparisonTable,
        Document,
        DocumentComparison,
        Duty,
        Hit,
        Lineage,
        Manifest,
        ParsedDocument,
        PartAnswer,
        Reference,
        SaidDate,
        Source,
        Statement,
        Superseded,
        Target,
        TargetGroup,
        Validity,
    )

_PLACES = {
    "ExportError": "kb.errors",
    "FORMATS": "kb.exporting",
    "KnowledgeBase": "kb.library",
    "KbError": "kb.errors",
    "PARTS": "kb.retrieval.search",
    "add_files": "kb.build",
    "build_index": "kb.build",
    "export_bytes": "kb.exporting",
    "export_encoder": "kb.model.export",
    "export_file": "kb.exporting",
    "group_targets": "kb.answering.target_groups",
    "load_encoder": "kb.indexing.embedding",
    "parse_file": "kb.build",
    "parse_text": "kb.build",
    "read_documents": "kb.build",
    "remove_documents": "kb.build",
    "safe_file_name": "kb.export.file_names",
    **dict.fromkeys(
        (
            "AlignedClauses",
            "Answer",
            "ChainLink",
            "Citation",
            "CitedTarget",
            "Clause",
            "ComparisonTable",
            "Document",
            "DocumentComparison",
            "Duty",
            "Hit",
            "Lineage",
            "Manifest",
            "ParsedDocument",
            "PartAnswer",
            "Reference",
            "SaidDate",
            "Source",
            "Statement",
            "Superseded",
            "Target",
            "TargetGroup",
            "Validity",
        ),
        "kb.types",
    ),
}

__all__ = [
    "FORMATS",
    "PARTS",
    "AlignedClauses",
    "Answer",
    "ChainLink",
    "Citation",
    "CitedTarget",
    "Clause",
    "ComparisonTable",
    "Document",
    "DocumentComparison",
    "Duty",
    "ExportError",
    "Hit",
    "KbError",
    "KnowledgeBase",
    "Lineage",
    "Manifest",
    "ParsedDocument",
    "PartAnswer",
    "Reference",
    "SaidDate",
    "Source",
    "Statement",
    "Superseded",
    "Target",
    "TargetGroup",
    "Validity",
    "add_files",
    "build_index",
    "export_bytes",
    "export_encoder",
    "export_file",
    "group_targets",
    "load_encoder",
    "parse_file",
    "parse_text",
    "read_documents",
    "remove_documents",
    "safe_file_name",
]


def __getattr__(name: str) -> Any:
    # Loaded at first use: `kb --help` must not wait for numpy and the index.
    if name not in _PLACES:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
