"""Conductor 1: a folder of source files becomes an index; documents come, go and come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kb.errors import SourceError
from kb.indexing.catalogue import find_document
from kb.indexing.chunking import chunk
from kb.indexing.holding import Entry, Holding
from kb.indexing.index import open_index
from kb.indexing.writer import IndexWriter, write_generation
from kb.ingest.journal import Journal
from kb.ingest.parsing import parse_documents, parse_file, parse_text, read_document
from kb.ingest.pool import read_files
from kb.ingest.tasks import FileTask, read_from_bytes, read_to_bytes
from kb.intake import Intake
from kb.reading.corpus import source_files
from kb.sources import check_sources, listed_source
from kb.types import Document, Encoder, Manifest, ParsedDocument, Report, Skipped, Source, Version

__all__ = [
    "add_files",
    "build_index",
    "parse_documents",
    "parse_file",
    "parse_text",
    "read_document",
    "read_documents",
    "remove_documents",
    "restore_documents",
]

Progress = Callable[[int, int], None]


def build_index(
    corpus: Path,
    index: Path,
    *,
    besides: Iterable[Path] = (),
    encoder: Encoder,
    progress: Progress | None = None,
    reading: Progress | None = None,
    fresh: bool = False,
    workers: int | None = None,
) -> Report:
    """Read every file of ``corpus`` and make the index in the folder ``index`` anew.

    What an earlier build read and nothing has changed about is not read again, also when that
    build was cut off; a ``fresh`` build reads everything. The index is the same in any case, and
    whatever the number of ``workers`` (by default as many processes as there are cores). What the
    index held and the folders do not any more goes to its history.

    ``besides`` are further folders to read, such as that of the files imported in the app.
    ``reading`` is told about every file, ``progress`` about every batch of vectors.

    Raises:
        SourceError: no such folder, nothing to read in it, or a file of ``sources.jsonl`` is
            missing or changed.
        KbError: the index cannot be written.
    """
    tasks = _tasks_in((corpus, *besides))
    if not tasks:
        raise SourceError(
            f"{corpus}：文件夹里没有可读的文件（PDF、Word、网页、文本等）；请放入政策文件后再建库。"
        )
    with (
        write_generation(index, encoder=encoder, replace_all=True, progress=progress) as writer,
        Journal(index, fresh=fresh) as journal,
    ):
        intake = Intake(writer, encoder.count_tokens, replacing=False)
        _take_all(tasks, intake, journal, reading, workers)
        if not intake.added:
            raise SourceError(f"{corpus}：没有一个文件可以入库。{intake.first_reason}")
        departed = writer.inherit(successor_of=intake.successor_of, at=intake.at)
        report = intake.report(writer.commit())
        journal.finish()
    lost = "原索引已损坏，其中的旧版本和移出的文件没有能接过来。"
    return replace(
        report,
        departed=departed or 0,
        resumed=journal.unfinished and journal.taken_over > 0,
        taken_over=journal.taken_over,
        notes=(lost,) if departed is None else (),
    )


def add_files(
    files: Iterable[Path],
    index: Path,
    *,
    replacing: Iterable[str] = (),
    gone: Iterable[str] = (),
    root: Path | None = None,
    encoder: Encoder,
    progress: Progress | None = None,
) -> Report:
    """Put ``files`` into the index; a file of the same name replaces the document it gave before.

    Names are paths relative to the folder ``root``; without one, to the file's own folder.

    ``replacing`` names documents that leave the index in the same step (an old version), ``gone``
    the paths of files that are no more: what they gave leaves, unless another file holds the
    same text. What leaves is kept in the history. A text that the library holds already, in
    another file, is not held twice. What a ``sources.jsonl`` beside a file says of it is taken
    over, corrections by hand included. What of an archive cannot be read is skipped and reported.

    Raises:
        SourceError: a file cannot be read; then nothing is added.
        UnknownNameError: a document to replace is not there; then nothing is added.
        KbError: the index is missing, damaged, locked or made with another encoder.
    """
    listings: dict[Path, Mapping[str, Source]] = {}
    tasks = [
        FileTask(path, root or path.parent, listed_source(path, listings, root)) for path in files
    ]
    reads: list[tuple[str, bytes]] = []
    ids: list[str] = []
    paths: set[str] = set()
    with closing(read_files(tasks)) as found:
        for task, read in found:
            if read.error is not None:
                raise SourceError(read.error)
            ids += [parsed.document.id for parsed in read.documents]
            paths.update(parsed.document.source.path for parsed in read.documents)
            reads.append((task.name, read_to_bytes(read)))  # packed: there may be thousands
    with open_index(index, encoder=encoder) as held:
        entries = held.holding(Holding.entries)
        leaving = dict.fromkeys(find_document(entries, name).id for name in replacing)
    with write_generation(index, encoder=encoder, replace_all=False, progress=progress) as writer:
        intake = Intake(writer, encoder.count_tokens, replacing=True, incoming=ids)
        for name in leaving:
            if name not in ids:
                intake.retire(name, successor=ids[0] if len(ids) == 1 else None)
        for path in gone:
            if path not in paths:
                intake.release(path, successor=None)
        for name, data in reads:
            intake.take(name, read_from_bytes(data))
        return intake.report(writer.commit())


def remove_documents(names: Iterable[str], index: Path, *, encoder: Encoder) -> Manifest:
    """Take documents out of the index; ``names`` are ids, file names or titles.

    They are kept in the history, from which ``restore_documents`` puts them back. The path of one
    of several files with the same text takes out that file alone: the text stays, as the other's.

    Raises:
        UnknownNameError: the index holds no such document; then nothing is removed.
    """
    with open_index(index, encoder=encoder) as held:
        leaving = held.holding(lambda files: [_named(files, name) for name in names])
    with write_generation(index, encoder=encoder, replace_all=False) as writer:
        intake = Intake(writer, encoder.count_tokens, replacing=True)
        for name in leaving:
            if intake.gives(name):
                intake.release(name, successor=None)
            else:
                intake.retire(name, successor=None)
        return writer.commit()


def restore_documents(names: Iterable[str], index: Path, *, encoder: Encoder) -> Report:
    """Put removed documents back as they were; ``names`` are ids, file names or titles.

    Raises:
        UnknownNameError: no such document was removed; then nothing is put back.
        SourceError: by now the library holds another document of its file name, or its text.
    """
    with write_generation(index, encoder=encoder, replace_all=False) as writer:
        restored = [_removed(writer, name) for name in names]
        for parsed in restored:
            document = parsed.document
            _check_place(writer, document)
            writer.put(parsed, chunk(parsed, encoder.count_tokens))
            writer.history.undo_removal(document.id)
        manifest = writer.commit()
    return Report(manifest, tuple(parsed.document for parsed in restored), ())


def read_documents(files: Iterable[Path]) -> tuple[list[ParsedDocument], list[Skipped]]:
    """Read and structure ``files`` without an index; and what was skipped, with the reason.

    Source paths are the files' names. What has the same content as one before is skipped.
    """
    parsed: dict[str, ParsedDocument] = {}
    skipped: list[Skipped] = []
    for task, read in read_files([FileTask(path, path.parent) for path in files]):
        if read.error is not None:
            skipped.append(Skipped(task.name, read.error))
        skipped += read.skipped
        for document in read.documents:
            same = parsed.setdefault(document.document.id, document)
            if same is not document:
                path = document.document.source.path
                said = f"与 {same.document.source.path} 内容相同，未重复入库。"
                skipped.append(Skipped(path, f"{path.rpartition('/')[2]}：{said}"))
    return list(parsed.values()), skipped


def _tasks_in(folders: Iterable[Path]) -> list[FileTask]:
    tasks: list[FileTask] = []
    for folder in folders:
        known = check_sources(folder)
        tasks += [
            FileTask(path, folder, known.get(path.relative_to(folder).as_posix()))
            for path in source_files(folder)
        ]
    return tasks


def _take_all(
    tasks: list[FileTask],
    intake: Intake,
    journal: Journal,
    reading: Progress | None,
    workers: int | None,
) -> None:
    with closing(read_files(tasks, workers=workers, journal=journal)) as reads:
        for done, (task, read) in enumerate(reads, 1):
            intake.take(task.name, read)
            if reading is not None:
                reading(done, len(tasks))


def _named(files: Holding, name: str) -> str:
    """``name`` when it is the path of a file, else the id of the one document of that name."""
    return name if files.gives(name) else find_document(files.entries(), name).id


def _check_place(writer: IndexWriter, document: Document) -> None:
    path = document.source.path
    if writer.holding.gives(path) not in (None, document.id):
        raise SourceError(f"{path}：库里现在有另一份同名的文件；请先移出它再恢复。")
    twin = writer.holding.source_of(writer.holding.same_text(document) or "")
    if twin is not None:
        raise SourceError(f"{path}：库里现在有文字相同的 {twin.path}，不需要恢复。")


def _removed(writer: IndexWriter, name: str) -> ParsedDocument:
    entries = map(_entry, writer.history.removed())
    found = writer.history.former(find_document(entries, name).id)
    if found is None:
        raise SourceError(f"“{name}”：保存的文字不在了，无法恢复；请用 kb add 重新加入文件。")
    return found


def _entry(version: Version) -> Entry:
    return Entry(version.document, version.title, None, None, version.source)
