"""The files of a corpus folder: which of them may be documents."""

from __future__ import annotations

from pathlib import Path

from kb.errors import SourceError
from kb.reading.kinds import may_be_document

HEAD = 1024  # bytes in which a file says what it is
SOURCES = "sources.jsonl"  # beside the files: what is known of them (``kb/sources.py``)


def source_files(corpus: Path) -> list[Path]:
    """Files under ``corpus`` that can be read, by name.

    Raises:
        SourceError: ``corpus`` is no folder.
    """
    if not corpus.is_dir():
        raise SourceError(f"{corpus}：没有这个文件夹；请检查路径。")
    return sorted(
        path
        for path in corpus.rglob("*")
        if path.is_file() and path.name != SOURCES and is_candidate(path, corpus)
    )


def is_candidate(path: Path, corpus: Path) -> bool:
    """Whether the file at ``path`` under ``corpus`` may be a document, by its name and start."""
    # What a browser saves beside a page: 关于….html and 关于…_files/
    for folder in path.relative_to(corpus).parents:
        stem, saved, _ = folder.name.rpartition("_files")
        page = corpus / folder.parent / stem
        if saved and any(page.with_name(stem + end).is_file() for end in (".html", ".htm")):
            return False
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        head = b""  # whoever reads it says what is wrong
    return may_be_document(path.name, head)
