"""Usual rates, learned from much and from little."""

from __future__ import annotations

import pytest

from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.history import History
from router.domain.incidents.shrink import LEAST, MOST, ratio, shape_of
from router.domain.incidents.usual import Usual
from router.domain.incidents.week import SLOTS
from tests.unit.domain.incidents.town import past

HOUSING = Cell(Dimension.TOPIC, "housing")
HOUSING_ON_THE_HILL = Cell(Dimension.TOPIC_PLACE, "housing", "hill")


def test_plenty_of_history_is_taken_at_its_word() -> None:
    usual = Usual(past(500))
    assert sum(usual.house) / SLOTS == pytest.approx(13, rel=1e-3)
    assert usual.rates(HOUSING)[7] == pytest.approx(1, rel=1e-3)
    assert usual.rates(HOUSING_ON_THE_HILL)[7] == pytest.approx(0.05, rel=1e-2)


def test_a_pair_that_never_called_is_what_topic_and_place_make_of_it() -> None:
    history = past(8)
    unheard = Cell(Dimension.TOPIC_PLACE, "housing", "hill")
    expected = 1.0 * 0.05
    del history.pairs[unheard]
    rate = Usual(history).rates(unheard)[0]
    # Eight weeks of silence speak, but not alone.
    assert 0 < rate < expected


def test_thin_hours_follow_the_house_and_thick_ones_themselves() -> None:
    def busy_night(weeks: float) -> float:
        history = past(weeks)
        other = Cell(Dimension.TOPIC, "roads")
        # The odd hour: housing gets five times its usual calls there, roads so many fewer.
        history.counts[HOUSING][3] *= 5
        history.counts[other][3] -= history.counts[HOUSING][3] - 1.0 * weeks
        return Usual(history).rates(HOUSING)[3]

    thin, thick = busy_night(1), busy_night(400)
    assert 1 < thin < 1.1
    assert 2 < thick < 5


def test_what_is_thinly_known_is_known_less_well() -> None:
    thin, thick = Usual(past(1)), Usual(past(20))
    for cell in (HOUSING, HOUSING_ON_THE_HILL):
        assert thin.shape(cell, 1.0) < thick.shape(cell, 1.0)


def test_fading_leaves_rates_as_they_are() -> None:
    history = past(8)
    before = Usual(history).rates(HOUSING)[0]
    history.fade(0.5)
    assert history.hours[0] == 4
    assert history.weeks == 8
    assert Usual(history).rates(HOUSING)[0] == pytest.approx(before, rel=0.02)


def test_what_has_faded_away_is_forgotten() -> None:
    history = past(8)
    history.add(Cell(Dimension.TOPIC, "once"), 3, 1.0)
    history.fade(0.005)
    assert Cell(Dimension.TOPIC, "once") not in history.counts
    assert HOUSING in history.counts


def test_no_history_at_all_is_no_error() -> None:
    usual = Usual(History())
    assert set(usual.house) == {0.0}
    assert set(usual.rates(HOUSING_ON_THE_HILL)) == {0.0}


def test_a_ratio_between_what_was_counted_and_what_was_expected() -> None:
    assert ratio(10, 5, 5) == 1.5
    assert ratio(10, 5, 1e9) == pytest.approx(1)


def test_how_alike_counts_are_is_judged_from_them() -> None:
    assert shape_of([(10.0, 10.0)] * 50) == MOST
    assert shape_of([(0.0, 10.0), (100.0, 10.0)] * 50) == LEAST
    # Variance 10 + 10² / 4 = 35: ten and plus or minus its root, half of them each.
    apart = 35**0.5
    assert shape_of([(10 - apart, 10.0), (10 + apart, 10.0)] * 50) == pytest.approx(4)
