"""What a question leaves out because an earlier one said it: its place, and its subject.

攀枝花康复床位占比是多少 | 由谁负责       -> 攀枝花康复床位占比由谁负责
天津二级医院床位多少张   | 三级医院呢     -> 天津三级医院床位多少张
"""

from __future__ import annotations

import re

from kb.language import patterns
from kb.language.all_regions import general_spans
from kb.language.regions import RegionMention, find_regions
from kb.language.tokens import words

BODIES = r"(?:部门|单位|机关|科室|处室|机构|委|局|级|些人)"
WHEN = r"(?:什么时候|什么时间|啥时候|何时|哪一?[年月日天]|几月(?:几[号日])?|几[号日])"
WHO = rf"(?:谁|哪(?:个|些|几个|一个)?{BODIES})"
HOW_LONG = r"(?:多久|多长时间|多长|几个?[年月天周](?!份|底|初))"
ASKED = re.compile(
    rf"{WHEN}|{WHO}|{HOW_LONG}|多少|多[大高]|(?<![好第这那前近])几(?=[个家名张次种类条项位成岁所])"
    r"|什么|啥|哪|谁(?!都)|怎么|怎样|如何|为何|是否|能否|可否|有没有|有无|是不是|能不能|可不可以|要不要"
    r"|得不得|给不给|吗(?=$|[？?，,。])|何(?=[时地种])"
)
# 有没有, 吗: what follows belongs to the subject, 是否有X is about X
YES_NO = re.compile(
    r"是否|能否|可否|有没有|有无|是不是|能不能|可不可以|要不要|给不给|吗(?=$|[？?，,。])"
)
# What is asked of a subject without naming it again: 由谁负责, 什么时候完成, 依据是什么
ASPECT = re.compile(
    rf"{WHEN}|{WHO}|{HOW_LONG}|(?:给|向|找|对)谁|多少(?:钱|元|天|年)|在?哪[里儿]|为什么|为何"
    r"|(?:依据|标准|期限|时限|对象|条件|流程|程序|材料|比例|占比|目标|责任单位|牵头单位|时间|范围|文号"
    r"|发文机关|有效期)(?:[是为有]|$|[？?])|有没有(?:补助|补贴|奖励|处罚)"
    r"|(?:怎么|怎样|如何)(?:验收|考核|评估|申请|办理|监督|落实|发放|处罚|管理|收费|报销|签约|报名)"
)
# What says nothing about a subject, beside what only asks.
FILLER = re.compile(
    r"分别|各自|具体|请问|想问|那么|另外|还有|以及|同时|并且|其中|规定|要求|说明|负责|牵头|完成|实施|施行|印发|发布"
    r"|执行|落实|组织|承担|报送|上报|评估|考核|监督|检查|验收|开始|结束|截止|办理|申请|发放|实现|达到|满足|依托|提供|受理|审批|领取|享受|适用|覆盖|别的|其他|多少|依据|标准"
    r"|期限|时限|对象|条件|流程|程序|材料|比例|占比|目标|责任|单位|部门|时间|范围|文号|发文|机关|有效期|原因|理由|钱|元|天"
    r"|年|月|日|人|张|家|个|次|项|[^\u4e00-\u9fffA-Za-z0-9]"
    r"|[的了是有要应需会能可以在由从到给把被和与及对于为向归按之前后底吗呢吧啊呀都也还又再就才请您一下得做办报补发说写么多少设建里儿]"
)
LEAD_IN = re.compile(
    r"^(?:那么?(?![里些个种样边时么多])|另外|还有(?!别|其|什|哪|没)|其中|同时|并且?|以及|再问一下|请问|还想问|和|及)[，,]?"
)
TRAILING = re.compile(
    r"(?:分别|各自|一共|总共|最少|最多|至少|至多|最低|最高|最迟|最晚|最早|要求|规定|达到|应该|应当|需要|可以|必须|大概|目前|到底|具体|叫做?|负责|承担|满足|[拿领]"
    r"|建|补|发|配|占|招|(?<![建开增])设"
    r"|[了是为有在由从到于对给向按要应需能会共各都的，,：:、])+$"
)
LEADING = re.compile(
    rf"^(?:{BODIES}|多少|[个家名张次种类条项位所]|负责|牵头|承担|组织|管|来|要|会|应当?|需要?|有|是|的)+"
)
# What a subject ends with that a later question replaces: 目标 by 实施时间; 文号 in any case
DETAILS = "时间|范围|期限|对象|条件|流程|程序|依据|名单|费用|材料|结果|电话|责任单位|牵头单位"
ATTRIBUTE = re.compile(
    rf"的?(?:主要|工作|总体|具体|实施|建设|服务)?(?:目标|占比|比例|标准|数量|人数|措施|{DETAILS})$"
)
DETAIL = re.compile(rf"的?(?:主要|工作|总体|具体|实施)?(?:{DETAILS})$")
OF_DOCUMENT = re.compile(r"的?(?:发文字号|文号|印发日期|印发时间|发文机关|发文单位|施行日期|落款)$")
# 报给谁, 能拿几年, 多久复核一次: what has no subject of its own although it has words
CONTINUING = re.compile(
    rf"^(?:{WHEN}|{HOW_LONG}|怎么|怎样|如何|为什么|为何|依托|是(?:哪|谁|什么)|[报补给由向从在按到归能要可管拿发交送占达需应]|最[迟晚早多少高低])"
)
PRONOUN = re.compile(
    r"^(?:它们?|其(?!中|他|它|余)|该(?:项|方案|政策|规定|办法|文件)?|这(?:个|项|些|份|笔)?(?:规定|政策|文件|方案|补助|补贴|要求)?)的?"
)
NAMED_BODY = re.compile(r"(?:部门|单位|机构|委|局|厅|办|联|院|所|企业|公司)(?:[要应需能会的]|$)")
SHORT = 2  # characters of content that a detail has
# Words of one kind, of which a later question may name another.
KINDS = (
    re.compile(r"[一二三]级(?:(?:甲等|综合|中医|康复|专科)*医院)?"),
    re.compile(r"(?:19|20)\d\d年底?"),
    re.compile(r"(?:重度|中度|轻度)(?:失能|残疾)?"),
    re.compile(r"普通|特殊"),
)
SHARED_END, SHARED_HEAD = 2, 2  # characters that two names of one kind have in common


