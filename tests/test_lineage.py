"""What a document rests on, who cites it, what it replaces."""

from __future__ import annotations

import pytest

from kb.library import KnowledgeBase
from kb.retrieval.lineage import trace
from kb.types import Document, Lineage, Reference, ReferenceKind, Source


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
    return trace(of, EVERY, lambda name: by_id.get(name, ()))


RESOLVED = [
    (reference("市", "某省康复医疗工作方案"), "省", "by the plan's title"),
    (reference("市", "关于印发某省康复医疗工作方案的通知"), "省", "by the notice's title"),
    (reference("市", "关于印发《某省康复医疗工作方案》的通知"), "省", "marks are left out"),
    (reference("市", "关于印发〈某省康复医疗工作方案〉的通知"), "省", "inner marks"),
    (reference("市", "另一个名称", number="省卫发〔2021〕9号"), "省", "by 文号"),
    (reference("市", "某省康复医疗工作方案", number="省卫发〔2021〕9号"), "省", "by both: one"),
    (reference("市", "某市康复医疗细则"), None, "two of that title: neither is guessed"),
    (reference("市", "某省康复医疗方案"), None, "a like title is another document"),
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
    assert lineage() == Lineage(CITY, (), (), (), ())


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
