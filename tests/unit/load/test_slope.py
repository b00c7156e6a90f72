"""Least squares, and what is too little to say anything."""

from __future__ import annotations

import pytest

from router.load.slope import LEAST, slope_per_hour


def test_a_straight_line() -> None:
    assert slope_per_hour([(at * 10.0, 50.0 + at * 0.1) for at in range(100)]) == pytest.approx(36.0)


def test_the_beginning_is_left_out() -> None:
    samples = [(at * 10.0, 50.0 + min(at, 20)) for at in range(100)]
    assert slope_per_hour(samples) == pytest.approx(0.0)


def test_too_few_samples_say_nothing() -> None:
    assert slope_per_hour([(at, 1.0) for at in range(LEAST)]) is None


def test_one_moment_says_nothing() -> None:
    assert slope_per_hour([(5.0, 1.0)] * 100) is None
