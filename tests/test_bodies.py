"""Bodies of government by all their names, and statements that name another one."""

from __future__ import annotations

import pytest

from kb.language.bodies import differing_body, named_bodies

NAMED = [
    ("市卫健委和市民政局", ["卫生健康", "民政"], "short names"),
    ("各级卫生健康行政部门、医疗保障行政部门", ["卫生健康", "医疗保障"], "行政部门"),
    ("市卫生计生委，市人力资源和社会保障局", ["卫生健康", "人力资源和社会保障"], "former names"),
    ("残疾人联合会、残联", ["残联"], "one body, named twice"),
    ("市人民政府办公室", ["政府"], "a government's office"),
    ("基层医疗卫生机构和体育场馆", [], "no bodies"),
    ("委托第三方、委员", [], "委 of another word"),
]


@pytest.mark.parametrize(("text", "expected", "why"), NAMED)
def test_named_bodies(text: str, expected: list[str], why: str) -> None:
    assert list(named_bodies(text)) == expected, why


DIFFERING = [
    ("由民政部门推进，对吗", "医疗保障部门要推进改革", "民政部门", "another body"),
    ("由医保局推进，对吗", "医疗保障部门要推进改革", None, "the same by another name"),
    ("由教育部门推广，对吗", "体育部门要大力推广", "教育部门", "育部门 is in both"),
    ("由市民政局牵头，对吗", "由市卫计委牵头开展，市民政局配合", "市民政局", "it only assists"),
    ("由市卫健委牵头，对吗", "由市卫计委牵头开展", None, "the same, renamed"),
    ("由市民政局牵头，对吗", "责任单位：市卫生计生委，市民政局", "市民政局",
     "not the first of the list"),
    ("由市民政局负责，对吗", "责任单位：市卫生计生委，市民政局", None, "in the list"),
    ("床位不少于10张，对吗", "市民政局负责", None, "no body is claimed"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence", "expected", "why"), DIFFERING)
def test_differing_body(claim: str, sentence: str, expected: str | None, why: str) -> None:
    assert differing_body(claim, sentence) == expected, why
