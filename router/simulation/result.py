"""What a simulation found: estimates over its days, in all, by type, by period, and both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from router.simulation.intervals import NOTHING, Estimate, mean_estimate, quantile_estimate, ratio_estimate
from router.simulation.scenario import Scenario
from router.simulation.tally import Count, DayTally


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What callers met. Counts are per day, times in seconds."""

    arrivals: Estimate
    served: Estimate
    abandoned: Estimate
    blocked: Estimate
    within_threshold: Estimate
    share_within: Estimate
    mean_wait_s: Estimate
    p95_wait_s: Estimate


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Median absolute error of the expected wait told to callers who were answered later, in seconds."""

    engine_s: float | None
    naive_s: float | None
    calls: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """All of it."""

    scenario: Scenario
    policy: str
    days: int
    seed: int
    total: Figures
    by_type: Mapping[str, Figures]
    by_period: tuple[Figures, ...]
    by_type_period: Mapping[str, tuple[Figures, ...]]
    occupancy: Mapping[str, Estimate]
    """by group: time on calls ÷ time on duty, until the last call has ended"""
    all_groups: Estimate
    """the same of all groups together"""
    busy: tuple[Estimate, ...]
    """seats busy, mean over each period"""
    expected_wait: Errors


def summarize(scenario: Scenario, tallies: Sequence[DayTally], *, policy: str, seed: int) -> Result:
    """Estimates from the days' counts."""
    days, kinds, periods = len(tallies), len(scenario.types), len(scenario.periods)
    counts = np.stack([day.counts for day in tallies])
    waits = _Waits(tallies, periods)
    busy = np.stack([day.busy_s for day in tallies])
    staffed = np.stack([day.staffed_s for day in tallies])
    return Result(
        scenario=scenario,
        policy=policy,
        days=days,
        seed=seed,
        total=_figures(counts.sum(axis=(1, 2)), waits.p95(slice(None), slice(None))),
        by_type={
            kind.name: _figures(counts[:, number].sum(axis=1), waits.p95(number, slice(None)))
            for number, kind in enumerate(scenario.types)
        },
        by_period=tuple(
            _figures(counts[:, :, number].sum(axis=1), waits.p95(slice(None), number)) for number in range(periods)
        ),
        by_type_period={
            scenario.types[kind].name: tuple(
                _figures(counts[:, kind, number], waits.p95(kind, number)) for number in range(periods)
            )
            for kind in range(kinds)
        },
        occupancy={
            group.name: ratio_estimate(busy[:, number], staffed[:, number], most=1.0)
            for number, group in enumerate(scenario.groups)
        },
        all_groups=ratio_estimate(busy.sum(axis=1), staffed.sum(axis=1), most=1.0),
        busy=tuple(mean_estimate(column) for column in np.stack([day.busy_heads for day in tallies]).T),
        expected_wait=_errors(tallies),
    )


def _figures(counts: NDArray[np.float64], p95: Estimate) -> Figures:
    """`counts`: days × `Count`."""

    def of(column: Count) -> NDArray[np.float64]:
        chosen: NDArray[np.float64] = counts[:, column]
        return chosen

    return Figures(
        arrivals=mean_estimate(of(Count.ARRIVALS)),
        served=mean_estimate(of(Count.SERVED)),
        abandoned=mean_estimate(of(Count.ABANDONED)),
        blocked=mean_estimate(of(Count.BLOCKED)),
        within_threshold=mean_estimate(of(Count.WITHIN)),
        share_within=ratio_estimate(of(Count.WITHIN), of(Count.COUNTED), most=1.0),
        mean_wait_s=ratio_estimate(of(Count.WAIT_S), of(Count.SERVED) + of(Count.ABANDONED)),
        p95_wait_s=p95,
    )


class _Waits:
    """All waits of all days, sorted within each cell of type and period."""

    def __init__(self, tallies: Sequence[DayTally], periods: int) -> None:
        waits = np.concatenate([day.waits for day in tallies])
        cells = np.concatenate([day.cells for day in tallies])
        day = np.repeat(np.arange(len(tallies)), [len(day.waits) for day in tallies])
        order = np.lexsort((waits, cells))
        self._days = len(tallies)
        self._waits, self._day, self._cells = waits[order], day[order], cells[order]
        self._periods = periods

    def p95(self, kind: int | slice, period: int | slice) -> Estimate:
        if isinstance(kind, slice) and isinstance(period, slice):
            return self._of(self._waits, self._day, in_order=False)
        if isinstance(kind, slice):
            mask = self._cells % self._periods == period
            return self._of(self._waits[mask], self._day[mask], in_order=False)
        first = kind * self._periods + (0 if isinstance(period, slice) else period)
        last = first + (self._periods if isinstance(period, slice) else 1)
        start, stop = np.searchsorted(self._cells, [first, last])
        return self._of(self._waits[start:stop], self._day[start:stop], in_order=not isinstance(period, slice))

    def _of(self, waits: NDArray[np.float32], day: NDArray[np.int64], *, in_order: bool) -> Estimate:
        if not len(waits):
            return NOTHING
        if not in_order:
            order = np.argsort(waits, kind="stable")
            waits, day = waits[order], day[order]
        return quantile_estimate(waits, day, self._days)


def _errors(tallies: Sequence[DayTally]) -> Errors:
    engine = np.concatenate([day.told_off_s for day in tallies])
    naive = np.concatenate([day.naive_off_s for day in tallies])
    if not len(engine):
        return Errors(engine_s=None, naive_s=None, calls=0)
    return Errors(engine_s=float(np.median(engine)), naive_s=float(np.median(naive)), calls=len(engine))
