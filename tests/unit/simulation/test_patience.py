"""The estimator of patience: by hand, and on drawn callers whose patience is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from router.simulation.patience import Patience, estimate_patience


def estimate(*waits: tuple[float, bool]) -> Patience:
    waited, gave_up = zip(*waits, strict=True)
    return estimate_patience(np.asarray(waited, dtype=float), np.asarray(gave_up, dtype=bool))


BY_HAND = estimate((9, False), (5, False), (2, True), (7, True), (5, True), (3, False))
"""   s  gave up  still there  S(s)
      2        1            6  5/6
      5        1            4  5/6 * 3/4     answered at 5: was still there then
      7        1            2  5/6 * 3/4 * 1/2
"""


def test_the_table_by_hand() -> None:
    assert BY_HAND.times.tolist() == [2, 5, 7]
    assert BY_HAND.left == pytest.approx([5 / 6, 5 / 8, 5 / 16])
    assert BY_HAND.tail == pytest.approx((1 / 6 + 1 / 4 + 1 / 2) / 7)
    beyond = BY_HAND.beyond(np.asarray([-1.0, 0, 1.9, 2, 4.9, 5, 6.9, 7]))
    assert beyond == pytest.approx([1, 1, 1, 5 / 6, 5 / 6, 5 / 8, 5 / 8, 5 / 16])


def test_the_tail_is_exponential() -> None:
    at = np.asarray([7.0, 17.0, 27.0])
    assert BY_HAND.beyond(at) == pytest.approx(5 / 16 * np.exp(-BY_HAND.tail * (at - 7)))


def test_the_tail_looks_at_the_last_ten_alone() -> None:
    early = [(0.001 * number, True) for number in range(1, 101)]
    late = [(100.0 * number, True) for number in range(1, 11)]
    of = estimate(*early, *late, (5_000.0, False))
    hazards = sum(1 / (11 - number) for number in range(10))
    assert of.tail == pytest.approx(hazards / (1_000 - 0.1))


def test_draws_follow_the_table() -> None:
    drawn = BY_HAND.draw(np.random.default_rng(1), np.full(40_000, -1.0))
    shares = [float((drawn == at).mean()) for at in (2, 5, 7)]
    assert shares == pytest.approx([1 / 6, 5 / 24, 5 / 16], abs=0.01)
    assert float((drawn[drawn > 7] - 7).mean()) == pytest.approx(1 / BY_HAND.tail, rel=0.05)


def test_who_was_answered_at_w_is_drawn_from_beyond_w() -> None:
    drawn = BY_HAND.draw(np.random.default_rng(1), np.full(40_000, 3.0))
    assert drawn.min() == 5
    assert float((drawn == 5).mean()) == pytest.approx(1 / 4, abs=0.01)
    beyond_all = BY_HAND.draw(np.random.default_rng(1), np.full(40_000, 100.0))
    assert beyond_all.min() > 100
    assert float(beyond_all.mean()) == pytest.approx(100 + 1 / BY_HAND.tail, rel=0.01)


def test_when_nobody_gave_up_nobody_does() -> None:
    of = estimate((10, False), (20, False))
    assert of.beyond(np.asarray([1_000.0])).tolist() == [1.0]
    assert of.draw(np.random.default_rng(1), np.asarray([-1.0, 5.0])).tolist() == [math.inf, math.inf]


def test_when_all_gave_up_the_last_is_the_longest() -> None:
    of = estimate((10, True), (20, True))
    assert of.left[-1] == 0
    assert set(of.draw(np.random.default_rng(1), np.full(100, -1.0))) == {10, 20}
    assert of.draw(np.random.default_rng(1), np.asarray([25.0])).tolist() == [math.inf]


def test_no_waits_at_all() -> None:
    of = estimate_patience(np.empty(0), np.empty(0, dtype=bool))
    assert of.draw(np.random.default_rng(1), np.asarray([-1.0])).tolist() == [math.inf]


def test_under_heavy_censoring_the_mean_of_those_who_gave_up_is_far_off_and_this_is_not() -> None:
    random = np.random.default_rng(7)
    patience, offered = random.exponential(300.0, 40_000), random.exponential(40.0, 40_000)
    waited, gave_up = np.minimum(patience, offered), patience <= offered
    assert gave_up.mean() < 0.13  # 40 / 340 of all
    # The wait of whoever gives up is exponential with the sum of both rates: 35 s, not 300.
    assert float(waited[gave_up].mean()) == pytest.approx(300 * 40 / 340, rel=0.05)
    of = estimate_patience(waited, gave_up)
    at = np.asarray([15.0, 60.0, 150.0])
    assert of.beyond(at) == pytest.approx(np.exp(-at / 300), abs=0.015)
    drawn = of.draw(random, np.full(40_000, -1.0))
    assert float(np.median(drawn)) == pytest.approx(300 * math.log(2), rel=0.1)
