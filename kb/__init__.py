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
    from kb.answering.citations import place_of
    from kb.answering.target_groups import group_targets, written_value
    from kb.build import (
        add_files,
        build_index,
        parse_file,
        parse_text,
        read_document,
        remove_documents,
    )
    from kb.errors import BusyError, ExportError, IndexMissingError, KbError, SourceError
    from kb.export.file_names import safe_file_name
    from kb.exporting import FORMATS, export_bytes, export_file
    from kb.indexing.embedding import load_encoder
    from kb.indexing.generations import current_generation
    from kb.language.asked_day import asked_day
    from kb.library import KnowledgeBase
    from kb.model.export import export_encoder
    from kb.reading.files import SUFFIXES
    from kb.retrieval.search import PARTS
    from kb.sources import read_sources, write_sources
    from kb.structure.corrections import CORRECTABLE, correct, field_text
    from kb.types import (
        AlignedClauses,
        Answer,
        Cell,
        ChainLink,
        Citation,
        CitedTarget,
        Clause,
        ComparisonTable,
        CorrectedField,
        Correction,
        Document,
        DocumentComparison,
        Duty,
        Encoder,
        Hit,
        Lineage,
        Manifest,
        ParsedDocument,
        PartAnswer,
        Query,
        Reference,
        Report,
        Row,
        SaidDate,
        Source,
        Statement,
        Superseded,
        Target,
        TargetGroup,
        Validity,
    )

_PLACES = {
    "place_of": "kb.answering.citations",
    **dict.fromkeys(("group_targets", "written_value"), "kb.answering.target_groups"),
    **dict.fromkeys(
        (
            "add_files",
            "build_index",
            "parse_file",
            "parse_text",
            "read_document",
            "remove_documents",
        ),
        "kb.build",
    ),
    **dict.fromkeys(
        ("BusyError", "ExportError", "IndexMissingError", "KbError", "SourceError"), "kb.errors"
    ),
    "safe_file_name": "kb.export.file_names",
    **dict.fromkeys(("FORMATS", "export_bytes", "export_file"), "kb.exporting"),
    "load_encoder": "kb.indexing.embedding",
    "current_generation": "kb.indexing.generations",
    "asked_day": "kb.language.asked_day",
    "KnowledgeBase": "kb.library",
    "export_encoder": "kb.model.export",
    "SUFFIXES": "kb.reading.files",
    "PARTS": "kb.retrieval.search",
    **dict.fromkeys(("read_sources", "write_sources"), "kb.sources"),
    **dict.fromkeys(("CORRECTABLE", "correct", "field_text"), "kb.structure.corrections"),
    **dict.fromkeys(
        (
            "AlignedClauses",
            "Answer",
            "Cell",
            "ChainLink",
            "Citation",
            "CitedTarget",
            "Clause",
            "ComparisonTable",
            "CorrectedField",
            "Correction",
            "Document",
            "DocumentComparison",
            "Duty",
            "Encoder",
            "Hit",
            "Lineage",
            "Manifest",
            "ParsedDocument",
            "PartAnswer",
            "Query",
            "Reference",
            "Report",
            "Row",
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
    "CORRECTABLE",
    "FORMATS",
    "PARTS",
    "SUFFIXES",
    "AlignedClauses",
    "Answer",
    "BusyError",
    "Cell",
    "ChainLink",
    "Citation",
    "CitedTarget",
    "Clause",
    "ComparisonTable",
    "CorrectedField",
    "Correction",
    "Document",
    "DocumentComparison",
    "Duty",
    "Encoder",
    "ExportError",
    "Hit",
    "IndexMissingError",
    "KbError",
    "KnowledgeBase",
    "Lineage",
    "Manifest",
    "ParsedDocument",
    "PartAnswer",
    "Query",
    "Reference",
    "Report",
    "Row",
    "SaidDate",
    "Source",
    "SourceError",
    "Statement",
    "Superseded",
    "Target",
    "TargetGroup",
    "Validity",
    "add_files",
    "asked_day",
    "build_index",
    "correct",
    "current_generation",
    "export_bytes",
    "export_encoder",
    "export_file",
    "field_text",
    "group_targets",
    "load_encoder",
    "parse_file",
    "parse_text",
    "place_of",
    "read_document",
    "read_sources",
    "remove_documents",
    "safe_file_name",
    "write_sources",
    "written_value",
]


def __getattr__(name: str) -> Any:
    # Loaded at first use: `kb --help` must not wait for numpy and the index.
    if name not in _PLACES:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
