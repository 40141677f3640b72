"""Which documents no longer apply: a later version of the same name, or a text that repeals them.

Notices, plans and lists of the same name are no versions of each other (each year has its own);
laws and rules are, when they are of one region and no other issuer. What has no date is neither
older nor newer than anything: unknown stays unknown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kb.language.dates import find_dates
from kb.language.digits import parse_numeral
from kb.language.normalize import fold
from kb.language.repeals import Repeal, find_repeals
from kb.types import Document, Superseded, SupersededHow

STATUS: dict[SupersededHow, str] = {"新版": "已被替代", "废止": "已废止"}
# + 公司法   + 失业保险条例   + 关于适用…的解释   - 评价方法   - 实施方案   - 通知
REGULATION = re.compile(
    r"(?:条例|办法|规定|规则|细则|解释|决定|章程|规程|规范|准则|通则|制度|安排|(?<![方做看想说用语])法)$"
)
AMENDING = re.compile(r"修改|修正|废止")  # 关于修改《甲法》的决定 of two years stand side by side
# + 甲条例（征求意见稿）   + 甲条例解读   - 药品说明书管理规定
NOT_ISSUED = re.compile(r"征求意见|草案|(?:解读|问答|答复|说明)$")
# + （试行）   + （2018年修正）   + （2020-11-27）   - （二）   - （1988年）   - （修订草案）
EDITION = re.compile(
    r"\((?:试行|暂行|(?:\d{4}年?)?(?:第[一二三四五六七八九十]+次)?(?:(?:修正|修订|修改)[版本]?|[版本])"
    r"|\d{4}年?\d{1,2}月?\d{1,2}日?)\)$"
)
FILE_TAIL = re.compile(r"_[!-~]*$")  # 公司法_2023-12-29, a title taken from the file's name
NOT_OF_NAME = re.compile(r"[^\w()]")
# 最高人民法院关于…的解释 is cited as 关于…的解释
ISSUER = re.compile(r"^[^关]{4,40}?(?=关于)")
# + （1994年7月5日通过　根据2018年12月29日第二次修正）
ADOPTED = re.compile(r"^\s*[（(].*(?:通过|修正|修订|修改|公布|发布|批准)")
ARTICLES = re.compile(r"^\s*第(?P<n>[一二三四五六七八九十百千零〇两\d]{1,9})条", re.MULTILINE)
FRAGMENT = 1000  # characters; fewer are hardly a whole law
WHOLE = 0.8  # share of its articles; a database may give those alone that a change touched
HEAD_LINES = 8  # paragraphs in which that stands
# One version is passed, published and printed on different days; another comes later than that.
ONE_VERSION = timedelta(days=60)
COMPARED = 20  # later documents of one name that are looked at, so that the time stays linear


@dataclass(frozen=True, slots=True)
class _Version:
    """A document as one of several of its name; ``issued`` is the day of its latest change."""

    document: Document
    names: tuple[str, ...]  # the name it is a version of, then others that it is cited by
    issued: date | None
    effective: date | None
    region: str  # "" for the whole country and for unknown

    @property
    def since(self) -> date | None:
        """The day from which it replaces what it replaces by name."""
        if self.issued and self.effective:
            return max(self.issued, self.effective)
        return self.issued or self.effective

    @property
    def latest(self) -> date | None:
        """The day by which it is older or newer; so no two documents supersede each other."""
        return self.issued or self.effective

    @property
    def first(self) -> date | None:
        """The day of its first version: an amended text keeps the day on which it took effect."""
        return min((day for day in (self.issued, self.effective) if day), default=None)


def find_superseded(documents: Iterable[Document]) -> dict[str, Superseded]:
    """What superseded each of ``documents`` that something did, by id; linear in their texts."""
    versions = [_version(document) for document in documents]
    found: dict[str, Superseded] = {}
    for record in (*_by_repeal(versions), *_by_version(versions)):
        held = found.get(record.document)
        if held is None or (record.since or date.max) < (held.since or date.max):
            found[record.document] = record
    return found


def superseded_on(found: Mapping[str, Superseded], day: date) -> frozenset[str]:
    """Ids of the documents that no longer apply on ``day``."""
    return frozenset(name for name, s in found.items() if s.since is None or s.since <= day)


def with_status(document: Document, record: Superseded | None, day: date) -> Document:
    """``document`` with its status on ``day``; one that nothing superseded stays as it is."""
    if record is None or (record.since or day) > day:
        return document
    return replace(document, status=STATUS[record.how])


def bare_name(title: str) -> str:
    """A title as versions share it: 《中华人民共和国公司法》（2018年修正） is 公司法."""
    bare = NOT_OF_NAME.sub("", FILE_TAIL.sub("", fold(title))).replace("中华人民共和国", "")
    while found := EDITION.search(bare):
        bare = bare[: found.start()]
    return bare


def _version(document: Document) -> _Version:
    own, other = document.enclosed_title or document.title, document.title
    names = [bare_name(own), bare_name(other)]
    names += [ISSUER.sub("", name) for name in names]
    return _Version(
        document=document,
        names=tuple(dict.fromkeys(name for name in names if name)),
        issued=issued_day(document),
        effective=document.effective_on,
        region=_region(document),
    )


def _region(document: Document) -> str:
    region = document.region
    return region.name if region and region.level != "国家" else ""


def issued_day(document: Document) -> date | None:
    """The latest day of its adoption note, else of issue, else that its file's name states."""
    days = [document.issued_on] if document.issued_on else []
    for line in document.text.split("\n", HEAD_LINES)[:HEAD_LINES]:
        if ADOPTED.search(line):
            days += _days(line)
    stated = days or _days(document.title) or _days(Path(document.source.path).stem)
    return max(stated, default=None)


