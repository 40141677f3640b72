"""Readers while an index is written: each sees one whole generation, whatever happens."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from kb.errors import BusyError, KbError
from kb.indexing import index as index_module
from kb.indexing.index import open_index
from kb.indexing.writer import write_generation
from tests.index_fakes import (
    A,
    B,
    C,
    FakeEncoder,
    build,
    change,
    document,
    results,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "index"
    build(folder, [A, B])
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def test_open_reader_keeps_its_generation(folder: Path) -> None:
    with open_index(folder) as before:
        for version in range(3):
            change(folder, put=[document("甲", [f"第{version}版"])])
        # Its folder is gone by now, and nothing of it was loaded before.
        build(folder.parent / "same", [A, B])
        with open_index(folder.parent / "same") as same:
            assert results(before) == results(same)
    assert sorted(path.name for path in (folder / "generations").iterdir()) == ["000003", "000004"]


def test_reader_sees_nothing_of_a_write_that_goes_on(folder: Path) -> None:
    with write_generation(folder, encoder=FakeEncoder(), replace_all=False) as writer:
        writer.put(*C)
        with open_index(folder) as index:
            assert index.document_ids() == ("乙", "甲")
        writer.commit()
        with open_index(folder) as index:
            assert index.document_ids() == ("丙", "乙", "甲")


def test_readers_that_open_during_writes_see_whole_generations(folder: Path) -> None:
    failures: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                with open_index(folder) as index:
                    texts = {p.text for p in index.passages_of("甲")}
                    hits = index.lexical.search(["版"], view="words", top=9)
                    found = {p.text for p in index.passages([n for n, _ in hits])}
                    if index.generation > 1 and not (texts == found and len(texts) == 1):
                        failures.append((texts, found))
            except KbError as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in range(6):
        change(folder, put=[document("甲", [f"第{version}版"])])
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_generation_removed_while_opening_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = index_module.check_files

    def slow_check(place: Path, *rest: object, **more: bool) -> None:
        if place.name == "000001":
            monkeypatch.setattr(index_module, "check_files", check)
            for version in "一二":
                change(folder, put=[document("甲", [version])])
        check(place, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(index_module, "check_files", slow_check)
    with open_index(folder) as index:
        assert index.generation == 3


def test_second_writer_is_told_at_once(folder: Path) -> None:
    with (
        write_generation(folder, encoder=FakeEncoder(), replace_all=False),
        pytest.raises(BusyError, match=str(os.getpid())),
    ):
        change(folder, put=[C])
    change(folder, put=[C])
