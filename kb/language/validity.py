"""时效 in a document's own words: from when it applies, for how long, until when.

Only what a text says of itself counts: 本办法自…起施行, 有效期五年, （二）试点时间。2022年1月—12月.
The time limit of one measure (消费券有效期至…) or of another text is none of its own. Of ends
that contradict each other none is taken.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.language.dates import DateMention, find_dates
from kb.language.digits import parse_numeral
from kb.types import SaidDate, Span

# + 本办法   + 以上政策措施   + 《通知》   - 本市   - 本行政区域   - 《某省条例》
OWN_VOICE = re.compile(
    r"(?:本|此)(?![市省县区州盟旗镇乡街校院单人级年月地行期次])[\u4e00-\u9fff（）《》〈〉“”]{1,16}"
    r"|(?:以上|上述)[\u4e00-\u9fff、]{0,10}(?:政策|措施|规定|意见|条款|内容)|^该政策|《[^《》]{2,4}》"
)
FORCE = "(?:正式|开始|统一|全面)?(?:施行|实施|实行|执行|生效|试行|启用)"
# + 自2023年1月1日起施行   + 自印发之日起执行   + 自公布之日起30日后施行   + 从即日起实施
TAKES_EFFECT = re.compile(
    rf"(?:自|从|于|由)(?P<when>[^，,。；;《》（()）]{{2,24}}?)(?:起|开始|之后|后|日)?[，,]?{FORCE}"
)
ON_ISSUE = re.compile(
    r"(?:印发|发布|公布|颁布|下发|发文|出台|颁发|签发|签署|通过|行文)(?:之|当)?日|即日|之日"
)
NUMERAL = r"(?:\d{1,3}|[一二两三四五六七八九十半]{1,3})"
# + 起30日后   + 起满三个月   - 起施行
LATER = re.compile(rf"起(?:满)?(?P<n>{NUMERAL})(?P<unit>个?工作日|日|天|个月)")
LABEL = (
    r"(?:政策)?(?:有效|执行|实施|施行|试行|试点|规划|行动|工作|政策)"
    r"(?:期限|期间|时间|时限|周期|年限|期(?![内满间间]))"
)
# + 有效期5年   + 有效期为五年   + 试行期限两年   + 试行一年   - 有效期内   - 工作5年
LASTS = re.compile(
    rf"(?:(?P<label>{LABEL})(?:暂定|限|：|:|为|是)*|(?P<trial>试行|试点|暂行)(?:期)?为?|暂定(?P<kept>执行|实施))"
    rf"\s*(?P<n>{NUMERAL})\s*(?P<unit>个?周?年|个月)(?![度份以底末])"
)
# + 有效期至2026年12月31日止   + 政策执行期：发文之日至2024年3月31日   + 试点时间。2022年1月—12月
LIMIT = re.compile(
    rf"(?P<label>{LABEL})[。：:为是，,\s]*(?P<since>(?:自|从)?(?:文件)?(?P<issue>[^，。；\d]{{0,6}}之?日)起?)?"
    r"(?:暂定|限|为|是)*(?P<until>(?:截止|截至|至|到)*(?:于|为)?)(?:自|从)?\s*(?=[\d二])"
)
# + ，至2023年10月31日结束   + 执行至2027年12月31日止   + 至2023年6月30日自动废止   - 补贴至…止
ENDS = re.compile(rf"(?:^|[，,]|{FORCE}|有效)(?:截止|有效|执行|实施|试行)?(?:到|至)(?=[\d二])")
# What may stand before a label that is the document's own: nothing, a marker, or its subject.
# + 其中本意见第八条至第十一条政策暂定实施至2022年12月31日   - 本意见实施至2022年12月31日
PART = re.compile(r"其中|第[一二三四五六七八九十\d]+[条项款]")
BEFORE_LABEL = re.compile(
    r"(?:^|[，,。；;：:\n）)、\s]|本[\u4e00-\u9fff]{1,10}的?|(?:以上|上述)的?|政策|措施)$"
)
HEADS_LINE = re.compile(r"[^\u4e00-\u9fff]{0,12}(?:[一二三四五六七八九十]{1,3}[、）)])?\s*")
LOOKED_BACK = 200  # characters before a label in which its sentence begins
KINDS = (
    ("试点", "试点期"), ("规划", "规划期"), ("试行", "试行期"), ("有效", "有效期"),
    ("执行", "执行期"), ("政策", "执行期"),
)  # fmt: skip
PLANS = re.compile(r"规划|纲要")
HEAD_LENGTH = 3000  # characters in which a label or an adoption note says the day of issue
REACH = 30  # characters after a label in which its dates begin and end
SENTENCE = re.compile(r"[^。\n]+。?")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text says of its own time; ``kind`` is what its period is called (试点期)."""

    effective: SaidDate | None
    start: SaidDate | None
    end: SaidDate | None
    kind: str