def may_be_of_one_place(one: Document, other: Document) -> bool:
    """Whether nothing tells that two texts are of different places or issuers."""
    return _of_one_issuer(_version(one), _version(other))


def _days(text: str) -> list[date]:
    """The days that ``text`` names, but for those on which something takes effect."""
    found = [d for d in find_dates(text) if d.first == d.last]
    return [d.first for d in found if not text.startswith("起", d.end)]


def _is_draft(version: _Version) -> bool:
    return any(NOT_ISSUED.search(name) for name in version.names)


# --- by a later version of the same name -----------------------------------------------------


def _by_version(versions: Sequence[_Version]) -> Iterator[Superseded]:
    groups: dict[tuple[str, str], list[_Version]] = defaultdict(list)
    for version in versions:
        name = version.names[0] if version.names else ""
        if REGULATION.search(name) and not AMENDING.search(name) and not _is_draft(version):
            groups[name, version.region].append(version)
    for group in groups.values():
        if len(group) > 1:
            yield from _in_group(group)


def _in_group(group: Sequence[_Version]) -> Iterator[Superseded]:
    issued = sorted(((v.issued, v) for v in group if v.issued), key=lambda pair: pair[0])
    effective = sorted(((v.effective, v) for v in group if v.effective), key=lambda p: p[0])
    for version in group:
        if version.latest is None:
            continue
        # The day on which it takes effect stays through every amendment: it is the worse clue.
        dated = issued if version.issued else effective
        at = bisect_right(dated, version.latest + ONE_VERSION, key=lambda pair: pair[0])
        for _, later in dated[at : at + COMPARED]:
            is_later = later.latest is not None and later.latest > version.latest
            if (
                is_later
                and _of_one_issuer(version, later)
                and not _are_copies(version.document, later.document)
            ):
                yield _replaced(version, later)
                break


def _replaced(old: _Version, by: _Version) -> Superseded:
    whole = _is_whole(by.document.text)
    return Superseded(old.document.id, by.document.id, "新版", by.since, whole=whole)


