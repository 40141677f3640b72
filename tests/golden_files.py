"""The five documents as they must come out; `python -m tests.golden_files` writes them anew.

Look at the difference before committing it: these files were read against the sources by hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb.build import parse_file
from kb.records import document_to_dict
from kb.types import ParsedDocument

CORPUS = Path(__file__).parent.parent / "corpus"
GOLDEN = Path(__file__).parent / "golden"
FIELDS = (
    "title", "enclosed_title", "number", "issuers", "region", "issued_on", "effective_on",
    "period", "genre", "page_starts", "warnings",
)  # fmt: skip


def names() -> list[str]:
    """Stems of the corpus files."""
    return sorted(path.stem for path in CORPUS.glob("*.txt"))


def parse(name: str) -> ParsedDocument:
    return parse_file(CORPUS / f"{name}.txt", CORPUS)


def structure_of(parsed: ParsedDocument) -> dict[str, Any]:
    record = document_to_dict(parsed.document)
    return {
        "document": {field: record[field] for field in FIELDS},
        "header": [parsed.document.text[a:b] for a, b in parsed.document.header_spans],
        "references": [
            [r.kind, r.title, r.number, r.clause.split(":")[1]] for r in parsed.references
        ],
        "clauses": [[c.path, c.kind, c.label, c.heading, c.start, c.end] for c in parsed.clauses],
    }


def written(parsed: ParsedDocument) -> str:
    """JSON with a clause or a reference a line, so that a difference can be read."""
    record = structure_of(parsed)
    parts = []
    for name, value in record.items():
        rows = value if isinstance(value, list) else [{k: v} for k, v in value.items()]
        lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f'"{name}": [\n  {lines}\n ]' if rows else f'"{name}": []')
    return "{\n " + ",\n ".join(parts) + "\n}\n"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for stem in names():
        document = parse(stem)
        (GOLDEN / f"{stem}.json").write_text(written(document), "utf-8")
        (GOLDEN / f"{stem}.txt").write_text(document.document.text + "\n", "utf-8")
