"""One open library for all sessions, which follows the index from generation to generation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb import KbError, KnowledgeBase, current_generation


@dataclass(slots=True)
class _Held:
    library: KnowledgeBase
    generation: int
    day: date  # what is in force is worked out for a day
    users: int = 0


class OpenLibrary:
    """Lends the library; whoever borrows after a switch gets the new generation.

    A generation is closed when its last borrower has given it back. While one session opens the
    new one, the others go on with the old.
    """

    def __init__(self, index: Path, open_index: Callable[[Path], KnowledgeBase]) -> None:
        """Nothing is opened yet; ``open_index`` opens the index with the encoder of the process."""
        self._index = index
        self._open = open_index
        self._lock = threading.Lock()  # for the fields; held for an instant
        self._opening = threading.Lock()  # for opening; held for as long as that takes
        self._held: _Held | None = None
        self.problem: str | None = None

    @contextmanager
    def borrow(self) -> Iterator[KnowledgeBase]:
        """The current library, for one piece of work.

        Raises:
            KbError: there is no index, or it cannot be used, and none was open before.
        """
        held = self._take()
        try:
            yield held.library
        finally:
            self._give_back(held)

    def _take(self) -> _Held:
        while True:
            self._renew()
            with self._lock:
                if self._held is not None:
                    self._held.users += 1
                    return self._held

    def _give_back(self, held: _Held) -> None:
        with self._lock:
            held.users -= 1
            unused = held.users == 0 and held is not self._held
        if unused:
            held.library.close()

    def _renew(self) -> None:
        """Open the current generation, unless it is open or somebody is opening it."""
        if self._is_current() or not self._opening.acquire(blocking=self._held is None):
            return
        try:
            if not self._is_current():
                self._replace(_Held(*self._opened(), date.today()))
            self.problem = None
        except KbError as error:
            if self._held is None:
                raise
            self.problem = str(error)  # go on with the generation that is open
        finally:
            self._opening.release()

    def _is_current(self) -> bool:
        held = self._held
        if held is None:
            return False
        try:
            number = current_generation(self._index)
        except KbError as error:
            self.problem = str(error)
            return True  # nothing better than what is open
        current = held.generation == number and held.day == date.today()
        if current:
            self.problem = None
        return current

    def _opened(self) -> tuple[KnowledgeBase, int]:
        library = self._open(self._index)
        try:
            library.load()
        except BaseException:
            library.close()
            raise
        return library, library.manifest.generation

    def _replace(self, new: _Held) -> None:
        with self._lock:
            old, self._held = self._held, new
            unused = old is not None and old.users == 0
        if old is not None and unused:
            old.library.close()
