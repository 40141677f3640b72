"""Laws become files, and what is found in them becomes articles again."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.benchmarks import DATA
from eval.benchmarks.articles import Article, ArticleMap, file_text, group_by_law
from eval.benchmarks.statutes import Statutes
from eval.types import Found
from kb.build import parse_text
from kb.indexing.chunking import chunk
from kb.types import Source
from tests.index_fakes import FakeEncoder

LAW, NAME = "护理条例", "护理条例_2020-01-02.txt"
ROWS = [
    (7, "第一章 总则", "第一条", "第一条 为了发展护理服务，制定本条例。"),
    (8, "第一章 总则", "第二条", "第二条 护理机构应当：\n（一）公示价格；\n（二）培训人员。"),
    (9, "第二章 罚则", "第二条之一", "第二条之一 违反前条的，由主管部门责令改正。"),
    (10, "第二章 罚则", LAW + "第三条", "家属要求说明收费的，护理机构不得拒绝。"),
    (11, "第二章 罚则", "第四条", "第四条 本条例自公布之日起施行。"),
]
ARTICLES = [Article(n, LAW, "2020-01-02", chapter, label, text) for n, chapter, label, text in ROWS]

FOUND = [
    ("第一条", "为了发展护理服务", [7], "the label names it"),
    ("第二条/（二）", "（二）培训人员。", [8], "a part of it"),
    ("第二条之一", "由主管部门责令改正", [9], "an inserted article is not the one before"),
    ("第二条", "家属要求说明收费的，护理机构不得拒绝。", [10], "an article without its marker"),
    ("第四条#2", "自公布之日起 施行", [11], "a repeated path, a blank"),
    (
        None,
        "违反前条的，由主管部门责令改正。\n家属要求说明收费的，护理机构不得拒绝。",
        [9, 10],
        "a chunk of two",
    ),
    (
        None,
        "（一）公示价格；（二）培训人员。第二章罚则第二条之一",
        [8],
        "of the second only the label",
    ),
    ("前言", "护理条例", [], "the title is no article"),
    ("第九条", "没有这样的条文", [], "no such article"),
]


@pytest.mark.parametrize(("path", "text", "expected", "why"), FOUND)
def test_what_is_found_becomes_articles(
    path: str | None, text: str, expected: list[int], why: str
) -> None:
    found = ArticleMap(group_by_law(ARTICLES))
    assert found.ids([Found(NAME, path, text)]) == expected, why


def test_an_article_counts_once_at_its_first_part() -> None:
    parts = [
        ("第二条/（二）", "（二）培训人员。"),
        ("第一条", ""),
        ("第二条/（一）", "（一）公示价格；"),
    ]
    pieces = [Found(NAME, path, text) for path, text in parts]
    assert ArticleMap(group_by_law(ARTICLES)).ids(pieces) == [8, 7]


def test_a_law_is_one_file() -> None:
    other = Article(1, LAW, None, None, "第一条", "第一条 旧的。")
    laws = group_by_law([*ARTICLES, other])
    assert list(laws) == [NAME, "护理条例_None.txt"]
    assert file_text(laws[NAME]).split("\n")[:4] == [
        LAW, "（2020年01月02日通过）", "第一章 总则", ROWS[0][3]
    ]  # fmt: skip
    assert file_text([other]) == "护理条例\n\n第一条 旧的。"


def test_two_laws_of_one_file_name_are_an_error() -> None:
    clash = [Article(n, law, None, None, "第一条", "") for n, law in enumerate(("甲/乙", "甲:乙"))]
    with pytest.raises(ValueError, match="2 laws, but 1 file names"):
        group_by_law(clash)


def test_every_passage_of_a_read_law_finds_its_article() -> None:
    parsed = parse_text(file_text(ARTICLES), Source(NAME, "0" * 64))
    paths = {clause.id: clause.path for clause in parsed.clauses}
    passages = chunk(parsed, FakeEncoder().count_tokens)
    pieces = [Found(NAME, paths[p.clause], p.text) for p in passages]
    assert ArticleMap(group_by_law(ARTICLES)).ids(pieces) == [7, 8, 9, 10, 11]


def test_ranks_are_those_of_articles(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        for number, chapter, label, text in ROWS:
            record = {"id": number, "law": LAW, "date": "2020-01-02", "chapter": chapter}
            record |= {"article": label, "text": text, "national": number != 7}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    question = {"id": 1, "question": "收费可以不说明吗？", "articles": [10, 11]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question), encoding="utf-8")
    statutes = Statutes(tmp_path)
    (asked,) = statutes.questions(None)
    found = [Found(NAME, "第二条/（一）", "（一）公示价格；"), Found(NAME, None, ROWS[3][3])]
    rated = dict(statutes.rate_found(asked, found))
    assert (rated["Hit@1"], rated["Hit@10"], rated["Recall@100"]) == (0, 1, 0.5)
    assert [piece.context for piece in statutes.pieces(None)] == [LAW] * 4  # type: ignore[arg-type]


@pytest.mark.skipif(not (DATA / "statutes").is_dir(), reason="the shared benchmarks are not here")
def test_all_national_articles_find_themselves() -> None:
    statutes = Statutes(DATA / "statutes")
    assert (len(statutes.laws), sum(map(len, statutes.laws.values()))) == (1421, 60_426)
    some = list(statutes.laws.items())[::20]
    pieces = [Found(name, a.label, a.text) for name, of in some for a in of]
    assert statutes.map.ids(pieces) == [a.id for _, of in some for a in of]
