"""A question to what it asks: regions, documents, kinds of answer, figures, words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import QuestionError
from kb.language import wants
from kb.language.wants import ASKS, wanted_kinds
from kb.retrieval.query import MAX_CHARACTERS, check_question, official_words, understand
from kb.types import Document, Region, Source, Want


def document(name: str, title: str, *, enclosed: str | None = None, number: str | None = None):
    region = Region("重庆市", "500000", "市", None)
    return Document(
        id=name,
        title=title,
        text=title,
        source=Source(f"{name}.txt", "0" * 64),
        enclosed_title=enclosed,
        number=number,
        region=region,
        issued_on=date(2022, 3, 8),
    )


DOCUMENTS = (
    document(
        "甲",
        "关于印发《攀枝花市康复医疗服务试点工作方案》的通知",
        enclosed="攀枝花市康复医疗服务试点工作方案",
        number="攀卫办〔2022〕14号",
    ),
    document("乙", "重庆市加快推进康复医疗工作发展实施方案", number="渝卫发〔2021〕60号"),
    document("丙", "天津市康复医疗服务试点工作方案"),
    document("丁", "方案"),
)

REGIONS = [
    ("攀枝花康复床位占比", ["攀枝花市"], "a short name"),
    ("渝的康复医师目标", ["重庆市"], "one character"),
    ("四川和重庆对比", ["四川省", "重庆市"], "two, in their order"),
    ("重庆、重庆市和渝", ["重庆市"], "each once"),
    ("米易县的中医康复医院", ["米易县"], "a county"),
    ("渝津两地的居家康复", ["重庆市", "天津市"], "any two letters before 两地"),
    ("江津两地的居家康复", ["江津区"], "a name of two characters before 两地"),
    ("渝卫发〔2021〕60号何时施行", ["重庆市"], "the head of a 文号"),
    ("天津中医药大学第二附属医院怎么建", [], "only part of a name"),
    ("康复床位占比", [], "none"),
    ("始终不渝地推进", [], "a word with 渝 in it"),
]


@pytest.mark.parametrize(("question", "regions", "why"), REGIONS)
def test_regions(question: str, regions: list[str], why: str) -> None:
    assert [region.name for region in understand(question, ()).regions] == regions, why


@pytest.mark.parametrize(
    ("question", "every"),
    [
        ("各地怎么推广太极拳", True),
        ("哪些地区有康复床位指标", True),
        ("各省的规定有什么不同", True),
        ("康复床位占比", False),
        ("各地要落实责任分工，攀枝花呢", True),
    ],
)
def test_all_regions(question: str, every: bool) -> None:
    assert understand(question, ()).all_regions is every


NAMED = [
    ("攀卫办〔2022〕14号说了什么", ["甲"], "文号"),
    ("攀卫办[2022]14号说了什么", ["甲"], "other brackets"),
    ("攀卫办（2022） 14 号说了什么", ["甲"], "blanks and round brackets"),
    ("根据攀卫办〔2022〕14号，床位怎么配", ["甲"], "words before it"),
    ("《攀枝花市康复医疗服务试点工作方案》的目标", ["甲"], "the plan's own title"),
    ("攀枝花市康复医疗服务试点工作方案的目标", ["甲"], "without the marks"),
    ("天津市康复醫療服務試點工作方案的目标", ["丙"], "traditional characters"),
    ("渝卫发〔2021〕60号和天津市康复医疗服务试点工作方案", ["乙", "丙"], "two"),
    ("攀卫办〔2022〕114号说了什么", [], "another number"),
    ("攀卫办〔2021〕14号说了什么", [], "another year"),
    ("卫办〔2022〕14号说了什么", [], "not its whole head"),
    ("试点工作方案的目标", [], "part of a title"),
    ("关于方案的问题", [], "a title of two characters names nothing"),
]


@pytest.mark.parametrize(("question", "ids", "why"), NAMED)
def test_named_documents(question: str, ids: list[str], why: str) -> None:
    assert list(understand(question, DOCUMENTS).documents) == ids, why


INSIDE = [
    ("渝卫发〔2021〕60号什么时候施行？", "本文件什么时候施行？", "by 文号"),
    ("渝卫发[2021] 60号什么时候施行？", "本文件什么时候施行？", "other brackets, a blank"),
    (
        "《攀枝花市康复医疗服务试点工作方案》试点到哪天",
        "本文件试点到哪天",
        "by title, its marks go with it",
    ),
    ("天津市康复医疗 服务试点工作方案的期限", "本文件的期限", "a blank in the title"),
    (
        "渝卫发〔2021〕60号和攀卫办〔2022〕14号的床位",
        "渝卫发〔2021〕60号和攀卫办〔2022〕14号的床位",
        "two documents",
    ),
    ("京卫发〔2021〕60号什么时候施行？", "京卫发〔2021〕60号什么时候施行？", "not of the library"),
    ("重庆康复床位占比", "重庆康复床位占比", "none"),
]


@pytest.mark.parametrize(("question", "inside", "why"), INSIDE)
def test_what_is_asked_of_the_one_document_named(question: str, inside: str, why: str) -> None:
    assert understand(question, DOCUMENTS).inside == inside, why


def test_a_title_inside_a_longer_one_is_not_another_document() -> None:
    regulation = "重庆市养老服务条例"
    documents = [document("甲", regulation), document("乙", f"{regulation}实施细则")]
    assert understand(f"{regulation}实施细则何时施行", documents).inside == "本文件何时施行"


def test_a_named_number_is_not_searched_for() -> None:
    query = understand("渝卫发〔2021〕60号的施行日期", DOCUMENTS)
    assert "2021" not in query.search_text
    assert "施行日期" in query.search_text


def written_examples() -> list[tuple[Want, str, bool]]:
    """The examples in the comments of ``wants.ASKS``: + asks for the kind, - does not."""
    source = Path(wants.__file__).read_text("utf-8")
    table = source[source.index("ASKS: ") : source.index("ASKING = ")]
    examples = []
    pending: list[tuple[str, bool]] = []
    for line in table.splitlines():
        for sign, example in re.findall(r"([+-]) (\S.*?)(?=   [+-] |$)", line.strip("# ")):
            if line.strip().startswith("#"):
                pending.append((example.split(":")[0].strip(), sign == "+"))
        kind = re.search(r"Want\.([A-Z_]+)", line)
        if kind and pending:
            examples += [(Want[kind[1]], example, meant) for example, meant in pending]
            pending = []
    return examples


EXAMPLES = written_examples()


def test_every_kind_has_examples() -> None:
    for want, _ in ASKS:
        signs = {meant for kind, _, meant in EXAMPLES if kind is want}
        assert signs == {True, False}, f"{want} needs an example and a counter-example"


@pytest.mark.parametrize(("want", "example", "meant"), EXAMPLES)
def test_examples_of_the_patterns(want: Want, example: str, meant: bool) -> None:
    pattern = dict(ASKS)[want]
    assert bool(re.search(pattern, example)) is meant


WANTED = [
    ("重庆康复治疗师的工资标准是多少？", {Want.MONEY}, "money, not an amount besides"),
    ("补多少钱一张床？", {Want.MONEY}, "money"),
    ("康复床位占比是多少？", {Want.SHARE}, "a share"),
    ("占医院总床位的多少", {Want.SHARE}, "a share"),
    ("每10万人口康复医师要达到几人？", {Want.AMOUNT}, "people"),
    ("转岗培训要多少学时？", {Want.DURATION}, "a length of time"),
    ("几个工作日批下来？", {Want.DURATION}, "working days"),
    ("建筑面积不能小于多少平方米？", {Want.AREA}, "an area"),
    ("方案的文号是多少？", {Want.NUMBER}, "多少 asks no amount here"),
    ("卫健委电话是多少？", {Want.CONTACT}, "多少 asks no amount here"),
    ("什么时候报送总结？", {Want.DATE}, "a date"),
    ("哪一天印发的？", {Want.ISSUE_DATE, Want.DATE}, "the issue date"),
    ("逾期不报会怎么处理？", {Want.PENALTY}, "what follows"),
    ("骗取补贴的怎么追责？", {Want.PENALTY}, "what follows"),
    ("医疗纠纷怎么处理？", set(), "how to go about it"),
    ("哪些行为会被罚款？", set(), "conduct, not what follows"),
    ("老人发病时应如何处理？", set(), "how to go about it"),
    ("可采取哪些处理办法？", set(), "how to go about it"),
    ("申请要准备哪些材料？", {Want.MATERIALS}, "papers"),
    ("这些材料里写了什么？", set(), "what they say"),
    ("考核怎么打分？", {Want.SCORE}, "points"),
    ("要等多少分钟？", {Want.DURATION}, "minutes"),
    ("由哪些单位联合印发？", {Want.BODY}, "bodies, no date"),
    ("哪几家医院是试点？", {Want.NAMED_PLACE}, "names of hospitals"),
    ("由哪个部门牵头？", {Want.BODY}, "a body"),
    ("示范基地的名单是什么？", {Want.LIST}, "a list"),
    ("床位不少于2%，对吗？", {Want.CONFIRM}, "to be confirmed"),
    ("听说要补1万元", {Want.CONFIRM}, "hearsay"),
    ("想开几家连锁店，有没有照顾？", set(), "几 says some"),
    ("社区康复怎么做？", set(), "an open question"),
    ("好几年没有变化", set(), "几 that counts nothing"),
    ("请把那几条具体指标列出来", set(), "the things, not how many"),
    ("家庭病床一天收多少床位费？", {Want.MONEY}, "a fee"),
    ("医保给报几成？", {Want.SHARE}, "a share"),
    ("设备费由谁承担？", {Want.PAYER, Want.BODY}, "who pays"),
    ("由谁承担这笔费用", {Want.PAYER, Want.BODY}, "who pays"),
    ("由哪家医院承担重点学科建设？", {Want.NAMED_PLACE}, "a task, no cost"),
    ("治理责任由谁承担？", {Want.BODY}, "a duty, no cost"),
    ("整治方案由谁提出？", {Want.BODY}, "提出 pays nothing"),
    ("打电话报修，多久要上门？", {Want.DURATION}, "a call, no number asked for"),
    ("企业会不会上黑名单？", set(), "no list asked for"),
    ("责任人要做到哪几点？", set(), "points, no hours"),
    ("断缴了几年，还算数吗？", set(), "几 says some"),
    ("养了几只鸡，中不中？", set(), "几 says some"),
    ("垃圾费标准由谁制定？", {Want.BODY}, "who sets it, not how much"),
    ("给补几个钱？", {Want.MONEY}, "money in everyday words"),
    ("按工资的几个点缴？", {Want.SHARE}, "points of a hundred"),
    ("分几次交就行，对吧？", {Want.CONFIRM}, "what is stated asks for nothing"),
    ("病人送到哪家医院？", set(), "so does it there: no names"),
    ("三级康复医院定的是哪一家？", {Want.NAMED_PLACE}, "one by name"),
    ("两种服务包每年的签约费分别是多少？", {Want.MONEY}, "a fee"),
    ("多子女家庭买房，一次性补贴几万块？", {Want.MONEY}, "tens of thousands, spoken"),
    ("在临海买个车位，给不给补贴、补几千？", {Want.MONEY}, "without the unit"),
    ("我攒了几万块，要不要存起来", set(), "some money that one has"),
    ("在室内礼堂里开集会，得提前几天申请？", {Want.DURATION}, "days before"),
    ("派出所收件后几个工作日能批？", {Want.DURATION}, "days after"),
    ("交房后几个月墙面开裂，找谁修", {Want.BODY}, "some months"),
    ("犬链全长不能超过几米？", {Want.AMOUNT}, "a bound"),
    ("硬质围挡最低要多高？", {Want.AMOUNT}, "a height"),
    ("公园多大岁数的老人能免票？", {Want.AMOUNT}, "an age"),
    ("开发区按什么比例给契税补贴？", {Want.SHARE}, "at what rate"),
    ("各地对康复治疗师人数有什么要求？", {Want.AMOUNT}, "a demand on a number"),
    ("对康复医师数量有没有具体指标？", {Want.AMOUNT}, "is there one"),
    ("业务用房面积有哪些规定？", {Want.AREA}, "a demand on an area"),
    ("出资年限有什么限制？", {Want.DURATION}, "a demand on a length"),
    ("天津和重庆，哪边给的补贴最多？", {Want.MONEY}, "the greater sum"),
    ("开展率达到多少算合格？", {Want.SHARE}, "a rate"),
    ("重度失能的补多少？", {Want.MONEY}, "money"),
    ("收费标准是怎么定的？", set(), "how it is set"),
    ("家里想自己养几只鸟，得先有啥证？", set(), "几 says some"),
    ("大年三十能不能放几挂鞭？", set(), "any number"),
    ("还没下手，就想问能贷几个钱，能去问不？", set(), "asks whether"),
    ("大型活动横跨几个区，须递交上一级部门，是否如此？", {Want.CONFIRM}, "stated"),
    ("收费的额度由哪些部门核定？", {Want.BODY}, "who"),
    ("衡量成效主要看哪几项比率？", set(), "which ones"),
]


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("重庆方案由哪些单位联合印发？", True),
        ("这个办法是谁发布的", True),
        ("通知由哪个部门印发", True),
        ("印发给哪些单位？", False),
        ("哪些单位负责落实？", False),
    ],
)
def test_who_issued_is_told_by_the_foot(question: str, asks: bool) -> None:
    assert wants.asks_issuer(question) is asks


@pytest.mark.parametrize(("question", "expected", "why"), WANTED)
def test_wanted_kinds(question: str, expected: set[Want], why: str) -> None:
    assert wanted_kinds(question) == expected, why


FIELDS = [
    ("加了“中医康复服务包”吗", "quoted", ("中医康复服务包",), "quotation marks"),
    ('加了"5G+居家康復"吗', "quoted", ("5g+居家康复",), "straight marks; folded"),
    ("「两部一馆」是什么", "quoted", ("两部一馆",), "corner brackets"),
    ("“”是什么", "quoted", (), "nothing between"),
]


@pytest.mark.parametrize(("question", "field", "expected", "why"), FIELDS)
def test_fields(question: str, field: str, expected: tuple[object, ...], why: str) -> None:
    assert getattr(understand(question, ()), field) == expected, why


LAY = [
    ("爷爷奶奶腿脚不便", {"爷爷奶奶", "腿脚不便"}, "people and their state"),
    ("能不能上门看病", {"上门", "看病"}, "services"),
    ("養老院里的护工", {"养老院", "护工"}, "traditional characters"),
    ("康复医疗机构", set(), "official already"),
]


@pytest.mark.parametrize(("question", "expected", "why"), LAY)
def test_lay_words(question: str, expected: set[str], why: str) -> None:
    found = dict(official_words(question))
    assert expected <= set(found), why
    assert bool(found) == bool(expected)
    terms = {term.word: term.official for term in understand(question, ()).terms}
    for phrase in expected:
        assert terms[phrase] == found[phrase] != ()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("康复医疗中心建设，哪个地区要求最高？", False),
        ("攀枝花和天津谁的床位占比最高？", False),
        ("各地最高补贴多少？", True),  # the highest sum of each
        ("天津的床位占比最高是多少？", True),  # one region: a bound
    ],
)
def test_what_compares_regions_is_no_word_of_the_subject(question: str, kept: bool) -> None:
    terms = [term.word for term in understand(question, ()).terms]
    assert ("最高" in terms) is kept


def test_terms_say_what_is_asked_about() -> None:
    terms = [term.word for term in understand("请问攀枝花的康复床位占比是多少呢？", ()).terms]
    assert "床位" in terms
    assert "康复" in terms
    for word in ("请问", "攀枝花", "多少", "的", "呢"):
        assert word not in terms


NO_QUESTIONS = [
    ("", "empty"),
    ("   ", "blanks"),
    ("\u3000\t\n\u200b\ufeff", "blanks of other kinds"),
    ("？！……，。", "punctuation"),
    ("___ --- ***", "ASCII punctuation"),
    ("\x00\x1b\x7f", "control characters"),
    ("\ud800\udfff", "halves of characters"),
    ("😀🎉", "emoji alone"),
    ("康" * (MAX_CHARACTERS + 1), "too long"),
    ("康" * 20_000, "much too long"),
]


@pytest.mark.parametrize(("question", "why"), NO_QUESTIONS)
def test_no_questions(question: str, why: str) -> None:
    with pytest.raises(QuestionError) as raised:
        understand(question, DOCUMENTS)
    message = str(raised.value)
    assert "\n" not in message, why
    assert len(message) < 120, why


QUESTIONS = [
    ("康", "one character"),
    ("a", "one letter"),
    ("1", "one digit"),
    ("What is the bed ratio?", "English"),
    ("'; DROP TABLE documents; --", "SQL"),
    ("康复\x00床位\x1b[31m占比", "control characters inside"),
    ("康复😀床位", "emoji inside"),
    ("康" * MAX_CHARACTERS, "as long as may be"),
    (" 康 " + " " * 30_000, "long only by its blanks"),
    ("\\N{DIGIT ONE} %s {0} ${jndi}", "templates"),
    ("的了吗呢", "nothing but grammar"),
    ("多少？", "only asks"),
    ("重庆", "only a region"),
    ("《康复》", "a short title"),
]


@pytest.mark.parametrize(("question", "why"), QUESTIONS)
def test_odd_questions(question: str, why: str) -> None:
    query = understand(question, DOCUMENTS)
    assert query.search_text, why
    assert not re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", query.text), why


ALPHABET = st.one_of(
    st.text(max_size=2000),
    st.text(
        alphabet="重庆攀枝花四川渝市县的是多少几哪年月〔〕《》“”（）1234567890%万元号第条、，。？ ",
        max_size=300,
    ),
    st.text(alphabet=st.characters(categories=["Lo", "Nd", "Po", "Cs", "Cc", "So"]), max_size=200),
)


@given(ALPHABET)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_question_or_a_clear_error(text: str) -> None:
    try:
        query = understand(text, DOCUMENTS)
    except QuestionError:
        return
    assert query.text == check_question(text) == check_question(query.text)
    assert query.search_text
    assert len(query.search_text) <= len(query.text)
    assert len({term.word for term in query.terms}) == len(query.terms)
    assert len(set(query.regions)) == len(query.regions)
    assert set(query.documents) <= {document.id for document in DOCUMENTS}
    assert understand(text, DOCUMENTS) == query
