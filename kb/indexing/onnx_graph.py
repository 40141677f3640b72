"""A graph of the encoder on disk, opened when the first text is run through it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderError


class OnnxGraph:
    """The graph in ``path``; texts may come from several threads.

    An open graph takes twice its file in memory, and who only asks never needs the side of the
    passages, who only builds never that of the questions.
    """

    def __init__(self, path: Path) -> None:
        """Remember which file this is, without keeping it.

        Raises:
            OSError: it cannot be read.
        """
        self.path = path
        self._version = _version(path)
        with path.open("rb") as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self._session: Any = None
        self._opening = Lock()

    def run(self, ids: list[int], output: str = "embedding") -> NDArray[np.float32]:
        """What the graph gives for a text's token ids: of ``embedding`` the unit vector, [dim].

        Raises:
            EncoderError: the file was changed since, or onnxruntime cannot open it.
        """
        session = self._session or self._open()
        found = session.run([output], {"input_ids": np.array([ids], dtype=np.int64)})
        return np.asarray(found[0][0], dtype=np.float32)

    def _open(self) -> Any:
        """The session, made by whichever thread comes first."""
        with self._opening:
            if self._session is None:
                try:
                    self._check_unchanged()
                    self._session = open_session(self.path)
                except Exception as error:  # onnxruntime raises plain Exception
                    reason = " ".join(str(error).split())[:300]
                    raise EncoderError(
                        f"{self.path}：模型文件无法打开（{reason}）；"
                        "请重新启动本程序，仍不行时重新安装。"
                    ) from error
            return self._session

    def _check_unchanged(self) -> None:
        """Another file than the one whose sha256 is known would make vectors of another kind."""
        if _version(self.path) != self._version:
            raise ValueError("在本程序启动后被改动")


def open_session(path: Path) -> Any:
    """An onnxruntime session, from the file: by way of bytes it would take half as much again."""
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    # The graph is written optimised, and onnxruntime's own fusions make it slower.
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    settings.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])


def _version(path: Path) -> tuple[int, int]:
    """Size and time of a file; not its inode, which some network shares change by themselves."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns
