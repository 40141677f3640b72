"""Clauses to passages: what is searched is a clause's own words under its headings.

A clause that is longer than the encoder reads well is split on sentence ends, counted in the
encoder's tokens. Passages of a document tile its clauses: each character that is not blank is
in one passage, unless it is the bare heading of a clause that has sub-clauses (that heading is
the context of every passage below it), or stands in the table of contents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kb.language import patterns
from kb.types import Clause, Document, ParsedDocument, Passage, Span

# Tokens of one passage's text. Chosen on the dev questions: 120 to 320 differ by less than one
# question in a hundred; short enough that one subject fills it, long enough for its sentence.
PASSAGE_TOKENS = 200
# What people call the lines of a document's head and foot, which do not say it themselves.
NAMES_OF_LINES = (
    (patterns.DOCUMENT_NUMBER, "文号 发文字号"),
    (patterns.ORDER_NUMBER, "文号 发文字号"),
    (patterns.ORGANISATION, "发文机关 发文单位 联合印发部门"),
    (patterns.DATE_LINE, "印发日期 发布时间 成文日期"),
)
NAME_OF_CLOSING = "施行日期 实施时间 生效日期 有效期 解释单位"
NAME_OF_PREFACE = "制定依据 制定目的"
SEPARATORS = ["\n", "。", "；", "，", "、", ""]


def chunk(parsed: ParsedDocument, count_tokens: Callable[[str], int]) -> tuple[Passage, ...]:
    """Passages of ``parsed`` in document order; ``count_tokens`` is the encoder's."""
    document = parsed.document
    by_id = {clause.id: clause for clause in parsed.clauses}
    children: dict[str, list[Clause]] = {}
    for clause in parsed.clauses:
        if clause.parent is not None:
            children.setdefault(clause.parent, []).append(clause)
    passages = []
    for clause in parsed.clauses:
        if clause.kind == "contents":
            continue
        below = children.get(clause.id, [])
        context = context_of(document, clause, by_id)
        for span in own_spans(document, clause, below):
            if below and _is_bare_heading(document.text, span, clause):
                continue
            for start, end in split_span(document.text, span, count_tokens):
                passages.append(
                    Passage(
                        f"{clause.id}@{start}",
                        document.id,
                        clause.id,
                        start,
                        end,
                        document.text[start:end],
                        f"{context} {name_of_lines(document, clause, start, end)}".strip(),
                    )
                )
    return tuple(passages)


def context_of(document: Document, clause: Clause, by_id: dict[str, Clause]) -> str:
    """Title, region and the headings above and of ``clause``, outermost first."""
    headings: list[str] = []
    at: Clause | None = clause
    while at is not None:
        if at.heading and at.kind != "notice":
            headings.append(at.heading)
        at = by_id[at.parent] if at.parent else None
    region = document.region
    where = [region.parent or "", region.name] if region and region.level != "省" else []
    where = where or ([region.name] if region else [])
    title = document.enclosed_title or document.title
    return " ".join(part for part in [title, *where, *reversed(headings)] if part)


def name_of_lines(document: Document, clause: Clause, start: int, end: int) -> str:
    """What people call a passage of the head or foot: 文号, 印发日期, 施行日期 ...; else ""."""
    if any(a <= start and end <= b for a, b in _blocks(document.header_spans)):
        lines = document.text[start:end].split("\n")
        names = [
            name
            for pattern, name in NAMES_OF_LINES
            if any(pattern.fullmatch(line.strip()) for line in lines)
        ]
        return " ".join(dict.fromkeys(names))
    if clause.kind == "closing":
        return NAME_OF_CLOSING
    return NAME_OF_PREFACE if clause.kind == "preface" else ""


def own_spans(document: Document, clause: Clause, children: list[Clause]) -> Iterator[Span]:
    """Stretches of ``clause`` outside its ``children``, cut where head lines begin and end."""
    edges = [clause.start]
    for child in children:
        edges.extend((child.start, child.end))
    edges.append(clause.end)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        at = start
        for head_start, head_end in _blocks(document.header_spans):
            if head_end <= at or head_start >= end:
                continue
            yield from _solid(document.text, at, head_start)
            yield from _solid(document.text, max(at, head_start), min(head_end, end))
            at = head_end
        yield from _solid(document.text, at, end)


def split_span(text: str, span: Span, count_tokens: Callable[[str], int]) -> Iterator[Span]:
    """Cut ``text[span]`` into pieces of at most ``PASSAGE_TOKENS`` tokens, on sentence ends."""
    start, end = span
    # A token is at least one character: what is short enough needs no counting.
    if end - start <= PASSAGE_TOKENS or count_tokens(text[start:end]) <= PASSAGE_TOKENS:
        yield span
        return
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=SEPARATORS,
        chunk_size=PASSAGE_TOKENS,
        chunk_overlap=0,
        length_function=count_tokens,
        keep_separator="end",
        strip_whitespace=False,  # with these settings the pieces join to the text again
    )
    at = start
    for piece in splitter.split_text(text[start:end]):
        yield from _solid(text, at, at + len(piece))
        at += len(piece)


def _blocks(spans: tuple[Span, ...]) -> list[Span]:
    """Neighbouring lines as one: issuers and date under a document belong together."""
    blocks: list[Span] = []
    for start, end in spans:
        if blocks and start <= blocks[-1][1] + 1:
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
    return blocks


def _solid(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _is_bare_heading(text: str, span: Span, clause: Clause) -> bool:
    words = text[span[0] : span[1]]
    bare = words[len(clause.label) :] if span[0] == clause.start else words
    return clause.heading is not None and bare.strip(" 。：:\u3000") == clause.heading
