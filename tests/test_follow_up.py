"""Follow-ups in a conversation, and questions that stand by themselves."""

from __future__ import annotations

import pytest

from kb.language.follow_up import Previous, resume

BEDS = Previous("攀枝花康复床位占比是多少？", "攀枝花市康复医疗服务试点工作方案", "攀枝花市")
BOTH = Previous("攀枝花和天津的康复床位占比分别是多少？")
LEVEL = Previous("天津二级医院康复床位有什么要求？", "天津市康复医疗服务试点工作方案", "天津市")
MONEY = Previous(
    "攀枝花养老床位一次性建设补助多少钱？", "攀枝花市医养结合试点工作实施方案", "攀枝花市"
)
DOCTORS = Previous("重庆2025年每10万人口康复医师要达到多少人？", "重庆市实施方案", "重庆市")
DUST = Previous("尘肺病康复站建多少？", "重庆市实施方案", "重庆市")
PILOT = Previous("天津试点什么时候结束？")
ALL = Previous("各地对转岗培训怎么规定？")
DUTY = Previous("重庆残联负责什么？")
PACKAGE = Previous("天津家庭医生签约有没有中医康复服务包？")

RESUMED = [
    (BEDS, "那天津呢？", "天津康复床位占比是多少", "another region"),
    (BEDS, "重庆呢", "重庆康复床位占比是多少", "without 那"),
    (BEDS, "重庆的呢？", "重庆康复床位占比是多少", "的呢"),
    (BEDS, "换成山西", "山西康复床位占比是多少", "换成"),
    (BEDS, "那重庆也是这样吗？", "重庆康复床位占比是多少", "也是这样吗"),
    (BEDS, "山西怎么样", "山西康复床位占比是多少", "怎么样"),
    (BEDS, "上海呢", "上海康复床位占比是多少", "a region that is not held"),
    (BEDS, "其他地方呢？", "除攀枝花外，其他地方康复床位占比是多少", "the others"),
    (BOTH, "重庆呢？", "重庆的康复床位占比是多少", "one for two: without 分别"),
    (BOTH, "那山西和重庆呢？", "山西和重庆的康复床位占比分别是多少", "two for two"),
    (BOTH, "由谁负责", "攀枝花和天津的康复床位占比由谁负责", "both go on"),
    (BEDS, "那期限呢？", "攀枝花康复床位期限是什么", "an attribute for another"),
    (BEDS, "由谁负责？", "攀枝花康复床位占比由谁负责", "no subject"),
    (BEDS, "什么时候完成？", "攀枝花康复床位占比什么时候完成", "no subject"),
    (BEDS, "责任单位是谁", "攀枝花康复床位责任单位是谁", "a detail of it"),
    (BEDS, "还有别的要求吗", "攀枝花康复床位占比还有别的要求吗", "no subject"),
    (BEDS, "那康复医师培训由谁负责？", "攀枝花康复医师培训由谁负责",
     "another subject, the region goes on"),
    (BEDS, "它的文号是什么", "《攀枝花市康复医疗服务试点工作方案》的文号是什么",
     "它: the document"),
    (BEDS, "该方案什么时候印发的？", "《攀枝花市康复医疗服务试点工作方案》什么时候印发的",
     "该方案"),
    (BEDS, "文号呢？", "《攀枝花市康复医疗服务试点工作方案》文号是什么", "of a document"),
    (BEDS, "哪天印发的？", "《攀枝花市康复医疗服务试点工作方案》哪天印发的", "of a document"),
    (BEDS, "当地有养老补贴吗", "攀枝花市有养老补贴吗", "its place"),
    (BEDS, "上面说的床位怎么补助？", "攀枝花床位怎么补助", "what was said"),
    (BEDS, "这个指标由谁考核？", "攀枝花康复床位占比由谁考核", "its subject"),
    (BEDS, "三级医院呢？", "攀枝花三级医院康复床位占比是多少", "a level besides"),
    (LEVEL, "那三级医院呢？", "天津三级医院康复床位有什么要求", "another level"),
    (LEVEL, "人员呢？", "天津人员有什么要求", "another subject"),
    (LEVEL, "那床位占比呢", "天津二级医院康复床位占比是多少", "its attribute"),
    (MONEY, "那运营补贴呢？", "攀枝花运营补贴多少钱", "another subject"),
    (MONEY, "补几年？", "攀枝花养老床位一次性建设补助补几年", "no subject"),
    (MONEY, "这项补助由哪个部门发？", "攀枝花养老床位一次性建设补助由哪个部门发", "这项补助"),
    (DOCTORS, "2022年呢？", "重庆2022年每10万人口康复医师要达到多少人", "another year"),
    (DOCTORS, "那康复治疗师呢？", "重庆2025年每10万人口康复治疗师要达到多少人", "a name like it"),
    (DUST, "由谁负责？", "尘肺病康复站由谁负责", "no region was named"),
    (DUST, "设在哪里？", "尘肺病康复站设在哪里", "no subject"),
    (DUST, "依托哪家医院？", "尘肺病康复站依托哪家医院", "a verb without a subject"),
    (MONEY, "要满足什么条件？", "攀枝花养老床位一次性建设补助要满足什么条件", "no subject"),
    (MONEY, "还有什么补助？", "攀枝花还有什么补助", "还有"),
    (PILOT, "试点范围多大？", "天津试点范围多大", "a detail that takes a word up"),
    (PILOT, "重庆有类似规定吗？", "重庆试点什么时候结束", "有类似规定吗"),
    (PILOT, "上海有吗", "上海试点什么时候结束", "有吗"),
    (ALL, "那住院医师规范化培训呢？", "各地住院医师规范化培训怎么规定", "各地 goes on"),
    (ALL, "其中重庆怎么规定的", "重庆对转岗培训怎么规定", "one of all"),
    (DUTY, "民政部门呢？", "重庆民政部门负责什么", "another body"),
    (DUTY, "山西的体育部门呢？", "山西的体育部门负责什么", "another body of another region"),
    (PACKAGE, "由谁提供？", "天津家庭医生签约中医康复服务包由谁提供", "after 有没有"),
]  # fmt: skip


