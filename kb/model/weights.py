"""The encoder's weights in memory, and the Q4_0 coding they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAYERS = 12
HEADS = 12
HIDDEN = 384
INNER = 1536
POSITIONS = 512
EPSILON = 1e-12
BLOCK = 32  # weights that share one scale in Q4_0
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # ids 0 to 3, in the source and in what is shipped
UNKNOWN = SPECIAL.index("<unk>")
LINEAR = ("q", "k", "v", "ao", "fi", "fo")  # attention, its output, feed-forward


@dataclass(frozen=True, slots=True)
class Weights:
    """A BERT encoder of 12 layers with its Unigram vocabulary.

    Attributes:
        pieces: Vocabulary; a piece's place is its id.
        scores: Log probabilities of the pieces, shape [vocabulary].
        word_codes: Word vectors as 4-bit codes, shape [vocabulary, 12, 16], two codes a byte:
            byte ``j`` of a block holds weight ``j`` (low bits) and weight ``j + 16`` (high bits).
        word_scales: Scale of each block of 32 weights, shape [vocabulary, 12].
        tensors: All the rest by name: ``emb.pos`` [512, 384], ``emb.type`` [2, 384],
            ``emb.ln.w``; for layer n ``ln.q.w`` [out, in], ``ln.q.b`` [out], and so for
            k, v, ao, fi, fo; ``ln.aln.w``, ``ln.aln.b``, ``ln.oln.w``, ``ln.oln.b`` [384].
    """

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    word_codes: NDArray[np.uint8]
    word_scales: NDArray[np.float16]
    tensors: dict[str, NDArray[np.float32]]

    def word_vectors(self) -> NDArray[np.float32]:
        """Word vectors, shape [vocabulary, 384]."""
        return q4_to_float(self.word_codes, self.word_scales)

    def keep(self, ids: NDArray[np.int64]) -> Weights:
        """The same encoder with only the pieces ``ids``, renumbered in that order."""
        return Weights(
            pieces=tuple(self.pieces[i] for i in ids),
            scores=self.scores[ids],
            word_codes=self.word_codes[ids],
            word_scales=self.word_scales[ids],
            tensors=self.tensors,
        )


def q4_to_float(codes: NDArray[np.uint8], scales: NDArray[np.float16]) -> NDArray[np.float32]:
    """Weights of Q4_0 blocks: ``(code - 8) * scale``.

    Args:
        codes: Shape [rows, blocks, 16].
        scales: Shape [rows, blocks].

    Returns:
        Shape [rows, blocks * 32].
    """
    nibbles = np.concatenate([codes & 15, codes >> 4], axis=2).astype(np.float32)
    return ((nibbles - 8) * scales.astype(np.float32)[:, :, None]).reshape(len(codes), -1)
