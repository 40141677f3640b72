"""Markers to nested clauses with their paths, headings and closing lines."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.language import patterns
from kb.language.amendments import quoted_rules
from kb.structure.blocks import Block, find_blocks
from kb.structure.markers import (
    DIVISIONS,
    RANKS,
    Marker,
    accept_markers,
    attachment_list,
    find_markers,
    is_marker_line,
)
from kb.structure.parts import Part, is_signature, paragraphs
from kb.types import Clause, ClauseKind

KINDS: dict[str, ClauseKind] = {
    **dict.fromkeys(DIVISIONS, "division"),
    "条": "article",
}
HEADING_LENGTH = 40  # characters; a longer first sentence is the rule itself, not its heading
COMMA = re.compile("[，,]")
CLOSING_NOTE = re.compile(r"[（(]此件[^）)]{0,20}[）)]")


def parse_clauses(
    document: str, text: str, parts: tuple[Part, ...]
) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    """Clauses of ``text`` in document order, and what is odd about its numbering.

    ``document`` is the id that the clauses belong to. Every character that is not blank lies in
    exactly one innermost clause; children lie inside their parents, in order, without overlap.
    """
    clauses: list[Clause] = []
    warnings: list[str] = []
    taken: set[str] = set()
    for part in parts:
        found, odd = _parse_part(document, text, part)
        clauses.extend(_with_free_paths(found, taken))
        warnings.extend(odd)
    return tuple(clauses), tuple(warnings)


def _parse_part(document: str, text: str, part: Part) -> tuple[list[Clause], list[str]]:
    start, end = _trim(text, part.start, part.end)
    blocks = find_blocks(list(paragraphs(text, start, end)))
    without = [*((block.start, block.end) for block in blocks), *quoted_rules(text, start, end)]
    markers, warnings = accept_markers(find_markers(text, start, end, without=without), text)
    body_start = markers[0].start if markers else end
    closing = _closing_start(text, body_start if markers else start, end)
    closing = next((b.end for b in blocks if b.start < closing < b.end), closing)
    markers = [marker for marker in markers if marker.start < closing]
    whole = _whole_part(document, text, part, end)
    root = whole[0].id if whole else None
    prefix = f"{part.prefix}/" if part.prefix else ""
    clauses = whole

    def plain(name: str, kind: ClauseKind, start: int, stop: int) -> None:
        start, stop = _trim(text, start, stop)
        if start < stop:
            path = prefix + name
            clauses.append(
                Clause(f"{document}:{path}", document, kind, path, "", None, start, stop, root)
            )

    unnumbered = not markers and part.kind != "notice"
    plain("正文" if unnumbered else "前言", "preface", start, min(body_start, closing))
    clauses.extend(_nest(document, text, markers, prefix, root, closing))
    plain("落款", "closing", closing, end)
    clauses = _with_blocks(document, clauses, blocks, prefix)
    return clauses, [f"{part.prefix}：{w}" if part.prefix else w for w in warnings]


def _with_blocks(
    document: str, clauses: list[Clause], blocks: tuple[Block, ...], prefix: str
) -> list[Clause]:
    """``clauses`` with each block as a clause within the innermost one that holds it."""
    held = list(clauses)
    for block in blocks:
        holders = [c for c in clauses if c.start <= block.start and block.end <= c.end]
        holder = holders[-1] if holders else None  # in document order the last is the innermost
        path = f"{holder.path}/{block.component}" if holder else prefix + block.component
        parent = holder.id if holder else None
        held.append(
            Clause(
                f"{document}:{path}",
                document,
                block.kind,
                path,
                block.label,
                block.heading,
                block.start,
                block.end,
                parent,
            )
        )
    return sorted(held, key=lambda clause: (clause.start, -clause.end))


def _whole_part(document: str, text: str, part: Part, end: int) -> list[Clause]:
    """The clause that a notice or an attachment is as a whole; the body of a file is none."""
    if part.prefix is None:
        return []
    kind: ClauseKind = "notice" if part.kind == "notice" else "attachment"
    first = text[part.start : end].split("\n", 1)[0]
    label = first if part.kind == "attachment" else part.prefix
    heading = "".join(text[a:b].strip() for a, b in part.title) or None
    clause_id = f"{document}:{part.prefix}"
    return [Clause(clause_id, document, kind, part.prefix, label, heading, part.start, end, None)]


def heading_of(text: str, start: int, end: int) -> str | None:
    """The heading that follows a marker at ``text[start:end]``, without end mark; or None.

    A heading stands alone on its line, or runs in: a short first sentence with more after it.
    """
    line_end = text.find("\n", start, end)
    line = text[start : end if line_end < 0 else line_end].strip()
    stop = re.search(r"[。：:；;]", line)
    first = line[: stop.start()] if stop else line
    alone = stop is None or stop.end() == len(line)
    has_more = not alone or line_end >= 0
    ended_as_item = stop is not None and stop.group() in "；;"
    if not first or len(first) > HEADING_LENGTH or ended_as_item or not has_more:
        return None
    if not alone and COMMA.search(first) and not _is_parallel(first):
        return None
    return first


def _nest(
    document: str, text: str, markers: list[Marker], prefix: str, root: str | None, end: int
) -> list[Clause]:
    clauses: list[Clause] = []
    stack: list[tuple[int, str, str]] = []  # rank, path, clause id
    stops = _stops(markers, end)
    for n, marker in enumerate(markers):
        rank = RANKS[marker.sort]
        while stack and stack[-1][0] >= rank:
            stack.pop()
        # An article's number runs on through the chapters: it is addressed without them.
        inside = [path for r, path, _ in stack if not (marker.sort == "条" and r < rank)]
        path = f"{inside[-1]}/{marker.component}" if inside else prefix + marker.component
        next_start = markers[n + 1].start if n + 1 < len(markers) else end
        start, stop = _trim(text, marker.start, stops[n])
        clause = Clause(
            id=f"{document}:{path}",
            document=document,
            kind=KINDS.get(marker.sort, "item"),
            path=path,
            label=text[marker.start : marker.end].strip(),
            heading=_article_name(text, marker)
            or heading_of(text, marker.end, min(next_start, stop))
            or _bare(text, marker, next_start),
            start=start,
            end=stop,
            parent=stack[-1][2] if stack else root,
        )
        clauses.append(clause)
        stack.append((rank, path, clause.id))
    return clauses


def _article_name(text: str, marker: Marker) -> str | None:
    """第五条【适用范围】: the heading that is parted from the rule on the same line."""
    named = patterns.ARTICLE_NAME.match(text, marker.end) if marker.sort == "条" else None
    return (named["name"] or named["parted"]) if named else None


def _stops(markers: list[Marker], end: int) -> list[int]:
    """Where the clause of each marker ends: at the next marker that is not inside it."""
    stops = [end] * len(markers)
    still_open: list[int] = []
    for n, marker in enumerate(markers):
        while still_open and RANKS[markers[still_open[-1]].sort] >= RANKS[marker.sort]:
            stops[still_open.pop()] = marker.start
        still_open.append(n)
    return stops


def _bare(text: str, marker: Marker, end: int) -> str | None:
    """The whole line as heading when sub-clauses follow it at once."""
    line = text[marker.end : end].strip().rstrip("。：:")
    followed = end < len(text) and text[marker.end : end].endswith("\n")
    short = 0 < len(line) <= HEADING_LENGTH and "\n" not in line and "。" not in line
    return line if followed and short and line[-1] not in "；;" else None


def _is_parallel(sentence: str) -> bool:
    """加强组织领导，落实工作责任: short members of about one length make a heading."""
    members = COMMA.split(sentence)
    return len(sentence) <= 24 and max(map(len, members)) - min(map(len, members)) <= 3


def _closing_start(text: str, start: int, end: int) -> int:
    """Where the closing lines begin; ``end`` when there are none."""
    closing = end
    lines = list(paragraphs(text, start, end))
    listed = attachment_list(lines)
    for line in reversed(lines[1:]):
        body = line.text.strip()
        closes = (
            is_signature(body)
            or line.start in listed
            or CLOSING_NOTE.fullmatch(body)
            or (patterns.CLOSING_FORMULA.match(body) and not is_marker_line(body))
        )
        if not closes:
            break
        closing = line.start
    return closing


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _with_free_paths(clauses: list[Clause], taken: set[str]) -> list[Clause]:
    """Number a path that the source uses again: 一, then 一#2."""
    renamed: dict[str, str] = {}
    used: dict[str, int] = {}
    result = []
    for clause in clauses:
        parent_path = clause.path.rpartition("/")[0]
        path = renamed.get(parent_path, parent_path) + clause.path[len(parent_path) :]
        n = used.get(path, 0) + 1
        while (free := path if n == 1 else f"{path}#{n}") in taken:
            n += 1
        used[path] = n
        taken.add(free)
        renamed[clause.path] = free
        parent = clause.parent
        if parent is not None:
            parent_key = parent.split(":", 1)[1]
            parent = f"{clause.document}:{renamed.get(parent_key, parent_key)}"
        result.append(replace(clause, id=f"{clause.document}:{free}", path=free, parent=parent))
    return result
