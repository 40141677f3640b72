"""Markers to nested clauses: what is a heading of its own and what is a list in a sentence.

A marker counts when it begins a line (in a text whose lines were flattened: when it follows a
full stop) and its number can stand where it stands. Official numbering nests in one fixed order,
编 章 节 条 一、 （一） 1. （1） ①; it may skip kinds, and 1. may run on across several （一）.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from kb.language import patterns
from kb.language.normalize import fold
from kb.language.numerals import parse_numeral
from kb.structure.parts import TITLE_LENGTH, Paragraph, Part, is_signature, paragraphs
from kb.types import Clause, ClauseKind

KINDS: dict[str, ClauseKind] = {"编": "division", "章": "division", "节": "division", "条": "article"}
RANKS = {"编": 0, "章": 1, "节": 2, "条": 3, "一、": 4, "（一）": 5, "1.": 6, "（1）": 7, "①": 8}
HEADING_LENGTH = 40  # characters; a longer first sentence is the rule itself, not its heading
LARGEST_GAP = 3  # a number further ahead than that is a figure in the text, not a marker
FLAT_PARAGRAPH = 400  # characters: in longer ones markers inside are looked for
# Where a clause may begin inside a line: after a stop, a blank, or a heading without a stop.
INSIDE = re.compile(
    rf"(?<=[。；：:！？])\s*|(?<=\S)\s+|(?<=章)[^。；，\s]{{2,15}}(?=第{patterns.HAN_NUMBER}条)"
    rf"|{patterns.HAN_NUMBER}、[^。；：，（(\s]{{2,25}}(?=[（(]一[）)])"
)
ATTACHMENT_LIST = re.compile(rf"附{patterns.BLANK}*件{patterns.BLANK}*[:：]")
CLOSING_NOTE = re.compile(r"[（(]此件[^）)]{0,20}[）)]")


@dataclass(frozen=True, slots=True)
class Marker:
    """A place where a clause may begin; ``number`` is 1-based."""

    start: int
    end: int  # of the marker as written
    sort: str  # a key of RANKS
    number: int
    component: str  # of the path
    at_line_start: bool


@dataclass(slots=True)
class _Open:
    """A clause whose end is not known yet."""

    marker: Marker
    path: str
    clause: str
    parent: str | None


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
    end = part.end
    while end > part.start and text[end - 1].isspace():
        end -= 1
    markers, warnings = accept_markers(find_markers(text, part.start, end), text)
    body_start = markers[0].start if markers else end
    closing = _closing_start(text, body_start if markers else part.start, end)
    markers = [marker for marker in markers if marker.start < closing]
    root: str | None = None
    clauses: list[Clause] = []
    prefix = ""
    if part.prefix is not None:
        kind: ClauseKind = "notice" if part.kind == "notice" else "attachment"
        first = text[part.start : end].split("\n", 1)[0]
        label = first if part.kind == "attachment" else part.prefix
        root = f"{document}:{part.prefix}"
        heading = "".join(text[a:b].strip() for a, b in part.title) or None
        clauses.append(
            Clause(root, document, kind, part.prefix, label, heading, part.start, end, None)
        )
        prefix = part.prefix + "/"

    def plain(name: str, kind: ClauseKind, start: int, stop: int) -> None:
        start, stop = _trim(text, start, stop)
        if start < stop:
            path = prefix + name
            clauses.append(
                Clause(f"{document}:{path}", document, kind, path, "", None, start, stop, root)
            )

    before = min(body_start, closing)
    unnumbered = not markers and part.kind != "notice"
    plain("正文" if unnumbered else "前言", "preface", part.start, before)
    clauses.extend(_nest(document, text, markers, prefix, root, closing))
    plain("落款", "closing", closing, end)
    return clauses, [f"{part.prefix}：{w}" if part.prefix else w for w in warnings]


def find_markers(text: str, start: int, end: int) -> list[Marker]:
    """Places in ``text[start:end]`` where a clause may begin, in order."""
    found: list[Marker] = []
    lines = list(paragraphs(text, start, end))
    listed = attachment_list(lines)
    for line in lines:
        if line.start in listed:
            continue
        marker = _marker_at(text, line.start, at_line_start=True)
        if marker:
            found.append(marker)
        found.extend(_inner_markers(text, line))
    return sorted(set(found), key=lambda marker: marker.start)


def attachment_list(lines: list[Paragraph]) -> set[int]:
    """Starts of the lines that list the attachments: 附件：1.… and the numbers under it."""
    listed: set[int] = set()
    inside = False
    for line in lines:
        short = len(line.text) <= TITLE_LENGTH and line.text[-1] not in "。；"
        begins = ATTACHMENT_LIST.match(line.text) is not None
        inside = short and (begins or (inside and patterns.ARABIC_DOT.match(line.text) is not None))
        if inside:
            listed.add(line.start)
    return listed


def accept_markers(candidates: list[Marker], text: str) -> tuple[list[Marker], list[str]]:
    """Those of ``candidates`` whose number can stand where it stands, and the gaps seen."""
    accepted: list[Marker] = []
    warnings: list[str] = []
    open_numbers: dict[str, int] = {}  # by sort, in the clauses open at this place
    last_numbers: dict[str, int] = defaultdict(int)  # by sort, in the whole part
    for marker in candidates:
        rank = RANKS[marker.sort]
        before = open_numbers.get(marker.sort)
        expected = {1, last_numbers[marker.sort] + 1} | ({before + 1} if before else set())
        if marker.number not in expected:
            reference = before if before is not None else last_numbers[marker.sort]
            if not _may_be_gap(marker, reference, text):
                continue
            warnings.append(_gap_warning(marker, reference))
        elif not marker.at_line_start and not _is_followed_up(marker, candidates, text):
            continue
        open_numbers = {sort: n for sort, n in open_numbers.items() if RANKS[sort] < rank}
        open_numbers[marker.sort] = last_numbers[marker.sort] = marker.number
        accepted.append(marker)
    return accepted, warnings


def heading_of(text: str, start: int, end: int) -> str | None:
    """The heading that follows a marker at ``text[start:end]``, without end mark; or None.

    A heading stands alone on its line, or runs in: a short first sentence with more after it.
    """
    line_end = text.find("\n", start, end)
    line = text[start : end if line_end < 0 else line_end].strip()
    stop = re.compile(r"[。：:；]").search(line)
    first = line[: stop.start()] if stop else line
    alone = stop is None or stop.end() == len(line)
    has_more = not alone or line_end >= 0
    ended_as_item = stop is not None and stop.group() == "；"
    if not first or len(first) > HEADING_LENGTH or ended_as_item or not has_more:
        return None
    if not alone and first.count("，") and not _is_parallel(first):
        return None
    return first


def _marker_at(text: str, at: int, *, at_line_start: bool) -> Marker | None:
    while at < len(text) and text[at] in " \u3000\u00a0":
        at += 1
    for name, pattern in patterns.MARKERS:
        match = pattern.match(text, at)
        if not match:
            continue
        digits = match["n"]
        number = ord(digits) - ord("①") + 1 if name == "①" else parse_numeral(fold(digits))
        if number is None:
            return None
        written = match.group()
        sort, component = _sort_and_component(name, match, written)
        end = match.end()
        return Marker(at, end, sort, int(number), component, at_line_start)
    return None


def _sort_and_component(name: str, match: re.Match[str], written: str) -> tuple[str, str]:
    digits = fold(match["n"]) if name != "①" else match["n"]
    if name == "division":
        return match["unit"], f"第{digits}{match['unit']}"
    if name == "article":
        return "条", re.sub(r"\s", "", written)
    return name, {"（一）": f"（{digits}）", "（1）": f"（{digits}）"}.get(name, digits)


def _inner_markers(text: str, line: Paragraph) -> list[Marker]:
    found = []
    for gap in INSIDE.finditer(text, line.start + 1, line.end):
        marker = _marker_at(text, gap.end(), at_line_start=False)
        if marker and marker.sort in ("章", "条", "一、", "（一）", "1."):
            found.append(marker)
    return found


def _is_followed_up(marker: Marker, candidates: list[Marker], text: str) -> bool:
    """Whether a marker inside a paragraph begins a clause and is no list in a sentence.

    一、 after a colon does when 二、 begins a line; in a text without lines, when its neighbour
    is there too; an article does when its number is the one that is due.
    """
    if marker.sort in ("章", "条"):
        return marker.number > 1
    wanted = {marker.number - 1, marker.number + 1}
    near = [other for other in candidates if other.sort == marker.sort and other.number in wanted]
    flat = _paragraph_length(text, marker.start) > FLAT_PARAGRAPH
    return any(other.at_line_start or flat for other in near)


def _paragraph_length(text: str, at: int) -> int:
    end = text.find("\n", at)
    return (len(text) if end < 0 else end) - text.rfind("\n", 0, at)


def _may_be_gap(marker: Marker, reference: int, text: str) -> bool:
    if not marker.at_line_start:
        return False
    before = text[: marker.start].rstrip()
    ended = not before or before[-1] in patterns.TERMINAL or len(before.rsplit("\n", 1)[-1]) < 30
    near = 0 < marker.number - reference <= LARGEST_GAP or marker.sort in ("章", "条")
    return ended and (near or marker.number == reference)


def _gap_warning(marker: Marker, reference: int) -> str:
    if reference == 0:
        return f"编号从“{marker.component}”开始，之前的编号原文没有"
    if marker.number == reference:
        return f"编号“{marker.component}”在原文中重复"
    return f"编号由第{reference}项跳到“{marker.component}”，中间的编号原文没有"


def _nest(
    document: str, text: str, markers: list[Marker], prefix: str, root: str | None, end: int
) -> list[Clause]:
    clauses: list[Clause] = []
    stack: list[tuple[int, str, str]] = []  # rank, path, clause id
    for n, marker in enumerate(markers):
        rank = RANKS[marker.sort]
        while stack and stack[-1][0] >= rank:
            stack.pop()
        # An article's number runs on through the chapters: it is addressed without them.
        inside = [path for r, path, _ in stack if not (marker.sort == "条" and r < rank)]
        path = f"{inside[-1]}/{marker.component}" if inside else prefix + marker.component
        parent = stack[-1][2] if stack else root
        stop = next((m.start for m in markers[n + 1 :] if RANKS[m.sort] <= rank), end)
        next_start = markers[n + 1].start if n + 1 < len(markers) else end
        start, stop = _trim(text, marker.start, stop)
        clause = Clause(
            f"{document}:{path}",
            document,
            KINDS.get(marker.sort, "item"),
            path,
            text[marker.start : marker.end].strip(),
            heading_of(text, marker.end, min(next_start, stop)) or _bare(text, marker, next_start),
            start,
            stop,
            parent,
        )
        clauses.append(clause)
        stack.append((rank, path, clause.id))
    return clauses


def _bare(text: str, marker: Marker, end: int) -> str | None:
    """The whole line as heading when sub-clauses follow it at once."""
    line = text[marker.end : end].strip().rstrip("。：:")
    followed = end < len(text) and text[marker.end : end].endswith("\n")
    short = 0 < len(line) <= HEADING_LENGTH and "\n" not in line and "。" not in line
    return line if followed and short and not line.endswith("；") else None


def _is_parallel(sentence: str) -> bool:
    """加强组织领导，落实工作责任: short members of about one length make a heading."""
    members = sentence.split("，")
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
            or (patterns.CLOSING_FORMULA.match(body) and not _marker_at(body, 0, at_line_start=True))
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
    result = []
    for clause in clauses:
        parent_path = clause.path.rsplit("/", 1)[0] if "/" in clause.path else ""
        path = clause.path
        if parent_path in renamed:
            path = renamed[parent_path] + clause.path[len(parent_path) :]
        n = 1
        free = path
        while free in taken:
            n += 1
            free = f"{path}#{n}"
        taken.add(free)
        renamed[clause.path] = free
        parent = clause.parent
        if parent is not None:
            parent_key = parent.split(":", 1)[1]
            parent = f"{clause.document}:{renamed.get(parent_key, parent_key)}"
        result.append(
            replace(clause, id=f"{clause.document}:{free}", path=free, parent=parent)
        )
    return result
