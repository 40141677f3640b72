"""JSON: the record as ``--json`` prints it, and the particulars beside it."""

from __future__ import annotations

import json

from kb.export.paper import Paper


def to_json(paper: Paper) -> bytes:
    """``paper``'s record with ``particulars``: the words as they stand, UTF-8."""
    said = paper.particulars
    particulars = {
        "date": said.day.isoformat(),
        "question": said.question,
        "library": said.library,
        "check": said.check,
        "sources": [
            {
                "source": d.source.path,
                "title": d.title,
                "number": d.number,
                "sha256": d.source.sha256,
            }
            for d in paper.sources
        ],
        "clauses": [{"label": clause.label, "text": clause.text} for clause in paper.annex],
    }
    whole = {**paper.record, "particulars": particulars}
    text = json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"
