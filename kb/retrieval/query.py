"""A question to what it asks: regions, documents, the kind of answer wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from kb.errors import QuestionError
from kb.language import patterns
from kb.language.all_regions import (
    asks_all_regions,
    asks_others,
    excepted_spans,
    general_spans,
)
from kb.language.normalize import fold
from kb.language.regions import RegionMention, find_regions, is_within
from kb.language.tokens import words
from kb.language.topics import topic_kinds, topic_terms
from kb.language.wants import wanted_kinds
from kb.retrieval.names import DocumentNames
from kb.types import Document, Query, Region, Term

MAX_CHARACTERS = 2000  # a longer text is a document, not a question


# What only asks, and says nothing about the subject.
ASKING = re.compile(
    r"请问|我想问|想问|请教|麻烦|告诉我|说说|一下|什么时候|什么时间|啥时候|什么|多少|多大|多高|哪些|哪个|哪家|哪几[个家]|哪两[个家]|哪[一年月日天份所种类]|哪里|哪儿|哪|几[个家名张次种类条项位月年天]|"
    r"怎么样|怎么|怎样|如何|为什么|为何|是不是|能不能|可不可以|有没有|是否|可以吗|行不行|要不要|给不给|对不对|对吗|对吧|是吧|没错吧|准确吗|是真的吗|没记错吧|有这条吗|"
    r"听说|这个说法|分别|各自|各是|都有|都是|关于|有关|方面|规定|要求|说的|所说的|政策|文件|方案里|里面|请|吗|呢|吧|啊|呀|么|谁"
)
# 哪个地区要求最高, 谁的更多: asked of several regions, it is no word of the subject
COMPARED = re.compile(
    "[最更较](?:为)?(?:高|低|多|少|严格?|早|晚|快|慢|长|短|大|小|好|宽松?|松|全|细|具体|完善|明确)"
    "(?=[些的一点]{0,2}(?:[是呢吗？?，。]|$))|(?:相?差|差距|相差)(?:是|有)?(?:多少|多大|几)"
)
QUOTED = re.compile(r"[“\"「『]([^”\"」』]{2,30})[”\"」』]")
# Control characters, marks without width, and halves of characters (bytes that are no UTF-8)
UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\ufeff\ud800-\udfff]")
# A word of one character, or of function alone, says nothing about what is asked.
# A word of these alone is grammar: 再出, 是从, 就能.
FUNCTION_CHARACTERS = frozenset(
    "的了和与及或在对把被从到向为以于是有要应会我你他她它这那其该本各每个家名里上下中内外前后等地得着过就也都还再又"
    "不没而且并但用让给做搞弄想来去出起说讲看哪谁几吗呢吧啊呀多少一二三两人所能可么啥咋能够只才最更很太真"
)


def understand(question: str, documents: Iterable[Document] | DocumentNames) -> Query:
    """Read ``question``; ``documents`` are those that it may name by title or 文号.

    Raises:
        QuestionError: empty, longer than ``MAX_CHARACTERS``, or without any word.
    """
    text = check_question(question)
    mentions = [m for m in find_regions(text) if not m.inside_name]
    asked, excepted = _asked_and_excepted(text, mentions)
    all_regions = bool(excepted) or asks_all_regions(text)
    names = documents if isinstance(documents, DocumentNames) else DocumentNames(documents)
    named = names.named_in(text)
    general = list(general_spans(text))
    stripped = _blank_out(text, [*((m.start, m.end) for m in mentions), *general])
    if all_regions or len(asked) > 1:
        stripped = COMPARED.sub(" ", stripped)
    if named:
        stripped = patterns.DOCUMENT_NUMBER.sub(" ", stripped)
    search_text = " ".join(ASKING.sub(" ", stripped).split())
    return Query(
        text=text,
        regions=asked,
        all_regions=all_regions,
        documents=named,
        search_text=search_text or text,
        terms=_terms(stripped),
        # 哪个省规定了… asks which region, not for a place
        wants=wanted_kinds(_blank_out(text, general) if all_regions and not asked else text),
        quoted=tuple(fold(match) for match in QUOTED.findall(text)),
        excepted=excepted,
        inside=names.asked_of_it(text),
    )


def understand_topic(topic: str, aspect: str = "") -> Query:
    """What a comparison is about: a topic (康复床位), and perhaps one aspect of it (占比).

    The words that texts write for a topic are added to its own, and general ones left out.
    The kind of answer that the aspect wants (期限: a time) is the query's.

    Raises:
        QuestionError: empty, longer than ``MAX_CHARACTERS``, or without any word.
    """
    query = understand(f"{topic} {aspect}" if aspect else topic, ())
    text, kinds = topic_kinds(query.search_text)
    lay = dict(official_words(text))
    terms, wider = (topic_terms(text, lay, empty=_says_nothing, wide=w) for w in (False, True))
    return replace(query, terms=terms, wider=wider, wants=kinds)


def _asked_and_excepted(
    text: str, mentions: Sequence[RegionMention]
) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """The regions asked about by name, and those left out of a question about all others."""
    spans = excepted_spans(text)
    left_out = [m for m in mentions if any(a <= m.start < b for a, b in spans)]
    if asks_others(text):
        return (), tuple(dict.fromkeys(_innermost(left_out)))
    asked = tuple(dict.fromkeys(_innermost([m for m in mentions if m not in left_out])))
    return asked, () if asked else tuple(dict.fromkeys(_innermost(left_out)))


def _innermost(mentions: Sequence[RegionMention]) -> Iterator[Region]:
    """Regions asked about: 甘肃省平凉市 asks about the city alone."""
    for n, mention in enumerate(mentions):
        following = mentions[n + 1] if n + 1 < len(mentions) else None
        is_above = (
            following is not None
            and following.start == mention.end
            and is_within(following.region, mention.region)
        )
        if not is_above:
            yield mention.region


def check_question(question: str) -> str:
    """The question without blanks and control characters at its ends and inside.

    Raises:
        QuestionError: empty, too long, or without any word.
    """
    text = " ".join(UNREADABLE.sub(" ", question).split())
    if not text:
        raise QuestionError("问题是空的；请输入要查的内容，例如“攀枝花康复医疗床位占比是多少”。")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"问题有 {len(text)} 个字，超过 {MAX_CHARACTERS} 字；请缩短为一个问题。"
        )
    if not re.search(r"[^\W_]", text):
        raise QuestionError("问题里没有文字；请用中文写出要查的内容。")
    return text


def official_words(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Everyday phrases that occur in ``text``, longest first, each with its official words."""
    folded = fold(text)
    return tuple(entry for entry in _lay_words() if entry[0] in folded)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for line in _entries("function_words.txt") for word in line.split())


