from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kb.build import parse_file, read_documents
from kb.errors import SourceError
from kb.reading.corpus import SOURCES, source_files
from kb.sources import check_sources
from tests.golden_files import CORPUS


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


def test_the_five_files_are_as_listed() -> None:
    known = check_sources(CORPUS)
    files = source_files(CORPUS)
    assert len(files) == 5
    assert {path.name for path in files} == set(known)
    assert len({source.sha256 for source in known.values()}) == 5
    originals = sorted(source.original_name or "" for source in known.values())
    assert [name[:4] for name in originals] == ["000_", "001_", "002_", "003_", "004_"]


@pytest.mark.parametrize("file", source_files(CORPUS), ids=lambda path: path.stem)
def test_names_say_region_year_and_title(file: Path) -> None:
    region, year, title = file.stem.split("_")
    document = parse_file(file, CORPUS).document
    assert document.region is not None
    assert document.region.name == region
    assert year.isdigit()
    assert title in document.title + (document.enclosed_title or "")


@pytest.mark.parametrize("file", source_files(CORPUS), ids=lambda path: path.stem)
def test_a_changed_file_is_named(corpus: Path, file: Path) -> None:
    changed = corpus / file.name
    changed.write_bytes(changed.read_bytes() + b" ")
    with pytest.raises(SourceError, match="不一致") as raised:
        check_sources(corpus)
    assert file.name in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("file", source_files(CORPUS), ids=lambda path: path.stem)
def test_a_missing_file_is_named(corpus: Path, file: Path) -> None:
    (corpus / file.name).unlink()
    with pytest.raises(SourceError, match="文件不在了") as raised:
        check_sources(corpus)
    assert file.name in str(raised.value)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "broken JSON"),
        ("[]", "a list"),
        ("3", "a number"),
        ('{"path": "甲.txt"}', "no hash"),
        ('{"path": 5, "sha256": "00"}', "a path that is no text"),
        ('{"path": "甲.txt", "sha256": null}', "a hash that is no text"),
    ],
)
def test_a_broken_line_of_the_listing_is_named(corpus: Path, line: str, why: str) -> None:
    with (corpus / SOURCES).open("a", encoding="utf-8") as listing:
        listing.write("\n" + line + "\n")
    with pytest.raises(SourceError, match="第 7 行不是有效的记录"):
        check_sources(corpus)


def test_a_listing_that_is_no_text_is_refused(corpus: Path) -> None:
    (corpus / SOURCES).write_bytes(b"\x89PNG\r\n\0\0\0\rIHDR")
    with pytest.raises(SourceError, match=SOURCES):
        check_sources(corpus)


def test_a_listing_with_a_byte_order_mark_is_read(corpus: Path) -> None:
    listing = corpus / SOURCES
    listing.write_bytes(b"\xef\xbb\xbf" + listing.read_bytes().replace(b"\n", b"\r\n"))
    assert len(check_sources(corpus)) == 5


def test_an_empty_listing_lists_nothing(corpus: Path) -> None:
    (corpus / SOURCES).write_bytes(b"")
    assert check_sources(corpus) == {}


def test_a_folder_without_a_listing_is_taken_as_it_is(corpus: Path) -> None:
    (corpus / SOURCES).unlink()
    assert check_sources(corpus) == {}


def test_listed_name_and_address_come_with_the_document(corpus: Path) -> None:
    entries = [json.loads(line) for line in (corpus / SOURCES).read_text("utf-8").splitlines()]
    entries[0]["url"] = "https://example.org/1"
    (corpus / SOURCES).write_text("\n".join(map(json.dumps, entries)), "utf-8")
    known = check_sources(corpus)
    name = entries[0]["path"]
    source = parse_file(corpus / name, corpus, known[name]).document.source
    assert source.path == name
    assert source.url == "https://example.org/1"
    assert source.original_name == "000_d4c134d2b2ebd7a4.txt"


def test_source_files_are_sorted_and_hidden_ones_left_out(corpus: Path) -> None:
    (corpus / "县").mkdir()
    (corpus / "县" / "乙.TXT").write_text("乙", "utf-8")
    (corpus / ".隐藏.txt").write_text("丙", "utf-8")
    (corpus / "程序.py").write_text("print('丁')", "utf-8")
    (corpus / "没有后缀").write_bytes(b"%PDF-1.7")
    (corpus / "网页.html").write_text("<html>", "utf-8")
    (corpus / "网页_files").mkdir()
    (corpus / "网页_files" / "标志.png").write_bytes(b"\x89PNG")
    found = [path.relative_to(corpus).as_posix() for path in source_files(corpus)]
    assert found == sorted(found)
    assert {"县/乙.TXT", "没有后缀", "网页.html"} <= set(found)
    assert len(found) == 8


@pytest.mark.parametrize("name", ["没有", "文件.txt"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "文件.txt").write_text("甲", "utf-8")
    with pytest.raises(SourceError, match=name):
        source_files(tmp_path / name)


def test_duplicates_and_bad_files_are_skipped_by_name(corpus: Path) -> None:
    first = source_files(corpus)[0]
    shutil.copy(first, corpus / "重复的副本.txt")
    (corpus / "空的.txt").write_bytes(b"")
    (corpus / "图片.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    (corpus / "只有页码.txt").write_text("— 1 —\n", "utf-8")
    parsed, skipped = read_documents(source_files(corpus))
    assert len(parsed) == 5
    reasons = {skip.path: skip.reason for skip in skipped}
    assert set(reasons) == {"重复的副本.txt", "空的.txt", "图片.txt", "只有页码.txt"}
    assert first.name in reasons["重复的副本.txt"]
    assert all(name in reason and "\n" not in reason for name, reason in reasons.items())
