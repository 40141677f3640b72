"""Generations share what never changes, and no damage is sealed as if it were whole."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from kb.errors import IndexBrokenError
from kb.indexing import derive
from kb.indexing.index import open_index
from tests.index_fakes import A, B, C, FakeEncoder, build, change, document, read_all, results

LARGE = [document(f"大{n}", [f"第{n}号第{k}条康复规定" for k in range(40)]) for n in range(5)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "index"
    build(folder, LARGE)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index whose lexical part is changed and not written anew, as in a large one."""
    monkeypatch.setattr(derive, "_REWRITE_UP_TO", 0)
    return Path(shutil.copytree(built, tmp_path / "index"))


def current(folder: Path) -> Path:
    return folder / "generations" / (folder / "CURRENT").read_text().strip()


def flip(path: Path) -> None:
    """Damage one byte where samples of a large file would not look."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    with path.open("r+b") as file:
        file.write(content)


def test_a_change_shares_segments(folder: Path) -> None:
    before = current(folder)
    change(folder, put=[C])
    after = current(folder)
    shared = {
        path.relative_to(after).as_posix()
        for path in after.rglob("*")
        if path.is_file()
        and (before / path.relative_to(after)).exists()
        and path.samefile(before / path.relative_to(after))
    }
    assert {"passages/000001.vectors", "sentences/000001.vectors"} <= shared
    assert any(name.startswith("lexical/") for name in shared)
    assert not shared & {"records.sqlite", "passages/rows.npy", "lexical/meta.json"}
    with open_index(folder) as index:
        index.verify()


def test_without_hard_links_files_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    change(folder, put=[C], remove=["大0"])
    build(folder.parent / "new", [*LARGE[1:], C])
    for path in current(folder).rglob("*"):
        assert path.is_dir() or path.stat().st_nlink == 1
    with open_index(folder) as index, open_index(folder.parent / "new") as new:
        index.verify()
        assert set(results(index)["dense 康复床位"]) == set(results(new)["dense 康复床位"])


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("kind", ["passages", "sentences"])
def test_damage_of_what_is_linked_is_told_by_the_old_checksum(
    folder: Path, kind: str, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Samples take all of a small file, so that they are switched off here."""
    monkeypatch.setattr("kb.indexing.generations._sample", lambda _: 0)
    build(folder, LARGE)
    flip(current(folder) / kind / "000002.vectors")
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM)))
    change(folder, put=[C])
    with (
        open_index(folder) as index,
        pytest.raises(IndexBrokenError, match=f"{kind}/000002.vectors.*kb build"),
    ):
        index.verify()


@pytest.mark.parametrize("name", ["records.sqlite", "passages/rows.npy", "passages/codes.npy"])
def test_damage_of_what_is_written_anew_stops_the_change(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.indexing.generations._sample", lambda _: 0)
    build(folder, LARGE)
    flip(current(folder) / name)
    with pytest.raises(IndexBrokenError, match=f"{name}.*kb build"):
        change(folder, put=[C])
    assert current(folder).name == "000002"


def test_damage_of_what_is_written_together_stops_the_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.indexing.generations._sample", lambda _: 0)
    build(folder, LARGE)
    flip(current(folder) / "passages/000002.vectors")
    with pytest.raises(IndexBrokenError, match=r"passages/000002\.vectors.*kb build"):
        change(folder, remove=["大0", "大1", "大2"])
    assert current(folder).name == "000002"


def test_after_many_changes_an_index_is_as_a_new_one(folder: Path) -> None:
    """Vectors score to the last bit; words may be a little less rare, see ``derive``."""
    encoder, held = (
        FakeEncoder(),
        {parsed.document.id: (parsed, passages) for parsed, passages in LARGE},
    )
    for step in range(12):
        added = [document(f"新{step}", [f"第{step}版康复床位", "补助5000元。另有奖励！"])]
        removed = [f"新{step - 2}"] if step % 3 == 2 else []
        if step == 7:
            removed.append("大3")
        change(folder, put=added, remove=removed, encoder=encoder)
        held |= {parsed.document.id: (parsed, passages) for parsed, passages in added}
        held = {name: each for name, each in held.items() if name not in removed}
    build(folder.parent / "new", list(held.values()))
    with open_index(folder) as changed, open_index(folder.parent / "new") as new:
        assert changed.document_ids() == new.document_ids()
        changed.verify()
        one, other = results(changed), results(new)
        same = [key for key in one if key.startswith(("dense", "sentences"))]
        assert [one[key] for key in same] == [other[key] for key in same]
        for key in set(one) - set(same):
            common = one[key].keys() & other[key].keys()
            assert len(common) >= 0.7 * len(other[key]), key
            for name in common:
                assert one[key][name] == pytest.approx(other[key][name], rel=0.1, abs=0.1), key
        removed_texts = {"新0", "新3", "新6", "新9", "大3"}
        for found in one.values():
            assert not {name.partition("#")[0] for name in found} & removed_texts
    assert len(list((current(folder) / "passages").glob("*.vectors"))) <= 5


def test_a_reader_goes_on_while_its_segments_are_written_together(folder: Path) -> None:
    build(folder.parent / "same", LARGE)
    with open_index(folder) as before, open_index(folder.parent / "same") as same:
        for name in ("大0", "大1", "大2"):
            change(folder, remove=[name])
        assert results(before) == results(same)
    assert read_all(folder)["dense 养老"].keys().isdisjoint({"大0#0@0"})


def test_from_nothing_to_much_and_back(tmp_path: Path) -> None:
    build(tmp_path, [])
    change(tmp_path, put=[A, B, *LARGE])
    change(tmp_path, remove=["甲", "乙", *(parsed.document.id for parsed, _ in LARGE)])
    with open_index(tmp_path) as index:
        assert all(found == {} for found in results(index).values())
    change(tmp_path, put=[A])
    build(tmp_path / "new", [A])
    assert read_all(tmp_path) == read_all(tmp_path / "new")
