"""What a library costs by common practice, beside eval.scale: LangChain's splitter and FAISS.

RecursiveCharacterTextSplitter 500/50, a flat FAISS index, pieces kept with it (``save_local``
writes both alike), no lexical view, no answer: a search gives pieces.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.outcomes import latency

FOUND = 10  # pieces a question is given
MEGA = 1e6


def build(files: Path, index: Path, encoder: Any) -> dict[str, Any]:
    """Split, embed and index every file; the seconds are without those of the encoder."""
    import faiss
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    start, encoding = time.perf_counter(), encoder.seconds
    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
    pieces = [
        (path.name, piece)
        for path in sorted(files.glob("*.txt"))
        for piece in splitter.split_text(path.read_text("utf-8-sig"))
    ]
    flat = faiss.IndexFlatIP(encoder.dim)
    for at in range(0, len(pieces), 1024):
        flat.add(encoder.encode_passages([text for _, text in pieces[at : at + 1024]]))
    index.mkdir(parents=True)
    faiss.write_index(flat, str(index / "index.faiss"))
    with (index / "index.pkl").open("wb") as file:
        pickle.dump(pieces, file)
    seconds = time.perf_counter() - start - (encoder.seconds - encoding)
    size = sum(path.stat().st_size for path in index.iterdir())
    return {
        "pieces": len(pieces),
        "build_seconds": round(seconds, 1),
        "index_mb": round(size / MEGA, 1),
    }


def ask(index: Path, encoder: Any, questions: Sequence[str]) -> dict[str, Any]:
    """The time of a search, each question once, after one that warms up."""
    search = opened(index, encoder)
    search(questions[0])
    taken = []
    for question in questions:
        start = time.perf_counter()
        search(question)
        taken.append(time.perf_counter() - start)
    return {"search": latency(taken)}


def opened(index: Path, encoder: Any) -> Any:
    """The search in a saved index: a question gives pieces, best first."""
    import faiss

    flat = faiss.read_index(str(index / "index.faiss"))
    with (index / "index.pkl").open("rb") as file:
        pieces = pickle.load(file)

    def search(question: str) -> list[tuple[str, str]]:
        vector = np.asarray(encoder.encode_query(question), dtype=np.float32)
        _, found = flat.search(vector[None], FOUND)
        return [pieces[number] for number in found[0] if number >= 0]

    return search
