"""The day as of which a question asks what applied."""

from __future__ import annotations

import re
from datetime import date

from kb.language.dates import find_dates
from kb.language.normalize import fold

# + 【2022年6月30日】有效的规定   + 截至【2023年底】仍然有效的   + 【2021年】时适用的标准
# - 【2022年6月1日】起施行   - 到【2025年底】要达到多少
APPLIED_THEN = re.compile(
    r"\s*(?:当[时天日年]|那[时天]|时|期间|仍然?|依然|还|尚|正|在)*\s*(?:有效(?!期)|适用|现行)"
)
# - 有效期到【2024年底】有效吗   - 自【2022年6月】适用的
BEGINS_OR_ENDS = re.compile(r"(?:有效期.{0,6}|[自从])$")


def asked_day(question: str) -> date | None:
    """The last day of the date of which ``question`` asks what applied then; None for none.

    >>> str(asked_day("2022年6月有效的康复床位规定有哪些？"))
    '2022-06-30'
    >>> asked_day("到2025年底床位要达到多少？")
    """
    folded = fold(question)
    for mention in find_dates(question):
        after, before = folded[mention.end :], folded[: mention.start]
        if APPLIED_THEN.match(after) and not BEGINS_OR_ENDS.search(before):
            return mention.last
    return None