def split_predicate(question: str) -> tuple[str, str]:
    """The subject of ``question`` and what is asked of it.

    >>> split_predicate("攀枝花康复床位占比是多少？")
    ('攀枝花康复床位占比', '是多少？')
    """
    asked = ASKED.search(question)
    if asked is None:
        return question.rstrip("？?。 "), ""
    head = TRAILING.sub("", question[: asked.start()])
    tail = LEADING.sub("", question[asked.end() :].rstrip("？?。 "))
    if YES_NO.match(asked.group()) or not content_of(without_places(head)):
        return head + (tail if content_of(tail) else ""), question[asked.start() :]
    noun = re.match(r"[\u4e00-\u9fff]{2,12}$", tail)
    counted = re.match("多少|几|哪", asked.group()) and not re.fullmatch(WHO, asked.group())
    if counted and noun and content_of(tail):
        return head + tail, question[len(head) :]
    return head, question[len(head) :]


def subject_of(question: str) -> str:
    """What ``question`` is about, with its place."""
    return split_predicate(question)[0]


def scope_of(question: str) -> str:
    """Where or in which document ``question`` asks, as it writes it: 攀枝花和天津, 《…》; or ""."""
    title = patterns.QUOTED_TITLE.search(question) or patterns.DOCUMENT_NUMBER.search(question)
    if title:
        return title.group()
    mentions = named_places(question)
    if mentions:
        first, last = mentions[0].start, mentions[-1].end
        run = question[first:last]
        listed = "、".join(question[m.start : m.end] for m in mentions)
        return run if len(run) <= len(listed) + len(mentions) else listed
    general = general_spans(question)
    return question[general[0][0] : general[0][1]] if general else ""


def named_places(text: str) -> list[RegionMention]:
    """The regions that ``text`` names as such, not as part of another name."""
    return [mention for mention in find_regions(text) if not mention.inside_name]


def has_scope(text: str) -> bool:
    """Whether ``text`` says where, or of which document, it asks."""
    return bool(scope_of(text))


def is_elliptical(text: str) -> bool:
    """Whether ``text`` asks without a subject of its own: 由谁负责, 什么时候完成."""
    return not has_scope(text) and not content_of(ASKED.sub(" ", LEAD_IN.sub("", text)))


def complete(fragment: str, previous: str, *, same_sentence: bool = False) -> str:
    """``fragment`` as a whole question; what it leaves out is taken from ``previous``.

    In the ``same_sentence`` little is said twice: 专家库选多少位，入库要什么职称 is of one thing.
    """
    bare = LEAD_IN.sub("", fragment)
    swapped = swap_kind(bare, previous)
    if swapped:
        return swapped
    if has_scope(bare):
        if not _only_place(bare):
            return bare
        asks = ASKED.search(bare)
        return swap_places(bare.rstrip("呢"), subject_of(previous) if asks else previous)
    subject = OF_DOCUMENT.sub("", subject_of(previous))
    pronoun = PRONOUN.match(bare)
    if pronoun:
        return subject + ("的" if pronoun.group().endswith("的") else "") + bare[pronoun.end() :]
    head, predicate = split_predicate(bare)
    alike = swap_name(head, subject) if content_of(head) else None
    if alike:
        return alike + predicate
    if ATTRIBUTE.search(head) or OF_DOCUMENT.search(head):
        subject = ATTRIBUTE.sub("", subject)
    elif content_of(without_places(DETAIL.sub("", subject))):
        subject = DETAIL.sub("", subject)
    if is_elliptical(bare) or CONTINUING.match(bare) or ATTRIBUTE.fullmatch(head):
        return joined(subject, bare)
    if same_sentence and (whole := _lean_on(subject, bare)):
        return whole
    return scope_of(previous) + bare


