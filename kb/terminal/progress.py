"""How far long work has come: bars for a person who watches, a line now and then for a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

Progress = Callable[[int, int], None]

LINE_SECONDS = 30  # between two lines of a log


def pace(done: int, total: int, seconds: float, unit: str) -> str:
    """How fast work goes and how long the rest takes at that rate: 12.5 份/秒，剩余 1 分 20 秒."""
    if done <= 0 or seconds <= 0:
        return ""
    rate = done / seconds
    shown = f"{rate:.1f}" if rate < 100 else f"{rate:.0f}"
    return f"{shown} {unit}/秒，剩余 {duration((total - done) / rate)}"


def duration(seconds: float) -> str:
    """A span of time as people say it, rounded up to whole seconds: 1 小时 5 分, 1 分 20 秒."""
    whole = max(0, -int(-seconds // 1))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


@contextmanager
def progress_of(*stages: tuple[str, str], quiet: bool) -> Iterator[list[Progress | None]]:
    """For each stage, a name and what it counts in, whom to tell how far it has come.

    On standard error: bars on a terminal, lines elsewhere, nothing when ``quiet``.
    """
    if quiet:
        yield [None] * len(stages)
    elif not sys.stderr.isatty():
        yield [_lines(name, unit) for name, unit in stages]
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bars

        columns = (
            *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()),
            TextColumn("{task.fields[pace]}"),
        )
        with Bars(*columns, console=Console(stderr=True)) as bars:
            yield [_bar(bars, name, unit) for name, unit in stages]


def _bar(bars: Bars, name: str, unit: str) -> Progress:
    task = bars.add_task(name, total=None, pace="")
    clock = _Clock()

    def tell(done: int, total: int) -> None:
        said = pace(done - clock.first, total - clock.first, clock.seconds(done), unit)
        bars.update(task, completed=done, total=total, pace=said)

    return tell


def _lines(name: str, unit: str) -> Progress:
    clock = _Clock()
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        seconds, now = clock.seconds(done), time.monotonic()
        if now - last >= LINE_SECONDS or (done == total and seconds >= LINE_SECONDS):
            last = now
            said = pace(done - clock.first, total - clock.first, seconds, unit)
            print(f"{name} {done}/{total}，{said}", file=sys.stderr, flush=True)

    return tell


class _Clock:
    """Begins with the first that is done: what came before it is another stage's time."""

    def __init__(self) -> None:
        self.first = 0
        self._start: float | None = None

    def seconds(self, done: int) -> float:
        """Seconds since the first time that something was done."""
        if self._start is None:
            self._start, self.first = time.monotonic(), done
        return time.monotonic() - self._start
