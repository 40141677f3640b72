"""Words taken out of a sentence must not say another thing than they say in it.

不超过50万元 is not 50万元, 不得收费 is not 收费, 16人 is not 6人; what 除外 takes back must stay.
"""

from __future__ import annotations

import re

from kb.types import Span

# Before the words: 不得|收费, 不超过|50万元, 至少|3人, 未|取得; not 节约|用水, 最近|一年.
BEFORE = re.compile(
    r"(?:[不未无非没勿除]|没有|不得|不能|不予|不应|不可|不再|禁止|严禁|"
    r"(?:[不未]|不得|不应)?(?:超过|低于|少于|高于|大于|小于|多于|满|足|到|达到|超出)|"
    r"至少|至多|最高|最低|最多|最少|大约|(?<![制节预合条契公履守])约|(?<![附靠邻就最接])近)[为是]?$"
)
# After them: 50人|以上, 3日|内, 三级医院|除外, and the stop; not 50人|参加, 医院|内部.
AFTER = re.compile(
    r"(?:[及或]?(?:以上|以下|以内|以外|之内|之外|左右|上下)|(?<=[日月年天时周])[内后前]|"
    r"的?除外|不等|[。！？；”）)』》]+)"
)
TAKEN_BACK = re.compile(r"除外|[，。；]但|不在此限")  # in what is left of the sentence
# A number is not taken apart, nor from its unit.
NUMBER = re.compile(r"[\d.\uff0e%\uff05‰一二三四五六七八九十百千万亿零〇两]")
UNIT = re.compile(
    r"(?:[%\uff05‰]|个?(?:百分点|工作日|自然日|学时|课时|小时|分钟|周岁|平方米|公里)|"
    r"[万亿]?[元张人名家所个种项次年月日天周岁倍成亩户件份套台吨米])"
)
COUNT = re.compile(r"[\d百千万亿%\uff05]$")


def fair_cut(text: str, start: int, end: int) -> Span:
    """``text[start:end]``, widened until it says what it says in ``text``, a sentence.

    0-based; the result holds the words given. An empty or blank cut is the whole text.
    """
    start, end = _without_blanks(text, start, end)
    if start == end:
        return _without_blanks(text, 0, len(text))
    if TAKEN_BACK.search(text, end):
        end = len(text)
    while (wider := _wider(text, start, end)) != (start, end):
        start, end = wider
    return _without_blanks(text, start, end)


def is_fair_cut(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text``, a sentence, and say there what they say alone.

    All of ``text`` does, unless it is blank.
    """
    if words == text:
        return bool(words.strip())
    at = text.find(words) if words else -1
    while at >= 0:
        if fair_cut(text, at, at + len(words)) == (at, at + len(words)):
            return True
        at = text.find(words, at + 1)
    return False


def _without_blanks(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _wider(text: str, start: int, end: int) -> Span:
    if start and NUMBER.match(text, start) and NUMBER.match(text, start - 1):
        return start - 1, end
    if end < len(text) and NUMBER.match(text, end) and NUMBER.match(text, end - 1):
        return start, end + 1
    before = BEFORE.search(text, 0, start)
    if before:
        return before.start(), end
    if COUNT.search(text, start, end) and (unit := UNIT.match(text, end)):
        return start, unit.end()
    after = AFTER.match(text, end)
    return (start, after.end()) if after and after.end() > end else (start, end)
