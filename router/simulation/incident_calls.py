"""Draws the calls of the incident test's town."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from router.simulation import incident_town as of
from router.simulation.incident_town import Town

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Calls:
    """One entry per call, by time."""

    at: NDArray[np.float64]
    """seconds since the Monday 00:00 that all begins with"""
    topic: Ints
    place: Ints
    line: Ints
    choice: Ints
    """-1: nothing pressed"""
    area: Ints
    caller: Ints
    again: NDArray[np.bool_]
    """the second call of a caller"""
    incident: Ints
    """number of the incident that it is part of; -1: usual"""

    def sorted(self) -> Calls:
        order = np.argsort(self.at, kind="stable")
        return Calls(**{field.name: getattr(self, field.name)[order] for field in fields(self)})

    def __add__(self, other: Calls) -> Calls:
        names = [field.name for field in fields(self)]
        return Calls(**{name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in names})


def draw_days(town: Town, random: np.random.Generator, *, first: int, days: int) -> Calls:
    """Usual calls of so many days, by time. `first`: number of the first day, 0 a Monday."""
    numbers = np.arange(first, first + days)
    weekday = np.asarray(of.WEEKDAYS)
    curve = np.asarray(of.CURVE)
    busy = random.gamma(of.BUSYNESS_SHAPE, 1 / of.BUSYNESS_SHAPE, days)
    means = of.CALLS_A_DAY / (1 + of.AGAIN) * busy * weekday[numbers % 7] / weekday.mean()
    counts = random.poisson(np.outer(means, curve / curve.sum()))
    hour = np.repeat(np.tile(np.arange(24), days), counts.ravel())
    day = np.repeat(numbers, counts.sum(axis=1))
    at = ((day * 24 + hour) + random.random(len(day))) * 3600.0
    pair = random.choice(town.pairs.size, len(at), p=town.pairs.ravel())
    topic, place = np.divmod(pair, of.PLACES)
    # Numbers of people never meet those of other draws, nor those that offices share.
    caller = of.SHARED_NUMBERS + (first << 40) + np.arange(len(at))
    shared = random.random(len(at)) < of.SHARED
    caller[shared] = random.integers(of.SHARED_NUMBERS, size=int(shared.sum()))
    calls = detail(random, at=at, topic=topic, place=place, caller=caller)
    chosen = random.random(len(at)) < of.AGAIN
    later = {field.name: getattr(calls, field.name)[chosen] for field in fields(calls)}
    later["at"] = later["at"] + random.exponential(of.AGAIN_AFTER_S, int(chosen.sum()))
    later["again"] = np.ones(int(chosen.sum()), dtype=np.bool_)
    return (calls + Calls(**later)).sorted()


def detail(
    random: np.random.Generator, *, at: NDArray[np.float64], topic: Ints, place: Ints, caller: Ints, incident: int = -1
) -> Calls:
    """What else is known of calls, drawn as it usually is for their topics and places."""
    size = len(at)
    choice = np.where(random.random(size) < 0.8, topic % of.CHOICES, random.integers(of.CHOICES, size=size))
    choice[random.random(size) < 0.3] = -1
    area = np.where(random.random(size) < 0.7, place % of.AREAS, random.integers(of.AREAS, size=size))
    line = random.choice(len(of.LINES), size, p=of.LINES)
    return Calls(
        at=at,
        topic=topic,
        place=place,
        line=line,
        choice=choice,
        area=area,
        caller=caller,
        again=np.zeros(size, dtype=np.bool_),
        incident=np.full(size, incident),
    )
