"""Where a file came from, as JSON: in the records of an index and in ``sources.jsonl``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from kb.types import CorrectedField, Correction, Source

_CORRECTION = ("field", "value", "read", "by", "at")


def source_to_dict(source: Source) -> dict[str, Any]:
    """Every field of a source; ``corrections`` only when there are any."""
    record: dict[str, Any] = {
        "path": source.path,
        "sha256": source.sha256,
        "original_name": source.original_name,
        "url": source.url,
    }
    if source.corrections:
        record["corrections"] = [
            {name: getattr(correction, name) for name in _CORRECTION}
            for correction in source.corrections
        ]
    return record


def source_from_dict(record: Mapping[str, Any]) -> Source:
    """The inverse of :func:`source_to_dict`; what is optional may be left out.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no such record.
    """
    return Source(
        _text(record["path"]),
        _text(record["sha256"]),
        _text_or_none(record.get("original_name")),
        _text_or_none(record.get("url")),
        tuple(map(_correction_from_dict, record.get("corrections", ()))),
    )


def _correction_from_dict(record: Mapping[str, Any]) -> Correction:
    if record["field"] not in get_args(CorrectedField):
        raise ValueError(f"{record['field']!r} 不能更正")
    value, read, by = (_text_or_none(record.get(name)) for name in ("value", "read", "by"))
    return Correction(record["field"], value, read, by, _text(record["at"]))


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} 不是文字")
    return value
