"""What comes nearest to the topic in a silent column: shown to be checked, never relied upon."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from docx import Document as WordFile
from openpyxl import load_workbook

from kb.answering.topic import THRESHOLD, TO_CHECK
from kb.contract import comparison_to_json
from kb.errors import QuoteError
from kb.exporting import export_bytes
from kb.library import KnowledgeBase
from kb.types import ComparisonTable

P, T, C = "攀枝花市", "天津市", "重庆市"
TOPICS = [
    ("康复护士薪酬", {P, C}, "training of the same people, but no pay"),
    ("家庭病床", set(), "who is silent says nothing near it"),
    ("高速公路通行", set(), "nobody, and nothing near it"),
]


@pytest.fixture(scope="module")
def table(library: KnowledgeBase) -> ComparisonTable:
    return library.compare("康复护士薪酬", regions=[P, T, C])


@pytest.mark.parametrize(("topic", "columns", "why"), TOPICS)
def test_only_what_is_near_is_shown(
    library: KnowledgeBase, topic: str, columns: set[str], why: str
) -> None:
    found = library.compare(topic, regions=[P, T, C])
    assert {found.columns[one.column].name for one in found.to_check} == columns, why


def test_it_is_of_columns_silent_throughout_and_quotes_them(table: ComparisonTable) -> None:
    assert 0 < TO_CHECK < THRESHOLD
    for one in table.to_check:
        assert all(row.cells[one.column].silent for row in table.rows)
        citation = one.citation
        assert citation.document in table.columns[one.column].documents
        assert citation.document.text[citation.start : citation.end] == citation.quote


def test_json_has_it_only_when_there_is_one(library: KnowledgeBase, table: ComparisonTable) -> None:
    record = json.loads(json.dumps(comparison_to_json(table)))
    assert [one["column"] for one in record["to_check"]] == [o.column for o in table.to_check]
    assert record["to_check"][0]["citation"]["quote"] == table.to_check[0].citation.quote
    assert "to_check" not in comparison_to_json(library.compare("高速公路通行", regions=[P, T]))


def test_exports_show_it_with_its_source(library: KnowledgeBase, table: ComparisonTable) -> None:
    quote = table.to_check[0].citation.quote
    word = WordFile(io.BytesIO(export_bytes(table, "docx", library=library)))
    assert any(P in p.text and quote in p.text for p in word.paragraphs)
    assert any("未据以对照" in p.text for p in word.paragraphs)
    book = load_workbook(io.BytesIO(export_bytes(table, "xlsx", library=library)))
    values = [cell.value for row in book["供核对"].iter_rows() for cell in row]
    assert any(quote in str(value) for value in values)
    assert quote in export_bytes(table, "md", library=library).decode()


def test_a_quotation_that_is_not_its_source_is_not_exported(
    library: KnowledgeBase, table: ComparisonTable
) -> None:
    one = table.to_check[0]
    wrong = replace(one, citation=replace(one.citation, quote=one.citation.quote + "不"))
    with pytest.raises(QuoteError):
        export_bytes(replace(table, to_check=(wrong,)), "md", library=library)
