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
        read_documents,
        remove_documents,
        restore_documents,
    )
    from kb.errors import BusyError, ExportError, IndexMissingError, KbError, SourceError
    from kb.export.file_names import safe_file_name
    from kb.exporting import FORMATS, export_bytes, export_file
    from kb.holdings import PARTS
    from kb.indexing.embedding import load_encoder
    from kb.indexing.generations import current_generation
    from kb.language.asked_day import asked_day
    from kb.library import KnowledgeBase
    from kb.model.export import export_encoder
    from kb.reading.kinds import SUFFIXES
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
        FileReport,
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
        ToCheck,
        Validity,
        Version,
    )

_PLACES = {
    "CORRECTABLE": "kb.structure.corrections",
    "FORMATS": "kb.exporting",
    "PARTS": "kb.holdings",
    "SUFFIXES": "kb.reading.kinds",
    "BusyError": "kb.errors",
    "ExportError": "kb.errors",
    "IndexMissingError": "kb.errors",
    "KbError": "kb.errors",
    "KnowledgeBase": "kb.library",
    "SourceError": "kb.errors",
    "add_files": "kb.build",
    "asked_day": "kb.language.asked_day",
    "build_index": "kb.build",
    "correct": "kb.structure.corrections",
    "current_generation": "kb.indexing.generations",
    "export_bytes": "kb.exporting",
    "export_encoder": "kb.model.export",
    "export_file": "kb.exporting",
    "field_text": "kb.structure.corrections",
    "group_targets": "kb.answering.target_groups",
    "load_encoder": "kb.indexing.embedding",
    "parse_file": "kb.build",
    "parse_text": "kb.build",
    "place_of": "kb.answering.citations",
    "read_document": "kb.build",
    "read_documents": "kb.build",
    "read_sources": "kb.sources",
    "remove_documents": "kb.build",
    "restore_documents": "kb.build",
    "safe_file_name": "kb.export.file_names",
    "write_sources": "kb.sources",
    "written_value": "kb.answering.target_groups",
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
            "FileReport",
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
            "ToCheck",
            "Validity",
            "Version",
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
    "FileReport",
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
    "ToCheck",
    "Validity",
    "Version",
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
    "read_documents",
    "read_sources",
    "remove_documents",
    "restore_documents",
    "safe_file_name",
    "write_sources",
    "written_value",
]


def __getattr__(name: str) -> Any:
    # Loaded at first use: `kb --help` must not wait for numpy and the index.
    if name not in _PLACES:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
