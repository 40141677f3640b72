"""Does a sentence say what a question asserts? Names, obligation and denial must agree.

A question that asserts something (…，对吗？) is confirmed only by a sentence that names the same
bodies, is as binding, and does not deny it: 鼓励设置 does not confirm 必须设置. Its figures are
the matter of figures.py.
"""

from __future__ import annotations

import re

from kb.language.denials import DENIED, denied, denies_alike
from kb.language.figures import ANY_LEVEL
from kb.language.matching import fold_text
from kb.language.opposites import opposite
from kb.language.regions import find_regions
from kb.language.same_place import Token, replaced

BINDING = re.compile(r"必须|一律|应当|强制|不得不|只能|只有|都要|全都|所有|非得|务必|一定要")
PERMITTING = re.compile(
    r"鼓励|支持(?!政策|措施|资金|项目|体系|性)|可以|引导|探索|倡导|提倡|推动|试点|参照|优先|有条件"
)
DENYING = re.compile(
    r"不得|不能|不可(?!移动|再生|抗力|分割|逆|降解)|不予|不享受|不应|不需要|无需|禁止|严禁|不准|不许|取消|停止|免于|除外|不收取|不再"
    r"|不鼓励|不支持|不提倡|不允许|不纳入|不设(?!不)|没有(?:任何)?(?:条件|限制)|无(?:任何)?(?:条件|限制)"
)
# How a claim denies in everyday words: 不让干, 顶不了, 别想
COMMONLY_DENYING = re.compile(
    r"不(?:行|让|许|能|准|可以?|用|给|算|再|着|收|会|分|查|卡|设|要|必|成|合|得|予|享|是|归|属|适|包)|没(?!记|错|看|理)"
    r"|[\u4e00-\u9fff]不[了开着住到完掉上]|别(?!的|人|处|墅)|甭|免|禁|白[用拿送给]|取消|作废|停止|除外|无需|严禁"
)
# 能不能, 是不是, 不低于: a 不 that denies nothing
NO_DENIAL = re.compile(r"(.)不\1|没[记理看有]?错|不[得能可应]?(?:低于|少于|超过|高于|大于|小于)")
# 不一定非得: asserts no duty
NO_DUTY = re.compile(
    r"(?:不一定|不见得|未必|并非|不是|用不着)(?:都|就)?(?:必须|一律|只能|非得|一定要|都要)"
)
# 取消资格 is 撤销资格
WITHDRAWN = re.compile(rf"{DENYING.pattern}|撤销|废止|吊销|注销")
OF_LEVEL = "(?:级|人民|政府|[一-鿿]{0,10}?(?:政府|部门|[局委厅]))"  # 市体育行政部门 is 市级
CHOICE = re.compile(r"(.)不\1")  # 能不能, 是不是, 对不对
DOUBLE_DENIAL = re.compile(r"不[得能可]不(?=[^低少超高大小])")
SPOKEN_OF, ALIKE = 0.3, 3  # of the pairs of characters of what is denied, and at least
BEHIND_REGION = 2  # characters of a name behind the region that it begins with
# What tells a hospital or school from its like: 第一附属医院, 市中心医院.
PLACE = re.compile(
    r"第[一二三四五六七八九十\d]+[\u4e00-\u9fff]{0,4}(?:医院|大学|学院|中心|中学|小学)"
    r"|[省市县区](?:中心|人民|第[一二三四五六]+)医院"
)
# 非营利性机构: what holds for those that are not is not said of those that are
EXCEPTION = re.compile(r"非(?P<what>[\u4e00-\u9fff]{2}性?)")


def differing_name(question: str, sentence: str) -> str | None:
    """The first name of a place or a level that ``question`` states, ``sentence`` not."""
    asked, said = fold_text(question), fold_text(sentence)
    regions = find_regions(asked)
    # 攀枝花康复医院 is a hospital, wherever it is: the region in its name is part of the name.
    inside = [asked[m.start : m.end + BEHIND_REGION] for m in regions if m.inside_name]
    names = [*PLACE.findall(asked), *ANY_LEVEL.findall(asked), *inside]
    for name in names:
        if name not in said and not _is_of_level(name, said):
            return str(name)
    other = replaced(asked, _names(asked), said, _names(said))
    return asked[other[0].start : other[0].end] if other else None


