"""The day as of which a question asks."""

from __future__ import annotations

import pytest

from kb.language.asked_day import asked_day

CASES = [
    ("2022年6月30日有效的康复床位规定是什么？", "2022-06-30"),
    ("截至2023年底仍然有效的医养结合文件有哪些", "2023-12-31"),
    ("攀枝花2021年时适用的补助标准是多少？", "2021-12-31"),
    ("２０２２年６月当时有效的规定", "2022-06-30"),
    ("按2022年6月的规定，床位占比是多少？", None),
    ("到2025年底床位要达到多少？", None),
    ("2022年6月1日起施行的办法是哪个？", None),
    ("有效期到2024年底有效吗？", None),
    ("自2022年6月适用的标准", None),
    ("2022年有效期五年的办法", None),
    ("康复床位占比是多少？", None),
    ("", None),
]


@pytest.mark.parametrize(("question", "day"), CASES)
def test_the_day_asked_about(question: str, day: str | None) -> None:
    found = asked_day(question)
    assert (found.isoformat() if found else None) == day
