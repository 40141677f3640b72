"""The exact and the approximate dense index: filters, order, saving and damage."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kb.errors import EncoderMismatchError, IndexBrokenError, KbError
from kb.indexing import dense
from kb.indexing.dense import DenseIndex, read_dense, write_dense

DIM = 8


def unit(count: int, *, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def make(
    path: Path, vectors: NDArray[np.float32], *, first: int = 100, exact: bool = True
) -> DenseIndex:
    numbers = np.arange(first, first + len(vectors), dtype=np.int64)
    half = len(vectors) // 2
    batches = [(numbers[:half], vectors[:half]), (numbers[half:], vectors[half:])]
    limit = len(vectors) if exact else 0
    write_dense(path, batches, dim=DIM, total=len(vectors), exact_up_to=limit)
    with path.open("rb") as file:
        return read_dense(file)


@pytest.fixture(scope="module", params=[True, False], ids=["flat", "hnsw"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    path = tmp_path_factory.mktemp("dense") / "dense.faiss"
    return make(path, unit(300), exact=request.param)


def test_nearest_first_with_inner_products(index: DenseIndex) -> None:
    vectors = unit(300)
    hits = index.search(vectors[7], top=5)
    expected = np.argsort(-(vectors @ vectors[7]))[:5] + 100
    assert [number for number, _ in hits] == expected.tolist()
    assert hits[0] == (107, pytest.approx(1, abs=1e-5))


@settings(max_examples=50, deadline=None)
@given(wanted=st.sets(st.integers(50, 450), max_size=30), top=st.integers(0, 12))
def test_filter_never_leaks(index: DenseIndex, wanted: set[int], top: int) -> None:
    numbers = np.array(sorted(wanted), dtype=np.int64)
    hits = index.search(unit(1, seed=5)[0], top=top, numbers=numbers)
    present = {number for number in wanted if 100 <= number < 400}
    assert {number for number, _ in hits} <= present
    assert len(hits) == min(top, len(present))
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def test_hnsw_filters_inside_its_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "_FILTER_EXACT_UP_TO", 0)
    index = make(tmp_path / "x", unit(300), exact=False)
    numbers = np.arange(100, 250, dtype=np.int64)
    hits = index.search(unit(1, seed=5)[0], top=10, numbers=numbers)
    assert len(hits) == 10
    assert all(number < 250 for number, _ in hits)


def test_empty_filter_and_empty_index(index: DenseIndex, tmp_path: Path) -> None:
    assert index.search(unit(1)[0], top=5, numbers=np.zeros(0, dtype=np.int64)) == []
    empty = make(tmp_path / "x", unit(0))
    assert len(empty) == 0
    assert empty.search(unit(1)[0], top=5) == []
    assert empty.vectors(np.zeros(0, dtype=np.int64)).shape == (0, DIM)


def test_equal_scores_are_ordered_by_number(tmp_path: Path) -> None:
    index = make(tmp_path / "x", np.repeat(unit(1), 6, axis=0))
    assert [number for number, _ in index.search(unit(1)[0], top=3)] == [100, 101, 102]


def test_vectors_come_back(index: DenseIndex) -> None:
    got = index.vectors(np.array([103, 100, 103], dtype=np.int64))
    assert np.allclose(got, unit(300)[[3, 0, 3]])
    with pytest.raises(IndexBrokenError, match=r"dense\.faiss.*kb build"):
        index.vectors(np.array([99], dtype=np.int64))


def test_vector_of_another_length_is_refused(index: DenseIndex) -> None:
    with pytest.raises(EncoderMismatchError, match=r"dense\.faiss.*8.*kb build"):
        index.search(np.ones(5, dtype=np.float32), top=1)


def test_large_numbers_survive(tmp_path: Path) -> None:
    index = make(tmp_path / "x", unit(4), first=2**45)
    assert index.search(unit(4)[2], top=1)[0][0] == 2**45 + 2


def test_damage_is_one_error(tmp_path: Path) -> None:
    make(tmp_path / "x", unit(40))
    whole = (tmp_path / "x").read_bytes()
    damaged = [b"", b"SQLite format 3\x00" * 50, whole[:8] + b"\xff" * 8 + whole[16:]]
    damaged += [whole[:cut] for cut in range(1, len(whole), 97)]
    for content in damaged:
        with pytest.raises(IndexBrokenError, match="kb build"):
            read_dense(io.BytesIO(content))


def test_another_kind_of_index_is_refused(tmp_path: Path) -> None:
    import faiss

    for other in (faiss.IndexFlatIP(DIM), faiss.IndexIDMap2(faiss.IndexFlatL2(DIM))):
        faiss.write_index(other, str(tmp_path / "x"))
        with (tmp_path / "x").open("rb") as file, pytest.raises(IndexBrokenError):
            read_dense(file)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(KbError, match=str(tmp_path / "no" / "folder")):
        make(tmp_path / "no" / "folder", unit(2))
