"""From a result to a file: the check of quotations, files, names, and the commands."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kb import FORMATS, ExportError, export_bytes, export_file, safe_file_name
from kb.cli import app
from kb.errors import QuoteError
from kb.library import KnowledgeBase
from kb.types import Answer, Cell, Column
from tests import export_samples

QUESTION = "攀枝花和天津分别要求康复床位占医院总床位多少？"
REFUSED = "重庆康复治疗每次收费多少钱？"


@pytest.fixture(scope="module")
def answer(library: KnowledgeBase) -> Answer:
    return library.ask(QUESTION)


def results(library: KnowledgeBase) -> Iterator[Any]:
    yield library.ask(QUESTION)
    yield library.ask(REFUSED)
    yield library.ask("各地康复医疗床位占比是多少，由谁负责，什么时候完成？")
    yield export_samples.comparison(library)
    yield export_samples.two_documents(library)
    yield export_samples.targets(library)
    yield export_samples.duties(library)
    for document in library.documents():
        yield library.clauses(document.id)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_result_in_every_format(library: KnowledgeBase, kind: str) -> None:
    for result in results(library):
        assert len(export_bytes(result, kind, library=library)) > 500


def test_a_refusal_says_so_and_shows_the_nearest(library: KnowledgeBase) -> None:
    refused = library.ask(REFUSED)
    assert refused.status == "not_found"
    text = export_bytes(refused, "md", library=library).decode()
    assert "没有找到依据。" in text
    assert "最接近的条款（不是对问题的答复）" in text
    assert refused.reason
    assert "[^1]: " in text


def test_a_wrong_quotation_is_never_written(
    library: KnowledgeBase, answer: Answer, tmp_path: Path
) -> None:
    first, *others = answer.citations
    wrong = replace(first, quote=first.quote.replace("2", "3"))
    assert wrong != first
    with pytest.raises(QuoteError, match="与原文不一致"):
        export_file(
            replace(answer, citations=(wrong, *others)), tmp_path / "a.docx", library=library
        )
    table = export_samples.comparison(library)
    cell = table.rows[0].cells[0]
    statement = replace(cell.statements[0], text="另说一句。")
    changed = replace(cell, statements=(statement, *cell.statements[1:]))
    row = replace(table.rows[0], cells=(changed, *table.rows[0].cells[1:]))
    with pytest.raises(QuoteError, match="与其引文不一致"):
        export_file(replace(table, rows=(row,)), tmp_path / "a.docx", library=library)
    assert not list(tmp_path.iterdir())


def test_a_document_that_changed_since_is_not_exported(
    library: KnowledgeBase, answer: Answer
) -> None:
    citation = answer.citations[0]
    document = replace(citation.document, text=citation.document.text + "补")
    old = replace(answer, citations=(replace(citation, document=document), *answer.citations[1:]))
    with pytest.raises(ExportError, match="已经更新"):
        export_bytes(old, "json", library=library)


def test_the_check_counts_each_quotation_once(library: KnowledgeBase, answer: Answer) -> None:
    record = json.loads(export_bytes(answer, "json", library=library))
    assert record["particulars"]["check"] == f"{len(answer.citations)}处引文与原文逐字一致"


def test_a_clause_list_holds_every_word_once(library: KnowledgeBase) -> None:
    for document in library.documents():
        clauses = library.clauses(document.id)
        rows = export_bytes(clauses, "csv", library=library).decode("utf-8-sig")
        assert f"引文核对,{len(clauses)}处" in rows or "处引文" in rows
        data = export_bytes(clauses, "xlsx", library=library)
        shown = "".join(_last_column(data))
        assert "".join(shown.split()) == "".join(document.text.split())


def _last_column(data: bytes) -> Iterator[str]:
    import io

    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data))["结果"]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        yield str(row[-1] or "")


def test_nothing_found_is_said(library: KnowledgeBase) -> None:
    with pytest.raises(ExportError, match="结果是空的"):
        export_bytes([], "csv", library=library)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.doc", "不认识后缀“.doc”；请用 .docx、.xlsx"),
        ("a", "文件名没有后缀"),
        ("无此/a.docx", "不存在；请先建立文件夹"),
        ("夹.docx", "这是一个文件夹"),
        ("有.docx", "已有同名文件，没有覆盖"),
        ("长" * 300 + ".docx", "文件名太长"),
        ("a:b.pdf", "Windows 不能用这个文件名"),
        ("床位?.docx", "Windows 不能用这个文件名"),
        ("con.xlsx", "Windows 不能用这个文件名"),
    ],
)
def test_where_nothing_can_be_written(
    library: KnowledgeBase, answer: Answer, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "夹.docx").mkdir()
    (tmp_path / "有.docx").write_bytes(b"old")
    with pytest.raises(ExportError, match=said) as caught:
        export_file(answer, tmp_path / name, library=library)
    assert "\n" not in str(caught.value)
    assert (tmp_path / "有.docx").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["夹.docx", "有.docx"]


@pytest.mark.parametrize("mark", [".~lock.有.xlsx#", "~$有.xlsx", ".~有.xlsx"])
def test_a_file_that_is_open_elsewhere_is_left_alone(
    library: KnowledgeBase, answer: Answer, tmp_path: Path, mark: str
) -> None:
    path = tmp_path / "有.xlsx"
    path.write_bytes(b"old")
    (tmp_path / mark).touch()
    with pytest.raises(ExportError, match="正在被其他软件打开"):
        export_file(answer, path, library=library, overwrite=True)
    assert path.read_bytes() == b"old"


def test_a_read_only_file_is_left_alone(
    library: KnowledgeBase, answer: Answer, tmp_path: Path
) -> None:
    path = tmp_path / "有.pdf"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(ExportError, match="只读"):
        export_file(answer, path, library=library, overwrite=True)
    assert path.read_bytes() == b"old"


def test_a_full_disk_leaves_the_old_file(
    library: KnowledgeBase, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "有.md"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="磁盘已满"):
        export_file(answer, path, library=library, overwrite=True)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["有.md"]


def test_overwriting_on_request(library: KnowledgeBase, answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "有.md"
    path.write_bytes(b"old")
    assert export_file(answer, path, library=library, overwrite=True) == path
    assert path.read_text("utf-8").startswith("# 政策条款查询答复")
    assert [p.name for p in tmp_path.iterdir()] == ["有.md"]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("康复床位？", "康复床位？_2026-11-22.docx"),
        ('a<b>c:d"e/f\\g|h?i*j', "a b c d e f g h i j_2026-11-22.docx"),
        ("CON", "_CON_2026-11-22.docx"),
        ("nul.txt", "_nul.txt_2026-11-22.docx"),
        ("COM¹.x", "_COM¹.x_2026-11-22.docx"),
        (" 末尾有点. . ", "末尾有点_2026-11-22.docx"),
        ("../../etc/passwd", "etc passwd_2026-11-22.docx"),
        ("一\n二\x07三\u202e", "一 二 三_2026-11-22.docx"),
        ("", "导出结果_2026-11-22.docx"),
    ],
)
def test_file_names(question: str, name: str) -> None:
    assert safe_file_name(question, date(2026, 11, 22), ".docx") == name


@given(st.text(max_size=300))
def test_file_names_fit_everywhere(question: str) -> None:
    name = safe_file_name(question, date(2026, 11, 22), ".docx")
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 240
    assert not set(name) & set('<>:"/\\|?*\n\r\t\0')
    assert not name.startswith((" ", "."))
    assert name.endswith("_2026-11-22.docx")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_the_commands_write_files(built: Path, tmp_path: Path) -> None:
    index = ["--index", str(built)]
    one, two = tmp_path / "答复.docx", tmp_path / "答复.json"
    done = run("export", QUESTION, "--to", str(one), "--to", str(two), *index)
    assert done.exit_code == 0, done.output
    assert "已导出" in done.stderr
    assert json.loads(two.read_text("utf-8"))["question"] == QUESTION
    assert one.read_bytes().startswith(b"PK")
    clauses = tmp_path / "条款.xlsx"
    done = run("clauses", "攀卫办〔2022〕14号", "--output", str(clauses), *index)
    assert done.exit_code == 0, done.output
    for command in (["compare", "康复床位"], ["targets"], ["duties"]):
        path = tmp_path / f"{command[0]}.csv"
        done = run(*command, "--output", str(path), *index)
        assert done.exit_code == 0, done.output
        assert "逐字一致" in path.read_text("utf-8-sig")
    again = run("ask", QUESTION, "--output", str(one), *index)
    assert isinstance(again.exception, ExportError)
    assert run("ask", QUESTION, "--output", str(one), "--force", *index).exit_code == 0


def test_a_wrong_place_is_said_before_the_work(tmp_path: Path) -> None:
    done = run("ask", QUESTION, "--output", "a.odt", "--index", str(tmp_path / "none"))
    assert isinstance(done.exception, ExportError)
    batch = run("ask", "--batch", "x.jsonl", "--output", "a.docx", "--index", str(tmp_path))
    assert batch.exit_code == 2


def test_a_region_without_documents_is_not_called_silent(library: KnowledgeBase) -> None:
    table = export_samples.comparison(library, 2)
    absent = Column("北京市", "北京市", ())
    rows = tuple(replace(row, cells=(*row.cells, Cell(silent=False))) for row in table.rows)
    wider = replace(table, columns=(*table.columns, absent), rows=rows)
    text = export_bytes(wider, "csv", library=library).decode("utf-8-sig")
    assert text.count("库内没有相应文件") == len(rows)
    silent = sum(cell.silent for row in table.rows for cell in row.cells)
    assert text.count(",未作规定") == silent > 0


def test_regions_that_say_nothing_fill_no_pages(library: KnowledgeBase) -> None:
    table = export_samples.comparison(library, 2)
    more = tuple(replace(table.columns[0], name=f"某{n}市") for n in range(6))
    silent = (Cell(silent=True),) * len(more)
    rows = tuple(replace(row, cells=(*row.cells, *silent)) for row in table.rows)
    wider = replace(table, columns=(*table.columns, *more), rows=rows)
    text = export_bytes(wider, "md", library=library).decode()
    told = next(line for line in text.splitlines() if "各事项均未作规定" in line)
    assert all(column.name in told for column in more)
    assert "| 某0市" not in text
    assert (
        "某5市" in export_bytes(wider, "csv", library=library).decode("utf-8-sig").splitlines()[0]
    )
