"""Markdown files: the text without its marks, tables as rows."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from kb.reading.raw import RawText
from kb.reading.tables import TableCell, table_lines

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:[^\n]*\n){0,60}?---[ \t]*\r?\n")
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*$")
UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{3,}|\*{3,}|_{3,})[ \t]*$")
DELIMITER = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\|?[ \t]*$")
QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
BULLET = re.compile(r"^(?P<indent>[ \t]*)[-*+][ \t]+(?=\S)")
FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})")
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
LINK = re.compile(r"\[(?P<text>[^\]\n]{1,300})\]\((?!\s)[^)\n]{1,500}\)")
EMPHASIS = re.compile(r"(?P<mark>\*\*|__|\*|~~)(?=\S)(?P<text>[^*_~\n]{1,400}?)(?<=\S)(?P=mark)")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
TAG = re.compile(r"</?(?:br|p|div|span|b|strong|i|em|u|center|font|sub|sup)\b[^>\n]{0,200}>", re.I)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_markdown(text: str) -> RawText:
    """The text of the Markdown ``text``, its lines as they stand, its marks taken away."""
    lines = COMMENT.sub("", FRONT_MATTER.sub("", text, count=1)).splitlines()
    read: list[str] = []
    at = 0
    while at < len(lines):
        end = _end_of_table(lines, at)
        if end > at:
            rows = [lines[at], *lines[at + 2 : end]]
            read += table_lines([[TableCell(_inline(c)) for c in _cells(r)] for r in rows])
            at = end
            continue
        read += _lines_of(lines[at])
        at += 1
    # A blank line parts paragraphs; it stays one for the repair of lines that were wrapped.
    headings = (re.fullmatch(r" {0,3}#[ \t]+(.*?)[ \t]*#*", line) for line in lines)
    title = next((_inline(heading[1]).strip() for heading in headings if heading), None)
    return RawText("\n".join(read), wrapped=_is_wrapped(lines), title=title or None)


def _lines_of(line: str) -> list[str]:
    if FENCE.match(line) or UNDERLINE.match(line):
        return []
    heading = HEADING.match(line)
    body = heading["text"] if heading else BULLET.sub(r"\g<indent>", QUOTE.sub("", line))
    return _inline(body).split("\n")


def _inline(text: str) -> str:
    text = LINK.sub(r"\g<text>", PICTURE.sub("", text))
    text = TAG.sub(lambda tag: "\n" if tag.group()[1:3].lower() == "br" else "", text)
    for _ in range(3):  # **_both_**
        text = EMPHASIS.sub(r"\g<text>", text)
    return html.unescape(ESCAPE.sub(r"\1", text))


def _end_of_table(lines: list[str], at: int) -> int:
    """The line after the table that begins at ``at``; ``at`` when none does."""
    is_head = "|" in lines[at] and at + 1 < len(lines) and "|" in lines[at + 1]
    if not (is_head and DELIMITER.match(lines[at + 1])):
        return at
    end = at + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    return end


def _cells(row: str) -> list[str]:
    bare = row.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", bare)]


def _is_wrapped(lines: list[str]) -> bool:
    """Whether paragraphs may go over several lines: not when a line's end is always meant.

    It is meant after two blanks, and when a blank line stands between any two lines.
    """
    return any(a.strip() and b.strip() and not a.endswith("  ") for a, b in pairwise(lines))
