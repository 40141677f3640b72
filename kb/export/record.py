"""A record as JSON values, for results that have no shape of their own in the contract."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from kb.contract import document_to_json
from kb.types import Document


def record_to_json(value: Any) -> Any:
    """``value`` with records as dicts of their fields, dates in ISO form, documents in short."""
    if isinstance(value, Document):
        return document_to_json(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: record_to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, list | tuple):
        return [record_to_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
