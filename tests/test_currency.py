"""Which documents no longer apply: later versions and repeals, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.build import build_index
from kb.contract import clauses_to_json
from kb.language.regions import region_named
from kb.library import KnowledgeBase
from kb.retrieval.currency import bare_name, find_superseded, superseded_on, with_status
from kb.types import Document, Encoder, Region, Source, Superseded

NAMES = [
    ("公司法", "公司法", "as it is"),
    ("中华人民共和国公司法", "公司法", "the state's name"),
    ("《中华人民共和国公司法》", "公司法", "marks"),
    ("公司法_2023-12-29", "公司法", "a file's name"),
    ("公司法_None", "公司法", "a file's name without a date"),
    ("公司法（2018年修正）", "公司法", "an edition"),
    ("公司法(2018修正)", "公司法", "an edition in other marks"),
    ("某市中医药条例(2020-11-27)", "某市中医药条例", "a day"),
    ("某办法（试行）（2020年修订版）", "某办法", "two"),
    ("关于适用〈中华人民共和国民法典〉的解释", "关于适用民法典的解释", "a name within"),
    ("家用汽车修理、更换规定", "家用汽车修理更换规定", "marks between words"),
    ("解释（二）", "解释(二)", "the second of two texts"),
    ("宪法修正案（1988年）", "宪法修正案(1988年)", "a year alone is part of the name"),
    ("某条例（征求意见稿）", "某条例(征求意见稿)", "a draft"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("title", "name", "why"), NAMES)
def test_bare_name(title: str, name: str, why: str) -> None:
    assert bare_name(title) == name, why
    assert bare_name(name) == name


def day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def region(name: str | None) -> Region | None:
    return region_named(name) if name else None


def law(
    name: str, title: str, issued: str | None = None, *, says: str = "",
    effective: str | None = None, of: str | None = None, by: tuple[str, ...] = (),
    path: str = "", number: str | None = None,
    enclosed: str | None = None, names: tuple[str, ...] = (),
) -> Document:  # fmt: skip
    mentions = tuple(r for r in map(region, names) if r)
    return Document(
        id=name, title=title, text=f"{title}\n{says}",
        source=Source(path or f"{name}.txt", "0" * 64),
        issued_on=day(issued), effective_on=day(effective), region=region(of), issuers=by,
        number=number, enclosed_title=enclosed, mentions=mentions,
    )  # fmt: skip


def outcome(*documents: Document) -> dict[str, str]:
    return {name: s.how + s.by for name, s in find_superseded(documents).items()}


OLD, NEW = "2018-10-26", "2023-12-29"
VERSIONS = [
    ((law("a", "公司法", OLD), law("b", "公司法", NEW)), {"a": "新版b"}, "two dates"),
    ((law("a", "中华人民共和国公司法", OLD), law("b", "公司法（2023年修订）", NEW)), {"a": "新版b"},
     "one name, written otherwise"),
    ((law("a", "公司法", "2005-10-27"), law("b", "公司法", OLD), law("c", "公司法", NEW)),
     {"a": "新版b", "b": "新版c"}, "three: each by the next"),
    ((law("a", "某办法（试行）", OLD), law("b", "某办法", NEW)), {"a": "新版b"}, "on trial"),
    ((law("a", "公司法", OLD), law("b", "公司法", "2018-11-20")), {}, "passed and printed"),
    ((law("a", "公司法", OLD), law("b", "公司法", OLD)), {}, "twice the same"),
    ((law("a", "公司法"), law("b", "公司法", NEW)), {}, "one without a date"),
    ((law("a", "公司法"), law("b", "公司法")), {}, "no dates"),
    ((law("a", "公司法", path="公司法_2018-10-26.txt"), law("b", "公司法", NEW)), {"a": "新版b"},
     "the date of the file's name"),
    ((law("a", "公司法", effective="2006-01-01"), law("b", "公司法", effective="2024-07-01")),
     {"a": "新版b"}, "days of effect alone"),
    ((law("a", "公司法", effective="2006-01-01"), law("b", "公司法", NEW)), {},
     "an amended text keeps its day of effect: it may be the newest"),
    ((law("a", "公司法", says="（1993年12月29日通过　根据2018年10月26日第四次修正）"),
      law("b", "公司法", says="（1993年12月29日通过　根据2013年12月28日第三次修正）")),
     {"b": "新版a"}, "the last change counts"),
    ((law("a", "公司法", OLD), law("b", "公司法实施条例", NEW)), {}, "another name"),
    ((law("a", "某解释（一）", OLD), law("b", "某解释（二）", NEW)), {}, "the second of two"),
    ((law("a", "关于修改公司法的决定", OLD), law("b", "关于修改公司法的决定", NEW)), {}, "changes"),
    ((law("a", "公司法（草案）", OLD), law("b", "公司法（草案）", NEW)), {}, "drafts"),
    ((law("a", "康复工作实施方案", OLD), law("b", "康复工作实施方案", NEW)), {}, "plans"),
    ((law("a", "关于做好高考工作的通知", OLD), law("b", "关于做好高考工作的通知", NEW)), {},
     "each year's notice"),
    ((law("a", "绩效评价方法", OLD), law("b", "绩效评价方法", NEW)), {}, "方法 is no 法"),
    ((law("a", "物业管理条例", OLD, of="成都市"), law("b", "物业管理条例", NEW, of="重庆市")), {},
     "two cities"),
    ((law("a", "物业管理条例", OLD, of="成都市"), law("b", "物业管理条例", NEW)), {},
     "one does not say whose it is"),
    ((law("a", "物业管理条例", OLD, of="成都市"), law("b", "物业管理条例", NEW, of="成都市")),
     {"a": "新版b"}, "one city"),
    ((law("a", "物业管理条例", OLD, names=("成都市",)),
      law("b", "物业管理条例", NEW, names=("重庆市",))), {}, "they name other cities"),
    ((law("a", "信息公开规定", OLD, of="成都市", by=("成都市民政局",)),
      law("b", "信息公开规定", NEW, of="成都市", by=("成都市教育局",))), {}, "two offices"),
    ((law("a", "信息公开规定", OLD, of="成都市", by=("成都市民政局",)),
      law("b", "信息公开规定", NEW, of="成都市", by=("成都市财政局", "成都市民政局"))),
     {"a": "新版b"}, "one office of two"),
    ((law("a", "关于印发《某市救助办法》的通知", OLD, enclosed="某市救助办法"),
      law("b", "某局关于印发某市救助办法的通知", NEW, enclosed="某市救助办法")), {"a": "新版b"},
     "what the notices issue"),
    ((), {}, "nothing"),
]  # fmt: skip

REPEALS_A = "第九条 本法自2021年1月1日起施行。《中华人民共和国婚姻法》、《继承法》同时废止。"
CODE = law("n", "民法典", "2020-05-28", effective="2021-01-01", says=REPEALS_A)
REPEALS = [
    ((law("a", "婚姻法", "2001-04-28"), law("b", "继承法_1985-04-10"), CODE),
     {"a": "废止n", "b": "废止n"}, "a list"),
    ((law("a", "婚姻法", "2022-04-28"), CODE), {}, "a later text of that name"),
    ((law("a", "婚姻法"), CODE), {"a": "废止n"}, "its date unknown"),
    ((law("a", "婚姻法", "2001-04-28"), law("n", "民法典", says=REPEALS_A)), {}, "by what date?"),
    ((law("a", "婚姻法解释", "2001-04-28"), CODE), {}, "another name"),
    ((law("a", "婚姻法", "2001-04-28"), replace(CODE, title="民法典（草案）")), {}, "a draft"),
    ((law("a", "婚姻法", "2001-04-28"), replace(CODE, title="民法典解读")), {}, "an explanation"),
    ((law("a", "婚姻法", "2001-04-28"), law("n", "民法典", "2020-05-28",
      says="《婚姻法》已废止。《婚姻法》中有关收养的规定同时废止。")), {}, "told of; a part"),
    ((law("a", "婚姻法", "1980-09-10"), law("b", "婚姻法", "2001-04-28"), CODE),
     {"a": "新版b", "b": "废止n"}, "an older version first by the newer one"),
    ((law("a", "某旧条例", "2001-04-28"), law("n", "某新条例", "2019-01-01", effective="2005-01-01",
      says="第九条 本条例自2005年1月1日起施行。《某旧条例》同时废止。")), {"a": "废止n"},
     "by a text amended since"),
    ((law("a", "某旧条例", "2010-04-28"), law("n", "某新条例", "2019-01-01", effective="2005-01-01",
      says="第九条 本条例自2005年1月1日起施行。《某旧条例》同时废止。")), {},
     "amended since, but the repeal was before"),
    ((law("a", "某条例", "1990-01-01", effective="1990-03-01"),
      law("n", "某条例", "2019-01-01", effective="2005-01-01",
          says="本条例自2005年1月1日起施行。1990年1月1日国务院发布的《某条例》同时废止。")),
     {"a": "废止n"}, "its own former version"),
    ((law("a", "某条例", "2004-06-01", effective="2005-01-01"),
      law("n", "某条例", "2019-01-01", effective="2005-01-01",
          says="本条例自2005年1月1日起施行。1990年1月1日国务院发布的《某条例》同时废止。")),
     {"a": "新版n"}, "itself before its amendment is no former one"),
    ((law("a", "某条例"), law("n", "某条例", "2019-01-01", effective="2005-01-01",
          says="本条例自2005年1月1日起施行。1990年1月1日国务院发布的《某条例》同时废止。")),
     {}, "of its own name, but without a date"),
    ((law("a", "最高人民法院关于审理甲案件的解释", "2009-01-01", number="法释〔2009〕1号"),
      law("n", "关于办理甲案件的解释", "2024-01-01",
          says="本解释施行后，最高人民法院《关于审理甲案件的解释》（法释〔2009〕1号）同时废止。")),
     {"a": "废止n"}, "named without its issuer"),
    ((law("a", "甲办法", "2009-01-01", number="某发〔2012〕3号"), law("n", "乙办法", "2024-01-01",
      says="本办法自公布之日起施行，《甲办法》（某发〔2009〕1号）同时废止。")), {},
     "another 文号"),
    ((law("a", "关于甲的通知", "2009-01-01", number="某发〔2009〕1号"), law("n", "乙", "2024-01-01",
      says="本办法自公布之日起施行，《甲办法》（某发[2009] 1号）同时废止。")), {"a": "废止n"},
     "by its 文号"),
    ((law("a", "物业管理办法", "2009-01-01", of="成都市"), law("n", "物业管理条例", "2024-01-01",
      of="重庆市", says="本条例自公布之日起施行，《物业管理办法》同时废止。")), {}, "another's"),
    ((law("a", "物业管理办法", "2009-01-01", of="重庆市"), law("n", "物业管理条例", "2024-01-01",
      of="重庆市", says="本条例自公布之日起施行，《物业管理办法》同时废止。")), {"a": "废止n"},
     "its own"),
    ((law("a", "深圳市股票管理办法", "1991-01-01", of="深圳市"), law("n", "股票条例", "1995-01-01",
      says="本条例自公布之日起施行，《深圳市股票管理办法》同时废止。")), {"a": "废止n"},
     "the city stands in the name"),
    ((law("a", "甲方案", "2009-01-01"), law("n", "关于乙的通知", "2024-01-01",
      says="本通知自印发之日起执行，《甲方案》同时废止。")), {"a": "废止n"}, "plans too"),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "expected", "why"), [*VERSIONS, *REPEALS])
def test_find_superseded(
    documents: tuple[Document, ...], expected: dict[str, str], why: str
) -> None:
    assert outcome(*documents) == expected, why
    assert outcome(*reversed(documents)) == expected, "in any order"


def test_the_day_and_the_sentence() -> None:
    old = law("a", "婚姻法", "2001-04-28")
    record = find_superseded([old, CODE])["a"]
    start, end = record.said or (0, 0)
    assert CODE.text[start:end] == "《中华人民共和国婚姻法》、《继承法》同时废止。"
    assert record.since == date(2021, 1, 1), "the day on which it takes effect"
    newer = law("b", "公司法", NEW, effective="2024-07-01")
    record = find_superseded([law("a", "公司法", OLD), newer])["a"]
    assert record == Superseded("a", "b", "新版", date(2024, 7, 1))
    assert superseded_on({"a": record}, date(2024, 6, 30)) == frozenset()
    assert superseded_on({"a": record}, date(2024, 7, 1)) == {"a"}
    assert with_status(old, record, date(2024, 6, 30)).status is None
    assert with_status(old, record, date(2024, 7, 1)).status == "已被替代"
    assert with_status(old, replace(record, how="废止"), date(2025, 1, 1)).status == "已废止"
    assert with_status(old, None, date(2025, 1, 1)) is old, "unknown stays unknown"


WHOLE = [
    ("第一条 甲。\n第二条 乙。\n第三条 丙。", True, "all"),
    ("第三条 甲。\n第九条 乙。\n第十条之一 丙。", False, "what was changed alone"),
    ("".join(f"第{n}条 甲。\n" for n in range(1, 11) if n != 4), True, "all but one"),
    ("一、甲。\n二、乙。", True, "no articles: nothing tells of a part"),
    ("根据第九条的规定。", True, "an article is named within a line"),
]


@pytest.mark.parametrize(("says", "whole", "why"), WHOLE)
def test_a_text_of_the_changed_articles_alone(says: str, whole: bool, why: str) -> None:
    found = find_superseded([law("a", "公司法", OLD), law("b", "公司法", NEW, says=says)])
    assert found["a"].whole is whole, why


DATES = st.one_of(st.none(), st.dates(date(1980, 1, 1), date(2025, 1, 1)).map(str))
TITLES = ("甲法", "中华人民共和国甲法", "乙条例（试行）", "乙条例", "丙通知", "甲法（草案）")
SAID = (
    "",
    *(f"本法自公布之日起施行。《{t}》、《甲法》同时废止。" for t in TITLES),
    "《甲法》已废止。",
)
LIBRARY = st.lists(
    st.tuples(st.sampled_from(TITLES), DATES, DATES, st.sampled_from(SAID),
              st.sampled_from([None, "成都市", "重庆市"])), max_size=8,
)  # fmt: skip


@given(LIBRARY)
def test_nothing_is_superseded_by_what_is_older_or_elsewhere(
    rows: list[tuple[str, str | None, str | None, str, str | None]],
) -> None:
    held = {
        str(n): law(str(n), title, issued, effective=effective, says=says, of=of)
        for n, (title, issued, effective, says, of) in enumerate(rows)
    }
    found = find_superseded(held.values())
    for name, record in found.items():
        old, new = held[name], held[record.by]
        assert record.document == name != record.by
        assert old.region == new.region
        if record.how == "新版":
            assert bare_name(old.title) == bare_name(new.title)
            assert (old.issued_on and new.issued_on and old.issued_on < new.issued_on) or (
                old.effective_on and new.effective_on and old.effective_on < new.effective_on
            )
        else:
            start, end = record.said or (0, 0)
            assert bare_name(old.title) in bare_name(new.text[start:end])
            known = [d for d in (new.issued_on, new.effective_on) if d]
            assert known
            assert not old.issued_on or old.issued_on < min(known)
        followed, seen = name, set[str]()
        while followed in found:
            assert followed not in seen, "no two supersede each other"
            seen.add(followed)
            followed = found[followed].by


# --- through the public interface ---

AIM = "第一条 为了救助困难居民，制定本条例。\n"
TEXTS = {
    "甲市救助条例_2015-03-01.txt": f"甲市救助条例\n（2015年3月1日通过）\n{AIM}"
    "第二条 困难居民的救助标准为每月三百元。\n",
    "甲市救助条例_2022-03-01.txt": f"甲市救助条例\n（2022年3月1日通过）\n{AIM}"
    "第二条 困难居民的救助标准为每月六百元。\n"
    "第三条 本条例自2022年5月1日起施行。《甲市困难居民办法》同时废止。\n",
    "甲市困难居民办法_2010-03-01.txt": "甲市困难居民办法\n（2010年3月1日通过）\n"
    "第一条 困难居民的救助标准为每月二百元。\n",
}


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    corpus = tmp_path_factory.mktemp("laws")
    for name, text in TEXTS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    index = tmp_path_factory.mktemp("index") / "laws"
    build_index(corpus, index, encoder=encoder)
    return index


def test_status_of_what_the_library_holds(laws: Path, encoder: Encoder) -> None:
    with KnowledgeBase.open(laws, encoder=encoder) as library:
        status = {d.source.path: d.status for d in library.documents()}
        assert list(status.values()) == ["已废止", "已被替代", None]
        assert library.document("甲市困难居民办法_2010-03-01.txt").status == "已废止"
        old = library.document("甲市救助条例_2015-03-01.txt")
        printed = clauses_to_json(old, library.clauses(old.id))["document"]
        assert printed["status"] == "已被替代"
        assert len(library.superseded) == 2
        hits = library.search("困难居民的救助标准是多少？")
        assert {h.document.source.path: h.document.status for h in hits} == status
        answer = library.ask("困难居民的救助标准是每月多少元？")
        for citation in answer.citations:
            assert citation.document == library.document(citation.document.id)


def test_status_of_the_corpus_is_not_stated(library: KnowledgeBase) -> None:
    assert library.superseded == {}
    assert {document.status for document in library.documents()} == {None}


def test_a_copy_printed_with_another_day_is_no_version() -> None:
    rules = "\n".join(f"第{n}条 甲{n}" + "乙" * 120 for n in "一二三四五六七八九")
    passed = law("a", "某市养老条例", "2018-09-07", says=f"（2018年9月7日通过）\n{rules}")
    approved = law("b", "某市养老条例", "2018-11-30", says=f"（2018年11月30日批准）\n{rules}")
    changed = law("b", "某市养老条例", "2018-11-30", says=rules.replace("甲三", "丙三"))
    assert outcome(passed, approved) == {}
    assert outcome(passed, changed) == {"a": "新版b"}
