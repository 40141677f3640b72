"""Comparisons and 指标 as HTML: equal numbers quiet, others marked, silent cells plain."""

from __future__ import annotations

from datetime import date

from app.drawing.comparison_html import (
    is_alone,
    pair_html,
    shared_figures,
    silent_html,
    statement_html,
)
from app.drawing.target_html import bars_html, timeline_html
from app.state.comparison import ComparisonRequest, split_aspects
from app.state.links import comparison_parameters, read_comparison
from kb.types import (
    AlignedClauses,
    Cell,
    Citation,
    CitedTarget,
    Document,
    Region,
    Row,
    Source,
    Statement,
    Target,
)
from tests.test_app_html import HOSTILE, Elements

TEXT = f"某市办法{HOSTILE}\n一、床位不低于2%。\n"
DOCUMENT = Document(
    "a", "某市办法", TEXT, Source("a.txt", "0"), region=Region("甲市", "1", "市", None)
)


def said(*texts: str) -> Cell:
    return Cell(False, tuple(Statement(text, (0,)) for text in texts))


def cited(start: int = 0, end: int = len(TEXT)) -> Citation:
    return Citation(DOCUMENT, "一", "《某市办法》一、", TEXT[start:end], start, end, None)


def target(value: float, *, due: date | None = None, binding: bool = True) -> CitedTarget:
    made = Target("a", "a:一", f"床位{HOSTILE}", "≥", value, None, "%", "到2025年", due, HOSTILE,
                  binding, 0, len(TEXT))  # fmt: skip
    return CitedTarget(made, cited())


def test_equal_numbers_are_quiet_and_others_marked() -> None:
    row = Row("床位", (said("不低于2%，10张"), said("达到2%以上，20张"), Cell(True)))
    shared = shared_figures(row)
    assert shared == {"2%"}
    assert not is_alone(row)
    html = statement_html("不低于2%，10张", shared, alone=False)
    assert '<span class="kb-same">2%</span>' in html
    assert '<span class="kb-other">10张</span>' in html


def test_a_cell_that_speaks_alone_is_not_marked() -> None:
    row = Row("床位", (said("不低于2%"), Cell(True)))
    assert is_alone(row)
    assert statement_html("不低于2%", shared_figures(row), alone=True) == "不低于2%"


def test_silent_is_not_the_same_as_not_found() -> None:
    assert "未作规定" in silent_html(Cell(True))
    assert "未作规定" not in silent_html(Cell(False))


def test_aligned_clauses_mark_what_the_other_lacks() -> None:
    pair = AlignedClauses("changed", (cited(),), (), ((0, 4),), (), True, 0.5)
    html = pair_html(pair, DOCUMENT, DOCUMENT)
    assert "<mark>某市办法</mark>" in html
    assert "没有对应的条款" in html
    assert "位置有移动" in html


def test_nothing_of_a_document_becomes_an_element() -> None:
    pair = AlignedClauses("changed", (cited(),), (cited(),), ((3, 60),), ((0, 9),), False, 0.5)
    rows = [target(2), target(5, due=date(2025, 12, 31), binding=False)]
    pages = [
        statement_html(HOSTILE, frozenset(), alone=False),
        pair_html(pair, DOCUMENT, DOCUMENT),
        bars_html(rows),
        timeline_html(rows),
    ]
    ours = {"div", "p", "span", "mark", "a", "ol", "li", "b", "br"}
    for page in pages:
        found = Elements(page)
        assert set(found.tags) <= ours
        assert not [name for name in found.handlers if name.startswith("on")]
        assert all(link.startswith("/library?document=a") for link in found.links)


def test_bars_are_as_long_as_their_values() -> None:
    html = bars_html([target(10), target(5), target(0)])
    assert [width in html for width in ("width:100.0%", "width:50.0%", "width:1.5%")] == [True] * 3
    assert bars_html([]) == '<ol class="kb-bars"></ol>'
    assert "（力争）" in bars_html([target(1, binding=False)])


def test_the_line_of_time_shows_days_that_are_stated() -> None:
    assert timeline_html([target(1)]) == ""
    html = timeline_html([target(1, due=date(2025, 1, 1)), target(1, due=date(2025, 12, 31))])
    assert "left:0.00%" in html
    assert "left:99.73%" in html
    assert "甲市" in html


def test_a_link_reopens_the_same_comparison() -> None:
    request = ComparisonRequest("康复床位", ("天津市", "重庆市"), ("a",), ("床位", "时限"))
    assert read_comparison(comparison_parameters(request)) == request
    assert read_comparison({"topic": ["  "]}) is None
    assert split_aspects(" 床位、时限，床位;；") == ("床位", "时限")
