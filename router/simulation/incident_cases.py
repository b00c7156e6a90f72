"""Places the stated incident into a month: 19 callers about one thing between 18:00 and 23:00."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from router.simulation.incident_calls import Calls, detail
from router.simulation.incident_town import PLACES, TOPICS, Town

CALLERS: Final = 19
EVENING: Final = range(18, 23)
MOST_USUAL: Final = 1.0
"""calls an hour in the evening that a struck cell usually gets at most"""
A_DAY: Final = 4
"""incidents an evening, of topics and places that differ, so that none hides or helps another"""
NUMBERS: Final = 1 << 60
"""callers of incidents are counted from here: nobody else's numbers"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One incident."""

    number: int
    day: int
    topic: int
    place: int
    usual: float
    """calls an hour in the evening"""
    by_calls: bool
    """drawn in proportion to the calls of the cells; False: all cells alike"""


def strike(town: Town, random: np.random.Generator, *, first: int, days: int) -> tuple[list[Case], Calls]:
    """Incidents on each evening, their calls uniform over it. Every other one is drawn in proportion to calls."""
    usual = np.asarray([[town.per_hour(t, p, EVENING) for p in range(PLACES)] for t in range(TOPICS)])
    alike = (usual <= MOST_USUAL).ravel().astype(float)
    weights = (alike / alike.sum(), alike * town.pairs.ravel() / (alike * town.pairs.ravel()).sum())
    cases: list[Case] = []
    parts: list[Calls] = []
    for day in range(first, first + days):
        topics: set[int] = set()
        places: set[int] = set()
        while len(topics) < A_DAY:
            number = len(cases)
            topic, place = divmod(int(random.choice(alike.size, p=weights[number % 2])), PLACES)
            if topic in topics or place in places:
                continue
            topics.add(topic)
            places.add(place)
            cases.append(
                Case(
                    number=number,
                    day=day,
                    topic=topic,
                    place=place,
                    usual=float(usual[topic, place]),
                    by_calls=bool(number % 2),
                )
            )
            hours = EVENING.start + random.random(CALLERS) * len(EVENING)
            parts.append(
                detail(
                    random,
                    at=np.sort((day * 24 + hours) * 3600.0),
                    topic=np.full(CALLERS, topic),
                    place=np.full(CALLERS, place),
                    caller=NUMBERS + number * CALLERS + np.arange(CALLERS),
                    incident=number,
                )
            )
    calls = parts[0]
    for part in parts[1:]:
        calls = calls + part
    return cases, calls
