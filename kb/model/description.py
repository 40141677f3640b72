"""The files of an encoder's folder, and ``model.json``, which describes them.

The hash that binds indexes to an encoder is over the files that make the vectors of passages, this
one among them. The question's side is described in a section of its own, which is taken out before:
it can be added, replaced or taken away, and every index stays valid.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

DESCRIPTION, GRAPH, TOKENIZER = "model.json", "encoder.onnx", "tokenizer.json"
QUESTION_GRAPH = "question.onnx"
QUESTION = "question"
"""The section of the question's side: ``file``, ``bytes``, ``sha256``, ``trained`` (on what)."""


def write_description(description: dict[str, Any]) -> bytes:
    """The bytes of ``model.json``; sections keep their order."""
    return (json.dumps(description, ensure_ascii=False, indent=2) + "\n").encode()


def without_question(data: bytes) -> bytes:
    """The bytes of ``model.json`` as they were before the question's side was added.

    Raises:
        ValueError: It is not JSON.
    """
    description = json.loads(data)
    if QUESTION not in description:
        return data
    return write_description({n: v for n, v in description.items() if n != QUESTION})


def describe_file(path: Path) -> dict[str, Any]:
    """Size in bytes and sha256 of a file."""
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
