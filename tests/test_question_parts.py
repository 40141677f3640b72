"""A question of several parts to its parts; and one question that stays one."""

from __future__ import annotations

import pytest

from kb.language.question_parts import split_question

SPLIT = [
    ("攀枝花康复床位占比是多少，由哪个部门负责，什么时候完成？",
     ["攀枝花康复床位占比是多少", "攀枝花康复床位占比由哪个部门负责",
      "攀枝花康复床位占比什么时候完成"],
     "commas, the subject is taken over"),
    ("天津二级医院康复床位最少多少张？三级医院占比多少？",
     ["天津二级医院康复床位最少多少张", "天津三级医院康复床位占比多少"], "another level"),
    ("重庆的康复医师目标是多少；尘肺病康复站建多少？",
     ["重庆的康复医师目标是多少", "重庆尘肺病康复站建多少"], "another subject, the same region"),
    ("1.重庆康复医师目标是多少？2.康复治疗师目标是多少？",
     ["重庆康复医师目标是多少", "重庆康复治疗师目标是多少"], "numbered"),
    ("（1）山西中医馆什么时候建成（2）由谁验收",
     ["山西中医馆什么时候建成", "山西中医馆由谁验收"], "numbered in brackets"),
    ("请问重庆：①康复医师目标是多少②康复治疗师目标是多少",
     ["重庆康复医师目标是多少", "重庆康复治疗师目标是多少"], "the place stands before the numbers"),
    ("天津的床位和人员分别有什么要求？",
     ["天津的床位有什么要求", "天津的人员有什么要求"], "two things before 分别"),
    ("天津床位、人员、培训分别有什么要求？",
     ["天津床位有什么要求", "天津人员有什么要求", "天津培训有什么要求"], "three"),
    ("攀枝花的试点范围和试点时间各是什么？",
     ["攀枝花的试点范围是什么", "攀枝花的试点时间是什么"], "各"),
    ("重庆2025年每10万人口康复医师和康复治疗师分别达到多少人",
     ["重庆2025年每10万人口康复医师达到多少人", "重庆2025年每10万人口康复治疗师达到多少人"],
     "what they share stands before the first"),
    ("山西的总结什么时候报，报给谁？", ["山西的总结什么时候报", "山西的总结报给谁"],
     "a verb again"),
    ("攀枝花方案由谁、在什么时候印发？", ["攀枝花方案由谁印发", "攀枝花方案在什么时候印发"],
     "one verb for both"),
    ("攀枝花康复床位占比什么时候完成以及由谁负责？",
     ["攀枝花康复床位占比什么时候完成", "攀枝花康复床位占比由谁负责"], "以及"),
    ("重庆方案的文号是什么，哪天印发的？", ["重庆方案的文号是什么", "重庆方案哪天印发的"],
     "文号 is not what is issued"),
    ("天津的康复试点目标是什么？实施时间多长？",
     ["天津的康复试点目标是什么", "天津的康复试点实施时间多长"], "one attribute for another"),
    ("攀枝花和天津的康复床位占比是多少，什么时候完成？",
     ["攀枝花和天津的康复床位占比是多少",
      "攀枝花和天津的康复床位占比什么时候完成"], "two regions, two parts"),
    ("攀枝花康复床位占比是多少？天津呢？", ["攀枝花康复床位占比是多少", "天津康复床位占比是多少"],
     "another region"),
    ("山西三级中医医院设置康复科的比例是多少？二级呢？",
     ["山西三级中医医院设置康复科的比例是多少", "山西二级中医医院设置康复科的比例是多少"],
     "another level in short"),
    ("天津对康复辅助器具有什么要求？对多学科合作呢？",
     ["天津对康复辅助器具有什么要求", "天津多学科合作有什么要求"], "another subject with 呢"),
    ("重庆三级综合医院和二级医院的康复科分别收什么病人？",
     ["重庆三级综合医院的康复科收什么病人", "重庆二级医院的康复科收什么病人"], "what both have"),
    ("攀枝花重度失能、轻度失能老年人每月分别补多少？",
     ["攀枝花重度失能老年人每月补多少", "攀枝花轻度失能老年人每月补多少"],
     "what is said of all stands behind the last"),
    ("攀枝花医养结合的服务对象和服务主体分别是谁？",
     ["攀枝花医养结合的服务对象是谁", "攀枝花医养结合的服务主体是谁"], "对 of 对象 is no edge"),
    ("重庆对残联、民政部门、教育部门分别提了什么要求？",
     ["重庆对残联提了什么要求", "重庆对民政部门提了什么要求", "重庆对教育部门提了什么要求"],
     "three bodies"),
    ("重庆方案由哪些部门联合印发？什么时候施行？",
     ["重庆方案由哪些部门联合印发", "重庆方案什么时候施行"], "what is asked of a document"),
    ("攀枝花的全科医生服务团队由谁组成，费用由谁出？",
     ["攀枝花的全科医生服务团队由谁组成", "攀枝花的全科医生服务团队费用由谁出"], "a detail"),
    ("天津家庭医生签约有没有中医康复服务包，由谁提供？",
     ["天津家庭医生签约有没有中医康复服务包", "天津家庭医生签约中医康复服务包由谁提供"], "有没有"),
    ("天津护理员培训多少人，培训期间发不发补贴、发多少？",
     ["天津护理员培训多少人", "天津护理员培训期间发不发补贴、发多少"], "a word again"),
    ("重庆专家库要几位专家，入库要什么职称？",
     ["重庆专家库要几位专家", "重庆专家库入库要什么职称"], "a detail of the same"),
    ("山西残联要做什么，体育部门要做什么？", ["山西残联要做什么", "山西体育部门要做什么"],
     "a body is no detail of another"),
    ("重庆康复站建多少？医师目标是多少？", ["重庆康复站建多少", "重庆医师目标是多少"],
     "another sentence, another subject"),
    ("北京的中医药法规叫什么？它废止了哪部法规？",
     ["北京的中医药法规叫什么", "北京的中医药法规废止了哪部法规"], "它"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected", "why"), SPLIT)
def test_split(question: str, expected: list[str], why: str) -> None:
    assert [part.whole for part in split_question(question)] == expected, why


WHOLE = [
    ("攀枝花和天津的康复床位占比分别是多少？", "two regions are one part"),
    ("重庆、天津、攀枝花在转岗培训上各有什么安排？", "three regions"),
    ("双向转诊、上下联动，攀枝花、山西、重庆分别怎么建？", "regions before 分别"),
    ("攀枝花和重庆的二级医院康复科分别重点服务什么患者？", "one thing of two regions"),
    ("老年人、残疾人和儿童享受什么康复服务？", "one subject with three nouns"),
    ("重庆规定床位占比不低于2%，对吗？", "对吗 asks nothing new"),
    ("各地有没有搞转岗培训？都怎么说的", "都怎么说的 asks nothing new"),
    ("重庆、天津要发展哪些康复亚专科？谁列得更多？", "a comparison of the answer"),
    ("攀枝花的医生都要懂康复吗，还是只有专科的才要学？", "an alternative"),
    ("山西有哪些重点项目，分别是什么？", "分别是什么 asks nothing new"),
    ("我妈在郑州，想问河南对上门康复有什么规定？", "a story"),
    ("我爸偏瘫三个月了，能不能在天津住院康复，医保报多少？", "a story: its parts hang together"),
    ("有个老板想在重庆开几家康复诊疗店，批手续有没有照顾？", "几家 is a manner of speaking"),
    ("老人问不出家在哪，山东该谁把他送去看病？", "问不出 asks nothing"),
    ("开完刀怎么能恢复得快一点，重庆在这上头有什么办法？", "这上头"),
    ("上了年纪的人能不能用手机看病？攀枝花怎么弄的", "the place comes second"),
    ("既然攀枝花取消了补贴，那么还有哪些补助？", "a premise"),
    ("如果床位不够，医院要怎么办？", "a condition"),
    ("山西跟重庆比，民间资本参与康复各有什么政策？", "参与 is one word"),
    ("社区和居家康复分别照顾哪些人群？", "社区 is short for 社区康复"),
    ("《关于促进发展的意见，怎么落实？》说了什么", "inside a title"),
    ("攀枝花康复床位占比是多少？跟天津比哪个高？", "a comparison of the answer"),
    ("1.5倍是怎么算的", "no numbering"),
    ("两部一馆一专区", "keywords"),
    ("康复床位占比，医养结合", "keywords"),
]


@pytest.mark.parametrize(("question", "why"), WHOLE)
def test_one_question_stays_one(question: str, why: str) -> None:
    assert [part.asked for part in split_question(question)] == [question], why


def test_which_parts_go_on_about_the_same() -> None:
    follows = [
        part.follows
        for part in split_question("重庆尘肺病康复站建多少，由谁负责？医师目标是多少？")
    ]
    assert follows == [False, True, False]
