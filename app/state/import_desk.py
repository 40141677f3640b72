"""Changes to the library run one at a time, in the background, while everybody goes on asking."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.state import changes, journal
from app.state.changes import Accepted, Change, Progress
from app.state.settings import Settings
from app.state.uploads import Removed
from kb import BusyError, Document, Encoder, KbError


@dataclass(slots=True)
class Job:
    """A change under way; its fields are read while it runs. ``did`` is 导入, 移出 or 恢复."""

    did: str
    by: str | None
    done: int = 0
    total: int = 0
    change: Change | None = None
    problem: str | None = None
    finished: bool = False


class ImportDesk:
    """Makes one change at a time. One desk serves the whole process."""

    def __init__(self, settings: Settings, encoder: Callable[[], Encoder]) -> None:
        """Nothing is under way; ``encoder`` is called when the first change needs it."""
        self._settings = settings
        self._encoder = encoder
        self._lock = threading.Lock()
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The change under way, or the last one."""
        return self._job

    def take_in(
        self, accepted: Sequence[Accepted], held: Iterable[Document], *, by: str | None
    ) -> Job:
        """Begin to import files.

        Raises:
            BusyError: another change is under way.
        """

        def work(progress: Progress) -> Change:
            return changes.import_files(
                self._settings, accepted, held, encoder=self._encoder(), by=by, progress=progress
            )

        return self._start("导入", work, by=by)

    def take_out(self, document: Document, *, by: str | None) -> Job:
        """Begin to remove a document. Raises as ``take_in`` does."""

        def work(_: Progress) -> Change:
            return changes.remove(self._settings, document, encoder=self._encoder(), by=by)

        return self._start("移出", work, by=by)

    def put_back(self, entry: Removed, held: Iterable[Document], *, by: str | None) -> Job:
        """Begin to restore a removed document. Raises as ``take_in`` does."""

        def work(progress: Progress) -> Change:
            return changes.restore(
                self._settings, entry, held, encoder=self._encoder(), progress=progress
            )

        return self._start("恢复", work, by=by)

    def _start(self, did: str, work: Callable[[Progress], Change], *, by: str | None) -> Job:
        with self._lock:
            if self._job is not None and not self._job.finished:
                raise BusyError(f"正在{self._job.did}文件；请等它结束后再试。")
            job = self._job = Job(did, by)
        threading.Thread(target=self._run, args=(job, work), name="import", daemon=True).start()
        return job

    def _run(self, job: Job, work: Callable[[Progress], Change]) -> None:
        def progress(done: int, total: int) -> None:
            job.done, job.total = done, total

        try:
            job.change = work(progress)
            if self._settings.audit:
                journal.append(
                    self._settings.data,
                    journal.AUDIT,
                    journal.change_entry(job.by, job.did, [*job.change.added, *job.change.removed]),
                )
        except KbError as error:
            job.problem = str(error)
        except OSError as error:
            job.problem = f"文件无法写入（{error.strerror}）；请检查磁盘空间和权限后再试。"
        except Exception:
            # Whatever it was, the page must not say for ever that the change is under way.
            job.problem = "处理时出现意外错误，资料库保持原样；请联系管理员。"
            raise
        finally:
            job.finished = True
