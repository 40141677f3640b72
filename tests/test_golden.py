from __future__ import annotations

import json
from collections import Counter

import pytest

from kb.reading.plain import read_plain
from kb.types import ParsedDocument
from tests.golden_files import CORPUS, GOLDEN, names, parse, written
from tests.structure_checks import check_invariants, paths, solid, text_of

KANGFU = "攀枝花市_2022_康复医疗服务试点工作方案"
CHONGQING = "重庆市_2021_加快推进康复医疗工作发展实施方案"
TIANJIN = "天津市_2022_康复医疗服务试点工作方案"
SHANXI = "山西省_2021_中医药康复服务能力提升工程五年行动实施方案"
YIYANG = "攀枝花市_2016_医养结合试点工作实施方案"

PARSED = {name: parse(name) for name in names()}


def test_there_are_five() -> None:
    assert set(PARSED) == {KANGFU, CHONGQING, TIANJIN, SHANXI, YIYANG}


@pytest.mark.parametrize("name", names())
def test_golden_files(name: str) -> None:
    again = "differs: read the difference, then `python -m tests.golden_files`"
    text = PARSED[name].document.text
    assert text + "\n" == (GOLDEN / f"{name}.txt").read_text("utf-8"), again
    assert written(PARSED[name]) == (GOLDEN / f"{name}.json").read_text("utf-8"), again