def read_validity(text: str, titles: Sequence[str], issued: date | None) -> Stated:
    """From when to when ``text`` says that it applies; ``issued`` is the day it was issued.

    ``titles`` may name the years of a plan (2021—2025年). What is reckoned from a day that is not
    known is not known.

    >>> said = read_validity("本办法自2022年3月1日起施行，有效期五年。", ("甲办法",), None)
    >>> str(said.effective.day), str(said.end.day), said.kind
    ('2022-03-01', '2027-02-28', '有效期')
    """
    effective = _one(list(_effective(text, issued)))
    period = _titled(text, titles) or _limits(text, issued) or _lasting(text, effective)
    if period is None:
        return Stated(effective, None, None, "")
    start, end, kind = period
    if kind == "实施期" and any("试点" in title for title in titles):
        kind = "试点期"
    return Stated(effective, start, end, kind)


Limits = tuple[SaidDate | None, SaidDate | None, str]


def _effective(text: str, issued: date | None) -> Iterator[SaidDate]:
    for start, sentence in _own_sentences(text):
        for match in TAKES_EFFECT.finditer(sentence):
            subject = re.split(r"[，,；;]", sentence[: match.start()])[-1]
            if re.search(r"《[^《》]{5,}》", subject) and not OWN_VOICE.search(subject):
                continue
            if subject and not (OWN_VOICE.search(subject) or _is_silent(subject)):
                continue
            day = _day_of(match["when"], issued)
            if day:
                yield SaidDate(day, (start + match.start(), start + match.end()))


def _is_silent(subject: str) -> bool:
    """Whether nothing but a marker or who explains the text stands before 自…起施行."""
    bare = re.sub(r"^\W*(?:[一二三四五六七八九十\d]+|第[^条]{1,6}条)?[\W_]*", "", subject)
    return not bare or "解释" in bare


