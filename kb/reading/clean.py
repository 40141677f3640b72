"""Raw characters to the canonical text: layout repaired, words as they stand.

Two steps, so that it can be checked that no word is lost: first the spans that are layout and
not text (page numbers, running heads, bookmarks, Markdown marks) are named and cut; then only
white space changes: lines that a page broke are joined, paragraphs stand on a line each.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from kb.language import patterns
from kb.types import Span

ARTEFACT = re.compile(
    r"\[bookmark:[^\]\r\n]{0,80}\]"  # Word's hidden bookmarks, written out by converters
    r"|<!--(?:\r\n|[^\f]){0,200}?-->|-->"
    r"|(?:^|(?<=[\r\f]))[ \t]*#{1,6}(?=[ \t\u3000])"
    r"|\*\*(?=\S)|(?<=\S)\*\*"
    r"|[\ufeff\u200b-\u200f\u2060\u00ad\x00-\x08\x0e-\x1f\x7f]",
    re.MULTILINE | re.DOTALL,
)
LINE_END = re.compile(r"\r\n?|[\n\f\v\u2028\u2029\x85]")
# Paragraphs that a web page's flattening left on one line are parted by what was their indent.
INDENT_INSIDE = re.compile(r"[\u3000\u2002\u2003\u00a0]{2,}|(?<=[。；：！？]) {4,}")
FLAT_LINE = 300  # characters: a longer line with spaces after its full stops was flattened
HAN_MARKER = f"{patterns.HAN_COMMA.pattern}|{patterns.HAN_PAREN.pattern}".replace("?P<n>", "?:")
SPACE_AFTER_STOP = re.compile(rf"(?<=[。；：！？]) +(?=\S)|(?<=\S) +(?={HAN_MARKER})")

# + 关于…有关措施的通知 各有关单位：   - 各有关单位： 为深入贯彻
FLAT_TITLE = re.compile(r"[^。；：！？，\s](?:[^。；：！？，]{4,78}?)[^。；：！？，\s] +(?=\S)")

HARD_WRAP_LINES = 12  # fewer full lines than this say nothing about a wrap width
HARD_WRAP_SHARE = 0.4  # of the lines, that must be about equally wide
HARD_WRAP_WIDTH = 120  # columns; nobody wraps lines wider than that
FULL = 0.8  # of the wrap width: a line at least that wide was broken by the page
LONG_LINE = 60  # columns: in a text without wraps, a line that a page break may have cut
BLANKS = " \t\u3000\u00a0\u2002\u2003"
BLANKS_OF_CELLS = BLANKS.replace("\t", "")
BRACKETS = {"（": "）", "(": ")", "《": "》", "“": "”", "〔": "〕", "〈": "〉"}


@dataclass(frozen=True, slots=True)
class CleanText:
    """The canonical text, where its pages start in it, and what was cut from the raw text.

    ``page_starts`` is empty when the source does not tell its pages; it ends with the last page
    that has text.
    """

    text: str
    page_starts: tuple[int, ...]
    cut: tuple[Span, ...]  # in characters of the raw text


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # without blanks at its ends
    indent: int
    page: int  # 0-based
    runs_on: bool = False  # its page begins inside a paragraph: no line end before the form feed


def clean(raw: str, *, wrapped: bool = True) -> CleanText:
    """Make the canonical text of ``raw``; an empty text gives an empty one.

    ``wrapped`` says that line ends may fall inside paragraphs; else each line of ``raw`` is a
    paragraph, and only a form feed that follows no line end falls inside one. Apart from
    ``cut``, the characters that are not white space are those of ``raw``, in order.
    """
    cut = find_layout(raw)
    lines = _lines(raw, cut, wrapped=wrapped)
    wrap = wrap_width([line.text for line in lines]) if wrapped else None
    indented = _paragraphs_are_indented(lines, wrap)
    pieces: list[str] = []
    page_starts = [0]
    length = 0
    previous: _Line | None = None
    for line in lines:
        glue = ""
        if previous is not None:
            joined = (
                continues(previous, line, wrap=wrap, indented=indented) if wrapped else line.runs_on
            )
            glue = _glue(previous.text, line.text) if joined else "\n"
        start = length + len(glue)
        # A page without text starts where the next one does.
        page_starts.extend([start] * (line.page + 1 - len(page_starts)))
        pieces += (glue, line.text)
        length = start + len(line.text)
        previous = line
    pages = tuple(page_starts) if "\f" in raw else ()
    return CleanText("".join(pieces), pages, cut)


def find_layout(raw: str) -> tuple[Span, ...]:
    """Spans of ``raw`` that are layout: artefacts, page numbers and running heads, in order."""
    spans = [match.span() for match in ARTEFACT.finditer(raw)]
    previous = ""
    start = 0
    ends = [match.span() for match in LINE_END.finditer(raw)]
    for end, next_start in [*ends, (len(raw), len(raw))]:
        line = raw[start:end].strip(BLANKS)
        # A running head interrupts the text; at the very top the same words name the issuer.
        running = previous.endswith(("：", ":")) and patterns.RUNNING_HEAD.fullmatch(line)
        if line and (patterns.PAGE_NUMBER.fullmatch(line) or running):
            at = raw.index(line, start)
            spans.append((at, at + len(line)))
        elif line:
            previous = line
        start = next_start
    return _merge(spans)


def wrap_width(lines: list[str]) -> int | None:
    """The width in columns at which ``lines`` were hard-wrapped; None if they were not."""
    widths = sorted(display_width(line) for line in lines if line)
    if len(widths) < HARD_WRAP_LINES:
        return None
    width = widths[int(len(widths) * 0.7)]
    full = [line for line in lines if 0.85 * width <= display_width(line) <= 1.15 * width]
    broken = [line for line in full if line[-1] not in patterns.TERMINAL]
    wrapped = (
        20 <= width <= HARD_WRAP_WIDTH
        and len(full) >= max(HARD_WRAP_LINES, HARD_WRAP_SHARE * len(widths))
        and 2 * len(broken) > len(full)
    )
    return width if wrapped else None


def display_width(line: str) -> int:
    """Columns that ``line`` takes: two for a Chinese character, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


