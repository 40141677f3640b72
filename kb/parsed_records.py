"""A parsed document as bytes: how it goes from process to process, and how an old one is kept."""

from __future__ import annotations

import json
import zlib
from typing import Any

from kb import records
from kb.errors import IndexBrokenError
from kb.types import ParsedDocument

QUICK = 1  # of zlib's levels: the higher ones save a tenth and take three times as long


def pack(value: Any) -> bytes:
    """Strings, numbers, lists and dicts as bytes, a quarter of the size of the text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Halves of characters come through, so that whoever keeps the text can refuse it by name.
    return zlib.compress(text.encode("utf-8", "surrogatepass"), QUICK)


def unpack(data: bytes) -> Any:
    """The inverse of :func:`pack`.

    Raises:
        IndexBrokenError: the bytes are damaged.
    """
    try:
        return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    except (zlib.error, ValueError) as error:
        raise IndexBrokenError("索引里保存的文件记录已损坏；请用 kb build 重建索引。") from error


def parsed_to_rows(parsed: ParsedDocument) -> list[Any]:
    """Everything of a parsed document, as rows of ``kb.records``."""
    return [
        records.document_to_row(parsed.document),
        [records.clause_to_row(clause) for clause in parsed.clauses],
        [records.reference_to_row(reference) for reference in parsed.references],
        [records.target_to_row(target) for target in parsed.targets],
        [records.duty_to_row(duty) for duty in parsed.duties],
    ]


def parsed_from_rows(rows: list[Any]) -> ParsedDocument:
    """The inverse of :func:`parsed_to_rows`.

    Raises:
        IndexBrokenError: it is no such record.
    """
    try:
        document, clauses, references, targets, duties = rows
    except (TypeError, ValueError) as error:
        raise IndexBrokenError("索引里保存的文件记录无效；请用 kb build 重建索引。") from error
    return ParsedDocument(
        records.document_from_row(document),
        tuple(map(records.clause_from_row, clauses)),
        tuple(map(records.reference_from_row, references)),
        tuple(map(records.target_from_row, targets)),
        tuple(map(records.duty_from_row, duties)),
    )