@pytest.mark.parametrize("name", names())
def test_golden_spans_fit_the_golden_text(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    text = (GOLDEN / f"{name}.txt").read_text("utf-8")
    for path, _, label, heading, start, end in golden["clauses"]:
        said = text[start:end]
        assert path == "通知" or said.startswith(label)
        assert heading is None or path == "通知" or said[len(label) :].strip().startswith(heading)
        assert start == 0 or text[start - 1] == "\n", "a clause begins a line"
        assert text[end] == "\n", "and ends with one"


@pytest.mark.parametrize("name", names())
def test_invariants(name: str) -> None:
    check_invariants(PARSED[name])


LEVELS = [
    (KANGFU, (6, 15, 12)),
    (CHONGQING, (3, 12, 19)),
    (TIANJIN, (5, 15, 0)),
    (SHANXI, (5, 18, 19)),
    (YIYANG, (4, 14, 5)),
]


@pytest.mark.parametrize(("name", "counts"), LEVELS)
def test_clauses_at_the_three_levels(name: str, counts: tuple[int, int, int]) -> None:
    items = [c for c in PARSED[name].clauses if c.kind == "item"]
    levels = Counter(c.path.count("/") + 1 for c in items)
    assert tuple(levels[n] for n in (1, 2, 3)) == counts
    assert sum(levels.values()) == sum(counts)


HEADERS = [
    (KANGFU, "number", "攀卫办〔2022〕14号"),
    (KANGFU, "issuers", ("攀枝花市卫生健康委员会",)),
    (KANGFU, "issued_on", "2022-03-08"),
    (KANGFU, "period", "2022-01-01 2022-12-31"),
    (KANGFU, "region", "攀枝花市 510400 四川省"),
    (CHONGQING, "number", "渝卫发〔2021〕60号"),
    (CHONGQING, "issuers", (
        "重庆市卫生健康委员会", "重庆市发展和改革委员会", "重庆市教育委员会", "重庆市民政局",
        "重庆市财政局", "重庆市医疗保障局", "重庆市残疾人联合会",
    )),
    (CHONGQING, "issued_on", "2021-12-10"),
    (CHONGQING, "effective_on", "2021-12-10"),
    (CHONGQING, "region", "重庆市 500000 全国"),
    (CHONGQING, "enclosed_title", "重庆市加快推进康复医疗工作发展实施方案"),
    (TIANJIN, "title", "天津市康复医疗服务试点工作方案"),
    (TIANJIN, "number", None),
    (TIANJIN, "issuers", ()),
    (TIANJIN, "issued_on", None),
    (TIANJIN, "effective_on", None),
    (TIANJIN, "region", "天津市 120000 全国"),
    (SHANXI, "title", "山西省中医药康复服务能力提升工程五年行动实施方案（2021-2025年）"),
    (SHANXI, "number", None),
    (SHANXI, "issued_on", None),
    (SHANXI, "period", "2021-01-01 2025-12-31"),
    (SHANXI, "region", "山西省 140000 全国"),
    (YIYANG, "title", "攀枝花市人民政府办公室关于印发《攀枝花市医养结合试点工作实施方案》的通知"),
    (YIYANG, "enclosed_title", "攀枝花市医养结合试点工作实施方案"),
    (YIYANG, "number", "攀办发〔2016〕71号"),
    (YIYANG, "issuers", ("攀枝花市人民政府办公室",)),
    (YIYANG, "issued_on", "2016-12-13"),
    (YIYANG, "region", "攀枝花市 510400 四川省"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "value"), HEADERS)
def test_header(name: str, field: str, value: object) -> None:
    document = PARSED[name].document
    found = getattr(document, field)
    if field == "region":
        found = f"{found.name} {found.adcode} {found.parent}"
    elif field == "period":
        found = f"{found.start} {found.end}"
    elif field.endswith("_on") and found is not None:
        found = str(found)
    assert found == value


@pytest.mark.parametrize("name", names())
def test_no_numbering_is_odd(name: str) -> None:
    assert PARSED[name].document.warnings == ()
    assert PARSED[name].document.genre == "方案"
    assert PARSED[name].document.page_starts == ()


BASIS = [
    (KANGFU, [
        ("国家卫生健康委办公厅关于开展康复医疗服务试点工作的通知", "国卫办医函〔2021〕536号"),
        (
            "四川省卫生健康委员会关于印发四川省康复医疗服务试点工作方案的通知",
            "川卫医政函〔2022〕5号",
        ),
    ]),
    (CHONGQING, [("关于加快推进康复医疗工作发展的意见", "国卫医发〔2021〕19号")]),
    (YIYANG, [
        ("四川省关于加快推进医疗卫生与养老服务相结合实施意见的通知", "川办发〔2016〕57号"),
        ("攀枝花市促进健康服务业发展实施方案", "攀府发〔2014〕44号"),
        ("攀枝花市人民政府关于支持养老服务业发展的若干意见", "攀府发〔2015〕2号"),
        ("攀枝花市创建（中国）阳光康养产业试验区发展规划", None),
    ]),
    (TIANJIN, []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "basis"), BASIS)
def test_basis_documents(name: str, basis: list[tuple[str, str | None]]) -> None:
    found = [
        (reference.title, reference.number)
        for reference in PARSED[name].references
        if reference.kind == "依据" and reference.clause.endswith(":前言")
    ]
    assert found == basis


KEPT = [
    (CHONGQING, "康复医疗工作制度和 workflows；", "a stray English word"),
    (CHONGQING, "康复的理论和技術方法", "traditional characters"),
    (CHONGQING, "推动成渝地区双城经济圈建设", "a sentence over a page break"),
    (CHONGQING, "报考康复相关专业", "another"),
    (KANGFU, "合理配置配置康复辅助器具", "a word twice"),
    (KANGFU, "通过“互联网+”、家庭病床", "a wrap before a sign"),
    (KANGFU, "特制订本方案。", "a wrap in a word"),
    (YIYANG, "鼓励医疗机构执业医师", "a wrap in a word"),
    (YIYANG, "养老（康养）机构覆盖率达到 90%以上", "blanks as they stand"),
    (SHANXI, "（2021 -2025年）", "blanks as they stand"),
]
GONE = [
    (CHONGQING, "**", "Markdown"),
    (CHONGQING, "行政规范性文件", "the running head"),
    (TIANJIN, "[bookmark", "a bookmark"),
    (TIANJIN, "_GoBack", "a bookmark"),
]


@pytest.mark.parametrize(("name", "words", "why"), KEPT)
def test_words_are_kept(name: str, words: str, why: str) -> None:
    assert words in PARSED[name].document.text, why


@pytest.mark.parametrize(("name", "words", "why"), GONE)
def test_layout_is_gone(name: str, words: str, why: str) -> None:
    assert words in (CORPUS / f"{name}.txt").read_text("utf-8")
    assert words not in PARSED[name].document.text, why


@pytest.mark.parametrize("name", names())
def test_nothing_else_is_gone(name: str) -> None:
    raw = solid(read_plain(CORPUS / f"{name}.txt"))
    for mark in ("**", "[bookmark:_GoBack]", "重庆市卫生健康委员会行政规范性文件"):
        raw = raw.replace(mark, "")
    assert solid(PARSED[name].document.text) == raw


PLACES = [
    (KANGFU, "通知/前言", "现印发你们，请抓好贯彻落实。"),
    (KANGFU, "通知/落款", "2022年 3月 8日"),
    (KANGFU, "四/（五）/12", "等29项医疗康复项目医保支付。"),
    (CHONGQING, "二/（一）", "(一) 健全完善康复医疗服务体系。"),
    (CHONGQING, "三/（二）", "教育部门要加强"),
    (CHONGQING, "落款", "本实施方案自发布之日起施行。"),
    (TIANJIN, "三/（七）", "29项医疗康复项目"),
    (SHANXI, "一/（五）", "50%、30%以上。"),
    (SHANXI, "二/（四）/4", "4.启动健身专业"),
    (YIYANG, "三/（二）/5", "服务对象：辖区内及外来康养人群。"),
    (YIYANG, "四/（三）", "特殊养老床位每张 2 万元"),
]


@pytest.mark.parametrize(("name", "path", "words"), PLACES)
def test_words_stand_in_their_clause(name: str, path: str, words: str) -> None:
    assert words in text_of(PARSED[name], path)


def fields(parsed: ParsedDocument, label: str) -> list[str]:
    return [line for line in parsed.document.text.split("\n") if line.startswith(label)]


def test_fields_of_yiyang() -> None:
    parsed = PARSED[YIYANG]
    assert len(fields(parsed, "责任单位：")) == 10
    for label in ("服务对象：", "服务主体：", "服务模式："):
        assert len(fields(parsed, label)) == 5
        for n in "12345":
            assert text_of(parsed, f"三/（二）/{n}").count(label) == 1
    assert [text_of(parsed, f"四/（{n}）").count("责任单位：") for n in "一二三四五六"] == [1] * 6


def test_notices_have_their_prefix() -> None:
    for name in (KANGFU, CHONGQING, YIYANG):
        assert paths(PARSED[name])[:3] == ["通知", "通知/前言", "通知/落款"]
    for name in (TIANJIN, SHANXI):
        assert paths(PARSED[name])[0] == "前言"
