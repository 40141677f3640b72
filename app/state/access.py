"""Who uses the app, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.state.settings import Settings

Role = Literal["reader", "editor"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. ``name`` is the address they signed in with, None without sign-in."""

    name: str | None
    role: Role

    @property
    def may_edit(self) -> bool:
        """Whether they may import and remove documents."""
        return self.role == "editor"


def admit(settings: Settings, address: str | None) -> Person | None:
    """The person signed in as ``address`` (None: nobody is); None when they may not enter.

    Without sign-in everybody at this machine is an editor, unless the library is read-only.
    """
    if not settings.sign_in:
        return Person(None, "reader" if settings.read_only else "editor")
    name = (address or "").strip().lower()
    if not name:
        return None
    if name in settings.editors:
        return Person(name, "reader" if settings.read_only else "editor")
    if settings.readers and name not in settings.readers:
        return None
    return Person(name, "reader")
