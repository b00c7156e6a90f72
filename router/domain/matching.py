"""What a matching engine is told and what it answers. Incremental: one event in, matches out; deadlines, not ticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from router.domain.routing.policy import Step


@dataclass(frozen=True, kw_only=True)
class Wants:
    """What a waiting call asks for."""

    call: str
    queue: str
    rank: tuple[float, int]
    skills: Mapping[str, int] = field(default_factory=dict)
    """skill to the least level that will do, in a queue that the policy does not name; empty: anybody"""
    since: float = 0.0
    """when it was queued"""
    asked: Mapping[str, int] = field(default_factory=dict)
    """what the call itself asks for beyond its queue, required at every step"""
    prefer: Mapping[str, int] = field(default_factory=dict)
    """skill to level, wished for and never a wall: a dialect"""
    priority: float = 0.0
    """seconds of waiting this caller has ahead: line, cut off a moment ago, repeat caller; bounded by the policy"""
    last_agent: str = ""
    """who served this caller last time"""
    also: tuple[Step, ...] = ()
    """what will do as well, in steps of their own: the rules under which the caller came to wait"""
    speechless: bool = False
    """was asked for a message and said nothing: it is not asked again, and waits on"""
    absent: bool = False
    """is called back: nobody holds the line who could leave a message, or hear the fallback"""
    been: tuple[str, ...] = ()
    """queues that passed it on; it goes back to none of them"""


@dataclass(frozen=True, kw_only=True)
class Free:
    """A seat that may be offered a call."""

    seat: str
    skills: Mapping[str, int] = field(default_factory=dict)
    idle_since: float = 0.0
    agent: str = ""
    talks: int = 0
    """talks since sign-on"""
    occupancy: float = 0.0
    """share of the time since sign-on spent on calls and wrap-up, 0 to 1, when it became free"""


@dataclass(frozen=True, kw_only=True)
class Match:
    """This call to this seat, and why."""

    call: str
    seat: str
    level: int
    """sum of the seat's levels in the skills asked for"""
    considered: int
    """seats that could have served the call"""
    reason: str
    waited: float


class Engine(Protocol):
    """What every matching engine offers. No I/O; time is an argument."""

    def wait(self, wants: Wants, at: float) -> list[Match]:
        """A call begins to wait (or waits for something else now)."""
        ...

    def leave(self, call: str, at: float) -> list[Match]:
        """A call waits no longer."""
        ...

    def free(self, free: Free, at: float) -> list[Match]:
        """A seat becomes free (or free with other skills now)."""
        ...

    def busy(self, seat: str, at: float) -> list[Match]:
        """A seat is not free any more."""
        ...

    def due(self, at: float) -> list[Match]:
        """The deadline has come."""
        ...

    @property
    def deadline(self) -> float | None:
        """When `due` must be called, if nothing else happens before."""
        ...


def can_serve(skills: Mapping[str, int], wanted: Mapping[str, int]) -> bool:
    """Whether somebody with these levels has at least the levels wanted."""
    return all(skills.get(skill, 0) >= level for skill, level in wanted.items())
