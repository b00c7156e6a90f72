"""The simulator against queues whose steady state is known, quickly: `hotline theory` has the narrow intervals."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import inf

import numpy as np
import pytest

from router.simulation.check_theory import Row, check_case
from router.simulation.controls import Control, controlled_ratio
from router.simulation.draw_day import draw_day
from router.simulation.theory_cases import WARM_UP_S, cases, lasting

EFFORT = {
    "Erlang A, 84 seats": 0.0425,
    "Erlang C, 12 seats": 0.01,
    "6 classes, everybody does everything": 0.0041,
    "6 classes, one skill each": 0.0125,
    "6 classes, two skills each": 0.0042,
}
"""Share of the full precision's length that is played here."""
DAYS = 17
"""Few: each has to warm up before anything is counted."""
WIDEST = {"waits": 0.14, "abandoned": 0.35, "mean_wait_min": 0.35, "answered_within": 0.12}
"""Half widths, relative: wide, yet narrow enough for six seats too many to be seen. Blocking is too rare to be held."""


@cache
def rows_of(name: str) -> tuple[Row, ...]:
    case = next(case for case in cases() if case.name == name)
    return check_case(case, policy="best_level", seed=11, days=DAYS, effort=EFFORT[name])


@pytest.mark.parametrize("name", EFFORT)
def test_the_simulator_agrees_with_theory(name: str) -> None:
    for row in rows_of(name):
        assert row.agrees, row
        assert row.precision < WIDEST.get(row.measure, inf), row


def test_six_seats_too_many_are_seen() -> None:
    other = next(case for case in cases() if case.name == "Erlang A, 90 seats")
    for row in rows_of("Erlang A, 84 seats"):
        assert not replace(row, exact=other.exact[row.measure]).agrees, row


def test_controls_have_the_means_that_are_told() -> None:
    case = next(case for case in cases() if case.name == "6 classes, one skill each")
    scenario = lasting(case.scenario, 300.0)
    control = Control(load=14.0, levels=(13, 15, 17), start=WARM_UP_S, stop=WARM_UP_S + 18_000, classes=6)
    values = np.stack([control.of(draw_day(scenario, 3, day)) for day in range(60)])
    errors = values.std(axis=0, ddof=1) / np.sqrt(60)
    assert (np.abs(values.mean(axis=0) - control.means) < 4.5 * errors).all()


def test_controls_take_out_what_they_explain() -> None:
    random = np.random.default_rng(2)
    control = random.normal(5.0, 1.0, (100, 1))
    above = 3.0 + 2.0 * (control[:, 0] - 5.0) + random.normal(0.0, 0.1, 100)
    found = controlled_ratio(above, np.ones(100), list(control), np.asarray([5.0]), level=0.999)
    assert found.mean == pytest.approx(3.0, abs=0.05)
    assert found.half < 0.05
