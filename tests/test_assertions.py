"""Does a sentence say what a question asserts? No changed figure, unit or duty gets through."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kb.language.assertions import contradicts, differing_name
from kb.language.figures import differing_figure, reversed_bound
from kb.language.numerals import Quantity, find_quantities
from kb.language.sentences import sentences
from kb.library import KnowledgeBase

STATES = [
    ("8人", "达到 8 人", True, "a blank"),
    ("8人", "达到6人", False, "another figure"),
    ("8人", "达到80人", False, "a figure that begins so"),
    ("2%", "不低于2%", True, "the same"),
    ("2%", "不低于20%", False, "ten times"),
    ("2%", "不低于0.2%", False, "a tenth"),
    ("2%", "不低于2‰", False, "another unit"),
    ("2%", "不低于２％", True, "full width"),
    ("2%", "不低于百分之二", True, "in words"),
    ("百分之五十五", "达到55%", True, "in words, the other way"),
    ("1万元", "补助10000元", True, "the scale worked in"),
    ("1万元", "补助10,000元", True, "commas"),
    ("1万元", "补助一万元", True, "Chinese numerals"),
    ("1万元", "补助1千元", False, "another scale"),
    ("1万元", "补助1元", False, "no scale"),
    ("1万元", "补助1万美元", False, "another currency"),
    ("300元", "300 元/月/床位", True, "each month and bed is said beside it"),
    ("300元/月/床位", "300 元/月/床位", True, "a rate"),
    ("10张", "不得少于10张床", True, "a counter"),
    ("10张", "不得少于10家", False, "another counter"),
    ("三日", "三日内办结", True, "days in words"),
    ("3日", "三日内办结", True, "days"),
    ("3日", "三个月内办结", False, "months"),
    ("十五平方米", "不小于15㎡", True, "area"),
    ("60-64岁", "针对60～64岁老年人", True, "a range"),
    ("60-65岁", "针对60～64岁老年人", False, "another end"),
    ("3家", "选择3-4家医疗机构", False, "a range is not its lower end"),
    ("5家", "选择 3-4 家医疗机构", False, "not in the range"),
    ("3-4家", "选择 3-4 家医疗机构", True, "the range"),
    ("29项", "29 项医疗康复项目", True, "items"),
    ("2022年和8人", "到2022年达到8人", True, "two, both there"),
    ("2022年和8人", "到2025年达到8人", False, "one of two"),
    ("没有数字", "达到8人", True, "nothing is claimed"),
    ("8人", "", False, "nothing is said"),
]


def states(claim: str, sentence: str) -> bool:
    return differing_figure(claim, sentence) is None


@pytest.mark.parametrize(("claim", "sentence", "expected", "why"), STATES)
def test_states(claim: str, sentence: str, expected: bool, why: str) -> None:
    assert states(claim, sentence) is expected, why


HAN = "一二三四五六七八九"
OTHER_UNIT = {
    "%": "‰", "‰": "%", "元": "角", "万元": "亿元", "人": "家", "张": "家", "家": "张", "年": "月",
    "月": "日", "日": "年", "个": "项", "项": "个", "次": "天", "岁": "年", "所": "人", "床": "家",
    "类": "人", "种": "人", "县": "市",
}  # fmt: skip


def changed(quantity: Quantity) -> list[str]:
    """The quantity as written with one digit, or the unit, changed."""
    written, forms = quantity.written, []
    for at, character in enumerate(written):
        if character.isdigit() and character.isascii():
            others = [d for d in "0123456789" if d != character]
            forms += [written[:at] + d + written[at + 1 :] for d in others]
        elif character in HAN:
            forms += [written[:at] + h + written[at + 1 :] for h in HAN if h != character]
    forms += [re.sub(r"(\d)(?=\D|$)", r"\g<1>0", written, count=1)]  # 2% to 20%
    unit = quantity.unit
    if unit in OTHER_UNIT and written.endswith(unit):
        forms.append(written.removesuffix(unit) + OTHER_UNIT[unit])
    return forms


def falls(form: str) -> bool:
    """3021-2025年 and 20210-2025年: no range of years, and so no figure."""
    years = re.fullmatch(r"(\d+)\s*-\s*(\d+)年", form)
    return years is not None and not 1900 < int(years[1]) < int(years[2]) < 2100


def test_no_changed_figure_of_the_corpus_is_stated(library: KnowledgeBase) -> None:
    tried = 0
    for document in library.documents():
        for start, end in sentences(document.text, 0, len(document.text)):
            sentence = document.text[start:end]
            held = find_quantities(sentence)
            keys = {quantity.key for quantity in held}
            for quantity in held:
                assert states(quantity.written, sentence) or quantity.unit is None
                for form in changed(quantity):
                    # 二个 is a manner of speaking; in digits it is a figure.
                    spoken = not re.search(r"\d", form)
                    claimed = {
                        q.key
                        for q in find_quantities(form)
                        if q.unit and (q.value > 2 or not spoken)
                    }
                    if not claimed or claimed <= keys or falls(form):
                        continue  # no figure any more, or one that the sentence has elsewhere
                    assert not states(form, sentence), f"{form} for {quantity.written}: {sentence}"
                    tried += 1
    assert tried > 1000


def test_the_sentence_itself_is_stated(library: KnowledgeBase) -> None:
    for document in library.documents():
        for start, end in sentences(document.text, 0, len(document.text)):
            sentence = document.text[start:end]
            # What a question asserts must stand in one part between semicolons.
            assert all(states(part, sentence) for part in sentence.split("；"))


def test_keys_compare_by_value() -> None:
    one, ten = find_quantities("1万元")[0], find_quantities("10000元")[0]
    assert one.key == ten.key
    assert one.value == Decimal(10_000)


GOAL = (
    "力争到 2022 年底，每 10 万人口康复医师达到 6 人、康复治疗师达到 10 人；"
    "到 2025 年底，每 10 万人口康复医师达到 8 人、康复治疗师达到 12 人。"
)
BEDS = "二级医院康复医学科床位数至少为医院床位数的2%，且不得少于10张床。"

FIGURES = [
    ("康复医师达到8人，对吗？", GOAL, None, "the figure of that thing"),
    ("康复治疗师达到12人，对吗？", GOAL, None, "the figure of that thing"),
    ("康复医师达到9人，对吗？", GOAL, "9人", "no such figure"),
    ("康复医师达到12人，对吗？", GOAL, "12人", "the figure of another thing"),
    ("康复治疗师达到8人，对吗？", GOAL, "8人", "the figure of another thing"),
    ("床位不得少于10张，对吗？", BEDS, None, "as it stands"),
    ("床位不得少于20张，对吗？", BEDS, "20张", "another figure"),
    ("床位不低于3%，对吗？", BEDS, "3%", "another share"),
    (
        "方案经市政府第89次常务会议通过，对吗？",
        "方案已经市政府第 86 次常务会议通过。",
        "89次常",
        "a label",
    ),
    (
        "方案经市政府第86次常务会议通过，对吗？",
        "方案已经市政府第八十六次常务会议通过。",
        None,
        "in words",
    ),
    ("按标准给予三次性建设补助，对吗？", "按标准给予一次性建设补助。", "三次性", "no quantity"),
    ("照护需求3-8级，对吗？", "可认定为照护需求3-5级。", "8级,", "the end of a range of labels"),
    ("提供8G+居家康复，对吗？", "提供5G+居家康复。", "8g+", "a code"),
    (
        "支持6家，对吗？",
        "鼓励六家以下机构参与，可以分期，支持3家。",
        "6家,",
        "another thing's figure",
    ),
    ("放假3天（10月1日、3日、3日），对吗？", "放假3天（10月1日、2日、3日）。", "3日、", "twice"),
    (
        "二万元以上不满二十万元的，对吗？",
        "价值二万元以上不满二十万元的，从轻。",
        None,
        "two beside",
    ),
]


@pytest.mark.parametrize(("question", "sentence", "figure", "why"), FIGURES)
def test_differing_figure(question: str, sentence: str, figure: str | None, why: str) -> None:
    assert differing_figure(question, sentence) == figure, why


BOUNDS = [
    ("床位不得少于10张，对吗？", BEDS, False, "the same bound"),
    ("床位至少10张，对吗？", BEDS, False, "the same in other words"),
    ("床位10张以上，对吗？", BEDS, False, "the same behind the figure"),
    ("床位可以少于10张，对吗？", BEDS, True, "turned round"),
    ("床位不得超过10张，对吗？", BEDS, True, "a lower bound made an upper one"),
    ("床位最多10张，对吗？", BEDS, True, "a lower bound made an upper one"),
    ("床位10张以下，对吗？", BEDS, True, "behind the figure"),
    ("床位有10张，对吗？", BEDS, False, "no bound is claimed"),
]


@pytest.mark.parametrize(("question", "sentence", "turned", "why"), BOUNDS)
def test_reversed_bound(question: str, sentence: str, turned: bool, why: str) -> None:
    assert bool(reversed_bound(question, sentence)) is turned, why


PLACES = [
    ("重庆市人社局办理，对吗？", "由天津市人社局办理。", "重庆市", "another region's office"),
    ("天津市人社局办理，对吗？", "由天津市人社局办理。", None, "the same"),
    ("天津规定由人社局办理，对吗？", "由人社局办理。", None, "whose rule it is, the search knows"),
    ("重庆中医药大学附属医院牵头，对吗？", "天津中医药大学附属医院牵头。", "重庆中医", "in a name"),
    ("四级医院设康复科，对吗？", "二级医院设康复科。", "四级", "a level that there is not"),
    ("支持二级、二级医院转型，对吗？", "支持一级、二级医院转型。", "二级", "one level twice"),
    ("县级医院设康复科，对吗？", "医院设康复科。", "县级", "a level that is not said"),
    ("二级医院设康复科，对吗？", "三级医院和二级医院设康复科。", None, "one of two"),
]


@pytest.mark.parametrize(("question", "sentence", "name", "why"), PLACES)
def test_differing_name(question: str, sentence: str, name: str | None, why: str) -> None:
    assert differing_name(question, sentence) == name, why


DUTIES = [
    ("必须设立康复中心，对吗？", "鼓励设立康复中心。", True, "encouraged is not bound"),
    ("一律设立康复中心，对吗？", "支持有条件的机构设立康复中心。", True, "supported is not bound"),
    ("鼓励设立康复中心，对吗？", "鼓励设立康复中心。", False, "the same"),
    ("应当设立康复中心，对吗？", "必须设立康复中心。", False, "both bind"),
    ("可以设立康复中心，对吗？", "不得设立康复中心。", True, "allowed is not forbidden"),
    ("不得设立康复中心，对吗？", "可以设立康复中心。", True, "forbidden is not allowed"),
    ("不得设立康复中心，对吗？", "严禁设立康复中心。", False, "forbidden in other words"),
    ("不得不设立康复中心，对吗？", "必须设立康复中心。", False, "a double denial binds"),
    ("能不能设立康复中心？", "可以设立康复中心。", False, "能不能 denies nothing"),
    ("是不是设立康复中心？", "设立康复中心。", False, "是不是 denies nothing"),
    ("没错吧，设立康复中心？", "设立康复中心。", False, "没错 denies nothing"),
    ("床位不低于2%，对吗？", "床位达到2%以上。", False, "不低于 denies nothing"),
    ("收取费用，对吗？", "不收取费用。", True, "the source denies it"),
    ("养老机构不得分割转让，对吗？",
     "鼓励举办养老机构；土地不得分割转让；支持社会力量。", False, "the part between semicolons"),
    ("必须举办养老机构，对吗？",
     "土地必须公开出让；鼓励举办养老机构。", True, "the binding part is another one"),
    ("机构不建立转诊机制，对吗？", "机构建立转诊机制。", True, "a 不 more"),
    ("机构可以设科室，对吗？", "机构应当设科室。", True, "allowed is less than bound"),
    ("二级以下医院设科室，对吗？", "二级以上医院设科室。", True, "a bound turned round"),
    ("应当以租赁方式保障用地，并明确不得分割转让，对吗？",
     "应当以租赁方式保障用地，可将要求作为条件，并明确不得分割转让。", False, "denied there too"),
    ("应当制定扶持政策，鼓励和支持企业参与养老服务，对吗？",
     "应当制定扶持政策，鼓励和支持企业参与养老服务。", False, "bound and encouraged, both said"),
    ("", "", False, "nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "sentence", "expected", "why"), DUTIES)
def test_contradicts(question: str, sentence: str, expected: bool, why: str) -> None:
    reason = contradicts(question, sentence)
    assert bool(reason) is expected, f"{why}: {reason}"
