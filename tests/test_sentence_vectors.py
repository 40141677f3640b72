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
from kb.indexing.sentence_vectors import Batch, SentenceVectors, write_sentences
from kb.indexing.writer import write_generation
from kb.language.sentences import sentences
from tests.index_fakes import FakeEncoder, Parsed, build, change, document, sentences_by_id

DIM = 8
FULL = Path("/dev/full")
# A vector is off by at most 2**-11 of its length in half precision, and so is its cosine; what
# is below the normal numbers of that format adds next to nothing.
HALF_PRECISION = 2**-11 + 1e-6


def unit(count: int, *, seed: int = 0, dim: int = DIM) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def save(folder: Path, counts: dict[int, int], *, batch: int = 4) -> NDArray[np.float32]:
    """Save random sentences, ``counts`` by passage number; returns their vectors in order."""
    owners = np.repeat(np.array(list(counts), np.int64), np.array(list(counts.values()), int))
    vectors = unit(len(owners))
    batches: list[Batch] = [
        (owners[at : at + batch], vectors[at : at + batch]) for at in range(0, len(owners), batch)
    ]
    write_sentences(folder / "v.npy", folder / "s.npy", batches, dim=DIM, total=len(owners))
    return vectors


def load(folder: Path) -> SentenceVectors:
    return SentenceVectors(folder / "v.npy", folder / "s.npy")


# --- by themselves ---


def test_cosines_in_the_order_of_the_text(tmp_path: Path) -> None:
    vectors = save(tmp_path, {3: 2, 4: 5, 2**40: 3})  # passage 4 runs over two batches
    saved, question = load(tmp_path), unit(1, seed=9)[0]
    assert (len(saved), saved.dim) == (10, DIM)
    found = saved.similarities([2**40, 4, 3, 4], question)
    assert list(found) == [3, 4, 2**40]
    for number, rows in ((3, vectors[:2]), (4, vectors[2:7]), (2**40, vectors[7:])):
        assert found[number] == pytest.approx(rows @ question, abs=HALF_PRECISION)


def test_passages_without_sentences_are_left_out(tmp_path: Path) -> None:
    save(tmp_path, {3: 2, 7: 1})
    saved, question = load(tmp_path), unit(1)[0]
    assert list(saved.similarities([0, 3, 5, 8, -1, 2**50], question)) == [3]
    assert saved.similarities([1, 5, 99], question) == {}
    assert saved.similarities([], question) == {}


def test_no_sentences(tmp_path: Path) -> None:
    save(tmp_path, {})
    saved = load(tmp_path)
    assert (len(saved), saved.dim) == (0, DIM)
    assert saved.similarities([1, 2], unit(1)[0]) == {}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    counts=st.dictionaries(st.integers(1, 30), st.integers(1, 5), max_size=8),
    batch=st.integers(1, 9),
    wanted=st.lists(st.integers(0, 31), max_size=12),
)
def test_half_precision_is_all_that_is_lost(
    tmp_path: Path, counts: dict[int, int], batch: int, wanted: list[int]
) -> None:
    ascending = dict(sorted(counts.items()))
    vectors = save(tmp_path, ascending, batch=batch)
    question = unit(1, seed=1)[0]
    found = load(tmp_path).similarities(wanted, question)
    assert list(found) == sorted(set(wanted) & set(counts))
    starts = dict(zip(ascending, np.cumsum([0, *ascending.values()]), strict=False))
    for number, cosines in found.items():
        rows = vectors[starts[number] : starts[number] + counts[number]]
        assert cosines.dtype == np.float32
        assert cosines == pytest.approx(rows @ question, abs=HALF_PRECISION)


def test_what_is_saved_outlives_its_files(tmp_path: Path) -> None:
    vectors = save(tmp_path, {1: 3})
    saved = load(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    assert saved.similarities([1], vectors[2])[1][2] == pytest.approx(1, abs=2 * HALF_PRECISION)


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_full_disk_is_an_error_and_no_crash(tmp_path: Path) -> None:
    batches: list[Batch] = [(np.ones(9000, dtype=np.int64), unit(9000))]
    with pytest.raises(OSError, match="No space left on device"):
        write_sentences(FULL, tmp_path / "s.npy", batches, dim=DIM, total=9000)


def tables() -> dict[str, NDArray[np.generic]]:
    """Arrays that are sound by themselves, and are not the sentences of two passages."""
    good = np.array([[3, 0], [7, 2]], dtype=np.int64)
    return {
        "one column": good[:, :1],
        "one row": good[0],
        "numbers with a point": good.astype(np.float64),
        "begins late": good + np.array([0, 1]),
        "beyond the end": good + np.array([[0, 0], [0, 9]]),
        "not ascending": good[::-1].copy(),
        "a passage twice": np.array([[3, 0], [3, 2]], dtype=np.int64),
        "none": good[:0],
    }


@pytest.mark.parametrize("name", ["v.npy", "s.npy"])
def test_damage_is_one_error(tmp_path: Path, name: str) -> None:
    save(tmp_path, {3: 2, 7: 1})
    whole = (tmp_path / name).read_bytes()
    damaged: list[bytes | None] = [None, b"", b"\x00\xff garbage" * 40, b"[]", b"PK\x03\x04" * 50]
    damaged += [whole[:cut] for cut in range(0, len(whole), 7)]
    header = len(whole) - (3 * DIM * 2 if name == "v.npy" else 2 * 2 * 8)
    for at in range(6, header):  # every byte of the header but the version's
        for put in (b"(", b"\n", b"\xff", b"9"):
            damaged.append(whole[:at] + put + whole[at + 1 :])
    sound = 0
    for content in damaged:
        if content is None:
            (tmp_path / name).unlink()
        else:
            (tmp_path / name).write_bytes(content)
        try:
            load(tmp_path)
        except IndexBrokenError as error:
            said = str(error)
            assert str(tmp_path / name) in said
            assert "kb build" in said
            assert "\n" not in said
        else:
            sound += 1  # a blank of the header may be another blank
    assert sound < len(damaged) / 2
    (tmp_path / name).write_bytes(whole)
    assert len(load(tmp_path)) == 3


@pytest.mark.parametrize("kind", tables())
def test_a_table_of_other_vectors_is_refused(tmp_path: Path, kind: str) -> None:
    save(tmp_path, {3: 2, 7: 1})
    np.save(tmp_path / "s.npy", tables()[kind])
    with pytest.raises(IndexBrokenError, match=r"s\.npy.*kb build"):
        load(tmp_path)


def test_vectors_of_another_format_are_refused(tmp_path: Path) -> None:
    save(tmp_path, {3: 2, 7: 1})
    for other in (unit(3), unit(3).astype(np.float16)[0], np.array([["字"]], dtype=object)):
        np.save(tmp_path / "v.npy", other)
        with pytest.raises(IndexBrokenError, match=r"v\.npy|s\.npy"):
            load(tmp_path)


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


@pytest.mark.parametrize("name", ["sentences.npy", "sentence_starts.npy"])
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
