"""Finding a document by what people call it."""

from __future__ import annotations

import pytest

from kb.errors import UnknownNameError
from kb.indexing.catalogue import find_document
from kb.types import Document, Source


def document(name: str, path: str, title: str, **more: str) -> Document:
    source = Source(path, "0" * 64, original_name=more.pop("original_name", None))
    return Document(id=name, title=title, text=title, source=source, **more)


DOCUMENTS = (
    document(
        "0a1b2c3d4e5f",
        "攀枝花市_2022_试点.txt",
        "关于印发《攀枝花市康复医疗服务试点工作方案》的通知",
        enclosed_title="攀枝花市康复医疗服务试点工作方案",
        number="攀卫办〔2022〕14号",
        original_name="000_d4c1.txt",
    ),
    document("1a1b2c3d4e5f", "天津/天津市_2022_试点.txt", "天津市康复医疗服务试点工作方案"),
    document("2a1b2c3d4e5f", "重庆/天津市_2022_试点.txt", "重庆市康复医疗实施方案"),
)

FOUND = [
    ("0a1b2c3d4e5f", 0, "id"),
    ("攀枝花市_2022_试点.txt", 0, "file name"),
    ("攀枝花市_2022_试点", 0, "file name without its ending"),
    ("000_d4c1.txt", 0, "the file's first name"),
    ("000_d4c1", 0, "that without its ending"),
    ("攀卫办〔2022〕14号", 0, "文号"),
    ("攀卫办(2022) 14号", 0, "文号 in round brackets, with a blank"),
    ("攀卫办[2022]14号", 0, "文号 in square brackets"),
    ("关于印发《攀枝花市康复医疗服务试点工作方案》的通知", 0, "title"),
    ("攀枝花市康复医疗服务试点工作方案", 0, "the plan's title"),
    ("  攀枝花市康复医疗服务试点工作方案 ", 0, "blanks around"),
    ("攀枝花", 0, "part of one title"),
    ("天津市康復醫療服務試點工作方案", 1, "traditional characters"),
    ("天津/天津市_2022_试点.txt", 1, "path"),
    ("重庆/天津市_2022_试点.txt", 2, "path, where names are the same"),
    ("重庆市", 2, "part of one title"),
]


@pytest.mark.parametrize(("name", "place", "why"), FOUND)
def test_found(name: str, place: int, why: str) -> None:
    assert find_document(DOCUMENTS, name) == DOCUMENTS[place], why


UNKNOWN = [
    ("", "没有这份文件", "empty"),
    ("  ", "没有这份文件", "blanks"),
    ("成都市方案", "没有这份文件", "not held"),
    ("攀卫办〔2022〕15号", "没有这份文件", "another number"),
    ("天津市_2022_试点.txt", "不止一份", "two files of this name"),
    ("康复医疗", "不止一份", "part of several titles"),
    ("0a1b", "没有这份文件", "part of an id"),
]


@pytest.mark.parametrize(("name", "words", "why"), UNKNOWN)
def test_unknown(name: str, words: str, why: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        find_document(DOCUMENTS, name)
    assert words in str(raised.value), why
    assert "天津市_2022_试点.txt" in str(raised.value), "what there is is listed"


def test_the_list_is_short() -> None:
    many = [document(str(n), f"{n:03}.txt", f"文件{n:03}") for n in range(500)]
    with pytest.raises(UnknownNameError) as raised:
        find_document(many, "没有")
    assert len(str(raised.value)) < 300


def test_no_documents() -> None:
    with pytest.raises(UnknownNameError):
        find_document((), "甲")
