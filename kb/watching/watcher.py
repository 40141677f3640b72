"""One comparison of a folder with an index, and what brings the index in step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.build import Progress, add_files, build_index, read_documents, remove_documents
from kb.errors import IndexMissingError, SourceError
from kb.indexing.generations import current_generation
from kb.indexing.holding import Holding
from kb.indexing.index import open_index
from kb.reading.archive import safe_name
from kb.reading.corpus import is_candidate
from kb.sources import file_digest
from kb.types import Encoder, Report
from kb.watching import notices
from kb.watching.folder import Mark, look
from kb.watching.ledger import ledger_path, read_ledger, write_ledger
from kb.watching.notices import Notice
from kb.watching.plan import Held, Plan, plan

Tell = Callable[[Notice], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a user allows: ``mirror``, that everything in the index is the folder's; and once
    ``many_removals``, that more than half of it goes.
    """

    mirror: bool = False
    many_removals: bool = False


class Watcher:
    """One folder and one index; ``step`` compares them."""

    def __init__(
        self, folder: Path, index: Path, *, encoder: Encoder, terms: Terms, tell: Tell
    ) -> None:
        self.progress: Progress | None = None
        self._folder, self._index = folder, index
        self._encoder, self._terms, self._tell = encoder, terms, tell
        self._place = ledger_path(folder, index)
        self._ledger = read_ledger(self._place)
        self._before: dict[str, Mark] | None = None
        self._generation = -1  # with which the folder was in step when it was last compared
        self._open_again = False  # a file could not be opened, whose time may not change
        self._told: dict[str, str] = {}
        self._sources: dict[str, str] = {}  # the path of a document in the index, by its id

    def step(self) -> bool:
        """Compare once, and bring the index in step with what is quiet.

        ``False`` after the first look, which alone tells nothing of what is being written.

        Raises:
            SourceError: the folder cannot be read; nothing is changed.
            BusyError: another process is writing the index.
            KbError: the index cannot be opened or written.
        """
        before, self._before = self._before, None
        now = self._look()
        if before is None:
            self._generation = -1
        elif now != before or self._generation != self._current():
            self._open_again = False
            self._bring_in_step(self._quiet(now, before))
            if self._current():
                write_ledger(self._place, self._ledger, self._folder)
            self._generation = -1 if now != before or self._open_again else self._current()
        self._before = now
        return before is not None

    def _look(self) -> dict[str, Mark]:
        found = look(self._folder)
        try:
            inside = self._index.resolve().relative_to(self._folder.resolve()).as_posix() + "/"
        except ValueError:
            return found
        return {path: mark for path, mark in found.items() if not path.startswith(inside)}

    def _current(self) -> int:
        try:
            return current_generation(self._index)
        except IndexMissingError:
            return 0

    def _quiet(self, now: dict[str, Mark], before: dict[str, Mark]) -> dict[str, str]:
        """SHA-256 of the files; what is being written or moved counts as what it was."""
        files: dict[str, str] = {}
        hashes: dict[str, tuple[int, int, str]] = {}
        waiting = []
        for path in {*now, *before}:
            known = self._ledger.hashes.get(path)
            digest: str | None = None
            if known and now.get(path) == known[:2]:
                digest = known[2]
            elif now.get(path) == before.get(path):
                digest = self._hash(path)
            elif path in now:
                waiting.append(path)
            if digest is not None:
                hashes[path] = (*now[path], digest)
            elif known:
                hashes[path], digest = known, known[2]
            if digest:
                files[path] = digest
        self._ledger.hashes = hashes
        self._say_once("waiting", notices.waiting(sorted(waiting)))
        return files

    def _hash(self, path: str) -> str | None:
        """SHA-256 of a file, "" for what is no document, None when it cannot be read now."""
        file = self._folder / path
        try:
            if not is_candidate(file, self._folder):
                return ""
            if safe_name(path) != path:
                self._say_once(path, notices.odd_name(safe_name(path)))
                return ""
            return file_digest(file)
        except OSError as error:
            self._open_again = True
            self._say_once(path, notices.locked(path, error))
            return None

    def _bring_in_step(self, files: dict[str, str]) -> None:
        if not files and not self._current():
            return
        for path in [
            p for p, (digest, _) in self._ledger.refused.items() if files.get(p) != digest
        ]:
            del self._ledger.refused[path]
        if not self._current():
            self._make(files)
        wanted = dict(files)
        for path in self._ledger.refused:
            wanted.pop(path)
            if path in self._ledger.claims:  # the version before stays
                wanted[path] = self._ledger.claims[path][0]
        found = plan(
            wanted, self._held(wanted), None if self._terms.mirror else self._ledger.claims
        )
        self._tell_conflicts(found, wanted)
        for path in found.adopt:
            self._ledger.claims[path] = (wanted[path],)
        self._apply(found, wanted)

    def _make(self, files: dict[str, str]) -> None:
        report = build_index(
            self._folder, self._index, encoder=self._encoder, progress=self.progress
        )
        held = {one.path for one in self._held(files)}
        self._ledger.claims = {path: (digest,) for path, digest in files.items() if path in held}
        self._tell(notices.made(len(report.added)))

    def _held(self, files: Iterable[str]) -> list[Held]:
        """The documents of the index; those of an archive stand under its path."""
        claims = self._ledger.claims
        roots = {*files, *claims}
        held = []
        with open_index(self._index, encoder=self._encoder) as reader:
            for document in reader.holding(Holding.entries):
                self._sources[document.id] = document.source.path
                path, digest = document.source.path, document.source.sha256
                if path not in roots:
                    above = (str(p) for p in PurePosixPath(path).parents)
                    archive = next((p for p in above if p in roots), None)
                    if archive is not None:
                        path, digest = archive, claims.get(archive, ("",))[0]
                held.append(Held(path, digest, document.id))
        return held

    def _tell_conflicts(self, found: Plan, files: dict[str, str]) -> None:
        for path in found.conflicts:
            self._say_once(path, notices.conflict(path), files[path])

    def _apply(self, found: Plan, files: dict[str, str]) -> None:
        removed = dict(found.remove)
        if found.suspicious and not self._terms.many_removals:
            self._say_once("many", notices.many(len(removed), found.own, self._folder))
            removed = {}
        self._terms = Terms(self._terms.mirror)
        if not found.read and not removed:
            return
        claims = self._ledger.claims
        for path in found.read:
            # The one before first: it is what the index holds until the change is made.
            claims[path] = (claims.get(path, ("",))[0], files[path])
        write_ledger(self._place, self._ledger, self._folder)
        leaving = [name for names in removed.values() for name in names]
        gone = [self._sources[name] for name in leaving]
        gone += [old for old, _ in found.rename if old not in files]
        report, read = self._write(list(found.read), found, gone)
        for path in found.read:
            claims[path] = (claims[path][path in read],)
            if claims[path] == ("",):
                del claims[path]
        for path in (*removed, *(old for old, _ in found.rename if old not in files)):
            claims.pop(path, None)
        if removed:
            self._ledger.refused.clear()  # what it was refused for may be gone
        self._check_taken(read, files, report)
        for notice in notices.changes(found, read, tuple(removed)):
            self._tell(notice)

    def _write(
        self, paths: list[str], found: Plan, gone: list[str]
    ) -> tuple[Report | None, list[str]]:
        """One generation with all changes; files that cannot be read are left out and told."""
        if paths:
            replaced = [name for path in paths for name in found.leave.get(path, ())]
            try:
                report = add_files(
                    [self._folder / path for path in paths],
                    self._index,
                    gone=[*(self._sources[name] for name in replaced), *gone],
                    root=self._folder,
                    encoder=self._encoder,
                    progress=self.progress,
                )
                return report, paths
            except SourceError:
                readable = [path for path in paths if self._readable(path)]
                if len(readable) == len(paths):
                    raise
                return self._write(readable, found, gone)
        if gone:
            remove_documents(gone, self._index, encoder=self._encoder)
        return None, []

    def _readable(self, path: str) -> bool:
        parsed, skipped = read_documents([self._folder / path])
        if not parsed:
            self._refuse(path, skipped[0].reason)
        return bool(parsed)

    def _check_taken(self, read: list[str], files: dict[str, str], report: Report | None) -> None:
        """What was read and is not in the index is not read again until it changes."""
        reasons = {skip.path: skip.reason for skip in report.skipped} if report else {}
        held = {one.digest for one in self._held(files)} if read else set()
        for path in read:
            if files[path] not in held:
                self._refuse(path, reasons.pop(path, notices.not_taken(path)))
        for path, reason in reasons.items():
            self._say_once(path, Notice("refused", reason))

    def _refuse(self, path: str, reason: str) -> None:
        digest = self._ledger.hashes[path][2]
        self._ledger.refused[path] = (digest, reason)
        self._say_once(path, Notice("refused", reason, (path,)), digest)

    def _say_once(self, about: str, notice: Notice | None, digest: str = "") -> None:
        said = f"{notice.text if notice else ''} {digest}"
        if notice and self._told.get(about) != said:
            self._tell(notice)
        self._told[about] = said
