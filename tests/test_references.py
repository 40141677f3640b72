from __future__ import annotations

import pytest

from kb.structure.references import innermost
from tests.structure_checks import check_invariants, parse

# sentence, kind title number of each mention, why
CASES = [
    (
        "根据《某省康复服务意见》（某府发〔2021〕5号），制定本方案。",
        ["依据 某省康复服务意见 某府发〔2021〕5号"],
        "with its number",
    ),
    (
        "根据《某省康复服务意见》（ 某府发〔2021〕5 号 ）要求。",
        ["依据 某省康复服务意见 某府发〔2021〕5号"],
        "blanks",
    ),
    (
        "根据《某省康复服务意见》(某府发[2021]5号)。",
        ["依据 某省康复服务意见 某府发〔2021〕5号"],
        "ASCII brackets",
    ),
    (
        "根据《某省康复服务意见》（某府发〔2021〕5号文）。",
        ["依据 某省康复服务意见 某府发〔2021〕5号"],
        "号文",
    ),
    (
        "落实细则的通知京水务〔2020〕6号文件要求。",
        ["落实 京水务〔2020〕6号 京水务〔2020〕6号"],
        "words of a title before a number",
    ),
    (
        "根据《某省康复服务意见》（以下简称意见）。",
        ["依据 某省康复服务意见 None"],
        "no number",
    ),
    (
        "根据《某省康复服务意见》（某〔2021〕5号）和《某省医疗机构办法》（某〔2022〕6号）。",
        ["依据 某省康复服务意见 某〔2021〕5号", "依据 某省医疗机构办法 某〔2022〕6号"],
        "two joined by 和",
    ),
    (
        "按照《某省康复服务意见》、《某省医疗机构办法》、《某省价格管理规定》等文件精神。",
        ["依据 某省康复服务意见 None", "依据 某省医疗机构办法 None", "依据 某省价格管理规定 None"],
        "a list",
    ),
    (
        "根据《关于印发《某省甲乙方案》的通知》。",
        ["依据 关于印发《某省甲乙方案》的通知 None"],
        "a title in a title",
    ),
    (
        "根据《关于印发<某省方案>的通知》。",
        ["依据 关于印发<某省方案>的通知 None"],
        "angle brackets",
    ),
    (
        "贯彻落实《某省康复服务意见》，加强建设。",
        ["落实 某省康复服务意见 None"],
        "to be carried out",
    ),
    (
        "现将《某省康复服务意见》转发给你们。",
        ["转发 某省康复服务意见 None"],
        "the verb after it",
    ),
    (
        "转发《某省康复服务意见》。",
        ["转发 某省康复服务意见 None"],
        "passed on",
    ),
    (
        "《某市旧康复办法》（某〔2012〕1号）同时废止。",
        ["废止 某市旧康复办法 某〔2012〕1号"],
        "repealed",
    ),
    (
        "本办法施行，《某市旧康复办法》停止执行。",
        ["废止 某市旧康复办法 None"],
        "the same in other words",
    ),
    (
        "本办法代替《某市旧康复办法》。",
        ["替代 某市旧康复办法 None"],
        "replaced",
    ),
    (
        "应达到《综合医院康复标准》要求。",
        ["引用 综合医院康复标准 None"],
        "mentioned",
    ),
    (
        "依据《中医药法》。",
        ["依据 中医药法 None"],
        "a short name of a law",
    ),
    (
        "依据《意见》（某〔2021〕5号）。",
        ["依据 意见 某〔2021〕5号"],
        "a short name with its number",
    ),
    (
        "根据《献血法》《民法典》《信访条例》。",
        ["依据 献血法 None", "依据 民法典 None", "依据 信访条例 None"],
        "and more of them",
    ),
    (
        "根据《办法》和《条例》，持《结婚证》办理。",
        [],
        "no laws",
    ),
    (
        "根据《方案》要求。",
        [],
        "short for a document named before",
    ),
    (
        "根据《某市康复方案》要求。",
        [],
        "the document itself",
    ),
    (
        "根据某省康复服务意见要求。",
        [],
        "no title marks",
    ),
    (
        "根据《某省康复服务意见",
        [],
        "never closed",
    ),
    (
        "根据《某省康复服务意见（某府发〔2021〕5号）》要求。",
        ["依据 某省康复服务意见 某府发〔2021〕5号"],
        "the number within the marks",
    ),
    (
        "按照《某省康复服务意见》(某府发【2021】5号文件)执行。",
        ["依据 某省康复服务意见 某府发〔2021〕5号"],
        "other brackets",
    ),
    (
        "根据某府发〔2021〕5号文件规定。",
        ["依据 某府发〔2021〕5号 某府发〔2021〕5号"],
        "a number alone",
    ),
    (
        "原某府发〔2016〕1号、某府办〔2017〕2号文件同时废止。",
        ["废止 某府发〔2016〕1号 某府发〔2016〕1号", "废止 某府办〔2017〕2号 某府办〔2017〕2号"],
        "numbers alone, repealed",
    ),
    (
        "会议讨论了某府发〔2021〕5号。",
        [],
        "a number that nothing is done with",
    ),
    (
        "根据《某省康复服务意见》（以下简称《服务意见》），落实《服务意见》要求。",
        ["依据 某省康复服务意见 None", "落实 某省康复服务意见 None"],
        "a short name is what it stands for",
    ),
    (
        "根据《某省康复服务意见》（某〔2021〕5号，以下简称《意见》）和《意见》附件。",
        ["依据 某省康复服务意见 某〔2021〕5号"] * 2,
        "a short name given in the brackets of the number",
    ),
    (
        "按照省厅印发《某省康复服务意见》要求。",
        ["依据 某省康复服务意见 None"],
        "issued by another, kept to here",
    ),
    (
        "应符合省厅制定的《某省康复服务规范》要求。",
        ["引用 某省康复服务规范 None"],
        "制定的 says only whose it is",
    ),
    (
        "不再执行《某省康复服务意见》。暂缓执行《某省医疗机构办法》。",
        ["引用 某省康复服务意见 None", "引用 某省医疗机构办法 None"],
        "not carried out",
    ),
    (
        "根据2018年省人大《关于修改〈某省献血条例〉的决定》修正。",
        ["引用 关于修改〈某省献血条例〉的决定 None"],
        "the history of the text",
    ),
    (
        "按照市委要求，《某省康复服务意见》已经印发。",
        ["引用 某省康复服务意见 None"],
        "the verb governs what stands beside it",
    ),
    (
        "以《某省康复服务意见》为指导。",
        ["依据 某省康复服务意见 None"],
        "the words behind it",
    ),
    (
        "办理《商品房预售许可证》，填写《购房补贴申请表》，签订《商品房买卖合同》。",
        [],
        "papers, no documents",
    ),
    (
        "依据《某省康复服务意见》。\n达到《某省医院建设标准》。",
        ["依据 某省康复服务意见 None", "引用 某省医院建设标准 None"],
        "a verb does not reach over a stop",
    ),
]


