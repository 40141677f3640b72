"""第十二条第二款第三项: the exact words that such an address means.

A 款 is a paragraph of an article with the items under it; it has no marker of its own, and no
clause. The paragraph behind the last item is a 款 again, though the item's clause holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.language import patterns
from kb.language.normalize import fold
from kb.language.numerals import parse_numeral
from kb.types import Clause, Span

NUMBER = patterns.NUMBER
# + 第十二条   + 第十二条之一第二款   + 第三条第（二）项   + 第三条（二）
# + 附件1第三条第一款第二项第1目   - （二）   - 第二款
ADDRESS = re.compile(
    rf"(?P<part>附[件表录]{NUMBER}?)?(?P<article>第{NUMBER}条(?:之{patterns.HAN_NUMBER})?)"
    rf"(?:第(?P<paragraph>{NUMBER})款)?"
    rf"(?:第?{patterns.OPEN}(?P<marked>{NUMBER}){patterns.CLOSE}项?|第(?P<item>{NUMBER})项)?"
    rf"(?:第?(?P<point>{NUMBER})[.．]?目)?"
)

LINE = re.compile(r"[^\s][^\n]*")  # without the blanks before it


def find_address(text: str, clauses: Sequence[Clause], address: str) -> tuple[Clause, Span] | None:
    """The innermost of ``clauses`` that ``address`` lies in, and its span in ``text``.

    None when it is no address, or nothing or more than one place has it.
    """
    asked = ADDRESS.fullmatch(re.sub(r"[\s/]", "", address))
    if asked is None:
        return None
    article = _article(clauses, asked["part"], asked["article"])
    if article is None:
        return None
    span: Span | None = (article.start, article.end)
    if asked["paragraph"]:
        span = _nth(_paragraphs(text, clauses, article), _number(asked["paragraph"]))
    clause = article
    for number in (asked["marked"] or asked["item"], asked["point"]):
        if number and span:
            found = _item(text, clauses, clause, span, _number(number))
            clause, span = found or (clause, None)
    return (clause, span) if span else None


def _article(clauses: Sequence[Clause], part: str | None, name: str) -> Clause | None:
    """The one article of that number; of a text with attachments that of its own body."""
    # Two articles of one number, 第一条 and 第一条#2, make an address say too little.
    number = _key(name)
    prefix = f"{part}/" if part else ""
    found = [
        clause
        for clause in clauses
        if clause.kind == "article"
        and clause.path.startswith(prefix)
        and clause.path.count("/") == prefix.count("/")
        and _key(clause.path.removeprefix(prefix).split("#")[0]) == number
    ]
    return found[0] if len(found) == 1 else None


def _key(article: str) -> tuple[int, str]:
    """第12条之一 and 第十二条之一 are one."""
    head, _, tail = article.partition("条")
    return _number(head.removeprefix("第")), tail


def _number(written: str) -> int:
    return int(parse_numeral(fold(written)) or 0)


def _paragraphs(text: str, clauses: Sequence[Clause], article: Clause) -> list[Span]:
    """The 款 of ``article``: a line that neither begins an item nor stands in a table."""
    inner = [c for c in clauses if article.start < c.start and c.end <= article.end]
    begins = {c.start for c in inner if c.kind == "item"}
    tables = [c for c in inner if c.kind in ("table", "form")]
    found: list[Span] = []
    for start, end in _lines(text, article):
        under = start in begins or any(c.start <= start < c.end for c in tables)
        if found and (under or _only_heading(text, article, found)):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _only_heading(text: str, article: Clause, found: Sequence[Span]) -> bool:
    """第五条　适用范围 alone on its line: the first 款 is the line below it."""
    if len(found) != 1:
        return False
    words = text[slice(*found[0])].removeprefix(article.label).strip()
    return not words or (words == article.heading and words[-1] not in patterns.TERMINAL)


def _nth(spans: Sequence[Span], n: int) -> Span | None:
    return spans[n - 1] if 0 < n <= len(spans) else None


def _item(
    text: str, clauses: Sequence[Clause], above: Clause, within: Span, number: int
) -> tuple[Clause, Span] | None:
    found = [
        clause
        for clause in clauses
        if clause.parent == above.id
        and clause.kind == "item"
        and within[0] <= clause.start < within[1]
        and _number(clause.label.strip("（()）.．、 　")) == number
    ]
    if len(found) != 1:
        return None
    clause = found[0]
    inner = {c.start for c in clauses if clause.start <= c.start and c.end <= clause.end}
    end = clause.start
    for start, stop in _lines(text, clause):
        # What follows the last item without a marker is a 款 of the article, not of the item.
        if start not in inner:
            break
        end = stop
    return clause, (clause.start, end)


def _lines(text: str, clause: Clause) -> Iterator[Span]:
    for line in LINE.finditer(text, clause.start, clause.end):
        yield line.start(), line.start() + len(line.group().rstrip())
