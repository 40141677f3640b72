"""The command line: what ``--json`` prints, exit codes, bad input, adding and removing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from kb import __version__
from kb.cli import main
from kb.indexing.embedding import BUNDLED, OnnxEncoder
from kb.model.description import without_trained
from kb.types import Encoder

ROOT = Path(__file__).parent.parent
RECOVERY = "攀枝花市_2022_康复医疗服务试点工作方案.txt"
QUESTION_OF_TIANJIN = "天津二级医院康复医学科床位有什么要求？"
QUESTION = "攀枝花康复医疗床位数占比要达到多少？"

NOTICE = """{city}卫生健康委员会关于印发《{city}康复床位管理办法》的通知

{prefix}卫办〔2023〕{number}号

各县（区）卫生健康局：

现将《{city}康复床位管理办法》印发给你们，请认真执行。

{city}卫生健康委员会
2023年5月6日

{city}康复床位管理办法

一、总体要求
康复床位要满足群众需要，康复床位数达到医院总床位数的{share}以上。
二、保障措施
各县（区）要安排专人负责康复床位管理。
"""


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Run(Protocol):
    def __call__(self, *arguments: str | Path) -> Done: ...


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], encoder: Encoder
) -> Run:
    """``kb`` in this process, with the bundled encoder loaded once for all tests."""

    def load(folder: Path | None = None) -> Encoder:
        return encoder if folder is None else OnnxEncoder(folder)

    for place in ("kb.holdings", "kb.indexing.embedding", "kb.doctor"):
        monkeypatch.setattr(f"{place}.load_encoder", load)

    def call(*arguments: str | Path) -> Done:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["kb", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return Done(int(left.value.code or 0), out, err)

    return call


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    """A copy of the built index that a test may change."""
    return shutil.copytree(built, tmp_path / "index")


def write_notice(
    path: Path, *, city: str = "攀枝花市", prefix: str = "攀", number: int = 1, share: str = "3%"
) -> Path:
    path.write_text(
        NOTICE.format(city=city, prefix=prefix, number=number, share=share), encoding="utf-8"
    )
    return path


def check_error(done: Done, *, code: int = 1) -> None:
    """One line for the user, nothing of the program's inside."""
    assert done.code == code, done.err
    assert "Traceback" not in done.err + done.out
    assert done.out == ""
    if code == 1:
        assert len(done.err.splitlines()) == 1, done.err
        assert done.err.startswith("错误：")
        assert done.err.rstrip().endswith("。")


# --- what --json prints: names and shapes are a contract (DESIGN, section 3) ---

SHORT = {"id", "source", "title", "region", "number"}
FULL = {*SHORT, "issuers", "issued_on", "status", "period"}
REGION = {"name", "adcode", "level", "parent"}
CITATION = {"document", "path", "label", "quote", "start", "end", "page"}


def test_json_of_clauses(run: Run, built: Path) -> None:
    found = run("clauses", RECOVERY, "--index", built, "--json").json
    assert set(found) == {"document", "clauses"}
    document = found["document"]
    assert set(document) == FULL
    assert document["number"] == "攀卫办〔2022〕14号"
    assert document["issuers"] == ["攀枝花市卫生健康委员会"]
    assert document["issued_on"] == "2022-03-08"
    assert document["source"] == RECOVERY
    assert set(document["region"]) == REGION
    assert document["period"] == {"start": "2022-01-01", "end": "2022-12-31"}
    assert document["status"] is None, "not stated: null"
    for clause in found["clauses"]:
        assert set(clause) == {"path", "label", "heading", "start", "end", "text"}
        assert len(clause["text"]) == clause["end"] - clause["start"]
    clause = next(c for c in found["clauses"] if c["path"] == "四/（一）/3")
    assert clause["label"] == "3."
    assert clause["heading"] == "增加康复医疗服务供给"