@pytest.mark.parametrize(("sentence", "expected", "why"), CASES)
def test_references(sentence: str, expected: list[str], why: str) -> None:
    parsed = parse(f"某市康复方案\n一、甲\n{sentence}\n二、乙")
    check_invariants(parsed)
    found = [f"{r.kind} {r.title} {r.number}" for r in parsed.references]
    assert found == expected, why
    text = parsed.document.text
    for r in parsed.references:
        titled = text[r.start] == "《" and text[r.end - 1] in "》）)"
        assert titled or r.title == r.number, "a title in its marks, or a number alone"
    assert all(r.clause.endswith(":一") for r in parsed.references)


def test_a_notice_does_not_refer_to_what_it_issues() -> None:
    parsed = parse(
        "关于印发《某市康复方案》的通知\n各县：\n根据《某省康复服务意见》，制定《某市康复方案》，现印发给你们。\n"
        "某市民政局\n2022年3月8日\n某市康复方案\n根据《某省康复服务意见》，制定本方案。\n一、甲\n乙。"
    )
    assert [(r.title, r.clause.split(":")[1]) for r in parsed.references] == [
        ("某省康复服务意见", "通知/前言"),
        ("某省康复服务意见", "前言"),
    ]


def test_innermost() -> None:
    parsed = parse("某市方案\n一、甲\n乙。\n（一）丙。丁。\n二、戊")
    text = parsed.document.text
    expected = {"某": "前言", "甲": "一", "乙": "一", "丙": "一/（一）", "戊": "二"}
    for word, path in expected.items():
        assert innermost(parsed.clauses, text.index(word)).path == path
    for at in (text.index("\n"), len(text)):
        with pytest.raises(LookupError):
            innermost(parsed.clauses, at)
    with pytest.raises(LookupError):
        innermost((), 0)
