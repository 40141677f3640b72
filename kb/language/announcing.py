"""Sentences that announce what others say: a question that is answered next, who is charged.

如何申请补贴？ above its answer; （责任单位：市民政局） below what it is charged with. But not
是否补贴由区县决定。, which says something.
"""

from __future__ import annotations

import re

from kb.language.tokens import bigrams

# 责任单位：… says who, not what; it belongs to the clause that it closes.
FIELD = re.compile(r"[（(]?(?:责任|牵头|配合|主办|协办|参与)(?:单位|部门|领导|人)[:：]")
ASKING = re.compile(r"[?？][”\u2019）)》]*$")
SAYS_MORE = 3  # pairs of characters that a question does not have


def names_charge(sentence: str) -> bool:
    """Whether ``sentence`` only names who is charged with what stands before it."""
    return bool(FIELD.match(sentence))


def asks(sentence: str) -> bool:
    """Whether ``sentence`` asks: then what it asks for stands after it."""
    return bool(ASKING.search(sentence))


def echoes(sentence: str, question: str) -> bool:
    """Whether ``sentence`` says no more than ``question``, as a heading in its words does."""
    return len(set(bigrams(sentence)) - set(bigrams(question))) <= SAYS_MORE
