"""Text -> search tokens, in two views: words of a dictionary, and character bigrams.

Both views fold the text first (:func:`kb.language.normalize.fold`), so a passage and a question
that differ in width or in script meet. Numbers and Latin words are cut here, and the dictionary
cutter gets runs of Han characters only: on those jieba and rjieba agree (but for ties such as
丁丁丁), on Latin they do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from kb.language.normalize import fold
from kb.types import Span

TOKENISER = "words-1"
"""Version of what this module yields; an index made by another version must be rebuilt."""

MAX_TOKEN = 64
"""Characters of one Latin token or number; a longer run is cut: hostile input stays cheap."""

_STOP_CHARACTERS = "的了着和与及或等在是对为于以之其将并由从把被而也就都又且但则这那该此吗呢吧啊"
STOP_WORDS = frozenset(_STOP_CHARACTERS) | {"以及", "并且", "或者", "对于", "关于"}
"""Function words, no negations: 不, 无 and 未 turn a rule into its contrary."""

# The characters that both cutters take for Han; rarer ones become tokens of their own.
_HAN = r"[一-鿕]"
_RARE_HAN = r"[〇㐀-䶿鿖-鿿豈-﫿\U00020000-\U0003FFFF]"


def _token_pattern(han: str) -> re.Pattern[str]:
    """Tokens of one text, ``han`` being the unit in which Han characters are taken."""
    return re.compile(
        # 〔2022〕14号, in whatever brackets (folded): the tail of a 文号
        r"[〔\[(（【](?P<year>(?:19|20)\d\d)[〕\])）】](?:第)?(?P<serial>\d{1,5})号"
        # pm2.5, 5g, b2b, covid; before the numbers, which would take the digits away
        rf"|(?P<latin>\d{{0,8}}[A-Za-z][A-Za-z0-9]{{0,{MAX_TOKEN - 9}}}(?:\.\d{{1,3}})?)"
        # 1,000, 2.5, 2%, 3‰
        r"|(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)"
        rf"|\d{{1,{MAX_TOKEN}}})(?:\.\d{{1,9}})?[%‰]?)"
        rf"|(?P<han>{han})"
        # letters of any other script, as they stand
        rf"|(?P<other>(?:(?!{_HAN}|{_RARE_HAN})[^\W\d_]){{1,{MAX_TOKEN}}})"
    )


_WORD_TOKEN = _token_pattern(rf"{_HAN}+|{_RARE_HAN}")
_BIGRAM_TOKEN = _token_pattern(rf"(?:{_HAN}|{_RARE_HAN})+")

_Cut = Callable[[str], list[str]]
_Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Cutter:
    """``plain`` cuts without overlap, ``search`` in search mode; ``known`` looks a word up."""

    plain: _Cut
    search: _Cut
    known: _Known


def words(text: str) -> list[str]:
    """Dictionary words of ``text`` in search mode: a long word comes with the words inside it.

    ``康复医学科`` yields 康复, 医学, 医学科 (as the dictionary has them) and itself. Numbers
    keep their decimals and percent sign, lose thousands separators, and stand apart from their
    unit; ``〔2022〕14号`` yields itself, 2022 and 14. Order is that of the text, repetitions stay;
    stop words, punctuation and spaces are dropped. Empty text gives ``[]``.
    """
    return [token for token in _cut_all(fold(text)) if token not in STOP_WORDS]


def bigrams(text: str) -> list[str]:
    """Character bigrams of the runs of Han in ``text``; numbers and Latin words whole.

    A run of a single character yields that character. Nothing is dropped as a stop word: a
    bigram such as 的人 is rare enough to tell passages apart.
    """
    tokens: list[str] = []
    for match in _BIGRAM_TOKEN.finditer(fold(text)):
        run = match["han"]
        if run is None:
            tokens += _other_tokens(match)
        elif len(run) == 1:
            tokens.append(run)
        else:
            tokens += [a + b for a, b in pairwise(run)]
    return tokens


def word_spans(text: str) -> list[Span]:
    """Where the words of ``text`` stand, in order and not overlapping; stop words are there too.

    Numbers and Latin words are one each; punctuation and spaces lie between. ``[]`` without words.
    """
    folded = fold(text)
    spans: list[Span] = []
    for match in _WORD_TOKEN.finditer(folded):
        at = match.start()
        cut = _cutter().plain(match["han"]) if match["han"] else [match.group()]
        for word in cut:
            spans.append((at, at + len(word)))
            at += len(word)
    return spans


def policy_words() -> tuple[str, ...]:
    """The policy dictionary that ships with the package, in file order."""
    file = resources.files("kb.language").joinpath("data/policy_words.txt")
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _cut_all(folded: str) -> Iterator[str]:
    cutter = _cutter()
    for match in _WORD_TOKEN.finditer(folded):
        run = match["han"]
        if run is None:
            yield from _other_tokens(match)
            continue
        for word in cutter.search(run):
            yield from _long_parts(word, cutter.known)
            yield word


def _long_parts(word: str, known: _Known) -> Iterator[str]:
    """Dictionary words of four characters and more inside ``word``: search mode stops at three."""
    for length in range(4, len(word)):
        for start in range(len(word) - length + 1):
            part = word[start : start + length]
            if known(part):
                yield part


def _other_tokens(match: re.Match[str]) -> Iterator[str]:
    """The tokens of a match that is not Han."""
    if match["serial"]:
        yield from (f"〔{match['year']}〕{match['serial']}号", match["year"], match["serial"])
    elif match["number"]:
        yield match["number"].replace(",", "")
    else:
        yield match.group().lower()


@cache
def _cutter() -> _Cutter:
    """The cutter with the policy dictionary, loaded at first use."""
    try:
        import rjieba
    except ImportError:
        return _jieba_cutter()
    jieba = rjieba.Jieba()
    used: set[int] = set()
    for word in policy_words():
        jieba.add_word(word, _free_frequency(jieba.suggest_freq(word), used), None)
    return _Cutter(jieba.cut, jieba.cut_for_search, jieba.has_word)


def _jieba_cutter() -> _Cutter:
    """The same from jieba, in pure Python.

    The dictionary is read straight from the package: ``initialize`` would log to stderr and keep
    a cache file in the shared temporary folder, which another user of the machine could replace.
    """
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    used: set[int] = set()
    for word in policy_words():
        tokenizer.add_word(word, _free_frequency(tokenizer.suggest_freq(word), used))

    def known(word: str) -> bool:
        return bool(tokenizer.FREQ.get(word))

    return _Cutter(tokenizer.lcut, tokenizer.lcut_for_search, known)


def _free_frequency(suggested: int, used: set[int]) -> int:
    """The suggested frequency, or the next one that no policy word has.

    With equal frequencies 养老机构养老 is a draw between 养老机构|养老 and 养老|机构养老, and the
    two cutters settle draws differently.
    """
    frequency = suggested
    while frequency in used:
        frequency += 1
    used.add(frequency)
    return frequency
