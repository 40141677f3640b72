"""The process that reads and structures files: ``python -m kb.ingest.worker``.

A line of JSON on standard input names a file; the answer is a line with its length in bytes, then
the bytes. What a library takes apart is opened one process further, as everywhere.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from kb.ingest.tasks import read_task, read_to_bytes, task_from_line
from kb.reading.isolation import IsolatedReader


def main() -> None:
    """Answer until standard input ends, or until told to stop."""
    signal.signal(signal.SIGTERM, _stop)  # so that the reader's own process is ended too
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints is no answer
    with IsolatedReader() as reader:
        for line in sys.stdin.buffer:
            data = read_to_bytes(read_task(task_from_line(line), reader))
            answers.write(b"%d\n" % len(data) + data)
            answers.flush()


def _stop(*_: Any) -> None:
    raise SystemExit


if __name__ == "__main__":
    main()