def test_json_of_a_paragraph(run: Run, tmp_path: Path) -> None:
    corpus, index = tmp_path / "laws", tmp_path / "index"
    corpus.mkdir()
    law = "某市条例\n第一条 甲。\n乙：\n（一）丙；\n（二）丁。\n"
    (corpus / "某市条例.txt").write_text(law, encoding="utf-8")
    run("build", str(corpus), "--index", str(index))
    shown = run(
        "clauses", "某市条例", "--at", "第一条第二款第二项", "--index", str(index), "--json"
    )
    rule = json.loads(shown.out)
    assert (rule["quote"], rule["path"]) == ("（二）丁。", "第一条/（二）")
    assert rule["label"] == "《某市条例》第一条第二款第二项"
    check_error(run("clauses", "某市条例", "--at", "第九条", "--index", str(index)))


def test_json_of_search(run: Run, built: Path) -> None:
    found = run("search", QUESTION, "--top", "3", "--index", built, "--json").json
    assert set(found) == {"query", "hits"}
    assert found["query"] == QUESTION
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    for hit in found["hits"]:
        assert set(hit) == {"rank", "score", "document", "path", "start", "end", "text"}
        assert set(hit["document"]) == SHORT
        assert isinstance(hit["score"], float)


def test_json_of_an_answer(run: Run, built: Path) -> None:
    found = run("ask", QUESTION, "--index", built, "--json").json
    keys = ["question", "status", "regions", "statements", "citations", "reason", "nearest"]
    assert list(found) == [*keys, "remarks"], "the trial period of the document is over"
    assert found["question"] == QUESTION
    assert found["status"] == "answered"
    assert found["regions"] == ["攀枝花市"]
    assert found["nearest"] == []
    for statement in found["statements"]:
        assert set(statement) == {"text", "citations"}
        assert all(0 <= n < len(found["citations"]) for n in statement["citations"])
    for citation in found["citations"]:
        assert set(citation) == CITATION
        assert set(citation["document"]) == SHORT
        assert len(citation["quote"]) == citation["end"] - citation["start"]
        assert citation["page"] is None, "the source tells no pages"


def test_json_of_a_comparison(run: Run, built: Path) -> None:
    regions = ("--region", "攀枝花", "--region", "重庆")
    found = run("compare", "康复床位占比", *regions, "--index", built, "--json").json
    assert list(found) == ["topic", "columns", "rows", "differences"]
    assert [set(column) for column in found["columns"]] == [{"name", "region", "documents"}] * 2
    assert [column["region"] for column in found["columns"]] == ["攀枝花市", "重庆市"]
    for row in found["rows"]:
        assert set(row) == {"aspect", "cells"}
        said, silent = row["cells"]
        assert set(said) == {"silent", "statements", "citations"}
        assert silent == {"silent": True, "statements": [], "citations": []}
        assert all(set(citation) == CITATION for citation in said["citations"])
        for statement in said["statements"]:
            assert [said["citations"][n]["quote"] for n in statement["citations"]] == [
                statement["text"]
            ]
    for difference in found["differences"]:
        assert set(difference) == {"aspect", "kind", "text", "columns"}


def test_json_of_a_refusal(run: Run, built: Path) -> None:
    done = run("ask", "重庆康复治疗师的工资标准是多少？", "--index", built, "--json")
    assert done.code == 0, "not found is an answer"
    assert done.json["status"] == "not_found"
    assert done.json["statements"] == done.json["citations"] == []
    assert done.json["reason"]
    assert all(set(citation) == CITATION for citation in done.json["nearest"])


def test_json_of_a_question_of_several_parts(run: Run, built: Path) -> None:
    asked = "重庆尘肺病康复站建多少，工资标准是多少？"
    found = run("ask", asked, "--index", built, "--json").json
    assert list(found)[-1] == "parts"
    assert found["status"] == "answered", "one part is"
    first, second = found["parts"]
    assert set(first) == {"question", "understood", "status", "statements", "reason"}
    assert (first["status"], second["status"]) == ("answered", "not_found")
    assert all(0 <= n < len(found["statements"]) for n in first["statements"])
    assert second["question"] == "工资标准是多少"
    assert second["understood"].startswith("重庆")
    assert "关于“工资标准是多少”：" in found["reason"]


