"""A topic to the words that tell whether a text speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from kb.language.normalize import fold
from kb.types import Term

# What any topic may end in, and says nothing of which topic it is: 康复人才建设, 资金保障.
GENERAL = frozenset(
    (
        *("建设", "保障", "工作", "发展", "管理", "支持", "措施", "机制", "体系", "制度"),
        *("服务", "能力", "提升", "加强", "推进", "促进", "完善", "落实", "做法", "举措"),
        *("开展", "方式", "模式", "力度", "环境", "条件", "机构", "单位", "事业", "事项"),
        *("项目", "活动", "水平", "改革", "规范化"),
    )
)


def topic_terms(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The ``terms`` of a topic with what texts write instead; general words only if alone.

    资金保障 is 资金, or 经费, or 财政: what is 保障 besides says nothing.
    """
    special = [term for term in terms if term.word not in GENERAL]
    known = _related()
    return tuple(
        Term(term.word, tuple(dict.fromkeys((*term.official, *known.get(term.word, ())))))
        for term in special or terms
    )


@cache
def _related() -> dict[str, tuple[str, ...]]:
    text = (files("kb.language") / "data" / "topic_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    entries = (line.split("=") for line in lines)
    return {fold(topic.strip()): tuple(fold(words).split()) for topic, words in entries}
