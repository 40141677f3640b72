"""What was recognised in an uploaded file, and how it stands to what the library holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from kb import CorrectedField, Correction, Document, ParsedDocument, correct, field_text

Standing = Literal["新文件", "已在库内", "正文相同", "可能是新版本"]


@dataclass(frozen=True, slots=True)
class Preview:
    """An uploaded file as it was read, and the document of the library that it resembles."""

    file: Path
    parsed: ParsedDocument
    standing: Standing
    other: Document | None


def preview(file: Path, parsed: ParsedDocument, held: Iterable[Document]) -> Preview:
    """Compare a file with the documents ``held``: the same file, the same text, the same title.

    A document of the same title, and not known to be of another region, is taken for another
    version of it; which of them is the newer one is left to the person who imports it.
    """
    document, every = parsed.document, tuple(held)
    for other in every:
        if other.id == document.id:
            return Preview(file, parsed, "已在库内", other)
    words = _bare(document.text)
    for other in every:
        if _bare(other.text) == words:
            return Preview(file, parsed, "正文相同", other)
    for other in every:
        if _titles(other) & _titles(document) and _may_be_of_one_region(other, document):
            return Preview(file, parsed, "可能是新版本", other)
    return Preview(file, parsed, "新文件", None)


def corrections(
    document: Document, typed: Mapping[CorrectedField, str], *, by: str | None
) -> tuple[Correction, ...]:
    """Where ``typed`` differs from what was read, as corrections.

    Raises:
        KbError: a value is not of the field's kind; it is named.
    """
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    made = tuple(
        Correction(field, value.strip() or None, field_text(document, field), by, at)
        for field, value in typed.items()
        if (value.strip() or None) != field_text(document, field)
    )
    correct(replace(document, source=replace(document.source, corrections=made)))
    return made


def _bare(text: str) -> str:
    return "".join(text.split())


def _titles(document: Document) -> set[str]:
    """The titles without edition marks: （2023年修订）, （试行） come and go between versions."""
    titles = (document.title, document.enclosed_title or "")
    bare = {re.sub(r"[（(][^（()）]{1,12}[）)]$", "", _bare(title)) for title in titles}
    return bare - {""}


def _may_be_of_one_region(one: Document, other: Document) -> bool:
    return one.region is None or other.region is None or one.region == other.region
