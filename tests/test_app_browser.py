"""The app in a real browser: Debian's Chromium against a real server, on loopback only.

Screenshots are left in build/screenshots, to be looked at.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.test_app_html import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "build" / "screenshots"
WAIT = 30_000  # milliseconds: the machine of the tests may be slow and shared
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
QUESTION = "攀枝花和天津分别要求康复床位占医院总床位多少？"
TITLE = "重庆市关于做好社区托育服务工作的通知"
TEXT = f"{TITLE}\n\n一、托位\n每千人口拥有婴幼儿托位不少于4.5个。\n\n二、时限\n2025年底前完成。\n"

PAGES = {
    f"?q={QUESTION}": ".kb-quote",
    "compare?topic=康复床位": ".kb-cell",
    "targets": ".kb-bars",
    "library": "[data-testid=stDataFrame]",
    "imports": "[data-testid=stFileUploader]",
    "about": ".kb-facts",
}

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'"
)
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="there is no Chromium on this machine: apt-get install chromium"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def address(built: Path, data: Path) -> Iterator[str]:
    """A server of its own over a copy of the library."""
    index = shutil.copytree(built, data / "index")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "KB_INDEX": str(index), "KB_DATA": str(data / "data"),
        "KB_CORPUS": str(ROOT / "corpus"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app" / "main.py"),
               "--server.port", str(port)]  # fmt: skip
    with (data / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=data, stdout=log, stderr=log)
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for_port(port: int) -> None:
    end = time.time() + 60
    while time.time() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    """One browser for all tests: what it has read of the app it need not read again."""
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN")
        opened.close()


@pytest.fixture
def open_page(context: BrowserContext, address: str) -> Iterator[Callable[..., Page]]:
    """Opens pages that may only speak to this machine, and in which nothing foreign may run."""
    asked: list[str] = []
    faults: list[str] = []

    def listen(request: Request) -> None:
        asked.append(request.url)

    def open_page(path: str = "") -> Page:
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}/{path}")
        page.wait_for_selector(".kb-title")
        return page

    context.on("request", listen)
    yield open_page
    for page in context.pages:
        page.close()
    context.remove_listener("request", listen)
    assert asked
    hosts = {
        urlsplit(url).hostname for url in asked if urlsplit(url).scheme not in ("data", "blob")
    }
    assert hosts <= {"127.0.0.1"}, "something was asked of another machine"
    assert faults == []


def shoot(page: Page, name: str, **options: Any) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(300)
    page.screenshot(path=str(SHOTS / f"{name}.png"), **options)


def ask(page: Page, question: str) -> None:
    field = page.get_by_label("问题", exact=True)
    field.fill(question)
    field.press("Enter")
    page.locator(".kb-question", has_text=question).wait_for()


def overflow(page: Page) -> int:
    """How far the page is wider than the screen, in pixels."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


def test_a_question_its_citation_and_the_way_back(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_text("可以这样问").wait_for()
    shoot(page, "ask-empty")
    ask(page, QUESTION)
    page.locator(".kb-quote").nth(1).wait_for()
    shoot(page, "ask")
    page.locator("[class*=st-key-cite] button").last.scroll_into_view_if_needed()
    main = "document.querySelector('[data-testid=stMain]').scrollTop"
    before = page.evaluate(main)
    page.locator("[class*=st-key-cite] button").last.click()
    mark = page.locator("[role=dialog] mark").first
    mark.wait_for()
    assert "不得少于10张床" in mark.inner_text()
    shoot(page, "citation")
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="detached")
    assert page.get_by_label("问题", exact=True).input_value() == QUESTION, "the input stays"
    assert page.evaluate(main) == before, "the place stays"


