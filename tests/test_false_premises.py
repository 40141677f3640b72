"""Questions that take for true what the library does not say: what differs, and where it stands."""

from __future__ import annotations

import pytest

from kb.library import KnowledgeBase

RECOVERY, CARE = "攀枝花市_2022", "攀枝花市_2016"
CHONGQING, TIANJIN, SHANXI = "重庆市_2021", "天津市_2022", "山西省_2021"

# question, words of the reason, document and path of the first clause shown, why
REFUTED = [
    ("攀枝花规定康复床位占比要达到5%以上，对吗？", ["“5%”", "总床位数的2%以上"],
     RECOVERY, "四/（一）/3", "a number"),
    ("天津为什么要求康复床位不少于20张？", ["“20张”", "不得少于10张"],
     TIANJIN, "三/（一）", "a number, supposed"),
    ("既然攀枝花每张普通养老床位补助3万元，那么特殊床位补多少？", ["“3万元”", "普通养老床位每张"],
     CARE, "四/（三）", "a number, supposed"),
    ("天津规定的20张康复床位针对哪级医院？", ["“20张”", "不得少于10张"],
     TIANJIN, "三/（一）", "a number, in passing"),
    ("重庆要求每1万人口康复医师达到8人，对吗？", ["“1万人口”", "每 10 万人口"],
     CHONGQING, "一/（三）", "what it is counted by"),
    ("攀枝花重度失能老人床位补助是300元/年，对吗？", ["“300元/年”", "300 元/月/床位"],
     CARE, "四/（三）", "a unit"),
    ("天津基地每月至少举办1次培训，对吗？", ["“每月”", "每年至少举办1次"],
     TIANJIN, "三/（二）", "a period"),
    ("攀枝花要求2022年12月31日前报送工作情况，对吗？", ["“2022年12月31日”", "12 月 15 日"],
     RECOVERY, "五/（三）", "a deadline"),
    ("天津要求三级医院康复床位不得少于10张，对吗？", ["“10张”", "二级医院"],
     TIANJIN, "三/（一）", "a level"),
    ("重庆要求二级综合医院100%设置康复医学科，对吗？", ["“100%”", "三级综合医院"],
     CHONGQING, "一/（三）", "a level"),
    ("重庆由民政部门推进医保支付方式改革，对吗？", ["“民政部门”", "医疗保障部门"],
     CHONGQING, "三/（二）", "another body"),
    ("重庆为什么由财政部门负责残疾儿童康复救助？", ["“财政部门”", "残联组织"],
     CHONGQING, "三/（二）", "another body, supposed"),
    ("攀枝花医养结合标准化建设由市民政局牵头，对吗？", ["民政局", "由市卫计委牵头"],
     CARE, "三/（三）", "it only assists"),
    ("既然攀枝花取消了养老床位运营补贴，那么还有哪些补助？", ["“取消”", "享受养老床位运营补贴"],
     CARE, "四/（三）", "said to have ended"),
    ("攀枝花营利性医养结合机构可以用划拨方式拿地，对吗？", ["“营利性”", "非营利性"],
     CARE, "四/（四）", "said of those that are not"),
    ("重庆方案的文号是渝府发〔2021〕60号，对吗？", ["渝府发", "渝卫发〔2021〕60号"],
     CHONGQING, "通知/前言", "a 文号"),
    ("攀枝花医养结合方案是市卫健委印发的，对吗？", ["卫健委", "攀枝花市人民政府办公室"],
     CARE, "通知/前言", "an issuer"),
    ("重庆方案是2022年12月10日印发的，对吗？", ["2022年12月10日", "2021年12月10日"],
     CHONGQING, "通知/落款", "a date of issue"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "words", "document", "path", "why"), REFUTED)
def test_what_differs_is_named(
    library: KnowledgeBase, question: str, words: list[str], document: str, path: str, why: str
) -> None:
    answer = library.ask(question)
    assert answer.status == "not_found", why
    assert answer.reason is not None
    solid = "".join(answer.reason.split())
    assert all("".join(word.split()) in solid for word in words), answer.reason
    first = answer.nearest[0]
    assert first.document.source.path.startswith(document), why
    assert first.path == path, why


