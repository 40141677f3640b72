"""Libraries of chosen size, vectors that are the same each time, and a picture of it all."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from eval.benchmarks.articles import Article, group_by_law
from eval.plot import Panel, apart, short, tick_step, to_svg
from eval.projection import fit
from eval.scale import choose, draw
from eval.scale_encoders import RandomVectors, Timed
from eval.table import render

LAWS = group_by_law(
    Article(n, f"条例{n}", None, None, "第一条", "第一条 为了发展护理服务，制定本条例。" * (n % 7))
    for n in range(200)
)


@pytest.mark.parametrize(("articles", "held"), [(0, 0), (20, 20), (200, 200), (300, 200)])
def test_a_library_has_the_size_asked_for(articles: int, held: int) -> None:
    chosen = dict(choose(LAWS, articles))
    assert sum(len(LAWS[name]) for name in chosen) == held
    assert dict(choose(LAWS, articles)) == chosen


def test_a_smaller_library_is_part_of_a_larger_one() -> None:
    assert dict(choose(LAWS, 20)).items() <= dict(choose(LAWS, 50)).items()


def test_a_clock_counts_texts_and_nothing_else() -> None:
    encoder = Timed(RandomVectors())
    assert encoder.encode_passages(["甲", "乙"]).shape == (2, encoder.dim)
    assert encoder.texts == 2
    assert encoder.seconds > 0
    assert encoder.encode_query("甲").shape == (encoder.dim,)
    assert encoder.texts == 2


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
        "articles": size // 2,
        "product": {
            "passages": size, "documents": size // 50, "build_seconds": size / 70, "texts": size,
            "encoder_seconds": 1.0, "index_mb": 9.0, "build_peak_mb": 300.0,
            "ask_peak_mb": 250.0 + size / 100, "cold_seconds": 1.0 + size / 10_000,
            "search": {"p50": 12.0, "p95": 20.0}, "ask": {"p50": 13.0, "p95": 21.0},
        },
        "practice": {
            "pieces": size // 3, "build_seconds": 2.0, "texts": size // 3, "encoder_seconds": 1.0,
            "index_mb": 3.0, "build_peak_mb": 200.0, "ask_peak_mb": 150.0, "cold_seconds": 7.0,
            "search": {"p50": 9.0, "p95": 9.5},
        },
    }
    for size in (1012, 3020, 9870)
]  # fmt: skip
RESULT = {
    "benchmark": "scale", "commit": "abc", "date": "2026-01-01", "cpus": 2, "load": 0.5,
    "vectors": "random", "questions": 200, "points": POINTS,
    "texts_a_second": {"product": 70.0, "practice": 20.0},
}  # fmt: skip


def test_points_become_a_picture() -> None:
    picture = ElementTree.fromstring(draw(POINTS))
    texts = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"one question, ms", "search p95", "practice", "1k", "3k", "10k"} <= set(texts)
    lines = list(picture.iter("{http://www.w3.org/2000/svg}polyline"))
    assert len(lines) == 4 + 4 * 2
    assert all(len(line.attrib["points"].split()) == len(POINTS) for line in lines)


def test_points_become_a_table() -> None:
    shown = render(RESULT)
    assert "random vectors, 200 questions" in shown
    ours = "| 4,935 | this project | 9,870 | 141 | 141 | 12.0 / 20.0 | 13.0 / 21.0 | 2.0 | 9 |"
    assert f"{ours} 300 | 349 |" in shown
    theirs = "| 4,935 | LangChain 500/50 + FAISS | 3,290 | 2 | 164 | 9.0 / 9.5 | - | 7.0 | 3 |"
    assert f"{theirs} 200 | 150 |" in shown


def test_the_encoder_is_measured_when_its_vectors_are_real() -> None:
    assert "| 9,870 | 141 | 1 | 12.0" in render({**RESULT, "vectors": "real"})


def test_what_was_not_measured_is_projected() -> None:
    lines = {
        line.split("|")[1].strip(): line for line in render(RESULT).splitlines() if "|" in line
    }
    assert lines["cold s"] == "| cold s | 1.0 | 10.0 | 101.0 | 1,001.0 | 0% |"
    assert lines["search ms p50"] == "| search ms p50 | 12.0 | 0.0 | 12.0 | 12.0 | 0% |"


@pytest.mark.parametrize(
    ("points", "fixed", "each"),
    [
        ([(10, 7.0), (100, 25.0), (1000, 205.0)], 5.0, 0.2),
        ([(10, 8.0), (1000, 8.0)], 8.0, 0.0),
        ([(10, 1.0), (100, 10.0)], 0.0, 0.1),
    ],
)
def test_a_line_goes_through_points_that_lie_on_one(
    points: list[tuple[float, float]], fixed: float, each: float
) -> None:
    line = fit(points)
    assert (line.fixed, line.each) == (pytest.approx(fixed, abs=1e-6), pytest.approx(each))
    assert line.off == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("points", [[(10, 5.0), (100, 90.0)], [(10, 5.0), (100, 3.0)]])
def test_no_cost_is_projected_below_nothing(points: list[tuple[float, float]]) -> None:
    line = fit(points)
    assert min(line.fixed, line.each) >= 0
    assert line.off > 0


@pytest.mark.parametrize("points", [[], [(10, 5.0)], [(10, 5.0), (20, 0.0)]])
def test_a_line_needs_two_sizes(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="two sizes"):
        fit(points)


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
