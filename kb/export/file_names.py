"""Names of files that every system takes."""

from __future__ import annotations

import re
from datetime import date

from kb.export.printable import printable

LONGEST = 120  # characters, with date and suffix; 255 bytes is what most systems take
LONGEST_BYTES = 240
# What Windows forbids, and marks that are not seen: "a/b?" yes, "（一）、？" no.
_FORBIDDEN = re.compile('[<>:"/\\\\|?*\ufffd\u200b-\u200f\u2060-\u2064\ufeff]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CON(?:IN|OUT)\$|(?:COM|LPT)[0-9¹²³])", re.I)


def safe_file_name(question: str, day: date, suffix: str) -> str:
    """A name for the export of ``question`` on ``day``: 康复床位_2026-11-22.docx.

    ``suffix`` is with its dot. What no file name may hold is left out; an empty question gives
    导出结果.
    """
    tail = f"_{day.isoformat()}{suffix}"
    stem = " ".join(_FORBIDDEN.sub(" ", printable(question)).split()).strip(" .")
    stem = stem[: LONGEST - len(tail)]
    while len((stem + tail).encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    stem = stem.strip(" .") or "导出结果"
    # Windows looks at what stands before the first dot: CON.x is the console as well.
    return ("_" if _RESERVED.fullmatch(stem.split(".")[0].strip()) else "") + stem + tail


def fits_everywhere(name: str) -> bool:
    """Whether every system takes the file ``name``, which a person chose.

    Windows writes a:b.pdf into a hidden stream of a, and CON.docx nowhere.
    """
    reserved = _RESERVED.fullmatch(name.split(".")[0].strip())
    return not reserved and not _FORBIDDEN.search(name) and name == name.rstrip(" .")
