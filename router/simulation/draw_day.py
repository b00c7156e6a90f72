"""Draws the calls of one day, before anything is decided: every policy meets the same calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from router.simulation.duration import Duration
from router.simulation.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class DayCalls:
    """One entry per call, by time of arrival. Times in seconds from the first period's beginning."""

    arrival: NDArray[np.float64]
    kind: NDArray[np.int64]
    """index of the type"""
    period: NDArray[np.int64]
    """index of the period of arrival"""
    handling: NDArray[np.float64]
    patience: NDArray[np.float64]
    """inf: never gives up"""
    busyness: float = 1.0
    """the day's factor on the rates"""


def draw_day(scenario: Scenario, seed: int, day: int) -> DayCalls:
    """The calls of day number `day`, from 0. A day depends on seed and number alone, not on the others.

    Within a period, arrivals are a Poisson process: their number is Poisson, their moments independent and uniform.
    """
    seeds = np.random.SeedSequence(seed, spawn_key=(day,)).spawn(1 + 3 * len(scenario.types))
    busyness = 1.0
    if scenario.busyness is not None:
        factor = np.random.Generator(np.random.PCG64(seeds[0]))
        busyness = float(factor.gamma(scenario.busyness.shape, 1.0 / scenario.busyness.rate))
    lengths = np.asarray(scenario.periods)
    starts = np.asarray(scenario.starts)
    parts = []
    for number, kind in enumerate(scenario.types):
        # A stream of its own for each purpose: a changed patience leaves arrivals and talks as they were.
        when, talk, wait = (
            np.random.Generator(np.random.PCG64(seed)) for seed in seeds[1 + 3 * number : 4 + 3 * number]
        )
        counts = when.poisson(np.asarray(kind.per_minute) * lengths / 60.0 * busyness)
        period = np.repeat(np.arange(len(lengths)), counts)
        arrival = starts[period] + when.random(len(period)) * lengths[period]
        handling = _per_period(kind.handling, counts, talk)
        patience = np.full(len(period), np.inf) if kind.patience is None else _per_period(kind.patience, counts, wait)
        parts.append((arrival, np.full(len(period), number), period, handling, patience))
    arrival, kinds, period, handling, patience = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(arrival, kind="stable")
    return DayCalls(
        arrival=arrival[order],
        kind=kinds[order],
        period=period[order],
        handling=handling[order],
        patience=patience[order],
        busyness=busyness,
    )


def _per_period(
    durations: tuple[Duration, ...], counts: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.float64]:
    if len(set(durations)) == 1:
        return durations[0].draw(random, int(counts.sum()))
    drawn = [duration.draw(random, int(count)) for duration, count in zip(durations, counts, strict=True)]
    return np.concatenate(drawn)
