"""Seats of one skill each that share nothing but the waiting places: exact.

Each class is a birth-death process, reversible by itself; several side by side are, and so is their truncation to the
states with a free place (Kelly, "Reversibility and Stochastic Networks" (1979), corollary 1.10). So the steady state is
the product of the classes' own, cut off and scaled: a convolution over the places taken.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from router.simulation.erlang import Measures

Chances = NDArray[np.float64]


def partitioned(
    *, classes: int, arrivals: float, service: float, seats: int, places: int, threshold: float
) -> Measures:
    """What callers of `classes` equal classes meet; `arrivals` and `seats` are those of one class, `places` of all.

    Rates and the threshold in one unit of time; what comes out is in the same one. Nobody gives up.
    """
    load = arrivals / service
    idle = np.asarray([load**busy / math.factorial(busy) for busy in range(seats)])
    # Odds that a class has w waiting, w = 0 meaning all its seats are busy.
    full = load**seats / math.factorial(seats) * (load / seats) ** np.arange(places + 1)
    alone = full.copy()
    alone[0] += idle.sum()
    others = np.zeros(places + 1)
    others[0] = 1.0
    for _ in range(classes - 1):
        others = np.convolve(others, alone)[: places + 1]
    everything = np.convolve(others, alone)[: places + 1]
    total = float(everything.sum())
    # The others leave w places or more with this chance, unscaled.
    room = np.cumsum(others)
    blocked = float((full * others[::-1]).sum()) / total
    entered = 1.0 - blocked
    delayed = full[:places] * room[places - 1 :: -1][:places] / total
    at_once = float(idle.sum() * room[places]) / total
    mean_waiting = float((np.arange(places + 1) * full * room[::-1]).sum()) / total
    pace = seats * service * threshold
    soon = sum(float(chance) * _erlang_within(w + 1, pace) for w, chance in enumerate(delayed))
    within = (at_once + soon) / entered
    return Measures(
        blocked=blocked,
        waits=float(delayed.sum()) / entered,
        abandoned=0.0,
        mean_wait=mean_waiting / arrivals / entered,
        served_within=within,
        share_within=within,
    )


def _erlang_within(stages: int, mean: float) -> float:
    """Chance that so many stages of a Poisson process of this mean are over."""
    term = total = math.exp(-mean)
    for number in range(1, stages):
        term *= mean / number
        total += term
    return 1.0 - total
