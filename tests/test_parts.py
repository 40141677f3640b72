from __future__ import annotations

from itertools import pairwise

import pytest

from kb.structure.parts import (
    is_document_number,
    is_signature,
    paragraphs,
    split_parts,
    title_lines,
)

# lines of a text, its parts as kind:first line, why
PARTS = [
    ("", "", "empty"),
    ("\n \n", "", "only blanks"),
    ("某市康复方案\n一、甲", "body:某市康复方案", "a text by itself"),
    (
        "关于印发《某市康复方案》的通知\n各县：\n现印发给你们，请执行。\n某市民政局\n2022年3月8日\n"
        "某市康复方案\n一、甲\n乙。",
        "notice:关于印发《某市康复方案》的通知 body:某市康复方案",
        "a notice and its plan",
    ),
    (
        "关于印发《某市康复方案》的通知\n各县：\n现将方案印发给你们，请遵照执行。\n某市康复方案\n一、甲\n乙。",
        "notice:关于印发《某市康复方案》的通知 body:某市康复方案",
        "a notice without a signature",
    ),
    (
        "关于印发《某市康复方案》的通知\n各县：\n现印发给你们，请执行。\n某市民政局\n2022年3月8日",
        "body:关于印发《某市康复方案》的通知",
        "a notice whose plan is not in the file",
    ),
    (
        "关于做好康复工作的通知\n一、甲\n乙。\n某市民政局\n2022年3月8日\n附件1\n名单\n丙\n附件2\n表\n丁",
        "body:关于做好康复工作的通知 附件1:附件1 附件2:附件2",
        "attachments after the signature",
    ),
    (
        "关于做好康复工作的通知\n一、甲\n乙。\n附件：1.名单\n2.表\n某市民政局\n2022年3月8日\n附件1\n名单\n丙",
        "body:关于做好康复工作的通知 附件1:附件1",
        "the list of attachments before the signature begins none",
    ),
    (
        "某市康复方案\n一、甲\n乙。\n附件：1.名单\n2.表",
        "body:某市康复方案",
        "a list at the end begins none either",
    ),
    (
        "某市康复方案\n一、甲\n乙。\n附件：任务分工表\n一、丙\n二、丁",
        "body:某市康复方案 附件:附件：任务分工表",
        "附件： with its title and its text",
    ),
    (
        "某市康复方案\n一、甲\n附件中所列机构由县级认定。\n附件1中的表由县级填写。\n二、乙",
        "body:某市康复方案",
        "a sentence about an attachment",
    ),
    (
        "某市康复方案\n一、甲\n附件1\n名单\n乙\n附件1\n名单（续）\n丙",
        "body:某市康复方案 附件1:附件1",
        "an attachment named twice is one",
    ),
    (
        "某市康复方案\n一、甲\n附 件 2：任务分工表\n乙",
        "body:某市康复方案 附件2:附 件 2：任务分工表",
        "blanks in 附 件",
    ),
]


@pytest.mark.parametrize(("text", "expected", "why"), PARTS)
def test_split_parts(text: str, expected: str, why: str) -> None:
    parts = split_parts(text)
    found = [
        f"{part.prefix if part.kind == 'attachment' else part.kind}:"
        + text[part.start :].split("\n", 1)[0]
        for part in parts
    ]
    assert " ".join(found) == expected, why
    if parts:
        assert parts[0].start == 0
        assert parts[-1].end == len(text)
        assert all(a.end == b.start for a, b in pairwise(parts))
        assert all(part.start <= a < b <= part.end for part in parts for a, b in part.title)
    assert [part.prefix for part in parts if part.kind == "notice"] in ([], ["通知"])


TITLES = [
    ("某市康复方案\n一、甲", "某市康复方案", "one line"),
    (
        "某市加快推进康复医疗\n工作实施方案\n一、甲",
        "某市加快推进康复医疗 工作实施方案",
        "two lines",
    ),
    ("某市\n加快推进康复医疗\n工作实施方案\n一、甲", "某市 加快推进康复医疗 工作实施方案", "three"),
    ("方案（2021 -2025年）\n一、甲", "方案（2021 -2025年）", "with years"),
    (
        "某市人民政府办公室\n关于印发康复方案的通知\n各县：",
        "关于印发康复方案的通知",
        "under its issuer",
    ),
    (
        "关于印发《某市康复\n某府发〔2022〕1号\n方案》的通知\n各县：",
        "关于印发《某市康复 方案》的通知",
        "the number between its halves",
    ),
    ("一、甲\n二、乙", "", "no title"),
    ("为加快康复事业发展，制定本方案。\n某市康复方案", "", "prose comes first"),
    ("关于印发《某市康复方案\n一、甲", "", "a title that is never closed"),
    (
        "《某市康复方案》已经会议通过\n某市康复方案\n甲。",
        "某市康复方案",
        "a sentence about it before",
    ),
]


@pytest.mark.parametrize(("text", "expected", "why"), TITLES)
def test_title_lines(text: str, expected: str, why: str) -> None:
    lines = list(paragraphs(text))
    assert " ".join(lines[at].text for at in title_lines(lines)) == expected, why


ATTACHMENT_TITLES = [
    ("附件1\n任务分工方案\n一、丙", "任务分工方案", "with its genre"),
    ("附件1\n任务分工表\n一、丙", "任务分工表", "without one"),
    ("附件1：任务分工表\n一、丙", "任务分工表", "beside the marker"),
    ("附件1\n一、丙\n二、丁", "", "none"),
    ("附件1\n丙。\n丁。", "", "a sentence is none"),
    ("附件1\n丙", "", "a single line is the text itself"),
]


@pytest.mark.parametrize(("tail", "title", "why"), ATTACHMENT_TITLES)
def test_title_of_an_attachment(tail: str, title: str, why: str) -> None:
    text = "某市康复方案\n一、甲\n" + tail
    part = split_parts(text)[-1]
    assert part.prefix == "附件1"
    assert "".join(text[a:b] for a, b in part.title) == title, why


def test_paragraphs_leave_blank_lines_out() -> None:
    text = "甲\n\n  \n乙\n"
    assert [(p.start, p.end, p.text) for p in paragraphs(text)] == [(0, 1, "甲"), (6, 7, "乙")]
    assert [p.text for p in paragraphs(text, 0, 3)] == ["甲"]


@pytest.mark.parametrize(
    ("line", "is_number"),
    [
        ("攀卫办〔2022〕14号", True),
        ("（川办发〔2016〕57号）", True),
        ("发文字号：川办发〔2016〕57号", True),
        ("文 号: 川办发[2016] 57 号", True),
        ("广州市人民政府令第179号", True),
        ("根据川办发〔2016〕57号文件", False),
        ("2022年3月8日", False),
    ],
)
def test_is_document_number(line: str, is_number: bool) -> None:
    assert is_document_number(line) is is_number


@pytest.mark.parametrize(
    ("line", "signs"),
    [
        ("某市人民政府办公室", True),
        ("二〇二二年三月八日", True),
        ("2022年 3月 8日", True),
        ("各区县人民政府：", False),
        ("一、加强领导", False),
    ],
)
def test_is_signature(line: str, signs: bool) -> None:
    assert is_signature(line) is signs
