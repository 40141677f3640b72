"""Laws and what changes them: contents, 分编, groups of articles, 修正案, tables, forms, addresses.

The excerpts are of official texts, named beside each; some paragraphs between were left out. The
forms were made up: none of the documents at hand holds one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.answering.addresses import find_address
from kb.build import build_index
from kb.indexing.chunking import chunk
from kb.library import KnowledgeBase
from kb.types import Encoder
from tests.structure_checks import check_invariants, parse, paths, text_of

CIVIL_CODE = """中华人民共和国民法典
（2020年5月28日第十三届全国人民代表大会第三次会议通过）
目录
第二编　物权
第一分编　通则
第一章　一般规定
第二分编　所有权
第四章　一般规定
附则
第二编　物权
第一分编　通则
第一章　一般规定
第二百零五条　本编调整因物的归属和利用产生的民事关系。
第二分编　所有权
第四章　一般规定
第二百四十条　所有权人对自己的不动产或者动产，依法享有占有、使用、收益和处分的权利。
附　　则
第一千二百五十九条　民法所称的“以上”、“以下”、“以内”、“届满”，包括本数。
"""
CONSTITUTION = """中华人民共和国宪法
（1982年12月4日第五届全国人民代表大会第五次会议通过）
目 录
序 言
第一章 总 纲
第四章 国旗、国歌、国徽、首都
序 言
中国是世界上历史最悠久的国家之一。
第一章 总 纲
第一条 中华人民共和国是工人阶级领导的、以工农联盟为基础的人民民主专政的社会主义国家。
社会主义制度是中华人民共和国的根本制度。
"""
# 最高人民法院关于审理期货纠纷案件若干问题的规定 (2020-12-29)
INTERPRETATION = """最高人民法院关于审理期货纠纷案件若干问题的规定
一、一般规定
第一条 人民法院审理期货纠纷案件，应当依法保护当事人的合法权益。
第二条 人民法院审理期货合同纠纷案件，应当严格按照当事人在合同中的约定确定责任。
二、管辖
第三条 在期货公司的分公司、营业部等分支机构进行期货交易的，有下列情形之一：
（一）该分支机构住所地；
（二）合同履行地。
"""
# 矿产资源勘查区块登记管理办法 (2014-07-29)
APPENDIX = """矿产资源勘查区块登记管理办法
第四十条 本办法附录的修改，由国务院地质矿产主管部门报国务院批准后公布。
第四十一条 本办法自发布之日起施行。
附录
国务院地质矿产主管部门审批发证矿种目录
煤、石油、油页岩。
"""
# 重庆市人民政府关于修改…暂行办法…的决定 (2017)
DECISION = """重庆市人民政府
关于修改《重庆市关于开展对部分个人住房征收房产税改革试点的暂行办法》和《重庆市个人住房房产税征收管理实施细则》的决定
市政府决定作如下修改:
一、对《重庆市关于开展对部分个人住房征收房产税改革试点的暂行办法》作出修改
(一)将第二条中的“房地产交易与权属登记中心”修改为“房地产交易管理部门”。
二、对《重庆市个人住房房产税征收管理实施细则》作出修改
(一)将第三条中的“北部新区”修改为“两江新区”。
(二)删去第十七条第一款。
本决定自公布之日起施行。
"""
# 中华人民共和国刑法修正案（五） (2005-02-28), with the numbers of its items
AMENDMENT = """中华人民共和国刑法修正案（五）
（2005年2月28日第十届全国人民代表大会常务委员会第十四次会议通过）
一、在刑法第一百七十七条后增加一条，作为第一百七十七条之一：“有下列情形之一，妨害信用卡管理的，处三年以下有期徒刑或者拘役：
（一）明知是伪造的信用卡而持有、运输的；
（二）非法持有他人信用卡，数量较大的。
银行或者其他金融机构的工作人员利用职务上的便利，犯第二款罪的，从重处罚。”
二、将刑法第一百九十六条修改为：“第一百九十六条
（一）使用伪造的信用卡的；
盗窃信用卡并使用的，依照本法第二百六十四条的规定定罪处罚。”
三、本修正案自公布之日起施行。
"""
# 广州市医疗保障局穗医保规字〔2019〕4号, with a caption; made shorter
TABLE = """某市门诊特定病种待遇办法
一、待遇标准
各病种的标准见下表。
表1 门诊特定病种待遇标准
单位：元
序号\t门诊特定病种\t最高支付限额
1\t恶性肿瘤\t5000
2\t1.慢性肾病\t7000
注：限额按月计算。
二、附则
本办法自2020年1月1日起施行。
"""
FORM = """某市康复辅助器具补贴办法
一、申请
残疾人向街道提出申请。
附件1
康复辅助器具补贴申请表
一、申请人情况
姓名：__________  性别：□男 □女
二、申请补贴
金额：______元
1.银行账号：
（签字）：        年   月   日
"""

# document, its clauses as path and what they begin with
TREES = [
    (CIVIL_CODE, [
        ("前言", "中华"), ("前言/目录", "目录\n第二编"), ("第二编", "第二编　物权\n第一分编　通则"),
        ("第二编/第一分编", "第一分编"), ("第二编/第一分编/第一章", "第一章"),
        ("第二百零五条", "第二百零五条"), ("第二编/第二分编", "第二分编"),
        ("第二编/第二分编/第四章", "第四章"), ("第二百四十条", "第二百四十条"),
        ("附则", "附　则\n第一千二百"), ("第一千二百五十九条", "第一千二百五十九条"),
    ]),
    (CONSTITUTION, [
        ("前言", "中华"), ("前言/目录", "目 录\n序 言"), ("序言", "序 言\n中国"),
        ("第一章", "第一章 总 纲\n第一条"), ("第一条", "第一条"),
    ]),
    (INTERPRETATION, [
        ("前言", "最高"), ("一", "一、一般规定\n第一条"), ("第一条", "第一条"),
        ("第二条", "第二条"),
        ("二", "二、管辖\n第三条"), ("第三条", "第三条"), ("第三条/（一）", "（一）"),
        ("第三条/（二）", "（二）"),
    ]),
    (APPENDIX, [
        ("前言", "矿产"), ("第四十条", "第四十条"), ("第四十一条", "第四十一条"),
        ("附录", "附录\n国务院"), ("附录/正文", "附录\n国务院"),
    ]),
    (DECISION, [
        ("前言", "重庆"), ("一", "一、对"), ("一/（一）", "(一)将第二条"), ("二", "二、对"),
        ("二/（一）", "(一)将第三条"), ("二/（二）", "(二)删去"), ("落款", "本决定"),
    ]),
    (AMENDMENT, [
        ("前言", "中华"), ("一", "一、在刑法"), ("二", "二、将刑法"), ("三", "三、本修正案"),
    ]),
    (TABLE, [
        ("前言", "某市"), ("一", "一、待遇标准"), ("一/表1", "表1 门诊特定病种待遇标准\n单位"),
        ("二", "二、附则"), ("落款", "本办法自"),
    ]),
    (FORM, [
        ("前言", "某市"), ("一", "一、申请\n残疾人"), ("附件1", "附件1\n康复"),
        ("附件1/正文", "附件1\n康复"), ("附件1/正文/表单", "康复辅助器具补贴申请表\n一、"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "tree"), TREES)
def test_tree(raw: str, tree: list[tuple[str, str]]) -> None:
    parsed = parse(raw)
    check_invariants(parsed)
    assert paths(parsed) == [path for path, _ in tree]
    for path, beginning in tree:
        assert text_of(parsed, path).startswith(beginning)


def test_a_table_has_its_caption_as_heading_and_its_note_within() -> None:
    table = next(c for c in parse(TABLE).clauses if c.kind == "table")
    assert (table.label, table.heading) == ("表1", "门诊特定病种待遇标准")
    assert text_of(parse(TABLE), "一/表1").endswith("注：限额按月计算。")


def test_a_form_sets_no_target_and_charges_nobody() -> None:
    asked = FORM.replace("1.银行账号：", "责任单位：市民政局\n金额不低于500元")
    assert [c.kind for c in parse(asked).clauses][-1] == "form"
    assert parse(asked).targets == parse(asked).duties == ()


def test_no_form_without_blanks() -> None:
    told = FORM.replace("_", "甲").replace("□", "").replace("年   月   日", "")
    filled = told.replace("银行账号：", "银行账号由街道核对。")
    assert "form" not in {clause.kind for clause in parse(filled).clauses}


def test_contents_are_not_searched() -> None:
    passages = chunk(parse(CONSTITUTION), len)
    assert not any("国旗" in passage.text for passage in passages)
    assert any("世界上历史最悠久" in passage.text for passage in passages)


RULES = """甲条例
第一条 甲。
乙：
（一）丙；
（二）丁：
1.子；
2.丑。
戊。
第二条之一 己。
第三条 适用范围
庚。
辛。
附件1
乙办法
第一条 壬。
"""
ADDRESSES = [
    ("第一条第一款", "第一条 甲。", "the first paragraph"),
    ("第1条第2款第2项", "（二）丁：\n1.子；\n2.丑。", "digits"),
    ("第一条第（二）项", "（二）丁：\n1.子；\n2.丑。", "the only one of that number"),
    ("第一条第二款第（二）项第2目", "2.丑。", "目; what follows is a 款 again"),
    ("第一条/（二）", "（二）丁：\n1.子；\n2.丑。", "a path"),
    ("第一条第三款", "戊。", "behind the last item"),
    ("第二条之一", "第二条之一 己。", "an article put in"),
    ("第三条第一款", "第三条 适用范围\n庚。", "below its heading"),
    ("第三条第二款", "辛。", "the next"),
    ("附件1第一条", "第一条 壬。", "numbered afresh in an attachment"),
    ("第一条第四款", None, "no such 款"),
    ("第一条第一款第一项", None, "no item in that 款"),
    ("第二条", None, "no such article"),
    ("（一）", None, "no address"),
]


@pytest.mark.parametrize(("address", "words", "why"), ADDRESSES)
def test_address(address: str, words: str | None, why: str) -> None:
    parsed = parse(RULES)
    found = find_address(parsed.document.text, parsed.clauses, address)
    assert (found and parsed.document.text[slice(*found[1])]) == words, why
    if found:
        assert found[0].start <= found[1][0] < found[1][1] <= found[0].end


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("第五条【适用范围】本市行政区域内适用本办法。乙。", "适用范围"),
        ("第五条（适用范围）本市行政区域内适用本办法。乙。", "适用范围"),
        ("第五条　适用范围　本市行政区域内适用本办法。乙。", "适用范围"),
        ("第五条 适用范围\n本市行政区域内适用本办法。", "适用范围"),
        ("第五条 本市行政区域内（含开发区）的单位和个人，适用本办法。乙。", None),
    ],
)
def test_heading_of_an_article(line: str, heading: str | None) -> None:
    parsed = parse(f"某办法\n第四条 甲。\n{line}\n第六条 乙。\n")
    article = next(c for c in parsed.clauses if c.path == "第五条")
    assert article.heading == heading


@pytest.mark.parametrize(("blank", "answered"), [("____", False), ("甲", True)])
def test_a_form_is_no_answer(blank: str, answered: bool, tmp_path: Path, encoder: Encoder) -> None:
    lines = "".join(f"{name}：{blank}{blank}\n" for name in ("姓名", "住址", "电话", "银行账号"))
    text = (
        "某市康复辅助器具补贴办法\n一、申请\n残疾人向街道提出申请。\n附件1\n"
        f"康复辅助器具补贴申请表\n康复辅助器具补贴金额为每人500元。\n{lines}"
    )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "某市办法.txt").write_text(text, encoding="utf-8")
    build_index(corpus, tmp_path / "index", encoder=encoder)
    with KnowledgeBase.open(tmp_path / "index", encoder=encoder) as library:
        answer = library.ask("康复辅助器具补贴金额是每人多少元？")
    assert (answer.status == "answered") == answered
    assert any("500元" in citation.quote for citation in answer.citations) == answered
