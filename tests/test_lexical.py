"""BM25 over our own tokens: filters inside the query, and nothing of a query language."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import IndexBrokenError, KbError
from kb.indexing.lexical import (
    Entry,
    LexicalIndex,
    View,
    copy_lexical,
    update_lexical,
    write_lexical,
)
from kb.indexing.selection import Selection
from kb.language.tokens import bigrams, words

ENTRIES: list[Entry] = [
    (1, "甲", "康复医学科床位数占医院床位总数的比例不低于2%。"),
    (2, "甲", "养老机构内设医疗机构。"),
    (5, "乙", "家庭医生签约服务，康复护理。"),
    (7, "乙", "补助标准为每床5000元。"),
    (2**40, "丙", "康复治疗师与康复医学科床位之比。"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    write_lexical(folder, ENTRIES)
    return LexicalIndex(folder)


def found(index: LexicalIndex, tokens: Sequence[str], *, view: View = "words") -> list[int]:
    return [number for number, _ in index.search(tokens, view=view, top=10)]


@pytest.mark.parametrize("view", ["words", "bigrams"])
def test_finds_by_words_and_by_bigrams(index: LexicalIndex, view: View) -> None:
    cut = words if view == "words" else bigrams
    assert set(found(index, cut("康复"), view=view)) == {1, 5, 2**40}
    assert found(index, cut("2%"), view=view) == [1]
    assert found(index, cut("5000元"), view=view) == [7]
    assert found(index, cut("养老机构"), view=view)[0] == 2


def test_numbers_are_not_cut_again(index: LexicalIndex) -> None:
    assert found(index, ["2"]) == []
    assert found(index, ["50"]) == []


@pytest.mark.parametrize("tokens", [[], ["容积率"], ["", " "], ["*"], ["康复 OR 养老"]])
def test_nothing_known_finds_nothing(index: LexicalIndex, tokens: list[str]) -> None:
    assert index.search(tokens, view="words", top=10) == []


def test_repetition_is_weight(index: LexicalIndex) -> None:
    (once,) = index.search(["2%"], view="words", top=1)
    (twice,) = index.search(["2%", "2%"], view="words", top=1)
    assert twice[1] == pytest.approx(2 * once[1], abs=1e-3)


DOCUMENTS = frozenset({"甲", "乙", "丙"})


@pytest.mark.parametrize("size", range(4))
def test_a_selection_filters_as_its_documents_do(index: LexicalIndex, size: int) -> None:
    for chosen in map(frozenset, combinations(sorted(DOCUMENTS), size)):
        for others in (None, DOCUMENTS - chosen):
            selection = Selection(chosen, others, None)
            for view, cut in (("words", words), ("bigrams", bigrams)):
                tokens, told = cut("康复床位"), {"view": view}
                expected = index.search(tokens, top=9, documents=chosen, **told)
                assert index.search(tokens, top=9, documents=selection, **told) == expected
                count = index.count(tokens[:1], documents=chosen, **told)
                assert index.count(tokens[:1], documents=selection, **told) == count


def test_top_and_empty_filter(index: LexicalIndex) -> None:
    assert len(index.search(["康复"], view="words", top=2)) == 2
    assert index.search(["康复"], view="words", top=0) == []
    assert index.search(["康复"], view="words", top=5, documents=frozenset()) == []
    assert index.search(["康复"], view="words", top=5, documents=frozenset({"丁"})) == []


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (["康复"], 3),
        (["康复", "床位"], 2),
        (["康复", "康复"], 3),
        (["康复", "家庭"], 1),
        (["康复", "养老"], 0),  # each is known, no passage holds both
        (["康复", "容积率"], 0),
        (["容积率"], 0),
        ([], 0),
    ],
)
def test_count_takes_all_tokens(index: LexicalIndex, tokens: list[str], expected: int) -> None:
    assert index.count(tokens, view="words") == expected


def test_count_inside_documents(index: LexicalIndex) -> None:
    assert index.count(["康复"], view="words", documents=frozenset({"甲"})) == 1
    assert index.count(["康复"], view="words", documents=frozenset({"乙", "丙"})) == 2
    assert index.count(["康复"], view="words", documents=frozenset({"丁"})) == 0
    assert index.count(["康复"], view="words", documents=frozenset()) == 0
    assert index.count([], view="words", documents=frozenset({"甲"})) == 0


def test_count_looks_at_one_view(index: LexicalIndex) -> None:
    assert index.count(bigrams("复医学科"), view="bigrams") == 2
    assert index.count(bigrams("复医学科"), view="words") == 0


def test_filter_does_not_change_scores(index: LexicalIndex) -> None:
    everywhere = dict(index.search(["康复", "床位"], view="words", top=10))
    one = index.search(["康复", "床位"], view="words", top=10, documents=frozenset({"丙"}))
    assert one == [(2**40, everywhere[2**40])]


def test_equal_scores_are_ordered_by_number(tmp_path: Path) -> None:
    write_lexical(tmp_path / "x", [(n, "甲", "同样的规定") for n in (9, 3, 5, 1)])
    index = LexicalIndex(tmp_path / "x")
    assert found(index, ["规定"]) == [1, 3, 5, 9]
    assert [n for n, _ in index.search(["规定"], view="words", top=2)] == [1, 3]


WORDS = ["养老", "床位", "康复", "补贴", "2%", "医院"]
SENTENCES = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁"), st.lists(st.sampled_from(WORDS), max_size=6)),
    max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    sentences=SENTENCES,
    query=st.lists(st.sampled_from(WORDS), max_size=4),
    wanted=st.sets(st.sampled_from("甲乙丙")),
)
def test_filter_is_the_same_as_picking(
    sentences: list[tuple[str, list[str]]],
    query: list[str],
    wanted: set[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    entries = [(n, name, "，".join(cut)) for n, (name, cut) in enumerate(sentences)]
    folder = tmp_path_factory.mktemp("filter") / "index"
    write_lexical(folder, entries)
    index = LexicalIndex(folder)
    everything = index.search(query, view="words", top=100)
    filtered = index.search(query, view="words", top=100, documents=frozenset(wanted))
    assert {n for n, _ in everything} == {n for n, _, t in entries if set(words(t)) & set(query)}
    for names in (None, frozenset(wanted)):
        holding = [
            number
            for number, name, text in entries
            if set(query) <= set(words(text)) and (names is None or name in names)
        ]
        count = index.count(query, view="words", documents=names)
        assert count == (len(holding) if query else 0)
    picked = [(n, score) for n, score in everything if sentences[n][0] in wanted]
    assert dict(filtered) == pytest.approx(dict(picked), abs=1e-3)
    shutil.rmtree(folder)


def test_update_removes_and_adds_and_leaves_the_original(tmp_path: Path) -> None:
    write_lexical(tmp_path / "old", ENTRIES)
    copy_lexical(tmp_path / "old", tmp_path / "new")
    update_lexical(tmp_path / "new", remove=["甲"], entries=[(8, "甲", "康复新规定")])
    old, new = LexicalIndex(tmp_path / "old"), LexicalIndex(tmp_path / "new")
    assert set(found(old, ["康复"])) == {1, 5, 2**40}
    assert set(found(new, ["康复"])) == {5, 8, 2**40}
    assert (len(old), len(new)) == (5, 4)


def test_adding_scores_like_a_new_index(tmp_path: Path) -> None:
    write_lexical(tmp_path / "whole", ENTRIES)
    write_lexical(tmp_path / "grown", ENTRIES[:2])
    for entry in ENTRIES[2:]:
        update_lexical(tmp_path / "grown", entries=[entry])
    whole, grown = LexicalIndex(tmp_path / "whole"), LexicalIndex(tmp_path / "grown")
    for query in ("康复医学科床位", "养老机构", "5000元"):
        for view, cut in (("words", words), ("bigrams", bigrams)):
            one, other = (i.search(cut(query), view=view, top=10) for i in (whole, grown))
            assert dict(one) == pytest.approx(dict(other), abs=1e-3)


def test_empty_index(tmp_path: Path) -> None:
    write_lexical(tmp_path / "empty", [])
    index = LexicalIndex(tmp_path / "empty")
    assert len(index) == 0
    assert index.search(["康复"], view="words", top=3) == []
    assert index.count(["康复"], view="words") == 0


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "no segment"])
def test_damage_is_one_error(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index"
    write_lexical(folder, ENTRIES)
    if damage == "missing":
        shutil.rmtree(folder)
    elif damage == "no segment":
        for file in folder.glob("*.term"):
            file.unlink()
    else:
        (folder / "meta.json").write_bytes(b"" if damage == "empty" else b"\x00garbage")
    with pytest.raises(IndexBrokenError, match="kb build") as raised:
        LexicalIndex(folder)
    assert str(folder) in str(raised.value)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KbError, match=str(tmp_path / "file" / "index")):
        write_lexical(tmp_path / "file" / "index", ENTRIES)


def test_read_only_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lexical(tmp_path / "index", ENTRIES)
    # Root may write everywhere, so the test for permission is what is replaced.
    monkeypatch.setattr(os, "access", lambda *_: False)
    before = sorted((tmp_path / "index").iterdir())
    index = LexicalIndex(tmp_path / "index")
    assert set(found(index, ["康复"])) == {1, 5, 2**40}
    assert sorted((tmp_path / "index").iterdir()) == before


def test_filters_hold_among_thousands_of_passages(tmp_path: Path) -> None:
    entries = [
        (n, str(n % 50), f"第{n}条康复医学科床位不低于{n % 90}张，养老机构{n % 7}家。")
        for n in range(4000)
    ]
    write_lexical(tmp_path / "many", entries)
    index = LexicalIndex(tmp_path / "many")
    for n in range(100):
        wanted = frozenset({str(n % 50)})
        hits = index.search(words(f"康复床位{n % 90}张"), view="words", top=10, documents=wanted)
        assert {number % 50 for number, _ in hits} == {n % 50}
