"""The head and foot of a document: title, 文号, issuers, dates, region, addressees, validity.

A field that the text does not state is None; nothing is guessed from the body.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from kb.language import patterns
from kb.language.dates import find_dates
from kb.language.mentions import compact_number
from kb.language.regions import (
    find_regions,
    first_region,
    region_of_issuer,
    region_of_number,
)
from kb.language.validity import Stated, read_validity
from kb.structure.parts import (
    FURNITURE,
    TITLE_LENGTH,
    Paragraph,
    Part,
    is_document_number,
    is_signature,
    paragraphs,
    title_lines,
)
from kb.types import Period, Region, Span

MENTIONS = 12  # regions kept for a document that does not say which is its own
STOPS = re.compile(r"[。：:；！？，]")
HEAD_LINES = 30  # paragraphs in which the head must have ended
ISSUE_DATE = re.compile(
    r"(?:成文日期|发文日期|发布日期|发布时间|印发日期|公布日期)\s*[:：]\s*(?P<date>\S.{0,20})"
)
# + （2001年2月20日卫生部令第14号发布　自2001年8月1日起施行）   + …通过   - 审议通过后
ADOPTED = re.compile(r"(?:通过|公布|发布|修订|修正|批准)(?:[）)]?$|\s*自[^）)]{4,20}施行[）)]$)")
# Under a title. + （2025年5月2日）   + （2025年11月28日某市委员会第十一次全体会议通过）
NOTED = re.compile(
    r"^[（(]\s*(?P<date>\d{4}年\d{1,2}月\d{1,2}日)(?:[^（）()。；]{0,60}(?:通过|印发|发布|公布))?[）)]$",
    re.MULTILINE,
)
# + 某市人民政府办公厅 2021年2月7日印发   - 于2021年印发的
PRINTED = re.compile(r"日\s*印发\s*$")
TAIL_LINES = 3
ENCLOSED = re.compile(
    r"(?:印发|转发|发布|公布|下发)(?:了)?(?P<name>《.+》|[^《》]{6,60}?)的(?:通知|公告|函)$"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the head and foot of a document say about it."""

    title: str | None
    enclosed_title: str | None
    number: str | None
    issuers: tuple[str, ...]
    region: Region | None
    issued_on: date | None
    effective_on: date | None
    period: Period | None
    genre: str | None
    spans: tuple[Span, ...]


def read_header(text: str, parts: tuple[Part, ...]) -> Header:
    """Read the header fields of ``text``, whose parts are ``parts``."""
    first = parts[0]
    head = list(paragraphs(text, first.start, first.end))
    places = title_lines(head)
    if first.kind == "attachment":  # a file that is one, by itself
        places = [n for n, line in enumerate(head) if (line.start, line.end) in first.title]
    title = join_title([head[at].text for at in places]) if places else None
    number = _number(head, title)
    signed = _signature(head, after=places[-1] if places else 0)
    issuers = _issuers(head, signed, places)
    if title and len(issuers) == 1 and title.startswith("关于"):
        title = issuers[0] + title
    body = next((part for part in parts if part.kind == "body"), first)
    enclosed = _enclosed_title(text, body, title) if first.kind == "notice" else None
    issued_on = _issued_on(head, signed)
    stated = read_validity(text, [name for name in (enclosed, title) if name], issued_on)
    return Header(
        title=title,
        enclosed_title=enclosed,
        number=number,
        issuers=issuers,
        region=_region(issuers, number, title, enclosed),
        issued_on=issued_on,
        effective_on=stated.effective.day if stated.effective else None,
        period=_period(stated),
        genre=genre_of(enclosed or title or ""),
        spans=_header_spans(head, places, signed, parts),
    )


def join_title(lines: list[str]) -> str:
    """One title of its lines; blanks stay only between Latin words."""
    joined = "".join(line.strip() for line in lines)
    return re.sub(r"(?<![A-Za-z])[\s\u3000]+|[\s\u3000]+(?![A-Za-z])", "", joined)


def genre_of(title: str) -> str | None:
    """The genre that a title ends with: 方案, 意见, 通知 ...; None if it names none."""
    bare = re.sub(r"[（(][^（()）]*[）)]$", "", title.rstrip("》")).rstrip("》")
    found = [genre for genre in patterns.GENRES if bare.endswith(genre)]
    return max(found, key=len) if found else None


def _number(head: list[Paragraph], title: str | None) -> str | None:
    for line in head[:HEAD_LINES]:
        if is_document_number(line.text):
            match = patterns.DOCUMENT_NUMBER.search(line.text) or patterns.ORDER_NUMBER.search(
                line.text
            )
            if match:
                return compact_number(re.sub(r"^(?:发文字号|文号)", "", match.group()))
    tail = re.search(r"[（(]([^（()）]+号)[）)]$", title or "")
    if tail and patterns.DOCUMENT_NUMBER.fullmatch(tail[1]):
        return compact_number(tail[1])
    return None


