"""What a question takes for true: asserted (…，对吗？), supposed (为什么…, 既然…), or in passing.

An answer to 天津为什么要求床位不少于20张 would bear out a rule that 天津 does not have. So the
premise is held against the text first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

How = Literal["asserted", "questioned", "supposed"]

# 是不是从7月1日起施行: a question that states a figure to be told whether it is right
QUESTIONED = re.compile(r"是不是|是否")
SINCE = re.compile(
    r"既然(?P<said>[^。？?]+?)[，,。；;](?:那|为|怎|如|还|又|是|应|该|请|谁|什|哪|多|何|有)"
)
WHY = re.compile(r"为什么|为何|为啥|凭什么|何以|怎么会|怎么就|缘何")
REASON = re.compile(
    r"^(?P<said>.{4,}?)的?(?:原因|理由|缘由|初衷|出发点)(?:是什么|是啥|有哪些|何在|在哪|呢|[？?]|$)"
)
RULING = "规定|要求|明确|确定|提出|设定|承诺|定下"
BOUND = r"不低于|不少于|不高于|不超过|不得少于|不得超过|不得低于|至少|至多|最多|最少|达到"
# 要求的2%床位占比, 规定的20张, 每10万人口8人的目标: a figure of a rule, named in passing
RULED_BEFORE = re.compile(rf"(?:{RULING}|{BOUND})[^，,。；;？?\d]{{0,8}}$")
# 方案里说60%的二级医院; 按照试点方案，每张床补1万元: whatever else the asker supposes
PAPER = "方案|规定|文件|办法|通知|意见|政策|条例|规划|计划"
TOLD = re.compile(
    rf"(?:{PAPER})(?:里面?|中|上)?(?:都|也)?(?:说|写|讲|提到|提)(?:的是|着|明|了|到)?[^，,。；;？?\d]{{0,8}}$"
)
ACCORDING = re.compile(
    rf"(?:按照?|根据|依据|依照)[^，,。；;？?]{{0,30}}(?:{PAPER})[^，,。；;？?]{{0,4}}[，,]"
    r"[^，,。；;？?\d我俺咱家]{0,14}$"
)
RULED_AFTER = re.compile(r"^[^，,。；;？?\d]{0,8}的?(?:目标|要求|规定|指标|标准|占比|比例)")
# 要是达到100张, 我想要20张: what somebody has or wants is no rule
SUPPOSING = re.compile(r"如果|要是|假如|假设|若|我|俺|咱|家里|我们|能不能|可不可以|够不够|算不算")


@dataclass(frozen=True, slots=True)
class Premise:
    """The words that are taken for true, and how."""

    text: str
    how: How


def find_premise(question: str, *, confirming: bool) -> Premise | None:
    """The premise of ``question``; ``confirming`` when it asks for a confirmation.

    >>> find_premise("既然重庆取消了补贴，那么还有什么补助", confirming=False)
    Premise(text='重庆取消了补贴', how='supposed')
    """
    since = SINCE.search(question)
    if since:
        return Premise(since["said"], "supposed")
    if confirming:
        return Premise(question, "asserted")
    reason = REASON.match(question)
    if reason:
        return Premise(reason["said"], "supposed")
    if WHY.search(question):
        return Premise(WHY.sub(" ", question), "supposed")
    if QUESTIONED.search(question) and not SUPPOSING.search(question):
        return Premise(question, "questioned")
    return None


def is_ruled(question: str, start: int, end: int) -> bool:
    """Whether the figure at ``question[start:end]`` is stated as a rule's, not as the asker's."""
    before, after = question[:start], question[end:]
    if TOLD.search(before) or ACCORDING.search(before):
        return True
    if SUPPOSING.search(question):
        return False
    return bool(RULED_BEFORE.search(before) or RULED_AFTER.match(after))
