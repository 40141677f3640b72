"""Writes weights as a plain sentence-transformers folder, and reads them back, without torch.

What is written is a ``BertModel`` with mean pooling, unit length and the two e5 prompts:
what ``SentenceTransformer(folder)`` loads, trains and saves like any other model.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import EncoderError
from kb.model.weights import (
    EPSILON,
    HEADS,
    HIDDEN,
    INNER,
    LAYERS,
    POSITIONS,
    SPECIAL,
    Weights,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

WEIGHTS = "model.safetensors"
WORDS = "embeddings.word_embeddings.weight"
PREFIXES = {"query": "query: ", "passage": "passage: "}
BERT_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_st_folder(weights: Weights, tokenizer: Tokenizer, folder: Path) -> None:
    """Makes ``folder`` and fills it; about 4 bytes a weight."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file(_bert_tensors(weights), folder / WEIGHTS, metadata={"format": "pt"})
    tokenizer.save(str(folder / "tokenizer.json"))
    for name, content in _settings(len(weights.pieces)).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def _bert_tensors(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """The weights by the names of ``transformers.BertModel``."""
    tensors = {theirs: weights.tensors[ours] for ours, theirs in _names().items()}
    tensors[WORDS] = weights.word_vectors()
    # e5 does not use the pooler; zeros keep transformers from making up random weights.
    tensors["pooler.dense.weight"] = np.zeros((HIDDEN, HIDDEN), dtype=np.float32)
    tensors["pooler.dense.bias"] = np.zeros(HIDDEN, dtype=np.float32)
    return {n: np.ascontiguousarray(a, dtype=np.float32) for n, a in tensors.items()}


def read_st_folder(folder: Path, *, vocabulary: Weights) -> Weights:
    """The weights of a ``BertModel`` that training has made of such a folder.

    Args:
        folder: Holds ``model.safetensors``, in single or half precision.
        vocabulary: The encoder that it was trained from. Pieces and word vectors are taken from
            there, in their 4 bits, so they must not have been trained.

    Raises:
        EncoderError: The file is missing, damaged, of another shape or has other word vectors.
    """
    from safetensors.numpy import load_file

    path = folder / WEIGHTS
    try:
        found = load_file(path)
        tensors = {ours: found[theirs] for ours, theirs in _names().items()}
    except Exception as error:  # safetensors raises plain Exception
        reason = " ".join(str(error).split())[:200]
        raise EncoderError(
            f"{path}：读不出 BERT 的权重（{reason}）；请给出训练所得的文件夹。"
        ) from error
    for name, tensor in tensors.items():
        if tensor.shape != vocabulary.tensors[name].shape:
            raise EncoderError(
                f"{path}：{name} 的形状是 {tensor.shape}，与所用模型不同；请从随附的模型训练。"
            )
    if not np.array_equal(found[WORDS], vocabulary.word_vectors()):
        raise EncoderError(f"{path}：词向量与随附的模型不同；训练时须把词向量固定不变。")
    return replace(vocabulary, tensors={n: t.astype(np.float32) for n, t in tensors.items()})


def _names() -> dict[str, str]:
    """Our names of all tensors but the word vectors -> those of ``transformers.BertModel``."""
    names = {
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    for layer in range(LAYERS):
        for ours, theirs in BERT_NAMES.items():
            for short, long in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{ours}.{short}"] = f"encoder.layer.{layer}.{theirs}.{long}"
    return names


def _settings(pieces: int) -> dict[str, object]:
    """The folder's JSON files, in the form that sentence-transformers 3 and later read."""
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    bos, pad, eos, unk = SPECIAL
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": pieces,
            "hidden_size": HIDDEN,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS,
            "intermediate_size": INNER,
            "hidden_act": "gelu",
            "max_position_embeddings": POSITIONS,
            "type_vocab_size": 2,
            "layer_norm_eps": EPSILON,
            "pad_token_id": SPECIAL.index(pad),
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": POSITIONS,
            "bos_token": bos,
            "cls_token": bos,
            "eos_token": eos,
            "sep_token": eos,
            "pad_token": pad,
            "unk_token": unk,
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": p, "type": f"sentence_transformers.models.{kind}"}
            for i, (p, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": POSITIONS, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": PREFIXES, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {
            "word_embedding_dimension": HIDDEN,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
