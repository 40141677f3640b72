"""One changed figure, unit, region, level, bound or 不: no answer quotes it, none confirms it.

Mutated are what real answers quote and a made text that holds every kind of thing; then the
check of answers, the rules that compare a claim with a sentence, and whole questions are tried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from eval.questions import load_questions
from kb.answering.citations import check_answer, cite
from kb.errors import QuoteError
from kb.language.assertions import contradicts, differing_name
from kb.language.figures import differing_figure, differing_level, reversed_bound
from kb.library import KnowledgeBase
from kb.types import Answer, Clause, Document, Region, Source, Statement

HAN = "一二三四五六七八九"
UNITS = {
    "张": "个", "%": "‰", "年": "月", "月": "年", "元": "万元", "万元": "元", "家": "张",
    "人": "个", "个": "家", "项": "家", "岁": "月", "小时": "天", "日": "月",
}  # fmt: skip
REGIONS = {"攀枝花": "天津", "天津": "重庆", "重庆": "山西", "山西": "攀枝花", "四川": "贵州"}
BOUNDS = {
    "不低于": "不超过", "不少于": "不超过", "不得少于": "不得超过", "不超过": "不低于",
    "以上": "以下", "以下": "以上", "以内": "以外", "至少": "至多", "达到": "不超过",
}  # fmt: skip
DUTIES = {
    "鼓励": "必须",
    "支持": "必须",
    "可以": "不得",
    "应当": "可以",
    "必须": "可以",
    "不得": "可以",
}
LEVELS = {
    "一级": "二级", "二级": "三级", "三级": "二级", "省级": "市级", "市级": "县级", "县级": "市级",
    "区级": "市级",
}  # fmt: skip


def other_digit(found: re.Match[str]) -> str:
    return str((int(found[0]) + 3) % 10)


def from_table(table: dict[str, str]) -> tuple[str, Callable[[re.Match[str]], str]]:
    words = sorted(table, key=len, reverse=True)
    return "|".join(map(re.escape, words)), lambda found: table[found[0]]


UNIT, other_unit = from_table(UNITS)
# kind, pattern of what is changed, what it becomes
KINDS: list[tuple[str, str, Callable[[re.Match[str]], str]]] = [
    ("一个数字", r"\d", other_digit),
    ("全角数字", r"[0-9]", lambda m: chr(0xFF10 + (int(m[0]) + 3) % 10)),
    ("汉字数字", rf"(?<!第)[{HAN}](?=[级家个年月日张人项类名种次])|(?<=百分之)[{HAN}]",
     lambda m: HAN[(HAN.index(m[0]) + 2) % 9]),
    ("单位", rf"(?<=\d)\s*(?:{UNIT})|(?<=[十百千万])(?:{UNIT})",
     lambda m: re.sub(UNIT, other_unit, m[0])),
    ("地区", *from_table(REGIONS)),
    ("去掉不", r"不(?=[得能予低少超收享再应])", lambda m: ""),
    ("加上不", r"(?<=应)(?=[设建开达由进纳])|(?<=，)(?=开展|设置|建立|完善|加强|支持|鼓励)",
     lambda m: "不"),
    ("约束", *from_table(DUTIES)),
    ("上下限", *from_table(BOUNDS)),
    ("级别", *from_table(LEVELS)),
    ("文号", r"(?<=〔20)\d|(?<=〕)\d", other_digit),
]  # fmt: skip
# Of these nothing may be confirmed; of the others the printed table tells how much is.
NEVER = frozenset({"一个数字", "全角数字", "汉字数字", "单位", "地区", "去掉不", "加上不", "文号"})


def mutations(text: str) -> Iterator[tuple[str, str]]:
    """(kind, text with one thing changed), at every place where there is one."""
    for kind, pattern, change in KINDS:
        for match in re.finditer(pattern, text):
            changed = text[: match.start()] + change(match) + text[match.end() :]
            if changed != text:
                yield kind, changed
    figures = list(re.finditer(r"\d+(?:\.\d+)?", text))
    for one, two in pairwise(figures):
        if one[0] != two[0]:
            middle = text[one.end() : two.start()]
            yield "互换", text[: one.start()] + two[0] + middle + one[0] + text[two.end() :]


MADE = (
    "根据渝卫发〔2021〕60号，攀枝花二级医院应当设置康复床位，不得少于10张，占比不低于2%，不超过百分之八；"
    "市级补助每张1万元，运营补助300元/月，连续补助三年，到2025年，每10万人口康复医师达到8人；"
    "对60岁以上老年人不收取费用，鼓励六家以下机构参与，应设置康复门诊，必须由县级医院开展，可以分期，支持3家。"
)


def made_answer() -> Answer:
    region = Region("攀枝花市", "510400", "市", "四川省")
    source = Source("攀枝花市.txt", "0" * 64)
    document = Document(
        "d", "攀枝花市方案", MADE, source, region=region, number="攀卫办〔2022〕14号"
    )
    clause = Clause("d:一", "d", "item", "一", "一、", None, 0, len(MADE), None)
    citation = cite(document, clause, 0, len(MADE))
    statement = Statement(MADE, (0,), region.name)
    return Answer("问", "answered", (region.name,), (statement,), (citation,), None, ())


@pytest.fixture(scope="module")
def answers(library: KnowledgeBase) -> list[Answer]:
    asked = [q.text for q in load_questions("dev") if q.answerable]
    return [made_answer(), *(library.ask(question) for question in asked[::4])]


def test_no_mutated_quotation_passes_the_check(answers: list[Answer]) -> None:
    tried: Counter[str] = Counter()
    for answer in answers:
        assert check_answer(answer) is answer
        for n, statement in enumerate(answer.statements):
            place = statement.citations[0]
            citation = answer.citations[place]
            for kind, text in mutations(statement.text):
                said = replace(statement, text=text)
                statements = (*answer.statements[:n], said, *answer.statements[n + 1 :])
                quoted = replace(citation, quote=text)
                citations = (*answer.citations[:place], quoted, *answer.citations[place + 1 :])
                for forged in (
                    replace(answer, statements=statements),
                    replace(answer, citations=citations),
                    replace(answer, statements=statements, citations=citations),
                ):
                    with pytest.raises(QuoteError):
                        check_answer(forged)
                tried[kind] += 1
            for kind, label in mutations(citation.label):
                named = replace(citation, label=label)
                citations = (*answer.citations[:place], named, *answer.citations[place + 1 :])
                with pytest.raises(QuoteError):
                    check_answer(replace(answer, citations=citations))
                tried[kind] += 1
    assert set(tried) == {*(kind for kind, _, _ in KINDS), "互换"}, "every kind is tried"
    assert sum(tried.values()) > 500


# --- what is asserted: …，对吗？ ---

MARK = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、]|（\d+）)\s*"
)
SHORT = re.compile(r"[省市]$")


def claims(answers: list[Answer]) -> dict[str, tuple[str, str]]:
    """Parts of the quoted sentences as claims -> the sentence, the region of its document."""
    found = {}
    for answer in answers:
        for statement in answer.statements:
            document = answer.citations[statement.citations[0]].document
            region = SHORT.sub("", document.region.name) if document.region else ""
            for part in re.split("[；;。]", statement.text):
                claim = MARK.sub("", " ".join(part.split()))
                if 12 <= len(claim) <= 90 and re.search(r"[\u4e00-\u9fff]{8}", claim):
                    claim = claim if region in claim else f"{region}规定{claim}"
                    found.setdefault(claim, (statement.text, region))
    return found


def refusal(claim: str, sentence: str) -> str | None:
    """Why the rules say that ``sentence`` does not bear ``claim`` out."""
    return (
        differing_figure(claim, sentence)
        or reversed_bound(claim, sentence)
        or differing_level(claim, sentence)
        or differing_name(claim, sentence)
        or contradicts(claim, sentence)
    )


def show(title: str, tried: Counter[str], survived: Counter[str]) -> None:
    print(f"\n{title}")
    for kind, number in tried.items():
        print(f"  {kind}　{survived[kind]} / {number}　{survived[kind] / number:.1%}")


def test_a_mutated_claim_is_not_what_its_sentence_says(answers: list[Answer]) -> None:
    tried: Counter[str] = Counter()
    survived: Counter[str] = Counter()
    left = []
    for claim, (sentence, region) in claims(answers).items():
        assert refusal(f"{claim}，对吗？", sentence) is None, f"the sentence itself: {claim}"
        for kind, text in mutations(claim):
            # 天津规定…: whose document it is, is not in the sentence; the search filters by it.
            if kind == "地区" and claim.startswith(f"{region}规定"):
                continue
            tried[kind] += 1
            if refusal(f"{text}，对吗？", sentence) is None:
                survived[kind] += 1
                left.append((kind, text))
    show("说法改动后，句子本身仍被认可：", tried, survived)
    assert not left
    assert len(tried) >= 9


def test_a_mutated_claim_is_not_confirmed(library: KnowledgeBase, answers: list[Answer]) -> None:
    asked = [claim for claim, (sentence, _) in claims(answers).items() if sentence != MADE]
    tried: Counter[str] = Counter()
    survived: Counter[str] = Counter()
    confirmed = 0
    for claim in asked:
        confirmed += library.ask(f"{claim}，对吗？").status == "answered"
        for kind, text in dict(reversed(list(mutations(claim)))).items():
            tried[kind] += 1
            answer = library.ask(f"{text}，对吗？")
            own = kind == "地区" and quotes_the_region(answer, text)
            survived[kind] += answer.status == "answered" and not own
    show("说法改动后，仍被答为属实：", tried, survived)
    print(f"  未改动的说法被答为属实　{confirmed} / {len(asked)}")
    assert {kind for kind in survived if survived[kind]} & NEVER == set()
    assert sum(survived.values()) <= 0.02 * sum(tried.values())
    assert confirmed >= 0.9 * len(asked)


def quotes_the_region(answer: Answer, text: str) -> bool:
    """重庆规定… of a sentence of 天津 is answered by what 重庆 itself says."""
    regions = {c.document.region.name for c in answer.citations if c.document.region}
    return any(text.startswith(f"{SHORT.sub('', name)}规定") for name in regions)
