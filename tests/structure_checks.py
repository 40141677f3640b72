"""What must hold for every parsed document, whatever its text, and short ways to make one."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from kb.build import parse_text
from kb.reading.clean import CleanText
from kb.types import Clause, ParsedDocument, Source


def parse(raw: str, name: str = "文件.txt") -> ParsedDocument:
    return parse_text(raw, Source(name, hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()))


def paths(parsed: ParsedDocument) -> list[str]:
    return [clause.path for clause in parsed.clauses]


def clause(parsed: ParsedDocument, path: str) -> Clause:
    return next(clause for clause in parsed.clauses if clause.path == path)


def text_of(parsed: ParsedDocument, path: str) -> str:
    found = clause(parsed, path)
    return parsed.document.text[found.start : found.end]


def solid(text: str) -> str:
    """The characters of ``text`` that are not white space."""
    return "".join(text.split())


def without_cut(raw: str, cleaned: CleanText) -> str:
    kept, end = [], 0
    for start, stop in cleaned.cut:
        kept.append(raw[end:start])
        end = stop
    return "".join(kept) + raw[end:]


def check_invariants(parsed: ParsedDocument) -> None:
    """The invariants of DESIGN §2 that concern structure."""
    text, clauses = parsed.document.text, parsed.clauses
    by_id = {clause.id: clause for clause in clauses}
    assert len(by_id) == len(clauses), "ids are unique"
    assert len({clause.path for clause in clauses}) == len(clauses), "paths are unique"
    children: dict[str | None, list[Clause]] = {}
    for clause in clauses:
        assert clause.id == f"{parsed.document.id}:{clause.path}"
        assert 0 <= clause.start < clause.end <= len(text)
        assert not text[clause.start].isspace()
        assert not text[clause.end - 1].isspace()
        assert text.startswith(clause.label, clause.start) or clause.kind == "notice"
        if clause.parent is not None:
            parent = by_id[clause.parent]
            assert parent.start <= clause.start, "a child lies inside its parent"
            assert clause.end <= parent.end, "a child lies inside its parent"
        children.setdefault(clause.parent, []).append(clause)
    for siblings in children.values():
        for first, second in pairwise(siblings):
            assert first.end <= second.start, "siblings are in order and do not overlap"
    held = bytearray(len(text))
    for clause in children.get(None, ()):
        held[clause.start : clause.end] = b"\1" * (clause.end - clause.start)
    lost = [at for at, mark in enumerate(held) if not mark and not text[at].isspace()]
    assert not lost, "every character that is not blank lies in a clause"
    assert list(clauses) == sorted(clauses, key=lambda c: (c.start, -c.end)), "document order"
    for reference in parsed.references:
        assert reference.clause in by_id
        home = by_id[reference.clause]
        assert home.start <= reference.start < reference.end <= home.end
    for duty in parsed.duties:
        home = by_id[duty.clause]
        assert home.start <= duty.start < duty.end <= home.end, "its words lie in its clause"
        assert duty.body in text[duty.start : duty.end], "the body is as written"
        assert 0 <= duty.task_start < duty.task_end <= len(text)
    for start, end in parsed.document.header_spans:
        assert 0 <= start < end <= len(text)
