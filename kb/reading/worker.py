"""The process that opens untrusted files: ``python -m kb.reading.worker``.

A line of JSON on standard input names a file, a line of JSON on standard output answers. It
limits its own memory, time and output before it opens anything, where the system can.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from kb.errors import SourceError
from kb.reading.files import read_data
from kb.reading.heartbeat import listen
from kb.reading.plain import load

MEMORY = 4 * 2**30  # bytes of address space; recognition takes 2
CPU_SECONDS = 120  # for one file, or one page that is recognised
WRITTEN = 512 * 2**20  # bytes of one file that LibreOffice may write
CHARACTERS = 20_000_000  # that a file may hold
BEAT = "alive"


def main() -> None:
    """Answer until standard input ends."""
    answers = _private_output()
    limit_self()

    def say(line: str) -> None:
        answers.write(line + "\n")
        answers.flush()

    def stay_alive() -> None:
        limit_cpu()
        say(BEAT)

    listen(stay_alive)
    for line in sys.stdin:
        limit_cpu()
        asked = json.loads(line)
        say(json.dumps(answer(asked["path"], asked["name"])))


def answer(path: str, name: str) -> dict[str, Any]:
    """What the file at ``path`` holds, or the sentence that says why it cannot be read."""
    try:
        found = read_data(load(Path(path)), name)
        if sum(len(text.text) for text in found.texts) > CHARACTERS:
            return {"error": f"{name}：文字超过 {CHARACTERS // 10_000} 万字；请拆分后再导入。"}
        return asdict(found)
    except SourceError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"{name}：读取时超出内存限制，可能有害，没有读取；请重新获取这个文件。"}
    except RecursionError:
        return {"error": f"{name}：嵌套过深，可能有害，没有读取；请重新获取这个文件。"}
    except ImportError as error:
        return {"error": f"{name}：缺少组件 {error.name}，无法读取；请重新安装本程序。"}
    except Exception:  # whatever a library raises over a damaged file, the batch goes on
        return {"error": f"{name}：文件已损坏，无法读取；请重新获取这个文件。"}


def limit_self() -> None:
    """Bound memory and the size of written files, where the system has such bounds."""
    _set_limit("RLIMIT_AS", MEMORY)
    _set_limit("RLIMIT_FSIZE", WRITTEN)
    _set_limit("RLIMIT_CORE", 0)


def limit_cpu() -> None:
    """Allow so many seconds of computing from now on."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        allowed = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
        _set_limit("RLIMIT_CPU", allowed)


def _set_limit(name: str, value: int) -> None:
    if sys.platform != "win32":
        import resource

        kind = getattr(resource, name)
        hardest = resource.getrlimit(kind)[1]
        allowed = value if hardest == resource.RLIM_INFINITY else min(value, hardest)
        try:
            resource.setrlimit(kind, (allowed, hardest))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS and does not take it
            return


def _private_output() -> TextIO:
    """Standard output for answers alone: what a library prints goes nowhere."""
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return os.fdopen(own, "w", encoding="ascii")


if __name__ == "__main__":
    main()
