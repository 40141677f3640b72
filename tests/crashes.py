"""Kills what writes an index: ``python -m tests.crashes --kills 200 --seed 1``.

A folder changes at random; `kb build`, `add`, `remove` or `watch` bring the index in step with it
until they are killed (SIGKILL), half of them at any moment, half right after the files of the
commit appear. After each kill the index must open, be whole to the last byte, and be exactly what
it was before or what it was to become; the same command must then do its work and leave no debris.
A reader that searches all the time must see only such states. Black box: commands go in, files and
answers come out; only the encoder is a quick fake one. Commands are forked from a process that has
loaded the libraries and started no thread, which saves their start.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kb.sources import file_digest
from tests.crash_state import (
    Run,
    State,
    allocated,
    debris,
    prepare,
    read_for_ever,
    signs_of_commit,
    start,
    state_of,
    texts,
)

COMMANDS = ("build", "add", "replace", "remove", "watch")
FEWEST, MOST = 8, 14  # documents
LARGEST = 2.6  # of a whole index to its current generation: that one and the one before


@dataclass(slots=True)
class Tally:
    """What happened, and what must not have."""

    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    largest: float = 0.0

    def expect(self, holds: bool, said: str) -> None:
        if not holds:
            self.faults.append(said)
            print("FAULT", said, flush=True)


class Story:
    """One folder and its index, through many changes, each cut off and then made."""

    def __init__(self, place: Path, seed: int) -> None:
        self.folder, self.index = place / "资料", place / "index"
        self.folder.mkdir(parents=True)
        self.chance = random.Random(seed)
        self.texts = texts()
        self.version = 0
        self.tally = Tally()
        self.took = dict.fromkeys((*COMMANDS, "INT", "TERM"), 0.5)
        self.states: set[str] = set()
        self.read: dict[str, str] = {}
        for _ in range(FEWEST):
            self._write(None)
        run = self._start("build", [])
        self.tally.expect(run.wait() == 0, f"the first build failed: {run.said()}")
        self.now = self._look("the first build")

    def round(self, number: int, sign: signal.Signals = signal.SIGKILL) -> bool:
        """Change, cut off, look, make the change; whether the command was cut off at all."""
        name = self.chance.choice(COMMANDS)
        if name == "remove" and len(self.now.documents) < FEWEST - 3:
            name = "add"
        where = f"round {number}, {name}"
        before, wanted, arguments = self.now, *self._change(name)
        focused = self.chance.random() < 0.5
        began = time.monotonic()
        run = self._start(name, arguments)
        self._cut_off(run, name, focused=focused, sign=sign)
        code = run.wait()
        found = self._look(where)
        cut = code != 0
        if not cut:
            self.took[name] = 0.7 * self.took[name] + 0.3 * (time.monotonic() - began)
        self._judge(where, cut, before, found, wanted)
        if sign != signal.SIGKILL and cut:
            said = run.said()
            self.tally.expect(
                code == 130 and "已中止" in said and "Traceback" not in said,
                f"{where}: {sign.name} ended with {code}: {said}",
            )
        moment = "commit" if focused else "any"
        kept = "after" if found.documents == wanted else "before"
        self.tally.seen[f"{name}, {moment}: {kept if cut else 'had finished'}"] += 1
        self._finish(where, name, arguments, wanted, found)
        return cut

    def two_writers(self, number: int) -> None:
        """Two commands at once: one works, the other is told so or comes after it."""
        where = f"two writers {number}"
        wanted, runs = dict(self.now.documents), []
        for _ in range(2):
            path = self._write(None)
            wanted[path.name] = file_digest(path)
            runs.append((path, self._start("add", [str(path)])))
            time.sleep(self.chance.random() * 0.05)
        codes = [run.wait() for _, run in runs]  # both, or the next try meets the other still
        for (path, run), code in zip(runs, codes, strict=True):
            self.tally.seen["two writers: " + ("done" if code == 0 else "told to wait")] += 1
            if code != 0:
                self.tally.expect("正在写入这个索引" in run.said(), f"{where}: {run.said()}")
                again = self._start("add", [str(path)])
                self.tally.expect(again.wait() == 0, f"{where}: {again.said()}")
        self.now = self._look(where)
        self.tally.expect(self.now.documents == wanted, f"{where}: a document is missing")

    def _write(self, name: str | None) -> Path:
        self.version += 1
        path = self.folder / (name or f"文件{self.version}.txt")
        body = self.chance.choice(self.texts)
        path.write_text(f"{body}\n\n第{self.version}版。\n", encoding="utf-8")
        return path

    def _change(self, name: str) -> tuple[dict[str, str], list[str]]:
        """Change the folder for the command ``name``; what it should hold then, and arguments."""
        held = sorted(path.name for path in self.folder.iterdir())
        if name == "remove":
            gone = self.chance.choice(held)
            (self.folder / gone).unlink()
            return self._wanted(), [self.now.documents[gone][:12]]
        paths = []
        if name != "replace" and len(held) < MOST:
            paths += [self._write(None) for _ in range(self.chance.randint(1, 2))]
        if name != "add" or not paths:
            paths.append(self._write(self.chance.choice(held)))
        if name in ("build", "watch") and len(held) > FEWEST:
            spared = {path.name for path in paths}
            (self.folder / self.chance.choice([one for one in held if one not in spared])).unlink()
        return self._wanted(), [str(path) for path in paths]

    def _wanted(self) -> dict[str, str]:
        return {path.name: file_digest(path) for path in self.folder.iterdir()}

    def _start(self, name: str, arguments: list[str]) -> Run:
        command = {
            "build": ["build", str(self.folder)],
            "watch": ["watch", str(self.folder), "--once", "--every", "0.1", "--mirror"],
        }.get(name, ["remove" if name == "remove" else "add", *arguments])
        return start([*command, "--index", str(self.index)])

    def _cut_off(self, run: Run, name: str, *, focused: bool, sign: signal.Signals) -> None:
        if focused:
            before = signs_of_commit(self.index)
            limit = time.monotonic() + 20
            while signs_of_commit(self.index) == before and time.monotonic() < limit:
                if run.ended():
                    return
            time.sleep(self.chance.random() ** 2 * 0.03)
        else:
            time.sleep(self.chance.random() * self.took[name])
        run.send(sign)

    def _look(self, where: str) -> State:
        found = state_of(self.index)
        self.tally.expect(found.error is None, f"{where}: {found.error}")
        self.states.add(found.digest)
        for key, clauses in found.clauses.items():
            self.tally.expect(
                self.read.setdefault(key, clauses) == clauses, f"{where}: clauses of {key} differ"
            )
        return found

    def _judge(
        self, where: str, cut: bool, before: State, found: State, wanted: dict[str, str]
    ) -> None:
        if found.documents == wanted:
            return
        self.tally.expect(cut, f"{where}: it said that it was done, and was not")
        self.tally.expect(found == before, f"{where}: neither before nor after")

    def _finish(
        self, where: str, name: str, arguments: list[str], wanted: dict[str, str], found: State
    ) -> None:
        """Run the command again, to its end; a second time it changes nothing."""
        was_done = found.documents == wanted
        if not (was_done and name == "remove"):
            run = self._start(name, arguments)
            self.tally.expect(run.wait() == 0, f"{where}: the next write failed: {run.said()}")
        if not (was_done and name in ("remove", "watch")):
            self._check_size(where)  # where nothing was to be written, the next write clears up
        self.now = self._look(f"{where}, made")
        self.tally.expect(self.now.documents == wanted, f"{where}: not in step after all")
        if was_done:
            same = self.now.digest == found.digest
            self.tally.expect(same, f"{where}: made again, answers are others")

    def _check_size(self, where: str) -> None:
        ratio, rest = allocated(self.index), debris(self.index)
        self.tally.largest = max(self.tally.largest, ratio)
        self.tally.expect(ratio <= LARGEST, f"{where}: the folder is {ratio:.1f} generations large")
        self.tally.expect(not rest, f"{where}: left behind {rest}")


def kill_many(place: Path, kills: int, seed: int, *, writers: int, signals: int) -> Tally:
    """Kill ``kills`` commands, and end ``signals`` others softly; then two writers at once."""
    story = Story(place, seed)
    tally = story.tally
    number = done = 0
    with reading(story, place / "seen.jsonl") as answers:
        while done < kills:
            number += 1
            done += story.round(number)
        for turn in range(signals):
            story.round(number + turn, (signal.SIGINT, signal.SIGTERM)[turn % 2])
    tally.expect(len(answers) > kills, f"the reader read only {len(answers)} times")
    for answer in set(answers) - story.states:
        tally.faults.append(f"the reader saw {answer}")
    tally.seen["kills"], tally.seen["readings during writes"] = done, len(answers)
    tally.seen["different states that the reader saw"] = len(set(answers))
    with reading(story, place / "writers.jsonl") as answers:
        for turn in range(writers):
            story.two_writers(turn)
    for answer in answers:  # between two writers there is a state that nobody else looks at
        tally.expect(len(answer) == len(story.now.digest), f"the reader saw {answer}")
    return tally


@contextmanager
def reading(story: Story, seen: Path) -> Iterator[list[str]]:
    """A reader beside; the list has what it saw when it is over."""
    reader = read_for_ever(story.index, seen)
    answers: list[str] = []
    try:
        yield answers
    finally:
        os.kill(reader, signal.SIGKILL)
        os.waitpid(reader, 0)
    answers += [json.loads(line) for line in seen.read_text("utf-8").split("\n")[:-1]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--signals", type=int, default=20)
    parser.add_argument("--disks", type=int, default=10, help="sizes of disk to write on")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--place", help="a folder to work in; the system's if not given")
    parser.add_argument("--without", nargs="*", default=[], choices=["disk", "langchain"])
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    prepare(langchain="langchain" not in options.without)
    began = time.monotonic()
    place = Path(tempfile.mkdtemp(prefix="crashes-", dir=options.place))
    try:
        tally = kill_many(
            place / "kills", options.kills, options.seed,
            writers=options.writers, signals=options.signals,
        )  # fmt: skip
        if "disk" not in options.without:
            from tests.crash_disk import fill_disks

            fill_disks(place / "disks", tally, options.disks)
        if "langchain" not in options.without:
            from tests.crash_langchain import kill_langchain

            kill_langchain(place / "langchain", options.kills, options.seed, tally.seen)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    for what, times in sorted(tally.seen.items()):
        print(f"{times:6d}  {what}")
    print(f"{tally.largest:6.2f}  generations' worth of disk at most")
    print(f"{time.monotonic() - began:6.0f}  seconds")
    print(f"{len(tally.faults)} faults")
    return bool(tally.faults)


if __name__ == "__main__":
    sys.exit(main())
