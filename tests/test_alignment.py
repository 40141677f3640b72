"""Two documents clause by clause: each kind of correspondence, and what must hold for all."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.answering.alignment import align, compare_documents
from kb.answering.alignment_notes import later_of
from kb.answering.citations import check_citation
from kb.errors import ComparisonError
from kb.language.digits import format_numeral
from kb.types import AlignedClauses, DocumentComparison, ParsedDocument, Span, Superseded
from tests.structure_checks import parse

ARTICLES = (
    "为了规范养老机构管理，保障老年人合法权益，根据有关法律，制定本条例。",
    "市民政部门负责养老机构的监督管理，区民政部门负责日常检查。",
    "养老机构应当配备与服务规模相适应的护理人员，护理员与失能老年人的比例不低于一比四。",
    "新建居住小区应当按照每百户二十平方米的标准配套建设养老服务设施。",
    "养老机构应当与老年人签订服务协议，明确收费项目、收费标准和退费办法。",
    "养老机构应当建立消防安全责任制，每月至少组织一次防火检查。",
    "鼓励医疗机构与养老机构签约合作，为入住老年人开设就诊绿色通道。",
    "市财政部门应当安排专项资金，对符合条件的养老机构给予建设补贴和运营补贴。",
    "任何单位和个人不得侵占、挪用养老服务设施用地和专项补贴资金。",
    "违反本条例规定，未签订服务协议的，由民政部门责令改正，处一万元以上三万元以下罚款。",
)
OTHERS = (
    "餐饮服务单位应当对厨余垃圾进行分类投放，不得混入生活垃圾收集容器。",
    "道路客运车辆应当安装卫星定位装置，并保持在线运行。",
    "水库管理单位应当编制防汛抢险应急预案，报水行政主管部门备案。",
)


def law(*articles: str, name: str = "某某养老条例") -> ParsedDocument:
    numbered = [f"第{format_numeral(n)}条 {text}" for n, text in enumerate(articles, 1)]
    return parse("\n".join((name, *numbered)) + "\n", f"{name}{hash(articles)}.txt")


def aligned(left: ParsedDocument, right: ParsedDocument) -> tuple[AlignedClauses, ...]:
    return align((left.document, left.clauses), (right.document, right.clauses))


def told(pairs: tuple[AlignedClauses, ...]) -> list[str]:
    """What is not the same in place, as 改动 1-2: kinds with the numbers of the articles."""
    lines = []
    for pair in pairs:
        if pair.kind == "same" and not pair.moved:
            continue
        sides = ["+".join(c.path[1:-1] for c in side) for side in (pair.left, pair.right)]
        lines.append(f"{pair.kind}{'~' if pair.moved else ''} {'-'.join(sides)}")
    return lines


def joined(*places: int) -> str:
    return "".join(ARTICLES[n] for n in places)


A = ARTICLES
CASES = [
    (A, A[:2] + OTHERS[:1] + A[2:], ["only_right -三"], "an insertion renumbers, moves nothing"),
    (A, A[:2] + A[3:], ["only_left 三-"], "a deletion"),
    (A, (*A[:1], *A[2:7], A[1], *A[7:]), ["same~ 二-七"], "one moved behind five others"),
    (A, (*A[:2], A[3], A[2], *A[4:]), ["same~"], "neighbours that changed places: one moved"),
    (
        (*A[:2], joined(2, 3), *A[4:]),
        A,
        ["split 三-三+四"],
        "one article became two",
    ),
    (A, (*A[:4], joined(4, 5), *A[6:]), ["merged 五+六-五"], "two articles became one"),
    (
        A,
        (*A[:3], A[3].replace("二十平方米", "三十平方米"), *A[4:]),
        ["changed 四-四"],
        "another number",
    ),
    (
        A,
        (*A[:5], OTHERS[1], *A[6:]),
        ["only_left 六-", "only_right -六"],
        "another rule under the same number is no change of it",
    ),
    (A, tuple(a.replace("，", ",") for a in A), [], "the width of commas is no change"),
    (OTHERS, A[:3], ["only_left"] * 3 + ["only_right"] * 3, "nothing corresponds"),
]


@pytest.mark.parametrize(("left", "right", "expected", "why"), CASES, ids=[c[3] for c in CASES])
def test_kinds_of_correspondence(
    left: tuple[str, ...], right: tuple[str, ...], expected: list[str], why: str
) -> None:
    found = told(aligned(law(*left), law(*right, name="某某养老办法")))
    assert len(found) == len(expected)
    for said, wanted in zip(sorted(found), sorted(expected), strict=True):
        assert said.startswith(wanted)


def test_the_changed_number_is_marked_in_both_texts() -> None:
    right = (*A[:3], A[3].replace("二十平方米", "三十平方米"), *A[4:])
    one, other = law(*A), law(*right, name="某某养老办法")
    (pair,) = [p for p in aligned(one, other) if p.kind == "changed"]
    assert [one.document.text[a:b] for a, b in pair.marks_left] == ["二十平方米"]
    assert [other.document.text[a:b] for a, b in pair.marks_right] == ["三十平方米"]


def test_items_that_moved_up_a_number_are_no_change() -> None:
    left = (
        "有下列情形之一的，应当报告：\n（一）发生火灾的；\n（二）停止营业的；\n（三）发生疫情的。"
    )
    right = (
        left.replace("（一）发生火灾的；\n", "")
        .replace("（二）", "（一）")
        .replace("（三）", "（二）")
    )
    one, other = law(*A, left), law(*A, right, name="某某养老办法")
    (pair,) = [p for p in aligned(one, other) if p.kind == "changed"]
    assert [one.document.text[a:b] for a, b in pair.marks_left] == ["发生火灾的"]
    assert pair.marks_right == ()


def test_plans_of_two_regions_meet_by_topic() -> None:
    one = parse(
        "甲市康复方案\n一、工作目标\n到2025年，床位占比达到2%。\n二、加强人才培养\n每年培训康复医师20名。\n"
        "三、加大宣传力度\n利用报刊、网络宣传康复知识。\n"
    )
    other = parse(
        "乙市康复方案\n一、主要目标\n2025年底，康复床位不少于500张。\n二、推进信息化\n建设远程会诊平台。\n"
        "三、强化人才队伍培养\n选派骨干进修，培训康复治疗师。\n四、广泛宣传\n宣传康复知识，营造氛围。\n"
    )
    links = {(p.left[0].path, p.right[0].path) for p in aligned(one, other) if p.left and p.right}
    assert links == {("一", "一"), ("二", "三"), ("三", "四")}


def test_the_corpus_says_what_one_region_has_alone(library, by_region) -> None:  # type: ignore[no-untyped-def]
    left, right = by_region["攀枝花市_2022"], by_region["天津市_2022"]
    found = library.compare_documents(left.id, right.source.path)
    links = {(a.path, b.path) for p in found.pairs for a in p.left for b in p.right}
    assert ("四/（四）/11", "三/（五）") in links
    alone = {c.path for p in found.pairs if p.kind == "only_left" for c in p.left}
    assert {"一", "四/（一）/2", "六/（四）"} <= alone
    assert found.later is None
    assert found.summary.startswith(f"共{sum(bool(p.left and p.right) for p in found.pairs)}条对应")


# --- what must hold for any two documents ----------------------------------------------------

POOL = (*ARTICLES, *OTHERS, joined(0, 1), joined(2, 3), A[3].replace("二十", "五十"), A[4] + A[5])
LAWS = st.lists(st.sampled_from(POOL), min_size=1, max_size=12)


def check(pairs: tuple[AlignedClauses, ...], left: ParsedDocument, right: ParsedDocument) -> None:
    for side, parsed in (("left", left), ("right", right)):
        cited = [c for pair in pairs for c in getattr(pair, side)]
        for citation in cited:
            check_citation(citation)
        articles = [c.path for c in parsed.clauses if c.kind == "article"]
        assert sorted(c.path for c in cited if c.path.startswith("第")) == sorted(articles)
    for pair in pairs:
        for spans, citations in ((pair.marks_left, pair.left), (pair.marks_right, pair.right)):
            assert all(_inside(span, [(c.start, c.end) for c in citations]) for span in spans)
        if pair.kind == "same":
            assert (pair.marks_left, pair.marks_right, pair.similarity) == ((), (), 1.0)
        sizes = {"split": (1, 2), "merged": (2, 1), "only_left": (1, 0), "only_right": (0, 1)}
        least = sizes.get(pair.kind, (1, 1))
        assert len(pair.left) >= least[0]
        assert len(pair.right) >= least[1]
        assert min(len(pair.left), len(pair.right)) <= 1
        assert 0 <= pair.similarity <= 1


def _inside(span: Span, stretches: list[Span]) -> bool:
    return any(start <= span[0] < span[1] <= end for start, end in stretches)


@settings(max_examples=60, deadline=None)
@given(LAWS, LAWS)
def test_every_unit_stands_in_one_group_and_is_quoted_exactly(a: list[str], b: list[str]) -> None:
    left, right = law(*a), law(*b, name="某某养老办法")
    check(aligned(left, right), left, right)


@settings(max_examples=40, deadline=None)
@given(LAWS)
def test_a_document_and_its_copy_are_the_same_throughout(articles: list[str]) -> None:
    left, right = law(*articles), law(*articles, name="某某养老规定")
    pairs = aligned(left, right)
    assert {(pair.kind, pair.moved) for pair in pairs} == {("same", False)}
    assert all([c.path for c in p.left] == [c.path for c in p.right] for p in pairs)


@settings(max_examples=60, deadline=None)
@given(st.permutations(POOL), st.integers(1, len(POOL)), st.integers(1, len(POOL)))
def test_the_other_way_round_the_counts_are_mirrored(order: list[str], a: int, b: int) -> None:
    left, right = law(*POOL[:a]), law(*order[:b], name="某某养老办法")
    mirror = {"split": "merged", "merged": "split"}
    mirror |= {"only_left": "only_right", "only_right": "only_left"}
    there, back = (
        Counter(pair.kind for pair in pairs)
        for pairs in (aligned(left, right), aligned(right, left))
    )
    assert {mirror.get(kind, kind): n for kind, n in there.items()} == dict(back)


def test_five_hundred_articles_are_aligned_in_time() -> None:
    before = [f"{A[n % 10][:-1]}，第{n}类机构由{n}号单位联系{OTHERS[n % 3]}" for n in range(500)]
    after = [*before[:100], OTHERS[0], *before[103:]]
    left, right = law(*before), law(*after, name="某某养老办法")
    start = time.perf_counter()
    pairs = aligned(left, right)
    assert time.perf_counter() - start < 6  # about 1 second on a quiet machine
    assert sum(pair.kind == "same" for pair in pairs) == 497


# --- the header and bad input ----------------------------------------------------------------


def compared(
    left: ParsedDocument, right: ParsedDocument, **superseded: Superseded
) -> DocumentComparison:
    documents = {p.document.id: p.document for p in (left, right)}
    return compare_documents(
        (left.document, left.clauses),
        (right.document, right.clauses),
        documents=documents,
        superseded={record.document: record for record in superseded.values()},
    )


def replaced(old: ParsedDocument, by: ParsedDocument, since: date | None) -> Superseded:
    return Superseded(old.document.id, by.document.id, "新版", since)


def test_the_summary_of_two_versions_counts_what_was_added_and_dropped() -> None:
    old = law(*A)
    new = law(*A[:2], A[3].replace("二十", "三十"), *A[4:], OTHERS[0], name="某某养老办法")
    record = replaced(old, new, date(2020, 1, 1))
    found = compared(old, new, record=record)
    assert found.later == "right"
    assert found.summary == "共9条对应，其中1条有改动，删去1条，新增1条。"
    assert found.notes[0] == "左侧文件自2020年1月1日起已被右侧文件替代。"
    back = compared(new, old, record=record)
    assert back.later == "left"
    assert back.summary == "共9条对应，其中1条有改动，新增1条，删去1条。"


def test_texts_that_are_no_versions_have_nothing_added_or_dropped() -> None:
    found = compared(law(*A), law(*A[:5], OTHERS[0], name="某某养老办法"))
    assert found.later is None
    assert found.summary == "共5条对应，其中0条文字不同，只有左侧有5条，只有右侧有1条。"
    assert found.notes == ("库内未见替代或废止这两份文件的文件。",)


def test_a_version_that_is_not_in_force_yet_does_not_replace_the_old_one_today() -> None:
    old, new = law(*A), law(*A[:8], name="某某养老办法")
    found = compared(old, new, record=replaced(old, new, date(2999, 1, 1)))
    assert found.notes[0] == "左侧文件目前有效，自2999年1月1日起由右侧文件替代。"


def test_what_an_incomplete_text_lacks_was_not_dropped() -> None:
    old = law(*A)
    new = parse(f"某某养老办法\n第四条 {A[3]}\n第九条 {A[8].replace('挪用', '占用')}\n")
    found = compared(old, new, record=replaced(old, new, date(2020, 1, 1)))
    assert found.partial == ("right",)
    assert "删去" not in found.summary
    assert any("右侧文件的文本不全" in note for note in found.notes)


def test_the_version_after_the_next_is_later_too() -> None:
    one, two, three = (law(*A[:n], name=f"某某第{n}养老条例") for n in (6, 7, 8))
    records = [replaced(one, two, None), replaced(two, three, None)]
    by = {record.document: record for record in records}
    assert later_of(one.document, three.document, by) == "right"
    assert later_of(three.document, one.document, by) == "left"


def test_one_document_is_not_compared_with_itself() -> None:
    document = law(*A)
    with pytest.raises(ComparisonError, match="两边是同一份文件"):
        aligned(document, document)


def test_a_document_with_a_head_alone_is_not_compared() -> None:
    with pytest.raises(ComparisonError, match=r"空\.txt：除标题外没有可以比对的条款"):
        aligned(law(*A), parse("某市康复工作方案\n", "空.txt"))
