"""The words that differ: which are marked, and which differences are none."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.changed_words import changed_words, like_order, wording, words_in

# left, right: each with the words that the other lacks in 【】, and why it is told so
CASES = [
    ("床位数不低于【2%】", "床位数不低于【3%】", "a number is marked whole, with its sign"),
    ("到【2022年】底设【20张】", "到【2023年】底设【30张】", "years and counts with their units"),
    ("处【二十万元】以上罚款", "处【五十万元】以上罚款", "Chinese numerals too"),
    ("依照【第十二条】办理", "依照【第十四条】办理", "an article cited by number"),
    ("依照【第（三）项】办理", "依照【第（四）项】办理", "and an item"),
    ("【两年】以内", "【三年】以内", "a period"),
    ("【二级】以上医院", "【三级】以上医院", "a level"),
    ("医院【应当】报告", "医院【可以】报告", "a duty that became a permission"),
    ("医院【应当】报告", "医院【不得】报告", "or a prohibition"),
    ("可以报告", "【不】可以报告", "a 不 alone"),
    ("公民【和】其他组织", "公民【或者】其他组织", "a single character"),
    ("有关部门应当处理", "有关【主管】部门应当处理", "inside what is cut as one word"),
    ("责令改正", "责令【限期】改正", "an insertion marks one side"),
    ("应当立即报告【并备案】。", "应当立即报告。", "a deletion marks the other"),
    ("【百分之二】以上", "【2%】以上", "another way of writing is another wording"),
    ("【甲】", "【乙】", "nothing in common"),
]
NO_DIFFERENCE = [
    ("一是报告，二是备案；", "一是报告,二是备案;", "width of punctuation"),
    ("（一）报告 （二）备案", "(一)报告(二)备案", "brackets and spaces"),
    ("第 3 款，共 20 张", "第3款，共20张", "spaces around digits"),
    ("处1,000元罚款", "处1000元罚款", "a thousands separator"),
    ("２％以上", "2%以上", "full-width digits"),
    ("國家機關", "国家机关", "traditional characters"),
    ("应当报告。并备案", "应当报告\n并备案", "a stop or a new line"),
    ("", "", "nothing at all"),
]


def bare(marked: str) -> str:
    return re.sub("[【】]", "", marked)


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    return text


def spans_of(left: str, right: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    return changed_words(words_in(left, 0, len(left)), words_in(right, 0, len(right)))


@pytest.mark.parametrize(("left", "right", "why"), CASES, ids=[why for *_, why in CASES])
def test_changed_words_are_marked(left: str, right: str, why: str) -> None:
    a, b = spans_of(bare(left), bare(right))
    assert (marked(bare(left), a), marked(bare(right), b)) == (left, right)


@pytest.mark.parametrize(
    ("left", "right", "why"), NO_DIFFERENCE, ids=[w for *_, w in NO_DIFFERENCE]
)
def test_layout_is_no_difference(left: str, right: str, why: str) -> None:
    assert spans_of(left, right) == ((), ())


def test_a_scrap_between_two_replacements_is_marked_with_them() -> None:
    a, b = spans_of("由卫生行政的主管机关批准", "由民政综合的监督部门批准")
    assert marked("由卫生行政的主管机关批准", a) == "由【卫生行政的主管机关】批准"
    assert marked("由民政综合的监督部门批准", b) == "由【民政综合的监督部门】批准"


def test_an_unchanged_number_between_two_changes_is_not_marked() -> None:
    a, _ = spans_of("每年举办2次康复培训班", "每季举办2次护理研讨会")
    assert "2次" not in "".join(re.findall("【(.*?)】", marked("每年举办2次康复培训班", a)))


def test_numbering_that_is_skipped_is_not_compared() -> None:
    left, right = "（三）建立台账。", "（四）建立台账。"
    assert changed_words(
        words_in(left, 0, len(left), [(0, 3)]), words_in(right, 0, len(right), [(0, 3)])
    ) == ((), ())


def test_words_keep_their_places_in_a_longer_text() -> None:
    text = "前面的话。床位20张。"
    assert [text[w.start : w.end] for w in words_in(text, 5, len(text))] == ["床位", "20张"]


def test_parts_are_brought_into_the_order_of_the_whole() -> None:
    whole = words_in("建立台账制度。开展年度评估。", 0, 14)
    one, other = words_in("建立台账制度。", 0, 7), words_in("开展年度评估。", 0, 7)
    assert like_order([other, one], whole) == [one, other]


def test_a_very_long_text_is_compared_in_time() -> None:
    left = "".join(f"第{n}项由卫生部门办理，并在{n % 30 + 1}日内告知申请人。" for n in range(900))
    right = left.replace("第450项由卫生部门", "第450项由民政部门")
    start = time.perf_counter()
    a, b = spans_of(left, right)
    assert time.perf_counter() - start < 5
    assert [left[i:j] for i, j in a] == ["卫生部门"]
    assert [right[i:j] for i, j in b] == ["民政部门"]


PIECES = [
    "应当",
    "可以",
    "不得",
    "2%",
    "3%",
    "第十二条",
    "医院",
    "康复医学科",
    "，",
    "。",
    " ",
    "（一）",
    "20张",
    "的",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(TEXTS, TEXTS)
def test_spans_lie_in_order_within_the_text(left: str, right: str) -> None:
    for text, spans in zip((left, right), spans_of(left, right), strict=True):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(a[1] < b[0] for a, b in pairwise(spans))


@given(TEXTS, TEXTS)
def test_nothing_is_marked_just_when_the_wordings_are_equal(left: str, right: str) -> None:
    a, b = (words_in(text, 0, len(text)) for text in (left, right))
    assert (changed_words(a, b) == ((), ())) == (wording(a) == wording(b))


@given(TEXTS, TEXTS)
def test_numbers_and_duties_that_the_other_lacks_are_always_marked(left: str, right: str) -> None:
    for text, other, spans in zip((left, right), (right, left), spans_of(left, right), strict=True):
        for word in words_in(text, 0, len(text)):
            telling = word.is_number or word.value in ("应当", "可以", "不得")
            if telling and word.value not in wording(words_in(other, 0, len(other))):
                assert any(a <= word.start and word.end <= b for a, b in spans)
