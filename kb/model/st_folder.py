"""Writes weights as a plain sentence-transformers folder, without torch.

What comes out is a ``BertModel`` with mean pooling, unit length and the two e5 prompts:
what ``SentenceTransformer(folder)`` loads, trains and saves like any other model.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

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
    save_file(_bert_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer.save(str(folder / "tokenizer.json"))
    for name, content in _settings(len(weights.pieces)).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def _bert_tensors(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """The weights by the names of ``transformers.BertModel``."""
    source = weights.tensors
    tensors = {
        "embeddings.word_embeddings.weight": weights.word_vectors(),
        "embeddings.position_embeddings.weight": source["emb.pos"],
        "embeddings.token_type_embeddings.weight": source["emb.type"],
        "embeddings.LayerNorm.weight": source["emb.ln.w"],
        "embeddings.LayerNorm.bias": source["emb.ln.b"],
        # e5 does not use the pooler; zeros keep transformers from making up random weights.
        "pooler.dense.weight": np.zeros((HIDDEN, HIDDEN), dtype=np.float32),
        "pooler.dense.bias": np.zeros(HIDDEN, dtype=np.float32),
    }
    for layer in range(LAYERS):
        for ours, theirs in BERT_NAMES.items():
            name = f"encoder.layer.{layer}.{theirs}"
            tensors[f"{name}.weight"] = source[f"l{layer}.{ours}.w"]
            tensors[f"{name}.bias"] = source[f"l{layer}.{ours}.b"]
    return {n: np.ascontiguousarray(a, dtype=np.float32) for n, a in tensors.items()}


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