def _entries(name: str) -> list[str]:
    """The lines of a data file of ``kb.language``, without comments."""
    text = (files("kb.language") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def _lay_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = []
    for line in _entries("lay_words.txt"):
        lay, official = line.split("=")
        entries.append((fold(lay.strip()), tuple(fold(official).split())))
    return tuple(sorted(entries, key=lambda entry: -len(entry[0])))


def _terms(text: str) -> tuple[Term, ...]:
    lay = official_words(text)
    bare = ASKING.sub(" ", text)
    terms: dict[str, Term] = {}
    for phrase, official in lay:
        terms[phrase] = Term(phrase, official)
    for word in words(bare):
        covered = any(word in phrase for phrase, _ in lay)
        if not covered and not _is_grammar(word):
            terms.setdefault(word, Term(word))
    return tuple(terms.values())


def _is_grammar(word: str) -> bool:
    only_function = all(character in FUNCTION_CHARACTERS for character in word)
    single = len(word) == 1 and not word.isdigit()
    return single or only_function or word in _function_words()


def _says_nothing(word: str) -> bool:
    """For a topic, a noun phrase: 用地 and 外来 are words there, although of function alone."""
    return (len(word) == 1 and not word.isdigit()) or word in _function_words()


def _blank_out(text: str, spans: list[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)