def continues(line: _Line, following: _Line, *, wrap: int | None, indented: bool) -> bool:
    """Whether ``following`` goes on with the sentence or paragraph of ``line``."""
    if patterns.is_table_row(line.text) or patterns.is_table_row(following.text):
        return False
    width = display_width(line.text)
    full = width >= (LONG_LINE if wrap is None else FULL * wrap)
    if _is_header_line(following.text, wrap):
        return full and _has_open_bracket(line.text)
    if patterns.starts_with_marker(following.text):
        # A marker inside an open bracket or after a comma is part of the sentence.
        return full and _is_open(line.text)
    if wrap is not None:
        if not full or _is_header_line(line.text, wrap):
            return False
        if line.text[-1] in "。！？!?：:":
            return indented and following.indent < 2
        return True
    return (
        full
        and line.text[-1] not in patterns.TERMINAL + "”》）)"
        and any(mark in line.text for mark in "，。；")
        and following.indent < 2
    )


def _is_header_line(text: str, wrap: int | None) -> bool:
    # An issuer does not fill its line; a line of running text may end with 中心 or 部 too.
    narrow = wrap is None or display_width(text) < FULL * wrap
    return bool(
        (narrow and patterns.ORGANISATION.fullmatch(text))
        or patterns.DOCUMENT_NUMBER.fullmatch(text)
        or patterns.DATE_LINE.fullmatch(text)
        or patterns.CONTENTS.fullmatch(text)
        or re.match(r"关于(?:印发|转发|发布|公布|下发)", text)
        or re.match(rf"附{patterns.BLANK}*件{patterns.BLANK}*(?:{patterns.NUMBER}|[:：]|$)", text)
    )


def _is_open(text: str) -> bool:
    return text[-1] in "，、,和及与或第至" or _has_open_bracket(text)


def _has_open_bracket(text: str) -> bool:
    # After a full stop it is a bracket that the source forgot to close.
    unclosed = any(text.count(a) > text.count(b) for a, b in BRACKETS.items())
    return unclosed and text[-1] not in patterns.TERMINAL


def _glue(left: str, right: str) -> str:
    latin = left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum()
    return " " if latin else ""


def _lines(raw: str, cut: tuple[Span, ...], *, wrapped: bool) -> list[_Line]:
    kept: list[str] = []
    end = 0
    for a, b in cut:
        kept.append(raw[end:a])
        end = b
    kept.append(raw[end:])
    lines: list[_Line] = []
    before = ""  # of the pages so far, the last that has text
    for page, sheet in enumerate("".join(kept).split("\f")):
        ended = not before or before.rstrip(BLANKS)[-1:] in "\n\r"
        for at, row in enumerate(LINE_END.split(sheet)):
            indent = len(row) - len(row.lstrip(BLANKS))
            if patterns.is_table_row(row):
                # A reader that writes rows leaves their first cells empty where they are.
                text = row.strip(BLANKS) if wrapped else row.strip(BLANKS_OF_CELLS).rstrip("\t")
                lines.append(_Line(text.rstrip(BLANKS), indent, page))
                continue
            for n, part in enumerate(_unflatten(row.strip(BLANKS))):
                first = at == 0 and n == 0
                lines.append(_Line(part, 2 if n else indent, page, first and not ended))
        before = sheet if sheet.strip() else before
    return lines


def _unflatten(row: str) -> list[str]:
    parts: list[str] = []
    for part in INDENT_INSIDE.split(row):
        # 标　　题, 第一章　　总则: a blank that spaces a short heading out is no paragraph.
        if parts and (len(parts[-1]) <= 2 or patterns.DIVISION.fullmatch(parts[-1])):
            parts[-1] += "\u3000" + part
        elif part.strip(BLANKS):
            parts.append(part.strip(BLANKS))
    return [
        piece
        for part in parts
        for piece in (_parted(part) if len(part) > FLAT_LINE else [part])
        if piece
    ]


def _parted(flat: str) -> list[str]:
    """A flattened text at the blanks after its title, its full stops and before its markers."""
    title = FLAT_TITLE.match(flat)
    head = [title.group().strip()] if title else []
    return head + SPACE_AFTER_STOP.split(flat[title.end() if title else 0 :])


def _paragraphs_are_indented(lines: list[_Line], wrap: int | None) -> bool:
    if wrap is None:
        return False
    starts = [b.indent for a, b in pairwise(lines) if _ends_early(a, wrap)]
    inner = [b.indent for a, b in pairwise(lines) if not _ends_early(a, wrap)]
    if not starts or not inner:
        return False
    return _share(starts) > 0.7 and _share(inner) < 0.3


def _ends_early(line: _Line, wrap: int) -> bool:
    return display_width(line.text) < FULL * wrap


def _share(indents: list[int]) -> float:
    return sum(indent >= 2 for indent in indents) / len(indents)


def _merge(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
