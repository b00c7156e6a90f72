"""Which waiting call goes to which free seat. Incremental: one event in, matches out; deadlines instead of ticks.

Two choices, both exact about ties and so deterministic: among the seats that could serve a call, those with the skills
wished for, then the best level of the skills asked for, then the longest idle, then the seat's id; among the calls that
a seat could serve, the first by rank (arrival, counter). A call that nobody free can serve never blocks one behind it,
and a wish makes nobody wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Wants:
    """What a waiting call asks for."""

    call: str
    queue: str
    rank: tuple[float, int]
    skills: Mapping[str, int] = field(default_factory=dict)
    """skill to the least level that will do; empty: anybody"""
    since: float = 0.0
    """when it was queued"""
    asked: Mapping[str, int] = field(default_factory=dict)
    """what the call itself asks for beyond its queue, required at every step; `skills` holds it too"""
    prefer: Mapping[str, int] = field(default_factory=dict)
    """skill to level, wished for and never a wall: a dialect"""
    priority: float = 0.0
    """seconds of waiting this caller has ahead: line, cut off a moment ago, repeat caller; bounded by the policy"""
    last_agent: str = ""
    """who served this caller last time"""
    also: tuple[Mapping[str, int], ...] = ()
    """other sets of skills that will do as well as `skills`: the rules under which the caller came to wait"""

    def served_by(self, skills: Mapping[str, int]) -> bool:
        """Whether somebody with these levels will do."""
        return can_serve(skills, self.skills) or any(can_serve(skills, wanted) for wanted in self.also)


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


class LongestIdleBestLevel:
    """The first engine: required levels, wishes, best level, longest idle; calls by rank.

    A match takes call and seat out of the engine at once; whoever could not use it puts them back by `wait` and `free`.
    """

    def __init__(self) -> None:
        self._calls: dict[str, Wants] = {}
        self._seats: dict[str, Free] = {}

    def wait(self, wants: Wants, at: float) -> list[Match]:
        self._calls[wants.call] = wants
        match = self._seat_for(wants, at)
        return [self._take(match)] if match else []

    def leave(self, call: str, at: float) -> list[Match]:
        self._calls.pop(call, None)
        return []

    def free(self, free: Free, at: float) -> list[Match]:
        self._seats[free.seat] = free
        eligible = (wants for wants in self._calls.values() if wants.served_by(free.skills))
        first = _first(eligible, key=lambda wants: (wants.rank, wants.call))
        if first is None:
            return []
        match = self._seat_for(first, at)
        return [self._take(match)] if match else []

    def busy(self, seat: str, at: float) -> list[Match]:
        self._seats.pop(seat, None)
        return []

    def due(self, at: float) -> list[Match]:
        return []

    @property
    def deadline(self) -> float | None:
        return None

    def _seat_for(self, wants: Wants, at: float) -> Match | None:
        able = [seat for seat in self._seats.values() if wants.served_by(seat.skills)]

        def level(seat: Free) -> int:
            return sum(seat.skills.get(skill, 0) for skill in wants.skills)

        def wished(seat: Free) -> bool:
            return can_serve(seat.skills, wants.prefer)

        best = _first(able, key=lambda seat: (not wished(seat), -level(seat), seat.idle_since, seat.seat))
        if best is None:
            return None
        alike = [seat for seat in able if wished(seat) == wished(best)]
        rival = any(level(seat) == level(best) for seat in alike if seat is not best)
        better = "longest idle of the best level" if rival else "best level"
        if len(alike) < len(able):
            better = f"with {', '.join(wants.prefer)}, {better}"
        reason = "only free seat with the skills" if len(able) == 1 else f"{better} of {len(able)} free seats"
        return Match(
            call=wants.call,
            seat=best.seat,
            level=level(best),
            considered=len(able),
            reason=reason,
            waited=max(0.0, at - wants.since),
        )

    def _take(self, match: Match) -> Match:
        del self._calls[match.call], self._seats[match.seat]
        return match


def _first(items: Iterable[T], key: Callable[[T], Any]) -> T | None:
    return min(items, key=key, default=None)
