"""What holds for every text, however odd; DESIGN §2."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.sentences import sentences
from tests.structure_checks import check_invariants, parse, paths, solid

MARKS = """第一章 |第二章 |第一节 |第一条 |第二条 |第三条 |第十二条之一 |第九十九条 |
一、|二、|三、|五、|（一）|(二)|（三）|1.|2．|3、|0.|（1）|（2）|①|附件1|附件：|附件2 """.replace(
    "\n", ""
)
WORDS = """指导思想|各县要加强组织领导，落实责任。|一是甲；二是乙。|包括：（一）丙；（二）丁。|甲：
|；|“|根据《某省关于康复的意见》（某府发〔2021〕5号）|2022年3月8日|某市人民政府办公室|某市方案|。| |
关于印发《方案》的通知|本方案自发布之日起施行。|某卫办〔2022〕14号|现印发给你们。|《|（|2.5万元|
按第三条第二款规定执行。|责任单位：市民政局|很长的一段没有停顿的文字很长的一段没有停顿的文字""".replace(
    "\n", ""
)
LINE = st.tuples(
    st.sampled_from(["", *MARKS.split("|")]),
    st.lists(st.sampled_from(WORDS.split("|")), max_size=3).map("".join),
).map("".join)
DOCUMENTS = st.lists(LINE, min_size=1, max_size=30).map("\n".join).filter(lambda raw: solid(raw))


@settings(max_examples=400, deadline=None)
@given(DOCUMENTS)
def test_any_document_keeps_the_invariants(raw: str) -> None:
    parsed = parse("某市方案\n" + raw)
    check_invariants(parsed)
    assert solid(parsed.document.text) == solid("某市方案" + raw)
    text = parsed.document.text
    for found in parsed.clauses:
        spans = list(sentences(text, found.start, found.end))
        said = "".join(text[a:b] for a, b in spans)
        assert solid(said) == solid(text[found.start : found.end])


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_flattened_documents_keep_the_invariants(raw: str) -> None:
    parsed = parse("某市方案 " + raw.replace("\n", " ") * 4)
    check_invariants(parsed)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=40))
def test_regular_numbering_is_read_back(depths: list[int]) -> None:
    """A document written by the rules comes out with the paths it was written with."""
    han = "一二三四五六七八九十"
    counts, lines, expected, depth = [0, 0, 0], [], [], 0
    for wanted in depths:
        depth = min(wanted, depth + 1) if lines else 0
        counts = counts[:depth] + [counts[depth] + 1] + [0] * (2 - depth)
        if counts[depth] > 10:
            break
        names = [han[counts[0] - 1], f"（{han[counts[1] - 1]}）", str(counts[2])][: depth + 1]
        marker = [f"{names[0]}、", names[-1], f"{names[-1]}."][depth]
        lines.append(f"{marker}加强建设。各地要抓好落实。")
        expected.append("/".join(names))
    parsed = parse("\n".join(lines))
    assert paths(parsed) == expected
    assert not any("编号" in warning for warning in parsed.document.warnings)


LARGE = [
    "一、甲。\n",
    "1.甲。",
    "一、甲。（一）乙；",
    "第一条 甲。",
    "《甲甲甲甲甲甲甲》\n",
    "一",
    "（一）\n",
    "附件1\n",
]


@pytest.mark.parametrize("unit", LARGE)
def test_a_large_document_ends_soon(unit: str) -> None:
    started = time.monotonic()
    parsed = parse("某市方案\n" + unit * (50_000 // len(unit)))
    assert time.monotonic() - started < 10, "a second or two on a slow machine"
    assert parsed.clauses
