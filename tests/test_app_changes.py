"""Imports, removals and undo; and that every session follows the index without a stop."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.state import changes, uploads
from app.state.changes import Accepted, import_files, remove, restore
from app.state.import_desk import ImportDesk, Job
from app.state.open_library import OpenLibrary
from app.state.previews import corrections, preview
from app.state.settings import Settings
from kb.build import add_files, build_index, read_document
from kb.errors import BusyError, IndexMissingError, KbError, SourceError
from kb.library import KnowledgeBase
from kb.reading.kinds import SUFFIXES
from kb.types import Correction, Document
from tests.index_fakes import FakeEncoder

TITLE = "重庆市关于做好康复护理工作的通知"
TEXT = f"{TITLE}\n\n一、增加床位\n每院不少于20张。\n\n重庆市卫生局\n2021年3月5日\n"
ENCODER = FakeEncoder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "甲.txt").write_text("某市养老办法\n\n一、床位\n每院不少于50张。\n", "utf-8")
    build_index(corpus, tmp_path / "index", encoder=ENCODER)
    return Settings(tmp_path / "index", tmp_path / "data", corpus)


def held(settings: Settings) -> tuple[Document, ...]:
    with KnowledgeBase.open(settings.index, encoder=ENCODER) as library:
        return library.documents()


def bring(
    settings: Settings, text: str = TEXT, name: str = "通知.txt", *made: Correction,
    replacing: bool = False,
) -> Accepted:  # fmt: skip
    content = text.encode()
    file = uploads.stage(settings.data, uploads.safe_name(name, content, SUFFIXES), content)
    one = preview(file, read_document(file), held(settings))
    return Accepted(one, made, one.other.id if replacing and one.other else None)


def take_in(settings: Settings, *accepted: Accepted) -> changes.Change:
    return import_files(
        settings, accepted, held(settings), encoder=ENCODER, by="a@x", progress=lambda *_: None
    )


def test_an_import_its_removal_and_its_undo(settings: Settings) -> None:
    change = take_in(settings, bring(settings))
    (document,) = change.added
    kept = settings.data / "sources" / "通知.txt"
    assert kept.read_text("utf-8") == TEXT
    assert not list((settings.data / "staging").iterdir())
    remove(settings, document, encoder=ENCODER, by="a@x")
    assert [d.source.path for d in held(settings)] == ["甲.txt"]
    assert not kept.exists()
    (entry,) = uploads.removed_documents(settings.data)
    assert (entry.title, entry.by) == ("重庆市关于做好康复护理工作的通知", "a@x")
    restore(settings, entry, held(settings), encoder=ENCODER, progress=lambda *_: None)
    assert {d.source.path for d in held(settings)} == {"甲.txt", "通知.txt"}
    assert uploads.removed_documents(settings.data) == []
    assert kept.read_text("utf-8") == TEXT


def test_a_document_of_the_corpus_comes_back_too(settings: Settings) -> None:
    (document,) = held(settings)
    other = take_in(settings, bring(settings))
    remove(settings, document, encoder=ENCODER, by=None)
    assert (settings.corpus / "甲.txt").is_file(), "the corpus is not touched"
    (entry,) = uploads.removed_documents(settings.data)
    restore(settings, entry, other.added, encoder=ENCODER, progress=lambda *_: None)
    assert {d.title for d in held(settings)} == {document.title, other.added[0].title}


def test_corrections_stay_with_the_source(settings: Settings) -> None:
    accepted = bring(settings)
    document = accepted.preview.parsed.document
    made = corrections(document, {"number": "渝卫发〔2021〕9号", "title": document.title}, by="a@x")
    assert [(one.field, one.read) for one in made] == [("number", None)]
    (added,) = take_in(settings, bring(settings, TEXT, "通知.txt", *made)).added
    assert added.number == "渝卫发〔2021〕9号"
    remove(settings, added, encoder=ENCODER, by=None)
    (entry,) = uploads.removed_documents(settings.data)
    restore(settings, entry, held(settings), encoder=ENCODER, progress=lambda *_: None)
    assert "渝卫发〔2021〕9号" in {d.number for d in held(settings)}


def test_a_field_that_cannot_be_read_is_refused_before_the_import(settings: Settings) -> None:
    with pytest.raises(SourceError, match="火星"):
        corrections(bring(settings).preview.parsed.document, {"region": "火星市"}, by=None)


STANDINGS: list[tuple[str, str, str]] = [
    (TEXT, "已在库内", "the same bytes"),
    (TEXT.replace("\n\n", "\n\n\n"), "正文相同", "other blanks"),
    (TEXT.replace("20张", "30张"), "可能是新版本", "the same title and region"),
    (TEXT.replace("通知\n", "通知（2023年修订）\n"), "可能是新版本", "an edition mark"),
    (TEXT.replace("重庆市", "天津市"), "新文件", "another region"),
    (TEXT.replace("康复护理", "托育"), "新文件", "another title"),
]


@pytest.mark.parametrize(("text", "standing", "why"), STANDINGS)
def test_duplicates_and_versions(settings: Settings, text: str, standing: str, why: str) -> None:
    take_in(settings, bring(settings))
    assert bring(settings, text).preview.standing == standing, why


def test_a_new_version_replaces_the_old_which_can_come_back(settings: Settings) -> None:
    take_in(settings, bring(settings))
    new = TEXT.replace("20张", "30张")
    change = take_in(settings, bring(settings, new, replacing=True))
    assert [d.source.path for d in change.removed] == ["通知.txt"]
    assert change.added[0].source.path == "通知（2）.txt", "two files do not share a name"
    assert change.added[0].source.original_name == "通知.txt"
    assert len(held(settings)) == 2
    (entry,) = uploads.removed_documents(settings.data)
    assert entry.file.read_text("utf-8") == TEXT


def test_both_versions_may_stay(settings: Settings) -> None:
    take_in(settings, bring(settings), bring(settings, TEXT.replace("20张", "30张")))
    assert len(held(settings)) == 3


def test_an_import_that_fails_leaves_nothing(settings: Settings) -> None:
    accepted = bring(settings)
    (settings.index / "CURRENT").write_text("九", "utf-8")
    with pytest.raises(KbError):
        import_files(settings, [accepted], [], encoder=ENCODER, by=None, progress=lambda *_: None)
    assert uploads.kept_names(settings.data) <= {"sources.jsonl"}


NAMES = [
    ("../../etc/passwd", b"x", "passwd.txt", "no way out of the folder"),
    ("C:\\文件\\通知.TXT", b"x", "通知.txt", "a Windows path"),
    ("通知.exe", b"x", "通知.exe.txt", "the content says what it is"),
    ("通知", b"%PDF-1.7", "通知.pdf", "a PDF by its content"),
    ("con.txt", b"x", "_con.txt", "a device of Windows"),
    ("..", b"x", "文件.txt", "no name at all"),
    ("a\u202etxt.fdp", b"x", "atxt.fdp.txt", "a name that reads backwards"),
    ("甲" * 300 + ".txt", b"x", "甲" * 97 + ".txt", "too long"),
    ("通知<b>|?.txt", b"x", "通知b.txt", "marks that file systems refuse"),
]


@pytest.mark.parametrize(("name", "content", "safe", "why"), NAMES)
def test_names_of_uploads(name: str, content: bytes, safe: str, why: str) -> None:
    assert uploads.safe_name(name, content, SUFFIXES) == safe, why


def test_limits_of_uploads() -> None:
    assert uploads.refuse([("a", 1)], most=1, megabytes=1) == []
    many = uploads.refuse([("a", 1), ("b", 1)], most=1, megabytes=1)
    assert "最多导入 1 个" in many[0]
    assert "空的" in uploads.refuse([("a", 0)], most=1, megabytes=1)[0]
    assert "超过 1 MB" in uploads.refuse([("a", (1 << 20) + 1)], most=1, megabytes=1)[0]


def test_a_source_outside_its_folder_is_not_handed_out(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("密", "utf-8")
    (document,) = held(settings)
    assert uploads.source_file(document, [settings.corpus]) is not None
    (settings.corpus / "甲.txt").write_text("改过", "utf-8")
    assert uploads.source_file(document, [settings.corpus]) is None, "another content"


def test_old_uploads_are_swept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(settings)
    uploads.sweep(settings.data)
    assert list((settings.data / "staging").iterdir())
    later = time.time() + uploads.KEPT_STAGED + 9
    monkeypatch.setattr(uploads.time, "time", lambda: later)
    uploads.sweep(settings.data)
    assert not list((settings.data / "staging").iterdir())


def wait(until: Callable[[], bool]) -> None:
    end = time.time() + 20
    while not until():
        assert time.time() < end, "it takes too long"
        time.sleep(0.01)


def finished(job: Job) -> Job:
    wait(lambda: job.finished)
    return job


def test_one_import_at_a_time(settings: Settings) -> None:
    going = threading.Event()

    def slow() -> FakeEncoder:
        going.wait(20)
        return ENCODER

    desk = ImportDesk(settings, slow)
    job = desk.take_in([bring(settings)], held(settings), by="a@x")
    with pytest.raises(BusyError, match="正在导入"):
        desk.take_out(held(settings)[0], by=None)
    going.set()
    assert finished(job).problem is None
    assert job.change is not None
    (added,) = job.change.added
    assert finished(desk.take_out(added, by=None)).problem is None
    (entry,) = uploads.removed_documents(settings.data)
    assert finished(desk.put_back(entry, held(settings), by=None)).problem is None
    lines = (settings.data / "log" / "audit.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["did"] for line in lines] == ["导入", "移出", "恢复"]


def test_another_process_that_writes_is_named(settings: Settings) -> None:
    from kb.indexing.writer import write_generation

    with write_generation(settings.index, encoder=ENCODER, replace_all=False):
        job = finished(
            ImportDesk(settings, lambda: ENCODER).take_in(
                [bring(settings)], held(settings), by=None
            )
        )
    assert "正在写入" in (job.problem or "")


def open_fake(index: Path) -> KnowledgeBase:
    return KnowledgeBase.open(index, encoder=ENCODER)


def test_everybody_sees_the_new_generation_and_nobody_loses_the_old(settings: Settings) -> None:
    shelf = OpenLibrary(settings.index, open_fake)
    with shelf.borrow() as before:
        take_in(settings, bring(settings))
        with shelf.borrow() as after:
            assert after is not before
            assert len(after.documents()) == 2
        assert before.ask("每院不少于多少张？").question, "the old one still answers"
        assert len(before.index.clauses(before.documents()[0].id)) > 0
    with pytest.raises(KbError):
        before.index.clauses(before.documents()[0].id)
    with shelf.borrow() as again:
        assert again is after


def test_a_missing_index_is_said_and_a_broken_one_does_not_stop_asking(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(IndexMissingError), OpenLibrary(tmp_path / "x", open_fake).borrow():
        pass
    shelf = OpenLibrary(settings.index, open_fake)
    with shelf.borrow():
        pass
    current = (settings.index / "CURRENT").read_text("ascii")
    (settings.index / "CURRENT").write_text("000009\n", "ascii")
    with shelf.borrow() as library:
        assert library.documents()
        assert shelf.problem is not None
    (settings.index / "CURRENT").write_text(current, "ascii")
    with shelf.borrow():
        assert shelf.problem is None


def test_asking_goes_on_while_importing(settings: Settings) -> None:
    shelf = OpenLibrary(settings.index, open_fake)
    stop, wrong = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            with shelf.borrow() as library:
                found = library.search("每院不少于多少张床位")
                if not found or found[0].passage.text not in found[0].document.text:
                    wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(6):
        file = settings.data / f"文件{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(TEXT.replace("20张", f"{number}张"), "utf-8")
        add_files([file], settings.index, encoder=ENCODER)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    with shelf.borrow() as library:
        assert len(library.documents()) == 7


def test_staging_survives_a_second_upload_of_the_same_file(settings: Settings) -> None:
    first, second = bring(settings), bring(settings)
    assert first.preview.file == second.preview.file
    shutil.rmtree(settings.data)
    assert bring(settings).preview.file.is_file()
