"""What of a text can be seen: texts are compared by it, since only layout was repaired."""

from __future__ import annotations

import re

# White space, and marks without width: zero-width space and joiners, directions, byte order mark.
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


def visible(text: str) -> str:
    """``text`` without white space and without characters that have no width."""
    return _UNSEEN.sub("", text)