def _own_sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences in which a text speaks of itself: those that say so, and those of no other."""
    for match in SENTENCE.finditer(text):
        sentence = match.group()
        if re.search(r"施行|实施|实行|执行|生效|试行|有效期|启用|期限", sentence) and (
            OWN_VOICE.search(sentence) or _is_silent(re.split("自|从", sentence)[0])
        ):
            yield match.start(), sentence


def _day_of(when: str, issued: date | None) -> date | None:
    later = LATER.search(when)
    if ON_ISSUE.search(when):
        if later is None or issued is None:
            return issued if later is None else None
        if "工作" in later["unit"]:
            return None  # nobody's calendar of working days is at hand
        n = _count(later["n"])
        if later["unit"] == "个月":
            return _months_on(issued, n) if n else None
        return issued + timedelta(days=n) if n else None
    mentions = find_dates(when)
    return mentions[0].first if len(mentions) == 1 else None


def _titled(text: str, titles: Sequence[str]) -> Limits | None:
    for title in titles:
        for mention in find_dates(title):
            if mention.last.year > mention.first.year:
                kind = "规划期" if PLANS.search(title) else "实施期"
                said = next(
                    ((m.start, m.end) for m in find_dates(text)
                     if (m.first, m.last) == (mention.first, mention.last)), None,
                )  # fmt: skip
                return SaidDate(mention.first, said), SaidDate(mention.last, said), kind
    return None


def _limits(text: str, issued: date | None) -> Limits | None:
    """The period that labels or closing words bound by days; None if they contradict."""
    found = [*_labelled(text, issued), *_ending(text)]
    days = {(start and start.day, end and end.day) for start, end, _ in found}
    ends = {end for _, end in days}
    if not found or len(ends) > 1:
        return None
    return max(found, key=lambda limits: limits[0] is not None)


def _labelled(text: str, issued: date | None) -> Iterator[Limits]:
    for match in LIMIT.finditer(text):
        if not _is_own_label(text, match.start()):
            continue
        mention = _mention_at(text, match.end())
        if mention is None:
            continue
        said = (match.start(), mention.end)
        start: SaidDate | None = None
        if match["since"]:
            start = SaidDate(issued, said) if issued and ON_ISSUE.search(match["since"]) else None
        elif not match["until"]:
            if mention.first == mention.last:
                continue  # 实施期限：2022年12月31日 is the first day, or the last
            start = SaidDate(mention.first, said)
        yield start, SaidDate(mention.last, said), _kind(match["label"])


def _is_own_label(text: str, at: int) -> bool:
    """Whether a label at ``at`` heads its line, or stands where the text speaks of itself."""
    nearest = max(0, at - LOOKED_BACK)
    line = text.rfind("\n", nearest, at) + 1 or nearest
    if HEADS_LINE.fullmatch(text[line:at]):
        return True
    start = max(line, text.rfind("。", nearest, at) + 1)
    return bool(BEFORE_LABEL.search(text[start:at]) and OWN_VOICE.search(text[start : at + 2]))


def _ending(text: str) -> Iterator[Limits]:
    for at, sentence in _own_sentences(text):
        effect = TAKES_EFFECT.search(sentence)
        for match in ENDS.finditer(sentence, effect.start() if effect else len(sentence)):
            if PART.search(re.split(r"[，,；;]", sentence[: match.start()])[-1]):
                continue
            mention = _mention_at(text, at + match.end())
            closes = mention and re.match(
                r"\s*(?:止|结束|废止|自动|失效|届满|[。，,；;]|$)", text[mention.end :]
            )
            if mention and closes:
                said = (at + match.start(), mention.end)
                yield None, SaidDate(mention.last, said), "有效期"


def _mention_at(text: str, at: int) -> DateMention | None:
    """The date or period that begins at ``at``, with places in ``text``."""
    begin = max(0, at - 1)
    for m in find_dates(text[begin : at + REACH]):
        if begin + m.start <= at:
            return DateMention(begin + m.start, begin + m.end, m.first, m.last, m.written)
    return None


def _lasting(text: str, effective: SaidDate | None) -> Limits | None:
    """有效期五年, reckoned from the day on which the text takes effect."""
    if effective is None:
        return None
    found: list[Limits] = []
    for at, sentence in _own_sentences(text):
        for match in LASTS.finditer(sentence):
            before = sentence[max(0, match.start() - 14) : match.start()]
            months = _months(match["n"], match["unit"])
            if not BEFORE_LABEL.search(before) or not months:
                continue
            end = _months_on(effective.day, months) - timedelta(days=1)
            said = (at + match.start(), at + match.end())
            label = match["label"] or match["trial"] or match["kept"]
            found.append((effective, SaidDate(end, said), _kind(label)))
    ends = {end.day for _, end, _ in found if end}
    return found[0] if len(ends) == 1 else None


def _kind(label: str) -> str:
    return next((kind for word, kind in KINDS if word in label), "实施期")


def _months(written: str, unit: str) -> int:
    if written == "半":
        return 6 if "年" in unit else 0
    n = _count(written)
    return n * 12 if "年" in unit else n


def _count(written: str) -> int:
    return int(parse_numeral(written.replace("两", "二")) or 0)


def _months_on(day: date, months: int) -> date:
    """The day of that number ``months`` later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _one(found: Sequence[SaidDate]) -> SaidDate | None:
    """The one day that is said; of several the last, which the closing article says."""
    return found[-1] if found else None


def place_of_day(text: str, day: date, spans: Sequence[Span]) -> Span | None:
    """The words of ``text`` that say ``day``: in ``spans`` (head and foot), else near the top."""
    for start, end in (*spans, (0, HEAD_LENGTH)):
        for m in find_dates(text[start:end]):
            if m.first == m.last == day:
                return start + m.start, start + m.end
    return None
