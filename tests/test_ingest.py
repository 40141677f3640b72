"""Files read in parallel, taken over from an earlier run, and told of one by one."""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.build import add_files, build_index, parse_text
from kb.errors import ExportError, SourceError
from kb.indexing.generations import RECORDS, current_generation, generation_folder
from kb.ingest import journal as journal_file
from kb.ingest import pool
from kb.ingest.journal import JOURNAL, Journal
from kb.ingest.pool import read_files
from kb.ingest.tasks import (
    FileRead,
    FileTask,
    read_from_bytes,
    read_to_bytes,
    task_from_line,
    task_to_line,
)
from kb.reporting import report_to_json, write_report
from kb.terminal import progress
from kb.terminal.progress import pace
from kb.types import Correction, FileReport, Manifest, Report, Skipped, Source
from tests.golden_files import CORPUS
from tests.index_fakes import FakeEncoder
from tests.made_files import zipped

ROOT = Path(__file__).parent.parent
TEXT = "某某市{name}办法\n第一条 {name}补助{amount}元。\n第二条 到2025年底，覆盖率达到{amount}%。\n"


def write(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = TEXT.format(
            name="甲乙丙丁戊己庚辛壬癸"[number % 10] * (1 + number // 10), amount=number
        )
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    (folder / "乱.docx").write_bytes(b"PK\x03\x04" + bytes(200))
    (folder / "包.zip").write_bytes(
        zipped({"一.txt": "某某省康养条例\n第一条 内容。".encode(), "坏.docx": b"PK\x03\x04"})
    )
    return folder


def rows(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of records, vectors included."""
    path = generation_folder(index, current_generation(index)) / RECORDS
    connection = sqlite3.connect(path)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in names
        }
    finally:
        connection.close()


# --- to bytes and back ---


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_what_was_read_comes_back_from_bytes(path: Path) -> None:
    ((_, read),) = read_files([FileTask(path, CORPUS)], workers=0)
    assert read.documents[0].targets or read.documents[0].duties
    assert read_from_bytes(read_to_bytes(read)) == read


@given(
    text=st.text(st.characters(exclude_categories=()), min_size=1, max_size=80),
    reason=st.text(st.characters(exclude_categories=()), max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_from_bytes(text: str, reason: str) -> None:
    try:
        parsed = parse_text("一、" + text, Source("甲.txt", "0" * 64))
    except SourceError:
        return
    read = FileRead((parsed,), (Skipped("乙", reason),), None, 0.5)
    assert read_from_bytes(read_to_bytes(read)) == read


def test_a_task_comes_back_from_its_line() -> None:
    correction = Correction("title", "新", None, "某人", "2026-01-01T00:00:00")
    listed = Source("甲\n乙.txt", "0" * 64, "原名", None, (correction,))
    task = FileTask(Path("夹/甲\n乙.txt"), Path("夹"), listed)
    line = task_to_line(task)
    assert line.count(b"\n") == 1
    assert task_from_line(line) == task


# --- workers ---


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A corpus, and its index built without workers."""
    folder = tmp_path_factory.mktemp("alone")
    corpus = write(folder / "corpus", 30)
    build_index(corpus, folder / "index", encoder=FakeEncoder(), workers=0)
    return corpus, folder / "index"


@pytest.mark.parametrize(("workers", "window"), [(1, 64), (3, 2)])
def test_the_index_is_the_same_whatever_the_workers(
    alone: tuple[Path, Path],
    workers: int,
    window: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "IN_PROCESS", 0)
    monkeypatch.setattr(pool, "WINDOW_FILES", window)
    report = build_index(alone[0], tmp_path / "index", encoder=FakeEncoder(), workers=workers)
    assert rows(tmp_path / "index") == rows(alone[1])
    skipped = {skip.path: skip.reason for skip in report.skipped}
    assert set(skipped) == {"乱.docx", "包.zip/坏.docx"}
    assert "损坏" in skipped["乱.docx"]
    assert [file.path for file in report.files if file.outcome == "read"][:2] == [
        "000.txt",
        "001.txt",
    ]


def test_few_files_are_in_flight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "WINDOW_FILES", 4)
    write(tmp_path, 20)
    begun = 0

    def tasks():  # type: ignore[no-untyped-def]
        nonlocal begun
        for path in sorted(tmp_path.glob("*.txt")):
            begun += 1
            yield FileTask(path, tmp_path)

    for done, _ in enumerate(read_files(tasks(), workers=0)):
        assert begun <= done + 5
    assert begun == 20


def test_a_worker_that_dies_loses_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "dies.py"
    script.write_text(
        "import os, kb.ingest.worker as w\n"
        "read = w.read_task\n"
        "w.read_task = lambda t, r: os._exit(9) if t.path.stem == '003' else read(t, r)\n"
        "w.main()\n",
        encoding="utf-8",
    )
    corpus = write(tmp_path / "corpus", 8)
    monkeypatch.setattr(pool, "WORKER", (sys.executable, str(script)))
    monkeypatch.setattr(pool, "IN_PROCESS", 0)
    tasks = [FileTask(path, corpus) for path in sorted(corpus.glob("*.txt"))]
    found = list(read_files(tasks, workers=2))
    assert [task for task, _ in found] == tasks
    errors = {task.path.stem: read.error for task, read in found if read.error}
    assert set(errors) == {"003"}
    assert "003.txt" in (errors["003"] or "")


def test_a_fault_of_ours_in_one_file_does_not_lose_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.ingest import parsing

    def fault(*_: object) -> None:
        raise ZeroDivisionError

    write(tmp_path, 3)
    monkeypatch.setattr(parsing, "find_duties", fault)
    tasks = [FileTask(path, tmp_path) for path in sorted(tmp_path.glob("*.txt"))]
    for task, read in read_files(tasks, workers=0):
        assert read.error is not None
        assert read.error.startswith(task.path.name)
        assert "报告" in read.error


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_no_process_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "IN_PROCESS", 0)
    write(tmp_path, 6)
    reading = read_files([FileTask(path, tmp_path) for path in sorted(tmp_path.glob("*.txt"))])
    next(reading)
    started = _children()
    reading.close()
    assert not started & _children()


def _children() -> set[int]:
    own = Path(f"/proc/{os.getpid()}/task")
    return {
        int(number)
        for thread in own.iterdir()
        for number in (thread / "children").read_text().split()
    }


# --- taken over ---


def test_a_build_reads_only_what_changed(tmp_path: Path) -> None:
    corpus, index = write(tmp_path / "corpus", 6), tmp_path / "index"
    first = build_index(corpus, index, encoder=FakeEncoder())
    assert (first.taken_over, first.resumed) == (0, False)
    (corpus / "002.txt").write_text("新办法\n第一条 新的规定。\n", encoding="utf-8")
    again = build_index(corpus, index, encoder=FakeEncoder())
    assert (again.taken_over, again.resumed) == (6, False)
    outcomes = {file.path: file.outcome for file in again.files}
    assert [path for path, outcome in outcomes.items() if outcome == "read"] == ["002.txt"]
    fresh = build_index(corpus, index, encoder=FakeEncoder(), fresh=True)
    assert fresh.taken_over == 0
    build_index(corpus, tmp_path / "new", encoder=FakeEncoder())
    changing = {"former_documents", "departures"}
    assert {k: v for k, v in rows(index).items() if k not in changing} == {
        k: v for k, v in rows(tmp_path / "new").items() if k not in changing
    }


@pytest.mark.parametrize("what", ["content", "listing", "rules", "path"])
def test_what_a_reading_depends_on_is_in_its_key(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, 1) / "000.txt"
    with Journal(tmp_path) as journal:
        task = FileTask(path, tmp_path)
        before = journal.key(task)
        assert journal.key(task) == before
        if what == "content":
            path.write_text("另一", encoding="utf-8")
        elif what == "listing":
            task = FileTask(path, tmp_path, Source("000.txt", "0" * 64, "原名"))
        elif what == "rules":
            monkeypatch.setattr(journal_file, "rules_digest", lambda: "other")
        else:
            task = FileTask(path.rename(tmp_path / "001.txt"), tmp_path)
        assert journal.key(task) not in (before, None)


def test_a_file_that_changes_while_it_waits_is_not_kept(tmp_path: Path) -> None:
    path = write(tmp_path, 1) / "000.txt"
    other = path.with_name("另.txt")
    other.write_text("另一办法\n第一条 内容。\n", encoding="utf-8")
    task, old = FileTask(path, tmp_path), path.read_bytes()

    def tasks():  # type: ignore[no-untyped-def]
        yield task
        path.write_bytes(other.read_bytes())
        yield FileTask(other, tmp_path)

    with Journal(tmp_path) as journal:
        list(read_files(tasks(), workers=0, journal=journal))
        path.write_bytes(old)
        key = journal.key(task)
        assert key is not None
        assert key not in journal


@pytest.mark.parametrize("damage", ["cut", "foreign", "entry"])
def test_a_damaged_journal_is_not_trusted(damage: str, tmp_path: Path) -> None:
    corpus, index = write(tmp_path / "corpus", 4), tmp_path / "index"
    build_index(corpus, index, encoder=FakeEncoder())
    whole = rows(index)
    path = index / JOURNAL
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "foreign":
        path.write_bytes(b"no database at all" * 500)
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE files SET read = x'00'")
        connection.close()
    report = build_index(corpus, index, encoder=FakeEncoder())
    assert report.taken_over == 0
    assert len(report.added) == 5
    assert rows(index) == whole


KILLED = """
import sys
from pathlib import Path
from kb.build import build_index
from tests.index_fakes import FakeEncoder
def read(done, total):
    print(done, flush=True)
    if done == int(sys.argv[3]):
        sys.stdin.readline()
def vectors():
    print("vectors", flush=True)
    sys.stdin.readline()
encoder = FakeEncoder()
if sys.argv[3] == "vectors":
    encoder.on_batch = vectors
build_index(Path(sys.argv[1]), Path(sys.argv[2]), encoder=encoder, reading=read, workers=2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("point", ["1", "17", "vectors"])
def test_a_killed_build_goes_on(alone: tuple[Path, Path], point: str, tmp_path: Path) -> None:
    corpus, index = alone[0], tmp_path / "index"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED.replace("int(sys.argv[3])", f"{point!r}")
         .replace("done ==", "str(done) =="), str(corpus), str(index), point],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == point:
                break
        process.send_signal(signal.SIGKILL)
    report = build_index(corpus, index, encoder=FakeEncoder())
    assert report.resumed
    assert report.taken_over >= (1 if point == "1" else 17)
    assert rows(index) == rows(alone[1])
    assert not build_index(corpus, index, encoder=FakeEncoder()).resumed


def test_a_refused_file_is_tried_again(tmp_path: Path) -> None:
    corpus, index = write(tmp_path / "corpus", 2), tmp_path / "index"
    build_index(corpus, index, encoder=FakeEncoder())
    report = build_index(corpus, index, encoder=FakeEncoder())
    (refused,) = [file for file in report.files if file.path == "乱.docx"]
    assert refused.outcome == "skipped"
    assert refused.seconds is not None


# --- how far it has come ---

PACES = [
    (0, 10, 0.0, ""),
    (5, 10, 10.0, "0.5 份/秒，剩余 10 秒"),
    (10, 10, 3.0, "3.3 份/秒，剩余 0 秒"),
    (100, 7300, 100.0, "1.0 份/秒，剩余 2 小时 0 分"),
    (3000, 3698, 20.0, "150 份/秒，剩余 5 秒"),
    (60, 200, 60.0, "1.0 份/秒，剩余 2 分 20 秒"),
]


@pytest.mark.parametrize(("done", "total", "seconds", "said"), PACES)
def test_rate_and_time_left_are_said(done: int, total: int, seconds: float, said: str) -> None:
    assert pace(done, total, seconds, "份") == said


def test_a_log_gets_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    with progress.progress_of(("读取文件", "份"), ("计算向量", "段"), quiet=False) as (tell, _):
        assert tell is not None
        for done in range(1, 101):
            clock[0] = done - 1
            tell(done, 100)
    assert capsys.readouterr().err.splitlines() == [
        "读取文件 31/100，1.0 份/秒，剩余 1 分 9 秒",
        "读取文件 61/100，1.0 份/秒，剩余 39 秒",
        "读取文件 91/100，1.0 份/秒，剩余 9 秒",
        "读取文件 100/100，1.0 份/秒，剩余 0 秒",
    ]


# --- the report ---


def test_every_file_is_told_of(tmp_path: Path) -> None:
    corpus, index = write(tmp_path / "corpus", 3), tmp_path / "index"
    (corpus / "同.txt").write_bytes((corpus / "001.txt").read_bytes())
    told: list[tuple[int, int]] = []
    report = build_index(
        corpus, index, encoder=FakeEncoder(), reading=lambda done, total: told.append((done, total))
    )
    assert told == [(number, 6) for number in range(1, 7)]
    write_report(report, tmp_path / "报告.csv")
    data = (tmp_path / "报告.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [(row["文件"], row["结果"]) for row in table] == [
        *((f"00{number}.txt", "已入库") for number in range(3)),
        ("乱.docx", "未入库"),
        ("包.zip/一.txt", "已入库"),
        ("包.zip/坏.docx", "未入库"),
        ("同.txt", "内容重复"),
    ]
    assert table[0]["条款数"] == "3"
    assert table[6]["编号"] == table[1]["编号"]
    write_report(report, tmp_path / "报告.jsonl")
    lines = (tmp_path / "报告.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == report_to_json(report)["files"]
    with pytest.raises(ExportError, match=r"\.csv"):
        write_report(report, tmp_path / "报告.docx")


def test_a_cell_is_no_formula(tmp_path: Path) -> None:
    manifest = Manifest(3, 1, "", "", 1, "", 0, 0, 0, 0, {}, "", "")
    file = FileReport("=cmd|' /C calc'!A0.txt", "skipped", "\uff1d不能读取")
    write_report(Report(manifest, (), (), (file,)), tmp_path / "r.csv")
    text = (tmp_path / "r.csv").read_text("utf-8-sig")
    assert "\n\t=cmd" in text
    assert ",\t\uff1d不能" in text


def test_added_files_are_told_of(tmp_path: Path) -> None:
    corpus, index = write(tmp_path / "corpus", 2), tmp_path / "index"
    build_index(corpus, index, encoder=FakeEncoder())
    new = tmp_path / "新.txt"
    new.write_text("新办法\n第一条 新的规定。\n", encoding="utf-8")
    (file,) = add_files([new], index, encoder=FakeEncoder()).files
    assert (file.path, file.outcome, file.title) == ("新.txt", "read", "新办法")
    assert file.seconds is not None
    assert time.monotonic() > file.seconds
