"""A span becomes a citation with its label; and the check that a quotation is the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from kb.answering.cuts import is_fair_cut
from kb.errors import QuoteError
from kb.types import Answer, Citation, Clause, Document, Statement


def cite(document: Document, clause: Clause, start: int, end: int) -> Citation:
    """Quote ``document.text[start:end]``, which stands in ``clause``.

    Raises:
        QuoteError: the span is empty or not inside the clause.
    """
    if not clause.start <= start < end <= clause.end or clause.document != document.id:
        raise QuoteError(f"引文位置 {start}-{end} 不在 {clause.path} 之内；请重建索引。")
    return Citation(
        document=document,
        path=clause.path,
        label=label_of(document, clause.path),
        quote=document.text[start:end],
        start=start,
        end=end,
        page=page_of(document, start),
    )


def label_of(document: Document, path: str) -> str:
    """The label of a clause as officials write it: 《标题》（文号）四、（一）3."""
    in_notice = path.startswith("通知")
    title = document.title if in_notice or not document.enclosed_title else document.enclosed_title
    number = f"（{document.number}）" if document.number else ""
    inner = title.replace("《", "〈").replace("》", "〉")
    return f"《{inner}》{number}{place_of(path)}"


def place_of(path: str) -> str:
    """四/（一）/3 as it is written: 四、（一）3."""
    return "".join(_written(component) for component in path.split("/"))


def page_of(document: Document, at: int) -> int | None:
    """The 1-based page on which character ``at`` stands; None if the source has no pages."""
    return bisect_right(document.page_starts, at) if document.page_starts else None


def check_answer(answer: Answer) -> Answer:
    """Return ``answer`` if every quotation in it is exactly its source and every statement quotes.

    Raises:
        QuoteError: naming the first place that is not.
    """
    for citation in (*answer.citations, *answer.nearest):
        check_citation(citation)
    check_statements(answer.statements, answer.citations)
    return answer


def check_statements(statements: Sequence[Statement], citations: Sequence[Citation]) -> None:
    """See that each statement is words of one of its ``citations`` and of its own region.

    Words that are not all of the quotation must say in it what they say alone (``is_fair_cut``).

    Raises:
        QuoteError: naming the first that is not.
    """
    for statement in statements:
        said = f"“{statement.text[:20]}…”"
        places = [n for n in statement.citations if 0 <= n < len(citations)]
        if not places or len(places) < len(statement.citations):
            raise QuoteError(f"{said}没有出处，不予显示；请报告这个问题。")
        cited = [citations[n] for n in places]
        if not any(is_fair_cut(citation.quote, statement.text) for citation in cited):
            raise QuoteError(f"{said}与其引文不一致，不予显示；请报告这个问题。")
        regions = {c.document.region.name if c.document.region else None for c in cited}
        if statement.region is not None and regions != {statement.region}:
            raise QuoteError(f"{said}不是{statement.region}的文件所说，不予显示；请报告这个问题。")


def check_citation(citation: Citation) -> None:
    """Compare the quotation with the document's text at its place.

    Raises:
        QuoteError: they differ in any character.
    """
    document, start, end = citation.document, citation.start, citation.end
    inside = 0 <= start < end <= len(document.text)
    if not inside or document.text[start:end] != citation.quote:
        raise QuoteError(f"{citation.label} 的引文与原文不一致，不予显示；请重建索引。")
    if citation.label != label_of(document, citation.path):
        raise QuoteError(f"{citation.label} 的条款号与原文不一致，不予显示；请重建索引。")
    if citation.page != page_of(document, start):
        raise QuoteError(f"{citation.label} 的页码与原文不一致，不予显示；请重建索引。")


def _written(component: str) -> str:
    bare = component.split("#")[0]
    if re.fullmatch(r"[一二三四五六七八九十百零〇]+", bare):
        return bare + "、"
    if re.fullmatch(r"\d+", bare):
        return bare + "."
    return bare
