"""One day counted: by type and period of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from router.simulation.draw_day import DayCalls
from router.simulation.run_day import DayRun, Outcome
from router.simulation.scenario import Scenario


class Count(IntEnum):
    """What is counted. Position in the last axis of `DayTally.counts`."""

    ARRIVALS = 0
    SERVED = 1
    ABANDONED = 2
    BLOCKED = 3
    WITHIN = 4  # answered within the type's threshold
    COUNTED = 5  # served, or abandoned after the threshold: what the share is of
    WAIT_S = 6  # seconds waited, by all who got in
    DELAYED = 7  # got in, but found no seat at once


@dataclass(frozen=True, kw_only=True)
class DayTally:
    """What is kept of a day."""

    counts: NDArray[np.float64]
    """types × periods × `Count`"""
    waits: NDArray[np.float32]
    """seconds waited by each call that got in"""
    cells: NDArray[np.int32]
    """type × periods + period, of each of them"""
    busy_s: NDArray[np.float64]
    staffed_s: NDArray[np.float64]
    busy_heads: NDArray[np.float64]
    """mean seats busy in each period"""
    told_off_s: NDArray[np.float32]
    """by how many seconds the engine's expected wait was wrong, for each delayed call that was answered"""
    naive_off_s: NDArray[np.float32]
    """the same for the naive one"""


def tally(scenario: Scenario, calls: DayCalls, run: DayRun) -> DayTally:
    """Count one day."""
    kinds, periods = len(scenario.types), len(scenario.periods)
    cells = calls.kind * periods + calls.period
    threshold = np.asarray([kind.threshold_s for kind in scenario.types])[calls.kind]
    served = run.outcome == Outcome.SERVED
    abandoned = run.outcome == Outcome.ABANDONED
    entered = served | abandoned
    # An answer at the threshold itself, but for rounding, is within it.
    within = served & (run.waited <= threshold + 1e-9)
    columns = {
        Count.ARRIVALS: None,
        Count.SERVED: served,
        Count.ABANDONED: abandoned,
        Count.BLOCKED: run.outcome == Outcome.BLOCKED,
        Count.WITHIN: within,
        Count.COUNTED: served | (abandoned & (run.waited > threshold + 1e-9)),
        Count.WAIT_S: run.waited,
        Count.DELAYED: entered & ((run.waited > 0) | abandoned),
    }
    counts = np.zeros((kinds * periods, len(Count)))
    for column, weights in columns.items():
        counts[:, column] = np.bincount(cells, weights=weights, minlength=kinds * periods)
    known = served & ~np.isnan(run.told)
    return DayTally(
        counts=counts.reshape(kinds, periods, len(Count)),
        waits=run.waited[entered].astype(np.float32),
        cells=cells[entered].astype(np.int32),
        busy_s=run.busy_s,
        staffed_s=run.staffed_s,
        busy_heads=_busy_heads(scenario, calls, run, served),
        told_off_s=np.abs(run.told - run.waited)[known].astype(np.float32),
        naive_off_s=np.abs(run.naive - run.waited)[known].astype(np.float32),
    )


def _busy_heads(scenario: Scenario, calls: DayCalls, run: DayRun, served: NDArray[np.bool_]) -> NDArray[np.float64]:
    begin = np.sort((calls.arrival + run.waited)[served])
    end = np.sort((calls.arrival + run.waited + calls.handling)[served])
    edges = np.asarray([*scenario.starts, scenario.length])
    # Seconds talked before each edge: of those begun by then, less what they talk after it.
    talked = _before(begin, edges) - _before(end, edges)
    means: NDArray[np.float64] = np.diff(talked) / np.diff(edges)
    return means


def _before(moments: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over the moments before each edge of how long before it they were. `moments` sorted."""
    sums = np.concatenate([[0.0], np.cumsum(moments)])
    count = np.searchsorted(moments, edges)
    found: NDArray[np.float64] = count * edges - sums[count]
    return found