def test_a_follow_up(run: Run, built: Path) -> None:
    after = ("--after", "攀枝花康复床位占比是多少？")
    found = run("ask", "那天津呢？", *after, "--index", built, "--json").json
    assert found["question"] == "那天津呢？"
    assert found["understood"] == "天津康复床位占比是多少"
    assert found["regions"] == ["天津市"]
    after = (*after, "--after", "那天津呢？")
    assert "《天津市" in run("ask", "它的试点范围是什么？", *after, "--index", built).out
    alone = run("ask", QUESTION, "--index", built, "--json")
    assert run("ask", QUESTION, *after, "--index", built, "--json").json == alone.json


def test_json_of_lineage(run: Run, built: Path) -> None:
    found = run("lineage", "攀卫办〔2022〕14号", "--index", built, "--json").json
    assert set(found) == {"document", "basis", "cited_by", "replaces", "missing", "chain"}
    assert set(found["document"]) == FULL
    numbers = [reference["number"] for reference in found["basis"]]
    assert numbers == ["国卫办医函〔2021〕536号", "川卫医政函〔2022〕5号"]
    assert found["missing"] == found["basis"], "neither is in the library"
    keys = {"kind", "title", "number", "document", "path", "start", "end", "target"}
    assert all(set(reference) == keys for reference in found["basis"])
    link = found["chain"]["upstream"][0]
    assert set(link) == keys | {"steps", "from", "to", "quote", "quote_start", "quote_end"}
    assert (link["steps"], link["to"]) == (1, None)
    assert link["quote"].startswith("根据《国家卫生健康委办公厅")
    assert found["chain"]["downstream"] == []


@pytest.mark.parametrize(
    ("language", "begins"), [("dot", "digraph lineage {"), ("mermaid", "flowchart BT")]
)
def test_graph_of_lineage(run: Run, built: Path, language: str, begins: str) -> None:
    done = run("lineage", RECOVERY, "--index", built, "--graph", language)
    assert done.out.startswith(begins)
    assert "不在库内" in done.out
    assert done.out.count("依据") == 2, "an arrow for each basis"


def test_json_of_validity(run: Run, built: Path) -> None:
    found = run("validity", RECOVERY, "--index", built, "--as-of", "2023-01-01", "--json").json
    assert set(found) == {"document", "issued", "effective", "period", "superseded", "remark"}
    assert found["issued"]["date"] == "2022-03-08"
    assert found["effective"] is None, "the text does not say"
    end = found["period"]["end"]
    assert (end["date"], end["quote"]) == ("2022-12-31", "试点时间。2022年 1 月—12 月")
    assert found["remark"] == "试点期已于2022年12月届满"
    before = run("validity", RECOVERY, "--index", built, "--as-of", "2022-06-01", "--json").json
    assert before["remark"] is None
    shown = run("validity", RECOVERY, "--index", built).out
    assert "施行：未载明" in shown
    assert "注意：试点期已于2022年12月届满。" in shown


