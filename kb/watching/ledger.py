"""What is remembered of a watched folder between two looks, in a file beside the index.

It says which documents of the index are the folder's. A path is claimed before the index changes
and let go of after, so that a kill between the two leaves no document that belongs to nobody.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from kb.errors import KbError
from kb.watching.folder import Mark

_PLACE = "watching"


@dataclass(slots=True)
class Ledger:
    """``hashes``: (size, time, SHA-256) of files by path; ``claims``: SHA-256 of what the index
    holds of a path, while that changes the one before and the one to come; ``refused``: (SHA-256,
    reason) of files that were not taken in, each told once.
    """

    hashes: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    claims: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    def mark(self, path: str) -> Mark | None:
        """Size and time of a file when it was hashed."""
        known = self.hashes.get(path)
        return known and known[:2]


def ledger_path(folder: Path, index: Path) -> Path:
    """Where the ledger of ``folder`` is kept; ``index`` is the folder of the index."""
    name = hashlib.sha256(str(folder.absolute()).encode("utf-8", "surrogatepass")).hexdigest()
    return index / _PLACE / f"{name[:12]}.json"


def read_ledger(path: Path) -> Ledger:
    """The ledger at ``path``; an empty one when there is none or it is damaged.

    With an empty one nothing is removed that does not lie in the folder: the safe side.
    """
    try:
        record = json.loads(path.read_text("utf-8"))
        return Ledger(
            {name: (int(a), int(b), str(c)) for name, (a, b, c) in record["hashes"].items()},
            {name: tuple(map(str, digests)) for name, digests in record["claims"].items()},
            {name: (str(a), str(b)) for name, (a, b) in record["refused"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Ledger()


def write_ledger(path: Path, ledger: Ledger, folder: Path) -> None:
    """Keep the ledger, in one atomic step.

    Raises:
        KbError: it cannot be written.
    """
    record = {
        "folder": str(folder.absolute()),
        "hashes": ledger.hashes,
        "claims": ledger.claims,
        "refused": ledger.refused,
    }
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="ascii") as file:
            json.dump(record, file, indent=0)  # ASCII: names that are not Unicode survive
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise KbError(
            f"{path}：无法写入（{error.strerror}）；请检查磁盘空间和权限后再试。"
        ) from error
