"""What the marker reads: a question and a text, with the headings above it, as one run of ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.model.weights import SPECIAL

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BOS, EOS = SPECIAL.index("<s>"), SPECIAL.index("</s>")
ASKED, ABOVE = 44, 36  # tokens at most of a question (its beginning) and of headings (their end)
TOKENS = 320  # of all; a longer text is read to there
FIRST, LAST, ANSWERS = range(3)  # columns of the graph's ``marks``
NOTHING = 0  # the token that stands for "no words of this text"


@dataclass(frozen=True, slots=True)
class Pair:
    """The token ids; those of the text begin at place ``first`` (0-based).

    ``offsets`` are the characters of the text's tokens; what is too long is left out.
    """

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


def pair_ids(tokenizer: Tokenizer, question: str, above: str, text: str) -> Pair:
    """``<s> question </s></s> headings </s> text </s>``."""
    asked, headings, read = (
        tokenizer.encode(part, add_special_tokens=False) for part in (question, above, text)
    )
    ids = [BOS, *asked.ids[:ASKED], EOS, EOS, *headings.ids[-ABOVE:], EOS]
    room = TOKENS - len(ids) - 1
    return Pair([*ids, *read.ids[:room], EOS], len(ids), read.offsets[:room])