def test_the_keyboard_suffices(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_text("可以这样问").wait_for()

    def tab_to(wanted: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            at = page.evaluate(
                "(e => e.getAttribute('aria-label') || (e.matches('button, a') ? e.innerText : ''))"
                "(document.activeElement)"
            )
            if wanted in at:
                return
        raise AssertionError(f"no way to {wanted}")

    tab_to("问题")
    page.keyboard.type("攀枝花康复床位占比是多少？")
    page.keyboard.press("Enter")
    page.locator(".kb-quote").first.wait_for()
    tab_to("[1]")
    page.keyboard.press("Enter")
    page.locator("[role=dialog] mark").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="detached")
    tab_to("评价")
    page.keyboard.press("Enter")
    page.get_by_text("提交评价").wait_for()


def test_the_reader_opens_at_the_clause(open_page: Callable[..., Page]) -> None:
    page = open_page()
    ask(page, "攀枝花康复床位占比是多少？")
    page.locator("[class*=st-key-cite] button").first.click()
    page.get_by_role("button", name="在文件库中打开全文").click()
    opened = page.locator(".kb-opened")
    opened.wait_for()
    page.wait_for_function("document.querySelector('.kb-opened').getBoundingClientRect().top < 400")
    assert "/library?document=" in page.url
    again = open_page(page.url.split("/", 3)[3])
    again.locator(".kb-opened mark").first.wait_for()
    again.locator(".kb-tree a", has_text="五、").first.click()
    again.wait_for_timeout(300)
    assert "#clause-" in again.url, "the tree leads to the text without a new run"
    shoot(again, "reader-dark")


def test_light_dark_phone_and_print(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(f"?q={QUESTION}")
    page.locator(".kb-quote").nth(1).wait_for()
    page.emulate_media(color_scheme="dark")
    shoot(page, "ask-dark")
    page.emulate_media(media="print", color_scheme="light")
    assert not page.get_by_label("问题", exact=True).is_visible(), "the form is not printed"
    shoot(page, "ask-print", full_page=True)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    for path, looked_for in PAGES.items():
        page.goto(f"{address}/{path}")
        page.locator(looked_for).first.wait_for()
        shoot(page, f"phone-{path.split('?')[0] or 'ask'}")
        assert overflow(page) <= 0, path


def test_comparing(open_page: Callable[..., Page]) -> None:
    page = open_page("compare")
    page.get_by_label("主题", exact=True).fill("康复床位")
    page.keyboard.press("Enter")
    page.locator(".kb-cell").first.wait_for()
    assert page.locator(".kb-silent").first.inner_text() == "未作规定"
    shoot(page, "compare")
    page.locator("[class*=st-key-cell] button").first.click()
    page.locator("[role=dialog] mark").first.wait_for()


def test_two_documents_clause_by_clause(open_page: Callable[..., Page]) -> None:
    page = open_page("compare")
    page.get_by_text("两份文件逐条对照").click()
    for side, title in (("左边的文件", "天津市康复医疗"), ("右边的文件", "攀枝花市康复医疗")):
        page.get_by_label(side).fill(title)
        page.keyboard.press("Enter")
    page.locator(".kb-pair.kb-changed mark").first.wait_for()
    shoot(page, "aligned")


def text_of(file: Path) -> str:
    """The words of an exported file, read by another library than the one that wrote it."""
    if file.suffix == ".docx":
        import docx

        return "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
    if file.suffix == ".xlsx":
        from openpyxl import load_workbook

        sheets = load_workbook(file).worksheets
        rows = (row for sheet in sheets for row in sheet.iter_rows(values_only=True))
        return "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    if file.suffix == ".pdf":
        from pypdf import PdfReader

        return "".join(page.extract_text() for page in PdfReader(file).pages)
    return file.read_text("utf-8-sig")


def test_exports_open_again(open_page: Callable[..., Page], tmp_path: Path, data: Path) -> None:
    page = open_page(f"?q={QUESTION}")
    page.get_by_role("button", name="导出").click()
    for name, suffix in (("Word", "docx"), ("Excel", "xlsx"), ("PDF", "pdf"), ("Markdown", "md")):
        with page.expect_download() as started:
            page.get_by_role("button", name=name, exact=True).click()
        file = tmp_path / f"answer.{suffix}"
        assert started.value.suggested_filename.endswith(f".{suffix}")
        started.value.save_as(str(file))
        words = "".join(text_of(file).split())
        assert "不得少于10张床" in words, name
        assert "攀卫办〔2022〕14号" in words, name
    page.goto(page.url.split("?")[0] + "compare?topic=康复床位")
    page.locator(".kb-cell").first.wait_for()
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Excel", exact=True).click()
    started.value.save_as(str(tmp_path / "table.xlsx"))
    assert "未作规定" in text_of(tmp_path / "table.xlsx")
    log = (data / "data" / "log" / "audit.jsonl").read_text("utf-8")
    assert log.count('"导出"') == 5


def test_targets(open_page: Callable[..., Page]) -> None:
    page = open_page("targets")
    bar = page.locator(".kb-bars li").first
    bar.wait_for()
    bar.focus()
    assert page.locator(".kb-bars li .kb-tip").first.is_visible(), (
        "its clause, for the keyboard too"
    )
    shoot(page, "targets")
    assert page.locator(".kb-line-of").count() >= 2


def test_a_document_is_imported_while_another_asks(
    open_page: Callable[..., Page], data: Path
) -> None:
    file = data / "托育.txt"
    file.write_text(TEXT, "utf-8")
    other = open_page()
    page = open_page("imports")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_text("库内没有相同或同名的文件").wait_for()
    page.get_by_label("文号", exact=True).fill("渝卫发〔2023〕7号")
    shoot(page, "import", full_page=True)
    page.get_by_role("button", name="确认导入").click()
    ask(other, "攀枝花康复床位占比是多少？")
    other.locator(".kb-quote").first.wait_for()
    page.get_by_text("已导入").wait_for()
    ask(other, "重庆每千人口拥有婴幼儿托位多少个？")
    other.locator(".kb-quote", has_text="不少于4.5个").wait_for()
    assert "渝卫发〔2023〕7号" in other.locator("[class*=st-key-cite] button").first.inner_text()


def test_a_hostile_document_stays_words(open_page: Callable[..., Page], data: Path) -> None:
    file = data / "攀枝花市_办法.txt"
    text = f"攀枝花市{HOSTILE}康复床位办法\n\n一、床位{HOSTILE}\n康复床位数不低于{HOSTILE}2%。\n"
    file.write_text(text, "utf-8")
    page = open_page("imports")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_label("标题", exact=True).fill(f"攀枝花市{HOSTILE[:150]}康复床位办法")
    page.get_by_label("文号", exact=True).fill("攀<img src=x onerror=alert(2)>〔2022〕1号")
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入").wait_for()
    page.get_by_label("要移出的文件").click()
    page.get_by_role("option", name="script").wait_for()
    check_words_only(page)
    page.keyboard.press("Escape")
    ask_page = open_page(f"?q=攀枝花市康复床位数不低于多少？{HOSTILE[:60]}")
    ask_page.locator("[class*=st-key-cite], [class*=st-key-near]").first.wait_for()
    ask_page.locator("[class*=st-key-cite] button, [class*=st-key-near] button").first.click()
    ask_page.locator("[role=dialog] .kb-here").wait_for()
    check_words_only(ask_page)
    reader = open_page("library?document=攀枝花市_办法.txt&clause=一")
    reader.locator(".kb-text", has_text="<script>alert(1)</script>").first.wait_for()
    check_words_only(reader)
    shoot(reader, "hostile")
    for path, shown in (
        ("compare?topic=康复床位", ".kb-region"),
        ("targets", ".kb-bars, .kb-notice"),
    ):
        page = open_page(path)
        page.locator(shown).first.wait_for()
        check_words_only(page)


def check_words_only(page: Page) -> None:
    """No picture, script or link of the document has come to be."""
    page.wait_for_timeout(300)
    found = page.evaluate(
        """() => [...document.querySelectorAll('img, a[href], iframe, #root script')]
        .map(e => e.src || e.href || e.textContent)
        .filter(u => u && /invalid|javascript:|alert/.test(u.replaceAll(location.search, '')))"""
    )
    assert found == []
