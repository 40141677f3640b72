"""What a folder holds, as far as names, sizes and times tell.

Looking is polling: network shares, where officials keep their files, report no events.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from kb.errors import SourceError
from kb.reading.corpus import SOURCES

Mark = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds: another mark, another content."""


def look(folder: Path) -> dict[str, Mark]:
    """The files under ``folder``, hidden ones left out, by path relative to it with ``/``.

    Raises:
        SourceError: the folder, or one in it, cannot be listed: a share that is not connected.
            What is missing from half a listing must not pass for deleted.
    """
    found: dict[str, Mark] = {}
    try:
        for place, folders, names in os.walk(folder, onerror=_raise):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith(".") or name == SOURCES:
                    continue
                path = Path(place, name)
                try:
                    told = path.stat()
                except FileNotFoundError:
                    continue  # gone since the folder was listed, or a link to nowhere
                if stat.S_ISREG(told.st_mode):
                    found[path.relative_to(folder).as_posix()] = (told.st_size, told.st_mtime_ns)
    except OSError as error:
        raise SourceError(
            f"{error.filename or folder}：文件夹无法读取（{error.strerror}）；"
            "请检查它是否还在、共享盘是否连接。索引保持不动。"
        ) from error
    return found


def settled(now: Mapping[str, Mark], before: Mapping[str, Mark]) -> set[str]:
    """Paths that two looks found alike, or both did not find: nobody is writing them."""
    return {path for path in {*now, *before} if now.get(path) == before.get(path)}


def _raise(error: OSError) -> None:
    raise error
