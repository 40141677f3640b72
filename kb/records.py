"""Records <-> JSON-able dicts and SQLite rows: the one place that knows field names on disk.

A ``*_to_dict`` gives strings, numbers, lists, dicts and ``None`` only, dates as ISO strings.
A row holds the same values, lists and dicts as JSON text, in the order of ``*_COLUMNS``.
Reading anything that does not fit raises :class:`IndexBrokenError`, nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar, get_args

from kb.errors import IndexBrokenError
from kb.source_records import source_from_dict, source_to_dict
from kb.types import (
    Clause,
    ClauseKind,
    Document,
    Duty,
    DutyRole,
    Manifest,
    Operator,
    Passage,
    Period,
    Reference,
    ReferenceKind,
    Region,
    RegionLevel,
    Target,
)

DOCUMENT_COLUMNS = (
    "id", "title", "source", "enclosed_title", "number", "issuers", "region", "mentions",
    "issued_on", "effective_on", "period", "status", "genre", "page_starts", "header_spans",
    "warnings", "text",  # last: the others are read without it, which is longer than all of them
)  # fmt: skip
CLAUSE_COLUMNS = ("id", "document", "kind", "path", "label", "heading", "start", "end", "parent")
PASSAGE_COLUMNS = ("id", "document", "clause", "start", "end", "text", "context")
REFERENCE_COLUMNS = ("document", "clause", "kind", "title", "number", "start", "end", "target")
TARGET_COLUMNS = (
    "document", "clause", "indicator", "operator", "value", "value_max", "unit", "deadline",
    "due", "scope", "binding", "start", "end",
)  # fmt: skip
DUTY_COLUMNS = (
    "document", "clause", "body", "role", "task_start", "task_end", "start", "end",
)  # fmt: skip

_JSON_COLUMNS = frozenset(
    ("source", "issuers", "region", "mentions", "period", "page_starts", "header_spans", "warnings")
)
_MANIFEST_INTEGERS = (
    *("schema", "generation", "dim", "documents", "clauses", "passages", "sentences"),
)
_MANIFEST_STRINGS = ("encoder", "encoder_hash", "tokeniser", "library_version", "built_at")

_T = TypeVar("_T")
Record = Mapping[str, Any]


# --- documents -------------------------------------------------------------------------------


def document_to_dict(document: Document) -> dict[str, Any]:
    """Every field of a document, its text included."""
    source = document.source
    return {
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "source": source_to_dict(source),
        "enclosed_title": document.enclosed_title,
        "number": document.number,
        "issuers": list(document.issuers),
        "region": None if document.region is None else _region_to_dict(document.region),
        "mentions": [_region_to_dict(region) for region in document.mentions],
        "issued_on": _iso(document.issued_on),
        "effective_on": _iso(document.effective_on),
        "period": None if document.period is None else _period_to_dict(document.period),
        "status": document.status,
        "genre": document.genre,
        "page_starts": list(document.page_starts),
        "header_spans": [list(span) for span in document.header_spans],
        "warnings": list(document.warnings),
    }


def document_from_dict(record: Record) -> Document:
    """The inverse of :func:`document_to_dict`."""
    with _reading("文件记录"):
        return Document(
            id=record["id"],
            title=record["title"],
            text=record["text"],
            source=source_from_dict(record["source"]),
            enclosed_title=record["enclosed_title"],
            number=record["number"],
            issuers=tuple(record["issuers"]),
            region=_optional(record["region"], _region_from_dict),
            mentions=tuple(_region_from_dict(region) for region in record["mentions"]),
            issued_on=_optional(record["issued_on"], date.fromisoformat),
            effective_on=_optional(record["effective_on"], date.fromisoformat),
            period=_optional(record["period"], _period_from_dict),
            status=record["status"],
            genre=record["genre"],
            page_starts=tuple(record["page_starts"]),
            header_spans=tuple((start, end) for start, end in record["header_spans"]),
            warnings=tuple(record["warnings"]),
        )


def document_to_row(document: Document) -> tuple[Any, ...]:
    """Values for :data:`DOCUMENT_COLUMNS`."""
    record = document_to_dict(document)
    return tuple(
        json.dumps(record[name], ensure_ascii=False) if name in _JSON_COLUMNS else record[name]
        for name in DOCUMENT_COLUMNS
    )


def document_from_row(row: Sequence[Any]) -> Document:
    """The inverse of :func:`document_to_row`."""
    with _reading("文件记录"):
        return document_from_dict(_from_row(row, DOCUMENT_COLUMNS))


# --- clauses, passages, references: flat records, so a row is all there is --------------------


def clause_to_row(clause: Clause) -> tuple[Any, ...]:
    """Values for :data:`CLAUSE_COLUMNS`."""
    return tuple(getattr(clause, name) for name in CLAUSE_COLUMNS)


def clause_from_row(row: Sequence[Any]) -> Clause:
    """The inverse of :func:`clause_to_row`."""
    with _reading("条款记录"):
        record = _from_row(row, CLAUSE_COLUMNS)
        _one_of(record["kind"], get_args(ClauseKind))
        return Clause(**record)


def passage_to_row(passage: Passage) -> tuple[Any, ...]:
    """Values for :data:`PASSAGE_COLUMNS`."""
    return tuple(getattr(passage, name) for name in PASSAGE_COLUMNS)


def passage_from_row(row: Sequence[Any]) -> Passage:
    """The inverse of :func:`passage_to_row`."""
    with _reading("段落记录"):
        return Passage(**_from_row(row, PASSAGE_COLUMNS))


def reference_to_row(reference: Reference) -> tuple[Any, ...]:
    """Values for :data:`REFERENCE_COLUMNS`."""
    return tuple(getattr(reference, name) for name in REFERENCE_COLUMNS)


def reference_from_row(row: Sequence[Any]) -> Reference:
    """The inverse of :func:`reference_to_row`."""
    with _reading("引用记录"):
        record = _from_row(row, REFERENCE_COLUMNS)
        _one_of(record["kind"], get_args(ReferenceKind))
        return Reference(**record)


def target_to_row(target: Target) -> tuple[Any, ...]:
    """Values for :data:`TARGET_COLUMNS`."""
    record = {name: getattr(target, name) for name in TARGET_COLUMNS}
    return tuple({**record, "due": _iso(target.due), "binding": int(target.binding)}.values())


def target_from_row(row: Sequence[Any]) -> Target:
    """The inverse of :func:`target_to_row`."""
    with _reading("指标记录"):
        record = _from_row(row, TARGET_COLUMNS)
        _one_of(record["operator"], get_args(Operator))
        due = _optional(record["due"], date.fromisoformat)
        return Target(**{**record, "due": due, "binding": bool(record["binding"])})


def duty_to_row(duty: Duty) -> tuple[Any, ...]:
    """Values for :data:`DUTY_COLUMNS`."""
    return tuple(getattr(duty, name) for name in DUTY_COLUMNS)


def duty_from_row(row: Sequence[Any]) -> Duty:
    """The inverse of :func:`duty_to_row`."""
    with _reading("责任记录"):
        record = _from_row(row, DUTY_COLUMNS)
        _one_of(record["role"], get_args(DutyRole))
        return Duty(**record)


# --- the manifest ----------------------------------------------------------------------------


def manifest_to_dict(manifest: Manifest) -> dict[str, Any]:
    """Every field of a manifest."""
    names = (*_MANIFEST_INTEGERS, *_MANIFEST_STRINGS)
    return {**{name: getattr(manifest, name) for name in names}, "sources": dict(manifest.sources)}


def manifest_from_dict(record: Record) -> Manifest:
    """The inverse of :func:`manifest_to_dict`; other keys are ignored.

    Types are checked one by one: this is the first thing read of an index, and a foreign JSON
    file must be told from ours here.
    """
    with _reading(" manifest.json "):
        sources = record["sources"]
        integers = {name: record[name] for name in _MANIFEST_INTEGERS}
        strings = {name: record[name] for name in _MANIFEST_STRINGS}
        if not all(type(value) is int and value >= 0 for value in integers.values()):
            raise ValueError("数目不是整数")
        if not all(isinstance(value, str) for value in (*strings.values(), *sources.values())):
            raise ValueError("名称不是文字")
        return Manifest(**integers, **strings, sources=dict(sources))


# --- parts -----------------------------------------------------------------------------------


def _region_to_dict(region: Region) -> dict[str, Any]:
    return {
        "name": region.name,
        "adcode": region.adcode,
        "level": region.level,
        "parent": region.parent,
    }


def _region_from_dict(record: Record) -> Region:
    _one_of(record["level"], get_args(RegionLevel))
    return Region(record["name"], record["adcode"], record["level"], record["parent"])


def _period_to_dict(period: Period) -> dict[str, Any]:
    return {"start": _iso(period.start), "end": _iso(period.end)}


def _period_from_dict(record: Record) -> Period:
    return Period(
        _optional(record["start"], date.fromisoformat), _optional(record["end"], date.fromisoformat)
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _optional(value: Any, read: Callable[[Any], _T]) -> _T | None:
    return None if value is None else read(value)


def _one_of(value: Any, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{value!r} 不在 {'、'.join(allowed)} 之内")


def _from_row(row: Sequence[Any], columns: Sequence[str]) -> dict[str, Any]:
    return {
        name: json.loads(value) if name in _JSON_COLUMNS else value
        for name, value in zip(columns, row, strict=True)
    }


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn whatever a record of the wrong shape raises into one error with one sentence."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        said = " ".join(str(error).split())[:200]
        reason = f"缺少 {said}" if isinstance(error, KeyError) else said
        raise IndexBrokenError(
            f"索引里的{what}无法读取（{reason}）；请用 kb build 重建索引。"
        ) from error
