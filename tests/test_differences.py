"""In what a sentence differs from a claim, and what it says instead."""

from __future__ import annotations

import pytest

from kb.language.differences import find_difference, nearest_piece, piece_around, written_number

GOAL = (
    "力争到2022年底，每10万人口康复医师达到6人、康复治疗师达到10人；"
    "到2025年底，每10万人口康复医师达到8人、康复治疗师达到12人。"
)
BEDS = (
    "各二、三级综合医疗机构要落实标准，三级综合医院康复医学科床位数占医院总床位数不低于2%，"
    "二级医院康复医学科床位数至少为医院床位数的2%，且不得少于10张床。"
)
LAND = (
    "对非营利性医养结合机构，可采取划拨方式，优先保障用地；"
    "对营利性医养结合机构，应当以租赁、出让等有偿方式保障用地，并明确不得分割转让。"
)
TRAINING = "各基地每年至少举办1次培训。"
REPORT = "各单位于2022 年 12 月 15 日之前将工作情况报送市卫生健康委。"
SUMMARY = "总结评估(2025年8—9月)：按照工作要求进行总结评估。"
DISABLED = "残联组织做好残疾儿童康复救助工作。"

# claim, sentence, what differs, words of the original, why
DIFFERENCES = [
    ("二级医院床位不少于20张", BEDS, "20张", "不得少于10张床", "a number"),
    ("三级医院床位不得少于10张", BEDS, "10张", "二级医院", "the figure of another level"),
    ("一级医院床位占2%", BEDS, "2%", "三级综合医院", "a level that has none"),
    ("二级医院床位不得少于10张", BEDS, None, None, "as it stands"),
    ("三级综合医院床位占比不低于2%", BEDS, None, None, "as it stands"),
    ("2022年底康复医师达到8人", GOAL, "8人", "6 人", "the figure of another year"),
    ("2025年底康复治疗师达到20人", GOAL, "20人", "12人", "the nearer part of the sentence"),
    ("每1万人口康复医师达到8人", GOAL, "1万人口", "每10万人口", "the unit that it is counted by"),
    ("每月至少举办1次培训", TRAINING, "每月", "每年至少举办1次", "a period"),
    ("每年至少举办1次培训", TRAINING, None, None, "the same period"),
    ("2022年12月31日前报送", REPORT, "2022年12月31日", "12 月 15 日", "a day"),
    ("12月15日前报送", REPORT, None, None, "a day without its year"),
    ("2023年12月15日前报送", REPORT, "2023年12月15日", "2022 年", "another year"),
    ("总结评估放在2025年八九月份", SUMMARY, None, None, "8—9月, spoken"),
    ("总结评估放在2025年六七月份", SUMMARY, "6-7月", "8—9月", "other months"),
    ("财政部门做好残疾儿童康复救助", DISABLED, "财政部门", "残联组织", "another body"),
    ("营利性医养结合机构可以划拨用地", LAND, "营利性", "非营利性", "said of those that are not"),
    ("非营利性医养结合机构可以划拨用地", LAND, None, None, "as it stands"),
    ("必须设立康复中心", "鼓励机构设立康复中心。", "鼓励", "设立康复中心", "not binding"),
    ("不鼓励举办培训", "鼓励举办培训。", "鼓励举办培训", "鼓励举办培训", "turned round"),
    ("停止举办培训", "支持举办培训。", "停止", "支持举办培训", "said to have ended"),
    ("多点执业设有条件限制", "多点执业不设任何条件限制。", "不设", "条件限制",
     "denied by the text"),
    ("口罩不能摘", "进入场馆必须全程佩戴口罩。", None, None, "of 摘 nothing is said"),
    ("公厕不能问人要钱", "公共厕所对公众免费开放。", None, None, "in quite other words"),
    ("拼起来的地不能享受补助", "连片的地享受补助。", "享受补助", None, "said without 不能"),
    ("顶不了首付，只能抵房款", "凭证抵充购房款，不得抵充首付款。", None, None, "顶不了 denies"),
    ("没批下来就去挖是不行的", "未经审批，不得发掘。", None, None, "不行 denies"),
    ("转租是可以干的", "严禁提供转租业务。", "严禁", None, "forbidden"),
    ("公告满六十天就算送达", "经过六十日，即视为送达。", None, None, "天 for 日"),
    ("贷款年龄放宽到68周岁", "贷款年龄从不超过65周岁调整为不超过68周岁。", None, None,
     "the old figure is no other's"),
    ("政府是支持的", "支持组织员工团购住房。", None, None, "政府 in everyday speech"),
    ("环保部门抽查不收钱", "监督抽测不得收取费用。", None, None, "the text names no body"),
    ("由环保部门抽查", "由公安部门抽查。", "环保部门", None, "another holder"),
    ("方案的文号是渝府发〔2021〕60号", "渝卫发〔2021〕60号", "渝府发", "渝卫发〔2021〕60号",
     "文号"),
    ("强拆须由市级或区级政府决定", "由市或者区人民政府作出强制拆除决定", None, None, "市级"),
    ("许可证由市级体育部门统一印制", "许可证由市体育行政部门统一印制", None, None, "its body"),
    ("许可证由市级部门印制", "许可证由县市场监管部门印制", "市级", "县市场监管", "no 市"),
    ("派出所一级最高罚五百元", "派出所可以作出五百元以下罚款的处罚", None, None, "no grade"),
    ("可以一天接一天地罚", "可以自责令改正之日的次日起按日连续处罚", None, None, "no length"),
    ("非国有文物也被提倡开放", "鼓励非国有不可移动文物向公众开放", None, None, "不可 of a name"),
    ("保证金不一定非得掏现钱", "鼓励采用银行出具的电子保函等方式", None, None, "asserts no duty"),
    ("养虾的塘子不归这个管", "但是养殖的人工水域除外", None, None, "both leave out"),
    ("被取消监护资格的人仍须负担抚养费", "被撤销监护人资格的人应当继续承担抚养费", None, None,
     "取消"),
    ("通知由十一家联合印发", "市住房城乡建设委等11部门关于印发通知的函", None, None, "家 are 部门"),
    ("通知由十二家联合印发", "市住房城乡建设委等11部门关于印发通知的函", "十二家", "", "number"),
    ("方案的文号是渝卫发[2021]60号", "渝卫发〔2021〕60号", None, None, "other brackets"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence", "said", "original", "why"), DIFFERENCES)
def test_find_difference(
    claim: str, sentence: str, said: str | None, original: str | None, why: str
) -> None:
    difference = find_difference(claim, sentence)
    assert (difference is None) == (said is None), f"{why}: {difference}"
    if difference:
        assert said is not None
        assert said in difference.said, why
        solid = "".join((difference.original or "").split())
        assert "".join((original or "").split()) in solid, why
        assert solid.strip("…") in "".join(sentence.split()), "a slice of the sentence"


def test_pieces() -> None:
    start = BEDS.index("10张")
    assert piece_around(BEDS, start, start + 3).startswith("二级医院"), "with its neighbour"
    long = "甲" * 200 + "10张" + "乙" * 200
    piece = piece_around(long, 200, 203)
    assert piece.startswith("…")
    assert piece.endswith("…")
    assert "10张" in piece
    assert nearest_piece("完全无关的话", BEDS) is None
    assert written_number("请问渝卫发〔2021〕60号") == "渝卫发〔2021〕60号"
    assert written_number("渝卫发〔2021〕60号") == "渝卫发〔2021〕60号"
