"""The fits find what is planted, keep questions together, and count what rules refuse."""

from __future__ import annotations

import numpy as np
import pytest

from eval.fit_evidence import Case, Model
from eval.fit_evidence import fit as fit_evidence
from eval.fit_search import Pool, fit, folds, rate, sharpened

NAMES = ("words", "dense", "noise")


def made_pools(count: int = 120) -> list[Pool]:
    """Pools whose right candidate is the best by words and, half as much, by dense."""
    rng = np.random.default_rng(1)
    pools = []
    for n in range(count):
        parts = rng.random((12, 3))
        best = int(np.argmax(parts @ [2.0, 1.0, 0.0] + rng.gumbel(0, 0.1, 12)))
        right = np.arange(12) == best
        pools.append(Pool("one", f"q{n // 2}", NAMES, parts, np.zeros(12), right, np.arange(12)))
    return pools


def test_planted_weights_are_found():
    weights = fit(made_pools(), l2=1e-4)
    words, dense, noise = weights / weights.sum()
    assert words == pytest.approx(2 / 3, abs=0.06)
    assert dense == pytest.approx(1 / 3, abs=0.06)
    assert noise < 0.03


def test_a_part_left_out_has_no_weight_and_none_is_negative():
    weights = fit(made_pools(), l2=1e-4, without=0)
    assert weights[0] == 0
    assert (weights >= 0).all()


def test_what_the_score_has_besides_counts_as_in_the_score():
    pool = made_pools(1)[0]
    last = np.where(np.arange(12) == 11, 5.0, 0.0)
    lifted = Pool("one", "q", NAMES, pool.parts, last, last > 0, np.arange(12))
    assert rate(lifted, np.array([1.0, 0.0, 0.0]))[1] == 1.0


def test_folds_keep_a_question_together_and_leave_each_out_once():
    pools = made_pools(40)
    left_out = []
    for kept, out in folds(pools):
        assert {p.question for p in kept}.isdisjoint(p.question for p in out)
        left_out += [p.question for p in out]
    assert sorted(left_out) == sorted(p.question for p in pools)


def test_sharpening_keeps_the_order():
    weights = np.array([0.5, 0.3, 0.2])
    sharp = sharpened(weights, made_pools())
    assert sharp / sharp.sum() == pytest.approx(weights)


def test_places_found_twice_count_once():
    pool = made_pools(1)[0]
    places = np.array([0] * 6 + [1] * 6)
    twice = Pool("one", "q", NAMES, pool.parts, pool.extra, np.arange(12) == 11, places)
    assert rate(twice, np.ones(3))[2] == 1.0


def test_evidence_learns_from_rows_alone_and_counts_the_rest():
    rng = np.random.default_rng(2)
    near = [Case("one", f"y{n}", True, False, ({"near": rng.normal(2)},)) for n in range(80)]
    far = [Case("one", f"n{n}", False, False, ({"near": rng.normal(-2)},)) for n in range(80)]
    misleading = [Case("one", f"a{n}", True, True, ({"near": -9.0},)) for n in range(80)]
    ruled = [Case("one", "r", False, False, ())]
    model = fit_evidence([*near, *far, *misleading, *ruled], ("near",), 1.0)
    assert model.weights["near"] > 1
    assert model.strongest(ruled[0]) == 0.0
    assert model.strongest(near[0]) > 0.5 > model.strongest(far[0])


def test_of_several_rows_the_strongest_decides():
    case = Case("one", "q", True, False, ({"near": 1.0}, {"near": 3.0}))
    assert Model(0.0, {"near": 1.0}).strongest(case) == pytest.approx(1 / (1 + np.exp(-3.0)))
