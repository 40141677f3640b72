"""Files read in another process, which is ended when it goes beyond its bounds.

Plain text and Markdown are only decoded and are read here, 1.2 ms a file of the corpus's size. What
a library takes apart goes to one warm worker: 1.8 ms for the same file, 160 ms with a process each.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from kb.errors import SourceError
from kb.reading.archive import safe_name
from kb.reading.files import READERS
from kb.reading.kinds import text_kind
from kb.reading.plain import load
from kb.reading.raw import RawText, ReadFile
from kb.reading.worker import BEAT
from kb.types import Skipped

SECONDS = 150  # of the wall clock for one file, or for one sign of life after another
LONGEST_ANSWER = 256 * 2**20  # bytes
WORKER = (sys.executable, "-m", "kb.reading.worker")
FILES_A_WORKER = 300  # then a new one takes its place, for what libraries do not give back


class IsolatedReader:
    """Reads files one after another; use it in ``with``, or call ``close``."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Allow ``seconds`` for a file; the worker starts with the first one that needs it."""
        self._seconds = seconds
        self._worker: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._read = 0

    def read(self, path: Path) -> ReadFile:
        """What the file at ``path`` holds: its document, or those of an archive.

        Raises:
            SourceError: it cannot be read, has no text, or went beyond the bounds.
        """
        name = safe_name(path.name)
        data = load(path)
        kind = text_kind(data)
        if kind is not None:
            return ReadFile((READERS[kind](data, name),))
        if self._read >= FILES_A_WORKER:
            self.close()
        self._read += 1
        said = self._ask(path, name)
        if "error" in said:
            raise SourceError(str(said["error"]))
        return _read_file(said)

    def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        self._read = 0
        if worker is None:
            return
        _end(worker)
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, path: Path, name: str) -> dict[str, Any]:
        worker = self._started()
        if worker.stdin is None:
            raise SourceError(f"{name}：读取进程没有启动；请重试。")
        asked = json.dumps({"path": str(path.absolute()), "name": name}) + "\n"
        try:
            worker.stdin.write(asked.encode("ascii"))
            worker.stdin.flush()
            line = self._answers.get(timeout=self._seconds)
            while line.rstrip() == BEAT.encode():
                line = self._answers.get(timeout=self._seconds)
        except queue.Empty:
            self.close()
            raise SourceError(
                f"{name}：读取超过 {self._seconds:g} 秒，已停止；请拆分或重新获取这个文件。"
            ) from None
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            self.close()
            raise SourceError(
                f"{name}：读取时超出内存或时间限制，可能有害，没有读取；请重新获取这个文件。"
            )
        said: dict[str, Any] = json.loads(line)
        return said

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            self._worker = subprocess.Popen(
                WORKER,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=child_environment(),
                start_new_session=True,
            )  # fmt: skip
            self._answers = queue.Queue()
            listening = threading.Thread(
                target=_listen, args=(self._worker, self._answers), daemon=True
            )
            listening.start()
        return self._worker

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def child_environment() -> dict[str, str]:
    """The environment of a process that is to run a module of this very package."""
    home = str(Path(__file__).parents[2])
    path = os.pathsep.join(p for p in (home, os.environ.get("PYTHONPATH")) if p)
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def _listen(worker: subprocess.Popen[bytes], answers: queue.Queue[bytes]) -> None:
    """Put the worker's lines where they are waited for; an unfinished one when it ends."""
    stream = worker.stdout
    while stream is not None:
        try:
            line = stream.readline(LONGEST_ANSWER)
        except (OSError, ValueError):  # closed from the other side
            line = b""
        answers.put(line)
        if not line.endswith(b"\n"):
            return


def _end(worker: subprocess.Popen[bytes]) -> None:
    """End the worker with whatever it started, such as LibreOffice."""
    try:
        if sys.platform == "win32":
            worker.kill()
        else:
            os.killpg(worker.pid, signal.SIGKILL)
    except OSError:
        worker.kill()
    worker.wait()


def _read_file(said: dict[str, Any]) -> ReadFile:
    texts = [RawText(**{**text, "warnings": tuple(text["warnings"])}) for text in said["texts"]]
    return ReadFile(tuple(texts), tuple(Skipped(**skipped) for skipped in said["skipped"]))
