"""In which order one rule takes the free seats that meet a need."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.matching import Free
from router.domain.routing.policy import SeatRule

SeatKey = tuple[int, int, float, float, str]
"""tier, wishes met (negative), the rule's measure, idle since, seat: the least is taken"""


def seat_key(rule: SeatRule, free: Free, tier: int, wishes: int, level: int) -> SeatKey:
    """Where a free seat stands; `wishes` and `level` negative."""
    if rule is SeatRule.BEST_LEVEL:
        measure: float = level
    elif rule is SeatRule.FEWEST_CALLS:
        measure = free.talks
    elif rule is SeatRule.LEAST_OCCUPIED:
        measure = free.occupancy
    else:
        measure = 0
    return tier, wishes, measure, free.idle_since, free.seat


def wishes_met(prefer: Mapping[str, int], skills: Mapping[str, int]) -> int:
    """How many of the wishes these skills meet."""
    return sum(skills.get(skill, 0) >= level for skill, level in prefer.items())
