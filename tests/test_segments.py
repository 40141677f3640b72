"""Segments of vectors and the table over them: what changes keep, add, merge and refuse."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import IndexBrokenError
from kb.indexing.generations import link
from kb.indexing.segment_writer import FRESH, FRESH_KEYS, VectorWriter, find, read_fresh
from kb.indexing.segments import NUMBER, PLACE, SavedVectors, text_key
from tests.index_fakes import FakeEncoder
from tests.vector_files import HALF_PRECISION, save, unit

DIM = 8
FULL = Path("/dev/full")


def test_a_key_is_of_the_encoder_and_the_text() -> None:
    one, other = FakeEncoder("one"), FakeEncoder("other")
    keys = {text_key(encoder, text) for encoder in (one, other) for text in ("甲", "乙")}
    assert len(keys) == 4
    assert text_key(one, "甲") == text_key(FakeEncoder("one"), "甲")
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_texts_that_are_alike_share_a_vector(tmp_path: Path) -> None:
    saved = save(tmp_path / "x", [1, 1, 2], unit(2)[[0, 1, 0]])
    assert len(saved) == 3
    assert len(saved.segments) == 2
    assert saved.take(np.arange(3)) == pytest.approx(unit(2)[[0, 1, 0]], abs=HALF_PRECISION)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [([], []), ([4], [1, 2]), ([9, 4, 4, 1], [0, 1, 2, 3]), ([5, 0], []), (range(99), range(4))],
)
@pytest.mark.parametrize("padding", [0, 200])
def test_rows_of_passages(
    tmp_path: Path, wanted: list[int], expected: list[int], padding: int
) -> None:
    """Few passages are looked up, many are marked: both find the same."""
    numbers = [1, 4, 4, 9, *range(100, 100 + padding)]
    saved = save(tmp_path / "x", numbers, unit(len(numbers)))
    assert saved.rows_of(list(wanted)).tolist() == list(expected)


@settings(max_examples=40, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 12), st.sets(st.integers(1, 40), max_size=12)), max_size=12
    )
)
def test_after_any_changes_every_row_has_its_vector(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, set[int]]]
) -> None:
    root = tmp_path_factory.mktemp("segments")
    vectors = unit(200)
    saved, expected, last = save(root / "0", [], unit(0)), [], 0
    for step, (added, removed) in enumerate(changes, 1):
        numbers = list(range(last + 1, last + 1 + added))
        last += added
        expected = [number for number in expected if number not in removed] + numbers
        gone = tuple(removed - set(numbers))
        saved = save(root / str(step), numbers, vectors[numbers], base=saved, removed=gone)
        assert saved.rows[:, NUMBER].tolist() == expected
        got = saved.take(np.arange(len(saved)))
        assert got == pytest.approx(vectors[expected].reshape(-1, DIM), abs=HALF_PRECISION)
        # Neither dead vectors nor segments pile up.
        assert len(saved.segments) * 3 <= len(saved) * 4
        sizes = np.diff(saved.segments.ends)
        assert len(sizes) <= 2 + np.log2(last + 1)


def test_a_change_links_what_it_does_not_write(tmp_path: Path) -> None:
    old = save(tmp_path / "a", list(range(1, 101)), unit(100))
    new = save(tmp_path / "b", [101], unit(1, seed=1), base=old, removed=(1,))
    assert new.segments.names == ("000001.vectors", "000002.vectors")
    assert (tmp_path / "b/000001.vectors").samefile(tmp_path / "a/000001.vectors")
    assert (tmp_path / "b/000002.vectors").stat().st_size == 2 * DIM
    assert {path.name for path in (tmp_path / "b").iterdir()} == {*new.segments.names, "rows.npy"}


def test_segments_of_like_size_are_written_together(tmp_path: Path) -> None:
    old = save(tmp_path / "a", list(range(1, 101)), unit(100))
    for step in range(1, 9):
        old = save(tmp_path / str(step), [100 + step], unit(1, seed=step), base=old)
    assert len(old.segments.names) <= 4
    assert np.diff(old.segments.ends)[0] == 100
    assert (tmp_path / "8/000001.vectors").samefile(tmp_path / "a/000001.vectors")


def test_dead_vectors_go_when_they_are_a_quarter(tmp_path: Path) -> None:
    old = save(tmp_path / "a", list(range(1, 101)), unit(100))
    few = save(tmp_path / "b", [], unit(0), base=old, removed=tuple(range(1, 21)))
    assert (len(few), len(few.segments)) == (80, 100)
    many = save(tmp_path / "c", [], unit(0), base=few, removed=tuple(range(21, 31)))
    assert (len(many), len(many.segments)) == (70, 70)
    assert sorted(many.rows[:, PLACE].tolist()) == list(range(70))
    assert many.take(np.arange(70)) == pytest.approx(unit(100)[30:], abs=HALF_PRECISION)
    none = save(tmp_path / "d", [], unit(0), base=many, removed=tuple(range(1, 101)))
    assert (len(none), len(none.segments)) == (0, 0)


def test_a_vector_in_the_base_is_not_missing_though_its_passage_goes(tmp_path: Path) -> None:
    old = save(tmp_path / "a", [1, 2], unit(2))
    new = save(tmp_path / "b", [3, 4], unit(3)[1:], base=old, removed=(1, 2))
    assert new.take(np.arange(2)) == pytest.approx(unit(3)[1:], abs=HALF_PRECISION)
    assert len(new.segments) in (2, 3)


# --- writes that are cut off ---


def started(folder: Path, count: int) -> VectorWriter:
    writer = VectorWriter(folder, base=None, encoder=FakeEncoder(dim=DIM))
    writer.plan((number, str(number)) for number in range(count))
    keys = [text_key(FakeEncoder(dim=DIM), str(number)) for number in range(count)]
    writer.append(np.array(keys, dtype=np.int64), unit(count))
    return writer


@pytest.mark.parametrize(
    ("vectors", "keys", "whole"), [(0, 0, 9), (1, 0, 8), (0, 7, 8), (90, 1, 3)]
)
def test_what_was_kept_of_a_write_that_was_cut_off(
    tmp_path: Path, vectors: int, keys: int, whole: int
) -> None:
    """The last bytes of either file may be missing."""
    started(tmp_path / "x", 9)
    for name, lost in ((FRESH, vectors), (FRESH_KEYS, keys)):
        path = tmp_path / "x" / name
        os.truncate(path, path.stat().st_size - lost)
    writer = VectorWriter(tmp_path / "y", base=None, encoder=FakeEncoder(dim=DIM))
    writer.plan((number, str(number)) for number in range(9))
    writer.borrow(read_fresh(tmp_path / "x", dim=DIM))
    assert len(writer.missing()) == 9 - whole
    got, order = writer.fresh(), started(tmp_path / "z", 9).fresh().keys
    rows = find(got.keys, order[:whole])
    assert got.take(rows).astype(np.float32) == pytest.approx(unit(9)[:whole], abs=HALF_PRECISION)


def test_what_is_no_unit_vector_is_not_taken_over(tmp_path: Path) -> None:
    started(tmp_path / "x", 9)
    path = tmp_path / "x" / FRESH
    path.write_bytes(b"\x00" * 16 * 2 + path.read_bytes()[32:-16] + b"\xff" * 16)
    writer = VectorWriter(tmp_path / "y", base=None, encoder=FakeEncoder(dim=DIM))
    writer.plan((number, str(number)) for number in range(9))
    writer.borrow(read_fresh(tmp_path / "x", dim=DIM))
    assert len(writer.missing()) == 3


def test_nothing_was_kept(tmp_path: Path) -> None:
    assert len(read_fresh(tmp_path / "none", dim=DIM).keys) == 0
    VectorWriter(tmp_path / "x", base=None, encoder=FakeEncoder(dim=DIM))
    assert len(read_fresh(tmp_path / "x", dim=DIM).keys) == 0


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_full_disk_is_an_error_and_no_crash(tmp_path: Path) -> None:
    writer = VectorWriter(tmp_path / "x", base=None, encoder=FakeEncoder(dim=DIM))
    (tmp_path / "x" / FRESH).symlink_to(FULL)
    with pytest.raises(OSError, match="No space left on device"):
        writer.append(np.arange(9000), unit(9000))


# --- links and damage ---


def test_a_link_falls_back_to_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"1")
    link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").samefile(tmp_path / "b")

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    link(tmp_path / "a", tmp_path / "c")
    assert not (tmp_path / "a").samefile(tmp_path / "c")
    assert (tmp_path / "c").read_bytes() == b"1"


def tables() -> dict[str, np.ndarray]:
    """Arrays that are sound by themselves, and are no rows over two vectors."""
    good = np.array([[3, 0, 5], [7, 1, 6]], dtype=np.int64)
    return {
        "two columns": good[:, :2],
        "one row": good[0],
        "numbers with a point": good.astype(np.float64),
        "beyond the end": good + np.array([0, 1, 0]),
        "before the start": good - np.array([0, 1, 0]),
        "not ascending": good[::-1].copy(),
        "words": np.array([["字"]], dtype=object),
    }


@pytest.mark.parametrize("kind", tables())
def test_a_table_of_other_vectors_is_refused(tmp_path: Path, kind: str) -> None:
    save(tmp_path / "x", [3, 7], unit(2))
    np.save(tmp_path / "x/rows.npy", tables()[kind])
    with pytest.raises(IndexBrokenError, match=r"rows\.npy.*kb build"):
        SavedVectors(tmp_path / "x", dim=DIM)


@pytest.mark.parametrize("name", ["rows.npy", "000001.vectors"])
def test_damage_is_one_error(tmp_path: Path, name: str) -> None:
    save(tmp_path / "x", [3, 3, 7], unit(3))
    path = tmp_path / "x" / name
    whole = path.read_bytes()
    damaged: list[bytes | None] = [None, b"", b"\x00\xff garbage" * 41, b"PK\x03\x04" * 51]
    damaged += [whole[:cut] for cut in range(0, len(whole), 7)]
    for content in damaged:
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        try:
            SavedVectors(tmp_path / "x", dim=DIM)
        except IndexBrokenError as error:
            said = str(error)
            assert str(tmp_path / "x") in said
            assert "kb build" in said
            assert "\n" not in said
        else:
            # Vectors have no mark of their own; the manifest tells these from others.
            assert name == "000001.vectors"
            assert content is not None
            assert len(content) >= len(whole)
    path.write_bytes(whole)
    assert len(SavedVectors(tmp_path / "x", dim=DIM)) == 3
