"""Old versions stay readable, removed documents come back, and a text is held once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.build import add_files, build_index, remove_documents, restore_documents
from kb.contract import history_to_json
from kb.errors import SourceError, UnknownNameError
from kb.indexing.holding import Holding, wording_digest
from kb.indexing.index import open_index
from kb.library import KnowledgeBase
from kb.types import Version
from tests.index_fakes import FakeEncoder
from tests.made_files import paragraph, run, word

ENCODER = FakeEncoder()
TEXT = "某某市康复补助办法\n第一条 每床补助{amount}元。\n第二条 由卫生健康部门负责。\n"
OTHER = "某某省养老条例\n第一条 养老机构应当消防达标。\n"


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The index of two documents in ``corpus``."""
    put(tmp_path / "corpus" / "甲.txt", TEXT.format(amount=1))
    put(tmp_path / "corpus" / "乙.txt", OTHER)
    build_index(tmp_path / "corpus", tmp_path / "index", encoder=ENCODER)
    return tmp_path / "index"


def history(index: Path, name: str | None = None) -> tuple[Version, ...]:
    with KnowledgeBase.open(index, encoder=ENCODER) as library:
        return library.history(name)


def held(index: Path) -> dict[str, str]:
    with open_index(index) as opened:
        return {d.source.path: d.text for d in opened.documents()}


# --- old versions ---


@pytest.mark.parametrize("how", ["add", "build"])
def test_an_old_version_stays_readable_and_is_not_found(how: str, index: Path) -> None:
    corpus = index.parent / "corpus"
    for amount in (2, 3):
        path = put(corpus / "甲.txt", TEXT.format(amount=amount))
        if how == "add":
            report = add_files([path], index, encoder=ENCODER)
        else:
            report = build_index(corpus, index, encoder=ENCODER)
        assert report.departed == 1
    with KnowledgeBase.open(index, encoder=ENCODER) as library:
        versions = library.history("甲.txt")
        assert [version.number for version in versions] == [1, 2]
        for amount in (1, 2):
            old = library.document(f"甲.txt@{amount}")
            assert f"补助{amount}元" in old.text
            assert old.id == versions[amount - 1].document
            clauses = library.clauses(f"某某市康复补助办法@{amount}")
            assert [c.path for c in clauses] == ["前言", "第一条", "第二条"]
            assert old.text[clauses[1].start : clauses[1].end].startswith("第一条")
        assert {d.source.path for d in library.documents()} == {"甲.txt", "乙.txt"}
        assert all("3元" in hit.passage.text for hit in library.search("康复每床补助") if
                   "每床" in hit.passage.text)  # fmt: skip
        pairs = library.compare_documents("甲.txt@1", "甲.txt").pairs
        assert [pair.kind for pair in pairs if pair.left and pair.left[0].path == "第一条"] == [
            "changed"
        ]
        for name in ("甲.txt@3", "甲.txt@0", "乙.txt@1", "丙.txt@1"):
            with pytest.raises(UnknownNameError):
                library.document(name)
        with pytest.raises(UnknownNameError):
            library.ask("补助多少元？", documents=["甲.txt@1"])
    record = history_to_json(versions)[0]
    assert record["successor"] == versions[1].document
    assert record["source"] == "甲.txt"


def test_a_version_that_comes_back_is_kept_once(index: Path) -> None:
    corpus = index.parent / "corpus"
    for amount in (2, 1, 2, 1):
        add_files([put(corpus / "甲.txt", TEXT.format(amount=amount))], index, encoder=ENCODER)
    versions = history(index, "甲.txt")
    assert [version.number for version in versions] == [1, 2, 3, 4]
    first, second = versions[0].document, versions[1].document
    assert [version.document for version in versions] == [first, second, first, second]
    with open_index(index) as opened:
        count = "SELECT COUNT(*) FROM former_documents"
        assert opened.history(lambda kept: kept._connection.execute(count).fetchone())[0] == 2


def test_history_outlives_a_build(index: Path) -> None:
    corpus = index.parent / "corpus"
    add_files([put(corpus / "甲.txt", TEXT.format(amount=2))], index, encoder=ENCODER)
    remove_documents(["乙.txt"], index, encoder=ENCODER)
    (corpus / "乙.txt").unlink()
    before = history(index, "甲.txt"), history(index)
    for _ in range(2):
        assert build_index(corpus, index, encoder=ENCODER).departed == 0
        assert (history(index, "甲.txt"), history(index)) == before


def test_an_old_version_named_by_hand_is_followed(index: Path) -> None:
    new = put(index.parent / "new" / "甲（修订）.txt", TEXT.format(amount=9))
    add_files([new], index, replacing=["甲.txt"], encoder=ENCODER)
    (version,) = history(index, "甲（修订）.txt")
    assert version.source.path == "甲.txt"


# --- removed and put back ---


