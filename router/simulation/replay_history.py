"""What a replay needs to know of the past: calls that waited, seats that were there, and the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum

from router.domain.routing.policy import Policy
from router.simulation.duration import Duration


class Ending(StrEnum):
    """How a wait ended."""

    ANSWERED = "answered"  # with an agent
    ABANDONED = "abandoned"  # the caller hung up
    OTHER = "other"  # a message, a fault, or not yet


class SeatIs(StrEnum):
    """Whether a seat takes calls from queues."""

    READY = "ready"  # it does, or is busy with one
    AWAY = "away"  # somebody is signed on and does something else
    GONE = "gone"  # nobody is there


@dataclass(frozen=True, kw_only=True)
class PastCall:
    """One wait for an agent. Times are Unix seconds, lengths seconds; None: not known."""

    id: str
    queue: str
    at: float
    """when it came to the queue"""
    arrived_at: float
    """when the call came: its rank"""
    counter: int = 0
    line: str = ""
    asked: Mapping[str, int] = field(default_factory=dict)
    """levels that the call asks for beyond its queue"""
    prefer: Mapping[str, int] = field(default_factory=dict)
    priority: float = 0.0
    """seconds of waiting that it has ahead"""
    last_agent: str = ""
    """who served this caller last time"""
    ending: Ending | None = None
    waited: float | None = None
    handling: float | None = None
    """talk and wrap-up"""
    ringing: float | None = None
    """from the choice of a seat until the talk"""
    patience: float | None = None
    """when it is known by itself"""
    counted: bool = True
    """False: at the edges, played so that seats are as busy as they were, and in no figure"""


@dataclass(frozen=True, kw_only=True)
class SeatChange:
    """From `at` on, a seat is this."""

    at: float
    seat: str
    now: SeatIs
    agent: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    since: float = 0.0
    """when the agent signed on"""


@dataclass(frozen=True, kw_only=True)
class Usual:
    """How long things take where history does not say. `patience` None: for ever."""

    handling: Duration
    patience: Duration | None


@dataclass(frozen=True, kw_only=True)
class History:
    """The past of one period."""

    name: str
    calls: tuple[PastCall, ...]
    """by `at`"""
    changes: tuple[SeatChange, ...]
    """by `at`"""
    policy: Policy
    """names every queue that calls are of"""
    since: float
    """Unix seconds"""
    until: float
    zone: tzinfo = UTC
    """in which hours are told"""
    usual: Callable[[PastCall], Usual] | None = None
    """None: history says it all"""
    notes: tuple[str, ...] = ()
    """what is not known or not played, as sentences"""

    @property
    def queues(self) -> tuple[str, ...]:
        """Queues that calls came to, sorted."""
        return tuple(sorted({call.queue for call in self.calls if call.counted}))

    @property
    def open_ended(self) -> int:
        """Of how many calls it is not known how they ended."""
        return sum(call.counted and call.ending is None for call in self.calls)

    def target(self, queue: str) -> float:
        """Seconds within which a queue wants its calls answered."""
        return self.policy.queues[queue].target_seconds
