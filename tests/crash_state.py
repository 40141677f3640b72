"""What the crash tests do to an index and see of it, each in a forked process of its own."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.index_fakes import FakeEncoder

SHARED = Path(os.environ.get("KB_SHARED", Path(__file__).parents[2] / "shared"))
LIBRARIES = (
    "faiss", "tantivy", "langchain_text_splitters", "kb.build", "kb.cli", "kb.library",
    "kb.contract", "kb.terminal.reports", "kb.terminal.watching", "kb.watching.watch",
)  # fmt: skip
QUESTIONS = ("医疗保险报销比例是多少", "养老服务", "床位有什么要求", "哪些人可以申请补助")
BATCH_SECONDS = 0.02  # that the encoder takes for a batch, so that kills fall into it too
PIECE = 900  # characters of an official text that make a document


@dataclass(frozen=True, slots=True)
class State:
    """What an index holds and answers: SHA-256 by path, of clauses by document, of everything."""

    documents: dict[str, str] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A command under way."""

    child: int
    log: Path
    codes: list[int] = field(default_factory=list)

    def ended(self) -> bool:
        if not self.codes:
            child, status = os.waitpid(self.child, os.WNOHANG)
            if child:
                self.codes.append(os.waitstatus_to_exitcode(status))
        return bool(self.codes)

    def wait(self) -> int:
        if not self.codes:
            self.codes.append(os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1]))
        return self.codes[0]

    def send(self, sign: signal.Signals) -> None:
        if not self.ended():
            os.kill(self.child, sign)

    def said(self) -> str:
        return self.log.read_text("utf-8", errors="replace").strip()


def encoder() -> FakeEncoder:
    made = FakeEncoder()
    made.on_batch = lambda: time.sleep(BATCH_SECONDS)
    return made


def prepare(*, langchain: bool = False) -> None:
    """Load what the forked processes need."""
    import kb.indexing.embedding

    kb.indexing.embedding.load_encoder = lambda _=None: encoder()
    for library in LIBRARIES:
        importlib.import_module(library)
    importlib.import_module("kb.language.tokens").words("词典")
    if langchain:
        importlib.import_module("tests.crash_langchain").load()


def texts() -> list[str]:
    """Pieces of official texts, made up ones where the shared data are not at hand."""
    source = SHARED / "real" / "health.jsonl"
    if not source.is_file():
        return [f"关于第{n}号养老服务的通知\n\n一、床位\n床位不少于{n}张。" for n in range(40)]
    lines = source.read_text("utf-8").split("\n")[:40]
    return [json.loads(line)["text"][:PIECE] for line in lines if line]


def start(command: list[str]) -> Run:
    """Run ``kb`` with these arguments in a forked process."""
    handle, name = tempfile.mkstemp(prefix="crash-", suffix=".log")
    run_log = Path(name)
    child = os.fork()
    if child:
        os.close(handle)
        return Run(child, run_log)
    from kb.cli import main

    sys.argv = ["kb", *command]
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    code = 70
    try:
        main()
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def state_of(index: Path) -> State:
    """Open the index, read every byte, and ask it; an error is part of what comes back."""
    found = json.loads(_forked(lambda: json.dumps(_state(index, whole=True))))
    return State(**found)


def read_for_ever(index: Path, seen: Path) -> int:
    """A process that opens and asks the index until it is killed, a line to ``seen`` each time."""
    child = os.fork()
    if child == 0:
        with seen.open("a", encoding="utf-8") as file:
            while True:
                state = _state(index, whole=False)
                file.write(json.dumps(state.get("error") or state["digest"]) + "\n")
                file.flush()
                time.sleep(0.1)
    return child


def signs_of_commit(index: Path) -> tuple[str, ...]:
    """What is there that the end of a write makes: manifests, and the pointer with its time."""
    signs = [str(path) for path in (index / "generations").glob("*/manifest.json")]
    for name in ("CURRENT", "CURRENT.new"):
        try:
            signs.append(f"{name} {(index / name).stat().st_mtime_ns}")
        except OSError:
            continue
    return tuple(sorted(signs))


def allocated(index: Path) -> float:
    """Size of all files, in sizes of the current generation."""
    current = (index / "CURRENT").read_text().strip()
    return _bytes(index) / max(_bytes(index / "generations" / current), 1)


def debris(index: Path) -> list[str]:
    """What no whole index has: drafts, journals, more than two generations."""
    rest = [path.name for path in index.rglob("*.new")]
    rest += [path.name for path in index.rglob("records.sqlite-*")]
    generations = sorted(path.name for path in (index / "generations").iterdir())
    return rest + generations[:-2]


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _state(index: Path, *, whole: bool) -> dict[str, object]:
    from kb.errors import KbError
    from kb.library import KnowledgeBase

    try:
        with KnowledgeBase.open(index, encoder=encoder()) as library:
            if whole:
                library.index.verify()
            documents = library.index.documents()
            clauses = {
                f"{one.source.path} {one.source.sha256}": _hash(library.index.clauses(one.id))
                for one in documents
            }
            answers = []
            for question in QUESTIONS:
                for hit in library.search(question, top=10):
                    piece = hit.passage
                    if hit.document.text[piece.start : piece.end] != piece.text:
                        return {"error": f"{piece.id} is no slice of its document"}
                    answers.append((hit.document.source.path, piece.id, f"{hit.score:.4f}"))
            names = {one.source.path: one.source.sha256 for one in documents}
        if len(names) != len(documents):
            return {"error": "two documents have one path"}
        return {
            "documents": names,
            "clauses": clauses,
            "digest": _hash((sorted(clauses.items()), answers)),
        }
    except KbError as error:
        return {"error": str(error)}
    except Exception as error:  # what this looks for
        return {"error": f"{type(error).__name__}: {error}"}


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()[:16]


def _forked(work: Callable[[], str]) -> str:
    """What ``work`` gives, done in a process of its own: it may start threads."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w", encoding="utf-8") as file:
            file.write(work())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as file:
        said = file.read()
    os.waitpid(child, 0)
    return said
