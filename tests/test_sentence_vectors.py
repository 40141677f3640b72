"""The vectors of sentences: by themselves, and as a part of a generation that changes."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kb.errors import IndexBrokenError
from kb.indexing.index import Index, open_index
from kb.indexing.sentence_vectors import SentenceVectors
from kb.indexing.writer import write_generation
from kb.language.sentences import sentences
from tests.index_fakes import FakeEncoder, Parsed, build, change, document, sentences_by_id
from tests.vector_files import HALF_PRECISION, save, unit

DIM = 8

# --- by themselves ---


def make(folder: Path, counts: dict[int, int]) -> tuple[SentenceVectors, NDArray[np.float32]]:
    """Random sentences, ``counts`` by passage number, and their vectors in order."""
    owners = [number for number, count in counts.items() for _ in range(count)]
    vectors = unit(len(owners))
    return SentenceVectors(save(folder, owners, vectors)), vectors


def test_cosines_in_the_order_of_the_text(tmp_path: Path) -> None:
    saved, vectors = make(tmp_path / "x", {3: 2, 4: 5, 2**40: 3})
    question = unit(1, seed=9)[0]
    assert (len(saved), saved.dim) == (10, DIM)
    found = saved.similarities([2**40, 4, 3, 4], question)
    assert list(found) == [3, 4, 2**40]
    for number, rows in ((3, vectors[:2]), (4, vectors[2:7]), (2**40, vectors[7:])):
        assert found[number] == pytest.approx(rows @ question, abs=HALF_PRECISION)
        assert saved.vectors([number])[number] == pytest.approx(rows, abs=HALF_PRECISION)


def test_passages_without_sentences_are_left_out(tmp_path: Path) -> None:
    saved, _ = make(tmp_path / "x", {3: 2, 7: 1})
    question = unit(1)[0]
    assert list(saved.similarities([0, 3, 5, 8, -1, 2**50], question)) == [3]
    assert saved.similarities([1, 5, 99], question) == {}
    assert saved.similarities([], question) == saved.vectors([]) == {}


def test_no_sentences(tmp_path: Path) -> None:
    saved, _ = make(tmp_path / "x", {})
    assert (len(saved), saved.dim) == (0, DIM)
    assert saved.similarities([1, 2], unit(1)[0]) == {}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    counts=st.dictionaries(st.integers(1, 30), st.integers(1, 5), max_size=8),
    wanted=st.lists(st.integers(0, 31), max_size=12),
)
def test_half_precision_is_all_that_is_lost(
    tmp_path_factory: pytest.TempPathFactory, counts: dict[int, int], wanted: list[int]
) -> None:
    ascending = dict(sorted(counts.items()))
    saved, vectors = make(tmp_path_factory.mktemp("x") / "y", ascending)
    question = unit(1, seed=1)[0]
    found = saved.similarities(wanted, question)
    assert list(found) == sorted(set(wanted) & set(counts))
    starts = dict(zip(ascending, np.cumsum([0, *ascending.values()]), strict=False))
    for number, cosines in found.items():
        rows = vectors[starts[number] : starts[number] + counts[number]]
        assert cosines.dtype == np.float32
        assert cosines == pytest.approx(rows @ question, abs=HALF_PRECISION)


def test_what_is_saved_outlives_its_files(tmp_path: Path) -> None:
    saved, vectors = make(tmp_path / "x", {1: 3})
    for path in (tmp_path / "x").iterdir():
        path.unlink()
    assert saved.similarities([1], vectors[2])[1][2] == pytest.approx(1, abs=2 * HALF_PRECISION)


# --- in a generation ---

LONG = "；".join(f"第{n}类机构每床补助{n}千元，由市级财政承担，按季度拨付到位" for n in range(9))
A = document(
    "甲",
    ["床位不低于2%。达标的给予奖励！", "补助标准由市里定。", LONG],
    title="养老服务的通知 四川省 二、重点任务",
)
B = document("乙", ["家庭医生签约服务。签约自愿。签约免费。"], title="签约服务的通知")
C = document("丙", ["康复治疗师。\n达标的给予奖励！", "长期护理保险。"], title="康复 二、重点任务")
A2 = document(
    "甲", ["床位不低于5%。达标的给予奖励！", LONG], title="养老服务的通知 四川省 三、其他"
)

CHANGES = [
    ([C], [], [A, B, C]),
    ([A2], [], [A2, B]),
    ([], ["甲"], [B]),
    ([C, A2], ["乙"], [A2, C]),
    ([A, B], [], [A, B]),
    ([], ["甲", "乙"], []),
    ([B], ["乙"], [A, B]),  # removed and put back in one write
]


def encoded_directly(index: Index, parsed: list[Parsed]) -> dict[str, NDArray[np.float32]]:
    """The vectors of every sentence under its nearest heading, by passage id."""
    encoder, vectors = FakeEncoder(), {}
    for _, passages in parsed:
        for passage in passages:
            heading = passage.context.split(" ")[-1]
            spans = sentences(passage.text, 0, len(passage.text))
            texts = [f"{heading}\n{passage.text[start:end]}" for start, end in spans]
            vectors[passage.id] = encoder.encode_passages(texts)
    return vectors


def check_equal_to_direct(index: Index, parsed: list[Parsed]) -> None:
    direct = encoded_directly(index, parsed)
    assert len(index.sentences) == sum(map(len, direct.values())) == index.manifest.sentences
    numbers = index.passage_numbers(index.document_ids()).tolist()
    question = FakeEncoder().encode_query("奖励多少")
    found = index.sentences.similarities(numbers, question)
    assert list(found) == numbers
    for passage, cosines in zip(index.passages(numbers), found.values(), strict=True):
        assert cosines == pytest.approx(direct[passage.id] @ question, abs=HALF_PRECISION)


def test_sentences_are_encoded_under_their_nearest_heading(tmp_path: Path) -> None:
    build(tmp_path, [A, B])
    with open_index(tmp_path) as index:
        assert index.manifest.sentences > index.manifest.passages
        check_equal_to_direct(index, [A, B])


@pytest.mark.parametrize(("put", "remove", "same_as"), CHANGES)
def test_change_equals_rebuild(
    tmp_path: Path, put: list[Parsed], remove: list[str], same_as: list[Parsed]
) -> None:
    build(tmp_path / "old", [A, B])
    change(tmp_path / "old", put=put, remove=remove)
    build(tmp_path / "new", same_as)
    question = FakeEncoder().encode_query("奖励多少")
    with open_index(tmp_path / "old") as changed, open_index(tmp_path / "new") as new:
        check_equal_to_direct(changed, same_as)
        assert sentences_by_id(changed, question) == sentences_by_id(new, question)


def test_the_same_sentence_is_embedded_once(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    build(tmp_path, [A, B, C], encoder=encoder)
    assert encoder.encoded.count("二、重点任务\n达标的给予奖励！") == 1  # in two documents
    assert len(encoder.encoded) == len(set(encoder.encoded))
    encoder.encoded.clear()
    change(tmp_path, put=[A2], remove=["乙"], encoder=encoder)
    assert all("三、其他" in text for text in encoder.encoded)


def test_progress_counts_sentences_and_passages(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    encoder = FakeEncoder()
    with write_generation(
        tmp_path, encoder=encoder, replace_all=True, progress=lambda *told: seen.append(told)
    ) as writer:
        for parsed, passages in (A, B, C):
            writer.put(parsed, passages)
        writer.commit()
    assert seen[-1] == (len(encoder.encoded), len(encoder.encoded))


@pytest.mark.parametrize("name", ["sentences/000001.vectors", "sentences/rows.npy"])
def test_damage_in_a_generation_names_the_file(tmp_path: Path, name: str) -> None:
    build(tmp_path, [A, B])
    path = tmp_path / "generations/000001" / name
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[-1] ^= 0xFF
    for content in (b"", whole[:-1], whole + b"\x00", bytes(flipped), zlib.compress(whole), None):
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        with pytest.raises(IndexBrokenError, match=rf"{name}.*kb build"):
            open_index(tmp_path)
    build(tmp_path, [A, B])  # needs nothing of the damaged one but its records
    with open_index(tmp_path) as index:
        check_equal_to_direct(index, [A, B])
