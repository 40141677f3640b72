"""Does a sentence say what a question asserts? Figures, obligation and denial must agree.

A question that asserts something (…，对吗？) is confirmed only by a sentence that states the same
figures, is as binding, and does not deny it: 鼓励设置 does not confirm 必须设置.
"""

from __future__ import annotations

import re

from kb.language.numerals import find_quantities

BINDING = re.compile(r"必须|一律|应当|强制|不得不|只能|只有|都要|全都|所有|非得|务必|一定要")
PERMITTING = re.compile(r"鼓励|支持|可以|引导|探索|倡导|提倡|推动|试点|参照|优先|有条件")
DENYING = re.compile(
    r"不得|不能|不可|不予|不享受|不应|不需要|无需|禁止|严禁|不准|不许|取消|停止|免于|除外|不收取|不再"
)
# 能不能, 是不是, 不低于: a 不 that denies nothing
NO_DENIAL = re.compile(r"(.)不\1|没[记理有]?错|不低于|不少于|不超过|不高于|不大于|不小于|对不对")


def states(claim: str, sentence: str) -> bool:
    """Whether ``sentence`` holds the quantities of ``claim`` exactly: 8人 is not 6人."""
    wanted = {quantity.key for quantity in find_quantities(claim)}
    return wanted <= {quantity.key for quantity in find_quantities(sentence)}


def _nearest_part(question: str, sentence: str) -> str:
    """The part of ``sentence`` between semicolons that shares most with ``question``."""
    wanted = {question[at : at + 2] for at in range(len(question) - 1)}

    def shared(part: str) -> int:
        return sum(part[at : at + 2] in wanted for at in range(len(part) - 1))

    return max(re.split(r"[；;]", sentence), key=shared)


def contradicts(question: str, sentence: str) -> str | None:
    """Why ``sentence`` does not bear out what ``question`` asserts; None when nothing speaks so."""
    asserted = NO_DENIAL.sub(" ", question)
    said = NO_DENIAL.sub(" ", _nearest_part(question, sentence))
    binding = bool(BINDING.search(asserted)) and not DENYING.search(asserted)
    if binding and PERMITTING.search(said) and not BINDING.search(said):
        permitting = PERMITTING.search(said)
        return f"原文的说法是“{permitting.group()}”" if permitting else None
    if bool(DENYING.search(asserted)) != bool(DENYING.search(said)):
        denying = DENYING.search(said)
        return f"原文的说法是“{denying.group()}”" if denying else "原文没有这样的禁止或限制"
    return None
