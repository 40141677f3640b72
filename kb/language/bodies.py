"""Bodies of government that a text names, 民政部门 or 市卫健委, and whether two are the same."""

from __future__ import annotations

import re
from functools import cache

# One line a body of government, with the names it goes by.
NAMES = (
    "卫生健康 卫健 卫生计生 卫计 卫生",
    "医疗保障 医保",
    "人力资源和社会保障 人力资源社会保障 人力社保 人社",
    "发展和改革 发展改革 发改",
    "民政",
    "财政",
    "教育",
    "体育 教体",
    "市场监督管理 市场监管 质量技术监督 质监 工商",
    "自然资源 国土资源 规划和自然资源",
    "住房和城乡建设 住房城乡建设 住建",
    "文化和旅游 文旅 旅游 文化",
    "农业农村 农业",
    "工业和信息化 经济和信息化 经信 工信",
    "交通运输 交通",
    "生态环境 环保",
    "应急管理 应急",
    "科学技术 科技",
    "药品监督管理 药监",
    "公安",
    "司法",
    "商务",
    "审计",
    "税务",
    "水利",
    "统计",
    "退役军人事务",
    "投资促进",
    "中医药管理",
)
# + 民政部门   + 市卫生健康委   + 医疗保障行政部门   - 卫生服务   - 教育部署
SUFFIX = r"(?:行政|主管|行政主管)?(?:部门|委员会|委(?![托员派])|局|厅)"
ALONE = {
    "残联": "残联|残疾人联合会",
    "妇联": "妇联|妇女联合会",
    "政府": "(?:人民)?政府(?:办公室|办公厅)?",
}
# 由市民政局牵头
HOLDER = re.compile(
    r"由(?P<who>[^，,。；;由]{2,14}?)(?P<verb>牵头|负责|主管|主办|承担|组织|会同|出台|推进|推广|实施|管理|制定)"
)
# + 市卫健委   + 省教育厅   - 区域卫生中心
LEVEL = re.compile("[省市县区](?!域)")
RESPONSIBLE = re.compile(r"(?:责任|牵头)单位[:：](?P<first>[^，,、；;。]+)")


def named_bodies(text: str) -> dict[str, str]:
    """The bodies of government that ``text`` names: usual name -> as written, in their order."""
    found: dict[str, str] = {}
    for match in _pattern().finditer(text):
        found.setdefault(
            _usual()[match["stem"]] if match["stem"] else _alone(match.group()), match.group()
        )
    return found


def is_called(written: str, wanted: str) -> bool:
    """Whether a body written so is meant by ``wanted``: in its words, or by another name of it.

    >>> is_called("市卫生计生委", "卫生健康"), is_called("市卫生计生委", "省卫健委")
    (True, False)
    """
    if wanted in written:
        return True
    level = LEVEL.match(wanted)
    if level and not written.startswith(level.group()):
        return False
    asked = named_bodies(wanted) or named_bodies(wanted + "局")
    return bool(asked and asked.keys() <= named_bodies(written).keys())


def differing_body(claim: str, sentence: str) -> str | None:
    """The first body that ``claim`` names and ``sentence`` does not, or not in that part.

    由民政局牵头 differs from 由卫健委牵头 although the sentence names 民政局 elsewhere.
    """
    said = named_bodies(sentence)
    held = HOLDER.search(claim)
    for usual, written in named_bodies(claim).items():
        # 政府会贴钱, 环保部门来查不收钱: where a text names no one, only who holds it differs
        if usual not in said and written != "政府" and (said or held):
            return written
    if held is None:
        return None
    holders = set(named_bodies(held["who"]))
    for other in HOLDER.finditer(sentence):
        others = set(named_bodies(other["who"]))
        if other["verb"] == held["verb"] and others and holders and not others & holders:
            return held["who"]
    first = RESPONSIBLE.match(sentence)
    if (
        held["verb"] == "牵头"
        and first
        and holders
        and not holders & set(named_bodies(first["first"]))
    ):
        return held["who"]
    return None


def _alone(written: str) -> str:
    return next(usual for usual, forms in ALONE.items() if re.fullmatch(forms, written))


@cache
def _usual() -> dict[str, str]:
    return {name: line.split()[0] for line in NAMES for name in line.split()}


@cache
def _pattern() -> re.Pattern[str]:
    stems = "|".join(sorted(_usual(), key=lambda name: -len(name)))
    return re.compile(rf"(?P<stem>{stems}){SUFFIX}|{'|'.join(ALONE.values())}")
