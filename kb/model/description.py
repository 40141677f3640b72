"""The files of an encoder's folder, and ``model.json``, which describes them.

The hash that binds indexes to an encoder is over the files that make the vectors of passages, this
one among them. What was trained further, the question's side and the marker, is described in
sections of their own, which are taken out before: they can be added, replaced or taken away, and
every index stays valid.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from kb.errors import EncoderError

DESCRIPTION, GRAPH, TOKENIZER = "model.json", "encoder.onnx", "tokenizer.json"
QUESTION_GRAPH = "question.onnx"
QUESTION, MARKER = "question", "marker"
"""Sections of what was trained further: ``file``, ``bytes``, ``sha256``, ``trained`` (on what)."""
MARKER_GRAPH = "marker.onnx"


def write_description(description: dict[str, Any]) -> bytes:
    """The bytes of ``model.json``; sections keep their order."""
    return (json.dumps(description, ensure_ascii=False, indent=2) + "\n").encode()


def without_trained(data: bytes) -> bytes:
    """The bytes of ``model.json`` as they were before ``QUESTION`` and ``MARKER`` were added.

    Raises:
        ValueError: It is not JSON.
    """
    description = json.loads(data)
    if description.keys().isdisjoint((QUESTION, MARKER)):
        return data
    return write_description({n: v for n, v in description.items() if n not in (QUESTION, MARKER)})


def describe_file(path: Path) -> dict[str, Any]:
    """Size in bytes and sha256 of a file."""
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def describe_trained(folder: Path, section: str, name: str, trained: str) -> None:
    """Add ``section`` on the file ``name`` to the description in ``folder``, or replace it.

    Raises:
        EncoderError: the description was written by hand; the encoder's hash would change.
    """
    path = folder / DESCRIPTION
    before = path.read_bytes()
    described = {"file": name, **describe_file(folder / name), "trained": trained}
    after = write_description({**json.loads(before), section: described})
    if without_trained(after) != without_trained(before):
        raise EncoderError(f"{path}：不是 kb.model.make 写出的格式；请先用它重新生成。")
    path.write_bytes(after)
