"""Kills writers: ``python -m tests.index_kill FOLDER POINTS`` makes FOLDER/<n>/ for every point.

Each folder is a copy of a built index, in which a process replaces a document until it kills
itself (SIGKILL) at its n-th step. Steps are what Python itself reports of the outer world (files
opened, renamed, linked, removed, made; see ``sys.addaudithook``) and the batches of the encoder.
The processes are forked from one that has used no threads yet, which saves their start.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from kb.language.tokens import words
from tests.index_fakes import FakeEncoder, build, change, document

BEFORE = [
    document("甲", ["康复医学科床位不低于2%", "旧的规定"]),
    document("乙", ["家庭医生签约服务"]),
]
AFTER = document("甲", ["康复医学科床位不低于5%", "新的规定", "另一条新规定"])

_STEPS = frozenset(
    {"open", "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "sqlite3.connect"}
)


def count_steps(folder: Path) -> int:
    """How many steps the write takes when nobody kills it."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        steps = _write(folder, kill_at=None)
        os.write(write, str(steps).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    return int(os.read(read, 20))


def killed_at(folder: Path, step: int) -> bool:
    """Write in a process that dies at ``step``; whether it did die."""
    child = os.fork()
    if child == 0:
        _write(folder, kill_at=step)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _write(folder: Path, *, kill_at: int | None) -> int:
    steps = 0

    def step(event: str = "open", _: object = None) -> None:
        nonlocal steps
        if event in _STEPS:
            steps += 1
            if steps == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    encoder = FakeEncoder()
    encoder.on_batch = step
    sys.addaudithook(step)
    change(folder, put=[AFTER], encoder=encoder)
    return steps


def _prepare(folder: Path) -> None:
    # What every child would have to load; none of it starts a thread.
    importlib.import_module("tantivy")
    words("词典")
    child = os.fork()
    if child == 0:
        build(folder, BEFORE)
        os._exit(0)
    os.waitpid(child, 0)


def main(root: Path, points: int) -> None:
    """Kill at ``points`` steps spread over the whole write; prints what happened as JSON."""
    _prepare(root / "before")
    shutil.copytree(root / "before", root / "whole")
    total = count_steps(root / "whole")
    killed = {}
    for point in range(points):
        folder = root / str(point)
        step = 1 + point * (total - 1) // (points - 1)
        shutil.copytree(root / "before", folder)
        killed[point] = killed_at(folder, step)
    print(json.dumps({"steps": total, "killed": sum(killed.values())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
