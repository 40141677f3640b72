"""Searching vectors, all compared or sifted by their codes first: filters, order and damage."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kb.errors import EncoderMismatchError, IndexBrokenError
from kb.indexing import sifting
from kb.indexing.dense import DenseIndex
from kb.indexing.segments import SavedVectors
from kb.indexing.sifting import distances, encode, nearest, read_codes, write_codes
from tests.vector_files import HALF_PRECISION, save, unit

DIM = 8


def make(
    folder: Path, vectors: NDArray[np.float32], *, first: int = 100
) -> tuple[SavedVectors, DenseIndex]:
    saved = save(folder, list(range(first, first + len(vectors))), vectors)
    write_codes(saved, base=None)
    return saved, DenseIndex(saved)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    return make(tmp_path_factory.mktemp("dense") / "passages", unit(300))[1]


@pytest.mark.parametrize("exact_up_to", [1000, 60])
def test_nearest_first_with_inner_products(index: DenseIndex, exact_up_to: int) -> None:
    vectors = unit(300)
    hits = index.search(vectors[7], top=3, exact_up_to=exact_up_to)
    expected = np.argsort(-(vectors @ vectors[7]))[:3] + 100
    assert [number for number, _ in hits] == expected.tolist()
    assert hits[0] == (107, pytest.approx(1, abs=HALF_PRECISION))


@settings(max_examples=50, deadline=None)
@given(
    wanted=st.sets(st.integers(50, 450), max_size=60),
    top=st.integers(0, 12),
    exact_up_to=st.sampled_from([5, 30, 1000]),
)
def test_filter_never_leaks(
    index: DenseIndex, wanted: set[int], top: int, exact_up_to: int
) -> None:
    numbers = np.array(sorted(wanted), dtype=np.int64)
    question = unit(1, seed=5)[0]
    hits = index.search(question, top=top, numbers=numbers, exact_up_to=exact_up_to)
    present = {number for number in wanted if 100 <= number < 400}
    assert {number for number, _ in hits} <= present
    assert len(hits) == min(top, len(present))
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def test_filter_of_all_is_no_filter(index: DenseIndex) -> None:
    search = partial(index.search, unit(1, seed=5)[0], top=20, exact_up_to=50)
    everything = np.arange(100, 400)
    assert search() == search(numbers=everything) == search(numbers=np.arange(0, 500))
    assert search() == search(numbers=everything[::-1].copy())


def test_empty_filter_and_empty_index(index: DenseIndex, tmp_path: Path) -> None:
    assert index.search(unit(1)[0], top=5, numbers=np.zeros(0, dtype=np.int64)) == []
    _, empty = make(tmp_path / "x", unit(0))
    assert len(empty) == 0
    assert empty.search(unit(1)[0], top=5) == []
    assert empty.vectors(np.zeros(0, dtype=np.int64)).shape == (0, DIM)
    with pytest.raises(IndexBrokenError, match="kb build"):
        empty.vectors(np.array([1], dtype=np.int64))


def test_equal_scores_are_ordered_by_number(tmp_path: Path) -> None:
    _, index = make(tmp_path / "x", np.repeat(unit(1), 6, axis=0))
    for exact_up_to in (1, 100):
        hits = index.search(unit(1)[0], top=3, exact_up_to=exact_up_to)
        assert [number for number, _ in hits] == [100, 101, 102]


def test_vectors_come_back(index: DenseIndex) -> None:
    got = index.vectors(np.array([103, 100, 103], dtype=np.int64))
    assert got == pytest.approx(unit(300)[[3, 0, 3]], abs=HALF_PRECISION)
    for unknown in (99, 400):
        with pytest.raises(IndexBrokenError, match=r"passages.*kb build"):
            index.vectors(np.array([unknown], dtype=np.int64))


def test_vector_of_another_length_is_refused(index: DenseIndex) -> None:
    with pytest.raises(EncoderMismatchError, match=r"8.*kb build"):
        index.search(np.ones(5, dtype=np.float32), top=1)


def test_large_numbers_survive(tmp_path: Path) -> None:
    _, index = make(tmp_path / "x", unit(4), first=2**45)
    assert index.search(unit(4)[2], top=1)[0][0] == 2**45 + 2


@pytest.mark.parametrize("dim", [8, 64, 100])
def test_sifting_finds_nearly_all_of_the_nearest(tmp_path: Path, dim: int) -> None:
    """As vectors of texts do, these lie in groups and all point one way."""
    centres, noise = unit(40, dim=dim), unit(2000, seed=1, dim=dim)
    vectors = centres[np.arange(2000) % 40] + noise / 2 + 2
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    _, index = make(tmp_path / "x", vectors)
    found = 0
    for question in vectors[::100]:
        sifted = index.search(question, top=10, exact_up_to=500)
        found += len(set(sifted) & set(index.search(question, top=10, exact_up_to=9999)))
    assert found >= 0.9 * 200


def test_what_is_sifted_does_not_depend_on_the_order() -> None:
    vectors, centre = unit(500), unit(500).mean(axis=0)
    question = encode(unit(1, seed=3), centre)
    order = np.random.default_rng(0).permutation(500)
    there = nearest(distances(encode(vectors, centre), question), 50)
    here = nearest(distances(encode(vectors[order], centre), question), 50)
    assert set(order[here]) == set(there)
    assert 50 <= len(there) < 500


# --- codes that follow changes ---


def codes_of(saved: SavedVectors) -> tuple[list[list[int]], list[float], int]:
    codes, centre, made_of = read_codes(saved.folder, dim=saved.dim, total=len(saved))
    return codes.tolist(), centre.tolist(), made_of


def test_codes_follow_changes(tmp_path: Path) -> None:
    vectors = unit(90)
    old, _ = make(tmp_path / "a", vectors[:60], first=1)
    new = save(tmp_path / "b", [*range(61, 91)], vectors[60:], base=old, removed=(3, 4))
    write_codes(new, base=old)
    codes, centre, made_of = codes_of(new)
    assert (centre, made_of) == codes_of(old)[1:]
    held = np.delete(vectors, [2, 3], axis=0)
    kept = held.astype(np.float16).astype(np.float32)
    assert codes == encode(kept, np.array(centre, dtype=np.float32)).tolist()


@pytest.mark.parametrize(("before", "after"), [(0, 5), (10, 25), (30, 10)])
def test_the_centre_is_worked_out_anew(tmp_path: Path, before: int, after: int) -> None:
    vectors = unit(before + after)
    old, _ = make(tmp_path / "a", vectors[:before], first=1)
    removed = tuple(range(1, before + 1))
    new = save(
        tmp_path / "b",
        [*range(before + 1, before + after + 1)],
        vectors[before:],
        base=old,
        removed=removed,
    )
    write_codes(new, base=old)
    _, centre, made_of = codes_of(new)
    assert made_of == after
    assert centre == pytest.approx(vectors[before:].mean(axis=0), abs=HALF_PRECISION)


@pytest.mark.parametrize("name", [sifting.CODES, sifting.CENTRE])
def test_damage_is_one_error(tmp_path: Path, name: str) -> None:
    saved, _ = make(tmp_path / "x", unit(40))
    whole = (tmp_path / "x" / name).read_bytes()
    other, short = unit(3), np.zeros((1, 39), dtype="<u8")
    for wrong in (other, other.astype(np.float64), short, np.array(["字"], dtype=object)):
        np.save(tmp_path / "x" / name, wrong)
        with pytest.raises(IndexBrokenError, match=rf"{name}.*kb build"):
            DenseIndex(saved)
    damaged = [None, b"", b"PK\x03\x04" * 50, *(whole[:cut] for cut in range(0, len(whole), 37))]
    for content in damaged:
        if content is None:
            (tmp_path / "x" / name).unlink()
        else:
            (tmp_path / "x" / name).write_bytes(content)
        with pytest.raises(IndexBrokenError, match=rf"{name}.*kb build"):
            DenseIndex(saved)
