"""Figures that state the same in another form, and those that only look alike."""

from __future__ import annotations

import pytest

from kb.language.equal_figures import is_told
from kb.language.numerals import find_quantities

TOLD = [
    ("五天", "应当在五日以前发布公告", True, "days"),
    ("两年", "应在24个月内办理", True, "years in months"),
    ("24个月", "两年内不得申请", True, "months in years"),
    ("十天", "落实240小时过境免签", True, "days in hours"),
    ("500元到2000元", "处500元以上2000元以下的罚款", True, "a range by its ends"),
    ("500元到2000元", "处500元以上5000元以下的罚款", False, "another end"),
    ("一年", "每年度不超过三次", True, "a year as a period"),
    ("一年", "有效期三年", False, "a length"),
    ("一年", "第一年给予全额奖励", True, "the first"),
    ("九个", "大湾区内地九市", True, "places counted without a counter"),
    ("三个", "三级医院", False, "a level"),
    ("8天", "于3月8日前报送", False, "a day of a month is no length"),
    ("三个月", "2022年3月印发", False, "a month of a year is no length"),
    ("两天", "2个工作日内审批", False, "working days are others"),
    ("8人", "每10万人口6人", False, "another figure"),
]


@pytest.mark.parametrize(("figure", "text", "told", "why"), TOLD)
def test_told_in_another_form(figure: str, text: str, told: bool, why: str) -> None:
    (claimed,) = find_quantities(figure)
    assert is_told(claimed, text, find_quantities(text)) is told, why
