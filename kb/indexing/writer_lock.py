"""The lock that makes sure that an index has one writer."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kb.errors import BusyError

_LOCK = "writing.lock"
_WRITER = "writing.pid"


class WriterLock:
    """Held by one process at a time; the system lets go of it when the process ends, however."""

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock

        self._folder = folder
        self._lock = FileLock(folder / _LOCK)

    def acquire(self) -> None:
        """Take the lock at once or not at all.

        Raises:
            BusyError: somebody else has it; the process is named when it can be.
            OSError: the folder cannot be written.
        """
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise BusyError(
                f"{self._folder}：{self._holder()}正在写入这个索引；请等它结束后再试。"
            ) from error
        (self._folder / _WRITER).write_text(str(os.getpid()), encoding="ascii")

    def release(self) -> None:
        """Give the lock back."""
        with suppress(OSError):
            (self._folder / _WRITER).unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> str:
        with suppress(OSError, ValueError):
            return f"进程 {int((self._folder / _WRITER).read_text(encoding='ascii'))} "
        return "另一个进程"