def test_json_of_duties(run: Run, built: Path) -> None:
    found = run("duties", "--body", "卫健", "--region", "四川", "--index", built, "--json").json
    assert {duty["body"] for duty in found} == {"市卫生计生委", "市卫计委"}
    keys = {"body", "role", "task", "task_start", "task_end", "region", "citation"}
    assert all(set(duty) == keys for duty in found)
    led = [duty["task"] for duty in found if duty["role"] == "牵头"]
    assert "建立全覆盖多层次医养服务体系" in led
    assert all(duty["region"] == "攀枝花市" for duty in found)
    assert all(duty["body"] in duty["citation"]["quote"] for duty in found)
    everywhere = run("duties", "--index", built, "--json").json
    assert {"攀枝花市", "重庆市", "山西省"} <= {duty["region"] for duty in everywhere}
    shown = run("duties", "--body", "市民政局", "--index", built).out
    assert "攀枝花市医养结合试点工作实施方案（攀办发〔2016〕71号）" in shown
    assert "牵头：市民政局" in shown
    totals = run("duties", "--document", "攀办发〔2016〕71号", "--index", built).out
    assert "攀枝花市 市卫生计生委  牵头 6　负责 4" in totals
    nobody = run("duties", "--body", "市交通局", "--index", built).out
    assert "没有找到责任分工" in nobody


def test_an_answer_carries_what_to_remark(run: Run, built: Path) -> None:
    remark = "《天津市康复医疗服务试点工作方案》试点期已于2022年12月届满。"
    assert run("ask", QUESTION_OF_TIANJIN, "--index", built, "--json").json["remarks"] == [remark]
    then = run("ask", QUESTION_OF_TIANJIN, "--index", built, "--as-of", "2022-06-01", "--json")
    assert "remarks" not in then.json
    assert f"注意：{remark}" in run("ask", QUESTION_OF_TIANJIN, "--index", built).out


@pytest.mark.parametrize("name", ["4aaa680e9280", RECOVERY, RECOVERY.removesuffix(".txt"),
                                  "000_d4c134d2b2ebd7a4.txt", "攀卫办〔2022〕14号",
                                  "攀枝花市康复医疗服务试点工作方案"])  # fmt: skip
def test_names_of_a_document(run: Run, built: Path, name: str) -> None:
    found = run("clauses", name, "--index", built, "--json").json
    assert found["document"]["source"] == RECOVERY


# --- many questions at once ---


def batch_file(folder: Path, lines: list[str]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["ask", "search"])
def test_batch_keeps_order_and_ids(run: Run, built: Path, tmp_path: Path, command: str) -> None:
    questions = ["重庆尘肺病康复站", QUESTION, "山西\u2028太极拳", QUESTION]
    names: list[Any] = ["乙", 7, None, "甲"]
    records = [{"id": n, "question": q} for n, q in zip(names, questions, strict=True)]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    done = run(command, "--batch", batch_file(tmp_path, [*lines[:2], "", *lines[2:]]),
               "--index", built)  # fmt: skip
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["id"] for record in records] == names, "blank lines are passed over"
    asked = "question" if command == "ask" else "query"
    assert [record[asked].split() for record in records] == [q.split() for q in questions]
    assert next(iter(records[1])) == "id"
    alone = run(command, QUESTION, "--index", built, "--json").json
    for place in (1, 3):
        assert {k: v for k, v in records[place].items() if k != "id"} == alone


def test_batch_goes_on_after_a_bad_question(run: Run, built: Path, tmp_path: Path) -> None:
    questions = [QUESTION, "？？？", "字" * 20_000, QUESTION]
    lines = [json.dumps({"id": n, "question": q}) for n, q in enumerate(questions)]
    done = run("ask", "--batch", batch_file(tmp_path, lines), "--index", built)
    records = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [record["id"] for record in records] == [0, 1, 2, 3]
    assert ["error" in record for record in records] == [False, True, True, False]
    assert "第 2 行" in records[1]["error"]
    keys = set(records[0]) - {"remarks"}  # these only where there are any
    assert all(keys <= set(record) for record in records), "the contract's keys"
    assert records[1]["status"] == "not_found"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "no JSON"),
        ('{"id": 1}', "no question"),
        ('{"id": 1, "question": 5}', "a question that is no text"),
        ('["康复"]', "a list"),
        ("null", "nothing"),
    ],
)
def test_batch_with_a_broken_line(
    run: Run, built: Path, tmp_path: Path, line: str, why: str
) -> None:
    good = json.dumps({"id": 1, "question": QUESTION})
    done = run("ask", "--batch", batch_file(tmp_path, [good, line, good]), "--index", built)
    check_error(done)
    assert "第 2 行" in done.err, why