def _lean_on(subject: str, fragment: str) -> str | None:
    """``fragment`` with ``subject`` before it, of which it repeats a word or names a detail."""
    first = next(iter(words(fragment)), "")
    at = subject.rfind(first) if len(content_of(first)) > 1 else -1
    if at >= 0 and fragment.startswith(first) and content_of(without_places(subject[:at])):
        return subject[:at] + fragment
    asked = ASKED.search(fragment)
    head = fragment[: asked.start()] if asked else fragment
    short = len(content_of(head)) <= SHORT and not NAMED_BODY.search(head)
    return subject + fragment if short else None


def continues(whole: str, before: str) -> bool:
    """Whether ``whole`` asks about what ``before`` is about, and in the same place."""
    subject = subject_of(before)
    return bool(content_of(without_places(subject))) and whole.startswith(subject)


def without_places(text: str) -> str:
    """``text`` without the names of regions, and without 各地 and the like."""
    spans = [(mention.start, mention.end) for mention in named_places(text)]
    for start, end in sorted([*spans, *general_spans(text)], reverse=True):
        text = text[:start] + text[end:]
    return text


def joined(subject: str, fragment: str) -> str:
    """``fragment`` behind ``subject``, words that end the one and begin the other once."""
    for size in range(min(len(subject), len(fragment), 8), 1, -1):
        if subject.endswith(fragment[:size]):
            return subject + fragment[size:]
    return subject + fragment


def swap_places(fragment: str, previous: str) -> str:
    """``previous`` with the places of ``fragment`` instead of its own, and what it asks besides."""
    place = scope_of(fragment)
    rest = fragment.replace(place, "", 1).strip("的，, ")
    mentions = named_places(previous)
    general = general_spans(previous)
    if not mentions and general:
        return previous[: general[0][0]] + place + previous[general[0][1] :] + rest
    if not mentions:
        return place + previous + rest
    text = previous
    for mention in reversed(mentions[1:]):
        start = mention.start
        while start and text[start - 1] in "、和与及跟同，, ":
            start -= 1
        text = text[:start] + text[mention.end :]
    first = mentions[0]
    return text[: first.start] + place + text[first.end :] + rest


def swap_kind(fragment: str, previous: str) -> str | None:
    """``previous`` with another word of one kind (三级医院 for 二级医院); None if there is none."""
    for kind in KINDS:
        mine, theirs = kind.search(fragment), kind.search(previous)
        if mine and theirs and mine.group() != theirs.group() and not has_scope(fragment):
            rest = (fragment[: mine.start()] + fragment[mine.end() :]).strip("呢？? 的")
            if rest in previous:
                rest = ""
            if content_of(ASKED.sub(" ", rest)):
                continue
            # 二级 for 三级中医医院
            end = theirs.start() + min(len(mine.group()), len(theirs.group()))
            end = theirs.end() if len(mine.group()) > 2 else end
            whole = previous[: theirs.start()] + mine.group() + previous[end:]
            return subject_of(whole) + rest if rest else whole
    return None


def swap_name(name: str, previous: str) -> str | None:
    """``previous`` with ``name`` for a name like it: 康复治疗师 for 康复医师; None if none is.

    Alike are names that begin with the same two characters and end with the same one, or end
    with the same two.
    """
    head, end = name[:SHARED_HEAD], name[-1]
    alike = re.search(
        rf"{re.escape(head)}[\u4e00-\u9fff]{{0,{len(name)}}}?{re.escape(end)}", previous
    )
    if alike and alike.group() != name:
        return previous[: alike.start()] + name + previous[alike.end() :]
    for size in range(len(name) - 1, SHARED_END - 1, -1):
        at = previous.find(name[-size:])
        start = at - (len(name) - size)
        if at > 0 and start >= 0 and previous[start:at] != name[:-size]:
            if any(m.start < at and start < m.end for m in named_places(previous)):
                return None
            return previous[:start] + name + previous[at + size :]
    return None


def _only_place(fragment: str) -> bool:
    return not content_of(ASKED.sub(" ", fragment.replace(scope_of(fragment), " ", 1)))


def content_of(text: str) -> str:
    """What is left of ``text`` without fillers, if it may name something; else ""."""
    left = FILLER.sub("", text)
    return left if len(left) >= 2 else ""
