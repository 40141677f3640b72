"""The pages 对比 and 指标: what they show, and bad input in every widget."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.test_app_html import HOSTILE
from tests.test_app_pages import check_harmless, data, html_of, opened, press, shown

__all__ = ["data"]  # a fixture


def compared(topic: str, *, regions: tuple[str, ...] = (), aspects: str = "") -> AppTest:
    app = opened("compare")
    app.text_input(key="topic").set_value(topic)
    app.multiselect(key="cmp_regions").set_value(list(regions))
    app.text_input(key="cmp_aspects").set_value(aspects)
    return press(app, "对比")


def test_regions_are_compared_with_sources_on_every_cell(data: Path) -> None:
    app = compared("康复床位", regions=("天津市", "攀枝花市", "重庆市"))
    words = shown(app)
    assert "未作规定" in words
    assert "不得少于10张床" in words
    assert 'class="kb-other"' in html_of(app), "a number that differs"
    cells = [button for button in app.button if (button.key or "").startswith("cell-")]
    assert len(cells) >= html_of(app).count('class="kb-quote kb-cell"') > 0
    cells[0].click().run()
    assert "<mark>" in html_of(app)
    again = opened("compare", **app.query_params)
    assert app.multiselect(key="cmp_regions").value == again.multiselect(key="cmp_regions").value
    assert "不得少于10张床" in shown(again)
    entry = json.loads((data / "log" / "audit.jsonl").read_text("utf-8").splitlines()[0])
    assert (entry["did"], entry["topic"]) == ("对比", "康复床位")


BAD_COMPARISONS = [
    ("", (), "", "空"),
    ("  ", (), "", "空"),
    ("康复床位", ("天津市",), "", "两"),
    (HOSTILE[:150], ("天津市", "重庆市"), "", "<script>"),
    ("康复床位", ("天津市", "重庆市"), "<b>、$x$、![](http://x.invalid)", "<b>"),
]


@pytest.mark.parametrize(("topic", "regions", "aspects", "said"), BAD_COMPARISONS)
def test_comparisons_that_cannot_be_made(
    data: Path, topic: str, regions: tuple[str, ...], aspects: str, said: str
) -> None:
    app = compared(topic, regions=regions, aspects=aspects)
    assert said in shown(app)
    check_harmless(app)


def test_targets_are_filtered(data: Path) -> None:
    app = opened("targets")
    whole = len(app.dataframe[0].value)
    assert whole > 20
    assert 'class="kb-bar"' in html_of(app)
    assert "kb-years" in html_of(app)
    app.text_input(key="indicator").set_value("床位").run()
    rows = app.dataframe[0].value
    assert 0 < len(rows) < whole
    assert all(
        "床位" in f"{i}{o}{v}"
        for i, o, v in zip(rows["指标"], rows["对象"], rows["要求"], strict=True)
    )
    app.selectbox(key="force").set_value("力争").run()
    assert set(app.dataframe[0].value["约束"]) <= {"力争"}
    app.text_input(key="indicator").set_value(HOSTILE[:60]).run()
    assert "没有符合的指标" in shown(app)
    check_harmless(app)
