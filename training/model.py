"""The question's side while it learns: a BERT whose word vectors stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from kb import export_encoder

LONGEST = 64  # tokens of a question while training
DROPOUT = 0.1
_BLOCK = 64


class QuestionModel:
    """The bundled encoder in float32, for training; computes in bfloat16."""

    def __init__(self, folder: Path) -> None:
        """Load the weights in ``folder``, or write the bundled encoder there first."""
        from transformers import AutoModel, AutoTokenizer

        if not (folder / "config.json").exists():
            export_encoder(folder)
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self.bert: Any = AutoModel.from_pretrained(
            folder,
            hidden_dropout_prob=DROPOUT,
            attention_probs_dropout_prob=DROPOUT,
            add_pooling_layer=False,
        )
        # The product keeps them in 4 bits, shared in kind with the side of the passages.
        self.bert.embeddings.word_embeddings.weight.requires_grad = False
        self._base = {name: value.clone() for name, value in self.bert.state_dict().items()}

    def encode(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors of questions, shape [n, dim]; with dropout while training."""
        tokens = self._tokenizer(
            ["query: " + text for text in texts],
            padding=True,
            truncation=True,
            max_length=LONGEST,
            return_tensors="pt",
        )
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.bert(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1)
        return functional.normalize((hidden.float() * mask).sum(1) / mask.sum(1), dim=-1)

    def encode_all(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors of any number of questions, without dropout, shape [n, dim]."""
        self.bert.eval()
        # Of like length together, since a block is padded to its longest.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        blocks = [order[start : start + _BLOCK] for start in range(0, len(order), _BLOCK)]
        with torch.no_grad():
            found = torch.cat([self.encode([texts[place] for place in block]) for block in blocks])
        self.bert.train()
        vectors = torch.empty_like(found)
        vectors[torch.tensor(order)] = found
        return vectors

    def save(self, folder: Path, *, share: float = 1.0) -> None:
        """Write a checkpoint that went ``share`` of the way from the bundled encoder.

        Weights between the two keep more of what the bundled one knows (Wortsman et al., 2022,
        "Robust fine-tuning of zero-shot models", arXiv 2109.01903).
        """
        trained = self.bert.state_dict()
        mixed = {name: torch.lerp(self._base[name], trained[name], share) for name in trained}
        self.bert.save_pretrained(folder, state_dict=mixed)
        self._tokenizer.save_pretrained(folder)
