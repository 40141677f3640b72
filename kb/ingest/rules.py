"""What reading depends on besides the file: our own code and data, and the libraries used."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
PARTS = ("ingest", "language", "reading", "structure")
FILES = ("types.py", "records.py", "parsed_records.py", "source_records.py")
LIBRARIES = ("lxml", "pypdf", "pypdfium2", "rapidocr")
PROGRAMS = ("soffice", "libreoffice")


@cache
def rules_digest() -> str:
    """A digest of all that decides what is read out of a file, in hexadecimal; takes 10 ms.

    Two runs with one digest read the same out of the same file. The version number alone would
    not tell: rules change between two versions, and a component is installed later.
    """
    digest = hashlib.sha256()
    for path in [PACKAGE / name for name in FILES] + [
        path for part in PARTS for path in sorted((PACKAGE / part).rglob("*"))
    ]:
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(repr([_version(name) for name in LIBRARIES]).encode())
    digest.update(repr([shutil.which(name) for name in PROGRAMS]).encode())
    return digest.hexdigest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
