"""Logs that are only ever appended to: who asked what (audit), and what they thought of it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app.state.comparison import ComparisonRequest
from app.state.conversation import Turn
from kb import Citation, Document

AUDIT = "audit.jsonl"
FEEDBACK = "feedback.jsonl"
LONGEST_NOTE = 1000  # characters


def append(data: Path, name: str, entry: dict[str, Any]) -> None:
    """Add one JSON line with the time to the log ``name``, whole even when several write at once.

    Raises:
        OSError: it cannot be written.
    """
    folder = data / "log"
    folder.mkdir(parents=True, exist_ok=True)
    record = {"at": datetime.now().astimezone().isoformat(timespec="seconds"), **entry}
    line = (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    # One write to a file opened for appending: lines of several sessions never mix.
    handle = os.open(folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def question_entry(who: str | None, turn: Turn) -> dict[str, Any]:
    """The audit entry of a question: what was asked, of what, and the documents cited."""
    answer = turn.answer
    cited = [citation.document for citation in answer.citations] if answer else []
    return {
        "who": who,
        "did": "提问",
        "question": turn.question,
        **_filters(turn),
        "status": answer.status if answer else "error",
        "documents": _names(cited),
        "seconds": round(turn.seconds, 3),
    }


def comparison_entry(
    who: str | None, request: ComparisonRequest, compared: Sequence[Document]
) -> dict[str, Any]:
    """The audit entry of a comparison."""
    asked = {"regions": list(request.regions), "aspects": list(request.aspects)}
    return {
        "who": who, "did": "对比", "topic": request.topic, **asked, "documents": _names(compared)
    }  # fmt: skip


def export_entry(who: str | None, what: str, form: str, subject: str) -> dict[str, Any]:
    """The audit entry of an export: ``what`` kind of result, in which ``form``, about what."""
    return {"who": who, "did": "导出", "what": what, "form": form, "subject": subject}


def change_entry(who: str | None, did: str, documents: Sequence[Document]) -> dict[str, Any]:
    """The audit entry of a change to the library: 导入, 移出 or 恢复."""
    return {"who": who, "did": did, "documents": _names(documents)}


def feedback_entry(who: str | None, turn: Turn, *, good: bool, note: str) -> dict[str, Any]:
    """What a person thought of an answer, with what it cited; ``eval`` reads these as questions."""
    answer = turn.answer
    return {
        "who": who,
        "question": turn.question,
        "after": list(turn.after),
        **_filters(turn),
        "good": good,
        "note": note.strip()[:LONGEST_NOTE],
        "status": answer.status if answer else "error",
        "regions_answered": list(answer.regions) if answer else [],
        "citations": [_place(citation) for citation in answer.citations] if answer else [],
    }


def _filters(turn: Turn) -> dict[str, Any]:
    day = turn.filters.as_of
    return {
        "regions": list(turn.filters.regions),
        "only_documents": list(turn.filters.documents),
        "as_of": day.isoformat() if day else None,
    }


def _names(documents: Sequence[Document]) -> list[dict[str, str]]:
    distinct = {document.id: document for document in documents}
    return [{"id": d.id, "title": d.enclosed_title or d.title} for d in distinct.values()]


def _place(citation: Citation) -> dict[str, str]:
    return {
        "document": citation.document.source.path,
        "path": citation.path,
        "quote": citation.quote,
    }
