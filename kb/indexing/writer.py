"""Writing a new generation of an index, which readers see whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from kb.errors import (
    IndexBrokenError,
    IndexMissingError,
    KbError,
    QuoteError,
    UnknownNameError,
)
from kb.indexing import generations
from kb.indexing.derive import Progress, derive_lexical, derive_vectors
from kb.indexing.generations import LEXICAL, MANIFEST, RECORDS
from kb.indexing.history import History, read_parsed
from kb.indexing.holding import Holding
from kb.indexing.index import open_generation
from kb.indexing.salvage import leftovers, strip, take_over
from kb.indexing.store import SCHEMA, schema_of
from kb.indexing.store_writer import RecordWriter, check_passages
from kb.indexing.writer_lock import WriterLock
from kb.language.tokens import TOKENISER
from kb.records import manifest_to_dict
from kb.types import Encoder, Manifest, ParsedDocument, Passage


def write_generation(
    folder: Path, *, encoder: Encoder, replace_all: bool, progress: Progress | None = None
) -> IndexWriter:
    """A writer of the next generation of the index in ``folder``, to be used in ``with``.

    Args:
        folder: The folder of the index; made when it is not there.
        encoder: Gives the vectors; for a change it must be the one that made the index.
        replace_all: Start empty (a build, also over a damaged index) rather than from the
            current generation (adding, replacing and removing).
        progress: Told how far the dear stages are.
    """
    return IndexWriter(folder, encoder=encoder, replace_all=replace_all, progress=progress)


class IndexWriter:
    """The one writer of an index: ``put`` and ``remove`` documents, then ``commit``.

    Until ``commit`` returns, readers and later writers see the generation before. Leaving the
    ``with`` without it leaves no trace but vectors, which the next write takes over.
    """

    def __init__(
        self, folder: Path, *, encoder: Encoder, replace_all: bool, progress: Progress | None
    ) -> None:
        self._folder = folder
        self._encoder = encoder
        self._replace_all = replace_all
        self._progress = progress
        self._lock = WriterLock(folder)
        self._current: int | None = 0
        """The generation that CURRENT names, 0 for none; ``None`` when it cannot be read."""
        self._number = 0
        self._records: RecordWriter

    def __enter__(self) -> IndexWriter:
        """Take the lock and start the generation.

        Raises:
            BusyError: another process is writing.
            IndexMissingError: there is nothing to change yet.
            IndexBrokenError: what is there is damaged, and was to be changed.
            EncoderMismatchError: what is there was made with another encoder.
            KbError: the folder cannot be written.
        """
        with self._writing():
            if self._replace_all:
                self._folder.mkdir(parents=True, exist_ok=True)
            elif not self._folder.is_dir():
                # Raises the error that says so, before a lock is looked for.
                generations.current_generation(self._folder)
            self._lock.acquire()
            try:
                self._start()
            except BaseException:
                self._lock.release()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._records.close()
        if not (self._place / MANIFEST).exists():
            strip(self._place)
        self._lock.release()

    def document_ids(self) -> tuple[str, ...]:
        """Ids of the documents that the generation has so far, ascending."""
        return self._records.document_ids()

    def put(self, parsed: ParsedDocument, passages: Sequence[Passage]) -> bool:
        """Add a document, or replace the one with its id; ``False`` when nothing changed.

        Passages get ascending numbers in the order given; those of an unchanged document keep
        theirs. A document that is refused leaves the generation as it was.

        Raises:
            QuoteError: a passage is not an exact slice of its document.
            KbError: it cannot be written.
        """
        check_passages(parsed, passages)
        with self._writing():
            return self._records.put(parsed, passages)

    def remove(self, document_id: str) -> None:
        """Remove a document.

        Raises:
            UnknownNameError: there is no such document.
        """
        with self._writing():
            removed = self._records.remove(document_id)
        if not removed:
            raise UnknownNameError(
                f"“{document_id}”：索引 {self._folder} 里没有这个编号的文件；"
                "编号可用 kb search --json 查看。"
            )

    @property
    def holding(self) -> Holding:
        """Which file gave which document so far."""
        return Holding(self._records.connection)

    @property
    def history(self) -> History:
        """The old versions and removed documents so far."""
        return History(self._records.connection)

    def retire(self, document_id: str, *, successor: str | None, at: str) -> None:
        """Remove a document and keep it in the history; ``successor`` takes its place, or none.

        Raises:
            UnknownNameError: there is no such document.
        """
        with self._writing(), suppress(KeyError):  # an unknown one is refused by its removal
            parsed = read_parsed(self._records.connection, document_id)
            self.history.record(parsed, successor=successor, at=at)
        self.remove(document_id)

    def inherit(self, *, successor_of: Callable[[str, str], str | None], at: str) -> int | None:
        """Take over the history of the generation before, when this one began empty.

        Documents that are here no more go to the history; ``successor_of`` gives for the id and
        path of each what took its place. How many those are is given, None when the generation
        before cannot be read any more.
        """
        before = generations.generation_folder(self._folder, self._base) / RECORDS
        if not self._replace_all or not self._base:
            return 0
        try:
            if schema_of(before) != SCHEMA:
                return 0  # it comes from a version that kept no history
            return self.history.take_over(before, successor_of=successor_of, at=at)
        except (OSError, sqlite3.DatabaseError, IndexBrokenError):
            return None

    def commit(self) -> Manifest:
        """Compute what is missing, write and check everything, and switch to the generation.

        Raises:
            EncoderError: the encoder does not give unit vectors of its length.
            KbError: it cannot be written; the generation before stays.
        """
        with self._writing():
            base = self._base_place
            sentences = derive_vectors(
                self._records,
                self._place,
                base=base,
                encoder=self._encoder,
                known=take_over(
                    self._folder,
                    dim=self._encoder.dim,
                    current=self._current,
                    written=self._number,
                    rebuild=self._replace_all,
                ),
                progress=self._progress,
            )
            derive_lexical(
                self._records,
                self._place / LEXICAL,
                base=base / LEXICAL if base else None,
                progress=self._progress,
            )
            manifest = self._manifest(sentences)
            self._records.finish()
            generations.seal_generation(self._place, manifest_to_dict(manifest), base=base)
            open_generation(self._folder, self._number, encoder=self._encoder).close()
            generations.switch_generation(self._folder, self._number)
            for number in generations.generation_numbers(self._folder):
                if number not in (self._current, self._number):
                    generations.remove_generation(self._folder, number)
        return manifest

    def _start(self) -> None:
        """Begin a generation: empty, or as a copy of the current one."""
        try:
            self._current = generations.current_generation(self._folder)
        except (IndexMissingError, IndexBrokenError) as error:
            if not self._replace_all:
                raise
            self._current = 0 if isinstance(error, IndexMissingError) else None
        if self._base_place:
            open_generation(self._folder, self._base, encoder=self._encoder).close()
            generations.check_rewritten(self._base_place)
        self._number = 1 + max([*generations.generation_numbers(self._folder), self._base])
        if self._current is not None:
            for number in leftovers(self._folder, current=self._current, written=self._number):
                strip(generations.generation_folder(self._folder, number))
        self._place.mkdir(parents=True)
        if self._base_place:
            shutil.copyfile(self._base_place / RECORDS, self._place / RECORDS)
        self._records = RecordWriter(self._place / RECORDS)

    def _manifest(self, sentences: int) -> Manifest:
        # Here, since the package's own module imports everything else.
        from kb import __version__

        return Manifest(
            schema=SCHEMA,
            generation=self._number,
            encoder=self._encoder.name,
            encoder_hash=self._encoder.hash,
            dim=self._encoder.dim,
            tokeniser=TOKENISER,
            sources=self._records.sources(),
            library_version=__version__,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            sentences=sentences,
            **self._records.counts(),
        )

    @property
    def _base(self) -> int:
        """The generation that is current now; 0 for none."""
        return self._current or 0

    @property
    def _base_place(self) -> Path | None:
        """The generation that this one starts from; ``None`` for a build."""
        if self._replace_all:
            return None
        return generations.generation_folder(self._folder, self._base)

    @property
    def _place(self) -> Path:
        return generations.generation_folder(self._folder, self._number)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise QuoteError(
                f"{self._folder}：文件、条款或段落的编号重复（{error}），未写入；请报告这个问题。"
            ) from error
        except (OSError, sqlite3.Error) as error:
            raise KbError(
                f"{self._folder}：索引无法写入（{error}）；请检查磁盘空间和权限后再试。"
            ) from error
