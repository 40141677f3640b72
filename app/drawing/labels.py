"""Words of documents and people in labels, which Streamlit reads as Markdown."""

from __future__ import annotations

# Each has a full-width twin that looks alike and means nothing to Markdown, to an icon's name
# (:material/home:) or to what recognises addresses (http://, name@host).
_MEANING = "!\"#$%&'*/:<>@[\\]^_`{|}~"
_TWINS = str.maketrans({mark: chr(ord(mark) + 0xFEE0) for mark in _MEANING})
_NOTHING = "\u2060"  # in front, so that “1.” or “+” begins no list


def label(text: str, *, most: int = 80) -> str:
    """``text`` in one line of at most ``most`` characters, for a label that shows it as it is."""
    line = (
        " ".join(text.split()).translate(_TWINS).replace("www.", "www．").replace("WWW.", "WWW．")
    )
    return _NOTHING + (line if len(line) <= most else line[: most - 1] + "…")
