"""How improbable a count has to be: a budget of false alarms, spread over cells and looks.

A cell is looked at with each call it gets, in each window. Given a call now, the calls before it are as many as at any
other time (Slivnyak's theorem for Poisson processes), so a look that asks for a chance of `a` gives a false alarm with
chance `a` at most, and looks come at the cell's own rate: rate × windows × a false alarms an hour. Each cell may give
the same number of them an hour. The sum over cells and looks is a bound, whatever the looks have to do with each other
(Boole's inequality); as looks overlap widely, the truth lies well below.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from router.domain.incidents.tails import LARGEST_SHAPE, at_least

MONTH: Final = 30 * 24.0
"""hours"""
MOST: Final = 1e-3
"""No look asks for less than this, however seldom a cell is called."""


def spread(rates: Iterable[float], per_hour: float, *, floor: int, hours: float) -> float:
    """What each cell may give of false alarms an hour, so that all together give `per_hour` at most.

    A seldom called cell, which the floor keeps from giving even that, leaves the rest to the others.
    `rates`: calls an hour of each cell. `hours`: length of the longest window.
    """
    needs = sorted(rate * at_least(floor - 1, rate * hours, LARGEST_SHAPE) for rate in rates)
    left, cells = per_hour, len(needs)
    for need in needs:
        if need * cells > left:
            return left / cells
        left -= need
        cells -= 1
    # The floor alone keeps the budget: no cell is held to more.
    return per_hour


def threshold(share: float, rate: float, windows: int) -> float:
    """The chance that a look asks for. `share`: false alarms an hour of the cell; `rate`: its calls an hour now."""
    return min(MOST, share / max(rate * windows, 1e-12))
