"""A watched folder and its index, step by step, and once through the command line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.build import add_files, remove_documents
from kb.errors import BusyError, KbError
from kb.indexing.index import open_index
from kb.indexing.writer import write_generation
from kb.watching.notices import Notice
from kb.watching.watch import watch_folder
from kb.watching.watcher import Terms, Watcher
from tests.index_fakes import FakeEncoder

ROOT = Path(__file__).parent.parent


class Watched:
    """A folder, its index, and a watcher whose notices are kept."""

    def __init__(self, place: Path) -> None:
        self.folder, self.index = place / "资料", place / "index"
        self.folder.mkdir()
        self.encoder = FakeEncoder()
        self.said: list[Notice] = []
        for name in ("甲", "乙", "下/丙"):
            self.write(f"{name}.txt", name)
        self.start()
        self.settle()

    def start(self, **terms: bool) -> None:
        self.watcher = Watcher(
            self.folder, self.index, encoder=self.encoder, terms=Terms(**terms),
            tell=self.said.append,
        )  # fmt: skip

    def write(self, name: str, words: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"关于{words}的通知\n\n一、{words}应当安排专人负责。\n", encoding="utf-8")

    def settle(self) -> list[str]:
        """Look until nothing changes; the kinds of what was said."""
        self.said.clear()
        for _ in range(3):
            self.watcher.step()
        return [notice.kind for notice in self.said]

    def held(self) -> dict[str, str]:
        with open_index(self.index) as index:
            return {d.source.path: d.text.split("\n")[0] for d in index.documents()}

    def generation(self) -> int:
        with open_index(self.index) as index:
            index.verify()
            return index.generation


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_changes_of_all_kinds_are_one_generation(watched: Watched) -> None:
    assert set(watched.held()) == {"甲.txt", "乙.txt", "下/丙.txt"}
    before = watched.generation()
    encoded = len(watched.encoder.encoded)
    (watched.folder / "乙.txt").rename(watched.folder / "下/乙二.txt")
    watched.write("下/甲.txt", "丁")  # of the same name, in another folder
    watched.write("甲.txt", "甲的新版本")
    (watched.folder / "下/丙.txt").unlink()
    assert watched.settle() == ["waiting", "done", "done", "done", "done"]
    assert watched.held() == {
        "甲.txt": "关于甲的新版本的通知",
        "下/甲.txt": "关于丁的通知",
        "下/乙二.txt": "关于乙的通知",
    }
    assert watched.generation() == before + 1
    assert not any("乙" in text for text in watched.encoder.encoded[encoded:])
    assert watched.settle() == []
    assert watched.generation() == before + 1


def test_swapped_names_are_both_kept(watched: Watched) -> None:
    one, other = watched.folder / "甲.txt", watched.folder / "乙.txt"
    one.rename(watched.folder / "tmp")
    other.rename(one)
    (watched.folder / "tmp").rename(other)
    encoded = len(watched.encoder.encoded)
    watched.settle()
    assert watched.held()["甲.txt"] == "关于乙的通知"
    assert watched.held()["乙.txt"] == "关于甲的通知"
    assert len(watched.encoder.encoded) == encoded


def test_what_is_being_written_waits(watched: Watched) -> None:
    for name in ("~$丁.docx", "丁.pdf.part", "丁.crdownload", ".丁.txt"):
        (watched.folder / name).write_bytes(b"%PDF-1.7 half")
    assert watched.settle() == ["waiting"]
    for size in range(4):
        watched.write("丁.txt", "丁" * (size + 1))
        watched.watcher.step()
        assert len(watched.held()) == 3
    watched.settle()
    assert watched.held()["丁.txt"] == "关于丁丁丁丁的通知"


def test_what_came_from_elsewhere_is_not_touched(watched: Watched, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    (elsewhere / "丁.txt").write_text("关于别处的通知\n\n一、别处。", encoding="utf-8")
    add_files([elsewhere / "丁.txt"], watched.index, encoder=watched.encoder)
    watched.write("丁.txt", "丁")
    assert watched.settle() == ["waiting", "asked"]
    assert watched.held()["丁.txt"] == "关于别处的通知"
    (watched.folder / "丁.txt").unlink()
    watched.settle()
    assert watched.held()["丁.txt"] == "关于别处的通知"
    watched.write("丁.txt", "丁")
    watched.start(mirror=True)
    watched.settle()
    assert watched.held()["丁.txt"] == "关于丁的通知"


def test_what_others_removed_comes_back(watched: Watched) -> None:
    remove_documents(["甲.txt"], watched.index, encoder=watched.encoder)
    assert watched.settle() == ["done"]
    assert "甲.txt" in watched.held()


def test_unreadable_files_are_told_once_and_keep_their_version(watched: Watched) -> None:
    (watched.folder / "甲.txt").write_bytes(b"\x00\x01\x02" * 50)
    (watched.folder / "空.txt").write_bytes(b"")
    watched.write("丁.txt", "丁")
    assert sorted(watched.settle()) == ["done", "refused", "refused", "waiting"]
    assert watched.held()["甲.txt"] == "关于甲的通知"
    assert "丁.txt" in watched.held()
    watched.start()
    assert watched.settle() == []  # nor after a new start
    watched.write("甲.txt", "甲二")
    watched.settle()
    assert watched.held()["甲.txt"] == "关于甲二的通知"


def test_archives_are_followed(watched: Watched) -> None:
    def pack(*names: str) -> None:
        with zipfile.ZipFile(watched.folder / "包.zip", "w") as archive:
            for name in names:
                archive.writestr(f"{name}.txt", f"关于{name}的通知\n\n一、{name}。")

    pack("一", "二")
    watched.settle()
    assert {"包.zip/一.txt", "包.zip/二.txt"} < set(watched.held())
    pack("二", "三")
    watched.settle()
    assert {p for p in watched.held() if "包" in p} == {"包.zip/二.txt", "包.zip/三.txt"}
    watched.start()
    assert watched.settle() == []
    (watched.folder / "包.zip").unlink()
    watched.settle()
    assert len(watched.held()) == 3


def empty(folder: Path) -> None:
    for path in folder.rglob("*.txt"):
        path.unlink()


def test_a_share_that_is_gone_removes_nothing(watched: Watched) -> None:
    watched.folder.rename(watched.folder.with_name("别名"))
    with pytest.raises(KbError, match="共享盘"):
        watched.watcher.step()
    watched.folder.mkdir()  # the place where it is mounted, empty
    assert watched.settle() == ["asked"]
    assert len(watched.held()) == 3
    watched.folder.rmdir()
    watched.folder.with_name("别名").rename(watched.folder)
    before = watched.generation()
    assert watched.settle() == ["waiting"]
    assert watched.generation() == before
    empty(watched.folder)
    watched.start(many_removals=True)
    assert watched.settle() == ["done"]
    assert watched.held() == {}


def test_a_writer_is_waited_for(watched: Watched) -> None:
    watched.write("丁.txt", "丁")
    with write_generation(watched.index, encoder=watched.encoder, replace_all=False):
        watched.watcher.step()
        with pytest.raises(BusyError):
            watched.watcher.step()
    watched.settle()
    assert "丁.txt" in watched.held()


def test_a_kill_between_index_and_ledger_leaves_no_stray(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.write("丁.txt", "丁")

    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(Watcher, "_check_taken", killed)
    with pytest.raises(SystemExit):
        watched.settle()
    monkeypatch.undo()
    assert "丁.txt" in watched.held()
    (watched.folder / "丁.txt").unlink()
    watched.start()
    watched.settle()
    assert "丁.txt" not in watched.held()


def test_trouble_is_told_once_and_tried_again(watched: Watched) -> None:
    away = watched.folder.with_name("别名")
    said: list[str] = []
    turns: list[Callable[[], object]] = [
        lambda: watched.folder.rename(away), lambda: None, lambda: None,
        lambda: away.rename(watched.folder), lambda: None, lambda: None,
    ]  # fmt: skip

    def wait(_: float) -> None:
        if not turns:
            raise KeyboardInterrupt
        turns.pop(0)()

    with pytest.raises(KeyboardInterrupt):
        watch_folder(
            watched.folder, watched.index, encoder=watched.encoder,
            tell=lambda notice: said.append(notice.text), wait=wait,
        )  # fmt: skip
    assert len(said) == 2
    assert "共享盘" in said[0]
    assert "恢复" in said[1]


def heed_interrupts() -> None:
    """What a shell starts in the background inherits that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_the_command_line_watches_until_it_is_told_to_end(tmp_path: Path) -> None:
    folder, index = tmp_path / "资料", tmp_path / "index"
    shutil.copytree(ROOT / "corpus", folder)
    command = [sys.executable, "-m", "kb.cli", "watch", str(folder), "--index", str(index)]
    for path in sorted(folder.glob("*.txt"))[1:] + sorted(folder.glob("*.jsonl")):
        path.unlink()
    done = subprocess.run([*command, "--once"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "共 1 份文件" in done.stdout
    with subprocess.Popen(
        [*command, "--every", "0.2"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}, preexec_fn=heed_interrupts,
    ) as watch:  # fmt: skip
        assert watch.stdout
        assert "按 Ctrl-C 结束" in watch.stdout.readline()
        (folder / "新.txt").write_text("关于养老的通知\n\n一、养老。", encoding="utf-8")
        limit = threading.Timer(30, watch.kill)
        limit.start()
        assert any("已加入 1 个文件：新.txt" in line for line in iter(watch.stdout.readline, ""))
        watch.send_signal(signal.SIGINT)
        rest, errors = watch.communicate(timeout=20)
        limit.cancel()
    assert "已停止看守" in rest
    assert (watch.returncode, errors) == (0, "")
