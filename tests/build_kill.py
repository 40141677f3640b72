"""Kills ``kb build`` and ``kb add``: ``python -m tests.build_kill FOLDER POINTS``.

FOLDER holds ``index`` (built), ``corpus`` (its source, changed since) and ``corpus/late.txt``.
For each command and point a copy of the index is made, in which a forked process runs the
command until it is killed (SIGKILL) after its share of the time that the command takes. Forking
from a process that has loaded the libraries, but started no thread, saves their start and puts
the kills into the work itself.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

LIBRARIES = (
    "tantivy", "onnxruntime", "tokenizers", "langchain_text_splitters", "kb.build",
    "kb.contract", "kb.terminal", "kb.indexing.embedding",
)  # fmt: skip


def start(command: list[str]) -> int:
    """Run ``kb`` in a forked process; gives its number."""
    child = os.fork()
    if child == 0:
        from kb.cli import main

        sys.argv = ["kb", *command]
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 70
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    """Wait for the process; gives its exit code, -9 when it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(folder: Path, points: int) -> None:
    """Kill both commands at ``points`` points each; prints the exit codes as JSON."""
    from kb.language.tokens import words

    for library in LIBRARIES:
        importlib.import_module(library)
    words("词典")
    corpus = folder / "corpus"
    codes: dict[str, list[int]] = {}
    for name, arguments in (("build", corpus), ("add", corpus / "late.txt")):
        whole = shutil.copytree(folder / "index", folder / f"{name}-whole")
        began = time.monotonic()
        code = ended(start([name, str(arguments), "--index", str(whole)]))
        took = time.monotonic() - began
        codes[f"{name}-whole"] = [code]
        codes[name] = []
        for point in range(points):
            index = shutil.copytree(folder / "index", folder / f"{name}-{point}")
            child = start([name, str(arguments), "--index", str(index)])
            time.sleep(took * (point + 0.5) / points)
            os.kill(child, signal.SIGKILL)
            codes[name].append(ended(child))
    print(json.dumps(codes))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
