"""Files that mean harm, or are broken: each refused by its name, and the rest of the batch read."""

from __future__ import annotations

import io
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfWriter

from kb.build import read_documents
from kb.errors import SourceError
from kb.reading import isolation
from kb.reading.archive import safe_name
from kb.reading.files import read_data
from kb.reading.isolation import IsolatedReader
from tests.made_files import paragraph, pdf, run, word, zipped
from tests.reading_fuzz import fuzz

GOOD = "某某市试点方案\n一、总则\n康复医疗。".encode()


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader() as opened:
        yield opened


def packed(block: bytes, times: int) -> bytes:
    """``block`` many times over, packed without packing it more than once."""
    packer = zlib.compressobj(9)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9)
    first = again.compress(b"") + again.flush(zlib.Z_FULL_FLUSH)
    body = again.compress(block) + again.flush(zlib.Z_FULL_FLUSH)
    end = again.flush()
    assert len(head) > len(body) - len(first)
    return head + body * (times - 1) + end


def huge_picture() -> bytes:
    """A PNG that says it has 30,000 pixels a side, and holds as many."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = packed(bytes(30_001) * 30, 1_000)
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    return zipped({"一.txt": b"0" * 70_000_000})


def lying_bomb() -> bytes:
    """A part that says it is small; its bytes say otherwise."""
    data = bytearray(zipped({"一.txt": b"0" * 3_000_000}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data[at : at + 4] = struct.pack("<I", 1000)
    return bytes(data)


def nested(depth: int) -> bytes:
    data = zipped({"甲.txt": GOOD})
    for _ in range(depth):
        data = zipped({"内.zip": data})
    return data


def entities() -> bytes:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<!DOCTYPE x [<!ENTITY e0 "哈">{steps}]><w:document><w:body>&e9;</w:body></w:document>'
    ).encode()


def many_pages() -> bytes:
    return pdf([[(50.0, 50.0, 10.0, "甲")]] * 5000)


def encrypted_pdf() -> bytes:
    writer = PdfWriter(Path(__file__).parent / "fixtures" / "two_pages.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def pdf_bomb() -> bytes:
    """A page whose contents unpack to a gigabyte."""
    contents = packed(b"BT " * 300_000, 1_100)
    plain = pdf([[(50.0, 50.0, 10.0, "甲")]])
    at = plain.index(b"7 0 obj\n") + 8
    end = plain.index(b"endobj", at)
    head = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(contents)
    return plain[:at] + head + contents + b"\nendstream\n" + plain[end:]


def encrypted_office() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    )


def _written(writer: PdfWriter) -> bytes:
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("炸弹.zip", bomb, "压缩炸弹"),
    ("谎报.zip", lying_bomb, "一.txt"),
    ("套娃.zip", lambda: nested(6), "太多层"),
    ("实体.docx", lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": entities()}),
     "有害"),
    ("深.html", lambda: b"<html><body>" + b"<div>" * 200_000 + "文字。".encode(), "深.html"),
    ("属性.html", lambda: b"<html><body><p " + b"".join(b"a%d=1 " % n for n in range(200_000))
     + b">x</p>", "属性.html"),
    ("密码.pdf", encrypted_pdf, "密码"),
    ("密码.docx", encrypted_office, "密码"),
    ("半截.pdf", lambda: pdf([[(50.0, 50.0, 10.0, "甲")]])[:400], "损坏"),
    ("五千页.pdf", many_pages, "2000 页"),
    ("炸弹.pdf", pdf_bomb, "炸弹.pdf"),
    ("巨图.png", huge_picture, "巨图.png"),
    ("假.docx", lambda: b"PK\x03\x04" + bytes(500), "损坏"),
    ("乱.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(90), "解压"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "said"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_files_are_refused_by_name(
    name: str, make: Callable[[], bytes], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    start = time.perf_counter()
    with IsolatedReader(4) as reader, pytest.raises(SourceError) as error:
        reader.read(path)
    message = str(error.value)
    assert said in message
    assert message.startswith(name)
    assert message.endswith("。")
    assert time.perf_counter() - start < 8


def test_the_rest_of_the_batch_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1.txt").write_bytes(GOOD)
    (tmp_path / "2.docx").write_bytes(b"PK\x03\x04" + bytes(500))
    (tmp_path / "3.zip").write_bytes(zipped({"甲.txt": GOOD + b"2", "乙.docx": b"PK\x03\x04"}))
    (tmp_path / "4.docx").write_bytes(word(paragraph(run("某某办法")) + paragraph(run("内容。"))))
    parsed, skipped = read_documents(sorted(tmp_path.iterdir()))
    assert [p.document.source.path for p in parsed] == ["1.txt", "3.zip/甲.txt", "4.docx"]
    assert [skip.path for skip in skipped] == ["2.docx", "3.zip/乙.docx"]


def test_a_worker_that_hangs_is_ended_and_the_next_file_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "worker.py"
    slow.write_text("import time\ntime.sleep(60)\n", "utf-8")
    good = tmp_path / "好.docx"
    good.write_bytes(word(paragraph(run("某某办法"))))
    with IsolatedReader(0.5) as reader:
        real = isolation.WORKER
        monkeypatch.setattr(isolation, "WORKER", (sys.executable, str(slow)))
        with pytest.raises(SourceError, match=r"好\.docx：读取超过 0\.5 秒"):
            reader.read(good)
        monkeypatch.setattr(isolation, "WORKER", real)
        reader._seconds = 30
        assert reader.read(good).texts[0].text == "某某办法"


def test_a_worker_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = tmp_path / "worker.py"
    dying.write_text("import os, sys\nsys.stdin.readline()\nos.abort()\n", "utf-8")
    path = tmp_path / "甲.docx"
    path.write_bytes(word(""))
    monkeypatch.setattr(isolation, "WORKER", (sys.executable, str(dying)))
    with IsolatedReader(20) as reader, pytest.raises(SourceError, match=r"甲\.docx.*限制"):
        reader.read(path)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "外.txt").write_bytes(GOOD)
    corpus = tmp_path / "库"
    corpus.mkdir()
    (corpus / "链接.txt").symlink_to(tmp_path / "外.txt")
    parsed, skipped = read_documents([corpus / "链接.txt"])
    assert not parsed
    assert "链接.txt" in skipped[0].reason


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"), ("C:\\windows\\甲.docx", "C:/windows/甲.docx"),
        ("甲\x00\x1b[31m\n.txt", "甲[31m.txt"), ("/绝对/甲.txt", "绝对/甲.txt"), ("..", "未命名"),
        ("正\u202exslx.exe", "正xslx.exe"), ("长" * 300, "长" * 120),
    ],
)  # fmt: skip
def test_names_are_made_safe(name: str, shown: str) -> None:
    assert safe_name(name) == shown


def test_a_hundred_broken_files() -> None:
    seen = fuzz(100, seed=3, office=False)
    assert seen["read"] > 10
    assert seen["refused"] > 10
    assert set(seen) <= {"read", "refused", "slow", "stopped"}
    assert seen["slow"] == 0


def test_what_must_be_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.reading.office.find_office", lambda: None)
    monkeypatch.setattr("kb.reading.ocr.is_installed", lambda: False)
    for data, name, said in [
        (b"{\\rtf1 a}", "旧.rtf", "LibreOffice"),
        (b"\x89PNG\r\n\x1a\n", "图.png", "pip install"),
    ]:
        with pytest.raises(SourceError, match=said) as error:
            read_data(data, name)
        assert str(error.value).startswith(name)


def test_old_sheets_are_told_from_documents() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")
    with pytest.raises(SourceError, match="另存为 XLSX"):
        read_data(ole, "旧.xls")
