"""Training the marker: what it learns from, its losses, and how it reads; nothing is trained."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest

from eval import written as written_data
from eval.benchmarks import DATA
from eval.written import write_documents, written
from kb import KnowledgeBase
from kb.indexing.marking import OnnxMarker
from kb.model.st_folder import WEIGHTS
from training import marker_data
from training.marker_data import WINDOW, Asked, Window, load

torch = pytest.importorskip("torch")

from training import marker_model  # noqa: E402
from training import train_marker as trains  # noqa: E402
from training.marker_model import MarkerModel, Text  # noqa: E402
from training.mean import write_mean  # noqa: E402

QUESTIONS = [
    ("天津二级医院康复医学科床位不得少于多少张？", "天津", ["且不得少于10张床"]),
    ("重庆康复治疗师的工资标准是多少？", "重庆", []),
]


@pytest.fixture
def made(library: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two questions and a topic on the five documents."""
    names = {d.region.name[:2]: Path(d.source.path).stem for d in library.documents() if d.region}
    rows = [
        {
            "question": q,
            "kind": "x",
            "source": "s",
            "document": names[region],
            "held": False,
            "answer": answer,
        }
        for q, region, answer in QUESTIONS
    ]
    said = [{"words": "且不得少于10张床", "must": True}]
    cells = [
        {"source": "s", "document": names["天津"], "said": said},
        {"source": "s", "document": names["重庆"], "said": []},
    ]
    topics = [{"topic": "康复床位", "group": "g00", "sort": "narrow", "cells": cells}]
    for name, of in (("questions", rows), ("topics", topics)):
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in of)
        (tmp_path / f"{name}.jsonl").write_text(lines, "utf-8")
    monkeypatch.setattr(written_data, "FOLDER", tmp_path)
    return tmp_path


def test_a_question_has_its_answer_marked_and_others_that_look_right(
    library: KnowledgeBase, made: Path
) -> None:
    answered, without = marker_data._questions(library)
    assert answered.span
    assert answered.around[slice(*answered.span)] == "且不得少于10张床"
    right = [w for w in answered.windows if w.answers == 1]
    assert right
    for window in right:
        assert window.span
        assert window.text[slice(*window.span)] == "且不得少于10张床"
    assert any(w.answers == 0 for w in answered.windows)
    assert all(0 < len(w.text) <= WINDOW for w in answered.windows)
    assert without.span is None
    assert {w.answers for w in without.windows} == {0}


def test_a_topic_has_every_sentence_of_the_document(library: KnowledgeBase, made: Path) -> None:
    tianjin, chongqing = marker_data._topics(library)
    assert tianjin.held
    assert chongqing.held
    assert [w.text for w in tianjin.windows if w.answers == 1]
    assert all("且不得少于10张床" in w.text for w in tianjin.windows if w.answers == 1)
    assert {w.answers for w in chongqing.windows} == {0}


def test_headings_stand_over_their_sentences(library: KnowledgeBase) -> None:
    found = list(marker_data._headings(library, random.Random(1)))
    assert len(found) > 20
    for asked in found:
        assert {w.answers for w in asked.windows} == {0, 1}
        assert all(asked.text not in w.above for w in asked.windows if w.answers == 1)


def test_what_is_written_is_loaded(tmp_path: Path) -> None:
    asked = Asked("问？", False, [Window("上", "答在此。", 1.0, (0, 1))], "答在此。", (0, 1))
    saved = {"reading": [asdict(asked)]}
    (tmp_path / "marker.json").write_text(json.dumps(saved), "utf-8")
    (loaded,) = load(tmp_path)["reading"]
    assert loaded.text == asked.text
    assert loaded.windows[0].text == "答在此。"


def test_the_mean_of_checkpoints_is_one(tmp_path: Path) -> None:
    safetensors = pytest.importorskip("safetensors.torch")
    folders = [tmp_path / name for name in ("first", "second")]
    for folder, value in zip(folders, (1.0, 4.0), strict=True):
        folder.mkdir()
        (folder / "config.json").write_text("{}", "utf-8")
        safetensors.save_file({"head.bias": torch.full((3,), value)}, folder / WEIGHTS)
    write_mean(folders, tmp_path / "mean")
    assert (tmp_path / "mean" / "config.json").exists()
    found = safetensors.load_file(tmp_path / "mean" / WEIGHTS)
    assert found["head.bias"].tolist() == [2.5, 2.5, 2.5]


def test_the_written_data_are_whole() -> None:
    questions, topics = (list(written(name)) for name in ("questions", "topics"))
    assert len(questions) == 24806
    assert sum(not row["answer"] for row in questions) == 8096
    assert len(topics) == 1982
    cells = [cell for row in topics for cell in row["cells"]]
    assert len(cells) == 7928
    assert sum(not cell["said"] for cell in cells) == 3204
    assert all(len(part) <= 24 for row in questions for part in row["answer"])


