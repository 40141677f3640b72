"""A follow-up in a conversation, to the whole question that it stands for.

    攀枝花康复床位占比是多少？ | 那天津呢？       -> 天津康复床位占比是多少？
                              | 由谁负责？        -> 攀枝花康复床位占比由谁负责
                              | 它的文号是什么？  -> 《攀枝花市…方案》的文号是什么

A question that stands by itself is never altered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.language.all_regions import asks_others
from kb.language.ellipsis import (
    ASKED,
    ATTRIBUTE,
    CONTINUING,
    DETAIL,
    KINDS,
    LEAD_IN,
    complete,
    content_of,
    has_scope,
    is_elliptical,
    joined,
    named_places,
    scope_of,
    split_predicate,
    subject_of,
    swap_kind,
    swap_name,
    swap_places,
)

END = re.compile(r"[？?。！!\s]+$")
# 那天津呢, 换成重庆, 重庆的呢
ABOUT = re.compile(
    r"^(?:那么?(?![里些个种样边时])|换成|换|改成|如果是|再看看?|还有|至于)?[，,]?(?P<what>.{1,20}?)(?:的话)?(?:又|也)?呢$"
)
INSTEAD = re.compile(r"^(?:那么?)?(?:换成|换|改成|再看看?|改问)(?P<what>.{1,20})$")
ALSO = re.compile(
    r"^(?:那么?)?(?P<what>.{2,12}?)(?:也|是不是也|是否也)(?:是|有|这样|如此|一样)(?:这样|规定|要求|的)?(?:吗|么)?$"
)
SAME = re.compile(
    r"^(?:那么?)?(?P<what>.{2,12}?)(?:也)?(?:有没有|有)(?:类似|同样|这样|这个|相同|这类|这些)?的?"
    r"(?:规定|要求|政策|做法|内容)?(?:吗|么)?$"
)
HOW_ABOUT = re.compile(r"^(?:那么?)?(?P<what>.{2,12}?)(?:怎么样|怎样|如何|怎么规定的?|怎么说的?)$")
GENERAL = re.compile(r"(?:分别)?[是有为](?:多少|什么|哪些)")
COUNTED = re.compile(r"(?:占比|比例|数量|人数)$")
FURTHER = re.compile(r"^是(?:哪|谁|什么)")
# 还有什么要求 of the same subject; 还有什么补助 in the same place
MORE = re.compile(r"^还有(?:没有)?(?:什么|哪些|别的|其他的?)(?P<what>.*)$")
SAME_SUBJECT = re.compile(r"要求|规定|条件|内容|标准|说法|吗|$")
SHORT = 2  # characters of content that a question without subject may have
LIVELY = 14  # characters: a longer question with 呢 at its end stands by itself
# 它, 该方案, 这份文件: the document; 这里, 当地: its place
IT = re.compile(
    r"(?<![\u4e00-\u9fff])它们?|(?<=[对按由])它|(?:该|此|本|这(?:个|份|部|项|一)?|那(?:个|份|部|项)|上述|前述)(?:文件|方案|办法|通知|政策|意见|规定|条例|细则|规划|措施)"
)
HERE = re.compile(r"(?:该|当)地|这里|那里|这边|那边|该[省市县区]|我[省市县区](?=的)")
SAID = re.compile(
    r"(?:(?:上面|刚才|刚刚|前面|之前)(?:所?(?:说|提|讲|列)到?的?|提到的)|上述)(?=[\u4e00-\u9fff])"
)
# What is told of oneself points at nothing before.
STORY = re.compile(r"我|俺|咱|爸|妈|老伴|孩子")
POINTING = 30  # characters: a longer question says what it is about
# 这项补助, 该指标: the subject of the question before
THIS = re.compile(
    r"(?:这|该)(?:个|项|些|一|笔|类)?(?=补贴|补助|指标|比例|要求|目标|标准|任务|试点|项目|资金|工作|制度|数字|占比)"
)
# What is asked of a document, not of its subject.
ABOUT_DOCUMENT = re.compile(
    r"文号|发文|印发|施行|有效期|哪天发|什么时候发|废止|全文|落款|题目|标题|全称"
)


@dataclass(frozen=True, slots=True)
class Previous:
    """What was asked before, as a whole question; and the title of the document it was
    answered from and that document's region, if it was answered."""

    question: str
    title: str | None = None
    region: str | None = None


def resume(question: str, previous: Previous) -> str:
    """``question`` as a whole question; itself when it stands alone.

    >>> resume("那天津呢？", Previous("攀枝花康复床位占比是多少？"))
    '天津康复床位占比是多少'
    """
    asked = END.sub("", question.strip())
    before = END.sub("", previous.question)
    pointing = _pointed(asked, previous, before)
    if pointing != asked:
        return pointing
    topic = _topic(asked)
    if topic:
        return _about(topic, previous, before)
    bare = LEAD_IN.sub("", asked)
    if not ASKED.search(bare) or has_scope(asked):
        return question
    more = MORE.match(asked)
    if more:
        return (
            subject_of(before) if SAME_SUBJECT.match(more["what"]) else scope_of(before)
        ) + asked
    if is_elliptical(asked) or bare != asked or _goes_on(asked, before):
        return _of_document(bare, previous) or complete(bare, before)
    return question