def _is_of_level(level: str, said: str) -> bool:
    """Whether ``said`` names a body of ``level``: 市人民政府 is 市级."""
    return level[0] in "省市县区" and bool(
        re.search(f"(?<![城超门]){level[0]}(?![场民]){OF_LEVEL}", said)
    )


def _names(text: str) -> list[Token]:
    """The regions and levels that ``text`` names."""
    named = [Token(m.start, m.end, m.region) for m in find_regions(text)]
    return [*named, *(Token(*m.span(), m.group()) for m in ANY_LEVEL.finditer(text))]


def differing_exception(question: str, sentence: str) -> str | None:
    """营利性 or 非营利性, whichever ``question`` states of what ``sentence`` says of the other."""
    said = _distinct_part(question, re.split("[；;]", sentence))
    for match in EXCEPTION.finditer(said + question):
        without, what = match.group(), match["what"]
        asked = {w for w in (without, what) if re.search(rf"(?<!非){w}", question)}
        held = {w for w in (without, what) if re.search(rf"(?<!非){w}", said)}
        if len(asked) == 1 and held and not asked & held:
            return asked.pop()
    return None


def contradicts(question: str, sentence: str) -> str | None:
    """Why ``sentence`` does not bear out what ``question`` asserts; None when nothing speaks so."""
    asked = DOUBLE_DENIAL.sub("必须", CHOICE.sub("", fold_text(question)))
    whole = DOUBLE_DENIAL.sub("必须", fold_text(sentence))
    asserted = _without_mere_negation(question)
    said = _without_mere_negation(_nearest_part(question, sentence))
    against = opposite(asked, whole) or denied(asked, whole)
    if against:
        return f"原文的说法是“{against}”"
    permitting = PERMITTING.search(said)
    binding = BINDING.search(asserted) and not DENYING.search(asserted)
    weaker = permitting and permitting.group() not in asserted and not BINDING.search(said)
    if binding and permitting and weaker:
        return f"原文的说法是“{permitting.group()}”"
    denial, claimed = DENYING.search(said), DENYING.search(asserted)
    if denial:
        agrees = claimed or COMMONLY_DENYING.search(asserted)
        return None if agrees else f"原文的说法是“{denial.group()}”"
    if claimed is None or DENYING.search(whole) or denies_alike(asked, whole, WITHDRAWN):
        return None
    # 口罩不能摘 is no contrary of 必须全程佩戴口罩: of 摘 nothing is said.
    before = re.split(r"[，。；,;]", asserted[: claimed.start()])[-1]
    behind = re.split(r"[，。；,;]", asserted[claimed.end() :])[0]
    denied_words = fold_text(behind).lstrip("了过")
    piece = fold_text(before) + denied_words
    pairs = [piece[at : at + 2] for at in range(len(piece) - 1)]
    spoken_of = sum(pair in whole for pair in pairs) >= max(ALIKE, SPOKEN_OF * len(pairs))
    told = denied_words[:DENIED] in whole or spoken_of
    return f"原文没有“{claimed.group()}”的说法" if told else None


def _without_mere_negation(text: str) -> str:
    """``text`` with 不得不 as 必须, and without a 不 that denies nothing."""
    return NO_DENIAL.sub(" ", DOUBLE_DENIAL.sub("必须", NO_DUTY.sub(" ", text)))


def _distinct_part(question: str, parts: list[str]) -> str:
    """The part that holds most of what ``question`` shares with one part only."""
    pairs = [{p[at : at + 2] for at in range(len(p) - 1)} for p in parts]
    asked = {question[at : at + 2] for at in range(len(question) - 1)}

    def distinct(n: int) -> int:
        others = set[str]().union(*(pairs[m] for m in range(len(parts)) if m != n))
        return len(asked & pairs[n] - others)

    return parts[max(range(len(parts)), key=distinct)]


def _nearest_part(question: str, sentence: str) -> str:
    """The part of ``sentence`` between commas that shares most with ``question``."""
    wanted = {question[at : at + 2] for at in range(len(question) - 1)}

    def shared(part: str) -> int:
        return sum(part[at : at + 2] in wanted for at in range(len(part) - 1))

    return max(re.split(r"[，；;,]", sentence), key=shared)
