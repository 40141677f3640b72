"""The marker while it learns: a BERT whose word vectors and lowest layers stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from kb import export_encoder
from kb.indexing.embedding import BUNDLED
from kb.model.description import MARKER_GRAPH
from kb.model.onnx_file import read_head, read_onnx
from kb.model.pair import ANSWERS, FIRST, LAST, NOTHING, Pair, pair_ids
from kb.model.st_folder import WEIGHTS, write_st_folder

BLOCK = 16  # texts run at a time
LOW = -1e4  # logit of what cannot be
FIXED = 4  # layers; they cost a third of the time, and know what is needed of words


@dataclass(frozen=True, slots=True)
class Text:
    """A text beside a question; ``span`` are the words that answer, in characters of it."""

    question: str
    above: str
    text: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Logits of texts, [n] and [n, tokens], and the tokens where the right words are, [n]."""

    relevance: Tensor
    first: Tensor
    last: Tensor
    first_at: Tensor
    last_at: Tensor


class MarkerModel(torch.nn.Module):
    """The bundled encoder in float32 with three logits a token; computes in bfloat16.

    Without dropout: of the attention, it costs two thirds of the time on processors.
    """

    def __init__(self, folder: Path) -> None:
        """Load the encoder in ``folder``, or write the bundled one there first."""
        from transformers import AutoModel

        super().__init__()
        if not (folder / "config.json").exists():
            export_encoder(folder)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.bert: Any = AutoModel.from_pretrained(
            folder,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
        )
        self.head = torch.nn.Linear(self.bert.config.hidden_size, 3)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:FIXED]):
            part.requires_grad_(False)

    def learning(self) -> list[torch.nn.Parameter]:
        """What is trained."""
        return [value for value in self.parameters() if value.requires_grad]

    def read(self, texts: Sequence[Text]) -> Read:
        """The logits of ``texts``; those of tokens that are not of the text are very low."""
        pairs = [pair_ids(self.tokenizer, t.question, t.above, t.text) for t in texts]
        width = max(len(pair.ids) for pair in pairs)
        # Of like length together, since a block is padded to its longest.
        order = sorted(range(len(pairs)), key=lambda place: len(pairs[place].ids))
        blocks = [order[start : start + BLOCK] for start in range(0, len(order), BLOCK)]
        read = [self._read([(texts[n], pairs[n]) for n in block], width) for block in blocks]
        back = torch.tensor(order).argsort()
        return Read(*(torch.cat(of)[back] for of in zip(*read, strict=True)))

    def relevance(self, texts: Sequence[Text]) -> np.ndarray:
        """The logits that ``texts`` answer, [n], while nothing is learnt."""
        self.eval()
        with torch.no_grad():
            found = np.asarray(self.read(texts).relevance)
        self.train()
        return found

    def _read(self, block: Sequence[tuple[Text, Pair]], width: int) -> tuple[Tensor, ...]:
        longest = max(len(pair.ids) for _, pair in block)
        ids = torch.full((len(block), longest), self.bert.config.pad_token_id)
        outside = torch.ones((len(block), longest), dtype=torch.bool)
        places = torch.zeros((len(block), 2), dtype=torch.long)
        for row, (text, pair) in enumerate(block):
            ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
            outside[row, NOTHING] = False
            outside[row, pair.first : pair.first + len(pair.offsets)] = False
            if text.span:
                start, end = text.span
                within = [n for n, (a, b) in enumerate(pair.offsets) if a < end and b > start]
                if within:
                    places[row] = torch.tensor([within[0], within[-1]]) + pair.first
        mask = (ids != self.bert.config.pad_token_id).long()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self.head(self.bert(input_ids=ids, attention_mask=mask).last_hidden_state)
        logits = logits.float()
        first, last = (logits[..., n].masked_fill(outside, LOW) for n in (FIRST, LAST))
        first, last = (functional.pad(of, (0, width - longest), value=LOW) for of in (first, last))
        return logits[:, 0, ANSWERS], first, last, places[:, 0], places[:, 1]

    def load(self, folder: Path) -> None:
        """Go on from the checkpoint in ``folder``; from the shipped marker when there is none."""
        from safetensors.torch import load_file

        if not (folder / WEIGHTS).exists():
            write_shipped(folder, self.tokenizer)
        tensors = load_file(folder / WEIGHTS)
        self.head.load_state_dict(
            {name: tensors.pop(f"head.{name}") for name in ("weight", "bias")}
        )
        self.bert.load_state_dict(tensors)

    def save(self, folder: Path) -> None:
        """Write a checkpoint."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        tensors = {name: value.contiguous() for name, value in self.bert.state_dict().items()}
        tensors |= {f"head.{name}": value for name, value in self.head.state_dict().items()}
        save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})


def write_shipped(folder: Path, tokenizer: Tokenizer) -> None:
    """Write the shipped marker as a checkpoint; its matrices are those of 8 bits."""
    from safetensors.numpy import load_file, save_file

    graph = BUNDLED / MARKER_GRAPH
    write_st_folder(read_onnx(graph, tokenizer), tokenizer, folder)
    tensors = {n: t for n, t in load_file(folder / WEIGHTS).items() if not n.startswith("pooler")}
    weight, bias = read_head(graph)
    tensors |= {"head.weight": np.ascontiguousarray(weight), "head.bias": bias}
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
