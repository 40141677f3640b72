"""The vectors that questions are trained towards: python -m training.vectors INDEX WORK

INDEX holds the national statutes and other official documents, built with the bundled encoder.
Writes ``vectors.npz`` into WORK: all passages and sentences, and which article each passage is of.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from eval.benchmarks import DATA
from eval.benchmarks.articles import ArticleMap
from eval.benchmarks.statutes import Statutes
from eval.types import Found
from kb.indexing.index import Index, open_index

FILE = "vectors.npz"
NONE = -1  # in place of an article: the passage is of no national statute
_BLOCK = 4096  # passages read at a time


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of an index, in the order of the passages' numbers.

    Attributes:
        numbers: Passage numbers, ascending, shape [n].
        passages: Unit vectors in half precision, shape [n, dim].
        article: Id of the statute's article that a passage is of, or ``NONE``, shape [n].
        provision: The same for all versions of an article over the years, or ``NONE``, shape [n].
        sentences: Unit vectors in half precision, shape [m, dim].
        passage_of: Row of the passage that a sentence is of, ascending, shape [m].
    """

    numbers: np.ndarray
    passages: np.ndarray
    article: np.ndarray
    provision: np.ndarray
    sentences: np.ndarray
    passage_of: np.ndarray

    def save(self, work: Path) -> None:
        """Write them into the folder ``work``."""
        work.mkdir(parents=True, exist_ok=True)
        np.savez(work / FILE, **{field.name: getattr(self, field.name) for field in fields(self)})


def load_vectors(work: Path) -> Vectors:
    """What was saved in the folder ``work``."""
    with np.load(work / FILE) as saved:
        return Vectors(**saved)


def read_vectors(index: Index, statutes: Statutes) -> Vectors:
    """All vectors of an index, in which the laws are files named as ``statutes`` names them."""
    numbers = index.passage_numbers(index.document_ids())
    passages, sentences, owners = [], [], []
    for start in range(0, len(numbers), _BLOCK):
        block = numbers[start : start + _BLOCK]
        passages.append(index.vectors(block).astype(np.float16))
        found = index.sentences.vectors(block.tolist())
        sentences += [vectors.astype(np.float16) for vectors in found.values()]
        counts = [len(vectors) for vectors in found.values()]
        owners.append(np.repeat(np.searchsorted(numbers, list(found)), counts))
    article = _articles(index, numbers, statutes.map)
    return Vectors(
        numbers=numbers,
        passages=np.concatenate(passages),
        article=article,
        provision=_provisions(article, statutes),
        sentences=np.concatenate(sentences),
        passage_of=np.concatenate(owners),
    )


def _articles(index: Index, numbers: np.ndarray, articles: ArticleMap) -> np.ndarray:
    """The article of each passage, by its label and its words."""
    paths = {document.id: document.source.path for document in index.documents()}
    found = np.full(len(numbers), NONE, dtype=np.int64)
    for start in range(0, len(numbers), _BLOCK):
        passages = index.passages(numbers[start : start + _BLOCK].tolist())
        clauses = index.clauses_at((p.document, p.clause) for p in passages)
        for row, passage in enumerate(passages, start):
            if paths[passage.document] in articles.laws:
                clause = clauses[passage.document, passage.clause]
                piece = Found(paths[passage.document], clause.path, passage.text)
                found[row] = next(iter(articles.ids([piece])), NONE)
    return found


def _provisions(article: np.ndarray, statutes: Statutes) -> np.ndarray:
    """A number for each law's name and article's label, whatever the version."""
    numbered: dict[tuple[str, str], int] = {}
    provisions = {NONE: NONE}
    for articles in statutes.laws.values():
        for one in articles:
            provisions[one.id] = numbered.setdefault((one.law, one.label), len(numbered))
    return np.array([provisions[name] for name in article.tolist()], dtype=np.int64)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    with open_index(options.index) as index:
        vectors = read_vectors(index, Statutes(options.data / "statutes"))
    vectors.save(options.work)
    known = np.mean(vectors.article != NONE)
    print(f"{len(vectors.passages)} passages, {known:.3f} of them of national statutes")
    print(f"{len(vectors.sentences)} sentences")


if __name__ == "__main__":
    main()
