"""The words by which official text charges bodies with a task, and the lists of bodies in it.

Three forms: a field (责任单位：市民政局、市财政局), a note in brackets at the end of what is to be
done（市民政局牵头，市财政局配合）, and a sentence (由市民政局牵头; 市卫生健康委负责…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.types import DutyRole, Span

OPENERS, CLOSERS = "（(〔[【﹝〈<", "）)〕]】﹞〉>"

ROLE_OF_WORD: dict[str, DutyRole] = {
    **dict.fromkeys(("牵头", "主办", "主责", "主要责任", "第一责任"), "牵头"),
    **dict.fromkeys(("责任", "负责", "承办", "落实", "实施", "完成", "承担"), "负责"),
    **dict.fromkeys(("配合", "协办", "协同", "协作", "参与", "参加", "协助", "支持"), "配合"),
}
LABEL_WORD = "|".join(sorted(ROLE_OF_WORD, key=lambda word: -len(word)))
HOLDER_WORD = "(?:单位|部门|处室|科室|股室|机构|主体|方)"
# + 责任单位：   + 牵头（责任）单位:   + 市级配合部门：   - 责任单位应当   - 责任人：   - 牵头领导：
LABEL = re.compile(
    rf"(?P<word>{LABEL_WORD})(?:[（(][^（()）：:\n]{{1,6}}[）)]|责任)?{HOLDER_WORD}"
    rf"(?:[（(][^（()）：:\n]{{1,8}}[）)])?[ \t\u3000]*[：:]"
)
# The heading of a table's column: the label without its colon.
# + 牵头单位   + 责任单位（部门）   - 责任人
COLUMN = re.compile(rf"(?P<word>{LABEL_WORD})(?:责任)?{HOLDER_WORD}(?:[（(][^（()）]{{1,8}}[）)])?")
# + 排在第一位的为牵头单位   + 排序第一的责任单位为该项牵头单位   - 第一责任人
FIRST_LEADS = re.compile(
    r"(?:第一|首)(?:个|位|家|名)?[^。；;：:\n]{0,12}(?:为|是)[^。；;，,\n]{0,8}牵头"
)
# + 逗号前为牵头单位   + 分号前的为牵头单位   - 逗号前为责任单位
BEFORE_LEADS = re.compile(
    r"(?P<mark>逗号|分号)(?:之?前|前面)[^。；;：:，,\n]{0,8}(?:为|是)[^。；;，,\n]{0,4}牵头"
)

BY_DUTY = (
    r"(?:等?(?:有关|相关)?(?:单位|部门)?)[,，]?(?:按照?|根据|依照?|依据|依)?(?:各自)?"
    r"(?:职能|职责|权限|任务)?(?:职责|分工|权限)*(?:范围)?(?:内|要求)?"
)
GROUP_VERB = (
    r"牵头组织实施|牵头(?:负责)?(?:落实|实施)?|(?:分别|共同|分工|具体|统筹)?负责(?:落实|实施|组织实施)?"
    r"|(?:共同|协同|积极)?(?:配合|参与|参加|协助)(?:落实)?|(?:分别|抓好|贯彻)?落实"
)
# + 市民政局牵头   + ，市财政局、市医保局按职责分工负责   - 市民政局
GROUP = re.compile(rf"{BY_DUTY}(?P<verb>{GROUP_VERB})[，,；;、 ]*")
# A note in brackets is one of duty when it ends with such a verb.
NOTE_END = re.compile(rf"(?:{GROUP_VERB})$")

# What a body's name ends with. One character only where it ends the whole name.
NAME_END = (
    "部门|委员会|政府|办公室|办公厅|机构|单位|医院|卫生院|学校|高校|院校|中心|公司|企业|集团"
    "|银行|分行|支行|法院|检察院|研究院|学院|联合会|残联|妇联|工商联|工会|团委|协会|学会|分会|商会"
    "|分局|支队|大队|总队|海关|办事处|街道|乡镇|镇街|园区|开发区|新区|示范区|高新区|经开区|自贸区|医联体|医共体|组织|团体"
    "|领导小组|工作组|专班|(?<![推提])委(?!托|派|员)|(?<![全布结格大当])局(?!面|势|部|限)|厅|署"
    "|(?<!代)办(?![理法公学事好])|(?<![内外全各本])部|处|(?<![本专学])科|(?<![社机])会(?!议|同|诊|计)|站|所(?![有在需])"
    "|(?<![小])组(?!织|建|成)|(?<![法])院"
)
ENDS_AS_NAME = re.compile(rf"(?:{NAME_END})(?:[（(][^（()）]{{1,20}}[）)])?$")
# Two names joined: 市民政局和市财政局; not within 市人力资源和社会保障局.
JOINT = re.compile(
    rf"(?<=[委局厅办部会府门行院心司处构位社站队校团）)])(?:以及|和|及|与)(?=[省市区县州盟旗国各有相其属乡镇驻中人]|[\u4e00-\u9fff]{{2,14}}(?:{NAME_END})$)"
)
# Levels that share one noun. + 各市、州、县人民政府   - 各县（市、区）、市政府办公室
LEVEL = (
    r"(?:自治[区州县旗]|直辖市|[省市州县区旗盟乡镇]|街道|地区)"
    r"(?:[（(〔\[][^（()）〔〕]{1,12}[）)〕\]])?"
)
LEVELS = re.compile(rf"(?:各|有关|相关)*{LEVEL}(?:[、和及]{LEVEL})*")
LEVEL_BEHIND = re.compile(rf"{LEVEL}(?:[、和及]|(?:人民)?政府(?!办|[有各])|管委会)")
ANY_LEVEL = re.compile(LEVEL)
SEPARATOR = re.compile(r"[、，,；;/\uff0f|｜ \t\u3000]+(?<![ \t\u3000](?=[（(]))")
AND_OTHERS = re.compile(
    r"(?:等(?:\d{1,2}|[一二三四五六七八九十]{1,2})?(?:个|家)?(?:有关|相关|其他|成员)?(?:单位|部门|委办局|各?方)?)?"
    r"(?:按照?(?:各自)?职责(?:分工)?|按职责|分别|共同|落实)*$"
)
# + （以下称主管部门）   + （排在第一位的为牵头单位，下同）   - （管委会）
EXPLAINED = re.compile(r"[（(](?:以下(?:简|统)?称|[^（()）]*(?:为牵头|下同))[^（()）]*[）)]")
# Words of a sentence, never of a name.
NO_NAME = re.compile(
    r"[。！？：:“”\"《》\d的为是将把被从使让能应须可对按由不此在向]|组建|成立|设立|聘请|组成(?!员)|指定|负责|完成|时限|根据|通过|进行|具体|牵头|配合"
    r"|其中|同时|以及|如何|^(?:依托|支持|鼓励|引导|推动|组织(?!部)|指导|督促|协调|联合|加强|落实)|^(?:并|且|或|和|及|与|等|各负其责|下同|同上|无|相互|互相)$"
)
# Names have some of these characters in words of their own: 市应急管理局, 区不动产登记中心
WITHIN_NAME = re.compile(
    "能源|节能|智能|职能|技能|功能|应急|应用|供应|响应|从化|从江|不动产|自由|对外|对口|使馆|可再生|将乐|为民|在线|向阳"
)
NAME_LENGTH = (2, 32)  # characters
# Stems in a list that ends with 等部门: 发展改革、教育、民政等部门
IN_LIST_OF_STEMS = re.compile(r"(?:等(?:有关|相关|行政|主管|行政主管)?)?(?:部门|单位|机构)$")

# What numbers a sentence or opens a bracket before its subject.
# + （一）市民政局   + 3.市民政局   + 第六条 市民政局   - 一级医院
MARKER = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+|第[一二三四五六七八九十百]+条)?[\s（(〔]*"
)
SUBJECT_START = re.compile(r"^(?:具体|原则上|统一|分别|并|由|其中|同时|请|责成|委托|授权|要求)+")
SUBJECT_END = re.compile(
    r"(?:要|应当|应该|应|须|必须|需|需要|将|可|可以|具体|主要|统一|共同|统筹|分别|依法|全面|切实|积极|密切|主动"
    r"|(?:充分|切实)?发挥|认真|及时|适时|严格|协同|牵头|按照?各?自?职责(?:分工|权限)?|按职责(?:分工)?|根据(?:各自)?职责(?:分工)?"
    r"|依照(?:各自)?职责|在(?:各自|其)?职责范围内|各自|同级|和)+$"
)
# + 由市民政局牵头   + 市卫生计生委负责家庭病床   - 负责人   - 负责解释   - 牵头单位   - 对结果负责
SENTENCE_VERB = re.compile(
    r"负责(?!人|任|的|制(?!定|订|作)|到底|同志|领导)|牵头(?!单位|部门|人|的|方|责任|(?<!发挥牵头)作用|处室|科室)"
    r"|配合(?!单位|部门|度|比|的|处室|科室)|协助(?!单位|部门|的)|会同(?!意)|商(?=[省市区县财发各有同])|承担$"
)
# 本办法由市民政局会同有关部门负责解释: who interprets a text has no part in carrying it out.
# + 补贴资金由受益财政部门承担   - 日常工作由残疾人联合会承担   (who pays has no task)
PAYING = re.compile(
    r"(?:资金|经费|费用?|补贴|成本|支出|款项?|责任|风险)[^，。；]{0,4}由[^，。；]*承担$"
)
INTERPRETING = re.compile(r"解释")
MUTUAL = re.compile(r"(?:密切|相互|互相|协同|通力|协调|分工|加强|强化|主动|团结)$")
EVERYBODY = re.compile(r"^(?:各|有关|相关|各级|上述|工作|成员|参与|国务院)*(?:部门|单位|方面)$")
# + 用人单位协助申报人员弄虚作假的，   - 由市民政局牵头的，   (a condition, not a duty)
CONDITION = re.compile(r"的$")
# What stands before the verb when its subject is in an earlier part: ，具体负责…
STANDS_ALONE = re.compile(r"\s*(?:并|具体|统一|主要|同时|共同|分别|统筹|由其)*")
# Where a subject ends: the first word of what it does, or by what.
# + 属地政府按照属地化原则   + 财政、住建等部门制定流程   + 市民政局要
PREDICATE = re.compile(
    "按照?|根据|依照|依据|依法|结合|制定|制订|组织(?!部)|开展|做好|加强|推进|建立|完善|统筹|研究|落实|定期|及时"
    "|要|应当|应该|应(?!急)|须|将|会同|对|在"
)
# + 设立县级路长办公室，负责   + 人民政府设立残疾人工作委员会，负责   (what is set up is charged)
SET_UP = re.compile(r".*(?:设立|成立|设置|组建|组成)")
NO_DUTY = (CONDITION, INTERPRETING, PAYING)
ROLE_OF_VERB: dict[str, DutyRole] = {
    **dict.fromkeys(("负责", "承担"), "负责"),
    **dict.fromkeys(("牵头", "会同", "商"), "牵头"),
    **dict.fromkeys(("配合", "协助"), "配合"),
}
# + 卫生健康行政部门要按照要求合理规划   + 残联组织做好康复救助   - 各有关部门要高度重视
OBLIGED = re.compile(
    r"(?:要|应当|应该|应|须|必须)(?!求|用|急|对|点)|组织(?=做好|开展|实施|制定)|做好|承担"
)
# A clause whose heading says so lists who has to do what.
# + 明确部门职责   + 责任分工   - 落实工作责任   - 医疗责任险
LISTS_DUTIES = re.compile(r"职责|责任分工|任务分工|部门分工|分工安排")
# 会同 is followed by those who help: up to 等部门, or as many names as there are.
NAME = (
    rf"[\u4e00-\u9fff（）()]{{1,14}}?(?:{NAME_END})"
    r"(?![\u4e00-\u9fff]{0,8}(?:部门|机构|支行|分行))"
)
HELPERS = re.compile(
    r"(?P<names>[^，,。；;：:\n]{2,60}?等(?:有关|相关|行政|行政主管)?(?:部门|单位|机构)"
    rf"|{NAME}(?:[、和及与]{NAME})*)"
)


def bodies_in(text: str, start: int, end: int) -> Iterator[Span]:
    """The bodies that the list ``text[start:end]`` names, as spans of ``text``, in order.

    Names are as written, with the brackets that belong to them: 区政府（管委会）.

    >>> words = "市民政局、市人力资源和社会保障局，各县（区）政府等单位"
    >>> [words[a:b] for a, b in bodies_in(words, 0, len(words))]
    ['市民政局', '市人力资源和社会保障局', '各县（区）政府']
    """
    for a, b in _split(text, start, end):
        a, b = _trimmed(text, a, b)
        name = text[a:b]
        bare = re.sub(r"[（(〔][^（()）〔〕]*[）)〕]", "", name)
        said = WITHIN_NAME.sub("", bare)
        if NAME_LENGTH[0] <= len(bare) <= NAME_LENGTH[1] and not NO_NAME.search(said):
            yield a, b


def are_bodies(text: str, start: int, end: int, *, one_is_enough: bool = False) -> bool:
    """Whether every member of the list ``text[start:end]`` can be the name of a body.

    With ``one_is_enough`` one of them has to end as names do (河南广播电视台 does not), as in a
    note in brackets, which holds nothing but names.
    """
    members = [_trimmed(text, a, b) for a, b in _split(text, start, end)]
    named = set(bodies_in(text, start, end))
    if not members or any(member not in named for member in members):
        return False
    stems = IN_LIST_OF_STEMS.search(text[start:end].rstrip())
    if one_is_enough:
        return any(ENDS_AS_NAME.search(text[a:b]) for a, b in members)
    needed = members[-1:] if stems and len(members) > 1 else members
    listed = stems is not None and len(members) > 1 and "等" in text[members[-1][0] : end]
    return listed or all(ENDS_AS_NAME.search(text[a:b]) for a, b in needed)


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """The members of a list; what stands in brackets is not split, nor 市、县（区）人民政府."""
    begin, depth, at = start, 0, start
    while at < end:
        depth = max(0, depth + (text[at] in OPENERS) - (text[at] in CLOSERS))
        cut = SEPARATOR.match(text, at, end) or JOINT.match(text, at, end) if depth == 0 else None
        whole = at - begin >= NAME_LENGTH[0] or cut is None or at == begin
        if cut and LEVELS.fullmatch(text, begin, at):
            # 市和区 alone is nobody, 各市 may be.
            shared = LEVEL_BEHIND if text[begin] in "各有相" else ANY_LEVEL
            whole = shared.match(text, cut.end(), end) is None
        if cut and whole:
            if at > begin:
                yield begin, at
            begin = cut.end()
        at = cut.end() if cut else at + 1
    if begin < end:
        yield begin, end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "。.，,、"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "。.，,、"):
        end -= 1
    explained = EXPLAINED.search(text, start, end)
    others = AND_OTHERS.search(text[start : explained.start() if explained else end])
    return start, start + others.start() if others else end
