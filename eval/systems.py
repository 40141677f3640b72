"""The systems that are measured side by side, each a few lines over its library."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kb import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Found:
    """A found piece of text; ``path`` is its clause, None for systems without clauses."""

    document: str
    path: str | None
    text: str


class System(Protocol):
    """Something that finds pieces of text for a question."""

    name: str

    def search(self, question: str, k: int) -> list[Found]:
        """The ``k`` best pieces, best first."""
        ...


class Product:
    """This project, with everything on."""

    name = "this project"

    def __init__(self, library: KnowledgeBase) -> None:
        self.library = library

    def search(self, question: str, k: int) -> list[Found]:
        """Clauses, best first."""
        return [
            Found(hit.document.source.path, hit.clause.path, hit.passage.text)
            for hit in self.library.search(question, top=k)
        ]


class BigramBM25:
    """BM25 (k1 = 1.2, b = 0.75) over the clauses with the title in front, character bigrams.

    score(q, d) = sum over t of idf(t) * f (k1 + 1) / (f + k1 (1 - b + b |d| / average))
    idf(t) = ln(1 + (N - n + .5) / (n + .5))
    """

    name = "BM25, bigrams"
    k1, b = 1.2, 0.75

    def __init__(self, library: KnowledgeBase) -> None:
        self.pieces: list[Found] = []
        for document in library.documents():
            parents = {clause.parent for clause in library.clauses(document.id)}
            for clause in library.clauses(document.id):
                if clause.id not in parents:
                    text = document.text[clause.start : clause.end]
                    self.pieces.append(Found(document.source.path, clause.path, text))
        titles = {d.source.path: d.title for d in library.documents()}
        self.counts = [Counter(_bigrams(titles[p.document] + p.text)) for p in self.pieces]
        self.lengths = [sum(count.values()) for count in self.counts]
        self.held = Counter(token for count in self.counts for token in count)

    def search(self, question: str, k: int) -> list[Found]:
        """Clauses, best first."""
        tokens = Counter(_bigrams(question))
        scores = [self._score(tokens, n) for n in range(len(self.pieces))]
        order = sorted(range(len(scores)), key=lambda n: (-scores[n], n))
        return [self.pieces[n] for n in order[:k]]

    def _score(self, tokens: Counter[str], n: int) -> float:
        average = sum(self.lengths) / len(self.lengths)
        norm = self.k1 * (1 - self.b + self.b * self.lengths[n] / average)
        score = 0.0
        for token, weight in tokens.items():
            f, held = self.counts[n][token], self.held[token]
            idf = math.log(1 + (len(self.pieces) - held + 0.5) / (held + 0.5))
            score += weight * idf * f * (self.k1 + 1) / (f + norm)
        return score


class PlainLangChain:
    """Common practice: RecursiveCharacterTextSplitter 500/50, sentence-transformers, FAISS."""

    name = "LangChain 500/50 + sentence-transformers + FAISS"

    def __init__(self, corpus: Path, model: Path) -> None:
        import faiss
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from sentence_transformers import SentenceTransformer

        splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
        self.pieces = [
            Found(path.name, None, piece)
            for path in sorted(corpus.glob("*.txt"))
            for piece in splitter.split_text(path.read_text("utf-8"))
        ]
        self.model = SentenceTransformer(str(model), local_files_only=True)
        texts = ["passage: " + piece.text for piece in self.pieces]
        self.index = faiss.IndexFlatIP(self.model.get_sentence_embedding_dimension())
        self.index.add(self.model.encode(texts, normalize_embeddings=True))

    def search(self, question: str, k: int) -> list[Found]:
        """Chunks, best first."""
        vector = self.model.encode(["query: " + question], normalize_embeddings=True)
        _, numbers = self.index.search(vector, k)
        return [self.pieces[n] for n in numbers[0] if n >= 0]


def _bigrams(text: str) -> Sequence[str]:
    bare = "".join(text.split())
    return [bare[n : n + 2] for n in range(len(bare) - 1)]
