"""The incident test, summed up: false alarms a month, and how many of an incident's calls come before it is seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from router.domain.incidents.rules import Rules
from router.domain.incidents.tails import LARGEST_SHAPE, at_least
from router.simulation.incident_month import Month, Seen, Struck, play_month
from router.simulation.spread import spread

SIXTH: Final = 6
BANDS: Final = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
"""usual calls an hour in the evening: struck cells are told apart by it"""
NEVER: Final = math.inf


@dataclass(frozen=True, kw_only=True)
class Detection:
    """How early incidents of one kind were seen. Calls of the incident; inf: not before its last."""

    name: str
    incidents: int
    by_sixth: float
    """share"""
    calls_p50: float
    calls_p90: float
    calls_max: float
    minutes_p50: float
    minutes_p90: float
    """from the first of its calls"""
    narrow: float
    """share of those seen that were told as that topic at that place"""


@dataclass(frozen=True, kw_only=True)
class Report:
    """All of it."""

    seed: int
    days: int
    months: int
    calls: int
    """in the months without incidents"""
    false: tuple[Seen, ...]
    per_month: float
    """false alarms in 30 days"""
    low: float
    high: float
    """its 95 % interval"""
    detections: tuple[Detection, ...]
    counts: tuple[float, ...]
    """calls until each incident was seen, sorted, of those drawn with all cells alike"""
    again: int
    """findings of an incident that had been told before"""
    struck_false: int
    """false alarms in the months with incidents"""


def play(
    *,
    days: int,
    months: int,
    struck_months: int,
    seed: int,
    cores: int,
    rules: Rules,
    progress: Callable[[], object] = lambda: None,
) -> Report:
    """Play months without incidents and months with four each evening. A month depends on seed and number alone."""
    played: list[Month] = []
    one = partial(_one, plain=months, seed=seed, days=days, rules=rules)
    for month in spread(one, months + struck_months, cores):
        played.append(month)
        progress()
    quiet, struck = played[:months], played[months:]
    false = tuple(seen for month in quiet for seen in month.false)
    length = months * days / 30
    low, high = poisson_interval(len(false))
    cases = [each for month in struck for each in month.struck]
    alike = [each for each in cases if not each.case.by_calls]
    return Report(
        seed=seed,
        days=days,
        months=months,
        calls=sum(month.calls for month in quiet),
        false=false,
        per_month=len(false) / length,
        low=low / length,
        high=high / length,
        detections=tuple(_detections(alike, cases)),
        counts=tuple(sorted(_calls(each) for each in alike)),
        again=sum(month.again for month in struck),
        struck_false=sum(len(month.false) for month in struck),
    )


def _one(number: int, *, plain: int, seed: int, days: int, rules: Rules) -> Month:
    struck = number >= plain
    return play_month(number - plain if struck else number, seed=seed, days=days, struck=struck, rules=rules)


def _detections(alike: Sequence[Struck], cases: Sequence[Struck]) -> list[Detection]:
    found = [_detection("any cell", alike), _detection("by calls", [each for each in cases if each.case.by_calls])]
    for low, high in pairwise(BANDS):
        found.append(_detection(f"{low:g} to {high:g} an hour", [c for c in cases if low <= c.case.usual < high]))
    return [each for each in found if each.incidents]


def _detection(name: str, cases: Sequence[Struck]) -> Detection:
    calls = sorted(_calls(each) for each in cases)
    minutes = sorted(NEVER if each.minutes is None else each.minutes for each in cases)
    seen = [each for each in cases if each.calls is not None]
    return Detection(
        name=name,
        incidents=len(cases),
        by_sixth=sum(each <= SIXTH for each in calls) / max(1, len(calls)),
        calls_p50=_quantile(calls, 0.5),
        calls_p90=_quantile(calls, 0.9),
        calls_max=_quantile(calls, 1.0),
        minutes_p50=_quantile(minutes, 0.5),
        minutes_p90=_quantile(minutes, 0.9),
        narrow=sum(each.narrow for each in seen) / max(1, len(seen)),
    )


def _calls(struck: Struck) -> float:
    return NEVER if struck.calls is None else struck.calls


def _quantile(values: Sequence[float], share: float) -> float:
    """The least value that so large a share does not exceed."""
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else NEVER


def poisson_interval(count: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval of a Poisson mean of which `count` was seen (Garwood 1936)."""
    side = (1 - level) / 2
    low = 0.0 if count == 0 else _solve(lambda mean: at_least(count, mean, LARGEST_SHAPE) - side, count + 1.0)
    high = _solve(lambda mean: at_least(count + 1, mean, LARGEST_SHAPE) - (1 - side), 10.0 + 3.0 * count)
    return low, high


def _solve(rising: Callable[[float], float], top: float) -> float:
    low, high = 0.0, top
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high
