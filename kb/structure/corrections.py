"""Header fields that a person set by hand take the place of those that were read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args

from kb.errors import SourceError
from kb.language.gazetteer import region_named
from kb.language.mentions import compact_number
from kb.structure.header import genre_of, regions_in
from kb.types import CorrectedField, Document, Region

CORRECTABLE: dict[CorrectedField, str] = {
    "title": "标题",
    "enclosed_title": "所发文件标题",
    "number": "文号",
    "issuers": "发文机关",
    "region": "地区",
    "issued_on": "印发日期",
    "effective_on": "施行日期",
}
"""What people call the fields that can be corrected."""

LONGEST = 300  # characters of one field: no title or list of issuers comes near


def field_text(document: Document, field: CorrectedField) -> str | None:
    """A header field as a person writes it; None when the document does not state it."""
    value = getattr(document, field)
    if isinstance(value, Region):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(value) or None
    return value or None


def correct(document: Document) -> Document:
    """``document`` with the corrections that its source lists, in their order.

    Raises:
        SourceError: a value is not of the field's kind; it is named.
    """
    for correction in document.source.corrections:
        document = _set_field(document, correction.field, correction.value)
    return document


def _set_field(document: Document, field: CorrectedField, typed: str | None) -> Document:
    written = " ".join((typed or "").split())
    if field not in get_args(CorrectedField) or len(written) > LONGEST:
        raise SourceError(f"“{written[:20]}…”太长；{CORRECTABLE[field]}请不超过 {LONGEST} 字。")
    value = _value_of(field, written)
    if field == "title" and not value:
        raise SourceError("标题不能为空；请填写文件的标题。")
    changed: dict[str, Any] = {field: value}
    if field == "title":
        changed["genre"] = genre_of(written)
    if field == "region":
        changed["mentions"] = () if value else regions_in(document.text)
    return replace(document, **changed)


def _value_of(field: CorrectedField, written: str) -> Any:
    if field == "issuers":
        return tuple(part.strip() for part in written.split("、") if part.strip())
    if not written:
        return None
    if field == "region":
        region = region_named(written)
        if region is None:
            raise SourceError(f"“{written}”不是省、市、县的名称；请写全称，例如“重庆市”。")
        return region
    if field in ("issued_on", "effective_on"):
        try:
            return datetime.strptime(written, "%Y-%m-%d").date()
        except ValueError:
            raise SourceError(
                f"{CORRECTABLE[field]}“{written}”不是日期；请写成 2022-06-30 的样子。"
            ) from None
    return compact_number(written) if field == "number" else written
