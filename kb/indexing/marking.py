"""Does a text answer a question, and with which words? A cross-encoder that reads both together.

It is the bundled encoder's twin, trained further (``training/``), and runs like it: each text by
itself, offline. What it gives are numbers to weigh; what is quoted is cut from the source.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.indexing.embedding import BUNDLED, OnnxEncoder, cannot_load, check_file, encodable
from kb.indexing.onnx_graph import OnnxGraph
from kb.marks import Mark, Marker
from kb.model.description import DESCRIPTION, MARKER, TOKENIZER
from kb.model.pair import ANSWERS, FIRST, LAST, NOTHING, Pair, pair_ids
from kb.types import Encoder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 240  # tokens of the words marked


def read_marks(marks: NDArray[np.float32], pair: Pair) -> Mark:
    """The graph's ``marks`` [tokens, 3] as a mark of the text.

    The words are those with the greatest sum of the logarithms of two softmax functions, one for
    their first token and one for their last, each over the text and "nothing" (Devlin et al.,
    2019, section 4.3). An empty text has none.
    """
    places = [NOTHING, *range(pair.first, pair.first + len(pair.offsets))]
    first, last = (_log_softmax(marks[places, column]) for column in (FIRST, LAST))
    sums = first[1:, None] + last[None, 1:]
    length = np.arange(len(sums))[None, :] - np.arange(len(sums))[:, None]
    relevance = float(marks[0, ANSWERS])
    if not sums.size:
        return Mark(relevance, (0, 0), -np.inf)
    sums[(length < 0) | (length >= LONGEST)] = -np.inf
    begin, end = divmod(int(sums.argmax()), sums.shape[1])
    certainty = float(sums[begin, end] - first[0] - last[0])
    return Mark(relevance, (pair.offsets[begin][0], pair.offsets[end][1]), certainty)


def _log_softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = values - values.max()
    result: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum())
    return result


class OnnxMarker:
    """The marker of a folder whose ``model.json`` describes one.

    Args:
        folder: Where ``model.json`` and the graph are.
        tokenizer: That of the encoder in ``folder``; read from there when ``None``.
        threads: Texts run at a time; all cores when ``None``.

    Raises:
        EncoderError: A file is missing or is not the one that ``model.json`` describes.
    """

    def __init__(
        self,
        folder: Path = BUNDLED,
        *,
        tokenizer: Tokenizer | None = None,
        threads: int | None = None,
    ) -> None:
        from tokenizers import Tokenizer

        try:
            described = json.loads((folder / DESCRIPTION).read_bytes())[MARKER]
            self._graph = OnnxGraph(folder / described["file"])
            check_file(described["file"], self._graph.sha256, described)
            self._tokenizer = tokenizer or Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # tokenizers raises plain Exception
            raise cannot_load(folder, error) from error
        self._threads = threads or os.cpu_count() or 1

    def mark(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Mark]:
        """A mark for each of ``texts``: the headings it stands under, and its words."""
        if not texts:
            return []
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(lambda text: self._mark(question, *text), texts))

    def _mark(self, question: str, above: str, text: str) -> Mark:
        pair = pair_ids(self._tokenizer, *map(encodable, (question, above, text)))
        return read_marks(self._graph.run(pair.ids, "marks"), pair)


def marker_of(encoder: Encoder) -> Marker | None:
    """The marker that comes with ``encoder``; None when none does.

    Raises:
        EncoderError: Its files are missing or damaged.
    """
    if not isinstance(encoder, OnnxEncoder) or not encoder.has_marker:
        return None
    return OnnxMarker(encoder.folder, tokenizer=encoder.tokenizer)