def test_what_was_removed_comes_back_as_it_was(index: Path) -> None:
    with KnowledgeBase.open(index, encoder=ENCODER) as library:
        document, clauses = library.document("甲.txt"), library.clauses("甲.txt")
        duties = library.index.duties(document.id)
    remove_documents(["甲.txt"], index, encoder=ENCODER)
    assert [version.source.path for version in history(index)] == ["甲.txt"]
    assert [version.successor for version in history(index, "某某市康复补助办法")] == [None]
    with pytest.raises(UnknownNameError):
        restore_documents(["丙.txt"], index, encoder=ENCODER)
    report = restore_documents(["甲.txt"], index, encoder=ENCODER)
    assert [d.id for d in report.added] == [document.id]
    assert history(index) == ()
    with KnowledgeBase.open(index, encoder=ENCODER) as library:
        assert library.document("甲.txt") == document
        assert library.clauses("甲.txt") == clauses
        assert library.index.duties(document.id) == duties
        assert any(hit.document.id == document.id for hit in library.search("每床补助"))


def test_a_document_whose_file_is_gone_can_be_put_back_after_a_build(index: Path) -> None:
    corpus = index.parent / "corpus"
    (corpus / "甲.txt").unlink()
    assert build_index(corpus, index, encoder=ENCODER).departed == 1
    assert [version.source.path for version in history(index)] == ["甲.txt"]
    restore_documents(["甲.txt"], index, encoder=ENCODER)
    assert set(held(index)) == {"甲.txt", "乙.txt"}


def test_a_file_that_is_built_again_is_removed_no_more(index: Path) -> None:
    remove_documents(["甲.txt"], index, encoder=ENCODER)
    build_index(index.parent / "corpus", index, encoder=ENCODER)
    assert history(index) == ()


def test_nothing_is_restored_over_another_file_of_its_name(index: Path) -> None:
    remove_documents(["甲.txt"], index, encoder=ENCODER)
    add_files([put(index.parent / "n" / "甲.txt", TEXT.format(amount=5))], index, encoder=ENCODER)
    with pytest.raises(SourceError, match=r"甲\.txt"):
        restore_documents(["甲.txt"], index, encoder=ENCODER)


def test_no_text_is_restored_that_is_held_again(index: Path) -> None:
    remove_documents(["甲.txt"], index, encoder=ENCODER)
    again = put(index.parent / "n" / "再.txt", TEXT.format(amount=1) + "\n")
    add_files([again], index, encoder=ENCODER)
    with pytest.raises(SourceError, match=r"再\.txt"):
        restore_documents(["甲.txt"], index, encoder=ENCODER)


def test_a_build_over_a_damaged_index_says_what_it_could_not_keep(index: Path) -> None:
    corpus = index.parent / "corpus"
    add_files([put(corpus / "甲.txt", TEXT.format(amount=2))], index, encoder=ENCODER)
    (records,) = index.glob("generations/000002/records.sqlite")
    data = bytearray(records.read_bytes())
    data[200:] = bytes(len(data) - 200)
    records.write_bytes(data)
    (note,) = build_index(corpus, index, encoder=ENCODER).notes
    assert "旧版本" in note
    assert set(held(index)) == {"甲.txt", "乙.txt"}


# --- the same text ---

SAME = [
    ("乙.txt", lambda text: text, "内容"),
    ("副本.txt", lambda text: text.replace("补助1元", "补助１元"), "文字"),
    ("空格.txt", lambda text: text.replace("每床补助", "每床 补助\u3000"), "文字"),
    ("断行.txt", lambda text: text.replace("\n", "\n\n"), "文字"),
]