# question, words of the reason, where the rule stands, why
ELSEWHERE = [
    ("重庆规定康复床位占比不低于2%，对吗？", "天津市", (TIANJIN, "三/（一）"), "a share"),
    ("山西为什么规定二级医院康复床位不得少于10张？", "天津市", (TIANJIN, "三/（一）"), "supposed"),
    ("天津规定每10万人口康复医师达到8人，对吗？", "重庆市", (CHONGQING, "一/（三）"), "a rate"),
    ("天津是怎么保证每10万人口康复医师达到8人的？", "重庆市", (CHONGQING, "一/（三）"),
     "in passing"),
    ("攀枝花为什么要在10%的基层医疗机构建尘肺病康复站？", "重庆市", (CHONGQING, "二/（三）/10"),
     "supposed"),
    ("重庆给养老床位发运营补贴，对吗？", "攀枝花市", (CARE, "四/（三）"), "no figure"),
    ("重庆规定二甲以上中医医院全部设置康复科，是吗？", "山西省", (SHANXI, "二/（一）/2"),
     "no figure"),
    ("山西的尘肺病康复站设在哪里？", "重庆市", (CHONGQING, "二/（三）/10"), "a thing it has not"),
    ("天津怎么推广八段锦？", "山西省", (SHANXI, "五/（二）"), "a thing it has not"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "region", "place", "why"), ELSEWHERE)
def test_another_region_has_that_rule(
    library: KnowledgeBase, question: str, region: str, place: tuple[str, str], why: str
) -> None:
    answer = library.ask(question)
    assert answer.status == "not_found", why
    assert answer.reason is not None
    assert f"见于{region}" in answer.reason or f"、{region}（" in answer.reason, answer.reason
    shown = [(c.document.source.path.split("_20")[0], c.path) for c in answer.nearest[:3]]
    assert (place[0].split("_20")[0], place[1]) in shown, why


NAMES = [
    ("攀卫办〔2022〕15号规定了什么？", "文号为“攀卫办〔2022〕15号”", "an invented 文号"),
    ("请问渝卫发〔2021〕66号要求康复床位达到多少？", "“渝卫发〔2021〕66号”", "an invented 文号"),
    ("《攀枝花市康复医疗管理条例》怎么规定床位？", "《攀枝花市康复医疗管理条例》", "a title"),
    ("《重庆市康复医疗管理办法》对床位占比怎么规定？", "《重庆市康复医疗管理办法》", "a title"),
]


@pytest.mark.parametrize(("question", "words", "why"), NAMES)
def test_documents_that_are_not_held(
    library: KnowledgeBase, question: str, words: str, why: str
) -> None:
    answer = library.ask(question)
    assert answer.status == "not_found", why
    assert "库内没有" in (answer.reason or "")
    assert words in (answer.reason or ""), answer.reason
    assert answer.nearest, "what is nearest is shown"


BORNE_OUT = [
    ("天津为什么要求二级医院康复床位不少于10张？", TIANJIN, "三/（一）", "a true premise"),
    ("既然攀枝花普通养老床位每张补1万元，那么特殊床位补多少？", CARE, "四/（三）",
     "a true premise"),
    ("天津规定的10张康复床位针对哪级医院？", TIANJIN, "三/（一）", "a figure that is there"),
    ("重庆由医保局推进医保支付方式改革，对吗？", CHONGQING, "三/（二）", "a body by another name"),
    ("攀枝花非营利性医养结合机构可以用划拨方式拿地，对吗？", CARE, "四/（四）", "as it stands"),
    ("康复医疗服务试点工作方案（攀卫办〔2022〕14号）的试点时间？", RECOVERY, "三/（二）", "a 文号"),
    ("《综合医院康复医学科基本标准（试行）》天津要落实吗？", TIANJIN, "三/（一）", "a title cited"),
    ("《攀枝花市医养结合实施方案》里床位运营补助是什么标准？", CARE, "四/（三）",
     "a title in short"),
    ("攀枝花专业医师到养老机构多点执业没有条件限制，对吗？", CARE, "四/（五）", "denied alike"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "document", "path", "why"), BORNE_OUT)
def test_true_premises_are_answered(
    library: KnowledgeBase, question: str, document: str, path: str, why: str
) -> None:
    answer = library.ask(question)
    assert answer.status == "answered", f"{why}: {answer.reason}"
    cited = [(c.document.source.path, c.path) for c in answer.citations]
    assert any(source.startswith(document) and at == path for source, at in cited), why
