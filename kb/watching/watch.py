"""Conductor 3: looks at a folder again and again, and brings the index in step with it.

The folder is the truth: what somebody else takes out of the index comes back with the next
change, as long as its file lies in the folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from kb.build import Progress
from kb.errors import BusyError, KbError
from kb.types import Encoder
from kb.watching import notices
from kb.watching.watcher import Tell, Terms, Watcher

SETTLE = 2.0  # seconds between the two looks that find a file alike, where one look is asked for
PATIENCE = 600.0  # seconds that one comparison waits for another writer
LONGEST_PAUSE = 300.0  # seconds between tries while something keeps failing


def watch_folder(
    folder: Path,
    index: Path,
    *,
    encoder: Encoder,
    tell: Tell,
    terms: Terms | None = None,
    every: float = 5.0,
    once: bool = False,
    wait: Callable[[float], None] = time.sleep,
    progress: Progress | None = None,
) -> None:
    """Keep the index in step with ``folder``, for ever or with ``once`` for one comparison.

    Args:
        folder: Its files are added, replaced, renamed and removed in the index.
        index: The folder of the index; made from ``folder`` when there is none.
        encoder: Gives the vectors.
        tell: Is told what was done, and what was not and why.
        terms: What else is allowed.
        every: Seconds between two looks.
        once: End after one comparison.
        wait: Waits so many seconds.
        progress: Told about every batch of vectors.

    Raises:
        KbError: with ``once``, what keeps the comparison from being made; otherwise it is told
            and tried again.
    """
    watcher = Watcher(folder, index, encoder=encoder, terms=terms or Terms(), tell=tell)
    watcher.progress = progress
    pause, waited, said = every, 0.0, ""
    while True:
        try:
            compared = watcher.step()
            if once and compared:
                return
            if compared and said:
                tell(notices.again())
                said = ""
            if compared or not said:
                pause = min(every, SETTLE) if once else every
        except KbError as error:
            if once and (not isinstance(error, BusyError) or waited > PATIENCE):
                raise
            busy = isinstance(error, BusyError)
            pause = every if busy else min(2 * pause + 1, LONGEST_PAUSE)
            if str(error) != said:
                said = str(error)
                tell(notices.trouble(error))
        wait(pause)
        waited += pause
