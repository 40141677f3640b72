"""A question about several regions, as one of them is asked it.

攀枝花和天津对床位分别怎么要求 is 攀枝花市对床位怎么要求 and 天津市对床位怎么要求: who reads a text
of 天津 beside the whole question finds that it does not answer it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.language.all_regions import EXCEPT, general_spans
from kb.language.regions import find_regions
from kb.types import Span

LINK = re.compile(r"\s*(?:[、,，/和与及跟同]|以及|还有)?\s*")
# 天津、重庆两地分别…, 三地各…, 山西跟重庆比，…
TOGETHER = re.compile(
    r"\s*(?:这?(?:[两二三四五六七八九几]|\d+)个?(?:地区|地方|省市|[地省市家边])"
    r"|相?比(?:较|起来)?[,，]?)"
)
EACH = re.compile(
    r"分别|各自|各(?=有|是|从|由|对|要|设|怎|如何|安排|规|提|在|做)|都(?=怎|有|是|要|提)"
)


def ask_one(question: str, region: str) -> str:
    """``question`` with ``region`` in place of the regions that it names or asks about."""
    text = EXCEPT.sub("", question)
    asked, at = "", 0
    for start, end in _places(text):
        asked += text[at:start] + region
        together = TOGETHER.match(text, end)
        at = together.end() if together else end
    return EACH.sub("", asked + text[at:])


def _places(text: str) -> Iterator[Span]:
    """Where regions are named or asked about; several in a row are one place."""
    named = [(m.start, m.end) for m in find_regions(text) if not m.inside_name]
    start = end = -1
    for a, b in sorted([*named, *general_spans(text)]):
        if end >= 0 and (a < end or LINK.fullmatch(text, end, a)):
            end = max(end, b)
            continue
        if end >= 0:
            yield start, end
        start, end = a, b
    if end >= 0:
        yield start, end
