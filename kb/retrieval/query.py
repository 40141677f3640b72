"""A question to what it asks: regions, documents, figures it claims, the kind of answer wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from kb.errors import QuestionError
from kb.language import patterns
from kb.language.normalize import fold
from kb.language.numerals import find_quantities
from kb.language.regions import asks_all_regions, find_regions
from kb.language.tokens import words
from kb.language.wants import wanted_kinds
from kb.types import Document, Query, Term

MAX_CHARACTERS = 2000  # a longer text is a document, not a question


ASKING = re.compile(
    r"请问|我想问|想问|请教|麻烦|告诉我|说说|一下|什么时候|什么时间|啥时候|什么|多少|多大|多高|哪些|哪个|哪家|哪几[个家]|哪两[个家]|哪[一年月日天份所种类]|哪里|哪儿|哪|几[个家名张次种类条项位月年天]|"
    r"怎么样|怎么|怎样|如何|为什么|为何|是不是|能不能|可不可以|有没有|是否|可以吗|行不行|要不要|给不给|对不对|对吗|对吧|是吧|没错吧|准确吗|是真的吗|没记错吧|有这条吗|"
    r"听说|这个说法|分别|各自|各是|都有|都是|关于|有关|方面|规定|要求|说的|所说的|政策|文件|方案里|里面|请|吗|呢|吧|啊|呀|么|谁"
)
QUOTED = re.compile(r"[“\"「『]([^”\"」』]{2,30})[”\"」』]")
YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
# A word of one character, or of function alone, says nothing about what is asked.
FUNCTION_WORDS = frozenset(
    "达到 设置 包括 至少 大概 左右 现在 目前 今年 按照 根据 通过 进行 开展 实施 情况 问题 事情 事儿 东西 这样 那样 具体 主要 全部 一共 总共 "
    "我们 我市 你们 他们 这个 那个 这些 那些 这边 那边 这里 那里 应当 应该 需要 必须 可以 能够 一个 一些 没有 如果 因为 所以 每个 "
    "还是 只有 自己 一点 一份 上头 办法 懂点 是从 再出 出来 起来 下来 上来 过来 一样 一起 时候 地方 样子 意思 以后 之后 之前 以前 "
    "方案 规定 要求 文件 政策 内容 标准 目标 工作 方面 有关 相关 关于 对于 由于 以及 或者 并且 而且 但是 不过 不是 就是 都是 也是 "
    "到底 究竟 是不是 要不要 知道 听说 据说 觉得 认为 比如 例如 一般 其他 其它 另外 还有 已经 正在 将要 准备 打算 计划 想要 希望 帮忙 "
    "这种 那种 这类 那类 各种 各类 某些 有些 任何 所有 一切 多数 部分 分别 各自 各是 共同 同时 里面 外面 上面 下面 中间 当中 其中 之间 "
    "试一试 看一看 说一说 咱们 俺们 人家 大家 别人 本人 咋办 咋整 咋样 多大 多高 多长 多久 几个 两个 三个 一次 一下 一定 不要 不用 不能".split()
)
# A word of these alone is grammar: 再出, 是从, 就能.
FUNCTION_CHARACTERS = frozenset(
    "的了和与及或在对把被从到向为以于是有要应会我你他她它这那其该本各每个家名里上下中内外前后等地得着过就也都还再又"
    "不没而且并但用让给做搞弄想来去出起说讲看哪谁几吗呢吧啊呀多少一二三两人所能可么啥咋能够只才最更很太真"
)


def understand(question: str, documents: Iterable[Document]) -> Query:
    """Read ``question``; ``documents`` are those that it may name by title or 文号.

    Raises:
        QuestionError: empty, longer than ``MAX_CHARACTERS``, or without any word.
    """
    text = check_question(question)
    mentions = [m for m in find_regions(text) if not m.inside_name]
    regions = tuple(dict.fromkeys(mention.region for mention in mentions))
    named = _named_documents(text, documents)
    stripped = _blank_out(text, [(m.start, m.end) for m in mentions])
    if named:
        stripped = patterns.DOCUMENT_NUMBER.sub(" ", stripped)
    search_text = " ".join(ASKING.sub(" ", stripped).split())
    return Query(
        text=text,
        regions=regions,
        all_regions=asks_all_regions(text),
        documents=named,
        search_text=search_text or text,
        terms=_terms(stripped),
        wants=wanted_kinds(text),
        claims=tuple(q.written for q in find_quantities(text) if q.unit is not None),
        quoted=tuple(fold(match) for match in QUOTED.findall(text)),
        years=tuple(int(year) for year in YEAR.findall(text)),
    )


def check_question(question: str) -> str:
    """The question without blanks and control characters at its ends and inside.

    Raises:
        QuestionError: empty, too long, or without any word.
    """
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\ufeff]", " ", question).split())
    if not text:
        raise QuestionError("问题是空的；请输入要查的内容，例如“攀枝花康复医疗床位占比是多少”。")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"问题有 {len(text)} 个字，超过 {MAX_CHARACTERS} 字；请缩短为一个问题。"
        )
    if not re.search(r"[\u3400-\u9fffA-Za-z0-9０-９]", text):
        raise QuestionError("问题里没有文字；请用中文写出要查的内容。")
    return text


def official_words(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Everyday phrases that occur in ``text``, longest first, each with its official words."""
    folded = fold(text)
    return tuple(entry for entry in _lay_words() if entry[0] in folded)


@cache
def _lay_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = []
    source = files("kb.language") / "data" / "lay_words.txt"
    for line in source.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
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
    return single or only_function or word in FUNCTION_WORDS


def _blank_out(text: str, spans: list[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _named_documents(text: str, documents: Iterable[Document]) -> tuple[str, ...]:
    folded = "".join(fold(text).split())
    numbers = {
        "".join(fold(match.group()).split()) for match in patterns.DOCUMENT_NUMBER.finditer(text)
    }
    named = []
    for document in documents:
        number = fold(document.number or "")
        titles = [fold(t) for t in (document.title, document.enclosed_title) if t]
        by_number = bool(number) and any(mentioned.endswith(number) for mentioned in numbers)
        by_title = any(title in folded for title in titles)
        if by_number or by_title:
            named.append(document.id)
    return tuple(named)
