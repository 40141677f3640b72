"""Training the question's side: what the pairs are made of, and two steps over a tiny library."""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from eval.benchmarks import HALVES, half_of
from eval.benchmarks.statutes import Statutes
from kb.build import build_index
from kb.indexing.embedding import BUNDLED
from kb.indexing.index import open_index
from tests.index_fakes import FakeEncoder
from training import pairs as makes
from training import train_question
from training.vectors import NONE, Vectors, load_vectors, read_vectors

torch = pytest.importorskip("torch")

LAWS = {  # year -> articles: what changes between the versions, and what does not
    "2001": ["任何单位应当节约用水。用水实行计划管理。", "违反本法的，处一千元以下罚款。"],
    "2019": ["任何单位和个人应当节约用水。用水实行计划管理。", "违反本法的，处五千元以下罚款。"],
}
PLAN = """关于做好养老服务的通知

一、总体要求
坚持政府引导、社会参与，到2025年基本建成服务网络。各地结合实际推进有关工作。

二、资金保障
省财政每年安排专项经费。市县财政按规定足额配套。
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data sets in small: two versions of a law, eight questions, two paragraphs."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "statutes").mkdir()
    (folder / "reading").mkdir()
    articles = [
        {
            **{"id": 10 * n + m, "law": "节约用水法", "date": f"{year}-01-01", "chapter": None},
            **{"article": f"第{label}条", "text": f"第{label}条 {text}", "national": True},
        }
        for n, (year, texts) in enumerate(LAWS.items(), start=1)
        for m, (label, text) in enumerate(zip("一二", texts, strict=True))
    ]
    with gzip.open(folder / "statutes" / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in articles)
    questions = [
        {"id": n, "question": f"浪费用水罚多少？（{n}）", "articles": [21, 99]} for n in range(40)
    ]
    (folder / "statutes" / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    rows = [
        {"question": "誰發明了它？", "passage": "甲" * 300 + "張三發明了它。", "answer": "張三"},
        {"question": "何时？", "passage": "乙在1900年。" + "丙" * 300, "answer": "1900年"},
        {"question": "没有的", "passage": "乙在1900年。", "answer": "1901年"},
    ]
    with gzip.open(folder / "reading/question_passages.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows * 20)
    return folder


@pytest.fixture(scope="module")
def work(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``training.vectors`` and ``training.pairs`` write."""
    folder = tmp_path_factory.mktemp("work")
    encoder = FakeEncoder(dim=384)
    statutes = Statutes(data / "statutes")
    corpus = folder / "corpus"
    corpus.mkdir()
    statutes.write_corpus(corpus)
    (corpus / "通知.txt").write_text(PLAN, "utf-8")
    build_index(corpus, folder / "index", encoder=encoder)
    reading, windows = makes.reading_questions(data / "reading")
    with open_index(folder / "index", encoder=encoder) as index:
        vectors = read_vectors(index, statutes)
        vectors.save(folder)
        pairs = makes.Pairs(
            makes.statute_questions(statutes, vectors),
            makes.headings(index, vectors),
            reading,
            encoder.encode_passages(windows),
        )
    makes.save_pairs(pairs, folder)
    return folder


@pytest.fixture(scope="module")
def vectors(work: Path) -> Vectors:
    return load_vectors(work)


@pytest.fixture(scope="module")
def pairs(work: Path) -> makes.Pairs:
    return makes.load_pairs(work)


def test_versions_of_an_article_are_one_provision(work: Path, vectors: Vectors) -> None:
    assert vectors.passages.shape == (len(vectors.numbers), 384)
    assert set(vectors.article.tolist()) == {NONE, 10, 11, 20, 21}
    provision = {a: set(vectors.provision[vectors.article == a]) for a in (10, 11, 20, 21, NONE)}
    assert provision[10] == provision[20] != provision[11] == provision[21]
    assert provision[NONE] == {NONE}
    assert len(vectors.sentences) == len(vectors.passage_of)
    with open_index(work / "index") as index:
        for row, number in enumerate(vectors.numbers.tolist()):
            found = index.sentences.vectors([number])[number]
            assert np.array_equal(vectors.sentences[vectors.passage_of == row], found)


