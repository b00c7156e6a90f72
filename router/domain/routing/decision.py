"""A decision: who got whom, who came next, and all that it was decided from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from router.domain.matching import Free, Match
from router.domain.routing.place import Place
from router.domain.routing.policy import CallerRule, SeatRule

RIVALS_KEPT: Final = 20


class Chooser(StrEnum):
    """Who chose."""

    CALL = "call"  # a call came, or asks for less now: one of the free seats
    SEAT = "seat"  # a seat became free: one of the waiting calls


class Lost(StrEnum):
    """Why a seat (when a call chose) or a call (when a seat chose) was not the one."""

    ORDER = "order"  # would have done, another came first
    SKILL = "skill"  # the seat has not what the call asks for by now
    BUSY = "busy"  # a seat that would have done is not free
    RESERVED = "reserved"  # the seat is kept for another queue
    HELD = "held"  # the call still waits for the agent it knows

    # Counted four times a decision: the string's own hash, not the enum's, which is written in Python.
    __hash__ = str.__hash__


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One call to one seat. Frozen and complete: `recompute` comes to the same from these fields alone."""

    at: float
    chooser: Chooser
    place: Place
    """the call that was served, as it stood"""
    seat: Free
    """the seat that serves it, as it stood"""
    tier: int
    """which of `place.need` the seat meets first, from 0"""
    seat_rule: SeatRule
    caller_rule: CallerRule
    fair_after: float
    known: bool
    """the seat's agent served this caller last time; when the call chose, that outranks the rule"""
    rival_seats: tuple[Free, ...] = ()
    """the next in order, RIVALS_KEPT at most, when a call chose"""
    rival_calls: tuple[Place, ...] = ()
    """the next in order, RIVALS_KEPT at most, when a seat chose"""
    able: int
    """seats (calls) among which was chosen, the winner included"""
    counts: Mapping[Lost, int]
    """all seats on duty (all waiting calls) but the winner, by why they lost; each once"""

    @property
    def waited(self) -> float:
        """Seconds from when it was queued."""
        return max(0.0, self.at - self.place.wants.since)


@dataclass(frozen=True, kw_only=True)
class Decided(Match):
    """A match with its decision."""

    decision: Decision
