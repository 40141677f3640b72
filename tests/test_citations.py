"""Labels and pages; and that no forged quotation passes the check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb.answering.citations import (
    check_answer,
    check_citation,
    cite,
    label_of,
    page_of,
    place_of,
)
from kb.errors import QuoteError
from kb.library import KnowledgeBase
from kb.types import Answer, Citation, Clause, Document, Source, Statement

PLACES = [
    ("四/（一）/3", "四、（一）3.", "three levels"),
    ("二", "二、", "one level"),
    ("四/（五）/12", "四、（五）12.", "a number that runs on"),
    ("第十二条", "第十二条", "an article"),
    ("第十二条/（三）", "第十二条（三）", "an item of an article"),
    ("第二章/第一节", "第二章第一节", "a division"),
    ("附件1/二", "附件1二、", "an attachment"),
    ("附件/一/（二）", "附件一、（二）", "an attachment without number"),
    ("通知", "通知", "the notice"),
    ("通知/落款", "通知落款", "its closing"),
    ("通知/三", "通知三、", "its own numbered item"),
    ("一/（1）/①", "一、（1）①", "small marks"),
    ("前言", "前言", "before the first marker"),
    ("二十三", "二十三、", "two digits"),
    ("三#2", "三、", "the second of two clauses with one number"),
]


@pytest.mark.parametrize(("path", "written", "why"), PLACES)
def test_place(path: str, written: str, why: str) -> None:
    assert place_of(path) == written, why


def made(text: str = "一、目标\n床位不少于2%。", **fields: object) -> tuple[Document, Clause]:
    document = Document(
        id="d", title="某市方案", text=text, source=Source("某市.txt", "0" * 64), **fields
    )  # type: ignore[arg-type]
    return document, Clause("d:一", "d", "item", "一", "一、", "目标", 0, len(text), None)


LABELS = [
    ({}, "一", "《某市方案》一、", "no 文号: none is shown"),
    ({"number": "某办〔2022〕1号"}, "一", "《某市方案》（某办〔2022〕1号）一、", "with 文号"),
    ({"title": "关于印发《方案》的通知", "enclosed_title": "某市方案"}, "一", "《某市方案》一、",
     "the plan's own title"),
    ({"title": "关于印发《方案》的通知", "enclosed_title": "某市方案"}, "通知/一",
     "《关于印发〈方案〉的通知》通知一、", "the notice's title, 《》 inside become 〈〉"),
    ({"title": "关于印发《方案》的通知"}, "一", "《关于印发〈方案〉的通知》一、", "no plan"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "path", "label", "why"), LABELS)
def test_label(fields: dict[str, str], path: str, label: str, why: str) -> None:
    document = replace(made()[0], **fields)
    assert label_of(document, path) == label, why


REAL_LABELS = [
    ("攀枝花市_2022", "四/（一）/3",
     "《攀枝花市康复医疗服务试点工作方案》（攀卫办〔2022〕14号）四、（一）3."),
    ("攀枝花市_2022", "通知/落款",
     "《攀枝花市卫生健康委员会关于印发〈攀枝花市康复医疗服务试点工作方案〉的通知》"
     "（攀卫办〔2022〕14号）通知落款"),
    ("攀枝花市_2016", "三/（二）/5",
     "《攀枝花市医养结合试点工作实施方案》（攀办发〔2016〕71号）三、（二）5."),
    ("天津市_2022", "三/（一）", "《天津市康复医疗服务试点工作方案》三、（一）"),
    ("山西省_2021", "四/（三）/1",
     "《山西省中医药康复服务能力提升工程五年行动实施方案（2021-2025年）》四、（三）1."),
    ("重庆市_2021", "落款", "《重庆市加快推进康复医疗工作发展实施方案》（渝卫发〔2021〕60号）落款"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "label"), REAL_LABELS)
def test_labels_of_the_corpus(by_region: dict[str, Document], name: str, path: str, label: str):
    assert label_of(by_region[name], path) == label


PAGES = [
    ((), 5, None, "the source tells no pages"),
    ((0,), 99, 1, "one page"),
    ((0, 10, 20), 0, 1, "the first character"),
    ((0, 10, 20), 9, 1, "the last of a page"),
    ((0, 10, 20), 10, 2, "the first of the next"),
    ((0, 10, 20), 500, 3, "the last page has no end"),
    ((0, 10, 10, 20), 10, 3, "an empty page: the later one holds the character"),
]


@pytest.mark.parametrize(("starts", "at", "page", "why"), PAGES)
def test_page(starts: tuple[int, ...], at: int, page: int | None, why: str) -> None:
    assert page_of(made(page_starts=starts)[0], at) == page, why


def test_cite() -> None:
    document, clause = made(page_starts=(0, 5))
    citation = cite(document, clause, 5, 13)
    assert citation.quote == "床位不少于2%。"[:8] == document.text[5:13]
    assert (citation.path, citation.page) == ("一", 2)


@pytest.mark.parametrize(("start", "end"), [(4, 3), (3, 3), (-1, 3), (0, 99), (99, 120)])
def test_cite_outside_the_clause(start: int, end: int) -> None:
    document, clause = made()
    with pytest.raises(QuoteError):
        cite(document, clause, start, end)


def test_cite_a_clause_of_another_document() -> None:
    document, clause = made()
    with pytest.raises(QuoteError):
        cite(document, replace(clause, document="other"), 0, 3)


# --- forgeries of real answers: every one must be refused ---

QUESTIONS = (
    "攀枝花康复医疗床位数占比要达到多少？",
    "天津二级医院康复医学科床位有什么要求？",
    "重庆2025年底每10万人口康复治疗师要达到多少人？",
    "攀枝花医养结合床位的运营补助标准是多少？",
    "攀枝花多点执业有没有限制条件？",
    "山西省级中医康复中心布局建设多少个？",
    "渝卫发〔2021〕60号什么时候施行？",
    "攀枝花和天津分别要求康复床位占医院总床位多少？",
    "重庆康复治疗师的工资标准是多少？",  # refused: the nearest clauses are quoted too
)

SWAPS = [
    ("一个数字", r"\d", lambda m: str((int(m[0]) + 1) % 10)),
    ("汉字数字", r"[二三四五六七八九]", lambda m: "一"),
    ("单位", r"[%％]", lambda m: "‰"),
    ("单位", r"万元", lambda m: "亿元"),
    ("单位", r"元(?=/)", lambda m: "角"),
    ("单位", r"张", lambda m: "间"),
    ("地区", r"攀枝花|天津|重庆|山西|全市|我市|省", lambda m: "上海"),
    ("去掉不", r"不", lambda m: ""),
    ("加上不", r"(?<=[应得可能])", lambda m: "不"),
    ("鼓励变必须", r"鼓励|支持|可以", lambda m: "必须"),
    ("少一字", r"的", lambda m: ""),
    ("多一字", r"康复", lambda m: "康复康复"),
    ("标点", r"，", lambda m: "。"),
    ("空格", r"，", lambda m: "， "),
    ("全角", r"2", lambda m: "２"),
    ("繁简", r"术|術", lambda m: "術" if m[0] == "术" else "术"),
]  # fmt: skip


def forged_citations(citation: Citation, others: list[Document]) -> Iterator[tuple[str, Citation]]:
    quote = citation.quote
    for name, pattern, swap in SWAPS:
        for match in re.finditer(pattern, quote):
            changed = quote[: match.start()] + swap(match) + quote[match.end() :]
            if changed != quote:
                yield f"{name}: {match[0]}", replace(citation, quote=changed)
    start, end = citation.start, citation.end
    yield "shifted on", replace(citation, start=start + 1, end=end + 1)
    yield "shifted back", replace(citation, start=max(start - 1, 0), end=end - 1)
    yield "cut short", replace(citation, end=end - 1)
    yield "drawn out", replace(citation, end=end + 1)
    yield "quote cut", replace(citation, quote=quote[:-1])
    yield "quote empty", replace(citation, quote="", end=start)
    yield "from the end", replace(citation, start=start - len(citation.document.text))
    yield "another clause's path", replace(citation, path=citation.path + "/9")
    yield "another clause's label", replace(citation, label=citation.label + "9.")
    yield "a page that the source does not tell", replace(citation, page=1)
    yield "no label", replace(citation, label="")
    number = citation.document.number
    if number:
        yield "a changed 文号", replace(citation, label=citation.label.replace("〔20", "〔19"))
    for other in others:
        if other.id != citation.document.id:
            yield f"of {other.title}", replace(citation, document=other)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_forged_citation_passes(library: KnowledgeBase, question: str) -> None:
    answer = library.ask(question)
    assert check_answer(answer) is answer
    forged = 0
    for place in ("citations", "nearest"):
        citations: tuple[Citation, ...] = getattr(answer, place)
        for n, citation in enumerate(citations):
            for why, changed in forged_citations(citation, list(library.documents())):
                with pytest.raises(QuoteError):
                    check_citation(changed)
                several = (*citations[:n], changed, *citations[n + 1 :])
                with pytest.raises(QuoteError):
                    check_answer(replace(answer, **{place: several}))
                forged += 1
                assert why
    assert forged >= 10


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_forged_statement_passes(library: KnowledgeBase, question: str) -> None:
    answer = library.ask(question)
    for n, statement in enumerate(answer.statements):
        texts = [
            re.sub(pattern, swap, statement.text, count=1)  # type: ignore[arg-type]
            for _, pattern, swap in SWAPS
        ]
        texts += [statement.text.removesuffix("。"), statement.text + "。。", "", "依据有关规定。"]
        for text in texts:
            if text != statement.text:
                refuse(answer, n, replace(statement, text=text))
        refuse(answer, n, replace(statement, citations=()))
        outside = replace(statement, citations=(len(answer.citations),))
        refuse(answer, n, outside)
        refuse(answer, n, replace(statement, citations=(-len(answer.citations) - 1,)))


def refuse(answer: Answer, place: int, statement: Statement) -> None:
    several = (*answer.statements[:place], statement, *answer.statements[place + 1 :])
    with pytest.raises(QuoteError):
        check_answer(replace(answer, statements=several))


def test_a_statement_under_another_region_is_refused(library: KnowledgeBase) -> None:
    answer = library.ask("攀枝花和天津分别要求康复床位占医院总床位多少？")
    for n, statement in enumerate(answer.statements):
        refuse(answer, n, replace(statement, region="山西省"))
        other = {"攀枝花市": "天津市", "天津市": "攀枝花市"}[statement.region or ""]
        refuse(answer, n, replace(statement, region=other))
