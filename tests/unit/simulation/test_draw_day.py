"""What is drawn for a day, and what it does not depend on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from router.simulation.draw_day import draw_day
from router.simulation.duration import Constant, Empirical, LogNormal
from router.simulation.scenario import Busyness
from tests.unit.simulation.scenarios import busy, kind, scenario

TWO = scenario(
    periods=(3600.0, 1800.0),
    types=(
        busy("one", 2, per_minute=(10.0, 0.0)),
        busy("two", 2, per_minute=(5.0, 20.0), handling=(Constant(mean_s=7.0), Constant(mean_s=9.0))),
    ),
)


def test_calls_come_in_order_within_their_period_and_with_its_times() -> None:
    drawn = draw_day(TWO, 1, 0)
    assert (np.diff(drawn.arrival) >= 0).all()
    assert ((drawn.arrival >= 3600) == (drawn.period == 1)).all()
    assert not ((drawn.kind == 0) & (drawn.period == 1)).any()
    second = drawn.kind == 1
    assert (drawn.handling[second] == np.where(drawn.period[second] == 1, 9.0, 7.0)).all()


def test_as_many_come_as_the_rates_say() -> None:
    counts = np.asarray([len(draw_day(TWO, 1, day).arrival) for day in range(300)])
    # Poisson with mean 600 + 300 + 600: the mean of 300 days is within 4.5 standard errors.
    assert abs(counts.mean() - 1500) < 4.5 * np.sqrt(1500 / 300)
    assert 0.75 < counts.var() / 1500 < 1.3


def test_a_busy_day_is_busy_for_all_types() -> None:
    varied = replace(TWO, busyness=Busyness(shape=4.0, rate=4.0))
    days = [draw_day(varied, 1, day) for day in range(200)]
    factors = np.asarray([day.busyness for day in days])
    assert abs(factors.mean() - 1) < 4.5 * 0.5 / np.sqrt(200)
    for number in range(2):
        counts = np.asarray([(day.kind == number).sum() for day in days])
        assert np.corrcoef(counts, factors)[0, 1] > 0.95


def test_a_changed_patience_leaves_arrivals_and_talks_as_they_were() -> None:
    patient = replace(TWO, types=(replace(TWO.types[0], patience=None), TWO.types[1]))
    one, other = draw_day(TWO, 5, 2), draw_day(patient, 5, 2)
    assert (one.arrival == other.arrival).all()
    assert (one.handling == other.handling).all()
    assert np.isinf(other.patience[other.kind == 0]).all()
    assert not np.isinf(one.patience).any()


def test_lognormal_has_the_mean_and_deviation_that_were_given() -> None:
    drawn = LogNormal(mean_s=300.0, sd_s=150.0).draw(np.random.default_rng(1), 200_000)
    assert abs(drawn.mean() - 300) < 4.5 * 150 / np.sqrt(200_000)
    assert abs(drawn.std() - 150) < 3


def test_empirical_draws_only_what_was_measured() -> None:
    times = Empirical(values_s=(1.0, 5.0, 5.0))
    drawn = times.draw(np.random.default_rng(1), 3000)
    assert set(drawn) == {1.0, 5.0}
    assert 0.6 < (drawn == 5).mean() < 0.73
    assert times.mean_s == 11 / 3


def test_no_calls_at_all_is_a_day_too() -> None:
    assert len(draw_day(scenario(types=(kind(per_minute=(0.0,)),)), 1, 0).arrival) == 0
