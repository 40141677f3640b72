"""What every benchmark measures of an answer."""

from __future__ import annotations

from collections.abc import Callable

from eval.measures.fidelity import quote_fidelity
from eval.measures.refusal import refusal
from eval.types import Rated
from kb import Answer


def rate_words(answer: Answer, source: Callable[[str], str], *, answerable: bool) -> Rated:
    """Refused or not, and each quotation shown; ``source`` gives the text of a file by its name."""
    shown = (*answer.citations, *answer.nearest)
    pairs = [(citation.quote, source(citation.document.source.path)) for citation in shown]
    return [
        refusal(answerable=answerable, refused=is_refused(answer)),
        *(("quote fidelity", quote_fidelity([pair])) for pair in pairs),
    ]


def is_refused(answer: Answer) -> bool:
    """Whether nothing was answered."""
    return answer.status == "not_found"


def said(answer: Answer) -> str:
    """The statements of ``answer``, joined; nothing when it is refused."""
    return "" if is_refused(answer) else "".join(s.text for s in answer.statements)
