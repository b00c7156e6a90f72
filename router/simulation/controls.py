"""Control variates: numbers of a day that follow from its draws alone, and whose means are known.

Give every call a seat at once: how many are then in service is Poisson in steady state, whatever the policy. What a day
has above that mean, its real waits have too, and regression takes it out of the estimate (Lavenberg and Welch, "A
perspective on the use of control variables to increase the efficiency of Monte Carlo simulations", 1981). The engine
has no part in these numbers, so they cannot hide what it does wrong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from router.simulation.draw_day import DayCalls
from router.simulation.intervals import Estimate, student

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Control:
    """Time averages, over a window, of how far the number in service is above each of `levels`, and how long it is.

    `load` in erlangs: mean of that number, of all calls or, with `classes` above 1, of each class.
    """

    load: float
    levels: tuple[int, ...]
    start: float
    stop: float
    classes: int = 1

    @property
    def means(self) -> Numbers:
        """What is expected of `of`."""
        top = int(self.load + 20 * math.sqrt(self.load) + 40)
        numbers = np.arange(top)
        logs = numbers * math.log(self.load) - self.load - np.asarray([math.lgamma(n + 1) for n in numbers])
        chances = np.exp(logs)
        above = [float((chances * np.maximum(0, numbers - level)).sum()) for level in self.levels]
        return self.classes * np.asarray([self.load, *above, *(float(chances[level:].sum()) for level in self.levels)])

    def of(self, calls: DayCalls) -> Numbers:
        """The control's values on a day."""
        if self.classes == 1:
            return self._averages(calls.arrival, calls.handling)
        each = [calls.kind == kind for kind in range(self.classes)]
        summed: Numbers = np.sum([self._averages(calls.arrival[mask], calls.handling[mask]) for mask in each], axis=0)
        return summed

    def _averages(self, arrival: Numbers, handling: Numbers) -> Numbers:
        moments = np.concatenate([arrival, arrival + handling])
        change = np.concatenate([np.ones(len(arrival)), -np.ones(len(arrival))])
        order = np.argsort(moments, kind="stable")
        moments, number = moments[order], np.cumsum(change[order])
        edges = np.clip(np.append(moments, np.inf), self.start, self.stop)
        lasted = np.diff(edges)
        share = lasted / (self.stop - self.start)
        above = [float((share * np.maximum(0, number - level)).sum()) for level in self.levels]
        over = [float(share[number >= level].sum()) for level in self.levels]
        return np.asarray([float((share * number).sum()), *above, *over])


def controlled_ratio(
    above: Numbers, below: Numbers, controls: Sequence[Numbers], means: Numbers, *, level: float
) -> Estimate:
    """Sum of `above` ÷ sum of `below` over days, with what the controls explain taken out. Student's t interval."""
    days = len(below)
    ratio = float(above.sum() / below.sum())
    rest = (above - ratio * below) / float(below.mean())
    table = np.stack(controls) - means
    centred = table - table.mean(axis=0)
    # Controls that nearly repeat one another are cut off instead of blown up.
    slopes, _, rank, _ = np.linalg.lstsq(centred, rest, rcond=1e-6)
    left = rest - centred @ slopes
    freedom = days - 1 - int(rank)
    shift = table.mean(axis=0)
    # Error of the adjusted mean: that of a regression, at the point where the controls have their means.
    spread = np.linalg.pinv(centred.T @ centred, rcond=1e-12)
    factor = 1 / days + float(shift @ spread @ shift)
    half = student(freedom, level) * math.sqrt(float(left @ left) / freedom * factor)
    mean = ratio - float(shift @ slopes)
    return Estimate(mean=mean, low=mean - half, high=mean + half)