def _are_copies(one: Document, other: Document) -> bool:
    """Whether two texts have the same articles, word for word: then none replaces the other.

    A law that one place passes and another approves is printed with either day. Two fragments
    may be alike while the laws are not.
    """
    if min(len(one.text), len(other.text)) < FRAGMENT:
        return False
    rules = [ARTICLES.search(document.text) for document in (one, other)]
    if rules[0] is None or rules[1] is None or not _is_whole(one.text):
        return False
    first, second = one.text[rules[0].start() :], other.text[rules[1].start() :]
    return NOT_OF_NAME.sub("", fold(first)) == NOT_OF_NAME.sub("", fold(second))


def _is_whole(text: str) -> bool:
    """Whether a text has most of the articles that its numbering counts up to."""
    numbers = [parse_numeral(match["n"]) for match in ARTICLES.finditer(text)]
    held = {int(number) for number in numbers if number is not None}
    return not held or len(held) >= WHOLE * max(held)


def _of_one_issuer(one: _Version, other: _Version) -> bool:
    """Whether nothing tells that two texts of one name and region are of different issuers."""
    a, b = one.document, other.document
    same_issuer = not a.issuers or not b.issuers or bool(set(a.issuers) & set(b.issuers))
    return same_issuer and _may_share_region(one, other)


def _may_share_region(one: _Version, other: _Version) -> bool:
    """Two texts that do not say whose they are: each may be of the regions that it names."""
    a, b = set(one.document.mentions), set(other.document.mentions)
    return one.region == other.region and (not a or not b or bool(a & b))


# --- by a text that repeals it ---------------------------------------------------------------


def _by_repeal(versions: Sequence[_Version]) -> Iterator[Superseded]:
    by_name: dict[str, list[_Version]] = defaultdict(list)
    by_number: dict[str, list[_Version]] = defaultdict(list)
    for version in versions:
        for name in version.names:
            by_name[name].append(version)
        if version.document.number:
            by_number[number_key(version.document.number)].append(version)
    for version in versions:
        if _is_draft(version):
            continue
        for repeal in find_repeals(version.document.text):
            number = number_key(repeal.number or "")
            for old in by_number.get(number, ()) or by_name.get(bare_name(repeal.title), ()):
                if _repeals(version, old, number):
                    yield _repealed(old, version, repeal)


def _repealed(old: _Version, by: _Version, repeal: Repeal) -> Superseded:
    since = by.effective or by.issued
    return Superseded(old.document.id, by.document.id, "废止", since, (repeal.start, repeal.end))


def _repeals(by: _Version, old: _Version, number: str) -> bool:
    """Whether ``by``, which repeals a text of that name or ``number``, means ``old``."""
    held = number_key(old.document.number or "")
    if by.document.id == old.document.id or (number and held and number != held):
        return False
    if by.first is None:
        return False  # two texts without a date might repeal each other
    if old.names[0] in by.names:
        return _is_former(by, old) and _of_one_issuer(by, old)
    if old.latest and old.latest >= by.first:
        return False  # a later text of that name is another one
    named = old.document.region is not None and _names_its_region(old)
    return named or _may_share_region(by, old)


def _is_former(by: _Version, old: _Version) -> bool:
    """本条例自…起施行，1997年发布的《甲条例》同时废止: of two 甲条例 the one before that day."""
    if by.first is None or old.issued is None or old.issued + ONE_VERSION >= by.first:
        return False
    return old.effective is None or old.effective != by.effective


def _names_its_region(version: _Version) -> bool:
    """深圳市人民币特种股票管理暂行办法 is named in full, whoever repeals it."""
    return bool(version.region) and any(version.region[:2] in name for name in version.names)


def number_key(number: str) -> str:
    """A 文号 for comparing: 法释（2007） 5号 is 法释〔2007〕5号."""
    return NOT_OF_NAME.sub("", fold(number).replace("[", "(").replace("]", ")"))


def titled(document: Document) -> str:
    """The title of ``document`` between 《》, that of the text which a notice encloses."""
    name = (document.enclosed_title or document.title).strip("《》")
    return f"《{name.replace('《', '〈').replace('》', '〉')}》"
