"""Rouge-L: how much of the gold answer's text the answer's text holds, in its order."""

from __future__ import annotations

from eval.measures.visible import visible


def rouge_l(said: str, gold: str) -> float:
    """F1 of the longest common subsequence of characters, white space left out.

        P = LCS(said, gold) / |said|    R = LCS(said, gold) / |gold|    F1 = 2 P R / (P + R)

    An empty text on either side gives 0.
    """
    a, b = visible(said), visible(gold)
    # 2PR / (P + R) is 2 LCS / (|a| + |b|)
    return 2 * common_length(a, b) / (len(a) + len(b)) if a and b else 0.0


def common_length(a: str, b: str) -> int:
    """Length of the longest common subsequence of ``a`` and ``b``.

    Bit-parallel, one row of the table an integer: Hyyrö, "Bit-parallel LCS-length computation
    revisited", 2004.
    """
    places: dict[str, int] = {}
    for n, character in enumerate(a):
        places[character] = places.get(character, 0) | 1 << n
    every = (1 << len(a)) - 1
    row = every  # a zero bit is a place where the length grows by one
    for character in b:
        matched = row & places.get(character, 0)
        row = ((row + matched) | (row - matched)) & every
    return len(a) - row.bit_count()