def _signature(head: list[Paragraph], *, after: int) -> list[Paragraph]:
    """The block of issuers and date under the text: the lines before and with its last date."""
    dates = [n for n, line in enumerate(head) if patterns.DATE_LINE.fullmatch(line.text)]
    dates = [n for n in dates if n > after]
    if dates:
        block = [head[dates[-1]]]
        at = dates[-1] - 1
    else:
        block, at = [], len(head) - 1
    while at > after and patterns.ORGANISATION.fullmatch(head[at].text):
        block.insert(0, head[at])
        at -= 1
    return block


def _issuers(head: list[Paragraph], signed: list[Paragraph], title: list[int]) -> tuple[str, ...]:
    above = [
        line.text for line in head[: title[0] if title else 0] if _names_organisation(line.text)
    ]
    under = [line.text for line in signed if _names_organisation(line.text)]
    return tuple(dict.fromkeys(under or above))


def _names_organisation(text: str) -> bool:
    return bool(patterns.ORGANISATION.fullmatch(text)) and not patterns.DATE_LINE.search(text)


def _enclosed_title(text: str, body: Part, title: str | None) -> str | None:
    if body.title:
        return join_title([text[a:b] for a, b in body.title])
    named = ENCLOSED.search(title or "")
    return named["name"].strip("《》") if named else None


def _issued_on(head: list[Paragraph], signed: list[Paragraph]) -> date | None:
    for line in reversed(signed):
        if patterns.DATE_LINE.fullmatch(line.text):
            return _first_date(line.text)
    for line in head[:HEAD_LINES]:
        labelled = ISSUE_DATE.search(line.text)
        if labelled:
            return _first_date(labelled["date"])
    top = "\n".join(line.text for line in head[:HEAD_LINES])
    adopted = [
        mention.first
        for line in head[:HEAD_LINES]
        if ADOPTED.search(line.text) and not patterns.starts_with_marker(line.text)
        for mention in find_dates(line.text)
        if mention.first == mention.last and not line.text.startswith("起", mention.end)
    ]
    adopted += [m.first for n in NOTED.finditer(top) for m in find_dates(n["date"])]
    if adopted:
        return max(adopted)
    printed = [_first_date(line.text) for line in head[-TAIL_LINES:] if PRINTED.search(line.text)]
    return printed[-1] if printed else None


def _first_date(text: str) -> date | None:
    found = [mention.first for mention in find_dates(text) if mention.first == mention.last]
    return found[0] if found else None


def _region(
    issuers: tuple[str, ...], number: str | None, title: str | None, enclosed: str | None
) -> Region | None:
    for issuer in issuers:
        region = region_of_issuer(issuer)
        if region:
            return region
    region = region_of_number(number) if number else None
    if region:
        return region
    by = re.match(r"[^《]{2,30}?(?=关于|印发|转发|发布|公布)", title or "")
    return (
        (region_of_issuer(by.group().strip()) if by else None)
        or region_in(title or "")
        or region_in(enclosed or "")
    )


def regions_in(text: str) -> tuple[Region, ...]:
    """The regions that ``text`` names, the most often named first, at most ``MENTIONS``."""
    counts = Counter(m.region for m in find_regions(text) if not m.inside_name)
    return tuple(region for region, _ in counts.most_common(MENTIONS))


def first_line_title(text: str) -> str | None:
    """The first line when it can be a title: short, no sentence, no marker, issuer or 文号."""
    line = text.split("\n", 1)[0].strip()
    is_other = patterns.starts_with_marker(line) or is_signature(line) or is_document_number(line)
    is_other = is_other or bool(FURNITURE.match(line))
    return None if is_other or not 4 <= len(line) <= TITLE_LENGTH or STOPS.search(line) else line


def region_in(name: str) -> Region | None:
    """The region that a title or a file name begins with or names first; None if it names none."""
    return first_region(name)


def _period(stated: Stated) -> Period | None:
    start, end = stated.start, stated.end
    known = start or end
    return Period(start.day if start else None, end.day if end else None) if known else None


def _header_spans(
    head: list[Paragraph],
    title: list[int],
    signed: list[Paragraph],
    parts: tuple[Part, ...],
) -> tuple[Span, ...]:
    last = title[-1] if title else -1
    lines = [head[at] for at in title] + list(signed)
    for line in head[: last + 3]:
        addresses = line.text.endswith(("：", ":")) and "。" not in line.text
        if addresses or is_signature(line.text) or is_document_number(line.text):
            lines.append(line)
    spans = {(line.start, line.end) for line in lines}
    spans.update(span for part in parts for span in part.title)
    return tuple(sorted(spans))
