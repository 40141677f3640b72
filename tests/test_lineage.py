"""What a document rests on, who cites it, what it replaces."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kb.graph import draw_lineage
from kb.library import KnowledgeBase
from kb.retrieval.currency import find_superseded
from kb.retrieval.lineage import resolve_all, trace
from kb.retrieval.register import Register
from kb.types import Document, Lineage, ParsedDocument, Reference, ReferenceKind, Source
from tests.structure_checks import parse


def document(name: str, title: str, *, number: str | None = None, enclosed: str | None = None):
    source = Source(f"{name}.txt", "0" * 64)
    return Document(
        id=name, title=title, text=title, source=source, number=number, enclosed_title=enclosed
    )


def reference(
    of: str, title: str, *, number: str | None = None, kind: ReferenceKind = "依据",
    path: str = "前言", at: int = 0,
) -> Reference:  # fmt: skip
    return Reference(of, f"{of}:{path}", kind, title, number, at, at + 1)


CITY = document("市", "某市康复医疗实施方案", number="某卫发〔2022〕5号")
PROVINCE = document(
    "省", "关于印发某省康复医疗工作方案的通知", number="省卫发〔2021〕9号",
    enclosed="某省康复医疗工作方案",
)  # fmt: skip
OLD = document("旧", "某市康复医疗管理办法", number="某卫发〔2015〕1号")
TWINS = (document("双一", "某市康复医疗细则"), document("双二", "某市康复医疗细则"))
EVERY = (CITY, PROVINCE, OLD, *TWINS)


def lineage(*references: Reference, of: Document = CITY) -> Lineage:
    by_id: dict[str, list[Reference]] = {}
    for entry in references:
        by_id.setdefault(entry.document, []).append(entry)
    links = resolve_all(EVERY, lambda name: by_id.get(name, ()), Register(EVERY, {}))
    return trace(of, {document.id: document for document in EVERY}, links)


RESOLVED = [
    (reference("市", "某省康复医疗工作方案"), "省", "by the plan's title"),
    (reference("市", "关于印发某省康复医疗工作方案的通知"), "省", "by the notice's title"),
    (reference("市", "关于印发《某省康复医疗工作方案》的通知"), "省", "marks are left out"),
    (reference("市", "关于印发〈某省康复医疗工作方案〉的通知"), "省", "inner marks"),
    (reference("市", "另一个名称", number="省卫发〔2021〕9号"), "省", "by 文号"),
    (reference("市", "某省康复医疗工作方案", number="省卫发〔2021〕9号"), "省", "by both: one"),
    (reference("市", "某市康复医疗细则"), None, "two of that title: neither is guessed"),
    (reference("市", "某省康复医疗方案"), None, "a like title is another document"),
    (reference("市", "某省民政厅关于印发某省康复医疗工作方案的通知"), "省", "with its issuer"),
    (reference("市", "另一个名称", number="省卫发[ 2021 ] 9号"), "省", "another way of brackets"),
    (reference("市", "某省康复医疗工作方案", number="省卫发〔2020〕9号"), None, "another 文号"),
    (reference("市", "某省康复医疗工作方案（试行）"), None, "a trial version is another"),
    (reference("市", "省卫发〔2021〕9号", number="省卫发〔2021〕9号"), "省", "by 文号 alone"),
    (reference("市", "健康中国规划", number="国发〔2016〕1号"), None, "not in the library"),
]


@pytest.mark.parametrize(("entry", "target", "why"), RESOLVED)
def test_basis_resolves_to_exactly_one(entry: Reference, target: str | None, why: str) -> None:
    found = lineage(entry)
    assert [r.target for r in found.basis] == [target], why
    assert [r.title for r in found.missing] == ([] if target else [entry.title])


def test_the_basis_stands_at_the_head() -> None:
    found = lineage(
        reference("市", "甲规划", path="前言", at=1),
        reference("市", "乙规划", path="通知/前言", at=2),
        reference("市", "丙规范", path="四/（一）", at=3),
        reference("市", "丁规范", path="附件1/前言", at=4),
        reference("市", "戊条例", path="前言", kind="引用", at=5),
        reference("市", "己意见", path="前言", kind="落实", at=6),
        reference("市", "庚通知", path="正文", kind="转发", at=7),
    )
    assert [r.title for r in found.basis[:2]] == ["甲规划", "乙规划"]
    titles = {r.title for r in found.basis}
    assert {"己意见", "庚通知"} <= titles, "what it carries out or passes on is its basis"
    assert "丙规范" not in titles, "a rule that a clause keeps to is no basis"
    assert "戊条例" not in titles, "only mentioned"


def test_a_basis_named_twice_is_listed_once() -> None:
    found = lineage(
        reference("市", "某省康复医疗工作方案", path="通知/前言", at=1),
        reference("市", "《某省康复医疗工作方案》", path="前言", at=9),
    )
    assert [r.start for r in found.basis] == [1], "at its first mention"


def test_cited_by_and_replaces() -> None:
    found = lineage(
        reference("市", "某市康复医疗管理办法", kind="废止", path="落款"),
        reference("省", "某市康复医疗实施方案", kind="引用", path="二"),
        reference("旧", "某市康复医疗实施方案（试行）", kind="引用", path="二"),
        reference("市", "某市康复医疗实施方案", kind="引用", path="三"),
    )
    assert [r.target for r in found.replaces] == ["旧"]
    assert [(r.document, r.clause) for r in found.cited_by] == [("省", "省:二")], "not itself"
    assert lineage(of=OLD).cited_by == ()
    by_city = lineage(reference("市", "某市康复医疗管理办法", kind="废止", path="落款"), of=OLD)
    assert [r.kind for r in by_city.cited_by] == ["废止"]


def test_a_document_without_references() -> None:
    assert lineage() == Lineage(CITY, (), (), (), (), (), ())


REAL = [
    ("攀枝花市_2022", ["国卫办医函〔2021〕536号", "川卫医政函〔2022〕5号"]),
    ("攀枝花市_2016", ["川办发〔2016〕57号", "攀府发〔2014〕44号", "攀府发〔2015〕2号", None]),
    ("重庆市_2021", ["国卫医发〔2021〕19号"]),
    ("天津市_2022", []),
    ("山西省_2021", [None, None, None]),
]


@pytest.mark.parametrize(("name", "numbers"), REAL)
def test_basis_of_the_corpus(
    library: KnowledgeBase, by_region: dict[str, Document], name: str, numbers: list[str | None]
) -> None:
    found = library.lineage(by_region[name].id)
    assert [r.number for r in found.basis] == numbers
    assert found.missing == found.basis, "none of them is in the library"
    assert found.replaces == found.cited_by == ()
    for entry in found.basis:
        assert entry.title in found.document.text[entry.start : entry.end].replace("\n", "")


# --- issuers, days and versions ---------------------------------------------------------------

NATION = parse(
    "国家卫生健康委关于加快推进康复医疗工作发展的意见\n国卫医发〔2021〕19号\n各省：\n一、甲\n乙。\n"
    "国家卫生健康委\n2021年6月8日",
    "国家.txt",
)
OF_PROVINCE = parse(
    "四川省卫生健康委员会关于加快推进康复医疗工作发展的意见\n川卫发〔2021〕30号\n各市：\n"
    "根据国家卫生健康委《关于加快推进康复医疗工作发展的意见》（国卫医发〔2021〕19号），提出以下意见。\n"
    "一、甲\n乙。\n四川省卫生健康委员会\n2021年9月8日",
    "四川.txt",
)
OF_CITY = parse(
    "攀枝花市卫生健康委员会关于印发攀枝花市康复医疗实施方案的通知\n攀卫发〔2022〕3号\n各县：\n"
    "贯彻落实省卫生健康委《关于加快推进康复医疗工作发展的意见》，现印发给你们。\n"
    "攀枝花市卫生健康委员会\n2022年1月8日\n攀枝花市康复医疗实施方案\n一、甲\n乙。",
    "攀枝花.txt",
)
OF_COUNTY = parse(
    "米易县卫生健康局关于印发米易县康复医疗方案的通知\n米卫发〔2022〕8号\n各乡镇：\n"
    "根据《攀枝花市康复医疗实施方案》（攀卫发〔2022〕3号），现印发给你们。\n米易县卫生健康局\n2022年5月8日\n"
    "米易县康复医疗方案\n一、甲\n按照《某标准》执行。",
    "米易.txt",
)
FOUR = (NATION, OF_PROVINCE, OF_CITY, OF_COUNTY)


def among(*parsed: ParsedDocument, of: ParsedDocument) -> Lineage:
    documents = {p.document.id: p.document for p in parsed}
    references = {p.document.id: p.references for p in parsed}
    register = Register(documents.values(), find_superseded(documents.values()))
    links = resolve_all(documents.values(), lambda name: references[name], register)
    return trace(of.document, documents, links)


def test_the_chain_goes_from_the_county_to_the_nation() -> None:
    found = among(*FOUR, of=OF_COUNTY)
    assert [link.steps for link in found.upstream] == [1, 2, 3]
    cited = [link.cited.id for link in found.upstream if link.cited]
    assert cited == [p.document.id for p in (OF_CITY, OF_PROVINCE, NATION)]
    for link in found.upstream:
        quote = link.citing.text[link.start : link.end]
        assert link.reference.title in quote
        assert quote[0] in "根贯"
    down = among(*FOUR, of=NATION).downstream
    assert [link.citing.id for link in down] == [
        p.document.id for p in (OF_PROVINCE, OF_CITY, OF_COUNTY)
    ]


# The words before 《 name first who forwards it, then who issued it.
FORWARDED = parse(
    "攀枝花市卫生健康委员会转发四川省卫生健康委员会关于印发《四川省康复医疗方案》的通知\n"
    "攀卫发〔2022〕9号\n各县：\n一、甲\n乙。\n攀枝花市卫生健康委员会\n2022年3月8日",
    "转发.txt",
)
PLAN_OF_PROVINCE = parse(
    "四川省康复医疗方案\n一、甲\n乙。\n四川省卫生健康委员会\n2022年2月8日", "四川方案.txt"
)
ISSUERS = [
    (FORWARDED, (PLAN_OF_PROVINCE,), PLAN_OF_PROVINCE, "who forwards it did not issue it"),
    (OF_CITY, (NATION, OF_PROVINCE), OF_PROVINCE, "省卫生健康委《…》 is the province's"),
    (OF_CITY, (NATION,), None, "the nation's document of that name is not the province's"),
    (OF_PROVINCE, (NATION, OF_CITY), NATION, "by its 文号"),
]


@pytest.mark.parametrize(("citing", "held", "target", "why"), ISSUERS)
def test_the_issuer_decides_between_one_name(
    citing: ParsedDocument,
    held: tuple[ParsedDocument, ...],
    target: ParsedDocument | None,
    why: str,
) -> None:
    found = among(citing, *held, of=citing)
    assert [r.target for r in found.basis] == [target.document.id if target else None], why


def law(year: int, *, title: str = "中华人民共和国康复法") -> ParsedDocument:
    return parse(
        f"{title}\n（{year}年3月1日第九届全国人民代表大会通过）\n第一条 为了康复，制定本法。\n"
        f"第二条 甲{year}。\n第三条 本法自{year}年6月1日起施行。",
        f"康复法_{year}.txt",
    )


def by_law(day: str | None) -> ParsedDocument:
    signed = f"\n某市民政局\n{day}" if day else ""
    return parse(f"某市康复方案\n根据《康复法》，制定本方案。\n一、甲\n乙。{signed}")


VERSIONS = [
    ("2015年5月1日", 2010, "the one in force then"),
    ("2020年5月1日", 2018, "the later one"),
    ("2005年5月1日", None, "before there was one"),
    (None, None, "on a day that is not known"),
]


@pytest.mark.parametrize(("day", "year", "why"), VERSIONS)
def test_versions_of_a_law(day: str | None, year: int | None, why: str) -> None:
    laws = {2010: law(2010), 2018: law(2018)}
    citing = by_law(day)
    found = among(citing, *laws.values(), of=citing)
    assert [r.target for r in found.basis] == [laws[year].document.id if year else None], why


def test_a_law_is_named_without_its_prefix() -> None:
    citing, held = by_law("2020年5月1日"), law(2018)
    assert among(citing, held, of=citing).missing == ()


def test_a_law_says_its_ground_in_an_article() -> None:
    rules = parse(
        "某省康复条例\n第一条 为了康复，根据《康复法》和有关法规，结合本省实际，制定本条例。\n"
        "第二条 机构应当按照《某省康复标准》建设。"
    )
    assert [r.title for r in among(rules, of=rules).basis] == ["康复法"]


def test_documents_that_cite_each_other_come_to_an_end() -> None:
    one = parse("甲县康复医疗服务方案\n根据《乙县康复医疗服务方案》，制定本方案。\n一、甲\n乙。")
    two = parse("乙县康复医疗服务方案\n根据《甲县康复医疗服务方案》，制定本方案。\n一、甲\n乙。")
    found = among(one, two, of=one)
    assert [link.steps for link in found.upstream] == [1, 2]
    assert [link.steps for link in found.downstream] == [1, 2]


# --- drawn ------------------------------------------------------------------------------------

ODD = 'a"]; b[<s> | #{\\'


def test_graphs() -> None:
    found = among(*FOUR[1:], of=OF_COUNTY)
    documents = {p.document.id: p.document for p in FOUR}
    dot = draw_lineage(found, documents, "dot")
    assert dot.count("->") == 3, "county to city, city to province, province to what is missing"
    assert dot.count("style=dashed") == 1, "one of them is not in the library"
    mermaid = draw_lineage(found, documents, "mermaid")
    assert mermaid.count("-->") == 3
    assert mermaid.count(":::missing") == 1
    assert mermaid.count(":::asked") == 1


def test_titles_are_escaped() -> None:
    odd = reference("市", ODD)
    found = replace(lineage(odd), replaces=(replace(odd, kind="废止"),))
    documents = {document.id: document for document in EVERY}
    dot = draw_lineage(found, documents, "dot")
    labels = re.findall(r'label="((?:[^"\\]|\\.)*)"', dot)
    assert dot.count("[label=") == len(labels), "every label closes where it should"
    assert 'a\\"]; b[<s> | #{\\\\' in dot
    assert "style=dotted" in dot, "what is repealed has another arrow"
    mermaid = draw_lineage(found, documents, "mermaid").replace("<br/>", "")
    drawn = re.findall(r'\["(.*)"\]', mermaid)
    assert len(drawn) == 2
    assert not set("".join(drawn)) & set('"<>[]{}|\\')
    assert "a#34;" in mermaid
