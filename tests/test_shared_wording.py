"""The wording that two clauses share."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.normalize import fold
from kb.language.shared_wording import LEAST, phrases_of, shared_wording

# Sentences of the recovery plans of Chongqing (2021) and Panzhihua (2022).
SHARED = "加强对全体医务人员康复医疗基本知识的培训，增强康复医疗早介入、全过程的意识"
CHONGQING = f"注重实践。{SHARED}。普及知识。"
PANZHIHUA = f"提升能力。{SHARED.replace('，', ',')}，做好随访。"

# left, right, the runs as they stand in the left, and why
CASES = [
    (
        CHONGQING,
        PANZHIHUA,
        [SHARED],
        "a comma of another width does not part a run",
    ),
    (
        "康复床位达到医院总床位数的2%以上",
        "康复床位达到医院总床位数的20%以上",
        ["康复床位达到医院总床位数的"],
        "2% is no part of 20%",
    ),
    ("为失能老年人提供居家康复服务", "为高龄老年人提供上门护理服务", [], "a few words in common"),
    (
        "建立康复医师与治疗师合作机制，甲乙丙。支持社会力量举办康复医疗中心",
        "支持社会力量举办康复医疗中心；建立康复医师与治疗师合作机制",
        ["建立康复医师与治疗师合作机制", "支持社会力量举办康复医疗中心"],
        "two runs in another order",
    ),
    ("", "建立康复医师与治疗师合作机制", [], "an empty text"),
    ("到2025年实现1.5万张床位的目标任务", "到2025年实现15万张床位的目标任务", [], "1.5 is not 15"),
]


@pytest.mark.parametrize(("left", "right", "expected", "why"), CASES, ids=[c[3] for c in CASES])
def test_shared_runs(left: str, right: str, expected: list[str], why: str) -> None:
    assert [left[a:b] for (a, b), _ in shared_wording(left, right)] == expected


def test_fewer_characters_when_asked_for() -> None:
    found = shared_wording("提供居家康复服务。", "开展居家康复服务。", least=5)
    assert found == [((2, 8), (2, 8))]


def test_texts_that_repeat_themselves_take_little_time() -> None:
    start = time.perf_counter()
    shared_wording("康复医疗服务" * 800, "康复医疗服务" * 800)
    assert time.perf_counter() - start < 5


PIECES = st.sampled_from(
    ["健全完善康复医疗服务体系", "加强专业队伍建设", "提高服务能力", "2%", "，", "。", "积极探索"]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def solid(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum() or char == "%")


@given(TEXTS, TEXTS)
def test_runs_are_equal_long_enough_and_apart(left: str, right: str) -> None:
    runs = shared_wording(left, right)
    for side in (0, 1):
        spans = sorted(run[side] for run in runs)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for (a, b), (c, d) in runs:
        assert solid(left[a:b]) == solid(right[c:d])
        assert len(solid(left[a:b])) >= LEAST


@given(TEXTS)
def test_a_text_shares_all_of_itself(text: str) -> None:
    if len(solid(text)) >= LEAST:
        (((start, end), other),) = shared_wording(text, text)
        assert (start, end) == other
        assert solid(text[start:end]) == solid(text)


# text, the shared run in it, what a reader is shown of it, and why
PHRASES = [
    (
        "第四条 应当遵循统一受理、统一调度的原则。",
        None,
        ["应当遵循统一受理、统一调度的原则。"],
        "no marker",
    ),
    (
        "（五）居民家庭享受前款第二项规定的待遇",
        "五）居民家庭享受前款第二项规定的待遇",
        ["居民家庭享受前款第二项规定的待遇"],
        "half a marker",
    ),
    ("设立的残疾人就业服务机构，应当免费", "的残疾人就业服务机构，应当", [], "no clause is whole"),
    (
        "居家为基础，社区为依托，机构为补充",
        "居家为基础，社区为依托，机构为",
        [],
        "what is whole is short",
    ),
    (
        "按照不低于本单位在职职工总数百分之一的比例安排就业",
        "按照不低于本单位在职职工总数百分之一的比例",
        ["按照不低于本单位在职职工总数百分之一的比例"],
        "long enough to be shown as it is",
    ),
    (
        "本人终身免交临床用血费用；\n（六）稀有血型的献血者享受同等待遇。",
        None,
        ["本人终身免交临床用血费用；", "稀有血型的献血者享受同等待遇。"],
        "line by line",
    ),
]


@pytest.mark.parametrize(("text", "run", "shown", "why"), PHRASES)
def test_shared_words_begin_and_end_well(
    text: str, run: str | None, shown: list[str], why: str
) -> None:
    start = text.index(run) if run else 0
    end = start + len(run) if run else len(text)
    assert list(phrases_of(text, (start, end))) == shown, why
