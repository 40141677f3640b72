"""One text denies in the same words what the other says, and those that only look so."""

from __future__ import annotations

import pytest

from kb.language.assertions import DENYING
from kb.language.denials import denied, denies_alike

DENIED = [
    ("机构不建立转诊机制", "机构建立转诊机制。", True, "不 put in"),
    ("机构收取任何费用", "机构不收取任何费用。", True, "不 left out"),
    ("得分割转让土地", "养老土地不得分割转让。", True, "不 of 不得 left out"),
    ("的,得营业", "未取得许可证的,不得营业。", True, "up to the end of the part"),
    ("分割转让土地", "不得分割转让土地。", True, "不得 left out"),
    ("不得分割转让", "不能分割转让。", False, "denied in other words"),
    ("不予补助的情形", "不给予补助的情形。", False, "denied in other words"),
    ("符合条件的给予", "符合条件的给予,不符合条件的不给予。", False, "both are said"),
    ("不符合条件的给予", "符合条件的给予,不符合条件的不给予。", True, "one of both"),
    ("未成年人可以申请", "成年人可以申请。", True, "未 put in"),
    ("营利性医疗机构", "非营利性医疗机构免税。", True, "非 left out"),
    ("除非符合条件", "符合条件的给予补助。", False, "除非 denies nothing"),
    ("不断加强管理", "加强管理。", False, "不断 denies nothing"),
    ("床位不低于2%", "床位达到2%以上。", False, "a bound"),
    ("床位低于百分之二", "床位不低于百分之二。", True, "a bound without 不"),
    ("不收费", "按标准收取费用。", False, "other words: for the other rules to see"),
    ("", "不得收费", False, "nothing"),
    ("不", "不", False, "nothing denied"),
]  # fmt: skip


def test_the_words_that_are_shown() -> None:
    assert denied("机构不建立转诊机制", "机构建立转诊机制") == "机构建立转诊机制"
    assert denied("机构收取任何费用", "机构不收取任何费用") == "不收取任何费用"


@pytest.mark.parametrize(("question", "sentence", "expected", "why"), DENIED)
def test_denied(question: str, sentence: str, expected: bool, why: str) -> None:
    assert bool(denied(question, sentence)) is expected, why
    assert denied(sentence, sentence) is None, "a text does not deny itself"


ALIKE = [
    ("床位不得少于10张,不予审批", "床位不得少于10张,否则不予审批。", True, "both"),
    ("不得分割转让", "应当保障用地,不能分割转让。", True, "in other words of denial"),
    ("不得收取费用", "应当收取费用,不得拖延。", False, "another thing"),
    ("可以营业", "不得营业。", True, "nothing denied"),
]


@pytest.mark.parametrize(("question", "sentence", "expected", "why"), ALIKE)
def test_denies_alike(question: str, sentence: str, expected: bool, why: str) -> None:
    assert denies_alike(question, sentence, DENYING) is expected, why
