from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import SourceError
from kb.reading import plain
from kb.reading.plain import decode, read_plain

TEXT = """天津市康复医疗服务试点工作方案

一、试点目标
到2022年底，三级医院康复床位不低于2%，“互联网+”服务覆盖16个区。
（一）实施范围：全市各级医疗机构〔含民办〕。
"""
ENCODINGS = [
    ("utf-8", b"", "the usual one"),
    ("utf-8", b"\xef\xbb\xbf", "Windows Notepad's"),
    ("gb18030", b"", "older Windows files"),
    ("gbk", b"", "a part of GB18030"),
    ("utf-16-le", b"\xff\xfe", "Notepad's “Unicode”"),
    ("utf-16-be", b"\xfe\xff", "Notepad's “Unicode big endian”"),
    ("utf-16-le", b"", "without its mark"),
    ("utf-16-be", b"", "without its mark"),
    ("utf-32-le", b"\xff\xfe\0\0", "rare"),
    ("utf-32-be", b"\0\0\xfe\xff", "rare"),
]


@pytest.mark.parametrize(("encoding", "mark", "why"), ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_give_the_same_characters(
    encoding: str, mark: bytes, why: str, line_end: str, tmp_path: Path
) -> None:
    path = tmp_path / "方案.txt"
    written = TEXT.replace("\n", line_end)
    path.write_bytes(mark + written.encode(encoding))
    assert read_plain(path) == written, why


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0" + random.Random(
        1
    ).randbytes(900)


def archive() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", "<w:t>康复</w:t>" * 90)
    return buffer.getvalue()


BAD = [
    ("空文件", b"", "没有文字"),
    ("只有空白", " \r\n\t\f\u3000\u00a0\n".encode(), "没有文字"),
    ("只有标记", b"\xef\xbb\xbf\n", "没有文字"),
    ("图片", png(), "不是文本"),
    ("程序", b"\x7fELF\x02\x01\x01" + b"\0" * 9 + random.Random(2).randbytes(500), "不是文本"),
    ("压缩包", archive(), "不是文本"),
    ("零字节", b"\0" * 4096, "不是文本"),
    ("乱码", random.Random(3).randbytes(4096), "不是文本"),
    ("控制字符", bytes(range(1, 32)) * 20, "不是文本"),
]


@pytest.mark.parametrize(("name", "data", "says"), BAD)
def test_bad_file_is_refused_in_one_line(name: str, data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.txt"
    path.write_bytes(data)
    check_message(path, says)


def test_missing_file(tmp_path: Path) -> None:
    check_message(tmp_path / "缺失.txt", "没有这个文件")


def test_directory(tmp_path: Path) -> None:
    path = tmp_path / "目录.txt"
    path.mkdir()
    check_message(path, "不是文件")


def test_file_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("甲", "utf-8")
    check_message(tmp_path / "甲.txt" / "乙.txt", "无法读取")


def test_device_is_not_read_for_ever() -> None:
    path = Path("/dev/zero")
    if not path.exists():
        pytest.skip("no /dev/zero here")
    check_message(path, "不是文件")


def test_too_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "过大.txt"
    path.write_bytes("康复".encode() * 400)
    monkeypatch.setattr(plain, "MAX_BYTES", 2000)
    check_message(path, "请拆分")
    monkeypatch.setattr(plain, "MAX_BYTES", 2400)
    assert read_plain(path) == "康复" * 400, "the limit itself is allowed"


def check_message(path: Path, says: str) -> None:
    with pytest.raises(SourceError) as raised:
        read_plain(path)
    message = str(raised.value)
    assert path.name in message, "the file is named"
    assert says in message
    assert "\n" not in message
    assert "Traceback" not in message
    assert message.endswith("。")
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize(
    ("data", "text", "why"),
    [
        ("一、总则".encode(), "一、总则", "short"),
        (b"", "", "empty"),
        (b"ASCII only, no Chinese\n", "ASCII only, no Chinese\n", "English"),
        (b"\xb4\xf3", "大", "one character of GB18030"),
        (("康复\0" + "二级医院。" * 20).encode(), "康复\0" + "二级医院。" * 20, "a stray NUL"),
        ("\U00020bb7野家".encode("gb18030"), "\U00020bb7野家", "four bytes in GB18030"),
    ],
)
def test_decode(data: bytes, text: str, why: str) -> None:
    assert decode(data) == text, why


SENTENCES = [
    "各区卫生健康行政部门要加强督导。",
    "到2025年，覆盖率达到90%以上；",
    "一、总体要求\n",
    "（二）基本原则。\n",
    "责任单位：市民政局，市财政局。\n",
    "第三条 本办法所称机构，是指医疗机构。\n",
    "《意见》（国办发〔2021〕19号）",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=30),
    st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]),
)
def test_official_text_is_read_in_any_encoding(pieces: list[str], encoding: str) -> None:
    text = "方案\n" + "".join(pieces)
    assert decode(text.encode(encoding)) == text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000))
def test_decode_never_fails_otherwise(data: bytes) -> None:
    text = decode(data)
    assert text is None or isinstance(text, str)
