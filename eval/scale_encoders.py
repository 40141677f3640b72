"""The encoders that eval.scale builds with: random or real ones, and a clock around them."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any

import numpy as np

from kb import export_encoder, load_encoder

PIECE, PASSAGE = 300, 120  # characters of what common practice and this project embed, about
SAMPLE = 64  # texts that a rate is measured with


class RandomVectors:
    """The bundled encoder with seeded random unit vectors for passages."""

    def __init__(self) -> None:
        self._encoder = load_encoder()
        self.name = f"{self._encoder.name}, random vectors"
        self.hash = hashlib.sha256(self.name.encode()).hexdigest()
        self.dim, self.max_tokens = self._encoder.dim, self._encoder.max_tokens
        self.encode_query = self._encoder.encode_query
        self.encode_question = self._encoder.encode_question
        self.count_tokens = self._encoder.count_tokens

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        """A vector a text, the same for the same text; shape [n, dim]."""
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
            drawn = np.random.default_rng(int.from_bytes(digest, "big")).standard_normal(self.dim)
            vectors[row] = drawn / np.linalg.norm(drawn)
        return vectors


class CommonPractice:
    """The same model by sentence-transformers, in single precision; ``work`` keeps its files."""

    def __init__(self, work: Path) -> None:
        from sentence_transformers import SentenceTransformer

        folder = work / "model"
        if not folder.is_dir():
            export_encoder(folder)
        self._model = SentenceTransformer(str(folder), local_files_only=True)
        self.dim = load_encoder().dim

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        """Unit vectors, shape [n, dim]."""
        prefixed = ["passage: " + text for text in texts]
        return self._model.encode(prefixed, batch_size=16, normalize_embeddings=True)

    def encode_query(self, text: str) -> np.ndarray:
        """A unit vector, shape [dim]."""
        return self._model.encode(["query: " + text], normalize_embeddings=True)[0]


class Timed:
    """An encoder with the ``seconds`` it has taken for passages and how many ``texts`` they were.

    Attributes that it lacks are those of the encoder itself.
    """

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder
        self.seconds, self.texts = 0.0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        """What the encoder gives."""
        start = time.perf_counter()
        vectors = self._encoder.encode_passages(texts)
        self.seconds += time.perf_counter() - start
        self.texts += len(texts)
        return vectors


def rates(text: str, work: Path) -> dict[str, float]:
    """Texts that this project and common practice embed a second, each cut as it cuts them."""
    found = {}
    for name, encoder, size in (
        ("product", load_encoder(), PASSAGE),
        ("practice", CommonPractice(work), PIECE),
    ):
        pieces = [text[at * size : (at + 1) * size] for at in range(SAMPLE + 8)]
        encoder.encode_passages(pieces[SAMPLE:])  # warm
        start = time.perf_counter()
        encoder.encode_passages(pieces[:SAMPLE])
        found[name] = round(SAMPLE / (time.perf_counter() - start), 1)
    return found
