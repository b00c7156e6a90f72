"""Actual and replayed figures of the same calls, by queue and by hour of arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from router.simulation.replay_history import Ending, History, PastCall
from router.simulation.replay_run import Fate, Run

HOUR: Final = 3600.0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What callers met, per run; None: there was nothing to take it of."""

    arrivals: float
    served: float
    abandoned: float
    other: float
    """messages, faults, passed on, still waiting at the end"""
    share_within: float | None
    """answered within the target ÷ (served + abandoned after it)"""
    mean_wait_s: float | None
    """of served and abandoned"""
    p95_wait_s: float | None
    """the least wait that 95 % of these did not exceed"""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One queue, or one hour."""

    actual: Figures | None
    """calls whose end is not known among the others; None: no call's end is known"""
    simulated: Figures
    """of all runs together, counts per run"""
    each: tuple[Figures, ...]
    """of each run by itself: how much is chance"""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All of it."""

    total: Compared
    by_queue: Mapping[str, Compared]
    by_hour: tuple[tuple[float, Compared], ...]
    """Unix time of each hour's begin, counted from the period's own"""


@dataclass(frozen=True, kw_only=True)
class _Waits:
    """One account of the calls: how each ended, and after how long."""

    served: NDArray[np.bool_]
    abandoned: NDArray[np.bool_]
    waited: NDArray[np.float64]


def compare(history: History, runs: Sequence[Run]) -> Comparison:
    """Of the calls that count."""
    calls = history.calls
    counted = np.asarray([call.counted for call in calls], dtype=np.bool_)
    queue = np.asarray([call.queue for call in calls])
    target = np.asarray([history.target(call.queue) for call in calls])
    hour = np.asarray([(call.at - history.since) // HOUR for call in calls])
    actual = _actual(calls)
    accounts = [_simulated(run) for run in runs]

    def of(chosen: NDArray[np.bool_]) -> Compared:
        return Compared(
            actual=_figures([actual], target, chosen) if actual else None,
            simulated=_figures(accounts, target, chosen),
            each=tuple(_figures([account], target, chosen) for account in accounts),
        )

    hours = sorted(set(hour[counted].tolist()))
    return Comparison(
        total=of(counted),
        by_queue={name: of(counted & (queue == name)) for name in history.queues},
        by_hour=tuple((history.since + number * HOUR, of(counted & (hour == number))) for number in hours),
    )


def _actual(calls: Sequence[PastCall]) -> _Waits | None:
    """None when no counted call's end is known."""
    if not any(call.counted and call.ending is not None for call in calls):
        return None
    return _Waits(
        served=np.asarray([call.ending is Ending.ANSWERED for call in calls], dtype=np.bool_),
        abandoned=np.asarray([call.ending is Ending.ABANDONED for call in calls], dtype=np.bool_),
        waited=np.asarray([call.waited or 0.0 for call in calls], dtype=np.float64),
    )


def _simulated(run: Run) -> _Waits:
    return _Waits(served=run.fate == Fate.ANSWERED, abandoned=run.fate == Fate.ABANDONED, waited=run.waited)


def _figures(accounts: Sequence[_Waits], target: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Figures:
    runs, arrivals = len(accounts), int(chosen.sum())
    served = abandoned = within = counted = 0
    waits = []
    for account in accounts:
        answered, lost = account.served & chosen, account.abandoned & chosen
        # An answer at the target itself, but for rounding, is within it.
        soon = account.waited <= target + 1e-6
        served += int(answered.sum())
        abandoned += int(lost.sum())
        within += int((answered & soon).sum())
        counted += int(answered.sum()) + int((lost & ~soon).sum())
        waits.append(account.waited[answered | lost])
    wait = np.sort(np.concatenate(waits))
    return Figures(
        arrivals=float(arrivals),
        served=served / runs,
        abandoned=abandoned / runs,
        other=arrivals - (served + abandoned) / runs,
        share_within=within / counted if counted else None,
        mean_wait_s=float(wait.mean()) if len(wait) else None,
        p95_wait_s=float(wait[ceil(0.95 * len(wait) - 1e-9) - 1]) if len(wait) else None,
    )
