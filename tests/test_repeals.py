"""Which titles a text repeals in its own voice, and what only speaks of a repeal."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.repeals import find_repeals

OWN = "第九十条　本法自2021年1月1日起施行。"
REPEALED = [
    ("《甲条例》同时废止。", ["甲条例"], "at the same time"),
    (f"{OWN}《甲法》、《乙法》和《丙法》同时废止。", ["甲法", "乙法", "丙法"], "the whole list"),
    (f"{OWN}《甲法》《乙法》同时废止。", ["甲法", "乙法"], "a list without marks"),
    (f"{OWN}1991年4月9日全国人民代表大会通过的《甲法》和1993年12月13日国务院发布的《乙条例》"
     "同时废止。", ["甲法", "乙条例"], "with who made them"),
    (f"{OWN}1980年国务院发布的《甲办法》，1982年国务院发布的《乙条例》，同时废止。",
     ["甲办法", "乙条例"], "commas"),
    ("本解释施行后，《甲解释》（法释〔2007〕5号）同时废止；以前的解释与本解释不一致的，"
     "以本解释为准。", ["甲解释"], "with its 文号, before a semicolon"),
    ("自本规定公布之日起，《甲规定》即行废止。", ["甲规定"], "即行"),
    ("《甲办法》自本办法施行之日起废止。", ["甲办法"], "from a day"),
    ("本办法自印发之日起施行，原《甲办法》（某发〔2012〕1号）停止执行。", ["甲办法"],
     "in other words"),
    ("本通知自印发之日起执行。《甲通知》《乙通知》等3件规范性文件同时废止。",
     ["甲通知", "乙通知"], "and others"),
    ("经研究，现决定废止《甲办法》和《乙办法》。", ["甲办法", "乙办法"], "a decision"),
    ("国务院决定：对《甲条例》予以废止。", ["甲条例"], "a decision, the verb behind"),
    ("本标准代替《乙标准》。", ["乙标准"], "replaced"),
    ("国务院1955年批准颁发的《关于修改〈甲条例〉的决定》同时废止。", ["关于修改〈甲条例〉的决定"],
     "a title within a title"),
    (f"{OWN}《甲条例》(试行)同时废止。", ["甲条例"], "marks behind the title"),
    # What repeals nothing
    (f"{OWN}《甲条例》中有关乙的规定同时废止。", [], "a part of it"),
    (f"{OWN}《甲条例》第三条同时废止。", [], "one article"),
    (f"{OWN}《甲条例》已废止。", [], "told of"),
    (f"{OWN}《甲条例》废止后，按照本法执行。", [], "what comes after"),
    (f"{OWN}建议对《甲条例》予以废止。", [], "asked for"),
    (f"{OWN}国务院曾决定废止《甲条例》。", [], "told of"),
    (f"{OWN}《甲条例》应当同时废止。", [], "a duty to repeal"),
    (f"{OWN}《甲条例》是否予以废止，由国务院决定。", [], "open"),
    ("《乙条例》自2021年5月1日起施行，《甲条例》同时废止。", [], "a report of another's repeal"),
    ("现行的《甲条例》规定，证书有效期届满自行废止。", [], "a certificate"),
    ("制定、修改和废止《甲条例》的程序，适用本法。", [], "how to repeal"),
    (f"{OWN}根据《乙法》，《甲条例》同时废止。", ["甲条例"], "the ground stays"),
    ("现发布《乙办法》，《甲办法》同时废止。", ["甲办法"], "what is issued stays"),
    ("《甲办法》修改为《乙办法》，《丙办法》同时废止。", ["丙办法"], "what is renamed stays"),
    ("", [], "nothing"),
    ("废止", [], "no title"),
    ("《甲", [], "half a title"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "titles", "why"), REPEALED)
def test_find_repeals(text: str, titles: list[str], why: str) -> None:
    assert [repeal.title for repeal in find_repeals(text)] == titles, why


def test_places_and_numbers() -> None:
    text = "第一条　甲。\n第二条　本解释自公布之日起。《甲》（法释〔2007〕5号）、《乙》同时废止。\n"
    first, second = find_repeals(text)
    assert text[first.title_start :].startswith("《甲》")
    assert text[first.start : first.end] == "《甲》（法释〔2007〕5号）、《乙》同时废止。"
    assert (first.number, second.number) == ("法释〔2007〕5号", None)
    assert (second.start, second.end) == (first.start, first.end)


PIECES = ["《甲法》", "《乙办法》", "同时废止", "，", "。", "、", "和", "本法自2021年起施行", "（",
          "）", "〔2007〕5号", "\n", "已", "予以废止", "决定废止", "代替", "《", "》"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_repeal_is_a_title_of_the_text(text: str) -> None:
    for repeal in find_repeals(text):
        assert text[repeal.title_start :].startswith(f"《{repeal.title}》")
        assert repeal.start <= repeal.title_start < repeal.end <= len(text)
        assert "\n" not in text[repeal.start : repeal.end]


def test_time_is_linear_in_the_text() -> None:
    for piece in (
        "《甲法》、",
        "废止",
        "本法《甲》（",
        "《甲法》同时废止。\n",
        "，决定废止《甲法》",
    ):
        start = time.perf_counter()
        find_repeals("本法同时" + piece * 20_000 + "废止")
        assert time.perf_counter() - start < 5, piece
