"""The stated town of the incident test: what usually reaches its hotline.

4,000 calls a day on average; 30 topics and 60 places, both by Zipf's law with exponent 1, and a gamma factor (shape 4)
for how much a topic concerns a place; a curve over the day and factors of the weekdays; a gamma factor for each day
(shape 25, as in config/simulation/city_day.yaml). 3 lines, 6 menu choices that mostly follow the topic, 10 areas that
mostly follow the place. One caller in 12 calls again about the same, 90 minutes later on average; one call in 50 comes
from one of 40 numbers that offices share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CALLS_A_DAY: Final = 4_000
TOPICS: Final = 30
PLACES: Final = 60
CHOICES: Final = 6
AREAS: Final = 10
LINES: Final = (0.8, 0.15, 0.05)
AFFINITY_SHAPE: Final = 4.0
BUSYNESS_SHAPE: Final = 25.0
AGAIN: Final = 1 / 12
AGAIN_AFTER_S: Final = 90 * 60.0
SHARED: Final = 1 / 50
SHARED_NUMBERS: Final = 40
WEEKDAYS: Final = (1.16, 1.10, 1.08, 1.06, 1.06, 0.82, 0.72)
CURVE: Final = (
    0.9, 0.6, 0.4, 0.4, 0.4, 0.6, 1.3, 3.0, 7.0, 9.6, 9.6, 7.6,
    4.6, 5.5, 8.0, 8.2, 7.6, 6.0, 4.7, 4.2, 3.7, 2.9, 2.0, 1.2,
)  # fmt: skip
"""Per cent of a day's calls, per hour."""


@dataclass(frozen=True, kw_only=True)
class Town:
    """How likely a call is about what."""

    pairs: NDArray[np.float64]
    """[topic, place]: share of all calls"""

    def per_hour(self, topic: int, place: int, hours: range) -> float:
        """Usual calls an hour, on a mean day, over some hours of it."""
        return float(self.pairs[topic, place] * CALLS_A_DAY * sum(CURVE[hour] for hour in hours) / 100 / len(hours))


def build_town(random: np.random.Generator) -> Town:
    """A town; which topic concerns which place differs from one to the other."""
    affinity = random.gamma(AFFINITY_SHAPE, 1 / AFFINITY_SHAPE, (TOPICS, PLACES))
    weights = np.outer(1 / np.arange(1, TOPICS + 1), 1 / np.arange(1, PLACES + 1)) * affinity
    return Town(pairs=weights / weights.sum())
