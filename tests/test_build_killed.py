"""``kb build`` and ``kb add`` killed at any moment leave the index as it was, or whole and new."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.build import add_files, build_index
from kb.library import KnowledgeBase
from kb.types import Answer, Encoder

ROOT = Path(__file__).parent.parent
POINTS = 8  # for each of the two commands
QUESTION = "攀枝花市康复床位数要达到医院总床位数的多少？"
TEXT = """攀枝花市康复床位管理办法

一、总体要求
康复床位数达到医院总床位数的{share}以上。
二、保障措施
各县（区）要安排专人负责{work}。
"""
OTHERS = ("康复床位管理", "转岗培训", "辅助器具适配", "社区康复", "质量控制", "远程医疗")


def ask(index: Path, encoder: Encoder) -> Answer:
    with KnowledgeBase.open(index, encoder=encoder) as library:
        library.index.verify()
        return library.ask(QUESTION)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_many_points_the_index_answers(tmp_path: Path, encoder: Encoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    main_file = corpus / "late.txt"
    main_file.write_text(TEXT.format(share="3%", work="康复床位"), encoding="utf-8")
    for work in OTHERS:
        text = TEXT.format(share="5%", work=work).replace("攀枝花市", "绵阳市")
        (corpus / f"{work}.txt").write_text(text, encoding="utf-8")
    build_index(corpus, index, encoder=encoder)
    before = ask(index, encoder)
    assert "3%" in before.citations[0].quote
    # Every text changes, so that a build has all of them to read and to embed anew.
    for file in corpus.iterdir():
        file.write_text(file.read_text("utf-8").replace("%以上", "5%以上"), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "tests.build_kill", str(tmp_path), str(POINTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    codes = json.loads(done.stdout)
    for command in ("build", "add"):
        assert codes[f"{command}-whole"] == [0], done.stderr
        after = ask(tmp_path / f"{command}-whole", encoder)
        assert "35%" in after.citations[0].quote
        killed = [point for point, code in enumerate(codes[command]) if code == -9]
        # How many are still running when they are killed hangs on what else the machine does.
        assert len(killed) >= POINTS // 4
        for point in range(POINTS):
            found = ask(tmp_path / f"{command}-{point}", encoder)
            assert found in (before, after), f"{command}, point {point}"
        assert ask(tmp_path / f"{command}-0", encoder) == before, "killed at the start"

    for point in killed[:: max(len(killed) // 3, 1)]:
        build_index(corpus, tmp_path / f"build-{point}", encoder=encoder)
        assert ask(tmp_path / f"build-{point}", encoder) == ask(tmp_path / "build-whole", encoder)
        add_files([main_file], tmp_path / f"add-{point}", encoder=encoder)
        assert ask(tmp_path / f"add-{point}", encoder) == ask(tmp_path / "add-whole", encoder)
