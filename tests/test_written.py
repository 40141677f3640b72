"""Topics of ``eval/written``: what of a comparison counts as shown, silent and right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.written import READ, Told, compare, rates, write_documents
from kb import KnowledgeBase

SAID = Told("narrow", ["康复床位"], ["床位"], ["设置康复床位十张。", "床位够用。", "其他规定。"])
MISSED = Told("narrow", ["康复床位"], [], ["其他规定。"])
MUTE = Told("broad", ["康复床位"], [], [])
SILENT = Told("broad", [], [], [])
FILLED = Told("broad", [], [], ["其他规定。"])
EITHER_WAY = Told("broad", [], ["床位"], ["床位够用。"])


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([], (0, 0, 0, 0)),
        ([SAID], (1, 0, 0, 2 / 3)),
        ([SAID, MISSED], (0.5, 0, 0, 0.5)),
        ([SAID, MUTE], (0.5, 0.5, 0, 2 / 3)),
        ([SILENT, FILLED], (0, 0, 0.5, 0)),
        ([EITHER_WAY], (0, 0, 0, 0)),
    ],
)
def test_rates(told: list[Told], wanted: tuple[float, ...]) -> None:
    assert rates(told) == pytest.approx(wanted)


def test_only_wanted_documents_are_written(tmp_path: Path) -> None:
    rows = [{"id": name, "text": f"{name}　正文\n\n\n第二行"} for name in ("A", "B")]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "policies.jsonl").write_text(lines, "utf-8")
    write_documents(tmp_path, tmp_path / "out", [{"source": "policies.jsonl", "document": "B"}])
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == "B.txt"
    assert file.read_text("utf-8") == "B 正文\n第二行"


def test_a_topic_is_compared_document_by_document(library: KnowledgeBase) -> None:
    names = [Path(d.source.path).stem for d in library.documents()][:2]
    said = [{"words": "康复", "must": True}]
    cells = [
        {"source": "x", "document": name, "said": said if n else []} for n, name in enumerate(names)
    ]
    told = list(compare(library, {"topic": "康复医疗床位", "sort": "narrow", "cells": cells}))
    assert [one.must for one in told] == [[], ["康复"]]
    texts = {Path(d.source.path).stem: d.text[:READ] for d in library.documents()}
    for one, name in zip(told, names, strict=True):
        assert all(quote in texts[name] for quote in one.quotes)
