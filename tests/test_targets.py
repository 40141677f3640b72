"""指标 of whole documents: rows of the five against those read by hand, the command, the groups."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.targets.__main__ import ALIKE, match_rows
from eval.targets.rows import Row, product_rows
from kb.answering.target_groups import dimension, group_targets, written_value
from kb.build import parse_file, parse_text
from kb.cli import main
from kb.library import KnowledgeBase
from kb.types import CitedTarget, ParsedDocument, Source, Target

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "eval" / "targets" / "gold.jsonl"
PLAN = """甘州市人民政府关于印发《甘州市养老服务实施方案》的通知

甘政发〔2021〕8号

各县（区）：

现将《甘州市养老服务实施方案》印发给你们。

甘州市人民政府
2021年5月6日

甘州市养老服务实施方案

一、发展基础
2020年，护理型床位占比达到35%。
二、工作目标
到2025年，养老服务体系基本建成。具体指标为：
（一）护理型床位占比不低于55%；
（二）力争社区养老服务设施覆盖率达到90%以上。
三、保障措施
各县（区）至少建成养老服务中心1家。
"""


def parsed_plan(text: str = PLAN) -> ParsedDocument:
    return parse_text(text, Source("甘州市.txt", "0" * 64))


def test_a_plan() -> None:
    parsed = parsed_plan()
    paths = {clause.id: clause.path for clause in parsed.clauses}
    rows = [
        (paths[t.clause], t.indicator, t.operator, t.value, t.unit, t.deadline, t.due, t.binding)
        for t in parsed.targets
    ]
    due = date(2025, 12, 31)
    assert rows == [
        ("二/（一）", "护理型床位占比", "≥", 55.0, "%", "到2025年", due, True),
        ("二/（二）", "社区养老服务设施覆盖率", "≥", 90.0, "%", "到2025年", due, False),
        ("三", "养老服务中心", "≥", 1.0, "家", None, None, True),
    ]


def test_quotes_are_slices_inside_their_clause() -> None:
    for path in sorted((ROOT / "corpus").glob("*.txt")):
        parsed = parse_file(path, ROOT / "corpus")
        clauses = {clause.id: clause for clause in parsed.clauses}
        assert parsed.targets
        for target in parsed.targets:
            clause = clauses[target.clause]
            assert clause.start <= target.start < target.end <= clause.end
            quote = parsed.document.text[target.start : target.end]
            assert target.scope is None or target.scope in quote
            assert target.deadline is None or target.deadline in parsed.document.text
        assert parsed.targets == parse_file(path, ROOT / "corpus").targets


def test_the_five_documents_against_rows_read_by_hand() -> None:
    gold = [Row.from_json(json.loads(line)) for line in GOLD.read_text("utf-8").splitlines()]
    found = [
        row
        for path in (ROOT / "corpus").glob("*.txt")
        for row in product_rows(parse_file(path, ROOT / "corpus"))
    ]
    paired = match_rows(found, gold, ALIKE[-1][1])
    assert paired / len(found) >= 0.95
    assert paired / len(gold) >= 0.95


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    monkeypatch.setattr("sys.argv", ["kb", "targets", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code or 0, capsys.readouterr()


def test_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    index = ("--index", str(built))
    code, printed = run(capsys, monkeypatch, *index, "--region", "重庆", "--json")
    rows = json.loads(printed.out)
    assert code == 0
    assert {row["region"] for row in rows} == {"重庆市"}
    first = rows[0]
    assert {k: first[k] for k in ("indicator", "operator", "value", "value_max", "unit")} == {
        "indicator": "康复医师",
        "operator": "≥",
        "value": 6,
        "value_max": None,
        "unit": "人/10万人口",
    }
    assert first["deadline"] == "到 2022 年底"
    assert first["due"] == "2022-12-31"
    assert first["binding"] is False
    citation = first["citation"]
    assert set(citation) == {"document", "path", "label", "quote", "start", "end", "page"}
    assert len(citation["quote"]) == citation["end"] - citation["start"]
    assert "每 10 万人口康复医师达到 6 人" in citation["quote"]

    _, printed = run(capsys, monkeypatch, *index, "--indicator", "康复医师")
    assert "康复医师" in printed.out
    assert "≥6人/10万人口" in printed.out
    _, printed = run(capsys, monkeypatch, *index, "--indicator", "高速公路")
    assert printed.out.startswith("没有找到")
    code, printed = run(capsys, monkeypatch, *index, "--region", "火星")
    assert code == 1
    assert "火星" in printed.err


def test_filters(library: KnowledgeBase) -> None:
    everything = library.targets()
    assert {row.citation.document.region for row in library.targets(regions=["四川"])} == {
        row.citation.document.region
        for row in everything
        if "攀枝花" in row.citation.document.title
    }
    assert library.targets(regions=["北京"]) == ()
    beds = library.targets(indicator="床位 占")
    assert beds
    assert all("床位" in row.target.indicator for row in beds)


def test_groups_line_up_like_with_like(library: KnowledgeBase) -> None:
    rows = library.targets()
    groups = group_targets(rows)
    assert sorted(r.target.start for g in groups for r in g.rows) == sorted(
        r.target.start for r in rows
    )
    beds = next(g for g in groups if "占医院总床位数" in g.indicator)
    assert {r.citation.document.region.name for r in beds.rows if r.citation.document.region} == {
        "天津市",
        "攀枝花市",
    }
    setting = next(g for g in groups if "设置康复" in g.indicator)
    assert {
        r.citation.document.region.name for r in setting.rows if r.citation.document.region
    } == {
        "山西省",
        "攀枝花市",
        "重庆市",
    }
    assert all(len({dimension(r.target.unit) for r in group.rows}) == 1 for group in groups)
    assert group_targets(()) == ()


def test_an_unrelated_document_changes_no_row(library: KnowledgeBase) -> None:
    rows = library.targets()
    other = replace(rows[0].target, document="x", indicator="公共停车泊位", unit="个", value=5.0)
    more = group_targets((*rows, CitedTarget(other, rows[0].citation)))
    assert {g.rows for g in group_targets(rows)} <= {g.rows for g in more}


@pytest.mark.parametrize(
    ("value", "top", "operator", "unit", "written"),
    [
        (2.0, None, "≥", "%", "≥2%"),
        (3.0, 4.0, "=", "家", "3～4家"),
        (10000.0, None, "=", "元/张", "1万元/张"),
        (0.25, None, "≥", "名/床", "≥0.25名/床"),
        (15019.0, None, "=", "元", "1.5019万元"),
    ],
)
def test_written_values(
    value: float, top: float | None, operator: Any, unit: str, written: str
) -> None:
    target = Target("d", "c", "i", operator, value, top, unit, None, None, None, True, 0, 1)
    assert written_value(target) == written


@pytest.mark.parametrize("command", ["targets", "duties"])
def test_a_region_without_documents_is_named(
    command: str,
    built: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for regions, warned in [(["重庆", "江苏"], True), (["重庆"], False)]:
        named = [word for region in regions for word in ("--region", region)]
        words = ["kb", command, "--index", str(built), "--json", *named]
        monkeypatch.setattr("sys.argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert not ended.value.code
        assert json.loads(printed.out)
        assert ("库内没有江苏省的文件" in printed.err) == warned
