"""Libraries of chosen size, vectors that are the same each time, and a picture of it all."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from eval.benchmarks.articles import Article, group_by_law
from eval.plot import Panel, apart, short, tick_step, to_svg
from eval.scale import PER_PASSAGE, RandomVectors, choose, draw
from eval.table import render

LAWS = group_by_law(
    Article(n, f"条例{n}", None, None, "第一条", "第一条 为了发展护理服务，制定本条例。" * (n % 7))
    for n in range(200)
)


@pytest.mark.parametrize("passages", [1, 20, 60])
def test_a_library_has_about_the_size_asked_for(passages: int) -> None:
    chosen = dict(choose(LAWS, passages))
    characters = sum(map(len, chosen.values()))
    assert 0.8 <= characters / (passages * PER_PASSAGE) <= 1
    assert dict(choose(LAWS, passages)) == chosen


def test_random_vectors_are_units_and_repeat() -> None:
    encoder = RandomVectors()
    vectors = encoder.encode_passages(["甲", "乙", "甲"])
    assert vectors.shape == (3, encoder.dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert (vectors[0] == vectors[2]).all()
    assert abs(float(vectors[0] @ vectors[1])) < 0.3
    assert encoder.encode_passages([]).shape == (0, encoder.dim)


POINTS = [
    {
        "passages": size, "documents": size // 50, "build_seconds": size / 70, "index_mb": 9.0,
        "build_peak_mb": 300.0, "ask_peak_mb": 250.0 + size / 100,
        "search": {"p50": 12.0, "p95": 20.0}, "ask": {"p50": 13.0, "p95": 21.0},
    }
    for size in (1012, 3020, 9870)
]  # fmt: skip


def test_points_become_a_picture() -> None:
    picture = ElementTree.fromstring(draw(POINTS))
    texts = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"one question, ms", "search p95", "1k", "3k", "10k"} <= set(texts)
    lines = list(picture.iter("{http://www.w3.org/2000/svg}polyline"))
    assert len(lines) == 4 + 1 + 1 + 2
    assert all(len(line.attrib["points"].split()) == len(POINTS) for line in lines)


def test_points_become_a_table() -> None:
    result = {
        "benchmark": "scale", "commit": "abc", "date": "2026-01-01", "cpus": 2, "load": 0.5,
        "vectors": "random", "questions": 200, "points": POINTS,
    }  # fmt: skip
    shown = render(result)
    assert "random vectors, 200 questions" in shown
    assert "| 9,870 | 197 | 12.0 / 20.0 | 13.0 / 21.0 | 141 | 9 | 300 | 349 |" in shown


def test_the_axis_is_logarithmic() -> None:
    picture = to_svg([Panel("a", {"b": [(10, 1), (100, 1), (1000, 1)]})], x_name="x")
    line = picture.split('points="')[1].split('"')[0]
    left, middle, right = (float(point.split(",")[0]) for point in line.split())
    assert middle - left == pytest.approx(right - middle, abs=0.2)


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="no points"):
        to_svg([], x_name="x")


STEPS = [(10, 5), (100, 50), (250, 100), (0.9, 0.5), (7, 2), (0, 5e-10)]


@pytest.mark.parametrize(("highest", "expected"), STEPS)
def test_ticks_are_round(highest: float, expected: float) -> None:
    assert tick_step(highest) == pytest.approx(expected)


def test_names_stand_apart() -> None:
    assert apart([50, 52, 10]) == [50, 63, 10]
    assert [short(n) for n in (140_329, 1012, 999)] == ["140k", "1k", "999"]
