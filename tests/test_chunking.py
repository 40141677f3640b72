"""Passages tile the clauses and say where they stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import SourceError
from kb.indexing.chunking import (
    NAME_OF_CLOSING,
    NAME_OF_PREFACE,
    NAMES_OF_LINES,
    PASSAGE_TOKENS,
    chunk,
    split_span,
)
from kb.library import KnowledgeBase
from kb.types import Clause, Document, Encoder, ParsedDocument, Passage
from tests.structure_checks import parse

NUMBER, _, ISSUER, DATE = (names for _, names in NAMES_OF_LINES)


def covered(parsed: ParsedDocument, passages: tuple[Passage, ...]) -> list[int]:
    """How many passages hold each character of the document."""
    counts = [0] * len(parsed.document.text)
    for passage in passages:
        for at in range(passage.start, passage.end):
            counts[at] += 1
    return counts


def bare_headings(parsed: ParsedDocument) -> set[int]:
    """Places of the label and heading of the clauses that have sub-clauses."""
    text = parsed.document.text
    parents = {clause.parent for clause in parsed.clauses}
    places: set[int] = set()
    for clause in parsed.clauses:
        if clause.id not in parents or not clause.heading:
            continue
        first = min(c.start for c in parsed.clauses if c.parent == clause.id)
        at = text.find(clause.heading, clause.start, first)
        if at >= 0:
            end = at + len(clause.heading)
            while end < first and text[end] in " 。：:\u3000\n":
                end += 1
            places |= set(range(clause.start, end))
    return places


def check_tiling(parsed: ParsedDocument, passages: tuple[Passage, ...]) -> None:
    text = parsed.document.text
    by_id = {clause.id: clause for clause in parsed.clauses}
    headings = bare_headings(parsed)
    for at, count in enumerate(covered(parsed, passages)):
        assert count <= 1, f"{text[at - 5 : at + 5]!r} is in two passages"
        if not text[at].isspace() and count == 0:
            assert at in headings, f"{text[max(at - 20, 0) : at + 20]!r} is in no passage"
    ids = [passage.id for passage in passages]
    assert len(set(ids)) == len(ids)
    for passage in passages:
        clause = by_id[passage.clause]
        assert passage.document == parsed.document.id
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert clause.start <= passage.start < passage.end <= clause.end
        inner = [c for c in parsed.clauses if c.parent == clause.id]
        assert not any(c.start < passage.end and passage.start < c.end for c in inner)
        assert passage.context == " ".join(passage.context.split(" ")).strip()


def parsed_documents(library: KnowledgeBase) -> list[ParsedDocument]:
    return [
        ParsedDocument(document, library.clauses(document.id), ())
        for document in library.documents()
    ]


def test_the_corpus_is_tiled(library: KnowledgeBase, encoder: Encoder) -> None:
    for parsed in parsed_documents(library):
        passages = chunk(parsed, encoder.count_tokens)
        check_tiling(parsed, passages)
        assert passages == library.index.passages_of(parsed.document.id)
        for passage in passages:
            assert encoder.count_tokens(passage.text) <= PASSAGE_TOKENS


def clause_and_passage(
    library: KnowledgeBase, document: Document, path: str
) -> tuple[Clause, list[Passage]]:
    clause = next(c for c in library.clauses(document.id) if c.path == path)
    return clause, [p for p in library.index.passages_of(document.id) if p.clause == clause.id]


def test_the_context_says_where_a_passage_stands(
    library: KnowledgeBase, by_region: dict[str, Document]
) -> None:
    _, passages = clause_and_passage(library, by_region["攀枝花市_2022"], "四/（一）/3")
    context = passages[0].context
    parts = ["攀枝花市康复医疗服务试点工作方案", "四川省", "攀枝花市", "重点任务",
             "健全康复医疗服务体系", "增加康复医疗服务供给"]  # fmt: skip
    places = [context.index(part, 1 if part == "攀枝花市" else 0) for part in parts]
    assert [places[0], *places[3:]] == sorted([places[0], *places[3:]]), "outermost first"
    _, passages = clause_and_passage(library, by_region["重庆市_2021"], "二/（三）/11")
    assert "重庆市 主要任务 提高康复医疗服务能力 提升中医康复服务能力" in passages[0].context


LINES = [
    ("攀枝花市_2022", "通知/前言", "攀卫办〔2022〕14号", NUMBER, "the 文号"),
    ("攀枝花市_2022", "通知/落款", "2022年 3月 8日", DATE, "the date"),
    ("攀枝花市_2022", "通知/落款", "攀枝花市卫生健康委员会", ISSUER, "the issuer"),
    ("重庆市_2021", "通知/落款", "重庆市残疾人联合会", ISSUER, "the last of seven issuers"),
    ("重庆市_2021", "通知/落款", "2021年12月10日", DATE, "the date under seven issuers"),
    ("重庆市_2021", "落款", "自发布之日起施行", NAME_OF_CLOSING, "the closing formula"),
    ("山西省_2021", "前言", "为贯彻落实", NAME_OF_PREFACE, "the preface"),
    ("攀枝花市_2016", "前言", "根据《四川省关于", NAME_OF_PREFACE, "the preface"),
]


@pytest.mark.parametrize(("name", "path", "words", "names", "why"), LINES)
def test_head_and_foot_lines_get_their_names(
    library: KnowledgeBase,
    by_region: dict[str, Document],
    name: str,
    path: str,
    words: str,
    names: str,
    why: str,
) -> None:
    _, passages = clause_and_passage(library, by_region[name], path)
    bare = "".join(words.split())
    holding = [p for p in passages if bare in "".join(p.text.split())]
    assert holding, why
    assert any(names in passage.context for passage in holding), why


def test_a_plain_clause_has_no_such_name(
    library: KnowledgeBase, by_region: dict[str, Document]
) -> None:
    _, passages = clause_and_passage(library, by_region["攀枝花市_2022"], "四/（一）/3")
    for names in (NUMBER, ISSUER, DATE, NAME_OF_CLOSING, NAME_OF_PREFACE):
        assert not any(names in passage.context for passage in passages)


def count_characters(text: str) -> int:
    return len(text)


LONG = "各医疗机构要加强康复医学科建设，完善制度。"


def test_a_long_clause_is_cut_at_sentence_ends() -> None:
    parsed = parse("某市康复方案\n\n一、目标\n" + LONG * 60 + "\n二、保障\n加强领导。\n")
    passages = chunk(parsed, count_characters)
    check_tiling(parsed, passages)
    long = [p.text for p in passages if p.clause.endswith(":一")]
    assert len(long) > 3
    assert all(len(text) <= PASSAGE_TOKENS for text in long)
    assert all(text.endswith("。") for text in long if text != "一、目标")


def test_a_sentence_without_stops_is_cut_anyway() -> None:
    text = "康" * 3000
    spans = list(split_span(text, (0, 3000), count_characters))
    assert [text[a:b] for a, b in spans] == ["康" * (b - a) for a, b in spans]
    assert sum(b - a for a, b in spans) == 3000
    assert max(b - a for a, b in spans) <= PASSAGE_TOKENS


TEXTS = st.text(
    alphabet=st.sampled_from("康复医疗床位，。；、：\n \u3000（）《》“”0123456789%一二三是的A🙂"),
    min_size=1,
    max_size=900,
)


@given(TEXTS, st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_pieces_join_to_the_text_again(text: str, tokens: int) -> None:
    def count(piece: str) -> int:
        return len(piece) * tokens

    spans = list(split_span(text, (0, len(text)), count))
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    if len(spans) > 1:
        assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
        assert all(count(text[a:b]) <= PASSAGE_TOKENS for a, b in spans)


BLOCKS = st.sampled_from(
    [
        "某市卫生健康委员会\n某卫办〔2022〕14号\n",
        "关于印发《某市康复方案》的通知\n",
        "某市康复方案\n",
        "各县（区）卫生健康局：\n现将方案印发给你们。\n",
        "某市卫生健康委员会\n2022年3月8日\n",
        "一、总体要求\n",
        "二、重点任务\n加强建设。\n",
        "（一）指导思想。以人民健康为中心。\n",
        "（二）主要目标\n",
        "1.完善网络。按照分级诊疗要求，合理布局。\n",
        "2．增加供给。" + LONG * 12 + "\n",
        "第一章 总则\n",
        "第一条 为了规范管理，制定本办法。\n",
        "第二条 本办法所称康复，是指：（一）训练；（二）护理。\n",
        "附件1\n任务分工表\n一、甲\n乙。\n",
        "责任单位：市卫生健康委。\n",
        "本方案自发布之日起施行。\n",
        "\n\n",
    ]
)


@given(st.lists(BLOCKS, min_size=1, max_size=9))
@settings(max_examples=150, deadline=None)
def test_any_document_is_tiled(blocks: list[str]) -> None:
    try:
        parsed = parse("".join(blocks))
    except SourceError:
        return  # no text in it
    passages = chunk(parsed, count_characters)
    check_tiling(parsed, passages)
    assert all(len(passage.text) <= PASSAGE_TOKENS for passage in passages)
