"""Regions side by side on a topic: who says what, in whose words, and who is silent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.build import build_index
from kb.errors import QuestionError, UnknownNameError
from kb.library import KnowledgeBase
from kb.types import ComparisonTable, Encoder

P, C, T, S = "攀枝花市", "重庆市", "天津市", "山西省"

# topic, regions that speak of it, regions that are silent, words that must be quoted, why
COMPARED = [
    ("康复床位占比", {P, T}, {C, S}, {P: "2%以上", T: "不低于2%"}, "a share"),
    ("家庭病床", {P, T, C}, {S}, {C: "家庭病床"}, "named by all but one"),
    ("太极拳", {P, S}, {C, T}, {S: "太极拳"}, "in passing, yet promoted"),
    ("尘肺病康复", {C}, {P, T, S}, {C: "尘肺病"}, "康复 alone is not it"),
    ("用地保障", {P}, {C, T, S}, {P: "用地"}, "保障 alone is not it"),
    ("新能源汽车补贴", set(), {P, C, T, S}, {}, "nobody"),
]


def spoken(table: ComparisonTable) -> set[str]:
    return {
        column.name
        for n, column in enumerate(table.columns)
        if any(row.cells[n].statements for row in table.rows)
    }


@pytest.mark.parametrize(("topic", "speaking", "silent", "quoted", "why"), COMPARED)
def test_who_speaks_and_who_is_silent(
    library: KnowledgeBase,
    topic: str,
    speaking: set[str],
    silent: set[str],
    quoted: dict[str, str],
    why: str,
) -> None:
    table = library.compare(topic)
    assert spoken(table) == speaking, why
    assert {c.name for c in table.columns} - spoken(table) == silent
    for region, words in quoted.items():
        place = [column.name for column in table.columns].index(region)
        cells = [row.cells[place] for row in table.rows]
        assert any(words in citation.quote for cell in cells for citation in cell.citations)


@pytest.mark.parametrize("topic", ["康复医疗床位", "人才培养", "医保支付", "信息化", "组织领导"])
def test_every_cell_quotes_its_own_column_exactly(library: KnowledgeBase, topic: str) -> None:
    table = library.compare(topic)
    assert len({row.aspect for row in table.rows}) == len(table.rows)
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        for column, cell in zip(table.columns, row.cells, strict=True):
            assert cell.silent != bool(cell.statements)
            for statement in cell.statements:
                assert [cell.citations[n].quote for n in statement.citations] == [statement.text]
            for c in cell.citations:
                assert c.document in column.documents
                assert c.document.text[c.start : c.end] == c.quote


def test_too_many_columns_are_refused_before_any_work(
    library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.comparing.MOST_COLUMNS", 3)
    with pytest.raises(QuestionError, match="有 4 栏，最多能并列 3 栏"):
        library.compare("家庭病床")
    assert len(library.compare("家庭病床", regions=[P, C, T]).columns) == 3


def test_of_many_sentences_each_column_keeps_its_clearest(
    library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = library.compare("康复床位")
    monkeypatch.setattr("kb.comparing.MOST_TOGETHER", 4)
    table = library.compare("康复床位")
    assert spoken(table) == spoken(whole)
    quoted = [s for row in table.rows for cell in row.cells for s in cell.statements]
    every = [s for row in whole.rows for cell in row.cells for s in cell.statements]
    assert 0 < len(quoted) < len(every)


def test_an_unrelated_document_changes_no_cell(
    library: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for document in library.documents():
        (corpus / document.source.path).write_text(document.text, "utf-8")
    other = "\n".join(
        ["湖北省新能源汽车充电设施管理办法", "第一条 为规范充电床位管理，制定本办法。"]
    )
    (corpus / "湖北省_2023_充电.txt").write_text(other, "utf-8")
    build_index(corpus, tmp_path / "index", encoder=encoder)
    with KnowledgeBase.open(tmp_path / "index", encoder=encoder) as larger:
        for topic in ("康复医疗床位", "人才培养"):
            before = library.compare(topic, regions=[P, T, C])
            after = larger.compare(topic, regions=[P, T, C])
            assert _words(after) == _words(before)


def test_a_column_does_not_depend_on_the_others(library: KnowledgeBase) -> None:
    for others in ([T], [C], [S, T, C]):
        table = library.compare("家庭病床", regions=[P, *others])
        own = {c.quote for row in table.rows for c in row.cells[0].citations}
        alone = library.compare("家庭病床", regions=[P, S])
        assert own == {c.quote for row in alone.rows for c in row.cells[0].citations}


def _words(table: ComparisonTable) -> list[tuple[str, list[list[str]]]]:
    return [
        (row.aspect, [[citation.quote for citation in cell.citations] for cell in row.cells])
        for row in table.rows
    ]


def test_given_aspects_are_the_rows(library: KnowledgeBase) -> None:
    table = library.compare("家庭病床", regions=[P, S], aspects=["责任单位", "收治标准"])
    assert [row.aspect for row in table.rows] == ["责任单位", "收治标准"]
    who, standard = (row.cells[0] for row in table.rows)
    assert any("责任单位：" in citation.quote for citation in who.citations)
    assert any("收治标准" in citation.quote for citation in standard.citations)
    assert all(row.cells[1].silent for row in table.rows)


def test_numbers_are_set_side_by_side(library: KnowledgeBase) -> None:
    said = {d.kind: d.text for d in reversed(library.compare("康复床位占比").differences)}
    assert "三级综合医院≥2%" in said["数值"]
    assert f"{P}≥2%（到2023年，力争）" in said["数值"]
    assert "数值一致" in said["数值"]
    assert f"{C}未作规定" in said["有无"] or f"{S}、{C}未作规定" in said["有无"]


def test_a_region_without_documents_is_not_called_silent(library: KnowledgeBase) -> None:
    table = library.compare("家庭病床", regions=["北京", "重庆"])
    empty = next(n for n, column in enumerate(table.columns) if column.name == "北京市")
    assert table.columns[empty].documents == ()
    assert all(not row.cells[empty].silent for row in table.rows)
    assert any("库内没有北京市的文件" in d.text for d in table.differences)


def test_documents_may_be_the_columns(library: KnowledgeBase) -> None:
    names = [
        "攀枝花市_2016_医养结合试点工作实施方案.txt",
        "攀枝花市_2022_康复医疗服务试点工作方案.txt",
    ]
    table = library.compare("家庭病床", documents=names)
    assert [len(column.documents) for column in table.columns] == [1, 1]
    assert all(row.cells for row in table.rows)


def test_regions_named_in_the_topic_are_the_columns(library: KnowledgeBase) -> None:
    table = library.compare("攀枝花和重庆的家庭病床")
    assert {column.name for column in table.columns} == {P, C}


BAD = [
    ("", {}, QuestionError, "空"),
    ("家庭病床", {"regions": ["重庆"]}, QuestionError, "重庆市"),
    ("家庭病床", {"regions": ["重庆", "渝"]}, QuestionError, "重庆市"),
    ("家庭病床", {"regions": ["桃花源", "重庆"]}, UnknownNameError, "桃花源"),
    ("家庭病床", {"regions": ["北京", "上海"]}, UnknownNameError, "北京市、上海市"),
    ("家庭病床", {"documents": ["没有这份文件", "也没有"]}, UnknownNameError, "没有这份文件"),
]


@pytest.mark.parametrize(("topic", "options", "error", "named"), BAD)
def test_bad_input_is_named(
    library: KnowledgeBase,
    topic: str,
    options: dict[str, list[str]],
    error: type[Exception],
    named: str,
) -> None:
    with pytest.raises(error, match=named):
        library.compare(topic, **options)


def test_the_same_document_twice_is_one_column(library: KnowledgeBase) -> None:
    name = library.documents()[0].source.path
    with pytest.raises(QuestionError, match="一栏"):
        library.compare("家庭病床", documents=[name, name])


CHARITY = """慈善条例

