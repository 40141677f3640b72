"""Words of opposite meaning in the same place, and those that only look so."""

from __future__ import annotations

import pytest

from kb.language.opposites import opposite

OPPOSED = [
    ("二级以下医院设康复科", "鼓励二级以上医院设康复科。", True, "behind the same word"),
    ("二级以上医院设康复科", "二级以上医院设康复科,县级以下政府支持。", False, "another elsewhere"),
    ("二级以上医院", "二级以下医院设门诊,二级以上医院设科室。", False, "the same stands there too"),
    ("至多举办1次培训", "每年至少举办1次培训。", True, "most for least"),
    ("床位不超过总床位的2%", "床位达到总床位的2%以上。", True, "a bound turned round"),
    ("床位不低于总床位的2%", "床位达到总床位的2%以上。", False, "the same bound in other words"),
    ("床位不少于10张", "床位不得少于10张。", False, "the same bound"),
    ("床位可以少于10张", "床位不得少于10张。", True, "allowed for forbidden"),
    ("必须社会力量办中心", "支持社会力量办中心。", True, "bound for encouraged"),
    ("机构可以设置科室", "机构应设置科室。", True, "one character"),
    ("丙甲可乙丙丁戊", "己甲应乙丙丁戊。", False, "应 alone: the same on one side only"),
    ("机构应当设置科室", "机构必须设置科室。", False, "both bind"),
    ("三日以内办结", "三日之内办结。", False, "the same"),
    ("三日以外办结", "应在三日以内办结。", True, "outside for inside"),
    ("免费提供体检服务", "有偿提供体检服务。", True, "free for paid"),
    ("医院应当公开收费标准,可以预约", "医院应当公开收费标准。", False, "one word more"),
    ("康复床位要达到多少", "康复床位应达到2%。", False, "both bind"),
    ("", "应当", False, "nothing"),
    ("可以", "", False, "nothing"),
]  # fmt: skip


def test_the_words_that_are_shown() -> None:
    assert opposite("二级以下医院设科室", "鼓励二级以上医院设科室。") == "鼓励二级以上医院设科"


@pytest.mark.parametrize(("question", "sentence", "expected", "why"), OPPOSED)
def test_opposite(question: str, sentence: str, expected: bool, why: str) -> None:
    assert bool(opposite(question, sentence)) is expected, why
    assert opposite(sentence, sentence) is None, "a text is not its own opposite"
