"""Whether a sentence is of the kind of answer that a question wants."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.answer_kinds import kinds_met, supplies_amount, supplies_named_place
from kb.language.wants import wanted_kinds
from kb.retrieval.query import understand
from kb.types import Want

# kind, question, sentence, whether the sentence is of that kind, why
CASES = [
    (Want.MONEY, "补多少钱？", "每张床补助1万元。", True, "Arabic"),
    (Want.MONEY, "补多少钱？", "一次性补助二十万元。", True, "Chinese numerals"),
    (Want.MONEY, "补多少钱？", "按300 元/月/床位给予补助。", True, "a blank, a rate"),
    (Want.MONEY, "补多少钱？", "给予适当补助。", False, "no figure"),
    (Want.MONEY, "补多少钱？", "形成多元化的投入机制。", False, "多元 is no money"),
    (Want.MONEY, "收费多少钱？", "免费提供基本公共卫生服务。", True, "a fee of nothing"),
    (Want.MONEY, "补助多少钱？", "免费提供基本公共卫生服务。", False, "no fee was asked about"),
    (Want.SHARE, "比例是多少？", "不低于2%。", True, "per cent"),
    (Want.SHARE, "比例是多少？", "不低于２％。", True, "full width"),
    (Want.SHARE, "比例是多少？", "达到百分之五十五。", True, "in words"),
    (Want.SHARE, "比例是多少？", "达到八成以上。", True, "tenths"),
    (Want.SHARE, "比例是多少？", "三分之二以上的机构。", True, "a fraction"),
    (Want.SHARE, "覆盖率多少？", "实现全覆盖。", True, "all of them"),
    (Want.SHARE, "比例是多少？", "增加床位10张。", False, "a count"),
    (Want.DURATION, "要多少天？", "自受理之日起三日内办结。", True, "days in Chinese numerals"),
    (Want.DURATION, "要几个工作日？", "20个工作日内作出决定。", True, "working days"),
    (Want.DURATION, "培训多少学时？", "培训不少于120学时。", True, "hours of study"),
    (Want.DURATION, "培训多少学时？", "培训三个月。", False, "another unit of time"),
    (Want.DURATION, "连续补助几年？", "连续补助 3年。", True, "years"),
    (Want.DURATION, "期限多久？", "有效期五年。", True, "no unit was asked for"),
    (Want.DURATION, "期限多久？", "及时办结。", False, "no length"),
    (Want.AREA, "面积多少平方米？", "不小于十五平方米。", True, "Chinese numerals"),
    (Want.AREA, "面积多少平方米？", "建筑面积1,500 ㎡。", True, "the sign"),
    (Want.AREA, "占地几亩？", "用地三百亩。", True, "mu"),
    (Want.AREA, "面积多少？", "面积要满足需要。", False, "no figure"),
    (Want.DATE, "什么时候报？", "于11月30日前报送。", True, "a day"),
    (Want.DATE, "什么时候报？", "十一月底前报送。", True, "a month in Chinese numerals"),
    (Want.DATE, "什么时候开始？", "2022年全年。", True, "a year"),
    (Want.DATE, "什么时候施行？", "自发布之日起施行。", True, "an event that fixes it"),
    (Want.DATE, "什么时候恢复？", "自期限届满起恢复。", True, "an event that fixes it"),
    (Want.DATE, "什么时候报？", "及时报送总结。", False, "no day"),
    (Want.NUMBER, "文号是什么？", "渝卫发〔2021〕60号", True, "文号"),
    (Want.NUMBER, "文号是什么？", "某市人民政府令第179号", True, "an order"),
    (Want.NUMBER, "文号是什么？", "共有14号楼。", False, "another number"),
    (Want.CONTACT, "电话是多少？", "联系电话：0812-3331234。", True, "a landline"),
    (Want.CONTACT, "电话是多少？", "拨打12345热线。", True, "a hotline"),
    (Want.CONTACT, "电话是多少？", "手机13812345678。", True, "a mobile"),
    (Want.CONTACT, "电话是多少？", "开展电话随访。", False, "the word alone"),
    (Want.CONTACT, "电话是多少？", "投入1234567890元。", False, "ten digits of money"),
    (Want.AMOUNT, "配几名医生？", "配备2名医师。", True, "people"),
    (Want.AMOUNT, "配几名医生？", "配备医师二人以上。", True, "another word for people"),
    (Want.AMOUNT, "配几名医生？", "建设10家康复医院。", False, "hospitals, not people"),
    (Want.AMOUNT, "建几家医院？", "至少有1所医院。", True, "another counter of places"),
    (Want.AMOUNT, "建几家医院？", "培训50人。", False, "people, not places"),
    (Want.AMOUNT, "有多少张床？", "不少于100张床位。", True, "beds"),
    (Want.AMOUNT, "举办几次培训？", "每年至少举办一次。", True, "times"),
    (Want.AMOUNT, "数量是多少？", "一、加强组织领导。", False, "a clause's own number"),
    (Want.AMOUNT, "数量是多少？", "落实《方案》第三条规定。", False, "another text's number"),
    (Want.AMOUNT, "数量是多少？", "2022年3月印发。", False, "a date"),
    (Want.AMOUNT, "医师数量有没有具体指标？", "经过1年的试点，建立数量合理的队伍。", False,
     "years count no doctors"),
    (Want.AMOUNT, "治疗师人数有什么要求？", "每10万人口康复治疗师达到12人。", True, "people"),
    (Want.AMOUNT, "床位数有什么要求？", "医师不少于5人。", False, "no beds"),
    (Want.AMOUNT, "床位数有什么要求？", "床位数要达到总床位数的2%以上。", True, "a share of beds"),
    (Want.AMOUNT, "报名年龄有什么限制？", "年满60周岁的可以报名。", True, "years of age"),
    (Want.DURATION, "出资年限有什么限制？", "出资年限不得超过承包的剩余期限。", True,
     "as long as another"),
    (Want.DURATION, "买房要满几年才能卖？", "取消住房销售限制年限规定。", True,
     "no length any more"),
    (Want.NAMED_PLACE, "哪家医院是试点？", "确定市中西医结合医院、十九冶医院为试点。", True,
     "a hospital by name"),
    (Want.NAMED_PLACE, "哪家医院是试点？", "选择有条件的三级综合医院开展试点。", False,
     "a class of hospitals"),
    (Want.NAMED_PLACE, "哪家医院达到三级？", "至少有1所医院建设达到三级康复医院水平。", False,
     "what one of them becomes"),
    (Want.NAMED_PLACE, "哪所大学培养？", "加强山西中医药大学专业建设。", True, "a university"),
    (Want.NAMED_PLACE, "哪所高校培养？", "鼓励高等院校开设专业。", False, "a class of schools"),
    (Want.BODY, "由哪个部门负责？", "由市卫计委牵头。", True, "a body"),
    (Want.BODY, "由哪个部门负责？", "按规定执行。", False, "no body"),
    (Want.LIST, "名单是什么？", "包括针法、灸法、推拿。", True, "an enumeration"),
    (Want.LIST, "名单是什么？", "名单另行公布。", False, "none"),
    (Want.PENALTY, "会受到什么处理？", "由主管部门责令限期整改。", True, "an order"),
    (Want.PENALTY, "逾期会怎么处理？", "于11月30日前报送总结。", False, "the duty alone"),
    (Want.MATERIALS, "要交哪些材料？", "持身份证和失能评估报告申请。", True, "papers"),
    (Want.MATERIALS, "要交哪些材料？", "优先保证医保定点。", False, "another word with 证"),
    (Want.SCORE, "患者满意度占多少分？", "患者满意度占20分。", True, "points"),
    (Want.SCORE, "各项权重是多少？", "以患者满意度为核心指标。", False, "no weight"),
    (Want.HOURS, "几点关门？", "周一至周五8:30开门。", True, "hours"),
    (Want.HOURS, "几点关门？", "按时开门。", False, "none"),
    (Want.WEBSITE, "在哪个网站下载？", "通过政务服务网下载。", True, "a site"),
    (Want.WEBSITE, "在哪个网站下载？", "到窗口领取。", False, "none"),
    (Want.MONEY, "契税补贴多少？", "按已缴契税总额的20%给予补贴。", True, "a share of another sum"),
    (Want.MONEY, "要补多少元？", "按已缴契税总额的20%给予补贴。", False, "元 were asked for"),
    (Want.MONEY, "基层站给多少建设经费？", "在10%左右的基层机构建站。", False, "a share of no sum"),
    (Want.MONEY, "办牌照要花多少钱？", "办理登记不收取任何费用。", True, "nothing to be paid"),
    (Want.MONEY, "拆了给多少补偿？", "按设施的造价给予补偿。", True, "what it costs"),
    (Want.AMOUNT, "要多少人同意？", "经四分之三以上的业主同意。", True, "a share of people"),
    (Want.AMOUNT, "最少要几个人干活？", "作业人员不得少于二人。", True, "人, not 个"),
    (Want.AMOUNT, "室温不能低于几度？", "不低于十八摄氏度。", True, "degrees"),
    (Want.AMOUNT, "安全员最多管几台电梯？", "不超过三十部。", True, "another counter of machines"),
    (Want.AMOUNT, "要留出多少场地？", "留出30%的场地。", True, "场地 is no 场"),
    (Want.AMOUNT, "一个人一个月贴多少次？", "三级医院要达到标准。", False, "a level is no count"),
    (Want.DURATION, "多久体检一次？", "每年进行一次健康检查。", True, "how often"),
    (Want.DURATION, "多久督查一次？", "定期督查。", False, "定期 says no interval"),
    (Want.DURATION, "档案要保存多少年？", "永久保存。", True, "for ever"),
    (Want.DURATION, "绳子最长能有多长？", "长度不超过两米。", True, "a length"),
    (Want.DURATION, "保修期多久？", "不低于二个采暖期。", True, "a season"),
    (Want.DURATION, "几个人凑一队，几天有回音？", "十五日内作出决定。", True, "days, not people"),
    (Want.DATE, "什么时候选好物业？", "应当在取得预售证前，选聘物业。", True, "what happens then"),
    (Want.DATE, "哪一天选好物业？", "应当在取得预售证前，选聘物业。", False, "no day"),
    (Want.DATE, "最晚啥时候报告？", "在二十四小时内报告。", True, "a length counts from something"),
    (Want.PAYER, "体检费谁出？", "体检费用自理。", True, "oneself"),
    (Want.PAYER, "保费从哪里出？", "按规定投保。", False, "none"),
    (Want.PLACE, "办公室设在哪里？", "办公室设在市民政局。", True, "a body"),
    (Want.PLACE, "各落在哪个地市？", "布局建设10个中心。", False, "none"),
    (Want.PERSON, "组长是谁？", "组长由分管副市长担任。", True, "an office"),
    (Want.PERSON, "组长是谁？", "成立领导小组。", False, "none"),
    (Want.PENALTY, "床位不够会受到什么处理？", "床位不得少于10张。", False, "a bound"),
    (Want.SHARE, "财政怎么分担，负担比例是多少？", "省市按1:1负担。", True, "a proportion"),
    (Want.AREA, "面积至少多大？", "90m2以上。", True, "another way to write it"),
    (Want.DURATION, "上岗前得学够多少个钟头？", "不得少于七十二小时。", True, "钟头 are hours"),
    (Want.MONEY, "去做鉴定得花多少钱？", "残疾人免交残疾鉴定费。", True, "free"),
    (Want.SHARE, "新建与拆除的比例控制在多少？", "拆建比不宜大于2。", True, "a ratio"),
    (Want.AMOUNT, "票价能便宜多少？", "残疾军人享受半价优待。", True, "a half"),
    (Want.DATE, "茅厕啥时候弄？", "户厕应当与住房同时施工。", True, "at the same time"),
    (Want.DATE, "补贴啥时候到手？", "在取得登记证书后予以兑付。", True, "after an event"),
    (Want.DATE, "补贴哪一天发？", "在取得登记证书后予以兑付。", False, "no day"),
    (Want.CONFIRM, "补1万元，对吗？", "任何一句。", True, "assertions are judged elsewhere"),
]  # fmt: skip


@pytest.mark.parametrize(("want", "question", "sentence", "meets", "why"), CASES)
def test_kinds(want: Want, question: str, sentence: str, meets: bool, why: str) -> None:
    query = understand(question, ())
    assert want in query.wants, f"the question asks for it: {question}"
    assert (want in kinds_met(query, sentence)) is meets, why


def test_every_kind_is_tried_both_ways() -> None:
    for want in {case[0] for case in CASES} - {Want.CONFIRM}:
        assert {case[3] for case in CASES if case[0] is want} == {True, False}, want


def test_the_issue_date_stands_among_the_issuers_lines() -> None:
    query = understand("是哪一天印发的？", ())
    assert Want.ISSUE_DATE in kinds_met(query, "2022年3月8日", "方案 印发日期 发布时间")
    assert Want.ISSUE_DATE not in kinds_met(query, "2022年3月8日", "方案")
    assert Want.ISSUE_DATE not in kinds_met(query, "及时印发", "印发日期")


def test_only_wants_of_the_question_are_met() -> None:
    query = understand("康复床位怎么配？", ())
    assert kinds_met(query, "补助1万元，2022年3月8日，渝卫发〔2021〕60号。") == frozenset()


PAIRS = [("人", "名"), ("名", "位"), ("家", "所"), ("所", "家"), ("张", "床"), ("次", "场"),
         ("期", "次"), ("台", "部"), ("天", "日"), ("种", "类"), ("项", "条"),
         ("学时", "课时")]  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), PAIRS)
def test_units_of_one_kind(asked: str, said: str) -> None:
    assert supplies_amount(f"要多少{asked}？", f"不少于12{said}。")
    assert supplies_amount(f"要几{asked}？", f"不少于十二{said}。")
    assert not supplies_amount(f"要多少{asked}？", "不少于12吨。")


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged(question: str, sentence: str) -> None:
    wanted_kinds(question)
    supplies_amount(question, sentence)
    supplies_named_place(question, sentence)
