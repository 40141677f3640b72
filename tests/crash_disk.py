"""Writes on disks of every size: done, or one clear sentence and the index as it was."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.crash_state import Run, start, state_of, texts

if TYPE_CHECKING:
    from tests.crashes import Tally

DOCUMENTS = 12


def can_mount(place: Path) -> bool:
    """Whether a small file system can be made here: it takes the rights of an administrator."""
    place.mkdir(parents=True, exist_ok=True)
    if not _mounted(place, 1 << 20):
        return False
    _unmounted(place)
    return True


def fill_disks(place: Path, tally: Tally, steps: int) -> None:
    """Build and add on disks that are too small at first, and end with one that is not."""
    disk = place / "disk"
    if not can_mount(disk):
        tally.seen["disks of a size cannot be mounted here: left out"] += 1
        return
    folder, late = place / "资料", place / "late.txt"
    folder.mkdir()
    for number, text in enumerate(texts()[: DOCUMENTS + 1]):
        path = folder / f"文件{number}.txt" if number < DOCUMENTS else late
        path.write_text(text, encoding="utf-8")
    index = place / "index"
    start(["build", str(folder), "--index", str(index)]).wait()
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    for step in range(steps):
        share = step / (steps - 1)
        _try(disk, int(size * (1.2 + 2.3 * share)), index, ["add", str(late)], tally)
        _try(disk, int(size * (0.02 + 8 * share)), None, ["build", str(folder)], tally)


def _try(disk: Path, size: int, before: Path | None, command: list[str], tally: Tally) -> None:
    """One write on a disk of ``size`` bytes, and again when it has become four times as large."""
    where = f"{command[0]} on {size} bytes"
    if not _mounted(disk, size):
        tally.faults.append(f"{where}: no disk")
        return
    try:
        index = disk / "index"
        try:
            if before is not None:
                shutil.copytree(before, index)
        except OSError:
            return  # not even room for what is there
        old = state_of(index)
        run = start([*command, "--index", str(index)])
        code, found = run.wait(), state_of(index)
        tally.seen[f"disk, {command[0]}: {'done' if code == 0 else 'refused'}"] += 1
        if code != 0:
            tally.expect(_is_clear(run), f"{where}: {run.said()}")
            same = (found.documents, found.digest) == (old.documents, old.digest)
            tally.expect(same, f"{where}: not as before: {found.error}")
            tally.expect(before is None or found.error is None, f"{where}: {found.error}")
            subprocess.run(
                ["mount", "-o", f"remount,size={4 * size + (1 << 23)}", disk], check=True
            )
            again = start([*command, "--index", str(index)])
            tally.expect(again.wait() == 0, f"{where}, then more: {again.said()}")
            found = state_of(index)
        whole = found.error is None and len(found.documents) > len(old.documents)
        tally.expect(whole, f"{where}: {found.error or 'the documents are not there'}")
    finally:
        _unmounted(disk)


def _is_clear(run: Run) -> bool:
    said = run.said()
    clear = "错误：" in said and "磁盘" in said and said.endswith("。")
    return clear and "Traceback" not in said and "内部出错" not in said


def _mounted(place: Path, size: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _unmounted(place: Path) -> None:
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)
