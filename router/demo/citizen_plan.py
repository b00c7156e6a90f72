"""Draws what one citizen will do. Pure, and the same for the same random source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from router.demo.ways import Way, ways_of
from router.domain.bundle import Bundle, Go, Line

TALK_MEAN = 32.0
TALK_SPREAD = 0.45
"""sigma of the logarithm, as talk times of hotlines have it; the mean is a tenth of theirs"""
FIRST_WEIGHT = 6.0
"""the line's own queue, and the line named first, are chosen that many times as often as any other"""
SILENT_WEIGHT = 2.5
"""presses nothing"""
RARE_WEIGHT = 0.25
"""another language, a message, an information"""


@dataclass(frozen=True, kw_only=True)
class CitizenPlan:
    """One citizen. All times in seconds."""

    number: str
    line: str
    """the number that is dialled"""
    way: Way
    key_after: float
    """from the answer to the first key"""
    key_gap: float
    patience: float
    """gives up after this long in the call without an agent"""
    talk: float
    """talks this long, then hangs up"""
    waits_for_agent: bool
    """lets the agent hang up, and so hears what comes after"""
    message_instead: bool
    """tired of waiting, would rather leave a message where the queue offers that"""
    speak: float
    """how long a message is"""
    grade: str
    """key for the survey; empty: presses none"""


def draw_citizen(bundle: Bundle, rng: Random, number: str) -> CitizenPlan:
    """Somebody with a wish. Raises IndexError: the bundle has no line."""
    lines = list(bundle.lines.values())
    line = rng.choices(lines, [FIRST_WEIGHT if place == 0 else 2.0 for place in range(len(lines))])[0]
    ways = ways_of(bundle, line)
    way = rng.choices(ways, [_weight(way, line) for way in ways])[0]
    impatient = rng.random() < 0.07
    return CitizenPlan(
        number=number,
        line=line.number,
        way=way,
        key_after=rng.uniform(0.8, 7.0),
        key_gap=rng.uniform(1.2, 3.5),
        patience=rng.uniform(2.0, 14.0) if impatient else lognormal(rng, 90.0, 0.6, least=25.0, most=300.0),
        talk=lognormal(rng, TALK_MEAN, TALK_SPREAD, least=6.0, most=110.0),
        waits_for_agent=rng.random() < 0.4,
        message_instead=rng.random() < 0.15,
        speak=rng.uniform(4.0, 12.0),
        grade=rng.choices(["", "5", "4", "3", "1"], [3, 5, 3, 1, 1])[0],
    )


def draw_number(rng: Random, taken: set[str]) -> str:
    """A number as mobiles have it, that nobody else in the town has; it is never dialled."""
    while True:
        number = f"1{rng.choice('3578')}{rng.randrange(10**9):09}"
        if number not in taken:
            taken.add(number)
            return number


def lognormal(rng: Random, mean: float, sigma: float, *, least: float, most: float) -> float:
    """A draw with this mean (before the bounds cut it), seconds."""
    return min(most, max(least, rng.lognormvariate(math.log(mean) - sigma * sigma / 2, sigma)))


def _weight(way: Way, line: Line) -> float:
    weight = FIRST_WEIGHT if way.queue == line.queue else 1.5
    if not way.keys:
        weight = SILENT_WEIGHT
    if way.language != line.language or way.go is not Go.QUEUE:
        weight *= RARE_WEIGHT
    return weight
