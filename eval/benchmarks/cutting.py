"""Text to passages at sentence ends, for the lexical baselines."""

from __future__ import annotations

import re

CHARACTERS = 300  # a passage ends with the sentence that reaches so many
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+$")


def cut(text: str, characters: int = CHARACTERS) -> list[str]:
    """Passages of about ``characters``, each of whole sentences; they join to ``text``."""
    passages: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if passages and len(passages[-1]) < characters:
            passages[-1] += sentence
        else:
            passages.append(sentence)
    return passages
