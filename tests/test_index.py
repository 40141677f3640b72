"""The saved index: what goes in comes out, and whatever is damaged is one error."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import (
    EncoderMismatchError,
    IndexBrokenError,
    IndexMissingError,
    KbError,
    UnknownNameError,
)
from kb.indexing.index import open_index
from kb.indexing.selection import Selection
from tests.index_fakes import A, B, C, FakeEncoder, build, change, read_all, results


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "index"
    build(folder, [A, B])
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


# --- what goes in comes out ---


def test_records_come_out_as_they_went_in(folder: Path) -> None:
    with open_index(folder, encoder=FakeEncoder()) as index:
        assert index.generation == 1
        assert index.document_ids() == ("乙", "甲")
        assert index.documents() == (B[0].document, A[0].document)
        for parsed, passages in (A, B):
            name = parsed.document.id
            assert index.document(name) == parsed.document
            assert index.clauses(name) == parsed.clauses
            assert index.references(name) == parsed.references
            assert index.passages_of(name) == passages
        assert index.passages([5, 1, 5]) == [B[1][1], A[1][0], B[1][1]]
        assert index.passages([]) == []
        assert index.passage_numbers(["乙", "丁"]).tolist() == [4, 5]
        assert index.passage_numbers([]).dtype == np.int64
        every = frozenset(index.document_ids())
        assert index.select(every) == Selection(every, frozenset(), None)
        part = index.select(frozenset({"乙", "丁"}))
        assert part.documents == {"乙"}
        assert part.others is None
        assert part.numbers is not None
        assert part.numbers.tolist() == [4, 5]
        expected = FakeEncoder().encode_query(f"{A[1][1].context}\n{A[1][1].text}")
        assert np.allclose(index.vectors([2])[0], expected, atol=2**-11)
        assert index.clauses("丁") == index.references("丁") == index.passages_of("丁") == ()
        with pytest.raises(UnknownNameError, match="丁"):
            index.document("丁")
        with pytest.raises(IndexBrokenError, match="99"):
            index.passages([99])
        index.verify()


def test_manifest_tells_what_it_was_made_of(folder: Path) -> None:
    with open_index(folder) as index:
        manifest = index.manifest
    assert (manifest.documents, manifest.clauses, manifest.passages) == (2, 5, 5)
    assert manifest.sentences == 5
    assert manifest.encoder == "fake"
    assert manifest.sources == {x.document.source.path: x.document.source.sha256 for x, _ in (A, B)}


def test_empty_index(tmp_path: Path) -> None:
    build(tmp_path / "index", [])
    with open_index(tmp_path / "index") as index:
        assert index.documents() == ()
        assert results(index) == {key: {} for key in results(index)}


def test_several_threads_read_one_index(folder: Path) -> None:
    with open_index(folder) as index:
        expected, failures = results(index), []

        def read() -> None:
            for _ in range(10):
                if results(index) != expected or index.clauses("甲") != A[0].clauses:
                    failures.append(1)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(wanted=st.sets(st.sampled_from(["甲", "乙", "丙", "丁"])))
def test_filter_never_leaks(wanted: set[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.getbasetemp() / "filter"
    if not root.exists():
        build(root, [A, B, C])
    with open_index(root) as index:
        everything = results(index)
        for key, found in results(index, names=frozenset(wanted)).items():
            assert {name.partition("#")[0] for name in found} <= wanted
            picked = {n: s for n, s in everything[key].items() if n.partition("#")[0] in wanted}
            assert found == pytest.approx(picked, abs=2e-3)


# --- errors ---


def test_no_index_is_said(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(IndexMissingError, match="kb build"):
            open_index(place)
        with pytest.raises(IndexMissingError, match="kb build"):
            change(place, put=[A])
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("other", [FakeEncoder("bge-m3"), FakeEncoder("bge-m3", dim=8)])
def test_encoder_mismatch_names_both(folder: Path, other: FakeEncoder) -> None:
    with pytest.raises(EncoderMismatchError, match=r"fake.*bge-m3"):
        open_index(folder, encoder=other)
    with pytest.raises(EncoderMismatchError, match=r"fake.*bge-m3"):
        change(folder, put=[C], encoder=other)
    build(folder, [A], encoder=other)
    with open_index(folder, encoder=other) as index:
        assert index.dense.dim == other.dim


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("tokeniser", "words-0", "words-0"),
        ("schema", 99, "99"),
        ("generation", 7, ""),
        ("passages", 4, "records.sqlite"),
        ("sentences", 4, "sentences"),
        ("dim", 5, "passages"),
    ],
)
def test_manifest_of_another_index(folder: Path, field: str, value: object, said: str) -> None:
    path = folder / "generations/000001/manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    with pytest.raises(IndexBrokenError, match=f"{said}.*kb build"):
        open_index(folder)


def parts(folder: Path) -> Iterator[Path]:
    yield folder / "CURRENT"
    for path in sorted((folder / "generations/000001").rglob("*")):
        if path.is_file() and path.suffix != ".lock":
            yield path


def test_every_damage_is_one_error(folder: Path) -> None:
    names = [path.relative_to(folder) for path in parts(folder)]
    assert {"records.sqlite", "000001.vectors", "rows.npy", "codes.npy", "centre.npy"} <= {
        name.name for name in names
    }
    foreign = sqlite3.connect(folder.parent / "foreign.sqlite")
    foreign.executescript("CREATE TABLE a (b); INSERT INTO a VALUES (1);")
    foreign.close()
    contents = [
        b"",
        b"\x00\xff garbage" * 40,
        b"[]",
        b'{"files": {}}',
        (folder.parent / "foreign.sqlite").read_bytes(),
    ]
    for name in names:
        whole = (folder / name).read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 0xFF
        damaged = [None, whole[:-1], whole[: len(whole) // 2], bytes(flipped), *contents]
        for content in damaged:
            if content is None:
                (folder / name).unlink()
            else:
                (folder / name).write_bytes(content)
            if name.name == "CURRENT" and content is not None and content.strip() == b"000001":
                continue  # the line end is not needed
            expected = IndexMissingError if content is None and name.name == "CURRENT" else None
            # A manifest that is still one may say something else, but never nonsense.
            with pytest.raises(expected or IndexBrokenError) as raised:
                read_all(folder)
            said = str(raised.value)
            assert str(folder) in said or "manifest.json" in said
            assert "kb build" in said
            assert "\n" not in said
        (folder / name).write_bytes(whole)
        read_all(folder)


def test_damage_that_sizes_and_samples_miss_is_found_by_verify(folder: Path) -> None:
    with open_index(folder) as index:
        path = folder / "generations/000001/records.sqlite"
        content = bytearray(path.read_bytes())
        content[-1] ^= 0xFF
        path.write_bytes(content)
        with pytest.raises(IndexBrokenError):
            index.verify()
    # A change would carry the damage on; a build takes over what is whole.
    with pytest.raises(IndexBrokenError):
        change(folder, put=[C])
    encoder = FakeEncoder()
    build(folder, [A, B], encoder=encoder)
    assert encoder.encoded == []
    for path in folder.glob("generations/000002/*/*.vectors"):
        content = bytearray(path.read_bytes())
        content[0] ^= 0x01
        path.write_bytes(content)
    build(folder, [A, B], encoder=encoder)
    assert len(encoder.encoded) == 5
    read_all(folder)


@pytest.mark.parametrize("name", ["CURRENT", "generations/000001/manifest.json"])
def test_build_mends_a_damaged_index(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe")
    with pytest.raises(IndexBrokenError):
        change(folder, put=[C])
    build(folder, [A, B, C])
    read_all(folder)
    assert len(list((folder / "generations").iterdir())) <= 2


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(KbError):
            build(place, [A])
        with pytest.raises(IndexMissingError):
            open_index(place)


def test_copied_index_works_elsewhere(folder: Path) -> None:
    elsewhere = folder.parent / "a 目录 with #odd% name?"
    shutil.copytree(folder, elsewhere)
    shutil.rmtree(folder)
    read_all(elsewhere)
    change(elsewhere, put=[C])
    read_all(elsewhere)
