"""What was read goes into a generation: each text once, an old version to the history."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime

from kb.indexing.chunking import chunk
from kb.indexing.writer import IndexWriter
from kb.ingest.tasks import FileRead
from kb.types import Document, FileReport, Manifest, ParsedDocument, Report, Skipped, Source


class Intake:
    """Takes in one file after another, and keeps account of each.

    ``replacing``: a file takes the place of the one that had its path before, as in a change of
    a library. A build begins empty, and its folders may have a path in common. ``incoming`` are
    the ids of all that will be taken in: what comes back under another name has not left.
    """

    def __init__(
        self,
        writer: IndexWriter,
        count_tokens: Callable[[str], int],
        *,
        replacing: bool,
        incoming: Collection[str] = (),
    ) -> None:
        self._writer = writer
        self._holding = writer.holding
        self._count_tokens = count_tokens
        self._replacing = replacing
        self._incoming = frozenset(incoming)
        self._ids = set(writer.document_ids())
        self._skipped: list[Skipped] = []
        self._files: list[FileReport] = []
        self.added: list[Document] = []
        """The documents taken in so far, without their texts."""
        self.departed = 0
        """How many documents went to the history."""
        self.at = now()

    def take(self, name: str, read: FileRead) -> None:
        """Take in what was read of the file ``name``."""
        if read.error is not None:
            self._skip(Skipped(name, read.error), read.seconds)
        for parsed in read.documents:
            self._files.append(self._take(parsed, read.seconds))
        for skipped in read.skipped:
            self._skip(skipped, None)

    def gives(self, path: str) -> str | None:
        """The document that the file ``path`` holds the text of; None when it is no file here."""
        return self._holding.gives(path)

    def release(self, path: str, *, successor: str | None) -> None:
        """Let go of what the file ``path`` gave: the library is to hold it no more.

        A text that another file holds too stays, as that file's.
        """
        copied = self._holding.copied_in(path)
        held = copied or self._holding.read_from(path)
        if held is None:
            return
        if copied:
            self._holding.drop_copy(path)
        elif not self._holding.take_copy(held):
            self.retire(held, successor=successor)

    def retire(self, document_id: str, *, successor: str | None) -> None:
        """Take a document out, whatever files it is in, and keep it in the history."""
        self._ids.discard(document_id)
        if document_id in self._incoming:
            self._writer.remove(document_id)
            return
        self._writer.retire(document_id, successor=successor, at=self.at)
        self.departed += 1

    def successor_of(self, document_id: str, path: str) -> str | None:
        """The document that is there now in place of one of the generation before."""
        return self._holding.gives(path)

    @property
    def first_reason(self) -> str:
        """Why the first file was skipped; empty when none was."""
        return self._skipped[0].reason if self._skipped else ""

    def report(self, manifest: Manifest) -> Report:
        """What was done."""
        return Report(
            manifest,
            tuple(self.added),
            tuple(self._skipped),
            files=tuple(self._files),
            departed=self.departed,
        )

    def _take(self, parsed: ParsedDocument, seconds: float | None) -> FileReport:
        document = parsed.document
        path, name = document.source.path, document.id
        here = self._holding.source_of(name) if name in self._ids else None
        twin = self._holding.same_text(document) if here is None else None
        before = self._before(path)
        if here is not None and (here.path != path or not self._replacing):
            return self._copy(document, name, before, seconds)
        if twin is not None and twin != before:
            return self._copy(document, twin, before, seconds)
        passages = chunk(parsed, self._count_tokens)
        if before is not None and before != name:
            if twin == before:  # the same text in another layout: what copies it, copies it still
                self._holding.move_copies(before, name)
            self.release(path, successor=name)
        self._writer.put(parsed, passages)
        self._writer.history.undo_removal(name)
        self._ids.add(name)
        self.added.append(replace(document, text="", header_spans=()))
        return FileReport(
            path,
            "read" if seconds is not None else "unchanged",
            document=name,
            title=document.title,
            clauses=len(parsed.clauses),
            passages=len(passages),
            warnings=document.warnings,
            seconds=seconds,
        )

    def _before(self, path: str) -> str | None:
        """The document that the file ``path`` gave before, when a file takes its own place."""
        return self._holding.gives(path) if self._replacing else None

    def _copy(
        self, document: Document, held: str, before: str | None, seconds: float | None
    ) -> FileReport:
        """Note that a file repeats the text of the document ``held``."""
        source, first = document.source, self._holding.source_of(held) or Source("", "")
        if before is not None and before != held:
            self.release(source.path, successor=held)
        if source.path != first.path:
            self._holding.add_copy(source, held)
        same = "内容" if source.sha256 == first.sha256 else "文字"
        name = source.path.rpartition("/")[2]
        reason = f"{name}：与 {first.path} {same}相同，未重复入库。"
        self._skipped.append(Skipped(source.path, reason))
        return FileReport(source.path, "duplicate", reason, held, document.title, seconds=seconds)

    def _skip(self, skipped: Skipped, seconds: float | None) -> None:
        self._skipped.append(skipped)
        self._files.append(FileReport(skipped.path, "skipped", skipped.reason, seconds=seconds))


def now() -> str:
    """The time, UTC, in ISO form."""
    return datetime.now(UTC).isoformat(timespec="seconds")
