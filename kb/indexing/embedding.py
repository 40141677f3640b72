"""Text to unit vectors: the bundled encoder, or any sentence-transformers folder.

The bundled one needs only onnxruntime and tokenizers, and runs each text by itself, one
text a thread: nothing is padded, so a vector is the same to the last bit whatever else is
in the batch, and two cores are kept busy without waiting for each other.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderError
from kb.indexing.onnx_graph import OnnxGraph
from kb.model.description import (
    DESCRIPTION,
    GRAPH,
    MARKER,
    QUESTION,
    TOKENIZER,
    without_trained,
)
from kb.types import Encoder

BUNDLED = Path(__file__).resolve().parent.parent / "model"
E5_PREFIXES = {"query": "query: ", "passage": "passage: "}
E5_NAME = re.compile(r"(^|[-_./])e5([-_./]|$)", re.IGNORECASE)
CHUNK = 1024  # texts tokenised at a time: bounds the memory of a large build
BATCH = 16  # texts sentence-transformers pads together


class OnnxEncoder:
    """The encoder of a folder with ``model.json``, ``encoder.onnx`` and ``tokenizer.json``.

    ``model.json`` may describe a graph that was trained for questions as well. It is no part of
    ``hash``: the vectors of passages, which an index keeps, do not depend on it.

    Args:
        folder: Where these files are.
        threads: Texts run at a time; all cores when ``None``.
        question: ``False`` leaves the trained graph out, to compare.

    Raises:
        EncoderError: A file is missing or is not the one that ``model.json`` describes.
    """

    def __init__(
        self, folder: Path = BUNDLED, *, threads: int | None = None, question: bool = True
    ) -> None:
        from tokenizers import Tokenizer

        try:
            data = (folder / DESCRIPTION).read_bytes()
            tokenizer = (folder / TOKENIZER).read_bytes()
            self._passages = OnnxGraph(folder / GRAPH)
            described = json.loads(data)
            digests = {GRAPH: self._passages.sha256, TOKENIZER: _sha256(tokenizer)}
            for name, file in described["files"].items():
                check_file(name, digests[name], file)
            self._questions = self._passages
            if question and QUESTION in described:
                asked = described[QUESTION]
                self._questions = OnnxGraph(folder / asked["file"])
                check_file(asked["file"], self._questions.sha256, asked)
            self.folder = folder
            self.has_marker = MARKER in described
            self.name: str = described["name"]
            self.dim: int = described["dim"]
            self.max_tokens: int = described["max_tokens"]
            self._prefixes: dict[str, str] = described["prefixes"]
            self.tokenizer = Tokenizer.from_buffer(tokenizer)
        except Exception as error:  # tokenizers raises plain Exception
            raise cannot_load(folder, error) from error
        self.question_hash = self._questions.sha256 if self._questions is not self._passages else ""
        """Of the graph for questions; empty when there is none."""
        self.hash = _hash_of(digests | {DESCRIPTION: _sha256(without_trained(data))})
        self._threads = threads or os.cpu_count() or 1

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape [n, dim], unit length; [0, dim] for an empty list."""
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(texts), CHUNK):
                ids = self._token_ids(texts[start : start + CHUNK], "passage")
                # Longest first, so that no thread is left alone with a long text at the end.
                order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
                found = pool.map(self._passages.run, (ids[i] for i in order))
                for i, vector in zip(order, found, strict=True):
                    vectors[start + i] = vector
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one question, shape [dim], unit length."""
        return self._passages.run(self._token_ids([text], "query")[0])

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """The same by the graph that was trained for questions; without it, no other."""
        return self._questions.run(self._token_ids([text], "query")[0])

    def count_tokens(self, text: str) -> int:
        """Tokens that ``text`` takes, special tokens and prefix not counted."""
        return len(self.tokenizer.encode(encodable(text), add_special_tokens=False).ids)

    def _token_ids(self, texts: list[str], kind: str) -> list[list[int]]:
        """Ids with prefix and special tokens, at most ``max_tokens`` a text."""
        prefixed = [self._prefixes[kind] + encodable(t) for t in texts]
        limit = self.max_tokens
        every = (e.ids for e in self.tokenizer.encode_batch_fast(prefixed))
        # Too long a text keeps its last id, which is the end token.
        return [i if len(i) <= limit else [*i[: limit - 1], i[-1]] for i in every]


class SentenceTransformerEncoder:
    """Any model that sentence-transformers loads from a local folder.

    Prefixes are the folder's prompts ``query`` and ``passage`` (or ``document``); a folder
    without these gets the e5 prefixes if its name says e5, and none otherwise.

    Raises:
        EncoderError: The folder is missing or does not hold such a model.
    """

    def __init__(self, folder: Path) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            if not (folder / "config.json").exists() and not (folder / "modules.json").exists():
                raise FileNotFoundError("里面没有模型")
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(str(folder.resolve()), local_files_only=True)
        except Exception as error:  # missing files, broken weights, unknown architectures
            raise cannot_load(folder, error) from error
        self.name = folder.resolve().name
        self._prefixes = _prefixes_of(self._model.prompts, self.name)
        self.hash = _hash_of(_digests(folder) | {"prefixes": json.dumps(self._prefixes)})
        self.dim = int(self._model.encode([""], show_progress_bar=False).shape[1])
        self.max_tokens = int(self._model.max_seq_length or 8192)  # some folders name none

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape [n, dim], unit length; [0, dim] for an empty list."""
        return self._encode(texts, "passage")

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one question, shape [dim], unit length."""
        return self._encode([text], "query").reshape(self.dim)

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """The same: such a folder has one side for questions."""
        return self.encode_query(text)

    def count_tokens(self, text: str) -> int:
        """Tokens that ``text`` takes, special tokens not counted."""
        return len(self._model.tokenizer.tokenize(encodable(text)))

    def _encode(self, texts: list[str], kind: str) -> NDArray[np.float32]:
        vectors = self._model.encode(
            [encodable(t) for t in texts],
            prompt=self._prefixes[kind],
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dim)


def load_encoder(folder: Path | None = None) -> Encoder:
    """The bundled encoder, or the one in ``folder``.

    Raises:
        EncoderError: There is none, or its files are damaged.
    """
    if folder is None:
        return OnnxEncoder()
    if (folder / DESCRIPTION).exists() or (folder / GRAPH).exists():
        return OnnxEncoder(folder)
    return SentenceTransformerEncoder(folder)


def encodable(text: str) -> str:
    """``text`` with lone surrogates, which no tokeniser takes, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _prefixes_of(prompts: dict[str, str], name: str) -> dict[str, str]:
    query = prompts.get("query") or ""
    passage = prompts.get("passage") or prompts.get("document") or ""
    if not query and not passage and E5_NAME.search(name):
        return E5_PREFIXES
    return {"query": query, "passage": passage}


def cannot_load(folder: Path, error: Exception) -> EncoderError:
    """What to say when ``folder`` does not hold what it should."""
    bundled = folder.resolve() == BUNDLED
    remedy = "请重新安装本程序" if bundled else "请给出一个完整的模型文件夹"
    reason = " ".join(str(error).split())[:300]
    return EncoderError(f"{folder}：模型无法加载（{reason}）；{remedy}。")


def _digests(folder: Path) -> dict[str, str]:
    """The sha256 of every file of ``folder`` by its relative path, hidden files left out."""
    digests = {}
    for path in folder.rglob("[!.]*"):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            digests[path.relative_to(folder).as_posix()] = digest
    return digests


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check_file(name: str, sha256: str, described: dict[str, str]) -> None:
    """Compare a file's hash with the one in its description.

    Raises:
        ValueError: They differ.
    """
    if sha256 != described["sha256"]:
        raise ValueError(f"{name} 已损坏")


def _hash_of(contents: dict[str, str]) -> str:
    """One sha256 over names and contents, in the order of the names."""
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()
