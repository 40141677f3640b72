"""A sign of life from long work, such as recognising a hundred pages, to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have ``listener`` called at every beat, in place of those before."""
    _listeners[:] = [listener]


def beat() -> None:
    """Say that work goes on: what comes next may take as long as a whole file may."""
    for listener in _listeners:
        listener()