def test_the_report_half_is_not_trained_on(pairs: makes.Pairs) -> None:
    assert len(pairs.statutes) == 40
    for question in pairs.statutes:
        number = question.text.split("（")[1].rstrip("）")
        assert (question.part == makes.REPORT) == (half_of(number) == HALVES[1])
        assert question.articles == [21], "what the index does not hold is left out"
    assert {question.part for question in pairs.statutes} == {"train", "check", "report"}


def test_headings_and_the_sentences_under_them(pairs: makes.Pairs, vectors: Vectors) -> None:
    found = {heading.text: len(heading.rows) for heading in pairs.headings}
    assert found == {"总体要求": 2, "资金保障": 2}
    often = [makes.Heading("附则", str(n), [n], "train") for n in range(41)]
    long = [makes.Heading("监督管理", "x", list(range(41)), "train")]
    assert makes.telling([*often, *long, *pairs.headings]) == pairs.headings


def test_windows_hold_the_answers(data: Path) -> None:
    found, windows = makes.reading_questions(data / "reading")
    assert len(found) == 40, "an answer that is not in its paragraph is left out"
    assert {len(window) for window in windows} == {makes.WINDOW}
    assert [("张三" in windows[q.window], q.text) for q in found[:2]] == [
        (True, "谁发明了它？"),
        (False, "何时？"),
    ]
    assert "1900年" in windows[found[1].window]
    assert [q.part for q in found].count("check") == 2


def test_other_versions_are_neither_right_nor_wrong(vectors: Vectors) -> None:
    from training.losses import StatuteLoss

    loss, asked = StatuteLoss(vectors), [makes.StatuteQuestion("问", [21], "train")]
    at = {}
    for article in (11, 20, 21):
        places = vectors.passages[vectors.article == article].astype(np.float32)
        at[article] = torch.from_numpy(places).requires_grad_()
    itself, older, other = (loss(at[article], asked) for article in (21, 11, 20))
    assert itself < 10, "its sentences lie elsewhere, made up as these vectors are"
    assert older < 10 < 20 < other, "near the older version; near another article"
    older.backward()
    assert torch.isfinite(at[11].grad).all()
    all_right = [makes.StatuteQuestion("问", [20, 21], "train")]
    assert float(loss(at[11].detach(), all_right)) == 0, "nothing is left that is wrong"


def test_two_steps(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transformers = pytest.importorskip("transformers")
    base = work / "base"
    shape = {"vocab_size": 23_551, "hidden_size": 384, "num_hidden_layers": 1}
    config = transformers.BertConfig(num_attention_heads=12, pad_token_id=1, **shape)
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(base)
    shutil.copy(BUNDLED / "tokenizer.json", base / "tokenizer.json")
    (base / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>"})
    )
    vectors, pairs = load_vectors(work), makes.load_pairs(work)
    model = train_question.QuestionModel(base)
    before = {name: value.clone() for name, value in model.bert.state_dict().items()}
    steps: list[dict[str, float]] = []
    really = train_question.step_losses

    def count(*arguments: object) -> dict[str, torch.Tensor]:
        parts = really(*arguments)
        steps.append({name: part.item() for name, part in parts.items()})
        options.minutes = (
            60 if len(steps) < 2 else 1e-9
        )  # the clock of a busy machine is no measure
        return parts

    options = argparse.Namespace(seed=1, minutes=60, checkpoint=tmp_path / "made", share=0.5)
    monkeypatch.setattr(train_question, "step_losses", count)
    monkeypatch.setattr(train_question, "BATCH", dict.fromkeys(train_question.BATCH, 2))
    train_question.train(model, vectors, pairs, options)
    assert len(steps) == 2
    assert set(steps[0]) == {"kept", "statutes", "headings", "reading"}
    assert all(np.isfinite(value) for step in steps for value in step.values())
    assert min(steps[0]["statutes"], steps[0]["reading"]) > 0
    model.save(options.checkpoint, share=0.5)
    saved = transformers.BertModel.from_pretrained(options.checkpoint, add_pooling_layer=False)
    words, bias = "embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.bias"
    half, trained = saved.state_dict(), model.bert.state_dict()
    assert torch.equal(half[words], before[words])
    assert not torch.equal(trained[bias], before[bias])
    assert torch.allclose(half[bias], (trained[bias] + before[bias]) / 2)
