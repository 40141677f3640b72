"""The numbers that a sentence sets, what they count, their bound and unit; what is no target."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.bounds import read_bound
from kb.language.deadlines import find_deadlines
from kb.language.measures import read_measures
from kb.language.wholes import read_wholes

# sentence, its rows: indicator, operator, value, unit
ROWS = [
    # the bound before the number, behind it, apart from it
    ("护理型床位占比不低于55%", [("护理型床位占比", "≥", "55", "%")]),
    ("平均住院日不超过9天。", [("平均住院日", "≤", "9", "天")]),
    ("全县至少建设养老服务中心10家", [("养老服务中心", "≥", "10", "家")]),
    ("打造特色医养服务示范点10个以上", [("特色医养服务示范点", "≥", "10", "个")]),
    ("药占比控制在30%以内", [("药占比", "≤", "30", "%")]),
    ("布局建设10个左右省级康复中心", [("省级康复中心", "约", "10", "个")]),
    ("孕产妇死亡率低于12‰", [("孕产妇死亡率", "<", "12", "‰")]),
    ("服务人次突破100万人次", [("服务人次", ">", "1000000", "人次")]),
    # numerals
    ("每年至少举办两次专业培训", [("专业培训", "≥", "2", "次/年")]),
    ("床位数不少于二十张", [("床位数", "≥", "20", "张")]),
    ("达标率达到百分之九十五", [("达标率", "≥", "95", "%")]),
    # units with what they are by
    ("每床至少配备0.25名医师", [("医师", "≥", "0.25", "名/床")]),
    ("每千名老人拥有养老床位40张", [("养老床位", "=", "40", "张/千名老人")]),
    (
        "每10万人口康复医师达到6人、康复治疗师达到10人",
        [("康复医师", "≥", "6", "人/10万人口"), ("康复治疗师", "≥", "10", "人/10万人口")],
    ),
    ("护理补贴标准为每人每月200元", [("护理补贴标准", "=", "200", "元/人/月")]),
    ("人类精子库批准证书每2年校验1次", [("人类精子库批准证书校验", "=", "1", "次/2年")]),
    # a share: of what, and of whom doing what
    ("康复床位数达到医院总床位数的2%以上", [("康复床位数占医院总床位数的比例", "≥", "2", "%")]),
    ("力争60%二级医院设置康复医学科", [("二级医院设置康复医学科", "=", "60", "%")]),
    ("三级综合医院100%设置康复医学科", [("三级综合医院设置康复医学科", "=", "100", "%")]),
    ("在10%左右的基层医疗机构建设康复站", [("基层医疗机构建设康复站", "约", "10", "%")]),
    # rows of numbers
    (
        "三级中医医院和二级中医医院设置康复科的比例分别达到85%、70%",
        [("设置康复科的比例", "≥", "85", "%"), ("设置康复科的比例", "≥", "70", "%")],
    ),
    (
        "按收养重度失能老人300元/月、中度失能老人200元/月的标准给予运营补助",
        [
            ("收养重度失能老人运营补助", "=", "300", "元/月"),
            ("中度失能老人运营补助", "=", "200", "元/月"),
        ],
    ),
    # a later number of one thing
    (
        "二级医院康复科床位数至少为医院床位数的2%，且不得少于10张床",
        [("康复科床位数占医院床位数的比例", "≥", "2", "%"), ("康复科床位数", "≥", "10", "张")],
    ),
    # of a change only what is reached
    ("最高额度由60万元提高至80万元", [("最高额度", "=", "800000", "元")]),
    # what has is no report, and neither is what holds until a day
    ("家庭已拥有一套住房的，最低首付款比例降至40%", [("最低首付款比例", "=", "40", "%")]),
    ("在截止前缴清的，按契税额的50%给予补贴", [("给予补贴", "=", "50", "%")]),
    ("标准为现有交纳数额的80%", [("标准占现有交纳数额的比例", "=", "80", "%")]),
    # for what is raised 对 is no condition
    ("对新兴市场的支持比例可提高到70%", [("新兴市场的支持比例", "=", "70", "%")]),
    # a share of all is no count of what there is
    ("全省80%以上的义务教育学校纳入建设", [("义务教育学校纳入建设", "≥", "80", "%")]),
    ("至少组建1个以县级医院为龙头的紧密型医共体", [("紧密型医共体", "≥", "1", "个")]),
    ("按每人每月2000元限额提取住房公积金", [("限额提取住房公积金", "=", "2000", "元/人/月")]),
    ("新增床位三百张", [("新增床位", "=", "300", "张")]),
    # the part before the comma says what is bounded
    ("可予以展期，最长不超过六个月", [("予以展期", "≤", "6", "个月")]),
    ("配制浓度为1000mg/L的含氯消毒液", [("配制浓度", "=", "1000", "mg/L")]),
    # times to keep to
    ("应当自收到申请之日起20个工作日内作出决定", [("作出决定", "≤", "20", "个工作日")]),
    ("床位连续使用必须达到半年以上，连续补助3年", [
        ("床位连续使用", "≥", "0.5", "年"), ("连续补助", "=", "3", "年"),
    ]),
]  # fmt: skip

# sentence, why none of its numbers is a target
NONE = [
    ("2025年3月1日起施行", "a date"),
    ("二〇二五年十二月", "a date in numerals"),
    ("国卫医发〔2021〕19号", "文号"),
    ("按照附件2和第三条执行", "labels"),
    ("市政府第86次常务会议审议通过", "an ordinal"),
    ("联系电话：028-12345678", "a telephone number"),
    ("拨打“120”急救电话", "a telephone number"),
    ("《第十四个五年规划》", "a plan's name"),
    ("实施五年行动", "a duration in a name"),
    ("打造一批示范点，建立一支队伍", "一 as an article"),
    ("一家人要齐心，第一时间上报", "一 in words"),
    ("深入推进“一张网”建设", "一 in a name"),
    ("截至2020年底，全市共有养老机构120家", "what is"),
    ("目前已建成社区食堂35个", "what was done"),
    ("65岁以上老年人", "an age that names people"),
    ("全市16个行政区", "what there is"),
    ("处五千元以上三万元以下罚款", "a punishment"),
    ("使用五年以上的验方", "a condition"),
    ("对年产值5亿元以上的企业", "a condition"),
    ("国家卫生健康委等6部门印发", "who issued"),
    ("计算方法：点评处方数/处方总数*100%", "a formula"),
    ("床位比例是指每百张床中的空床数为5张", "a definition"),
    ("国家1类新药和2类新药", "a label"),
    ("近3年来快速发展", "a duration by the way"),
    ("1粮食产量万吨1075≥1075约束性2肉类总产量万吨158180预期性", "glued cells of a table"),
    ("深化“0.1微克”攻坚行动", "a name"),
    ("深化“最多跑一次”改革", "a watchword"),
    ("取消应在24个月内办理的时间限制", "a limit that is lifted"),
    ("取消面积不得超过144平方米、单价不得超过14960元的限制", "limits that are lifted"),
    ("对进口增量超过1亿美元的企业给予支持", "a condition"),
    ("对在6个月内（自合同签订之日起计算）开工的项目", "a condition around a note"),
    ("本人近期免冠照片1张", "what is handed in"),
    ("48条经验获全国推广", "a report"),
    ("（例如：有效氯含量为5%，取1份加水）", "an example"),
    ("开设发热门诊的76家医院名单", "a heading of a list"),
    ("20条措施中，有3条由税务部门落实", "of what a text holds"),
    ("发热（体温均超过37.3℃的）等情况", "a condition in brackets"),
    ("岗位稳定达到95%以上的也可申请贷款", "a condition"),
    ("共包括7个方面34项具体措施", "what a text holds"),
    ("队长甲13870934738 2乙13970092609 3", "a list of telephones"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("sentence", "rows"), ROWS, ids=[s[:16] for s, _ in ROWS])
def test_rows(sentence: str, rows: list[tuple[str, str, str, str]]) -> None:
    found = read_measures(sentence)
    assert [(m.indicator, m.operator, f"{m.value.normalize():f}", m.unit) for m in found] == rows


@pytest.mark.parametrize(("sentence", "why"), NONE, ids=[why + s[:6] for s, why in NONE])
def test_what_is_no_target(sentence: str, why: str) -> None:
    assert read_measures(sentence) == (), why


@pytest.mark.parametrize(
    ("sentence", "value", "top"),
    [("打造2—3个服务点", 2, 3), ("选择3-4家医疗机构建设基地", 3, 4), ("负担率为10%至15%", 10, 15)],
)
def test_ranges(sentence: str, value: int, top: int) -> None:
    (row,) = read_measures(sentence)
    assert (row.value, row.value_max) == (value, top)


@pytest.mark.parametrize(
    ("sentence", "strives"),
    [
        ("力争到2022年，覆盖率达到60%；到2025年，覆盖率达到80%", [True, True]),
        ("覆盖率达到60%；力争签约率达到80%", [False, True]),
        ("鼓励各县建设10家社区食堂", [True]),
        ("引导社会参与，全县建设10家社区食堂", [False]),
        ("原则上全县建设10家社区食堂", [False]),
        ("可给予最高20万元补助", [True]),
        ("形成可复制的经验，建设10家社区食堂", [False]),
    ],
)
def test_what_is_only_striven_for(sentence: str, strives: list[bool]) -> None:
    assert [row.strives for row in read_measures(sentence)] == strives


@pytest.mark.parametrize(
    ("sentence", "scopes"),
    [
        ("三级医院和二级医院设置康复科的比例分别达到85%、70%", ["三级医院", "二级医院"]),
        ("每个区县至少有1所公立医院", ["每个区县"]),
        ("每个设区的市至少有1家安宁疗护中心", ["每个设区的市"]),
        ("全市至少设置康复医院10家", ["全市"]),
        ("对新建的养老机构，给予每张床位1万元补助", ["新建的养老机构"]),
        ("康复床位占比不低于2%", [None]),
    ],
)
def test_scopes(sentence: str, scopes: list[str | None]) -> None:
    assert [row.scope for row in read_measures(sentence)] == scopes


@pytest.mark.parametrize(
    ("text", "deadlines"),
    [
        ("到2025年底，覆盖率", [("到2025年底", "2025-12-31")]),
        ("于2022年12月15日之前报送", [("于2022年12月15日之前", "2022-12-15")]),
        ("2017年，制定标准；2018年，实现", [("2017年", "2017-12-31"), ("2018年", "2018-12-31")]),
        ("到“十四五”末，达到", [("到“十四五”末", "None")]),
        ("自2022年起，比2020年提高，《标准（2012年版）》", []),
        ("十年内免费", []),
    ],
)
def test_deadlines(text: str, deadlines: list[tuple[str, str]]) -> None:
    found = find_deadlines(text)
    assert [(d.written, str(d.due)) for d in found] == deadlines
    assert all(text[d.start : d.end] == d.written for d in found)


@pytest.mark.parametrize(
    ("before", "after", "operator"),
    [
        ("比例不低于", "", "≥"), ("比例不得超过", "", "≤"), ("人数超过", "", ">"),
        ("至少为医院床位数的", "", "≥"), ("达到", "左右", "约"), ("不超过", "以上", "≤"),
        ("按照不低于工资总额", "的比例缴纳", "≥"), ("最高额度为", "", None), ("床位", "", None),
    ],
)  # fmt: skip
def test_bounds(before: str, after: str, operator: str | None) -> None:
    assert read_bound(before, after).operator == operator


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        ("康复医院全部设置传统康复治疗室", ["康复医院设置传统康复治疗室"]),
        ("全部社区卫生服务中心建有中医馆", ["社区卫生服务中心建有中医馆"]),
        ("实现医养结合服务的全覆盖", ["医养结合服务"]),
        ("建立全覆盖的服务体系", []),
        ("费用全部由个人承担", []),
        ("目前已实现养老服务全覆盖", []),
    ],
)
def test_whole_shares_in_words(sentence: str, indicators: list[str]) -> None:
    found = read_wholes(sentence)
    assert [row.indicator for row in found] == indicators
    assert all((row.operator, row.value, row.unit) == ("=", 100, "%") for row in found)


WORDS = st.sampled_from(
    [
        *(
            "康复医师",
            "每10万人口",
            "达到",
            "不低于",
            "6人",
            "55%",
            "、",
            "，",
            "；",
            "。",
            "（",
            "）",
        ),
        *("到2025年", "力争", "分别", "和", "三级医院", "全部设置", "全覆盖", "的", "以上", "内"),
        *("1万元", "每张", "半年", "之日起", "“", "《", "》", "①", "二十", "𠮷", "\n", " ", "1-2"),
    ]
)
ADDED = set("占的比例与之床位")  # what may be put between an indicator's own words


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=25).map("".join))
def test_any_text_gives_rows_in_its_own_words(text: str) -> None:
    rows = (*read_measures(text), *read_wholes(text))
    for row in rows:
        assert 0 <= row.start < row.end <= len(text)
        assert row.indicator
        assert set(row.indicator) <= set(text) | ADDED
        assert row.scope is None or row.scope in text
        assert row.deadline is None or row.deadline.written in text
        assert row.value_max is None or row.value < row.value_max
    assert rows == (*read_measures(text), *read_wholes(text))


def test_time_is_linear_in_the_text() -> None:
    said = "每千名老年人拥有养老床位达到40张，护理型床位占比不低于55%，康复医院全部设置治疗室；"

    def seconds(times: int) -> float:
        start = time.process_time()
        read_measures(said * times)
        read_wholes(said * times)
        return time.process_time() - start

    seconds(20)
    assert seconds(1600) < 20 * max(seconds(200), 0.02)  # quadratic time would be 64 times as much
