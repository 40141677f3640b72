"""Cutting into words and bigrams: what is kept, what is dropped, and that both cutters agree."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language import tokens
from kb.language.tokens import MAX_TOKEN, STOP_WORDS, bigrams, policy_words, word_spans, words

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30)
POLICY = st.lists(st.sampled_from(policy_words()) | HAN, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t，。", []),
        ("康复医学科", ["康复", "医学", "学科", "医学科", "康复医学科"]),
        ("占比不低于2%", ["占", "比", "不", "低于", "2%"]),
        ("补助5,000元", ["补助", "5000", "元"]),
        ("３．５万元", ["3.5", "万元"]),
        ("〔2022〕14号", ["〔2022〕14号", "2022", "14"]),
        ("（2022）14号", ["〔2022〕14号", "2022", "14"]),  # brackets are written in many ways
        ("PM2.5和5G", ["pm2.5", "5g"]),
        ("GB/T 33190-2016", ["gb", "t", "33190", "2016"]),
        ("養老機構", ["养老", "机构", "养老机构"]),  # traditional form
        ("的和与", []),
        ("不得", ["不得"]),  # a negation is never a stop word
        ("㐀", ["㐀"]),  # rare characters, outside what the cutters take for Han
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("医", ["医"]),
        ("康复医", ["康复", "复医"]),
        ("不低于2%，5000张", ["不低", "低于", "2%", "5000", "张"]),
        ("津卫〔2022〕14号文", ["津卫", "〔2022〕14号", "2022", "14", "文"]),
        ("二〇二二年", ["二〇", "〇二", "二二", "二年"]),
        ("康复，医学", ["康复", "医学"]),  # not across punctuation
    ],
)
def test_bigrams(text: str, expected: list[str]) -> None:
    assert bigrams(text) == expected


@pytest.mark.parametrize("word", policy_words())
def test_policy_word_is_whole_and_keeps_its_parts(word: str) -> None:
    cut = words(word)
    assert word in cut
    without = _bare_jieba().lcut_for_search(word, HMM=False)
    assert {part for part in without if len(part) > 1} <= set(cut)


def test_policy_words_are_listed_once() -> None:
    listed = policy_words()
    assert len(set(listed)) == len(listed) > 300


def test_policy_word_in_a_policy_word_is_found() -> None:
    assert {"公共卫生", "基本公共卫生服务"} <= set(words("基本公共卫生服务"))
    assert {"带量采购", "集中带量采购"} <= set(words("集中带量采购"))


@settings(max_examples=300, deadline=None)  # the dictionaries load in the first example
@given(POLICY)
def test_rjieba_and_jieba_cut_alike(text: str) -> None:
    pytest.importorskip("rjieba")
    slow, fast = _jieba(), tokens._cutter()
    run = "".join(char for char in text if "一" <= char <= "鿕")
    # 丁丁|丁 and 丁|丁丁 are equally likely: of such ties each takes another.
    if not run or re.search(r"(.)\1\1", run):
        return
    assert fast.search(run) == slow.search(run)
    assert fast.plain(run) == slow.plain(run)
    assert fast.known(run) == slow.known(run)


def test_word_spans_are_where_the_words_stand() -> None:
    text = "床位数达到 2.5%，建设5G康复医学科。"
    found = [text[start:end] for start, end in word_spans(text)]
    assert {"2.5%", "5G", "康复医学科"} <= set(found)
    assert "".join(found) == "床位数达到2.5%建设5G康复医学科"
    assert word_spans("") == word_spans("，。 ") == []


@settings(deadline=None)
@given(st.text(max_size=60) | POLICY)
def test_tokens_are_clean(text: str) -> None:
    for token in words(text) + bigrams(text):
        assert token
        assert not any(char.isspace() for char in token)
        assert len(token) <= max(MAX_TOKEN + 12, len(text))
    assert not STOP_WORDS & set(words(text))


def test_hostile_runs_are_cut_and_quick() -> None:
    started = time.perf_counter()
    for text in ("a" * 200_000, "1" * 200_000, "1," * 100_000, "a1" * 100_000, "(2022" * 40_000):
        assert all(len(token) <= MAX_TOKEN + 12 for token in words(text))
        assert all(len(token) <= MAX_TOKEN + 12 for token in bigrams(text))
    assert time.perf_counter() - started < 60, "seconds at most; a quadratic loop takes hours"


@pytest.mark.parametrize("hidden", ["", "sys.modules['rjieba'] = None;"])
def test_loading_is_quiet_and_leaves_no_file(hidden: str, tmp_path: object) -> None:
    code = (
        f"import sys; {hidden} from kb.language.tokens import words;"
        "assert words('家庭病床') == ['家庭', '病床', '家庭病床']"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": "."},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []  # type: ignore[attr-defined]


@cache
def _jieba():
    return tokens._jieba_cutter()


@cache
def _bare_jieba():
    """jieba without the policy words."""
    import jieba

    bare = jieba.Tokenizer()
    bare.FREQ, bare.total = bare.gen_pfdict(bare.get_dict_file())
    bare.initialized = True
    return bare
