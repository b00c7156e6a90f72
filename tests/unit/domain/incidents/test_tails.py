"""Chances of counts, against closed forms and published values."""

from __future__ import annotations

import math

import pytest

from router.domain.incidents.tails import LARGEST_SHAPE, at_least, incomplete_beta


@pytest.mark.parametrize(("x", "mean"), [(1, 0.3), (5, 0.3), (5, 4.0), (6, 1.5), (20, 9.0), (60, 30.0)])
def test_a_large_shape_is_poisson(x: int, mean: float) -> None:
    below = math.fsum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(x))
    # From the upper end, where the sum of what lies below is all but 1.
    above = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(x, x + 200))
    assert above + below == pytest.approx(1)
    assert at_least(x, mean, LARGEST_SHAPE) == pytest.approx(above, rel=1e-3)


@pytest.mark.parametrize(("x", "mean", "shape"), [(3, 2.0, 1.0), (8, 2.0, 4.0), (40, 12.0, 25.0)])
def test_negative_binomial_by_its_own_terms(x: int, mean: float, shape: float) -> None:
    p = mean / (mean + shape)
    terms = (
        math.exp(math.lgamma(k + shape) - math.lgamma(shape) - math.lgamma(k + 1) + k * math.log(p)) * (1 - p) ** shape
        for k in range(x, x + 2000)
    )
    assert at_least(x, mean, shape) == pytest.approx(math.fsum(terms), rel=1e-9)


def test_shape_one_is_geometric() -> None:
    assert at_least(7, 3.0, 1.0) == pytest.approx(0.75**7)


@pytest.mark.parametrize(
    ("a", "b", "x", "value"), [(2, 3, 0.4, 0.5248), (0.5, 0.5, 0.5, 0.5), (5, 1, 0.9, 0.59049), (1, 4, 0.1, 0.3439)]
)
def test_incomplete_beta_at_points_with_a_closed_form(a: float, b: float, x: float, value: float) -> None:
    assert incomplete_beta(a, b, x, 1 - x) == pytest.approx(value, abs=1e-12)


def test_between_whole_numbers_it_falls_steadily() -> None:
    values = [at_least(step / 10, 1.2, 30.0) for step in range(1, 150)]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)


def test_nothing_asked_is_sure_and_nothing_expected_never_comes() -> None:
    assert at_least(0, 3.0, 5.0) == 1
    assert at_least(1, 0.0, 5.0) == 0
