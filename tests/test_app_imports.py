"""The page 导入: what was recognised, corrections, the import, its undo."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kb.library import KnowledgeBase
from tests.test_app_pages import HOSTILE, check_harmless, opened, press, shown

CORPUS = Path(__file__).parent.parent / "corpus"
TITLE = "重庆市关于做好社区托育服务工作的通知"
TEXT = f"{TITLE}\n\n一、托位\n每千人口拥有婴幼儿托位不少于4.5个。\n\n三、时限\n2025年底前完成。\n"


@pytest.fixture
def index(tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = Path(shutil.copytree(built, tmp_path / "index"))
    monkeypatch.setenv("KB_INDEX", str(copy))
    monkeypatch.setenv("KB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KB_CORPUS", str(CORPUS))
    st.cache_resource.clear()
    return copy


def bring(*files: tuple[str, bytes]) -> AppTest:
    app = opened("imports")
    app.file_uploader[0].set_value([(name, content, "text/plain") for name, content in files])
    app.run()
    assert not app.exception
    return app


def when_done(app: AppTest) -> AppTest:
    end = time.time() + 30
    while "正在" in str([one.proto for one in app.get("progress")]):
        assert time.time() < end
        time.sleep(0.05)
        app.run()
    app.run()
    assert not app.exception
    return app


def titles(index: Path) -> set[str]:
    with KnowledgeBase.open(index) as library:
        return {document.title for document in library.documents()}


def test_a_file_is_shown_corrected_taken_in_asked_about_and_taken_out(index: Path) -> None:
    app = bring(("托育.txt", TEXT.encode()))
    words = shown(app)
    assert "库内没有相同或同名的文件" in words
    assert "一、托位" in words, "the clause tree"
    assert "编号" in words, "a gap: 二 is missing"
    fields = {field.label: field for field in app.text_input}
    assert fields["标题"].value == TITLE
    assert fields["地区"].value == "重庆市"
    assert fields["文号"].value == ""
    fields["文号"].set_value("渝卫发〔2023〕7号")
    app = when_done(press(app, "确认导入"))
    assert "已导入" in shown(app)
    asked = opened(q="重庆每千人口拥有婴幼儿托位多少个？")
    assert "不少于4.5个" in shown(asked)
    assert "渝卫发〔2023〕7号" in str([button.label for button in asked.button])
    read = shown(opened("library", document="托育.txt"))
    assert "文号经人工更正为“渝卫发〔2023〕7号”（原未识别" in read
    undo = next(button for button in app.button if button.label.startswith("撤销导入"))
    app = when_done(undo.click().run())
    assert TITLE not in titles(index)
    assert "最近移出" in shown(app)
    app = when_done(press(app, "恢复"))
    assert TITLE in titles(index)


def test_a_field_that_cannot_be_read_stops_the_import_with_a_sentence(index: Path) -> None:
    app = bring(("托育.txt", TEXT.encode()))
    next(field for field in app.text_input if field.label == "印发日期").set_value("去年")
    app = press(app, "确认导入")
    assert "“去年”不是日期" in shown(app)
    assert TITLE not in titles(index)
    assert next(f for f in app.text_input if f.label == "印发日期").value == "去年", "not lost"


BAD_FILES = [
    ([("空.txt", b"")], "空的"),
    ([("程序.txt", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)))], "程序.txt"),
    ([("坏.pdf", b"%PDF-1.7\n\x00\xff broken")], "坏.pdf"),
    ([("图片.pdf", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))], "图片.pdf"),
    ([(f"{n}.txt", b"a") for n in range(21)], "最多导入 20 个"),
    ([("甲.txt", TEXT.encode()), ("乙.txt", TEXT.encode())], "只导入一份"),
]


@pytest.mark.parametrize(("files", "said"), BAD_FILES)
def test_bad_files(index: Path, files: list[tuple[str, bytes]], said: str) -> None:
    app = bring(*files)
    words = shown(app)
    assert said in words
    assert "staging" not in words, "no path of the machine"


def test_a_file_that_is_there_already(index: Path) -> None:
    same = next(CORPUS.glob("天津市*.txt"))
    newer = next(CORPUS.glob("重庆市*.txt")).read_bytes() + "\n附注：另有规定。\n".encode()
    app = bring((same.name, same.read_bytes()), ("新版.txt", newer))
    words = shown(app)
    assert "库内已有这个文件" in words
    assert "库内有同名文件" in words
    app = when_done(press(app, "确认导入"))
    with KnowledgeBase.open(index) as library:
        assert len(library.documents()) == 5, "the old version left"
        assert library.document("新版.txt").number == "渝卫发〔2021〕60号"


def test_a_document_is_taken_out_after_asking_once_more(index: Path) -> None:
    app = opened("imports")
    box = app.selectbox[0]
    box.set_value(next(name for name in box.options if "2016" in name)).run()
    app = press(app, "移出这份文件")
    assert "源文件会保留" in shown(app)
    app = when_done(press(app, "确认移出"))
    assert len(titles(index)) == 4


def test_a_hostile_file_is_shown_as_it_is(index: Path) -> None:
    text = f"攀枝花市{HOSTILE}康复床位办法\n\n一、床位{HOSTILE}\n康复床位数不低于{HOSTILE}2%。\n"
    app = bring((f"{HOSTILE}.txt", text.encode()))
    assert "<script>alert(1)</script>" in shown(app)
    check_harmless(app)
    app = when_done(press(app, "确认导入"))
    check_harmless(app)