def _measured() -> set[tuple[str, str]]:
    """The documents of ``eval/questions`` and ``eval/gold`` that come from ``real``."""
    folder = Path(__file__).parent.parent / "eval"
    lines = (folder / "questions" / "health.jsonl").read_text("utf-8").splitlines()
    found = {("health.jsonl", json.loads(line)["document"]) for line in lines}
    lines = (folder / "gold" / "topic_documents.jsonl").read_text("utf-8").splitlines()
    return found | {(row["source"], row["id"]) for row in map(json.loads, lines)}


def _asked_about() -> set[tuple[str, str]]:
    rows = [*written("questions"), *(cell for row in written("topics") for cell in row["cells"])]
    return {(row["source"], row["document"]) for row in rows}


def test_what_is_asked_about_is_in_no_other_set() -> None:
    """Neither the regulations of health nor the documents that topics are reported on."""
    assert _asked_about().isdisjoint(_measured())


@pytest.mark.skipif(not DATA.exists(), reason="the documents lie beside the project")
def test_no_regulation_asked_about_has_the_text_of_a_measured_one(tmp_path: Path) -> None:
    """The same regulation lies in two collections under two names."""
    asked, measured = tmp_path / "asked", tmp_path / "measured"
    for folder, places in ((asked, _asked_about()), (measured, _measured())):
        rows = [{"source": source, "document": name} for source, name in places]
        write_documents(DATA.parent, folder, rows)
    parts = {path.name: _parts(path.read_text("utf-8")) for path in measured.iterdir()}
    assert len(parts) > 20
    for path in asked.iterdir():
        own = _parts(path.read_text("utf-8"))
        for name, other in parts.items():
            assert len(own & other) < 0.5 * min(len(own), len(other)), (path.name, name)


def _parts(text: str) -> set[str]:
    bare = "".join(filter(str.isalnum, text))
    return {bare[at : at + 10] for at in range(len(bare) - 10)}


def test_the_shipped_marker_is_a_checkpoint(tmp_path: Path) -> None:
    """What is read is what the product reads, but for what 8 bits and bfloat16 leave out."""
    pytest.importorskip("transformers")
    model = MarkerModel(tmp_path / "base")
    model.load(tmp_path / "checkpoint")
    question, above = "天津二级医院的康复床位不得少于多少张？", "天津市 试点任务"
    texts = [
        "二级医院康复医学科床位数不得少于10张。",
        "加强组织领导。",
        "康复床位统计表见附件。" * 9,
    ]
    with torch.no_grad():
        read = model.eval().read([Text(question, above, text) for text in texts])
    shipped = OnnxMarker().mark(question, [(above, text) for text in texts])
    assert read.relevance.tolist() == pytest.approx([m.relevance for m in shipped], abs=0.5)
    start = texts[0].index("10张")
    assert texts[0][slice(*shipped[0].span)].strip("。") in texts[0][start - 5 :]


def test_texts_are_read_alike_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("transformers")
    model = MarkerModel(tmp_path / "base").eval()
    lines = ["补助五十万元。", "由市级财政承担，" * 9, "每张床位不低于二百元。" * 3, "不予受理。"]
    texts = [Text("补助多少？", "", line, (0, 2)) for line in lines]
    with torch.no_grad():
        together = model.read(texts)
        monkeypatch.setattr(marker_model, "BLOCK", 2)
        apart = model.read(texts)
    assert torch.equal(together.first_at, apart.first_at)
    assert torch.allclose(together.relevance, apart.relevance, atol=0.02)
    assert torch.allclose(together.first, apart.first, atol=0.1)


def test_the_right_text_of_a_group_is_to_be_above_the_wrong_ones() -> None:
    worth, sizes = torch.tensor([1.0, 0.0, 0.0]), [2, 1]
    good = trains.relevance_loss(torch.tensor([4.0, -4.0, -4.0]), worth, sizes)
    bad = trains.relevance_loss(torch.tensor([-4.0, 4.0, -4.0]), worth, sizes)
    assert good < 0.1 < 5 < bad


@pytest.mark.parametrize("seed", range(20))
def test_groups_keep_the_answer_in_what_is_cut(seed: int) -> None:
    rng = random.Random(seed)
    around = "前面的话。" * 60 + "补助五十万元。" + "后面的话。" * 60
    start = around.index("五十万元")
    asked = Asked("补助多少？", False, [], around, (start, start + 4))
    (group,) = trains.reading_groups([asked], rng)
    (text,) = group.texts
    assert (text.span is not None) == (group.worth == [1.0])
    if text.span:
        assert text.text[slice(*text.span)] == "五十万元"
    (text, *wrong) = trains.question_group(asked, rng).texts
    assert text.span
    assert text.text[slice(*text.span)] == "五十万元"
    assert wrong == []
