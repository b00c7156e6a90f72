"""When citizens dial: at random, and in waves, as after a bus that was late. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

WAVE_SECONDS = 150.0
WAVE_HEIGHT = 0.5
"""the rate swings by this share around its mean"""


def gaps(per_minute: float, rng: Random) -> Iterator[float]:
    """Seconds until the next citizen dials, without end: a Poisson process with a rate that rises and falls.

    Thinning (Lewis and Shedler, 1979): candidates at the highest rate, each kept with the share of the present one.
    """
    highest = per_minute / 60.0 * (1.0 + WAVE_HEIGHT)
    at = gap = 0.0
    while True:
        step = rng.expovariate(highest)
        at, gap = at + step, gap + step
        present = per_minute / 60.0 * (1.0 + WAVE_HEIGHT * math.sin(2 * math.pi * at / WAVE_SECONDS))
        if rng.random() * highest < present:
            yield gap
            gap = 0.0
