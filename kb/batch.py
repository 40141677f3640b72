"""Many questions from one file: one process, one load, one line of JSON each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import KbError, QuestionError

# Line ends that JSON lets stand in a text, and that many readers of lines cut at
LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the file; ``line`` is 1-based, ``id`` is whatever the file gives it."""

    line: int
    id: Any
    question: str


def read_questions(path: Path) -> list[Asked]:
    """The questions of the JSON Lines file at ``path``, in order; blank lines are passed over.

    Raises:
        KbError: it cannot be read, or a line is not ``{"id", "question"}``; the line is named.
    """
    try:
        # Not splitlines: it would cut a question at U+2028.
        lines = path.read_text("utf-8-sig").split("\n")
    except FileNotFoundError:
        raise KbError(f"{path}：没有这个文件；请检查路径。") from None
    except (OSError, UnicodeDecodeError):
        raise KbError(f"{path}：无法读取；请提供 UTF-8 的 JSON Lines 文件。") from None
    return [_read(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def answer_each(
    questions: list[Asked],
    work: Callable[[str], dict[str, Any]],
    nothing: Callable[[str], dict[str, Any]],
) -> Iterator[str]:
    """One line of JSON a question, in order, with its id.

    A question that cannot be worked on gives ``nothing`` of it and an ``error`` that says why: it
    must not lose the answers to the others.
    """
    for asked in questions:
        try:
            record = work(asked.question)
        except QuestionError as error:
            record = {**nothing(asked.question), "error": f"第 {asked.line} 行：{error}"}
        line = json.dumps({"id": asked.id, **record}, ensure_ascii=False)
        yield line.translate(LINE_ENDS)


def _read(path: Path, number: int, line: str) -> Asked:
    try:
        record = json.loads(line)
        asked = Asked(number, record.get("id"), record["question"])
        if not isinstance(asked.question, str):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KbError(
            f'{path} 第 {number} 行不是 {{"id","question"}} 形式的 JSON；请改正这一行。'
        ) from None
    return asked
