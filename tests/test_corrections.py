"""Header fields set by hand: they replace what was read, and survive every rebuild."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.build import add_files, build_index, read_document
from kb.errors import SourceError, UnknownNameError
from kb.indexing.index import open_index
from kb.sources import read_sources, write_sources
from kb.structure.corrections import correct, field_text
from kb.types import CorrectedField, Correction, Document, Source
from tests.index_fakes import FakeEncoder

TITLE = "关于做好康复护理工作的通知"
TEXT = f"{TITLE}\n\n各区县：\n一、增加床位\n每院不少于20张。\n某市卫生局\n2021年3月5日\n"


def write(folder: Path, name: str, text: str = TEXT, *corrections: Correction) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    if corrections:
        source = read_document(path).document.source
        write_sources(folder, [replace(source, corrections=corrections)])
    return path


def by_hand(field: CorrectedField, value: str | None) -> Correction:
    return Correction(field, value, None, "甲@x.gov.cn", "2026-01-02T03:04:05+08:00")


SET = [
    ("title", "关于做好康复工作的意见", "关于做好康复工作的意见"),
    ("number", "渝卫发[2021]9号", "渝卫发〔2021〕9号"),
    ("region", "重庆", "重庆市"),
    ("issuers", "重庆市卫生健康委员会、重庆市民政局", "重庆市卫生健康委员会、重庆市民政局"),
    ("issued_on", "2021-03-06", "2021-03-06"),
    ("effective_on", "2021-04-01", "2021-04-01"),
    ("issued_on", None, None),
    ("number", "  ", None),
]


@pytest.mark.parametrize(("field", "typed", "read"), SET)
def test_a_field_set_by_hand(
    tmp_path: Path, field: CorrectedField, typed: str | None, read: str | None
) -> None:
    path = write(tmp_path / "a", "通知.txt", TEXT, by_hand(field, typed))
    document = read_document(path).document
    assert field_text(document, field) == read
    assert document.text.startswith(TITLE), "the text stays as it is"
    assert document.source.corrections[0].by == "甲@x.gov.cn"


def test_what_follows_from_a_field_follows(tmp_path: Path) -> None:
    path = write(tmp_path / "a", "通知.txt", TEXT, by_hand("title", "重庆市康复实施方案"))
    assert read_document(path).document.genre == "方案"
    read = read_document(write(tmp_path / "b", "通知.txt", TEXT + "参照重庆市、天津市的做法。\n"))
    assert [region.name for region in read.document.mentions] == ["重庆市", "天津市"]
    source = replace(read.document.source, corrections=(by_hand("region", "重庆市"),))
    assert correct(replace(read.document, source=source)).mentions == ()


REFUSED = [
    ("region", "火星市", "火星市"),
    ("issued_on", "去年三月", "去年三月"),
    ("issued_on", "2021-02-30", "2021-02-30"),
    ("title", "", "标题"),
    ("number", "甲" * 400, "300"),
]


@pytest.mark.parametrize(("field", "typed", "said"), REFUSED)
def test_a_value_of_another_kind_is_refused(field: CorrectedField, typed: str, said: str) -> None:
    source = Source("a.txt", "0" * 64, corrections=(by_hand(field, typed),))
    with pytest.raises(SourceError, match=said):
        correct(Document(id="a", title="某通知", text="某通知", source=source))


def test_corrections_outlive_a_rebuild(tmp_path: Path) -> None:
    corpus, imported, index = tmp_path / "corpus", tmp_path / "data", tmp_path / "index"
    write(corpus, "甲.txt", "某市办法\n一、甲\n内容。\n")
    path = write(imported, "通知.txt", TEXT, by_hand("region", "重庆市"))
    encoder = FakeEncoder()
    build_index(corpus, index, encoder=encoder)
    add_files([path], index, encoder=encoder)
    for _ in range(2):
        with open_index(index) as opened:
            found = {d.source.path: d for d in opened.documents()}
        assert set(found) == {"甲.txt", "通知.txt"}
        region = found["通知.txt"].region
        assert region is not None
        assert region.name == "重庆市"
        assert found["通知.txt"].source.corrections[0].field == "region"
        build_index(corpus, index, besides=[imported], encoder=encoder)


def test_an_entry_of_another_content_is_not_used(tmp_path: Path) -> None:
    path = write(tmp_path / "a", "通知.txt", TEXT, by_hand("region", "重庆市"))
    path.write_text(TEXT + "又一句。\n", "utf-8")
    assert read_document(path).document.source.corrections == ()


def test_an_old_version_leaves_in_the_same_step(tmp_path: Path) -> None:
    corpus, index, encoder = tmp_path / "corpus", tmp_path / "index", FakeEncoder()
    write(corpus, "甲.txt")
    new = write(tmp_path / "new", "乙.txt", TEXT.replace("20张", "30张"))
    build_index(corpus, index, encoder=encoder)
    with pytest.raises(UnknownNameError):
        add_files([new], index, replacing=["没有这份"], encoder=encoder)
    report = add_files([new], index, replacing=["甲.txt"], encoder=encoder)
    assert report.manifest.documents == 1
    assert report.manifest.generation == 2
    with open_index(index) as opened:
        assert [d.source.path for d in opened.documents()] == ["乙.txt"]


def test_a_listing_reads_back_as_written(tmp_path: Path) -> None:
    sources = [
        Source("a.txt", "0" * 64, "原名.docx", "https://example.cn/1", (by_hand("number", None),)),
        Source("子/b.txt", "1" * 64),
    ]
    write_sources(tmp_path, sources)
    assert list(read_sources(tmp_path).values()) == sources
    line = json.loads((tmp_path / "sources.jsonl").read_text("utf-8").splitlines()[0])
    assert line["corrections"][0]["value"] is None


@pytest.mark.parametrize(
    "corrections", ['[{"field": "text", "at": ""}]', "[1]", "3", '[{"field": "title"}]']
)
def test_a_malformed_correction_is_named_by_line(tmp_path: Path, corrections: str) -> None:
    line = f'{{"path": "a.txt", "sha256": "0", "corrections": {corrections}}}\n'
    (tmp_path / "sources.jsonl").write_text(line, "utf-8")
    with pytest.raises(SourceError, match="第 1 行"):
        read_sources(tmp_path)


def test_dates_are_written_as_people_type_them() -> None:
    document = Document(
        id="a", title="某", text="某", source=Source("a", "0"), issued_on=date(2021, 3, 5)
    )
    assert field_text(document, "issued_on") == "2021-03-05"
    assert field_text(document, "issuers") is None
