"""The systems that are measured side by side, each a few lines over its library."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import kb
from eval.bm25 import BM25, bigrams, jieba_words
from eval.types import Found, System
from kb import Answer, KnowledgeBase, export_encoder, load_encoder

PARTS: tuple[str, ...] = getattr(kb, "PARTS", ())
"""Parts of the product that can be left out; empty when it knows none by name."""

PRODUCT = "this project"
NAMES = ("product", "jieba", "bigrams", "encoder", "langchain")
"""What ``--systems`` chooses from."""


class Product:
    """This project, whole or ``without`` some of its parts."""

    def __init__(self, name: str, index: Path, without: frozenset[str] = frozenset()) -> None:
        self.name = name
        encoder = load_encoder()
        # Without anything to leave out it must work with any version of the product.
        left_out = {"without": without} if without else {}
        self.library = KnowledgeBase.open(index, encoder=encoder, **left_out)
        self.library.load()

    def search(self, question: str, k: int) -> list[Found]:
        """Clauses by their best passages, best first."""
        return [
            Found(hit.document.source.path, hit.clause.path, hit.passage.text)
            for hit in self.library.search(question, top=k)
        ]

    def ask(self, question: str) -> Answer:
        """What the product answers."""
        return self.library.ask(question)


class PlainLangChain:
    """Common practice: RecursiveCharacterTextSplitter 500/50, sentence-transformers, FAISS.

    Vectors are kept in ``work`` by what they are made from, since they take long.
    """

    name = "LangChain 500/50 + sentence-transformers + FAISS"

    def __init__(self, corpus: Path, work: Path) -> None:
        import faiss
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from sentence_transformers import SentenceTransformer

        splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
        self.pieces = [
            Found(path.name, None, piece)
            for path in sorted(corpus.glob("*.txt"))
            for piece in splitter.split_text(path.read_text("utf-8-sig"))
        ]
        model = work / "model"
        if not model.is_dir():
            export_encoder(model)
        self.model = SentenceTransformer(str(model), local_files_only=True)
        vectors = self._vectors(work)
        self.index = faiss.IndexFlatIP(vectors.shape[1])
        self.index.add(vectors)

    def search(self, question: str, k: int) -> list[Found]:
        """Chunks, best first."""
        vector = self.model.encode(["query: " + question], normalize_embeddings=True)
        _, numbers = self.index.search(vector, k)
        return [self.pieces[n] for n in numbers[0] if n >= 0]

    def _vectors(self, work: Path) -> np.ndarray:
        texts = ["passage: " + piece.text for piece in self.pieces]
        digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        kept = work / f"langchain-{digest}.npy"
        if not kept.is_file():
            vectors = self.model.encode(texts, batch_size=16, normalize_embeddings=True)
            np.save(kept, vectors)
        return np.load(kept)


@dataclass(frozen=True, slots=True)
class Place:
    """What systems are made from: pieces for the lexical ones, files, an index, a work folder."""

    pieces: Callable[[], list[Found]]
    corpus: Path
    index: Path
    work: Path


def systems(place: Place, names: Sequence[str], *, without: Sequence[str]) -> Iterator[System]:
    """The systems ``names``, made one at a time; then the product without each of ``without``."""
    makers: dict[str, Callable[[], System]] = {
        "product": lambda: Product(PRODUCT, place.index),
        "jieba": lambda: BM25("BM25, jieba", place.pieces(), jieba_words),
        "bigrams": lambda: BM25("BM25, bigrams", place.pieces(), bigrams),
        "langchain": lambda: PlainLangChain(place.corpus, place.work),
    }
    if "dense" in PARTS:
        others = frozenset(PARTS) - {"dense"}
        makers["encoder"] = lambda: Product("encoder alone", place.index, others)
    yield from (makers[name]() for name in NAMES if name in names and name in makers)
    for part in without:
        yield Product(f"{PRODUCT} without {part}", place.index, frozenset({part}))
