"""What to do so that an index is in step with a folder. Pure functions over names and hashes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

FEW = 3  # files that may vanish at once without a question
SHARE = 0.5  # of the folder's files in the index; when more vanish at once, it is asked about


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the index: the file that it was read from, that file's SHA-256, its id."""

    path: str
    digest: str
    id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Paths to add, to replace and to rename (old, new), and the documents that leave.

    ``leave`` has the ids of replaced documents by the path of their new version, ``remove`` those
    of vanished files by their old path. ``adopt`` are paths that the index holds as they are.
    ``conflicts`` are paths under which the index holds something from elsewhere.
    """

    add: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    rename: tuple[tuple[str, str], ...] = ()
    leave: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remove: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adopt: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    own: int = 0
    """How many files of the folder the index holds, those that have vanished since included."""

    @property
    def read(self) -> tuple[str, ...]:
        """Paths that have to be read."""
        return (*self.add, *self.replace, *(new for _, new in self.rename))

    @property
    def empty(self) -> bool:
        """Whether nothing is to be changed."""
        return not self.read and not self.remove

    @property
    def suspicious(self) -> bool:
        """Whether so much has vanished that a share may be down rather than files deleted."""
        gone = len(self.remove)
        return gone > 0 and (gone == self.own or (gone > FEW and gone > SHARE * self.own))


def plan(
    files: Mapping[str, str],
    held: Sequence[Held],
    claims: Mapping[str, Collection[str]] | None,
) -> Plan:
    """How the index comes in step with the folder.

    A document is the folder's own when its path and hash are claimed, or are those of a file that
    lies there now; all others came from elsewhere and are never replaced or removed.

    Args:
        files: SHA-256 of every file by its path in the folder.
        held: What the index holds.
        claims: Hashes by the path under which the folder's files were put into the index; None
            when everything in the index is the folder's.
    """
    own = [one for one in held if _is_own(one, files, claims)]
    stale = [one for one in own if files.get(one.path) != one.digest]
    add, rename, conflicts = _placed(files, held, own, stale)
    present = set(files.values())
    staying = {one.id for one in own if one.digest in present}
    leaving: dict[str, tuple[str, ...]] = {}
    for one in stale:
        if one.id not in staying:
            leaving[one.path] = (*leaving.get(one.path, ()), one.id)
    return Plan(
        add=tuple(path for path in add if path not in leaving),
        replace=tuple(path for path in add if path in leaving),
        rename=tuple(rename),
        leave={path: ids for path, ids in leaving.items() if path in add},
        remove={path: ids for path, ids in leaving.items() if path not in add},
        adopt=tuple(sorted({one.path for one in own} - {one.path for one in stale})),
        conflicts=tuple(conflicts),
        own=len({one.path for one in own}),
    )


def _is_own(
    one: Held, files: Mapping[str, str], claims: Mapping[str, Collection[str]] | None
) -> bool:
    known = claims is None or one.digest in claims.get(one.path, ())
    return known or files.get(one.path) == one.digest


def _placed(
    files: Mapping[str, str], held: Sequence[Held], own: Sequence[Held], stale: Sequence[Held]
) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Paths whose content has to come in, those whose content has moved, and conflicts."""
    old_place = {one.digest: one.path for one in reversed(stale)}
    settled = {one.digest for one in set(held) - set(stale)}
    taken = {one.path for one in set(held) - set(own)}
    add: list[str] = []
    rename: list[tuple[str, str]] = []
    conflicts: list[str] = []
    for path, digest in sorted(files.items()):
        if digest in settled:
            continue
        if path in taken:
            conflicts.append(path)
            continue
        settled.add(digest)  # of several files with one content the first is taken
        if digest in old_place:
            rename.append((old_place[digest], path))
        else:
            add.append(path)
    return add, rename, conflicts
