"""Lay questions over the articles of Chinese national statutes.

The data lie outside the project (``statutes`` of the data folder): articles by law and date, and
questions with the ids of the articles that answer them. Older versions of an article are not
marked as right, so the figures are lower bounds.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from eval.benchmarks import HALVES, half_of, sample
from eval.benchmarks.answers import is_refused, rate_words
from eval.benchmarks.articles import Article, ArticleMap, file_text, group_by_law
from eval.measures.hit import hit
from eval.measures.ndcg import ndcg
from eval.measures.recall_share import recall_share
from eval.types import Asked, Found, Rated
from kb import Answer, KnowledgeBase

FIRST = 100  # articles that recall is measured over


@dataclass(frozen=True)
class Statutes:
    """The benchmark over the files in ``data``."""

    data: Path
    name = "statutes"
    about = "lay questions over articles of national statutes"
    depth = 3 * FIRST  # pieces: an article may be found by several of its parts
    columns = ("Hit@1", "Hit@10", "Recall@100", "nDCG@10", "refused wrong", "quote fidelity")
    held_out = frozenset({HALVES[1]})

    def write_corpus(self, folder: Path) -> Path:
        """Write one file a law and date."""
        for name, articles in self.laws.items():
            (folder / name).write_text(file_text(articles), encoding="utf-8")
        return folder

    def questions(self, limit: int | None) -> list[Asked]:
        """All questions, or a sample of so many."""
        with (self.data / "questions.jsonl").open(encoding="utf-8") as lines:
            records = sample([json.loads(line) for line in lines], limit or 0)
        return [_asked(record) for record in records]

    def pieces(self, library: KnowledgeBase) -> list[Found]:
        """The articles, each with the name of its law in front."""
        return [
            Found(name, article.label, article.text, article.law)
            for name, articles in self.laws.items()
            for article in articles
        ]

    def rate_found(self, asked: Asked, found: Sequence[Found]) -> Rated:
        """Ranks of the gold articles; an article stands where its first part was found."""
        articles = self.map.ids(found)
        return [
            ("Hit@1", float(hit(articles, asked.gold, 1))),
            ("Hit@10", float(hit(articles, asked.gold, 10))),
            (f"Recall@{FIRST}", recall_share(articles, asked.gold, FIRST)),
            ("nDCG@10", ndcg(articles, asked.gold, 10)),
        ]

    def rate_answer(self, asked: Asked, answer: Answer) -> Rated:
        """Refused or not (all questions have an answer), and each quotation."""
        return rate_words(answer, lambda name: file_text(self.laws[name]), answerable=True)

    def faults(self, asked: Asked, found: Sequence[Found], answer: Answer) -> tuple[str, ...]:
        """What went wrong in finding, and whether the answer was refused."""
        kinds = [self._fault_of_finding(found, asked.gold)]
        if is_refused(answer):
            kinds.append("refused though answerable")
        return tuple(kind for kind in kinds if kind)

    @cached_property
    def laws(self) -> dict[str, list[Article]]:
        """The national articles by the name of their law's file, in the order of the data."""
        return group_by_law(article for article, national in read_articles(self.data) if national)

    @cached_property
    def map(self) -> ArticleMap:
        """From what is found to articles."""
        return ArticleMap(self.laws)

    def _fault_of_finding(self, found: Sequence[Found], gold: frozenset[int]) -> str | None:
        articles = self.map.ids(found)
        for first, kind in (
            (1, None),
            (10, "right article in ten but not first"),
            (FIRST, f"right article in {FIRST} but not in ten"),
        ):
            if hit(articles, gold, first):
                return kind
        laws = {name for name, of in self.laws.items() if any(a.id in gold for a in of)}
        if laws & {piece.document for piece in found[:10]}:
            return "right law in ten, other article"
        return "right law not among 10"


def read_articles(data: Path) -> Iterator[tuple[Article, bool]]:
    """Every article of the data, and whether it is of a national statute."""
    with gzip.open(data / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            names = ("id", "law", "date", "chapter", "text")
            yield (
                Article(label=record["article"], **{n: record[n] for n in names}),
                record["national"],
            )


def _asked(record: dict[str, Any]) -> Asked:
    name = str(record["id"])
    gold = frozenset(record["articles"])
    return Asked(name, record["question"], half_of(name), "answerable", True, gold)
