from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.gazetteer import gazetteer
from kb.language.regions import (
    COUNTRY,
    ancestors,
    find_regions,
    first_region,
    is_within,
    region_named,
    region_of_issuer,
    region_of_number,
)

NAMED = [
    ("重庆市", "重庆市", "full"),
    ("重庆", "重庆市", "short"),
    ("渝", "重庆市", "one character"),
    ("川", "四川省", "one character"),
    ("攀枝花", "攀枝花市", "prefecture, short"),
    ("内蒙古", "内蒙古自治区", "autonomous region"),
    ("广西壮族自治区", "广西壮族自治区", "full"),
    ("凉山州", "凉山彝族自治州", "autonomous prefecture"),
    ("米易", "米易县", "county, short"),
    ("四川省攀枝花市西区", "西区", "chain"),
    ("四川攀枝花", "攀枝花市", "chain of short names"),
    ("湖南长沙县", "长沙县", "a county within a city of its name"),
    ("朝阳", "朝阳市", "the higher level goes before 朝阳区"),
    ("吉林", "吉林省", "the higher level goes before 吉林市"),
    ("海南", "海南省", "the higher level goes before 海南州"),
    ("襄樊市", "襄阳市", "former name"),
    ("思茅市", "普洱市", "former name"),
    ("郫县", "郫都区", "former name"),
    ("巢湖市", "巢湖市", "now a county-level city"),
    ("下城区", "下城区", "abolished, a row of its own"),
    ("全国", "全国", "the country"),
    ("鼓楼区", None, "several cities have one"),
    ("江北区", None, "宁波's and, until 2025, 重庆's"),
    ("长三角", None, "not a division"),
    ("天府新区", None, "not a division"),
    ("", None, "empty"),
]


@pytest.mark.parametrize(("name", "expected", "why"), NAMED)
def test_region_named(name: str, expected: str | None, why: str) -> None:
    region = region_named(name)
    assert (region and region.name) == expected, why


def test_within_settles_what_several_hold() -> None:
    nanjing = region_named("南京市")
    region = region_named("鼓楼区", within=nanjing)
    assert region is not None
    assert (region.adcode, region.parent) == ("320106", "南京市")
    assert region_named("重庆市", within=nanjing) is None


# text, [(written, region)], why
MENTIONS = [
    ("川渝两地", [("川", "四川省"), ("渝", "重庆市")], "group"),
    ("成渝地区", [("成", "成都市"), ("渝", "重庆市")], "成 is a city"),
    ("京津冀协同", [("京", "北京市"), ("津", "天津市"), ("冀", "河北省")], "group of three"),
    ("渝：、渝的、津、川", [("渝", "重庆市")] * 2 + [("津", "天津市"), ("川", "四川省")], "alone"),
    ("渝和川有什么区别", [("渝", "重庆市"), ("川", "四川省")], "alone"),
    ("始终不渝。津贴、新京报、江西、黔驴", [("江西", "江西省")], "parts of words"),
    ("江津区、江津的", [("江津区", "江津区"), ("江津", "江津区")], "not 津"),
    ("港澳青年", [("港", "香港特别行政区"), ("澳", "澳门特别行政区")], "青 begins 青年"),
    ("渝卫发〔2021〕60号", [("渝", "重庆市")], "文号"),
    ("（攀办发〔2022〕14号）", [("攀", "攀枝花市")], "文号 of a city"),
    ("根据鄂财综发〔2021〕45号", [("鄂", "湖北省")], "文号 run into a word"),
    ("国办发〔2022〕35号", [], "文号 of the centre"),
    ("长三角、攀西地区、中部", [], "areas, not divisions"),
    ("攀枝花市米易县", [("攀枝花市", "攀枝花市"), ("米易县", "米易县")], "chain"),
    (
        "攀枝花市东区、西区和仁和区",
        [("攀枝花市", "攀枝花市"), ("东区", "东区"), ("西区", "西区"), ("仁和区", "仁和区")],
        "parent, then siblings",
    ),
    ("东区、城区、市中区改造", [], "generic words without a parent"),
    ("北京市朝阳区", [("北京市", "北京市"), ("朝阳区", "朝阳区")], "parent settles"),
    ("朝阳区", [], "two cities have one"),
    ("辽宁朝阳", [("辽宁", "辽宁省"), ("朝阳", "朝阳市")], "parent settles"),
    ("朝阳产业、大同社会、日照时间", [], "words"),
    ("甘肃白银、真金白银", [("甘肃", "甘肃省"), ("白银", "白银市")], "word, but after its parent"),
    ("湖北公安机关", [("湖北", "湖北省")], "公安县 is not meant"),
    ("普通化妆品、复合肥、推广安全、加大理由", [], "where words meet"),
    ("部门和县级以上、适应城市发展、规范县城", [], "where words meet"),
    ("通化、白山", [("通化", "通化市"), ("白山", "白山市")], "between boundaries"),
    ("上海市民、吉林市场", [("上海", "上海市"), ("吉林", "吉林省")], "市 belongs to the next word"),
    ("上海市民政局", [("上海市", "上海市")], "市 belongs to the name"),
    ("江西区域", [("江西", "江西省")], "区 belongs to the next word"),
    ("长春、吉林、通化", [("长春", "长春市"), ("吉林", "吉林市"), ("通化", "通化市")], "siblings"),
    ("臺灣", [("臺灣", "台湾省")], "traditional"),
    ("", [], "empty"),
]


@pytest.mark.parametrize(("text", "expected", "why"), MENTIONS)
def test_find_regions(text: str, expected: list[tuple[str, str]], why: str) -> None:
    found = [(text[m.start : m.end], m.region.name) for m in find_regions(text)]
    assert found == expected, why