@pytest.mark.parametrize(("name", "change", "said"), SAME, ids=[row[0] for row in SAME])
@pytest.mark.parametrize("how", ["add", "build"])
def test_the_same_text_is_held_once(how: str, name: str, change, said: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    text = TEXT.format(amount=1)
    put(corpus / "01.txt", text)
    if how == "add":
        build_index(corpus, index, encoder=ENCODER)
        report = add_files([put(corpus / name, change(text))], index, encoder=ENCODER)
    else:
        put(corpus / name, change(text))
        report = build_index(corpus, index, encoder=ENCODER)
    assert report.manifest.documents == 1
    assert set(report.manifest.sources) == {"01.txt", name}
    (skipped,) = report.skipped
    assert skipped.path == name
    assert skipped.reason == f"{name}：与 01.txt {said}相同，未重复入库。"
    with open_index(index) as opened:
        (document,) = opened.documents()
        copies = opened.holding(lambda files: files.copies_of(document.id))
    assert [copy.path for copy in copies] == [name]


def test_a_word_file_and_a_text_of_one_notice_are_one(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    put(corpus / "通知.txt", TEXT.format(amount=1))
    lines = TEXT.format(amount=1).strip().split("\n")
    (corpus / "通知.docx").write_bytes(word("".join(paragraph(run(line)) for line in lines)))
    report = build_index(corpus, tmp_path / "index", encoder=ENCODER)
    assert report.manifest.documents == 1
    assert report.skipped[0].reason == "通知.txt：与 通知.docx 文字相同，未重复入库。"


DIFFERENT = [
    (TEXT.format(amount=1), TEXT.format(amount=2)),
    (TEXT.format(amount=1), TEXT.format(amount=1).replace("负责", "负责落实")),
    (TEXT.format(amount=1), TEXT.format(amount=1).replace("。\n", "；\n")),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_near_duplicates_are_two_documents(one: str, other: str, tmp_path: Path) -> None:
    put(tmp_path / "corpus" / "一.txt", one)
    put(tmp_path / "corpus" / "二.txt", other)
    report = build_index(tmp_path / "corpus", tmp_path / "index", encoder=ENCODER)
    assert report.manifest.documents == 2
    assert report.skipped == ()


def test_one_text_of_two_places_is_two_documents(tmp_path: Path) -> None:
    text = "康复补助办法\n第一条 本市每床补助10元。\n"
    put(tmp_path / "corpus" / "成都市康复补助办法.txt", text)
    put(tmp_path / "corpus" / "天津市康复补助办法.txt", text.replace("本市", "本市 "))
    report = build_index(tmp_path / "corpus", tmp_path / "index", encoder=ENCODER)
    assert report.manifest.documents == 2


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """The index of one text in two files, 一.txt and its copy 二.txt."""
    put(tmp_path / "corpus" / "一.txt", TEXT.format(amount=1))
    put(tmp_path / "corpus" / "二.txt", TEXT.format(amount=1).replace("\n", "\n\n"))
    build_index(tmp_path / "corpus", tmp_path / "index", encoder=ENCODER)
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("removed", "sources"),
    [
        (["二.txt"], ["一.txt"]),
        (["一.txt"], ["二.txt"]),
        (["一.txt", "二.txt"], []),
        (["某某市康复补助办法"], []),
    ],
)
def test_the_text_stays_while_one_file_holds_it(
    removed: list[str], sources: list[str], twice: Path
) -> None:
    manifest = remove_documents(removed, twice, encoder=ENCODER)
    assert list(manifest.sources) == sources
    assert list(held(twice)) == sources
    assert len(history(twice)) == (0 if sources else 1)


@pytest.mark.parametrize("changed", ["一.txt", "二.txt"])
def test_a_changed_file_of_two_leaves_the_other(changed: str, twice: Path) -> None:
    other = ({"一.txt", "二.txt"} - {changed}).pop()
    path = put(twice.parent / "corpus" / changed, TEXT.format(amount=7))
    report = add_files([path], twice, encoder=ENCODER)
    texts = held(twice)
    assert set(texts) == {"一.txt", "二.txt"} == set(report.manifest.sources)
    assert "补助7元" in texts[changed]
    assert "补助1元" in texts[other]
    again = build_index(twice.parent / "corpus", twice, encoder=ENCODER)
    assert held(twice).keys() == texts.keys()
    assert again.manifest.documents == 2


def test_a_file_that_becomes_a_copy_leaves_its_old_text_to_the_history(index: Path) -> None:
    path = put(index.parent / "corpus" / "甲.txt", OTHER + "\n")
    report = add_files([path], index, encoder=ENCODER)
    assert report.manifest.documents == 1
    assert [file.outcome for file in report.files] == ["duplicate"]
    (version,) = history(index, "乙.txt")
    assert version.source.path == "甲.txt"


def test_a_moved_file_keeps_its_document(index: Path) -> None:
    corpus = index.parent / "corpus"
    with open_index(index) as opened:
        (before,) = [d.id for d in opened.documents() if d.source.path == "甲.txt"]
    add_files([(corpus / "甲.txt").rename(corpus / "丁.txt")], index, encoder=ENCODER)
    remove_documents(["甲.txt"], index, encoder=ENCODER)
    with open_index(index) as opened:
        assert opened.holding(lambda files: files.read_from("丁.txt")) == before
    assert history(index) == ()


def test_adding_reads_no_text_of_the_library(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.indexing.index import Index

    def forbidden(self: Index) -> None:
        raise AssertionError("all texts were read")

    monkeypatch.setattr(Index, "documents", forbidden)
    path = put(index.parent / "corpus" / "丙.txt", TEXT.format(amount=4))
    add_files([path], index, encoder=ENCODER)
    add_files([path], index, replacing=["甲.txt"], encoder=ENCODER)
    remove_documents(["乙.txt"], index, encoder=ENCODER)
    with open_index(index) as opened:
        assert [e.source.path for e in opened.holding(Holding.entries)] == ["丙.txt"]


@given(
    text=st.text(st.sampled_from("一二康复、12A\uff21\uff41\uff0c"), max_size=30),
    places=st.lists(st.integers(0, 30), max_size=6),
)
@settings(max_examples=80, deadline=None)
def test_layout_does_not_change_a_wording_and_words_do(text: str, places: list[int]) -> None:
    spaced = text
    for place in places:
        spaced = spaced[:place] + " \u3000\n\t\u200b"[place % 5] + spaced[place:]
    assert wording_digest(spaced) == wording_digest(text)
    assert wording_digest(text.replace("1", "\uff11")) == wording_digest(text)
    assert wording_digest(text + "三") != wording_digest(text)
