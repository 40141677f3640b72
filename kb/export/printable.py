"""Text as it can be written: nothing that breaks a file or turns a line, nothing lost unseen."""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, halves of surrogate pairs, non-characters, and marks that turn the direction of a line:
# "\x07" yes, "\t" and "\n" no; "\u202e" yes, "〔" no.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_DIGITS = "〇一二三四五六七八九"


def printable(text: str) -> str:
    """``text`` with every line break as one line feed and every unfit character as ``�``."""
    return _UNFIT.sub("\ufffd", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """``printable`` text on one line."""
    return " ".join(printable(text).split())


def ordinal(number: int) -> str:
    """1 to 99 as it numbers headings: 12 is 十二."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (
        _DIGITS[ones] if ones else ""
    )
