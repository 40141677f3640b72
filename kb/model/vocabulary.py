"""Which pieces of the vocabulary Chinese official text needs, and the tokeniser over them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kb.model.weights import SPECIAL, UNKNOWN, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

SPACE = "▁"  # how SentencePiece writes a space

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
CJK_MARKS = r"\u3000-\u3020\u3030\u303d-\u303f\u3220-\u33ff\ufe30-\ufe4f\uff00-\uff65\uffe0-\uffee"
ASCII = r"\u0020-\u007e"
SIGNS = (
    r"\u00a1-\u00bf\u00d7\u00f7"  # § ° ± ·
    r"\u2010-\u2027\u2030-\u205e\u2070-\u209f\u20a0-\u20bf"  # — “ ” … ‰ ※ ₂ €
    r"\u2100-\u24ff\u2500-\u27bf"  # ℃ № Ⅲ → ≥ ① ─ ■ ●
)
KEPT = re.compile(rf"[{SPACE}{HAN}{CJK_MARKS}{ASCII}{SIGNS}]+")
GREEK_LETTER = re.compile(rf"{SPACE}?[\u0391-\u03c9]")  # as in μg; no Greek words
LATIN = re.compile(rf"(?=.*[A-Za-z])[{SPACE}{ASCII}]+")  # A股 and °C are kept anyway
ACRONYM = re.compile(r"[A-Z][A-Z0-9.+/-]*")  # GDP, as it stands between Chinese words
PREFIX_PIECES = (f"{SPACE}que", "ry", f"{SPACE}passage")  # of "query: " and "passage: "

# Latin pieces are 0.1 % of the pieces in Chinese policies and statutes, and any
# Latin word can still be spelt with the letters.
LATIN_PIECES = 1_000
ACRONYMS = 1_500


def choose_pieces(weights: Weights) -> NDArray[np.int64]:
    """Ids of the pieces to keep, ascending, so that the special ones stay 0 to 3.

    Kept are all pieces of Han characters (both scripts), Chinese and general punctuation,
    signs, digits, every single letter, the prefixes, the commonest Latin pieces (the
    source lists them by falling probability) and the commonest acronyms.
    """
    latin = [i for i, p in enumerate(weights.pieces) if LATIN.fullmatch(p) and i > UNKNOWN]
    acronyms = [i for i in latin if ACRONYM.fullmatch(weights.pieces[i])]
    chosen = {*range(len(SPECIAL)), *latin[:LATIN_PIECES], *acronyms[:ACRONYMS]}
    for i in latin:
        piece = weights.pieces[i]
        if len(piece.removeprefix(SPACE)) == 1 or piece in PREFIX_PIECES:
            chosen.add(i)
    others = set(range(len(weights.pieces))).difference(latin)
    chosen |= {i for i in others if _is_needed(weights.pieces[i])}
    return np.array(sorted(chosen), dtype=np.int64)


def _is_needed(piece: str) -> bool:
    return bool(KEPT.fullmatch(piece) or GREEK_LETTER.fullmatch(piece))


def make_tokenizer(weights: Weights) -> Tokenizer:
    """A Unigram tokeniser with the ids of ``weights.pieces``.

    Its normaliser does what the source's own table does to every character (NFKC, except
    that ～ stays; control characters go, odd spaces become spaces, runs of spaces one).
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    scored = [(p, float(s)) for p, s in zip(weights.pieces, weights.scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=UNKNOWN, byte_fallback=False))
    controls = r"[\x{01}-\x{08}\x{0b}\x{0e}-\x{1f}\x{7f}\x{8f}\x{9f}]"
    spaces = r"[\t\n\x{0c}\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"
    # A noncharacter carries ～ past NFKC, which would make it ~.
    carrier = "\uffff"
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(controls), ""),
            normalizers.Replace(Regex(spaces), " "),
            normalizers.Replace("～", carrier),
            normalizers.NFKC(),
            normalizers.Replace(carrier, "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(SPACE, prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(SPACE, prepend_scheme="always", split=False)
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", SPECIAL.index("<s>")), ("</s>", SPECIAL.index("</s>"))],
    )
    return tokenizer