第一章 总则
第一条 本条例适用于本市行政区域内的{subject}活动。
第二章 {subject}保障
第二条 市人民政府应当将{subject}经费纳入预算，按照每人每年不低于{money}元的标准安排。
第三条 {subject}机构应当公开收支，接受社会监督，公示期不少于{days}日。
"""


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[KnowledgeBase]:
    """Two cities that regulate 志愿服务; a city and the state that do not."""
    folder = tmp_path_factory.mktemp("towns")
    for name, subject, money, days in [
        ("杭州市", "志愿服务", 50, 5),
        ("宁波市", "志愿服务", 80, 5),
        ("青岛市", "垃圾分类", 30, 7),
    ]:
        text = f"{name}{CHARITY.format(subject=subject, money=money, days=days)}"
        (folder / f"{name}_条例.txt").write_text(text, "utf-8")
    (folder / "全国_办法.txt").write_text(
        "国务院关于口岸通关的办法\n\n第一条 口岸应当全年开放。\n", "utf-8"
    )
    build_index(folder, folder / "index", encoder=encoder)
    with KnowledgeBase.open(folder / "index", encoder=encoder) as kb:
        yield kb


def test_a_column_silent_throughout_is_said_once(towns: KnowledgeBase) -> None:
    table = towns.compare("志愿服务", regions=["杭州", "宁波", "青岛", "四川"])
    assert len(table.rows) > 1
    assert table.differences[0].text == "杭州市、宁波市有规定，青岛市未作规定，库内没有四川省的文件"
    assert not [d.text for d in table.differences[1:] if "青岛" in d.text or "四川" in d.text]


def test_the_state_does_not_say_what_a_city_says(towns: KnowledgeBase) -> None:
    table = towns.compare("志愿服务", regions=["全国", "杭州"])
    assert spoken(table) == {"杭州市"}
    assert [d.source.path for d in table.columns[0].documents] == ["全国_办法.txt"]


def test_a_row_is_not_named_after_a_chapter_that_every_law_has(towns: KnowledgeBase) -> None:
    names = [row.aspect for row in towns.compare("志愿服务", regions=["杭州", "宁波"]).rows]
    assert not [name for name in names if name.startswith("总则") or "适用于" in name], names


def test_a_title_is_not_quoted_as_a_rule(towns: KnowledgeBase) -> None:
    table = towns.compare("慈善条例", regions=["杭州", "宁波"])
    quotes = [c.quote for row in table.rows for cell in row.cells for c in cell.citations]
    assert not [quote for quote in quotes if quote.strip().endswith("慈善条例")]


def test_a_given_aspect_is_quoted_only_where_it_is_spoken_of(towns: KnowledgeBase) -> None:
    table = towns.compare("志愿服务", aspects=["监督", "监督 "], regions=["杭州", "宁波"])
    assert [row.aspect for row in table.rows] == ["监督"]
    quotes = [c.quote for cell in table.rows[0].cells for c in cell.citations]
    assert len(quotes) == 2
    assert all("监督" in quote for quote in quotes)


def test_an_empty_aspect_is_refused(towns: KnowledgeBase) -> None:
    with pytest.raises(QuestionError, match="方面是空的"):
        towns.compare("志愿服务", aspects=["期限", " "], regions=["杭州", "宁波"])


def test_numbers_are_said_once(library: KnowledgeBase) -> None:
    texts = [d.text for d in library.compare("康复医疗床位").differences if d.kind == "数值"]
    assert texts
    assert len(texts) == len(set(texts))


def test_a_topic_that_nobody_speaks_of_gets_advice(towns: KnowledgeBase) -> None:
    table = towns.compare("区块链挖矿", regions=["杭州", "宁波"])
    (difference,) = table.differences
    assert difference.text.startswith("杭州市、宁波市未作规定，所列 2 份文件已逐条查过")
    assert "换个说法" in difference.text


def test_rows_under_one_heading_are_told_apart_by_their_own_words(towns: KnowledgeBase) -> None:
    """A name is the heading, or the heading with words that stand in one of the row's clauses."""
    table = towns.compare("志愿服务", regions=["杭州", "宁波"])
    for row in table.rows:
        heading, _, words = row.aspect.rpartition("：")
        quoted = "".join(citation.quote for cell in row.cells for citation in cell.citations)
        assert not heading or words in quoted
