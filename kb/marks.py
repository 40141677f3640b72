"""What a marker says of a text: whether it answers, and with which words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# Of .03 to 1, .1 gave the most first places on our own questions, health and half of ncp.
MOST = 0.1


@dataclass(frozen=True, slots=True)
class Mark:
    """How one text was read beside a question.

    Attributes:
        relevance: That the text answers the question or speaks of the topic: a logit, above 0
            when that is likelier than not on what the marker was trained on.
        span: The words that answer, 0-based characters of the text; the best that there are,
            also where none answers.
        certainty: Logarithm of how much likelier these words are than that none answer.
    """

    relevance: float
    span: tuple[int, int]
    certainty: float

    @property
    def gain(self) -> float:
        """What the score of a passage gains by it: most when it surely answers."""
        return MOST / (1 + math.exp(-self.relevance))


class Marker(Protocol):
    """Reads texts beside a question."""

    def mark(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Mark]:
        """A mark for each of ``texts``: the headings it stands under, and its words."""
        ...
