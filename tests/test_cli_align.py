"""``kb align``: what it prints for people and as JSON, and what it says to bad input."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kb.build import build_index
from kb.cli import main
from kb.library import KnowledgeBase
from tests.index_fakes import FakeEncoder

OLD = """某市养老服务条例
（2015年3月1日某市人民代表大会常务委员会通过）
第一条 为了规范养老服务，保障老年人合法权益，制定本条例。
第二条 养老机构应当在收到申请之日起十日内答复，并签订服务协议。
第三条 任何单位不得侵占养老服务设施用地。
第四条 养老机构每月组织一次防火检查。
"""
NEW = """某市养老服务条例
（2021年6月1日某市人民代表大会常务委员会修订通过）
第一条 为了规范养老服务，保障老年人合法权益，制定本条例。
第二条 鼓励医疗机构为老年人开设就诊绿色通道。
第三条 养老机构可以在收到申请之日起五日内答复，并签订服务协议。
第四条 任何单位不得侵占养老服务设施用地。
"""
HEAD = "某市康复工作方案\n"
PAIR = {"kind", "left", "right", "marks_left", "marks_right", "moved", "similarity"}


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laws")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (("旧.txt", OLD), ("新.txt", NEW), ("空.txt", HEAD)):
        (corpus / name).write_text(text, encoding="utf-8")
    build_index(corpus, folder / "index", encoder=FakeEncoder())
    return folder / "index"


def kb_align(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    index: Path,
    *arguments: str,
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["kb", "align", *arguments, "--index", str(index)])
    with pytest.raises(SystemExit) as left:
        main()
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_json_is_the_contract(
    laws: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = kb_align(capsys, monkeypatch, laws, "旧.txt", "新.txt", "--json")
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert set(found) == {"left", "right", "pairs", "summary", "later", "partial", "notes"}
    assert (found["left"]["status"], found["right"]["status"]) == ("已被替代", None)
    assert (found["later"], found["partial"]) == ("right", [])
    assert all(set(pair) == PAIR for pair in found["pairs"])
    with KnowledgeBase.open(laws) as library:
        texts = {d.id: d.text for d in library.documents()}
    for pair in found["pairs"]:
        for citation in (*pair["left"], *pair["right"]):
            text = texts[citation["document"]["id"]]
            assert text[citation["start"] : citation["end"]] == citation["quote"]
    (changed,) = [p for p in found["pairs"] if p["kind"] == "changed" and "条" in _path(p)]
    old, new = texts[found["left"]["id"]], texts[found["right"]["id"]]
    assert [old[a:b] for a, b in changed["marks_left"]] == ["应当", "十日"]
    assert [new[a:b] for a, b in changed["marks_right"]] == ["可以", "五日"]
    counts = {k: v for k, v in found["summary"].items() if k != "text"}
    kinds = [pair["kind"] for pair in found["pairs"]]
    assert all(counts[kind] == kinds.count(kind) for kind in set(kinds))
    assert (counts["only_left"], counts["only_right"], counts["moved"]) == (1, 1, 0)


def _path(pair: dict[str, Any]) -> str:
    return "".join(citation["path"] for citation in pair["left"])


def test_the_terminal_shows_marks_without_colour(
    laws: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = kb_align(capsys, monkeypatch, laws, "旧.txt", "新.txt")
    assert "左侧文件自2021年6月1日起已被右侧文件替代。" in out
    assert "【】内是对方没有的词。" in out
    assert "〔改动〕第二条 ↔ 第三条" in out
    assert "养老机构【应当】在收到申请之日起【十日】内答复" in out
    assert "养老机构【可以】在收到申请之日起【五日】内答复" in out
    assert "〔新增〕第二条" in out
    assert "〔删去〕第四条" in out
    assert "〔相同〕第三条 ↔ 第四条" in out


def test_the_older_law_on_the_right_is_read_the_other_way_round(
    laws: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = kb_align(capsys, monkeypatch, laws, "新.txt", "旧.txt")
    assert "〔新增〕第二条\n  左" in out
    assert "〔删去〕第四条\n  右" in out


@pytest.mark.parametrize(
    ("only", "shown", "hidden"),
    [
        ("changed", "〔改动〕", "〔相同〕"),
        ("same", "〔相同〕", "〔改动〕"),
        ("only_left", "〔删去〕", "〔新增〕"),
        ("only_right", "〔新增〕", "〔删去〕"),
    ],
)
def test_only_lists_one_sort(
    laws: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    only: str,
    shown: str,
    hidden: str,
) -> None:
    _, out, _ = kb_align(capsys, monkeypatch, laws, "旧.txt", "新.txt", "--only", only)
    assert shown in out
    assert hidden not in out
    assert "共4条对应" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("旧.txt", "没有.txt"), "“没有.txt”：库里没有这份文件。可用的文件："),
        (("旧.txt", "旧"), "两边是同一份文件（旧.txt）；请给出两份不同的文件。"),
        (("旧.txt", "空.txt"), "空.txt：除标题外没有可以比对的条款；请换成有正文的文件。"),
        (("某市养老服务条例", "旧.txt"), "“某市养老服务条例”：不止一份文件与之相符。"),
        (("", "旧.txt"), "“”：库里没有这份文件。"),
    ],
)
def test_bad_input_is_said_in_one_line(
    laws: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    code, out, err = kb_align(capsys, monkeypatch, laws, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(f"错误：{said}")
    assert len(err.splitlines()) == 1


def test_a_missing_argument_is_wrong_usage(
    laws: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = kb_align(capsys, monkeypatch, laws, "旧.txt")
    assert code == 2
    assert "Traceback" not in err
