"""A quick deterministic encoder and small documents, for the tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.indexing.index import Index, open_index
from kb.indexing.writer import write_generation
from kb.language.tokens import bigrams, words
from kb.types import Clause, Document, ParsedDocument, Passage, Reference, Region, Source

DIM = 16
QUERIES = ("康复床位", "养老", "5000元", "家庭医生", "护理保险", "无此词语")


Parsed = tuple[ParsedDocument, tuple[Passage, ...]]


class FakeEncoder:
    """Unit vectors seeded by the text; counts what it was asked for."""

    def __init__(self, name: str = "fake", *, dim: int = DIM) -> None:
        self.name = name
        self.hash = hashlib.sha256(f"{name}/{dim}".encode()).hexdigest()
        self.dim = dim
        self.max_tokens = 512
        self.encoded: list[str] = []
        self.on_batch: Callable[[], None] = lambda: None

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        self.on_batch()
        self.encoded += texts
        rows = [self.encode_query(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dim)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(f"{self.hash}{text}".encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)
        return vector / np.linalg.norm(vector)

    def encode_question(self, text: str) -> NDArray[np.float32]:
        return self.encode_query(text)

    def count_tokens(self, text: str) -> int:
        return len(text)


def document(name: str, sentences: Sequence[str], *, title: str = "关于养老服务的通知") -> Parsed:
    """A document of one clause and one passage a sentence, all with the title as context."""
    text = "\n".join(sentences)
    region = Region("江西省", "360000", "省", None)
    source = Source(f"{name}.txt", hashlib.sha256(repr(text).encode()).hexdigest())
    clauses, passages, start = [], [], 0
    for place, sentence in enumerate(sentences):
        end = start + len(sentence)
        clause = Clause(
            f"{name}#{place}", name, "item", str(place), f"{place}.", None, start, end, None
        )
        clauses.append(clause)
        passages.append(
            Passage(f"{clause.id}@{start}", name, clause.id, start, end, sentence, title)
        )
        start = end + 1
    references = (Reference(name, clauses[0].id, "依据", "某法", None, 0, 1),) if clauses else ()
    record = Document(id=name, title=title, text=text, source=source, region=region)
    return ParsedDocument(record, tuple(clauses), references), tuple(passages)


A = document("甲", ["康复医学科床位数占比不低于2%", "养老机构内设医疗机构", "补助5000元"])
B = document("乙", ["家庭医生签约服务", "康复护理与早期康复"])
C = document("丙", ["康复治疗师", "长期护理保险"], title="另一通知")


def build(folder: Path, documents: Sequence[Parsed], *, encoder: FakeEncoder | None = None) -> None:
    """Build an index of ``documents`` from scratch."""
    with write_generation(folder, encoder=encoder or FakeEncoder(), replace_all=True) as writer:
        for parsed, passages in documents:
            writer.put(parsed, passages)
        writer.commit()


def change(
    folder: Path,
    *,
    put: Sequence[Parsed] = (),
    remove: Sequence[str] = (),
    encoder: FakeEncoder | None = None,
) -> None:
    """Remove and add documents."""
    with write_generation(folder, encoder=encoder or FakeEncoder(), replace_all=False) as writer:
        for name in remove:
            writer.remove(name)
        for parsed, passages in put:
            writer.put(parsed, passages)
        writer.commit()


def by_id(index: Index, hits: list[tuple[int, float]]) -> dict[str, float]:
    """Hits by passage id, so that indexes whose passages are numbered differently compare."""
    passages = index.passages([number for number, _ in hits])
    return {p.id: round(score, 3) for p, (_, score) in zip(passages, hits, strict=True)}


def sentences_by_id(
    index: Index, vector: NDArray[np.float32], *, names: frozenset[str] | None = None
) -> dict[str, float]:
    """Cosines with every sentence of the documents ``names``, by passage id and place in it."""
    wanted = index.document_ids() if names is None else sorted(names)
    numbers = index.passage_numbers(wanted).tolist()
    cosines = index.sentences.similarities(numbers, vector)
    passages = index.passages(list(cosines))
    return {
        f"{passage.id}/{place}": round(float(cosine), 3)
        for passage, found in zip(passages, cosines.values(), strict=True)
        for place, cosine in enumerate(found)
    }


def results(index: Index, *, names: frozenset[str] | None = None) -> dict[str, dict[str, float]]:
    """What searches give in the three views, over the documents ``names``, and the sentences."""
    found = {}
    numbers = None if names is None else index.passage_numbers(names)
    for query in QUERIES:
        for view, cut in (("words", words), ("bigrams", bigrams)):
            hits = index.lexical.search(cut(query), view=view, top=20, documents=names)
            found[f"{view} {query}"] = by_id(index, hits)
        vector = FakeEncoder().encode_query(query)
        found[f"dense {query}"] = by_id(index, index.dense.search(vector, top=20, numbers=numbers))
        found[f"sentences {query}"] = sentences_by_id(index, vector, names=names)
    return found


def read_all(folder: Path) -> dict[str, dict[str, float]]:
    """Open an index, read everything in it, and search it."""
    with open_index(folder) as index:
        for read in index.documents():
            assert index.document(read.id) == read
            assert len(index.clauses(read.id)) == len(index.passages_of(read.id))
            index.references(read.id)
        return results(index)
