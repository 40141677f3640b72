"""Many files read and structured at once, given back in their order, a few at a time.

Structuring costs 30 ms a file of 15 kB, reading plain text one; so it is structuring that must run
in several processes. They are started by ``python -m``, which every system can do and which does
not import the caller's own program again. The first megabyte is left to the calling process: a
worker needs a second to start, which a small corpus would wait for in vain.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import IO

from kb.ingest.journal import Journal
from kb.ingest.tasks import (
    FileRead,
    FileTask,
    read_from_bytes,
    read_task,
    read_to_bytes,
    task_to_line,
)
from kb.reading.isolation import IsolatedReader, child_environment

WORKER = (sys.executable, "-m", "kb.ingest.worker")
MOST_WORKERS = 8  # above, the one writer cannot follow, and each takes 150 MB
IN_PROCESS = 2**20  # bytes of files that the calling process reads itself
# Files under way or waiting for their turn: what is read of them is held packed.
WINDOW_FILES = 64
WINDOW_BYTES = 64 * 2**20
LEAVE_SECONDS = 5  # that a worker gets to end its own reader


def count_cores() -> int:
    """How many workers are of use here: none on a single core."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(usable, MOST_WORKERS) if usable > 1 else 0


def read_files(
    tasks: Iterable[FileTask], *, workers: int | None = None, journal: Journal | None = None
) -> Generator[tuple[FileTask, FileRead], None, None]:
    """Every task with what was read of it, in the order of ``tasks``; close it to end early.

    Args:
        tasks: The files.
        workers: Processes besides this one; as many as there are cores when None, 0 for none.
        journal: Where what an earlier run read is found, and what is read is kept.
    """
    waiting: deque[tuple[FileTask, int, Callable[[], FileRead]]] = deque()
    held = 0
    with _Readers(count_cores() if workers is None else workers) as readers:
        for task in tasks:
            size = _size(task)
            while waiting and (len(waiting) >= WINDOW_FILES or held + size > WINDOW_BYTES):
                first, freed, result = waiting.popleft()
                held -= freed
                yield first, result()
            waiting.append((task, size, _begin(task, size, readers, journal)))
            held += size
        while waiting:
            first, _, result = waiting.popleft()
            yield first, result()


def _begin(
    task: FileTask, size: int, readers: _Readers, journal: Journal | None
) -> Callable[[], FileRead]:
    """Have ``task`` read; what is given waits for the result."""
    key = journal.key(task) if journal else None
    if journal and key and key in journal:
        found = key

        def taken_over() -> FileRead:
            # Damaged meanwhile: then the file is read after all.
            return journal.find(found) or readers.read(task)

        return taken_over
    result = readers.begin(task, size)

    def read() -> FileRead:
        data = result()
        done = data if isinstance(data, FileRead) else read_from_bytes(data)
        # The key once more: the file may have changed while it waited.
        if journal and key and done.error is None and journal.key(task) == key:
            journal.keep(key, data if isinstance(data, bytes) else read_to_bytes(data))
        return done

    return read


def _size(task: FileTask) -> int:
    try:
        return task.path.stat().st_size
    except OSError:
        return 0  # whoever reads it says what is wrong


class _Readers:
    """This process and its workers, which are started when there is enough to read."""

    def __init__(self, workers: int) -> None:
        self._own = IsolatedReader()
        self._own_bytes = 0
        self._workers = [_Worker() for _ in range(workers)]
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(max(workers, 1))

    def read(self, task: FileTask) -> FileRead:
        """Read ``task`` here and now."""
        return read_task(task, self._own)

    def begin(self, task: FileTask, size: int) -> Callable[[], FileRead | bytes]:
        """Have ``task`` read: here, when it is asked for, or by a worker from now on."""
        if not self._workers or self._own_bytes + size <= IN_PROCESS:
            self._own_bytes += size
            return lambda: self.read(task)
        future: Future[bytes] = self._threads.submit(self._ask, task)
        return future.result

    def _ask(self, task: FileTask) -> bytes:
        worker = self._idle.get()
        try:
            return worker.read(task)
        finally:
            self._idle.put(worker)

    def __enter__(self) -> _Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()
        self._own.close()


class _Worker:
    """One worker process, started with the first file."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def read(self, task: FileTask) -> bytes:
        """What was read of ``task``, packed."""
        try:
            stdin, stdout = self._pipes()
            stdin.write(task_to_line(task))
            stdin.flush()
            length = int(stdout.readline())
            data: bytes = stdout.read(length)
            if len(data) == length:
                return data
        except (OSError, ValueError):  # it has ended: no line, or no number in it
            pass
        self._end()
        said = f"{task.name}：处理这份文件的进程意外中断（可能内存不足），没有入库；请拆分后再试。"
        return read_to_bytes(FileRead((), error=said))

    def close(self) -> None:
        """End the process, and start no other."""
        self._closed = True
        self._end()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._closed:
            raise OSError("closed")
        if self._process is None:
            self._process = subprocess.Popen(
                WORKER,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=child_environment(),
                start_new_session=True,
            )  # fmt: skip
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        return process.stdin, process.stdout

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