def test_batch_file_that_is_missing_or_no_text(run: Run, built: Path, tmp_path: Path) -> None:
    check_error(run("ask", "--batch", tmp_path / "none.jsonl", "--index", built))
    path = tmp_path / "binary.jsonl"
    path.write_bytes(b"\xff\xfe\x00\x81" * 50)
    check_error(run("ask", "--batch", path, "--index", built))
    check_error(run("ask", "--batch", tmp_path, "--index", built))


# --- bad input: one line, exit code 1 (2 for wrong usage) ---

BAD_QUESTIONS = [
    ("", "empty"),
    (" \t\n\u3000", "blanks"),
    ("？！……。，；", "only punctuation"),
    ("\x00\x01\x02\x7f", "only control characters"),
    ("康" * 20_000, "20,000 characters"),
]


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(("question", "why"), BAD_QUESTIONS)
def test_bad_questions(run: Run, built: Path, command: str, question: str, why: str) -> None:
    check_error(run(command, question, "--index", built))
    check_error(run(command, question, "--index", built, "--json"))


ODD_QUESTIONS = [
    ("What is the ratio of rehabilitation beds?", "English"),
    ("'; DROP TABLE documents; --", "SQL"),
    ('康复 AND (NOT title:[a TO z]) ^2 \\ "~*', "the search engine's syntax"),
    ("康复\x00医疗\x1b[31m床位\x07", "control characters inside"),
    ("[bookmark: x] [bold]康复[/bold]", "markup of the terminal"),
    ("😀👩‍👩‍👧 康复", "emoji"),
    ("\udce4\udcb8 康复", "bytes that are no UTF-8"),
    ("康" * 2000, "as long as a question may be"),
    ("--", "dashes"),
]


@pytest.mark.parametrize(("question", "why"), ODD_QUESTIONS)
def test_odd_questions(run: Run, built: Path, question: str, why: str) -> None:
    for command in ("ask", "search"):
        for more in ((), ("--json",)):
            done = run(command, "--index", built, *more, "--", question)
            if done.code:
                check_error(done)
                continue
            assert done.err == "", why
            assert "\x1b[31m" not in done.out, "a question cannot colour the terminal"
            if more:
                assert done.json


def test_bad_indexes(run: Run, built: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "index.faiss").write_bytes(b"not ours")
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    broken = []
    for name in ("CURRENT", "records.sqlite", "000001.vectors", "manifest.json", "rows.npy"):
        copy = shutil.copytree(built, tmp_path / name)
        victim = next(copy.rglob(name))
        victim.write_bytes(b"\x00broken\x00")
        broken.append(copy)
    for index in (tmp_path / "none", foreign, file, *broken):
        check_error(run("ask", QUESTION, "--index", index))
        check_error(run("search", QUESTION, "--index", index, "--json"))
        check_error(run("clauses", RECOVERY, "--index", index))
        check_error(run("lineage", RECOVERY, "--index", index))
        check_error(run("remove", RECOVERY, "--index", index))


def bad_files(folder: Path) -> list[tuple[Path, str]]:
    empty = folder / "空.txt"
    empty.touch()
    blank = folder / "空白.txt"
    blank.write_text(" \n\n\u3000\n", encoding="utf-8")
    binary = folder / "程序.txt"
    binary.write_bytes(Path(sys.executable).read_bytes()[:100_000])
    picture = folder / "图片.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    return [
        (folder / "没有.txt", "no such file"),
        (empty, "empty"),
        (blank, "blanks only"),
        (binary, "a binary renamed"),
        (picture, "a picture renamed"),
        (folder, "a folder"),
    ]


