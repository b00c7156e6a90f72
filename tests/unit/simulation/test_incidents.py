"""The incident test's traffic is what it is said to be, and its figures are rightly summed up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.rules import Rules
from router.simulation.incident_calls import draw_days
from router.simulation.incident_cases import A_DAY, CALLERS, EVENING, MOST_USUAL, strike
from router.simulation.incident_month import learn, play_month
from router.simulation.incident_report import play, poisson_interval
from router.simulation.incident_town import AGAIN, CURVE, PLACES, TOPICS, build_town


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_town_shares_all_calls_out_by_zipf() -> None:
    towns = np.mean([build_town(generator(seed)).pairs for seed in range(200)], axis=0)
    assert towns.shape == (TOPICS, PLACES)
    assert towns.sum() == pytest.approx(1)
    topics = towns.sum(axis=1)
    assert topics[0] / topics[9] == pytest.approx(10, rel=0.1)
    assert sum(CURVE) == pytest.approx(100)


def test_a_mean_week_has_four_thousand_calls_a_day() -> None:
    calls = draw_days(build_town(generator()), generator(), first=0, days=140)
    assert len(calls.at) / 140 == pytest.approx(4000, rel=0.05)
    assert calls.again.mean() == pytest.approx(AGAIN / (1 + AGAIN), rel=0.05)
    assert (np.diff(calls.at) >= 0).all()
    hour = (calls.at // 3600).astype(int) % 24
    assert (hour == 9).mean() * 100 == pytest.approx(CURVE[9], rel=0.05)


def test_incidents_have_nineteen_callers_each_in_the_evening_in_cells_that_seldom_call() -> None:
    town = build_town(generator())
    cases, calls = strike(town, generator(2), first=7, days=3)
    assert len(cases) == 3 * A_DAY
    assert np.bincount(calls.incident).tolist() == [CALLERS] * len(cases)
    assert len(set(calls.caller.tolist())) == CALLERS * len(cases)
    hours = calls.at / 3600 % 24
    assert hours.min() >= EVENING.start
    assert hours.max() <= EVENING.stop
    for case in cases:
        here = calls.incident == case.number
        assert set(calls.topic[here]) == {case.topic}
        assert set(calls.place[here]) == {case.place}
        assert case.usual == town.per_hour(case.topic, case.place, EVENING) <= MOST_USUAL


def test_history_counts_what_was_drawn() -> None:
    calls = draw_days(build_town(generator()), generator(), first=0, days=14)
    history = learn(calls, 2)
    once = len(calls.at) - (1 - math.log10(2)) * calls.again.sum()
    assert sum(history.house) == pytest.approx(once)
    assert sum(history.pairs.values()) == pytest.approx(once)
    for dimension in (Dimension.LINE, Dimension.TOPIC, Dimension.PLACE, Dimension.AREA):
        counted = sum(sum(week) for cell, week in history.counts.items() if cell.dimension is dimension)
        assert counted == pytest.approx(once)
    assert history.weeks == 2
    assert Cell(Dimension.CHOICE, "-1") not in history.counts


def test_days_with_incidents_are_found_and_summed_up_the_same_on_any_number_of_processes() -> None:
    report = play(days=1, months=1, struck_months=1, seed=3, cores=1, rules=Rules())
    assert report == play(days=1, months=1, struck_months=1, seed=3, cores=2, rules=Rules())
    alike, by_calls, *bands = report.detections
    assert (alike.incidents, by_calls.incidents) == (A_DAY / 2, A_DAY / 2)
    assert sum(each.incidents for each in bands) == A_DAY
    assert len(report.counts) == alike.incidents
    assert alike.by_sixth == sum(count <= 6 for count in report.counts) / alike.incidents
    assert report.per_month == pytest.approx(len(report.false) * 30)
    assert report.low <= report.per_month <= report.high


def test_incidents_in_seldom_called_cells_are_seen_by_the_sixth_call() -> None:
    month = play_month(0, seed=4, days=2, struck=True, rules=Rules())
    seldom = [each for each in month.struck if each.case.usual < 0.05]
    assert len(seldom) > 2
    assert max(each.calls or math.inf for each in seldom) <= 6
    assert min(each.calls or 0 for each in seldom) >= 3
    assert all(each.narrow for each in seldom)
    assert month.again == 0


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904)])
def test_the_interval_of_a_count_as_in_the_tables(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == (pytest.approx(low, abs=2e-3), pytest.approx(high, abs=2e-3))
