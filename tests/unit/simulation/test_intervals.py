"""Intervals: known quantiles, and how often they hold what they should."""

from __future__ import annotations

import numpy as np
import pytest

from router.simulation.intervals import NOTHING, mean_estimate, quantile_estimate, ratio_estimate, student


@pytest.mark.parametrize(
    ("freedom", "level", "table"),
    [(1, 0.95, 12.706), (2, 0.95, 4.303), (5, 0.95, 2.571), (10, 0.999, 4.587), (30, 0.95, 2.042), (200, 0.999, 3.340)],
)
def test_student_as_in_the_tables(freedom: int, level: float, table: float) -> None:
    assert student(freedom, level) == pytest.approx(table, abs=6e-4)


def test_a_mean_of_days() -> None:
    found = mean_estimate(np.asarray([1.0, 2.0, 3.0]))
    assert found.mean == 2
    assert found.low == 0  # never below, though 2 - 4.303 / sqrt(3) is
    assert found.high == pytest.approx(2 + 4.303 / np.sqrt(3), abs=1e-3)


def test_a_day_by_itself_has_no_interval_and_none_at_all_no_mean() -> None:
    found = ratio_estimate(np.asarray([3.0]), np.asarray([4.0]))
    assert (found.mean, found.low, found.high) == (0.75, None, None)
    assert ratio_estimate(np.zeros(5), np.zeros(5)) == NOTHING


def test_a_share_weighs_days_by_their_calls() -> None:
    found = ratio_estimate(np.asarray([90.0, 0.0]), np.asarray([90.0, 10.0]), most=1.0)
    assert found.mean == 0.9
    assert found.high == 1.0


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    random = np.random.default_rng(3)
    held = {"ratio": 0, "quantile": 0}
    for _ in range(400):
        sizes = random.poisson(60, 25)
        values = random.exponential(1.0, sizes.sum()).astype(np.float32)
        day = np.repeat(np.arange(25), sizes)
        share = ratio_estimate(np.bincount(day, weights=values > 1, minlength=25), sizes.astype(float))
        order = np.argsort(values)
        found = quantile_estimate(values[order], day[order], 25)
        assert share.low is not None and share.high is not None and found.low is not None and found.high is not None
        held["ratio"] += share.low <= np.exp(-1) <= share.high
        held["quantile"] += found.low <= np.log(20) <= found.high
    # 380 expected; 4 standard deviations of a binomial are 17.
    assert 363 <= held["ratio"] <= 397
    assert 360 <= held["quantile"] <= 397


def test_p95_is_the_least_that_95_in_100_do_not_exceed() -> None:
    values = np.arange(1, 101, dtype=np.float32)
    assert quantile_estimate(values, np.zeros(100, dtype=np.int64), 1).mean == 95