@pytest.mark.parametrize(("previous", "question", "expected", "why"), RESUMED)
def test_resume(previous: Previous, question: str, expected: str, why: str) -> None:
    assert resume(question, previous) == expected, why


STANDING = [
    ("天津二级医院康复床位有什么要求？", "everything is said"),
    ("康复床位占比是多少？", "a subject, asked of the whole library"),
    ("那天津二级医院康复床位有什么要求？", "那 before a whole question"),
    ("哪些地方规定了转岗培训？", "of all regions"),
    ("各地对床位有什么规定？", "of all regions"),
    ("由哪个部门负责康复医师培训？", "a subject behind"),
    ("什么是康复医疗中心？", "a subject behind"),
    ("转岗培训怎么搞", "a subject before"),
    ("养老机构怎么用地呢？", "呢 at the end of a whole question"),
    ("我妈在天津，能不能报销呢？", "呢 at the end of a story"),
    ("那么多床位谁来管？", "那么多 is no 那么"),
    ("康复医疗服务试点工作方案的文号是什么", "a document by name"),
    ("攀办发〔2016〕71号是哪天印发的？", "a document by 文号"),
    ("《天津市康复医疗服务试点工作方案》的试点范围", "a document by title"),
    ("5G+居家康复", "keywords"),
    ("两部一馆一专区", "keywords"),
    ("SELECT * FROM documents", "no Chinese"),
]


@pytest.mark.parametrize(("question", "why"), STANDING)
@pytest.mark.parametrize("previous", [BEDS, BOTH, DUST], ids=["one", "two", "none"])
def test_a_question_that_stands_by_itself(previous: Previous, question: str, why: str) -> None:
    assert resume(question, previous) == question, why
