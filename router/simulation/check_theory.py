"""Plays the systems whose steady state is known, and compares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from router.simulation.controls import Control, controlled_ratio
from router.simulation.draw_day import draw_day
from router.simulation.intervals import Estimate
from router.simulation.policies import plan
from router.simulation.run_day import run_day
from router.simulation.spread import spread
from router.simulation.tally import tally
from router.simulation.theory_cases import SHARES, WARM_UP_S, Case, lasting

LEVEL = 0.999
RARE = 0.01
MANY_DAYS = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure of one system."""

    case: str
    measure: str
    exact: float | None
    published: str
    """as printed"""
    found: Estimate
    source: str

    @property
    def expected(self) -> float:
        """What the simulator should find."""
        return float(self.published) if self.exact is None else self.exact

    @property
    def slack(self) -> float:
        """By how much the expected value may itself be off: nothing when it is exact.

        One that was simulated has an error of its own: where a formula shows it, up to 4 %. Here 2 % are granted.
        """
        return 0.02 * self.expected if self.exact is None else 0.0

    @property
    def precision(self) -> float:
        """Half width of the interval, relative to the value."""
        return self.found.half / self.expected

    @property
    def precise(self) -> bool:
        """Whether the interval is as narrow as promised: 2 % of the value, 5 % for a share below 1 %."""
        rare = self.measure != "mean_wait_min" and self.expected < RARE
        return self.precision <= (0.05 if rare else 0.02)

    @property
    def agrees(self) -> bool:
        """Whether the interval holds the value, or comes as near as `slack`."""
        low, high, off = self.found.low, self.found.high, self.slack
        return low is not None and high is not None and low - off <= self.expected <= high + off


def check_case(
    case: Case,
    *,
    policy: str,
    seed: int,
    days: int,
    effort: float = 1.0,
    cores: int = 1,
    progress: Callable[[], object] = lambda: None,
) -> tuple[Row, ...]:
    """Play one system for `effort` times the minutes of full precision, cut into `days`, which are independent."""
    minutes = case.minutes * effort / days
    control = _control(case, minutes, days)
    one = partial(_play, case, policy, seed, control)
    found = []
    for day in spread(one, days, cores):
        found.append(day)
        progress()
    counts = np.stack([sums for sums, _ in found])
    controls = [values for _, values in found]
    return tuple(_row(case, key, counts, controls, control.means) for key in case.keys)


def _play(
    case: Case, policy: str, seed: int, control: Control, day: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Counts of the measured period, all types together, and the controls' values."""
    scenario = lasting(case.scenario, (control.stop - control.start) / 60)
    calls = draw_day(scenario, seed, day)
    counted = tally(scenario, calls, run_day(scenario, calls, plan(scenario, policy)))
    return counted.counts[:, 1].sum(axis=0), control.of(calls)


def _control(case: Case, minutes: float, days: int) -> Control:
    kinds = case.scenario.types
    loads = [kind.per_minute[0] / 60 * kind.handling[0].mean_s for kind in kinds]
    load = loads[0] if case.classes_apart else sum(loads)
    step = max(1, round(case.seats / 20))
    # Each control costs a day of freedom, and one that a short run never meets does harm.
    offsets = (-2, 0, 1, 3, 5, 7) if days >= MANY_DAYS else (0, 1)
    levels = tuple(case.seats + step * offset for offset in offsets)
    return Control(
        load=load,
        levels=levels,
        start=WARM_UP_S,
        stop=WARM_UP_S + 60 * minutes,
        classes=len(kinds) if case.classes_apart else 1,
    )


def _row(
    case: Case,
    key: str,
    counts: NDArray[np.float64],
    controls: Sequence[NDArray[np.float64]],
    means: NDArray[np.float64],
) -> Row:
    above, below, unit = SHARES[key]
    under = counts[:, list(below)].sum(axis=1)
    return Row(
        case=case.name,
        measure=key,
        exact=case.exact.get(key),
        published=case.published[key],
        found=controlled_ratio(counts[:, above] * unit, under, controls, means, level=LEVEL),
        source=case.source,
    )
