"""Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from markdown_it import MarkdownIt

from kb.contract import answer_to_json, clauses_to_json
from kb.export.csv import to_csv
from kb.export.footnotes import note_text
from kb.export.markdown import escaped, to_markdown
from kb.exporting import export_bytes
from kb.library import KnowledgeBase
from tests import export_samples

QUESTION = "攀枝花和天津分别要求康复床位占医院总床位多少？"


def test_markdown_has_footnotes_annex_and_particulars(library: KnowledgeBase) -> None:
    answer = library.ask("天津的试点什么时候开始，到什么时候结束？")
    text = export_bytes(answer, "md", library=library, day=export_samples.DAY).decode()
    for number, citation in enumerate(answer.citations, 1):
        assert f"[^{number}]: {escaped(note_text(citation))}" in text
        assert citation.document.source.sha256 in text
    parts = [tuple(map(escaped, s.set_in(answer.citations))) for s in answer.statements]
    chosen = [(before, words, after) for before, words, after in parts if before or after]
    assert chosen
    for before, words, after in chosen:
        assert f"“{before}<strong>{words}</strong>{after}”[^" in text
    for said in ("2026\\-11\\-22", "处引文与原文逐字一致", "## 附件1 所引条款全文", "## 附件2"):
        assert said in text


@pytest.mark.parametrize(
    "text",
    [
        "![远程](http://evil.example/a.png)",
        "<script>alert(1)</script><img src=x onerror=y>",
        "# 标题",
        "1. 目标",
        "2.5倍",
        "- 列",
        "> 引",
        "`code` **b** ~~s~~ $x^2$",
        "a | b",
        "[^1]: 假注",
        "http://example.org www.example.org a@example.org",
        "---",
        "===",
        "&amp; &#60;",
        ":material/home: :red[x]",
        "\\",
    ],
)
def test_document_text_does_nothing_in_markdown(text: str) -> None:
    reader = MarkdownIt("gfm-like", {"linkify": False}).enable("table")
    tokens = reader.parse(escaped(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inner = tokens[1].children or []
    assert {token.type for token in inner} <= {"text", "text_special", "softbreak"}
    assert "".join(token.content for token in inner) == text


def test_csv_opens_in_excel(library: KnowledgeBase) -> None:
    targets = export_samples.targets(library)
    data = export_bytes(targets, "csv", library=library, day=export_samples.DAY)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    head = rows[0]
    assert head[:5] == ["序号", "地区", "指标", "关系", "数值"]
    assert head[-2:] == ["原文", "出处"]
    for row, cited in zip(rows[1:], targets, strict=False):
        target = cited.target
        assert float(row[4]) == target.value
        assert row[8] == (target.due.isoformat() if target.due else "")
        document = library.document(target.document)
        assert row[-2] == document.text[target.start : target.end]
        assert document.source.path in row[-1]
    last = dict(row[:2] for row in rows[len(targets) + 2 :])
    assert last["导出日期"] == "2026-11-22"
    assert "逐字一致" in last["引文核对"]
    assert rows[-1][0] == "源文件"
    assert len(rows[-1][3]) == 64


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", " =1", "＝1", "\n=1"])  # noqa: RUF001
def test_csv_text_is_not_a_formula(text: str) -> None:
    data = to_csv(export_samples.paper_of(text)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[2][0] == "\t" + text
    assert rows[1][2] == "-2.5"  # a number stays one


def test_json_is_the_contract_with_particulars(library: KnowledgeBase) -> None:
    answer = library.ask(QUESTION)
    record = json.loads(export_bytes(answer, "json", library=library, day=export_samples.DAY))
    said = record.pop("particulars")
    assert record == answer_to_json(answer)
    assert said["date"] == "2026-11-22"
    assert said["question"] == QUESTION
    assert "处引文与原文逐字一致" in said["check"]
    held = {d.source.path: d.source.sha256 for d in library.documents()}
    assert {s["source"]: s["sha256"] for s in said["sources"]}.items() <= held.items()
    assert all(answer_clause["text"] for answer_clause in said["clauses"])


def test_a_clause_list_is_the_contract_too(library: KnowledgeBase) -> None:
    document = library.documents()[2]
    clauses = library.clauses(document.id)
    record = json.loads(export_bytes(clauses, "json", library=library))
    record.pop("particulars")
    assert record == clauses_to_json(document, clauses)


def test_an_empty_paper_is_still_text() -> None:
    assert to_markdown(export_samples.paper_of("")).decode().startswith("# \n")