def _goes_on(asked: str, before: str) -> bool:
    """Whether ``asked`` has words and yet no subject: 要满足什么条件, 试点范围多大 after 试点."""
    if FURTHER.match(asked):
        return True
    head, _ = split_predicate(asked)
    if ATTRIBUTE.fullmatch(head):
        return True
    subject = DETAIL.sub("", subject_of(before))
    own = ATTRIBUTE.search(head) and not subject.endswith(head)
    if own and joined(subject, head) != subject + head:
        return True
    return bool(CONTINUING.match(asked)) and len(content_of(ASKED.sub(" ", asked))) <= SHORT


def _topic(asked: str) -> str | None:
    """天津 of 那天津呢, 换成天津, 天津也是这样吗; None when the question asks in full."""
    for pattern in (ABOUT, INSTEAD, ALSO, SAME, HOW_ABOUT):
        match = pattern.match(asked)
        if match is None or len(asked) > LIVELY:
            continue
        topic = LEAD_IN.sub("", match["what"]).strip("，, ").removesuffix("的").removeprefix("对")
        only_place = has_scope(topic) and is_elliptical(topic.replace(scope_of(topic), "", 1))
        if pattern in (ALSO, SAME, HOW_ABOUT) and not only_place:
            continue
        if not ASKED.search(topic):
            return topic
    return None


def _about(topic: str, previous: Previous, before: str) -> str:
    """The question before, asked about ``topic``: a place, another thing of its kind, an aspect."""
    place, (subject, predicate) = scope_of(before), split_predicate(before)
    if asks_others(topic) and place:
        return f"除{place}外，其他地方{_without(place, before)}"
    if has_scope(topic):
        if is_elliptical(topic.replace(scope_of(topic), "", 1)):
            return _one_place(swap_places(topic, before), topic)
        open_ = topic.endswith("要求") or ATTRIBUTE.search(topic) or not predicate
        return topic + (_asking(topic) if open_ else _open(predicate))
    if ABOUT_DOCUMENT.search(topic):
        return (_of_document(topic, previous) or complete(topic, before)) + "是什么"
    kind = swap_kind(topic, before)
    if kind:
        return kind
    if any(pattern.fullmatch(topic) for pattern in KINDS):
        return place + topic + _without(place, before)
    if ATTRIBUTE.search(topic):
        return joined(ATTRIBUTE.sub("", subject), topic) + _asking(topic)
    named = swap_name(topic, before)
    if named:
        return named
    return place + topic + _open(predicate)


def _open(predicate: str) -> str:
    """What to ask of another thing: 多少钱 again, but not 是多少, nor 怎么推广太极拳."""
    object_ = re.search(r"[\u4e00-\u9fff]{4,}$", ASKED.sub(" ", predicate))
    return "有什么规定" if object_ or not predicate or GENERAL.fullmatch(predicate) else predicate


def _asking(topic: str) -> str:
    return "是多少" if COUNTED.search(topic) else "是什么"


def _without(place: str, question: str) -> str:
    return question.replace(place, "", 1).lstrip("的，, ")


def _one_place(question: str, topic: str) -> str:
    """A question that compared places, now about one: without 分别 and the like."""
    if len(named_places(topic)) > 1:
        return question
    return re.sub(r"分别|各自|两地|三地|都(?=[是有要])|各(?=[是有])", "", question)


def _pointed(asked: str, previous: Previous, before: str) -> str:
    """``asked`` with 它, 该文件, 当地 and 上面说的 replaced by what they point at."""
    if has_scope(asked) or STORY.search(asked) or len(asked) > POINTING:
        return asked
    here = HERE.search(asked)
    place = previous.region or scope_of(before)
    if here and place:
        return asked[: here.start()] + place + asked[here.end() :]
    it = IT.search(asked)
    if it:
        named = f"《{previous.title}》" if previous.title else scope_of(before)
        of_document = ABOUT_DOCUMENT.search(asked) or "《" in before
        subject = it.group() in ("它", "它们") and not of_document
        what = subject_of(before) if subject or not named else named
        return asked[: it.start()] + what + asked[it.end() :]
    this = THIS.search(asked)
    if this:
        return asked[: this.start()] + scope_of(before) + _rest(asked[this.end() :], before)
    said = SAID.search(asked)
    if said:
        return scope_of(before) + asked[: said.start()] + asked[said.end() :]
    return asked


def _rest(fragment: str, before: str) -> str:
    """这项补助由谁发: 补助 as the question before named it in full."""
    named = re.match(
        r"补贴|补助|指标|比例|要求|目标|标准|任务|试点|项目|资金|工作|制度|数字|占比", fragment
    )
    assert named is not None
    subject = subject_of(before).removeprefix(scope_of(before)).removeprefix("的")
    if named.group() in subject:
        return subject[: subject.rindex(named.group())] + fragment
    return subject + fragment[named.end() :]


def _of_document(fragment: str, previous: Previous) -> str | None:
    if previous.title and ABOUT_DOCUMENT.search(fragment):
        return f"《{previous.title}》{fragment}"
    return None
