"""How the budget of false alarms is spread."""

from __future__ import annotations

import pytest

from router.domain.incidents.budget import MOST, spread, threshold
from router.domain.incidents.tails import LARGEST_SHAPE, at_least


def test_alike_cells_share_alike() -> None:
    assert spread([5.0] * 4, 0.01, floor=5, hours=6) == pytest.approx(0.0025)


def test_what_seldom_called_cells_cannot_give_goes_to_the_others() -> None:
    seldom, often = 0.01, 5.0
    need = seldom * at_least(4, seldom * 6, LARGEST_SHAPE)
    share = spread([seldom] * 90 + [often] * 10, 0.01, floor=5, hours=6)
    assert need < 0.01 / 100
    assert share == pytest.approx((0.01 - 90 * need) / 10)


def test_all_together_never_give_more_than_the_budget() -> None:
    rates = [0.001 * 1.2**step for step in range(50)]
    share = spread(rates, 0.002, floor=5, hours=6)
    given = sum(min(share, rate * at_least(4, rate * 6, LARGEST_SHAPE)) for rate in rates)
    assert given == pytest.approx(0.002)


def test_a_budget_that_the_floor_keeps_holds_nobody_back() -> None:
    assert spread([0.001] * 3, 1.0, floor=5, hours=6) == 1.0
    assert spread([], 1.0, floor=5, hours=6) == 1.0


def test_a_look_asks_for_less_where_looks_are_many() -> None:
    assert threshold(1e-6, 0.5, 4) == pytest.approx(5e-7)
    assert threshold(1e-6, 5.0, 4) == pytest.approx(5e-8)
    assert threshold(1e-6, 0.0, 4) == MOST
