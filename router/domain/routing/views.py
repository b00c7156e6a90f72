"""Free seats that meet one need, in the order in which one rule takes them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping

from router.domain.matching import Free
from router.domain.routing.needs import Need, Signature
from router.domain.routing.policy import SeatRule

SeatKey = tuple[int, int, float, float, str]
"""tier, wishes met (negative), the rule's measure, idle since, seat: the least is taken"""


class View:
    """A sorted index of free seats, kept while it is looked at."""

    __slots__ = ("keys", "need", "prefer", "rule", "used")

    def __init__(self, need: Need, prefer: Mapping[str, int], rule: SeatRule) -> None:
        self.need = need
        self.prefer = prefer
        self.rule = rule
        self.keys: list[SeatKey] = []
        self.used = 0
        """when last looked at, in looks; -1: dropped"""

    def head_for(self, signature: Signature, tier: int) -> tuple[int, int, int]:
        """What all seats with this signature share of their keys here."""
        clause = self.need.tiers[tier]
        return tier, -wishes_met(self.prefer, signature.skills), -clause.level_of(signature.skills)

    def add(self, free: Free, tier: int, wishes: int, level: int) -> None:
        insort(self.keys, seat_key(self.rule, free, tier, wishes, level))


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