INSIDE = [
    ("四川北路", True, "road"),
    ("重庆路", True, "road"),
    ("北京时间", True, "time"),
    ("天津中医药大学第一附属医院", True, "university"),
    ("攀枝花学院", True, "university"),
    ("重庆市人民医院", True, "hospital"),
    ("贵州茅台股份有限公司", True, "company"),
    ("杭州湾", True, "bay"),
    ("重庆市加强医院建设", False, "hospitals of a region"),
    ("四川省各级医院", False, "hospitals of a region"),
    ("攀枝花市卫生健康委员会", False, "a government body is of its region"),
]


@pytest.mark.parametrize(("text", "inside", "why"), INSIDE)
def test_inside_name(text: str, inside: bool, why: str) -> None:
    (mention,) = find_regions(text)
    assert mention.inside_name is inside, why


NUMBERS = [
    ("渝卫发", "重庆市", "province"),
    ("渝卫发〔2021〕60号", "重庆市", "whole 文号"),
    ("川卫医政函〔2022〕5 号", "四川省", "whole 文号, a space in it"),
    ("攀办发", "攀枝花市", "city"),
    ("津政办发", "天津市", "province"),
    ("晋政发", "山西省", "province"),
    ("穗府办规", "广州市", "city"),
    ("渝中府发", "渝中区", "a county's own name"),
    ("渝中医药发", "重庆市", "重庆's 中医药, not 渝中's"),
    ("桂林业发", "广西壮族自治区", "广西's 林业, not 桂林's"),
    ("国办发", None, "centre"),
    ("国卫医发", None, "centre"),
    ("宁政发", None, "南京 and 宁夏 both use it"),
    ("", None, "empty"),
]


@pytest.mark.parametrize(("number", "expected", "why"), NUMBERS)
def test_region_of_number(number: str, expected: str | None, why: str) -> None:
    region = region_of_number(number)
    assert (region and region.name) == expected, why


ISSUERS = [
    ("攀枝花市卫生健康委员会", "攀枝花市", "city"),
    ("四川省人民政府办公厅", "四川省", "province"),
    ("四川省攀枝花市西区卫生健康局", "西区", "the deepest of a chain"),
    ("中共深圳市委", "深圳市", "party"),
    ("国家卫生健康委员会", "全国", "centre"),
    ("国务院办公厅", "全国", "centre"),
    ("住房城乡建设部", "全国", "ministry"),
    ("国家税务总局重庆市税务局", "重庆市", "branch of a central body"),
    ("省卫生健康委", None, "which province is not said"),
    ("省委宣传部", None, "a 部, but no ministry"),
    ("市人民政府", None, "which city is not said"),
    ("鼓楼区人民政府", None, "several cities have one"),
]


@pytest.mark.parametrize(("issuer", "expected", "why"), ISSUERS)
def test_region_of_issuer(issuer: str, expected: str | None, why: str) -> None:
    region = region_of_issuer(issuer)
    assert (region and region.name) == expected, why


FIRST = [
    ("四川省遂宁市射洪市_某措施", "射洪市", "the innermost of a run"),
    ("四川省_重庆市来函", "四川省", "another region behind it"),
    ("某市措施", None, "none"),
]


@pytest.mark.parametrize(("text", "expected", "why"), FIRST)
def test_first_region(text: str, expected: str | None, why: str) -> None:
    region = first_region(text)
    assert (region and region.name) == expected, why


def test_within_and_ancestors() -> None:
    miyi, panzhihua, sichuan = (region_named(name) for name in ("米易县", "攀枝花", "四川"))
    assert miyi is not None
    assert panzhihua is not None
    assert sichuan is not None
    assert is_within(miyi, panzhihua)
    assert is_within(panzhihua, sichuan)
    assert is_within(sichuan, COUNTRY)
    assert not is_within(sichuan, panzhihua)
    assert not is_within(COUNTRY, sichuan)
    assert [above.name for above in ancestors(miyi)] == ["攀枝花市", "四川省", "全国"]
    yuzhong, jiyuan = region_named("渝中区"), region_named("济源市")
    assert yuzhong is not None
    assert jiyuan is not None
    assert [above.name for above in ancestors(yuzhong)] == ["重庆市", "全国"]
    assert (jiyuan.level, jiyuan.parent) == ("县", "河南省")
    assert ancestors(COUNTRY) == ()


def test_table_is_whole() -> None:
    table = gazetteer()
    in_force = [r for code, r in table.by_code.items() if code not in table.former]
    levels = [region.level for region in in_force]
    assert (levels.count("省"), levels.count("市"), levels.count("县")) == (34, 333, 2847)
    for region in table.by_code.values():
        if region.level != "国家":
            assert region.parent is not None
            assert all(is_within(region, above) for above in ancestors(region))


def test_every_full_name_is_found_after_its_chain() -> None:
    table = gazetteer()
    missed = []
    for code, region in table.by_code.items():
        if region.level == "国家" or code in table.former:
            continue
        chain = "".join(above.name for above in reversed(ancestors(region)[:-1])) + region.name
        mentions = find_regions(chain)
        if not mentions or mentions[-1].region != region:
            missed.append(chain)
    assert missed == []


WORDS = """
四川 省 攀枝花市 东区 、 渝 川 京津冀 的 和 〔2022〕14号 市民 卫发
大同 医院 通化 （ 县 吉林 臺灣 重庆路
"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\n"])


@given(st.lists(PIECES).map("".join))
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    at = 0
    for mention in find_regions(text):
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end


@given(st.text())
def test_nothing_fails_on_any_text(text: str) -> None:
    find_regions(text)
    region_named(text)
    region_of_number(text)
    region_of_issuer(text)
