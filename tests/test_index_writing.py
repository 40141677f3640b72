"""Writing an index: a change equals a rebuild, and embeds nothing twice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import EncoderError, QuoteError, SourceError, UnknownNameError
from kb.indexing import derive
from kb.indexing.index import open_index
from kb.indexing.writer import write_generation
from tests.index_fakes import (
    DIM,
    A,
    B,
    C,
    FakeEncoder,
    Parsed,
    build,
    change,
    document,
    read_all,
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


# --- changes ---

A2 = document("甲", ["康复医学科床位数占比不低于5%", "养老机构内设医疗机构"])


CHANGES = [
    ([C], [], [A, B, C]),
    ([A2], [], [A2, B]),
    ([], ["甲"], [B]),
    ([C, A2], ["乙"], [A2, C]),
    ([A, B], [], [A, B]),
    ([], ["甲", "乙"], []),
    ([A], ["甲"], [A, B]),  # removed and put back in one write
]


@pytest.mark.parametrize(("put", "remove", "same_as"), CHANGES)
def test_change_equals_rebuild(
    folder: Path, put: list[Parsed], remove: list[str], same_as: list[Parsed]
) -> None:
    change(folder, put=put, remove=remove)
    build(folder.parent / "new", same_as)
    with open_index(folder) as changed, open_index(folder.parent / "new") as new:
        assert changed.documents() == new.documents()
        assert results(changed) == results(new)
        names = frozenset({"甲"})
        assert results(changed, names=names) == results(new, names=names)


def test_change_in_place_finds_what_a_rebuild_finds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large index the removed passages still count in the scores, and nowhere else."""
    monkeypatch.setattr(derive, "_REWRITE_UP_TO", 0)
    monkeypatch.setattr(derive, "_PASSAGES_PER_GHOST", 1)
    change(folder, put=[C, A2])
    build(folder.parent / "new", [A2, B, C])
    changed, new = read_all(folder), read_all(folder.parent / "new")
    assert {query: set(found) for query, found in changed.items()} == {
        query: set(found) for query, found in new.items()
    }
    same = [key for key in new if key.startswith(("dense", "sentences"))]
    assert [changed[key] for key in same] == [new[key] for key in same]


def test_many_ghosts_do_not_show_and_are_cleared(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "_REWRITE_UP_TO", 0)
    monkeypatch.setattr(derive, "_PASSAGES_PER_GHOST", 1)
    for version in range(9):
        change(folder, put=[document("甲", [f"第{version}版康复规定"])])
        with open_index(folder) as index:
            hits = index.lexical.search(["康复"], view="words", top=9)
            texts = {passage.text for passage in index.passages([n for n, _ in hits])}
            assert texts == {f"第{version}版康复规定", "康复护理与早期康复"}


def test_only_what_changed_is_embedded(folder: Path) -> None:
    encoder = FakeEncoder()
    change(folder, put=[A2, C], encoder=encoder)
    assert sorted(encoder.encoded) == [
        "关于养老服务的通知\n康复医学科床位数占比不低于5%",
        "另一通知\n康复治疗师",
        "另一通知\n长期护理保险",
    ]
    encoder.encoded.clear()
    change(folder, remove=["丙"], encoder=encoder)
    build(folder, [A2, B], encoder=encoder)
    assert encoder.encoded == []
    change(folder, put=[C], encoder=encoder)  # forgotten with its document
    assert len(encoder.encoded) == 2
    other = FakeEncoder("other")
    build(folder, [A2, B], encoder=other)
    assert len(other.encoded) == 4


def test_same_text_is_embedded_once(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    build(
        tmp_path / "x",
        [document("甲", ["同"] * 300), document("乙", ["同", "异"])],
        encoder=encoder,
    )
    assert sorted(encoder.encoded) == ["关于养老服务的通知\n同", "关于养老服务的通知\n异"]


def test_unchanged_document_keeps_its_numbers_and_gets_its_references(folder: Path) -> None:
    linked = (replace(A[0].references[0], target="乙"),)
    with write_generation(folder, encoder=FakeEncoder(), replace_all=False) as writer:
        assert writer.document_ids() == ("乙", "甲")
        assert writer.put(replace(A[0], references=linked), A[1]) is False
        assert writer.put(*C) is True
        with pytest.raises(UnknownNameError, match="丁"):
            writer.remove("丁")
        writer.commit()
    with open_index(folder) as index:
        assert index.passage_numbers(["甲"]).tolist() == [1, 2, 3]
        assert index.references("甲") == linked
        assert index.references("乙") == B[0].references


def test_numbers_are_never_given_again(folder: Path) -> None:
    change(folder, remove=["乙"])
    change(folder, put=[C])
    with open_index(folder) as index:
        assert index.passage_numbers(["丙"]).tolist() == [6, 7]


def test_same_documents_give_the_same_index(tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(tmp_path / name, [A, B, C])
    with open_index(tmp_path / "one") as one, open_index(tmp_path / "two") as two:
        assert results(one) == results(two)
        assert np.array_equal(one.passage_numbers(["丙"]), two.passage_numbers(["丙"]))
        assert replace(one.manifest, built_at="") == replace(two.manifest, built_at="")


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    many = document("多", [f"第{n}句" for n in range(600)])
    encoder = FakeEncoder()
    with write_generation(
        tmp_path, encoder=encoder, replace_all=True, progress=lambda *told: seen.append(told)
    ) as writer:
        writer.put(*many)
        writer.commit()
    assert seen == [(256, 600), (512, 600), (600, 600)]


# --- what is refused ---


def test_passage_that_is_not_the_text_is_refused(folder: Path) -> None:
    parsed, passages = C
    wrong = [
        (replace(passages[0], text="康复治疗帅"),),
        (replace(passages[0], start=1, end=6),),
        (replace(passages[0], document="乙"),),
        (replace(passages[0], clause="丙#9"),),
        (passages[0], passages[0]),
    ]
    with write_generation(folder, encoder=FakeEncoder(), replace_all=False) as writer:
        for refused in wrong:
            with pytest.raises(QuoteError, match=r"丙|passages\.id"):
                writer.put(parsed, refused)
        with pytest.raises(SourceError, match=r"丁\.txt.*UTF-8"):
            writer.put(*document("丁", ["\ud800半个字"]))
        assert writer.document_ids() == ("乙", "甲")
        writer.commit()
    read_all(folder)


def test_encoder_that_gives_no_unit_vectors_is_refused(folder: Path) -> None:
    class Wrong(FakeEncoder):
        def encode_passages(self, texts: list[str]) -> np.ndarray:
            return np.full((len(texts), DIM), np.nan, dtype=np.float32)

    with pytest.raises(EncoderError, match=f"fake.*{DIM}.*kb doctor"):
        change(folder, put=[C], encoder=Wrong())
    read_all(folder)
    change(folder, put=[C])


def test_leaving_without_commit_changes_nothing(folder: Path) -> None:
    with write_generation(folder, encoder=FakeEncoder(), replace_all=False) as writer:
        writer.put(*C)

    def fail() -> None:
        with write_generation(folder, encoder=FakeEncoder(), replace_all=True) as writer:
            writer.put(*C)
            raise RuntimeError("in the caller's own work")

    with pytest.raises(RuntimeError, match="own work"):
        fail()
    with open_index(folder) as index:
        assert (index.generation, index.document_ids()) == (1, ("乙", "甲"))
    change(folder, put=[C])
    assert sorted(path.name for path in (folder / "generations").iterdir())[0] == "000001"
