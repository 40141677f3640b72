"""The parts of a file: the notice that issues a text, the text itself, its attachments.

Each part numbers its clauses afresh (一、 begins again), so parts are told apart before clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.language import patterns
from kb.types import Span

TITLE_LENGTH = 60  # characters; a longer line without a full stop is a sentence, not a title
TITLE_LINES = 4  # a title goes over at most that many lines
HEAD_LINES = 40  # paragraphs in which a notice must have come to its signature
ISSUING = re.compile(r"印发|转发|发布|公布|颁布|下发")
ISSUES_NOW = re.compile(
    r"现(?:将[^。]{0,80})?(?:印发|转发|发布|公布)[^。]{0,20}(?:你们|你单位|施行|如下|执行|$)"
)
# A title that issues another text ends with the kind of what issues it.
ISSUING_TITLE = re.compile(r"关于(?:印发|转发|发布|公布|下发|颁布)")
NOTICE_END = re.compile(r"(?:通知|公告|通告|函|决定|命令|令)[》〉]?$")

# A sentence about a text, not its title.
# + 《…方案》已经市政府第   - 《…方案》   - 《…办法》实施细则
QUOTED_SUBJECT = re.compile(r"《[^《》]+》(?:已|业|经|是|的?(?:有关|相关))")

# What a page copied as text has above its title: lines without a word, where one is, links
FURNITURE = re.compile(
    r"[^\u4e00-\u9fff]*$|(?:您?(?:当前|现在)的?位置|首页|来源|字体|字号|分享到|打印|关注 ?·)"
    r"|【[^】]{0,8}(?:解读|读懂|图解)】"
)

PartKind = Literal["notice", "body", "attachment"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document; ``prefix`` is the first component of its clauses' paths."""

    kind: PartKind
    prefix: str | None
    start: int
    end: int
    title: tuple[Span, ...]  # the lines of the part's own title; () when it has none


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the canonical text."""

    start: int
    end: int
    text: str


def split_parts(text: str) -> tuple[Part, ...]:
    """Split ``text`` into parts that cover it, in order. An empty text has no part."""
    lines = list(paragraphs(text))
    if not lines:
        return ()
    first_body = _end_of_notice(lines)
    starts: list[tuple[int, PartKind, str | None]] = []
    if first_body:
        starts.append((0, "notice", "通知"))
    starts.append((first_body, "body", None))
    starts.extend((at, "attachment", name) for at, name in _attachments(lines, first_body))
    parts = []
    for n, (at, kind, prefix) in enumerate(starts):
        until = starts[n + 1][0] if n + 1 < len(starts) else len(lines)
        if until == at:
            continue  # the file is an attachment by itself
        end = lines[until].start if until < len(lines) else len(text)
        own = lines[at + 1 : until] if kind == "attachment" else lines[at:until]
        title = tuple((own[n].start, own[n].end) for n in title_lines(own))
        if kind == "attachment" and not title:
            title = _plain_title(lines[at], own)
        parts.append(Part(kind, prefix, lines[at].start if at else 0, end, title))
    return tuple(parts)


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[Paragraph]:
    """The lines of ``text[start:end]`` that are not blank, with their place in ``text``."""
    for match in re.compile(r"[^\n]+").finditer(text, start, len(text) if end is None else end):
        if match.group().strip():
            yield Paragraph(match.start(), match.end(), match.group())


def title_lines(lines: list[Paragraph]) -> list[int]:
    """Places of the lines that make the title at the head of ``lines``; [] if there is none.

    The lines need not be neighbours: converters of two-column heads put the 文号 or the issuer
    between the halves of a title, and the addressees before it.
    """
    for first in range(min(len(lines), 12)):
        if FURNITURE.match(lines[first].text):
            continue
        found = _title_from(lines, first)
        if found:
            return found
        if _is_prose(lines[first].text) and not _is_interrupted(lines, first):
            return []
    return []


def is_signature(text: str) -> bool:
    """Whether a line is an issuer or a date standing alone, as under a document."""
    return bool(patterns.ORGANISATION.fullmatch(text) or patterns.DATE_LINE.fullmatch(text))


def _title_from(lines: list[Paragraph], first: int) -> list[int]:
    taken: list[int] = []
    joined = ""
    for at in range(first, min(len(lines), first + 2 * TITLE_LINES)):
        text = lines[at].text
        if taken and (is_document_number(text) or is_signature(text)):
            continue
        if not _may_be_title(text) or len(joined) + len(text) > 2 * TITLE_LENGTH:
            return []
        if not taken and _is_bracketed(text):
            return []
        taken.append(at)
        joined += text
        if len(taken) > TITLE_LINES:
            return []
        if _is_complete(joined):
            return [*taken, *_rest_of_title(lines, at, joined)]
    return []


def _rest_of_title(lines: list[Paragraph], at: int, joined: str) -> list[int]:
    """Lines that go on with a title which could end with the line ``at``.

    《…方案》, then 政策解读; 关于印发…管理办法, then 实施细则的通知.
    """
    issues = ISSUING_TITLE.search(joined) and not NOTICE_END.search(joined)
    for after in range(at + 1, min(at + TITLE_LINES, len(lines))):
        text = lines[after].text
        if not _may_be_title(text) or len(joined) + len(text) > 2 * TITLE_LENGTH:
            break
        if patterns.TITLE_REST.fullmatch(text) or (issues and NOTICE_END.search(text)):
            return list(range(at + 1, after + 1))
        if not issues:
            break
    return []


def _may_be_title(text: str) -> bool:
    return not (
        len(text) > TITLE_LENGTH
        or patterns.is_table_row(text)
        or text[-1] in "。：:；！，"
        or "。" in text
        or QUOTED_SUBJECT.match(text)
        or patterns.starts_with_marker(text)
        or is_signature(text)
        or is_document_number(text)
    )


def _is_complete(title: str) -> bool:
    balanced = title.count("《") == title.count("》")
    named = patterns.TITLE_END.search(title) or patterns.LAW_TITLE.fullmatch(title)
    return balanced and bool(named)


def _is_bracketed(text: str) -> bool:
    return re.fullmatch(r"[（(][^（()）]*[）)]", text) is not None


def is_document_number(text: str) -> bool:
    """Whether a line is a 文号 standing alone, with or without brackets or a label."""
    bare = re.sub(r"^(?:发文字号|发布文号|文\s*号)\s*[:：]\s*", "", text).strip("（）() ")
    return bool(patterns.DOCUMENT_NUMBER.fullmatch(bare) or patterns.ORDER_NUMBER.fullmatch(bare))


def _is_prose(text: str) -> bool:
    return "。" in text or len(text) > TITLE_LENGTH


def _is_interrupted(lines: list[Paragraph], at: int) -> bool:
    # A sentence without its end, followed by an issuer: the head was read across columns.
    return (
        lines[at].text[-1] not in "。！？：:"
        and at + 1 < len(lines)
        and is_signature(lines[at + 1].text)
    )


def _end_of_notice(lines: list[Paragraph]) -> int:
    """Number of lines of the notice before the text that it issues; 0 when there is none."""
    head = lines[:HEAD_LINES]
    issuing = any(ISSUING.search(line.text) for line in head[:15])
    if not issuing:
        return 0
    for at in range(1, len(head) - 1):
        before = at - 1
        while before and _is_bracketed(lines[before].text):  # （此件公开发布）
            before -= 1
        signed = patterns.DATE_LINE.fullmatch(lines[before].text) or (
            ISSUES_NOW.search(lines[before].text) and lines[before].text.endswith("。")
        )
        if signed and _title_at(lines, at):
            return at
    return 0


def _title_at(lines: list[Paragraph], at: int) -> bool:
    found = _title_from(lines, at)
    return bool(found) and found[0] == at and found[-1] < len(lines) - 1


def _attachments(lines: list[Paragraph], first: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    names: set[str] = set()
    signed = first > 0 or not any(patterns.DATE_LINE.fullmatch(line.text) for line in lines)
    for at in range(first, len(lines) - 1):
        text = lines[at].text
        signed = signed or bool(patterns.DATE_LINE.fullmatch(text))
        match = patterns.ATTACHMENT.fullmatch(text)
        if not (signed and match) or _is_list_of_attachments(lines, at):
            continue
        if match["title"] and (len(text) > TITLE_LENGTH or text[-1] in "。；"):
            continue
        name = f"附{match['sort']}" + re.sub(r"\s", "", match["n"] or "")
        # 附表 within an attachment is one of its tables.
        if name in names or (match["sort"] != "件" and any(n.startswith("附件") for n in names)):
            continue
        names.add(name)
        found.append((at, name))
    return found


def _plain_title(line: Paragraph, own: list[Paragraph]) -> tuple[Span, ...]:
    """A title that names no genre (任务分工表): beside 附件1, or the first line under it."""
    named = patterns.ATTACHMENT.fullmatch(line.text)
    if named and named["title"]:
        return ((line.start + named.start("title"), line.end),)
    if len(own) > 1 and _may_be_title(own[0].text):
        return ((own[0].start, own[0].end),)
    return ()


def _is_list_of_attachments(lines: list[Paragraph], at: int) -> bool:
    """附件：1.… 2.… before the signature names the attachments; it does not begin one."""
    named = patterns.ATTACHMENT.fullmatch(lines[at].text)
    for following in lines[at + 1 : at + 20]:
        if patterns.DATE_LINE.fullmatch(following.text):
            return True
        listed = patterns.ARABIC_DOT.match(following.text) and len(following.text) <= TITLE_LENGTH
        if not (
            listed or is_signature(following.text) or patterns.ATTACHMENT.match(following.text)
        ):
            return False
    # Nothing but names up to the end: a list, when it begins beside 附件： itself.
    return bool(named and named["title"])
