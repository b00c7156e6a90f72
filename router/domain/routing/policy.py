"""What ops staff decide about routing: what each queue asks for over time, and which rule chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from router.domain.routing.clause import Clause

PRIORITY_AT_MOST: Final = 600.0
"""Seconds of waiting that a caller's priority may stand for, whatever it is made of."""
WEIGHT_AT_MOST: Final = 600.0
"""Seconds of waiting that a queue's weight may stand for."""


class SeatRule(StrEnum):
    """Which of several free seats takes a call. After each: longest idle, then the seat's id."""

    BEST_LEVEL = "best_level"  # the highest levels in the skills asked for
    LONGEST_IDLE = "longest_idle"  # who has rested longest
    FEWEST_CALLS = "fewest_calls"  # the fewest talks since sign-on
    LEAST_OCCUPIED = "least_occupied"  # the smallest share of the shift spent on calls, when it became free

    # A key of indices: the string's own hash, not the enum's, which is written in Python.
    __hash__ = str.__hash__


class CallerRule(StrEnum):
    """Which of several waiting calls a freed seat takes. After each: the place, the counter, the call's id."""

    OLDEST = "oldest"  # the first by place
    TARGET_RATIO = "target_ratio"  # the longest wait in multiples of its own queue's target
    PRIMARIES_FIRST = "primaries_first"  # first the calls whose first step the seat meets, each kind by place


class TargetKind(StrEnum):
    """Where a call goes that its queue passes on."""

    QUEUE = "queue"  # waits in another queue, at its old place
    LINE = "line"  # is answered as if it had dialled another line
    GROUP = "group"  # rings a group of people outside the queues: experts, an on-call ladder
    CALLBACK = "callback"  # is asked for a callback
    MESSAGE = "message"  # is asked for a message
    FALLBACK = "fallback"  # the dialplan's own queue rings every seat on duty


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where to. `id` names the queue, line or group; empty for the others."""

    kind: TargetKind
    id: str = ""


FALLBACK: Final = Target(kind=TargetKind.FALLBACK)


@dataclass(frozen=True, kw_only=True)
class Step:
    """From `after` seconds of waiting on, seats that meet one of `tiers` will do as well.

    Steps add up: a seat that was good enough stays so. Tiers are an order: a free seat of an earlier tier (of an
    earlier step before all of a later one) is taken before any of a later tier.
    """

    after: float
    tiers: tuple[Clause, ...]


@dataclass(frozen=True, kw_only=True)
class Overflow:
    """When one of its conditions holds for a call that found no seat, the call goes `to`."""

    to: Target
    after: float | None = None
    """seconds of waiting"""
    waiting: int | None = None
    """as it comes, at least so many others wait in its queue"""
    nobody: bool = False
    """as it comes and at each of its steps: nobody on duty, busy or not, meets even the last step"""


@dataclass(frozen=True, kw_only=True)
class QueuePolicy:
    """How one queue is served. Times are seconds."""

    id: str
    steps: tuple[Step, ...] = (Step(after=0.0, tiers=(Clause(),)),)
    """the first begins at 0, each later than the one before"""
    prefer: Mapping[str, int] = field(default_factory=dict)
    """skill to level: of the free seats of one tier, who has most of these comes first; never a wall"""
    weight: float = 0.0
    """seconds of waiting that every call of this queue has ahead, 0 to WEIGHT_AT_MOST"""
    target_seconds: float = 15.0
    seat_rule: SeatRule = SeatRule.BEST_LEVEL
    sticky_seconds: float = 0.0
    """a call waits this long for the agent it talked to last, while that agent is on duty and would do; when that agent
    is free at once, it goes there whatever this says"""
    reserve: int = 0
    """other queues' calls leave the last so many free seats that meet this queue's first step alone"""
    overflows: tuple[Overflow, ...] = ()
    """the first whose condition holds"""
    limit: int | None = None
    """a call that finds no seat and so many others waiting goes to the last resort"""
    longest: float | None = None
    """a call that has waited so long goes to the last resort"""
    last_resort: Target = FALLBACK
    """never silence: what becomes of a call that may wait no longer"""
    tell_every: float | None = None
    """how often a waiting call's expected wait is told anew; None: never"""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """All of it. A queue that is not named is served by the skills its call brings along (`Wants.skills`)."""

    queues: Mapping[str, QueuePolicy] = field(default_factory=dict)
    callers: CallerRule = CallerRule.OLDEST
    fair_after: float = 300.0
    """a call whose place is this many seconds old goes by its place alone, before all that are younger, whatever rule
    chooses callers"""
    priority_at_most: float = 300.0
    """bound on a caller's priority, 0 to PRIORITY_AT_MOST"""
    handling_seconds: float = 240.0
    """talk and wrap-up that expected waits begin with before anything was seen"""

    @property
    def bound(self) -> float:
        """By how many seconds at most a later call may have its place before an earlier one: `place.claim_of`."""
        return self.priority_at_most + max((queue.weight for queue in self.queues.values()), default=0.0)
