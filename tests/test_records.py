"""Records to disk and back: nothing is lost, and nothing foreign is taken for a record."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import records
from kb.errors import IndexBrokenError
from kb.types import (
    Clause,
    Document,
    Manifest,
    Passage,
    Period,
    Reference,
    Region,
    Source,
)

text = st.text(st.characters(codec="utf-8"), max_size=20)
maybe_text = st.none() | text
offset = st.integers(0, 2**40)
maybe_date = st.none() | st.dates()
regions = st.builds(
    Region, text, text, st.sampled_from(["国家", "省", "市", "县"]), parent=maybe_text
)
documents = st.builds(
    Document,
    id=text,
    title=text,
    text=text,
    source=st.builds(Source, text, text, maybe_text, maybe_text),
    enclosed_title=maybe_text,
    number=maybe_text,
    issuers=st.lists(text).map(tuple),
    region=st.none() | regions,
    issued_on=maybe_date,
    effective_on=maybe_date,
    period=st.none() | st.builds(Period, maybe_date, maybe_date),
    status=maybe_text,
    genre=maybe_text,
    page_starts=st.lists(offset).map(tuple),
    header_spans=st.lists(st.tuples(offset, offset)).map(tuple),
    warnings=st.lists(text).map(tuple),
)
clauses = st.builds(
    Clause,
    id=text,
    document=text,
    kind=st.sampled_from(["notice", "attachment", "preface", "article", "item", "closing"]),
    path=text,
    label=text,
    heading=maybe_text,
    start=offset,
    end=offset,
    parent=maybe_text,
)
passages = st.builds(
    Passage,
    id=text,
    document=text,
    clause=text,
    start=offset,
    end=offset,
    text=text,
    context=text,
)
references = st.builds(
    Reference,
    document=text,
    clause=text,
    kind=st.sampled_from(["依据", "印发", "转发", "落实", "废止", "替代", "引用"]),
    title=text,
    number=maybe_text,
    start=offset,
    end=offset,
    target=maybe_text,
)
manifests = st.builds(
    Manifest,
    schema=offset,
    generation=offset,
    encoder=text,
    encoder_hash=text,
    dim=offset,
    tokeniser=text,
    documents=offset,
    clauses=offset,
    passages=offset,
    sentences=offset,
    sources=st.dictionaries(text, text),
    library_version=text,
    built_at=text,
)

EXAMPLE = Document(
    id="天津-1",
    title="关于康复医疗服务的通知",
    text="全文",
    source=Source("天津/通知.docx", "ab", "通知.docx", "https://example.cn/1"),
    number="津卫〔2022〕14号",
    issuers=("市卫生健康委", "市医保局"),
    region=Region("天津市", "120000", "省", None),
    issued_on=date(2022, 5, 1),
    period=Period(date(2022, 5, 1), None),
    status="现行有效",
)


@given(documents)
def test_document_survives_json(document: Document) -> None:
    written = json.loads(json.dumps(records.document_to_dict(document)))
    assert records.document_from_dict(written) == document


@given(documents, clauses, passages, references)
def test_rows_survive_sqlite(
    document: Document, clause: Clause, passage: Passage, reference: Reference
) -> None:
    connection = sqlite3.connect(":memory:")

    def through(row: tuple[object, ...]) -> tuple[object, ...]:
        marks = ", ".join("?" * len(row))
        return connection.execute(f"SELECT {marks}", row).fetchone()

    assert records.document_from_row(through(records.document_to_row(document))) == document
    assert records.clause_from_row(through(records.clause_to_row(clause))) == clause
    assert records.passage_from_row(through(records.passage_to_row(passage))) == passage
    assert records.reference_from_row(through(records.reference_to_row(reference))) == reference
    assert len(records.DOCUMENT_COLUMNS) == len(records.document_to_row(document))
    connection.close()


@given(manifests)
def test_manifest_survives_json(manifest: Manifest) -> None:
    written = json.loads(json.dumps(records.manifest_to_dict(manifest)))
    assert records.manifest_from_dict({**written, "files": {}}) == manifest


GOOD = records.document_to_dict(EXAMPLE)
MANIFEST = records.manifest_to_dict(
    Manifest(1, 1, "e", "h", 3, "t", 0, 0, 0, 0, {"a": "b"}, "0.1.0", "2026-01-01")
)


@pytest.mark.parametrize(
    "foreign",
    [
        {},
        {**GOOD, "issued_on": "yesterday"},
        {**GOOD, "region": {"name": "天津市"}},
        {**GOOD, "region": {**GOOD["region"], "level": "州"}},
        {**GOOD, "source": None},
        {**GOOD, "header_spans": [[1, 2, 3]]},
        {**GOOD, "page_starts": 5},
    ],
)
def test_foreign_document_is_refused(foreign: dict[str, object]) -> None:
    with pytest.raises(IndexBrokenError, match="kb build"):
        records.document_from_dict(foreign)


@pytest.mark.parametrize(
    "foreign",
    [
        {},
        {**MANIFEST, "schema": "1"},
        {**MANIFEST, "dim": True},
        {**MANIFEST, "passages": -1},
        {key: value for key, value in MANIFEST.items() if key != "sentences"},
        {**MANIFEST, "sources": []},
        {**MANIFEST, "sources": {"a": 1}},
        {**MANIFEST, "encoder": None},
    ],
)
def test_foreign_manifest_is_refused(foreign: dict[str, object]) -> None:
    with pytest.raises(IndexBrokenError, match=r"manifest\.json.*kb build"):
        records.manifest_from_dict(foreign)


def test_foreign_rows_are_refused() -> None:
    for read in (
        records.document_from_row,
        records.clause_from_row,
        records.passage_from_row,
        records.reference_from_row,
    ):
        with pytest.raises(IndexBrokenError):
            read(("only one value",))
