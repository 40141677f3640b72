"""The question's side of the encoder: made, loaded, left out, damaged; indexes stay valid."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from kb.errors import EncoderError
from kb.indexing import onnx_graph
from kb.indexing.embedding import BUNDLED, OnnxEncoder, load_encoder
from kb.model.description import (
    DESCRIPTION,
    GRAPH,
    QUESTION,
    QUESTION_GRAPH,
    TOKENIZER,
    without_trained,
    write_description,
)

TEXTS = ["床位有什么要求？", "每名康复医师配备多少张床位", "第三条 本办法自公布之日起施行。"]
# Of the encoder as it came, before it had a side for questions: indexes carry it.
HASH = "0a79eead4f960440e6a1e1b91f2317349485d934d2947f629b02affc21494101"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled encoder without a question's side, whether or not it has one."""
    folder = tmp_path_factory.mktemp("encoders") / "plain"
    folder.mkdir()
    for name in (GRAPH, TOKENIZER):
        shutil.copy(BUNDLED / name, folder / name)
    (folder / DESCRIPTION).write_bytes(without_trained((BUNDLED / DESCRIPTION).read_bytes()))
    return folder


@pytest.fixture(scope="module")
def checkpoint(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled weights as a checkpoint whose last layer was moved, as training moves it."""
    pytest.importorskip("onnx")
    from tokenizers import Tokenizer

    from kb.model.onnx_file import read_onnx
    from kb.model.st_folder import write_st_folder

    tokenizer = Tokenizer.from_file(str(plain / TOKENIZER))
    weights = read_onnx(plain / GRAPH, tokenizer)
    last = weights.tensors["l11.oln.b"]
    moved = last + np.linspace(-0.05, 0.05, len(last), dtype=np.float32)
    folder = tmp_path_factory.mktemp("checkpoints") / "moved"
    write_st_folder(
        replace(weights, tensors=weights.tensors | {"l11.oln.b": moved}), tokenizer, folder
    )
    return folder


@pytest.fixture(scope="module")
def both(plain: Path, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The encoder with a question's side made of the checkpoint."""
    from kb.model import make_question

    folder = tmp_path_factory.mktemp("encoders") / "both"
    shutil.copytree(plain, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make_question, "ASKED", folder)  # the questions of the calibration only
        cosines = make_question.make_question(checkpoint, folder, trained="nothing")
    assert cosines.shape == (5,)
    assert 0.995 < cosines.min() <= cosines.max() < 1.0001
    return folder


def test_the_question_has_a_graph_of_its_own(plain: Path, both: Path) -> None:
    one, two = OnnxEncoder(plain), OnnxEncoder(both)
    assert np.array_equal(one.encode_passages(TEXTS), two.encode_passages(TEXTS))
    for text in TEXTS:
        vector = two.encode_question(text)
        assert vector.shape == (two.dim,)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert 0.5 < vector @ one.encode_question(text) < 0.999
        assert np.array_equal(two.encode_query(text), one.encode_query(text))
        left_out = OnnxEncoder(both, question=False)
        assert np.array_equal(left_out.encode_question(text), one.encode_question(text))


def test_the_question_is_as_sentence_transformers_has_it(checkpoint: Path, both: Path) -> None:
    reference, encoder = load_encoder(checkpoint), load_encoder(both)
    for text in TEXTS:
        assert reference.encode_question(text) @ encoder.encode_question(text) > 0.995


def test_the_hash_is_that_of_the_passages_side(plain: Path, both: Path, tmp_path: Path) -> None:
    assert load_encoder().hash == OnnxEncoder(plain).hash == OnnxEncoder(both).hash == HASH
    described = json.loads((both / DESCRIPTION).read_bytes())
    section = described[QUESTION]
    assert set(section) == {"file", "bytes", "sha256", "trained"}
    assert (section["file"], section["trained"]) == (QUESTION_GRAPH, "nothing")
    assert section["bytes"] == (both / QUESTION_GRAPH).stat().st_size
    other = shutil.copytree(both, tmp_path / "other")
    (other / DESCRIPTION).write_bytes(write_description(described | {"max_tokens": 256}))
    assert OnnxEncoder(other).hash != HASH, "all else in the description counts"


@pytest.mark.parametrize(
    "data",
    [
        b'{"name": "x"}',  # written by hand: its bytes count, as they always did
        b'{\n  "name": "x",\n  "dim": 384\n}\n',
    ],
)
def test_a_description_without_the_section_stays_as_it_is(data: bytes) -> None:
    assert without_trained(data) == data
    added = {**json.loads(data), QUESTION: {"file": QUESTION_GRAPH}}
    assert without_trained(write_description(added)) == write_description(json.loads(data))


def missing(file: Path) -> None:
    file.unlink()


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


def one_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


@pytest.mark.parametrize("harm", [missing, cut_short, one_byte])
@pytest.mark.parametrize("name", [GRAPH, QUESTION_GRAPH])
def test_a_damaged_graph_is_named_when_the_encoder_is_loaded(
    both: Path, tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    folder = shutil.copytree(both, tmp_path / "harmed")
    harm(folder / name)
    with pytest.raises(EncoderError, match=name) as raised:
        load_encoder(folder)
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith("。")


def test_a_graph_that_changes_after_loading_makes_no_vectors(both: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(both, tmp_path / "changed")
    encoder = load_encoder(folder)
    question = encoder.encode_question(TEXTS[0])
    for name in (GRAPH, QUESTION_GRAPH):
        one_byte(folder / name)
    assert np.array_equal(encoder.encode_question(TEXTS[0]), question), "opened already"
    with pytest.raises(EncoderError, match=GRAPH) as raised:
        encoder.encode_passages(TEXTS)
    assert str(raised.value).endswith("。")


def test_each_graph_is_opened_once_and_only_when_needed(
    both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    really = onnx_graph.open_session

    def count(path: Path) -> object:
        opened.append(path.name)
        return really(path)

    monkeypatch.setattr(onnx_graph, "open_session", count)
    encoder = OnnxEncoder(both, threads=4)
    assert encoder.count_tokens(TEXTS[0]) > 0
    assert opened == []
    together = Barrier(6)

    def ask(text: str) -> np.ndarray:
        together.wait()
        return encoder.encode_question(text)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ask, TEXTS * 2))
    assert opened == [QUESTION_GRAPH]
    assert all(np.array_equal(a, b) for a, b in zip(found[:3], found[3:], strict=True))
    encoder.encode_passages(TEXTS * 8)
    assert opened == [QUESTION_GRAPH, GRAPH]


def test_a_checkpoint_of_another_encoder_is_refused(
    plain: Path, checkpoint: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file, save_file

    from kb.model.make_question import make_question

    tensors = load_file(checkpoint / "model.safetensors")
    words = "embeddings.word_embeddings.weight"
    gain = "encoder.layer.3.output.LayerNorm.weight"
    before = (plain / DESCRIPTION).read_bytes()
    for changed, message in (
        (tensors | {words: tensors[words] * np.float32(1.001)}, "词向量"),
        (tensors | {gain: tensors[gain][:-1]}, "形状"),
        ({n: t for n, t in tensors.items() if n != gain}, "LayerNorm"),
    ):
        save_file(changed, tmp_path / "model.safetensors")
        with pytest.raises(EncoderError, match=message):
            make_question(tmp_path, plain)
    assert not (plain / QUESTION_GRAPH).exists()
    assert (plain / DESCRIPTION).read_bytes() == before


def test_what_is_too_far_from_float32_is_not_written(
    plain: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.model import make_question

    before = (plain / DESCRIPTION).read_bytes()
    monkeypatch.setattr(make_question, "ASKED", plain)
    monkeypatch.setattr(make_question, "LOWEST", 0.99999)
    with pytest.raises(EncoderError, match="余弦"):
        make_question.make_question(checkpoint, plain)
    assert not (plain / QUESTION_GRAPH).exists()
    assert (plain / DESCRIPTION).read_bytes() == before