def test_bad_files_are_not_added(run: Run, index: Path, tmp_path: Path) -> None:
    before = run("ask", QUESTION, "--index", index, "--json").out
    folder = tmp_path / "files"
    folder.mkdir()
    good = write_notice(folder / "好.txt")
    for path, why in bad_files(folder):
        done = run("add", path, "--index", index)
        check_error(done)
        assert path.name in done.err, why
        check_error(run("add", good, path, "--index", index))
    assert run("ask", QUESTION, "--index", index, "--json").out == before
    assert "好.txt" not in run("search", "康复床位管理办法", "--index", index, "--json").out


def test_bad_corpora(run: Run, index: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    other = tmp_path / "other"
    other.mkdir()
    (other / "图.png").write_bytes(b"\x89PNG")
    bad = tmp_path / "bad"
    bad.mkdir()
    bad_files(bad)
    file = tmp_path / "file.txt"
    file.write_text("康复", encoding="utf-8")
    before = run("ask", QUESTION, "--index", index, "--json").out
    for corpus in (tmp_path / "none", empty, other, bad, file):
        check_error(run("build", corpus, "--index", index))
    assert run("ask", QUESTION, "--index", index, "--json").out == before


def test_a_changed_or_missing_source_is_named(run: Run, tmp_path: Path) -> None:
    corpus = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    file = corpus / RECOVERY
    text = file.read_bytes()
    file.write_bytes(text + b" ")
    done = run("build", corpus, "--index", tmp_path / "index")
    check_error(done)
    assert RECOVERY in done.err
    file.unlink()
    done = run("build", corpus, "--index", tmp_path / "index")
    check_error(done)
    assert RECOVERY in done.err
    file.write_bytes(text)
    (corpus / "sources.jsonl").write_text('{"path": 1}\n', encoding="utf-8")
    check_error(run("build", corpus, "--index", tmp_path / "index"))
    assert not (tmp_path / "index").exists()


def test_a_bad_file_in_a_corpus_is_reported_and_left_out(run: Run, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_notice(corpus / "甲.txt")
    write_notice(corpus / "乙.txt")
    bad_files(corpus)
    report = run("build", corpus, "--index", tmp_path / "index", "--json").json
    assert report["documents"] == 1
    skipped = {entry["path"]: entry["reason"] for entry in report["skipped"]}
    assert {"空.txt", "空白.txt", "程序.txt", "图片.txt"} <= set(skipped)
    assert "内容相同" in skipped["甲.txt"], "the same text under two names"


def test_unknown_names(run: Run, built: Path) -> None:
    for arguments in (
        ("clauses", "没有这份文件"),
        ("lineage", ""),
        ("remove", "没有这份文件"),
        ("clauses", "攀枝花市"),
        ("ask", "康复", "--document", "没有这份文件"),
        ("ask", "康复", "--region", "火星"),
        ("search", "康复", "--region", ""),
    ):
        check_error(run(*arguments, "--index", built))


def test_wrong_usage(run: Run, built: Path) -> None:
    for arguments in (
        ("ask",),
        ("ask", "康复", "--batch", "x.jsonl"),
        ("ask", "康复", "--as-of", "昨天"),
        ("ask", "康复", "--as-of", "2022-13-01"),
        ("search", "康复", "--top", "0"),
        ("search", "康复", "--top", "很多"),
        ("search", "康复", "--no-such-option"),
        ("no-such-command",),
    ):
        index = () if arguments == ("no-such-command",) else ("--index", built)
        check_error(run(*arguments, *index), code=2)


# --- for people ---


def test_what_people_read(run: Run, built: Path) -> None:
    done = run("ask", QUESTION, "--index", built)
    assert "《攀枝花市康复医疗服务试点工作方案》（攀卫办〔2022〕14号）四、（一）3." in done.out
    assert "2%以上" in done.out
    done = run("ask", "重庆康复治疗师的工资标准是多少？", "--index", built)
    assert "没有找到依据" in done.out
    assert "最接近的条款" in done.out
    done = run("search", "尘肺病康复站", "--index", built)
    assert done.out.startswith(
        " 1. 《重庆市加快推进康复医疗工作发展实施方案》（渝卫发〔2021〕60号）"
    )
    done = run("clauses", RECOVERY, "--index", built)
    assert "攀卫办〔2022〕14号" in done.out
    done = run("lineage", RECOVERY, "--index", built)
    assert "不在库内" in done.out
    assert run("--version").out.strip() == __version__


# --- adding, replacing, removing ---


def sources_of(run: Run, index: Path, question: str) -> set[str]:
    hits = run("search", question, "--top", "50", "--index", index, "--json").json["hits"]
    return {hit["document"]["source"] for hit in hits}


def test_add_replace_remove(run: Run, index: Path, tmp_path: Path) -> None:
    file = write_notice(tmp_path / "床位办法.txt", share="3%")
    report = run("add", file, "--index", index, "--json").json
    assert report["documents"] == 6
    assert [added["source"] for added in report["added"]] == ["床位办法.txt"]

    question = "攀枝花市康复床位管理办法要求康复床位占多少？"
    first = run("ask", question, "--index", index, "--json").json
    assert any("3%以上" in c["quote"] for c in first["citations"])

    again = run("add", file, "--index", index, "--json").json
    assert again["documents"] == 6, "adding the same file again changes nothing"
    assert run("ask", question, "--index", index, "--json").json == first

    write_notice(file, share="7%")
    changed = run("add", file, "--index", index, "--json").json
    assert changed["documents"] == 6, "a changed file of the same name replaces the old one"
    second = run("ask", question, "--index", index, "--json").json
    assert any("7%以上" in c["quote"] for c in second["citations"])
    assert not any("3%以上" in c["quote"] for c in second["citations"])

    done = run("remove", "攀卫办〔2023〕1号", "--index", index)
    assert done.code == 0
    assert "床位办法.txt" not in sources_of(run, index, question)
    assert "床位办法.txt" in sources_of(run, index, question) | {file.name}, "the file stays"
    assert file.exists()


def test_added_region_is_no_longer_absent(run: Run, index: Path, tmp_path: Path) -> None:
    question = "绵阳康复床位数要达到多少？"
    before = run("ask", question, "--index", index, "--json").json
    assert "绵阳市" in before["reason"]
    file = write_notice(tmp_path / "绵阳.txt", city="绵阳市", prefix="绵", share="4%")
    run("add", file, "--index", index)
    after = run("ask", question, "--index", index, "--json").json
    assert after["status"] == "answered"
    assert "4%" in after["citations"][0]["quote"]
    run("remove", "绵阳.txt", "--index", index)
    assert run("ask", question, "--index", index, "--json").json == before


def test_a_build_after_changes_gives_the_first_index(run: Run, index: Path, tmp_path: Path) -> None:
    before = run("search", QUESTION, "--index", index, "--json").out
    run("add", write_notice(tmp_path / "新.txt"), "--index", index)
    run("remove", RECOVERY, "--index", index)
    assert run("search", QUESTION, "--index", index, "--json").out != before
    run("build", ROOT / "corpus", "--index", index)
    assert run("search", QUESTION, "--index", index, "--json").out == before


# --- encoders and the doctor ---


@pytest.fixture(scope="session")
def other_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled encoder under another name: to the index it is another one."""
    folder = tmp_path_factory.mktemp("encoders") / "other-model"
    folder.mkdir()
    for name in ("encoder.onnx", "tokenizer.json"):
        (folder / name).symlink_to(BUNDLED / name)
    described = json.loads(without_trained((BUNDLED / "model.json").read_bytes()))
    (folder / "model.json").write_text(json.dumps(described | {"name": "other-model"}), "utf-8")
    return folder


def test_an_index_refuses_another_encoder_by_name(
    run: Run, index: Path, tmp_path: Path, other_encoder: Path
) -> None:
    file = write_notice(tmp_path / "新.txt")
    for arguments in (
        ("ask", QUESTION, "--index", index, "--encoder", other_encoder),
        ("search", QUESTION, "--index", index, "--encoder", other_encoder),
        ("add", file, "--index", index, "--encoder", other_encoder),
        ("remove", RECOVERY, "--index", index, "--encoder", other_encoder),
    ):
        done = run(*arguments)
        check_error(done)
        assert "other-model" in done.err, "the encoder at hand"
        assert json.loads((BUNDLED / "model.json").read_text("utf-8"))["name"] in done.err
    assert run("ask", QUESTION, "--index", index, "--json").json["status"] == "answered"


def test_an_index_of_another_encoder(run: Run, tmp_path: Path, other_encoder: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_notice(corpus / "甲.txt")
    index = tmp_path / "index"
    assert run("build", corpus, "--index", index, "--encoder", other_encoder).code == 0
    question = ("ask", "攀枝花康复床位数达到多少？", "--index", index)
    check_error(run(*question))
    done = run(*question, "--encoder", other_encoder, "--json")
    assert "3%" in done.json["citations"][0]["quote"]
    checks = run("doctor", "--index", index, "--json").json
    assert not checks["ok"]
    assert run("doctor", "--index", index, "--encoder", other_encoder).code == 0


def test_encoder_that_is_none(run: Run, built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.json").write_text("{}", encoding="utf-8")
    done = run("ask", QUESTION, "--index", built, "--encoder", folder)
    check_error(done)
    assert str(folder) in done.err


def test_doctor(run: Run, built: Path, index: Path, tmp_path: Path) -> None:
    done = run("doctor", "--index", built, "--json")
    assert done.code == 0
    assert done.json["ok"] is True
    names = [check["name"] for check in done.json["checks"]]
    assert names == ["模型", "索引", "索引与模型"]
    assert all(set(check) == {"name", "ok", "detail"} for check in done.json["checks"])

    done = run("doctor", "--index", tmp_path / "none", "--json")
    assert done.code == 1
    assert [check["ok"] for check in done.json["checks"]] == [True, False]

    victim = next(index.rglob("records.sqlite"))
    data = bytearray(victim.read_bytes())
    at = data.find("康复医疗服务试点工作方案".encode())
    data[at : at + 3] = "废".encode()
    victim.write_bytes(bytes(data))
    done = run("doctor", "--index", index)
    assert done.code == 1, "one changed character in the records is seen"
    assert "有误" in done.out
    assert "Traceback" not in done.out + done.err


# --- in a process of its own ---

LOADED = """
import sys
sys.argv = {arguments!r}
from kb.cli import main
try:
    main()
finally:
    print([m for m in {modules!r} if m in sys.modules], file=sys.stderr)
"""
HEAVY = ["numpy", "onnxruntime", "faiss", "torch", "streamlit", "tantivy", "jieba", "rjieba",
         "sentence_transformers", "langchain_text_splitters", "transformers"]  # fmt: skip


def loaded_by(*arguments: str, modules: list[str]) -> tuple[str, str]:
    code = LOADED.format(arguments=["kb", *arguments], modules=modules)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return done.stdout, done.stderr.splitlines()[-1]


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["build", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    out, loaded = loaded_by(*arguments, modules=HEAVY)
    assert "Usage" in out
    assert loaded == "[]"


def test_ask_does_not_load_training_libraries(built: Path) -> None:
    modules = ["torch", "sentence_transformers", "transformers", "langchain_text_splitters",
               "langchain_core", "streamlit", "pypdf"]  # fmt: skip
    out, loaded = loaded_by("ask", QUESTION, "--index", str(built), modules=modules)
    assert "2%以上" in out
    assert loaded == "[]"


def test_a_process_of_its_own(built: Path) -> None:
    command = [sys.executable, "-m", "kb.cli", "ask", "", "--index", str(built)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
