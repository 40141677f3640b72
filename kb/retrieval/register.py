"""The documents of a library by what others call them: titles and 文号, looked up at once.

A mention is resolved when exactly one document remains; two of one name, or a document of
another issuer or 文号, or one that did not exist yet, are no guess to make.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from kb.language.normalize import fold
from kb.language.regions import region_of_issuer
from kb.retrieval.currency import ISSUER, bare_name, issued_day, number_key, superseded_on
from kb.types import Document, Reference, Superseded

# + 关于印发某省方案的通知   + 某厅转发某部关于某事的通知   - 关于做好某事的通知
ENCLOSING = re.compile(
    r"^[^《]*?(?:印发|转发|发布|公布|下发)(?:了)?(?P<name>.{4,}?)(?:的?(?:通知|公告|函|通告))$"
)
NOT_OF_TITLE = re.compile(r"[^\w()]")
YEARS = re.compile(r"(?<=\d{8})年(?=\))")  # （2021-2025年） is also written （2021-2025）
# The words before 《 that name the issuer: 国家中医药管理局等6部门《关于…》
BEFORE = re.compile(r"[\u4e00-\u9fff\d、（）() ]{2,30}$")
# Who cites stands before such a word, who issued behind it: 甲市转发乙省关于印发《…》
CITES = re.compile("转发|根据|按照|依照|依据|贯彻|落实|执行|结合|是指|现将")
LEVELS = (
    ("国家", re.compile(r"国务院|国家|中共中央|中央|全国|国办|总局|[民财教公]\S{0,4}部(?![门])")),
    (
        "省",
        re.compile(
            r"(?:^|[、根据照实彻由经])(?:省|自治区)(?=[委政人办教卫民财住发医残中工农商文厅])"
        ),
    ),
    ("市", re.compile(r"(?:^|[、根据照实彻由经])市(?=[委政人办教卫民财住发医残中工农商文局])")),
)
AFTER_ISSUE = timedelta(days=60)  # days of passing, signing and printing differ


class Register:
    """Documents by name and 文号; made once a library, in time linear in its titles."""

    def __init__(self, documents: Iterable[Document], superseded: Mapping[str, Superseded]) -> None:
        """Enter ``documents``; ``superseded`` tells which version was in force when."""
        self._by_number: dict[str, list[Document]] = defaultdict(list)
        self._by_name: dict[str, list[Document]] = defaultdict(list)
        self._superseded = superseded
        for document in documents:
            if document.number:
                self._by_number[number_key(document.number)].append(document)
            titles = [document.title, document.enclosed_title or ""]
            for name in {name for title in titles for name in names_of(title)}:
                self._by_name[name].append(document)

    def resolve(self, reference: Reference, citing: Document) -> Document | None:
        """The one document that ``reference`` in ``citing`` means; None when none or several may.

        A 文号 decides; else a title, with what is known of issuer, day and version.
        """
        numbered = self._by_number.get(number_key(reference.number or ""), [])
        fitting = [d for d in numbered if d.id != citing.id]
        if reference.number and fitting:
            same = [d for d in fitting if _shares_name(d, reference)] or fitting
            return same[0] if len(same) == 1 else None
        if reference.number and reference.title == reference.number:
            return None
        for name in names_of(reference.title):
            named = [d for d in self._by_name.get(name, []) if d.id != citing.id]
            found = [d for d in named if _may_be_meant(d, reference, citing)]
            if found:
                found = found if len(found) == 1 else self._in_force(found, citing)
                return found[0] if len(found) == 1 else None
        return None

    def _in_force(self, versions: list[Document], citing: Document) -> list[Document]:
        """Those of several ``versions`` that were in force when ``citing`` was issued."""
        day = citing.issued_on or citing.effective_on
        if day is None or any(issued_day(version) is None for version in versions):
            return versions
        gone = superseded_on(self._superseded, day)
        return [version for version in versions if version.id not in gone]


def names_of(title: str) -> tuple[str, ...]:
    """What ``title`` may be called, the whole first: with its issuer, its notice, or without.

    >>> names_of("某省民政厅关于印发《某省康复方案》的通知")[-1]
    '某省康复方案'
    """
    whole = YEARS.sub("", NOT_OF_TITLE.sub("", fold(title)))
    names = [whole, whole.replace("中华人民共和国", ""), bare_name(title)]
    names = [name for name in names if name == whole or not _is_trial(whole, name)]
    names += [ISSUER.sub("", name) for name in names]
    enclosed = [found["name"] for name in names if (found := ENCLOSING.match(name))]
    names += [*enclosed, *(ISSUER.sub("", name) for name in enclosed)]
    return tuple(dict.fromkeys(name for name in names if name))


def _is_trial(whole: str, name: str) -> bool:
    """（试行） is left off: a trial version is a document of its own."""
    return bool(re.search(r"试行|暂行", whole.removeprefix(name)))


def _shares_name(document: Document, reference: Reference) -> bool:
    held = {*names_of(document.title), *names_of(document.enclosed_title or "")}
    return bool(held & set(names_of(reference.title)))


def _may_be_meant(document: Document, reference: Reference, citing: Document) -> bool:
    """Whether nothing says that ``reference`` means another document than one of its name."""
    if reference.number and document.number:
        return False  # two 文号 that differ: two documents
    day, cited = issued_day(document), citing.issued_on or citing.effective_on
    if day and cited and day > cited + AFTER_ISSUE:
        return False
    region = document.region
    if region is None:
        return True
    issuer = _issuer(reference, citing)
    said = region_of_issuer(issuer) if issuer else None
    if said is not None:
        return said.name == region.name
    level = next((level for level, words in LEVELS if words.search(issuer)), None)
    return level is None or level == region.level


def _issuer(reference: Reference, citing: Document) -> str:
    """The words that name the issuer: at the head of the title, else just before 《."""
    title = re.sub(r"^[《〈<]", "", reference.title)
    within = re.match(r"[^《〈<]{3,40}?(?=关于|印发|转发)", title)
    if within:
        return within.group()
    before = BEFORE.search(citing.text, max(0, reference.start - 30), reference.start)
    return CITES.split(before.group())[-1] if before else ""
