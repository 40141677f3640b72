"""Changes to the library: files come in, documents go out and are put back, sources with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.state import uploads
from app.state.previews import Preview
from app.state.settings import Settings
from kb import (
    Correction,
    Document,
    Encoder,
    Report,
    add_files,
    remove_documents,
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A preview that a person accepts, corrected; ``replaces`` is the id of the old version."""

    preview: Preview
    corrections: tuple[Correction, ...] = ()
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a finished change did: the documents that came and went, and why one did not come."""

    added: tuple[Document, ...] = ()
    removed: tuple[Document, ...] = ()
    skipped: tuple[str, ...] = ()


def import_files(
    settings: Settings,
    accepted: Sequence[Accepted],
    held: Iterable[Document],
    *,
    encoder: Encoder,
    by: str | None,
    progress: Progress,
) -> Change:
    """Put accepted files into the library; all of them or none.

    Raises:
        KbError: the index is missing, broken or being written, or a file cannot be read.
    """
    documents = {document.id: document for document in held}
    taken = {d.source.path for d in documents.values()} | uploads.kept_names(settings.data)
    kept = []
    try:
        for one in accepted:
            source = one.preview.parsed.document.source
            name = uploads.free_name(one.preview.file.name, taken)
            taken.add(name)
            listed = replace(
                source,
                path=name,
                original_name=source.original_name or one.preview.file.name,
                corrections=one.corrections,
            )
            kept.append(uploads.keep(settings.data, one.preview.file, listed))
        replaced = [one.replaces for one in accepted if one.replaces and one.replaces in documents]
        report: Report = add_files(
            kept, settings.index, replacing=replaced, encoder=encoder, progress=progress
        )
    except BaseException:
        for path in kept:
            uploads.discard(settings.data, path.name)
        raise
    for one in accepted:
        uploads.unstage(settings.data, one.preview.file)
    gone = tuple(documents[name] for name in replaced)
    for document in gone:
        _set_aside(settings, document, by=by)
    return Change(report.added, gone, tuple(skipped.reason for skipped in report.skipped))


def remove(settings: Settings, document: Document, *, encoder: Encoder, by: str | None) -> Change:
    """Take a document out of the library; its source is kept for undo when it is at hand.

    Raises:
        KbError: the index is missing, broken or being written.
    """
    remove_documents([document.id], settings.index, encoder=encoder)
    _set_aside(settings, document, by=by)
    return Change(removed=(document,))


def restore(
    settings: Settings,
    entry: uploads.Removed,
    held: Iterable[Document],
    *,
    encoder: Encoder,
    progress: Progress,
) -> Change:
    """Put a removed document back.

    Raises:
        KbError: what was kept of it is gone, or the index cannot be written.
    """
    taken = {document.source.path for document in held} | uploads.kept_names(settings.data)
    source = uploads.removed_source(entry)
    name = uploads.free_name(entry.file.name, taken)
    kept = uploads.keep(settings.data, entry.file, replace(source, path=name))
    try:
        report = add_files([kept], settings.index, encoder=encoder, progress=progress)
    except BaseException:
        uploads.discard(settings.data, name)
        raise
    uploads.forget_removed(entry)
    return Change(report.added)


def source_folders(settings: Settings) -> tuple[Path, ...]:
    """Where source files are looked for."""
    return settings.data / uploads.SOURCES, settings.corpus


def _set_aside(settings: Settings, document: Document, *, by: str | None) -> None:
    file = uploads.source_file(document, source_folders(settings))
    if file is not None:
        uploads.set_aside(settings.data, file, document, by=by)
